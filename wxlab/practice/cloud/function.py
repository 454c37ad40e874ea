"""What a package of a cloud function says of it: its language, and how long it may take."""

import ast
from dataclasses import dataclass
from typing import Literal

from wxlab.practice.cloud.archive import Files
from wxlab.practice.cloud.refusal import CloudError
from wxlab.practice.cloud.source import json_of, text_of, wrong
from wxlab.spec.cloud import FUNCTION_SECONDS, FUNCTION_SECONDS_DEFAULT

Language = Literal["node", "python"]

ENTRIES: dict[str, Language] = {"index.js": "node", "index.py": "python"}
_CONFIG = "config.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """How a function is run; `seconds` is its time limit."""

    entry: str
    language: Language
    seconds: int


def manifest(files: Files) -> Manifest:
    """Read it from the package. Raises CloudError, naming file and line, when it cannot be run."""
    entry = next((name for name in ENTRIES if name in files), None)
    if entry is None:
        raise CloudError(
            10005,
            "a function needs index.js or index.py",
            "云函数需要 index.js 或 index.py",
            file="index.js",
        )
    return Manifest(entry, ENTRIES[entry], _seconds(files))


def expect_function(files: Files) -> None:
    """Raise CloudError unless it can be run; Python's grammar is checked, Node's when it runs."""
    found = manifest(files)
    if found.language == "python":
        _expect_grammar(found.entry, files[found.entry])


def _seconds(files: Files) -> int:
    if _CONFIG not in files:
        return FUNCTION_SECONDS_DEFAULT
    config = json_of(files[_CONFIG], _CONFIG)
    if not isinstance(config, dict):
        raise wrong(_CONFIG, "it should be an object, {…}", "应为对象 {…}")
    seconds = config.get("timeout", FUNCTION_SECONDS_DEFAULT)
    if type(seconds) is not int or seconds not in FUNCTION_SECONDS:
        least, most = FUNCTION_SECONDS[0], FUNCTION_SECONDS[-1]
        raise wrong(
            _CONFIG,
            f"timeout should be {least} to {most}, in seconds",
            f"timeout 应为 {least} 到 {most}（秒）",
            seconds,
        )
    return seconds


def _expect_grammar(name: str, data: bytes) -> None:
    try:
        ast.parse(text_of(data, name), name)
    except SyntaxError as error:
        raise CloudError(
            40011,
            f"{name}: {error.msg}",
            f"{name}：语法错误：{error.msg}",
            file=name,
            line=error.lineno,
        ) from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise CloudError(
            40011, f"{name}: {error}", f"{name}：语法错误：{error}", file=name
        ) from None
