"""The names of a project's files: which are packed, and why the others are not."""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from wxlab.projects.problems import Problem
from wxlab.projects.rules import Rules


@dataclass(frozen=True, slots=True)
class ProjectFile:
    """A file of the mini-program: its ``path`` below ``miniprogramRoot``, its ``size`` in bytes.

    ``left_out`` says why it is not packed; empty when it is.
    """

    path: str
    size: int
    left_out: str = ""
    left_out_zh: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file as it lies on the disk; ``path`` is where it is seen from, with slashes."""

    path: str
    size: int


def entries(folder: Path, limits: Path) -> tuple[list[Entry], list[Problem]]:
    """Every file below a folder in the order of its name, and the links that leave ``limits``.

    Folders that are links are not entered. What is no file (a pipe, a socket) is left alone.
    Hidden folders and ``node_modules`` are not looked into: nothing of theirs is ever packed.
    """
    found: list[Entry] = []
    problems: list[Problem] = []

    def closed(error: OSError) -> None:
        # Left out in silence, a folder would be missed by whoever runs the mini-program.
        shown = Path(error.filename or folder).relative_to(folder).as_posix()
        why = error.strerror or str(error)
        text = f"it cannot be read: {why}", f"无法读取：{why}"
        problems.append(Problem(shown, 0, 0, 10005, *text))

    for here, folders, names in os.walk(folder, onerror=closed):
        linked = [name for name in folders if os.path.islink(os.path.join(here, name))]
        folders[:] = sorted(name for name in folders if not _closed(name) and name not in linked)
        for name in sorted([*names, *linked]):
            full = Path(here, name)
            shown = full.relative_to(folder).as_posix()
            if _unspeakable(shown):
                problems.append(_unnamed(shown))
            elif full.is_symlink() and not name.startswith(".") and not within(full, limits):
                problems.append(leaves(shown))
            elif full.is_file():
                found.append(Entry(shown, full.stat().st_size))
    return sorted(found, key=lambda entry: entry.path), problems


def sorted_out(found: Iterable[Entry], rules: Rules) -> Iterator[ProjectFile]:
    """The files with the reason why each is left out, if it is."""
    for entry in found:
        en, zh = rules.why_not(entry.path)
        yield ProjectFile(entry.path, entry.size, en, zh)


class Names:
    """Looks up names as a phone does: it tells capitals from small letters."""

    def __init__(self, files: Iterable[ProjectFile]) -> None:
        self._files = {file.path: file for file in files}
        self._small = {path.lower(): path for path in self._files}

    def size(self, path: str) -> int:
        """The size of a file that is there."""
        return self._files[path].size

    def missing(self, path: str) -> tuple[str, str] | None:
        """Why a file cannot be used, in English and Chinese; ``None`` when it can."""
        file = self._files.get(path)
        if file is not None and not file.left_out:
            return None
        if file is not None:
            return f"{path} is left out: {file.left_out}", f"{path} 不会上传：{file.left_out_zh}"
        other = self._small.get(path.lower())
        if other is not None:
            return (
                f"{path} is not there, but {other} is: capitals and small letters differ",
                f"没有 {path}，只有 {other}：区分大小写",
            )
        return f"{path} is not there", f"没有 {path}"

    def json_files(self) -> list[str]:
        """The names of the packed files that end in .json."""
        return [
            path
            for path, file in self._files.items()
            if path.endswith(".json") and not file.left_out
        ]


def tidy(path: str) -> str:
    """A path below a root as people write it, as one without ``./`` and slashes around it."""
    return re.sub(r"^(\./|/)+", "", path).rstrip("/")


def _closed(name: str) -> bool:
    return name.startswith(".") or name == "node_modules"


def within(path: Path, limits: Path) -> bool:
    """Whether a path is there and lies below ``limits``, wherever links lead."""
    try:
        return path.resolve(strict=True).is_relative_to(limits.resolve())
    except (OSError, RuntimeError):
        return False


def _unspeakable(shown: str) -> bool:
    """Whether a name is bytes that mean no text."""
    return any("\ud800" <= each <= "\udfff" for each in shown)


def _unnamed(shown: str) -> Problem:
    file = shown.encode("utf-8", "backslashreplace").decode()
    en, zh = "its name is not UTF-8; rename it", "文件名不是 UTF-8 编码；请改名"
    return Problem(file, 0, 0, 10005, en, zh)


def leaves(shown: str) -> Problem:
    """The problem of a link that leads out of the project."""
    return Problem(
        shown,
        0,
        0,
        10005,
        "this link leads out of the project, or nowhere; put the file itself there",
        "这个链接指向项目之外或不存在的地方；请放入文件本身",
    )
