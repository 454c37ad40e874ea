"""``project.config.json``: whose mini-program it is, where its parts lie, what is not packed.

Source: the developer tools' page on ``project.config.json``.
"""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from wxlab.projects.names import tidy
from wxlab.projects.rules import Rules, Test, ignored, rule
from wxlab.projects.source import Source
from wxlab.spec.cloud import APPID
from wxlab.spec.projects import COMPILE_TYPES, PACK_RULES, TYPES

CONFIG = "project.config.json"
Rule = tuple[str, Test]


@dataclass(frozen=True, slots=True)
class Config:
    """What the file says.

    ``root`` and ``cloud_root`` are folders of the project, with slashes and without one at the end;
    empty for the project itself, and for no functions.
    """

    appid: str
    root: str
    cloud_root: str
    rules: Rules


def check(source: Source, folder: Path, kind: str, ignores: Sequence[str]) -> Config:
    """Look at all of the file. ``kind`` is miniprogram-ci's type, ``ignores`` its patterns."""
    appid = source.get(str, "appid")
    if appid is None or not re.fullmatch(APPID, appid):
        source.wrong(
            ("appid",),
            f"appid should be wx and 16 of 0-9 a-f, or touristappid; it is {appid or 'not there'}",
            f"appid 应为 wx 加 16 位 0-9 a-f，或者 touristappid；现在是 {appid or '空的'}",
        )
    _kind(source, kind)
    root = _folder(source, folder, "miniprogramRoot")
    cloud_root = _folder(source, folder, "cloudfunctionRoot")
    inside = cloud_root
    if root:
        inside = cloud_root.removeprefix(f"{root}/") if cloud_root.startswith(f"{root}/") else ""
    rules = Rules(
        [*_pack_rules(source, "ignore"), *ignored(ignores)], _pack_rules(source, "include"), inside
    )
    return Config(appid or "", root, cloud_root, rules)


def _kind(source: Source, kind: str) -> None:
    compile_type = source.get(str, "compileType") or "miniprogram"
    if compile_type not in COMPILE_TYPES:
        source.wrong(
            ("compileType",),
            f"compileType should be one of {', '.join(COMPILE_TYPES)}, not {compile_type}",
            f"compileType 应为 {'、'.join(COMPILE_TYPES)} 之一，而不是 {compile_type}",
        )
    elif COMPILE_TYPES[compile_type] != kind:
        source.wrong(
            ("compileType",),
            f"compileType is {compile_type}, and the project was opened as {kind}",
            f"compileType 是 {compile_type}，而项目是按 {kind} 打开的",
            code=30000,
        )
    elif kind != TYPES[0]:
        source.wrong(
            ("compileType",), f"{kind} cannot be deployed here", f"这里不支持 {kind}", code=30000
        )


def _folder(source: Source, folder: Path, key: str) -> str:
    given = source.get(str, key)
    name = tidy(given or "")
    name = "" if name == "." else name
    if not name:
        return ""
    inside, there = True, False
    with suppress(OSError, ValueError, RuntimeError):  # no file system's name, links in a circle
        inside = (folder / name).resolve().is_relative_to(folder.resolve())
        there = (folder / name).is_dir()
    if not inside or not there:
        why = "is no folder of the project" if inside else "leads out of the project"
        why_zh = "不是项目里的文件夹" if inside else "指向项目之外"
        source.wrong((key,), f"{key}: {given} {why}", f"{key}：{given} {why_zh}", code=10005)
        return ""
    return name


def _pack_rules(source: Source, key: str) -> list[Rule]:
    found: list[Rule] = []
    for at in range(source.count("packOptions", key)):
        where = ("packOptions", key, at)
        if source.get(dict, *where) is None:
            continue
        kind = source.get(str, *where, "type") or ""
        value = source.get(str, *where, "value") or ""
        try:
            test = rule({"type": kind, "value": value})
        except ValueError as error:
            _meaningless(source, where, str(error))
        else:
            found.append((f"packOptions.{key}: {kind} {value}", test))
    return found


def _meaningless(source: Source, where: tuple[str | int, ...], why: str) -> None:
    if why == "type":
        choices = ", ".join(PACK_RULES)
        source.wrong(
            (*where, "type"), f"type should be one of {choices}", f"type 应为 {choices} 之一"
        )
    elif why == "value":
        source.wrong((*where, "value"), "value should not be empty", "value 不能为空")
    else:
        source.wrong(
            (*where, "value"), f"value is no {why}", f"value 不是正确的正则表达式或 glob：{why}"
        )
