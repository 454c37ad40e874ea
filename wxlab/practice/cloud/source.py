"""JSON files of a package, read so that an error can name the file and the line."""

import json
import json.scanner
from typing import Any, NoReturn

from wxlab.practice.cloud.refusal import CloudError


class Placed(str):
    """A text that knows where in its file it stands; otherwise a text like any other."""

    source: str
    at: int

    @property
    def line(self) -> int:
        """The line, from 1; counted when somebody asks."""
        return self.source.count("\n", 0, self.at) + 1


def text_of(data: bytes, file: str) -> str:
    """A file as UTF-8, a byte order mark left out. Raises CloudError (10006) with the line."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _unreadable(file, line, "it is not UTF-8", "不是 UTF-8 编码") from None


def json_of(data: bytes, file: str) -> Any:
    """What a JSON file says, its texts `Placed`. Raises CloudError (10006) with the line."""
    return parsed(text_of(data, file), file)


def parsed(text: str, file: str, first_line: int = 1) -> Any:
    """The same of a text; `first_line` is where it begins, for the error."""
    decoder = json.JSONDecoder(parse_constant=_refuse)

    def placed(source: str, at: int, strict: bool = True) -> tuple[str, int]:
        value, end = json.decoder.scanstring(source, at, strict)  # type: ignore[attr-defined]
        found = Placed(value)
        found.source, found.at = source, at
        return found, end

    # The scanner in Python asks the decoder for texts; the one in C knows better.
    decoder.parse_string = placed  # type: ignore[attr-defined]
    decoder.scan_once = json.scanner.py_make_scanner(decoder)  # type: ignore[attr-defined]
    try:
        return decoder.decode(text)
    except json.JSONDecodeError as error:
        line = first_line + error.lineno - 1
        raise _unreadable(file, line, error.msg, f"{error.msg}（第 {error.colno} 列）") from None
    except (RecursionError, ValueError) as error:
        line = None if "\n" in text else first_line
        raise _unreadable(file, line, str(error), str(error)) from None


def wrong(file: str, en: str, zh: str, at: object = None) -> CloudError:
    """A JSON file says what cannot be (10009); `at` is the text in it that is wrong."""
    return CloudError(10009, f"{file}: {en}", f"{file}：{zh}", file=file, line=line_of(at))


def line_of(value: object) -> int | None:
    """The line on which a text stands that came from a file."""
    return value.line if isinstance(value, Placed) else None


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")


def _unreadable(file: str, line: int | None, en: str, zh: str) -> CloudError:
    return CloudError(10006, f"{file}: {en}", f"{file}：无法解析：{zh}", file=file, line=line)
