"""JSON that remembers where in its text each value stands, to name the line of a mistake.

Source: RFC 8259. What people write instead of it — comments, a comma too many, quotation marks
and commas of the Chinese keyboard — is refused in words that name it.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

Path = tuple[str | int, ...]
"""The names and numbers that lead to a value: ``("tabBar", "list", 0)``."""

MOST_DEEP = 200
"""Brackets within brackets; a file of a mini-program has a handful."""

_STRINGS = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\r\n]*")
_SCALAR = re.compile(r"-?[0-9A-Za-z_.+-]+")
_CHINESE = {
    "\uff0c": ",",
    "\uff1a": ":",
    "“": '"',
    "”": '"',
    "‘": '"',
    "’": '"',
    "【": "[",
    "】": "]",
}


class Place(NamedTuple):
    """A line and a column, both counted from 1."""

    line: int
    column: int


class JsonError(ValueError):
    """A text is no JSON: ``place`` says where, ``en`` and ``zh`` why."""

    def __init__(self, place: Place, en: str, zh: str) -> None:
        super().__init__(f"{place.line}:{place.column}: {en}")
        self.place = place
        self.en = en
        self.zh = zh


class Placed:
    """The ``value`` of a text, and where its parts stand."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts: dict[Path, int] = {}
        self._names: dict[Path, int] = {}
        self.repeated: list[Path] = []
        at = self._space(1 if text.startswith("\ufeff") else 0)
        self.value, at = self._read(at, ())
        if (end := self._space(at)) < len(text):
            raise self._refusal(end, "nothing may follow the value", "值的后面不能再有内容")

    def place(self, *path: str | int) -> Place:
        """Where the value at a path stands; the nearest one above it, where there is none."""
        while path not in self._starts:
            path = path[:-1]
        return self._place(self._starts[path])

    def name_place(self, *path: str | int) -> Place:
        """Where the name before a value stands; of an element, where it stands itself."""
        return self._place(self._names[path]) if path in self._names else self.place(*path)

    def _place(self, at: int) -> Place:
        before = self._text.rfind("\n", 0, at)
        return Place(self._text.count("\n", 0, at) + 1, at - before)

    def _space(self, at: int) -> int:
        found = _SPACE.match(self._text, at)
        assert found is not None
        return found.end()

    def _read(self, at: int, path: Path) -> tuple[Any, int]:
        self._starts[path] = at
        if len(path) > MOST_DEEP:
            raise self._refusal(at, "it is nested too deep", "嵌套太深")
        match self._text[at : at + 1]:
            case "{":
                return self._object(at, path)
            case "[":
                return self._array(at, path)
            case '"':
                return self._string(at)
        return self._scalar(at)

    def _object(self, at: int, path: Path) -> tuple[dict[str, Any], int]:
        made: dict[str, Any] = {}
        for item in self._items(at, "}"):
            if self._text[item : item + 1] != '"':
                raise self._refusal(
                    item, 'a name in "…" is expected', '这里应该是用 "…" 括起来的名称'
                )
            name, after = self._string(item)
            colon = self._space(after)
            if self._text[colon : colon + 1] != ":":
                raise self._refusal(
                    colon, "a colon is expected after the name", "名称后面应该是冒号"
                )
            if name in made:
                self.repeated.append((*path, name))
            self._names[*path, name] = item
            made[name], self._at = self._read(self._space(colon + 1), (*path, name))
        return made, self._at

    def _array(self, at: int, path: Path) -> tuple[list[Any], int]:
        made: list[Any] = []
        for item in self._items(at, "]"):
            value, self._at = self._read(item, (*path, len(made)))
            made.append(value)
        return made, self._at

    def _items(self, at: int, closing: str) -> Iterator[int]:
        """Where each item begins; whoever reads one leaves its end in ``_at``, as this does."""
        at = self._space(at + 1)
        if self._text[at : at + 1] != closing:
            while True:
                yield at
                at = self._space(self._at)
                if self._text[at : at + 1] != ",":
                    break
                comma, at = at, self._space(at + 1)
                if self._text[at : at + 1] == closing:
                    raise self._refusal(
                        comma, f"no comma may stand before {closing}", f"{closing} 的前面不能有逗号"
                    )
            if self._text[at : at + 1] != closing:
                raise self._refusal(
                    at, f"a comma or {closing} is expected", f"这里应该是逗号或 {closing}"
                )
        self._at = at + 1

    def _string(self, at: int) -> tuple[str, int]:
        try:
            return _STRINGS.raw_decode(self._text, at)
        except json.JSONDecodeError as error:
            if error.msg.startswith("Unterminated"):
                raise self._refusal(
                    at, 'this text has no closing "', '字符串缺少结尾的 "'
                ) from None
            raise self._refusal(
                error.pos, "this may not stand in a text", "字符串里不能有这个字符"
            ) from None

    def _scalar(self, at: int) -> tuple[Any, int]:
        found = _SCALAR.match(self._text, at)
        try:
            if found is None or found[0] in ("NaN", "Infinity", "-Infinity"):
                raise ValueError
            return json.loads(found[0]), found.end()
        except ValueError:
            raise self._refusal(at, "a value is expected", "这里应该是一个值") from None

    def _refusal(self, at: int, en: str, zh: str) -> JsonError:
        found = self._text[at : at + 1]
        if not found:
            en, zh = f"{en}, and the file ends", f"{zh}，但文件到此结束"
        elif found in _CHINESE:
            en = f"the Chinese {found} should be {_CHINESE[found]}"
            zh = f"中文的 {found} 应改为英文的 {_CHINESE[found]}"
        elif self._text.startswith(("//", "/*"), at):
            en, zh = "JSON has no comments", "JSON 不能有注释"
        elif found == "'":
            en, zh = "JSON's quotation mark is \"", '应使用双引号 "'
        return JsonError(self._place(at), en, zh)
