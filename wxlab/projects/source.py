"""One JSON file of a project: its values by path, and what is wrong with it, by line."""

from pathlib import Path as DiskPath
from typing import Any, TypeVar, overload

from wxlab.core.javascript import type_name
from wxlab.core.places import JsonError, Path, Placed
from wxlab.projects.problems import Problem

T = TypeVar("T")


class Source:
    """Reads values, and remembers what is wrong with them.

    ``name`` is how the file is called in the project. ``problems`` grows while values are read.
    Of a file that is not ``readable`` nothing more is said than that.
    """

    def __init__(self, name: str, content: bytes, problems: list[Problem]) -> None:
        self.name = name
        self._problems = problems
        self.readable = True
        self._placed = self._read(content)
        for path in self._placed.repeated:
            place = self._placed.name_place(*path)
            self._add(place, 10009, f"{path[-1]} is there twice", f"{path[-1]} 重复了")
        if not isinstance(self._placed.value, dict):
            self._wrong_type((), "Object", self._placed.value)
            self.readable, self._placed = False, Placed("{}")

    def _read(self, content: bytes) -> Placed:
        try:
            return Placed(content.decode("utf-8"))
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            column = error.start - content.rfind(b"\n", 0, error.start)
            self._add((line, column), 10006, "this is not UTF-8", "这里不是 UTF-8 编码")
        except JsonError as error:
            self._add(error.place, 10006, error.en, error.zh)
        self.readable = False
        return Placed("{}")

    @overload
    def get(self, kind: type[T], *path: str | int) -> T | None: ...
    @overload
    def get(self, kind: tuple[type, ...], *path: str | int) -> Any: ...
    def get(self, kind: Any, *path: str | int) -> Any:
        """The value at a path; ``None`` where there is none, or one of another type."""
        value: Any = self._placed.value
        for step in path:
            if isinstance(step, str):
                value = value.get(step) if isinstance(value, dict) else None
            else:
                value = value[step] if isinstance(value, list) and step < len(value) else None
        if value is None:
            return None
        kinds = kind if isinstance(kind, tuple) else (kind,)
        # In Python a bool is an int, in JSON true is no number.
        if isinstance(value, kinds) and (bool in kinds or not isinstance(value, bool)):
            return value
        expected = type_name("" if str in kinds else kinds[0]())
        self._wrong_type(path, expected, value)
        return None

    def texts(self, *path: str | int) -> list[tuple[Path, str]]:
        """The texts of an array, each with its path; what is no text is told."""
        found = self.get(list, *path) or []
        pairs = [((*path, at), self.get(str, *path, at)) for at in range(len(found))]
        return [(where, text) for where, text in pairs if text is not None]

    def count(self, *path: str | int) -> int:
        """The length of an array; 0 where there is none."""
        return len(self.get(list, *path) or [])

    def wrong(self, path: Path, en: str, zh: str, code: int = 10009) -> None:
        """The value at a path is wrong."""
        self._add(self._placed.place(*path), code, en, zh)

    def wrong_name(self, path: Path, en: str, zh: str) -> None:
        """The name at a path is wrong."""
        self._add(self._placed.name_place(*path), 10009, en, zh)

    def place(self, path: Path) -> tuple[int, int]:
        """Line and column of the value at a path."""
        return self._placed.place(*path)

    def _wrong_type(self, path: Path, expected: str, value: object) -> None:
        shown = _shown(path) or self.name
        got = type_name(value)
        self._add(
            self._placed.place(*path),
            10009,
            f"{shown} should be {expected} instead of {got}",
            f"{shown} 应为 {expected}，而不是 {got}",
        )

    def _add(self, place: tuple[int, int], code: int, en: str, zh: str) -> None:
        problem = Problem(self.name, *place, code, en, zh)
        if problem not in self._problems:  # a value may be asked for twice
            self._problems.append(problem)


def source(root: DiskPath, name: str, problems: list[Problem]) -> Source:
    """Read a file below a root; one that cannot be read is a problem and holds nothing."""
    try:
        content = (root / name).read_bytes()
    except OSError as error:
        why = error.strerror or str(error)
        problems.append(Problem(name, 0, 0, 10005, f"it cannot be read: {why}", f"无法读取：{why}"))
        content = b"{}"
    return Source(name, content, problems)


def _shown(path: Path) -> str:
    """``tabBar.list[0].text``, as JavaScript writes it."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".")
