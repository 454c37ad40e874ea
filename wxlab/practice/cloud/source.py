"""JSON files of a package, read so that an error can name the file and the line."""

import json
import json.scanner
import re
from typing import Any, NoReturn

from wxlab.practice.cloud.refusal import CloudError

_COMMA = "a comma stands before the closing bracket", "右括号之前多了一个逗号"


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
        comma = _comma_before(text, error.pos)
        said = (error.msg, error.msg) if comma is None else _COMMA
        before = text[: error.pos if comma is None else comma]
        raise _unreadable(file, first_line + before.count("\n"), *said) from None
    except (RecursionError, ValueError) as error:
        only_line = None if "\n" in text else first_line
        raise _unreadable(file, only_line, str(error), str(error)) from None


def _comma_before(text: str, at: int) -> int | None:
    """Where the comma is that is one too many; None when something else is wrong.

    Some versions of Python complain of the comma, others of the bracket behind it.
    """
    if text[at : at + 1] in ("]", "}"):
        at = len(text[:at].rstrip()) - 1
    return at if re.match(r",\s*[]}]", text[max(at, 0) :]) else None


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
