"""Which files are left out of a package: the tools' own rules, ``packOptions`` and ``ignores``.

Source: the developer tools' page on ``project.config.json``, ``packOptions``; miniprogram-ci's
``ignores``. A file that ``include`` names is packed although ``ignore`` names it too.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from wxlab.spec.projects import UPLOADED

Test = Callable[[str], bool]
Why = tuple[str, str]

_PACKED: Why = ("", "")
_OWN = ("project.config.json", "project.private.config.json")


class Rules:
    """Says of each path why it is not packed."""

    def __init__(
        self,
        ignore: Sequence[tuple[str, Test]] = (),
        include: Sequence[tuple[str, Test]] = (),
        cloud_root: str = "",
    ) -> None:
        self._ignore = ignore
        self._include = include
        self._cloud_root = cloud_root

    def why_not(self, path: str) -> Why:
        """The reason in English and Chinese; two empty texts for a file that is packed."""
        name = path.rpartition("/")[2]
        if any(part.startswith(".") or part == "node_modules" for part in path.split("/")):
            return "hidden, or of npm", "隐藏文件或 npm 的文件"
        if path in _OWN:
            return "for the developer tools only", "仅供开发者工具使用"
        if self._cloud_root and path.startswith(f"{self._cloud_root}/"):
            return "a cloud function", "属于云函数"
        for told, test in self._ignore:
            if test(path) and not any(wanted(path) for _, wanted in self._include):
                return told, told
        if name.rpartition(".")[2].lower() not in UPLOADED or "." not in name:
            return "not a kind of file that is uploaded", "不属于可上传的文件类型"
        return _PACKED


def rule(item: Mapping[str, str]) -> Test:
    """What one item of ``packOptions`` means; raises ``ValueError`` for what means nothing."""
    kind, value = item["type"], item["value"]
    bare = re.sub(r"^(\./|/)+", "", value).rstrip("/")
    if not bare:
        raise ValueError("value")
    match kind:
        case "file":
            return lambda path: path == bare
        case "folder":
            return lambda path: path.startswith(f"{bare}/")
        case "prefix":
            return lambda path: path.rpartition("/")[2].startswith(value)
        case "suffix":
            return lambda path: path.endswith(value)
        case "regexp":
            return _matching(value, re.search)
        case "glob":
            return _matching(globbed(bare), re.fullmatch)
    raise ValueError("type")


def ignored(patterns: Iterable[str]) -> list[tuple[str, Test]]:
    """miniprogram-ci's ``ignores``: patterns as in ``node_modules/**/*``."""
    return [
        (f"ignores: {pattern}", rule({"type": "glob", "value": pattern})) for pattern in patterns
    ]


def globbed(pattern: str) -> str:
    """A glob as a regular expression: ``*``, ``**``, ``?``, ``[…]`` and ``{a,b}``."""
    made, depth = "", 0
    for token in re.findall(r"\*\*/|\*\*|\[!?[^\]/]+\]|.", pattern, re.DOTALL):
        depth += {"{": 1, "}": -1}.get(token, 0)
        if token in _GLOB:
            made += _GLOB[token]
        elif token == "," and depth:
            made += "|"
        elif token.startswith("[") and len(token) > 1:
            made += "[^" + token[2:] if token.startswith("[!") else token
        else:
            made += re.escape(token)
    return made


_GLOB = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]", "{": "(?:", "}": ")"}


def _matching(pattern: str, how: Callable[[str, str], object]) -> Test:
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(f"pattern: {error}") from None
    return lambda path: how(pattern, path) is not None
