"""What can be deployed beside the mini-program: functions, a database, storage, a web site."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from wxlab.core.places import JsonError, Placed
from wxlab.projects.names import entries, leaves, within
from wxlab.projects.problems import Problem
from wxlab.spec.cloud import FUNCTION_NAME

Where = str | PathLike[str] | bool | None

FOLDERS = ("database", "storage", "static")
"""The kinds that are a folder of files, and the folders of the project that hold them."""

_ENTRANCES = ("index.js", "index.py")


@dataclass(frozen=True, slots=True)
class Resource:
    """One thing to deploy: ``files`` by their names in its package."""

    kind: str
    name: str
    files: tuple[tuple[str, Path], ...]

    def __str__(self) -> str:
        return f"{self.kind}/{self.name}" if self.name else self.kind


def functions(
    project: Path, where: str, wanted: bool | Sequence[str], problems: list[Problem]
) -> list[Resource]:
    """The functions in the folder ``where`` of a project, all or those of some names."""
    root = project / where
    if not _is_folder(root, where, project, problems):
        return []
    there = sorted(each.name for each in root.iterdir() if _is_open(each))
    chosen = there if wanted is True else list(dict.fromkeys(wanted or ()))
    if not chosen:
        problems.append(_problem(where, "there is no function here", "这里没有云函数"))
    return [
        Resource("function", name, _files(root / name, f"{where}/{name}", problems))
        for name in chosen
        if _is_function(root, name, f"{where}/{name}", problems)
        and _is_folder(root / name, f"{where}/{name}", project, problems)
    ]


def folder(
    kind: str, root: Path, where: str, limits: Path, problems: list[Problem]
) -> list[Resource]:
    """A folder of files, which lies below ``limits``; of a database each is a collection."""
    if not _is_folder(root, where, limits, problems):
        return []
    files = _files(root, where, problems)
    if not files:
        problems.append(_problem(where, "there is no file here", "这里没有文件"))
    if kind == "database":
        for name, path in files:
            _collection(name, path, f"{where}/{name}", problems)
    return [Resource(kind, "", files)]


def _is_open(path: Path) -> bool:
    return path.is_dir() and not path.name.startswith(".") and path.name != "node_modules"


def _is_folder(path: Path, where: str, limits: Path, problems: list[Problem]) -> bool:
    """Whether it may be packed: a project that was handed on may hold links to anywhere."""
    if not path.is_dir():
        problems.append(_problem(where, "this is no folder", "这不是文件夹"))
    elif not within(path, limits):
        problems.append(leaves(where))
    else:
        return True
    return False


def _is_function(root: Path, name: str, where: str, problems: list[Problem]) -> bool:
    path = root / name
    if not name or not path.is_dir():
        problems.append(_problem(where, "there is no such function", "没有这个云函数"))
    elif not re.fullmatch(FUNCTION_NAME, name):
        problems.append(
            Problem(
                where,
                0,
                0,
                10000,
                "a function's name begins with a letter, and has letters, digits, _ and - only",
                "云函数名以字母开头，只能有字母、数字、_ 和 -",
            )
        )
    elif not any((path / each).is_file() for each in _ENTRANCES):
        problems.append(
            _problem(where, "it has no index.js and no index.py", "没有 index.js 或 index.py")
        )
    else:
        return True
    return False


def _files(root: Path, where: str, problems: list[Problem]) -> tuple[tuple[str, Path], ...]:
    found, links = entries(root, root)
    problems += [
        Problem(f"{where}/{link.file}", 0, 0, link.code, link.en, link.zh) for link in links
    ]
    shown = (each.path for each in found if not each.path.rpartition("/")[2].startswith("."))
    return tuple((name, root / name) for name in shown)


def _collection(name: str, path: Path, where: str, problems: list[Problem]) -> None:
    """The platform's export: one object a line; or one array of objects."""
    if not name.endswith(".json") or "/" in name:
        en, zh = "a collection is a file {name}.json", "集合应是名为 {集合名}.json 的文件"
        problems.append(Problem(where, 0, 0, 10000, en, zh))
        return
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        problems.append(_problem(where, f"it cannot be read: {error}", f"无法读取：{error}"))
        return
    listed = text.lstrip().startswith("[")
    for before, part in enumerate([text] if listed else text.split("\n")):
        if part.strip():
            _records(part, listed, before, where, problems)


def _records(text: str, listed: bool, before: int, where: str, problems: list[Problem]) -> None:
    """An array of records, or one; ``before`` it are so many lines."""
    try:
        placed = Placed(text)
    except JsonError as error:
        line, column = error.place
        problems.append(Problem(where, before + line, column, 10006, error.en, error.zh))
        return
    for at, value in enumerate(placed.value if listed else [placed.value]):
        if not isinstance(value, dict):
            line, column = placed.place(at) if listed else placed.place()
            en, zh = "a record should be an object, in {…}", "记录应是对象，写成 {…}"
            problems.append(Problem(where, before + line, column, 10009, en, zh))


def _problem(where: str, en: str, zh: str) -> Problem:
    return Problem(where, 0, 0, 10005, en, zh)
