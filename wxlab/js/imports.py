"""``import`` and ``export`` as ``require`` and ``exports``, as a mini-program's build does it.

Lines stay where they are. Exports are values, taken when the file has run, and no live bindings.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from wxlab.js.cells import bound_names
from wxlab.js.tokens import COMMENT, NAME, NEWLINE, STRING, Token, tokens


@dataclass(frozen=True, slots=True)
class Statement:
    """An import or export: where it stands, what takes its place, what is to follow the file."""

    start: int
    end: int
    text: str
    after: str = ""


# Where a statement may begin; a first look, so that a large file is seldom read in full.
_LOOK = re.compile(r"(?:^|[;}])\s*(?:import|export)\b", re.MULTILINE)


@lru_cache(maxsize=64)
def as_module(source: str) -> str:
    """The text without ``import`` and ``export``; itself where there are none."""
    if not _LOOK.search(source):
        return source
    statements = list(_statements([each for each in tokens(source) if each.kind != COMMENT]))
    if not statements:
        return source
    parts, at = [], 0
    for each in statements:
        kept_lines = "\n" * source[each.start : each.end].count("\n")
        parts += [source[at : each.start], each.text, kept_lines]
        at = each.end
    exporting = any("exports" in each.text + each.after for each in statements)
    mark = "\nexports.__esModule=true;" if exporting else ""
    return "".join([*parts, source[at:], mark, *(each.after for each in statements)])


def _statements(every: Sequence[Token]) -> Iterator[Statement]:
    found = [token for token in every if token.kind != NEWLINE]
    for at, token in enumerate(found):
        following = found[at + 1] if at + 1 < len(found) else None
        if token.depth or token.kind != NAME or following is None:
            continue
        if token.text == "import" and following.text not in ("(", ".", "=", ":"):
            yield _import(found, at)
        elif token.text == "export" and (following.kind == NAME or following.text in ("{", "*")):
            yield _export(found, at, every)


def _import(found: Sequence[Token], at: int) -> Statement:
    origin = next(each for each in range(at + 1, len(found)) if found[each].kind == STRING)
    name = found[origin]
    loaded = f"require({name.text})"
    if origin == at + 1:
        return Statement(found[at].start, name.end, loaded)
    module = f"$module{found[at].start}"
    declared = [f"{module}={loaded}"]
    clause = found[at + 1 : origin - 1]  # up to "from"
    if clause[0].kind == NAME:
        declared.append(f"{clause[0].text}={module}?.__esModule?{module}.default:{module}")
        clause = clause[2:]
    if clause and clause[0].text == "*":
        declared.append(f"{clause[2].text}={module}")
    elif clause:
        pairs = ",".join(f"{theirs}:{ours}" for theirs, ours in _renamed(clause))
        declared.append(f"{{{pairs}}}={module}")
    return Statement(found[at].start, name.end, f"var {','.join(declared)}")


def _export(found: Sequence[Token], at: int, every: Sequence[Token]) -> Statement:
    start, word = found[at].start, found[at + 1]
    if word.text == "default":
        return _export_default(found, at)
    if word.text == "*":
        return _export_all(found, at)
    if word.text == "{":
        return _export_list(found, at)
    if word.text in ("function", "class", "async"):
        name = _name_after(found, at + 1)
        return Statement(start, word.start, "", f"exports.{name}={name};")
    # Where the declaration ends, a line break can tell.
    names = bound_names(every, every.index(word))
    after = "".join(f"exports.{name}={name};" for name in names)
    return Statement(start, word.start, "", after)


def _export_default(found: Sequence[Token], at: int) -> Statement:
    start, value = found[at].start, found[at + 2]
    name = _name_after(found, at + 2) if value.text in ("function", "class", "async") else ""
    if name:
        return Statement(start, value.start, "", f"exports.default={name};")
    return Statement(start, value.start, "exports.default=")


def _export_all(found: Sequence[Token], at: int) -> Statement:
    origin = next(each for each in range(at + 1, len(found)) if found[each].kind == STRING)
    loaded = f"require({found[origin].text})"
    named = found[at + 2].text == "as"
    text = f"exports.{found[at + 3].text}={loaded}" if named else f"Object.assign(exports,{loaded})"
    return Statement(found[at].start, found[origin].end, text)


def _export_list(found: Sequence[Token], at: int) -> Statement:
    depth = found[at + 1].depth
    end = next(
        each
        for each in range(at + 2, len(found))
        if found[each].depth == depth and found[each].text == "}"
    )
    pairs = list(_renamed(found[at + 1 : end + 1]))
    if end + 2 < len(found) and found[end + 1].text == "from":
        module = f"$module{found[at].start}"
        copies = "".join(f"exports.{theirs}={module}.{ours};" for ours, theirs in pairs)
        text = f"var {module}=require({found[end + 2].text});{copies}"
        return Statement(found[at].start, found[end + 2].end, text)
    after = "".join(f"exports.{theirs}={ours};" for ours, theirs in pairs)
    return Statement(found[at].start, found[end].end, "", after)


def _renamed(braces: Sequence[Token]) -> Iterator[tuple[str, str]]:
    """The pairs of ``{a as b, c}``: before and after ``as``."""
    names: list[str] = []
    for token in braces[1:]:
        if token.text in (",", "}"):
            if names:
                yield names[0], names[-1]
            names = []
        elif token.text != "as" or not names:
            names.append(token.text)


def _name_after(found: Sequence[Token], at: int) -> str:
    """The name of the function or class that begins here; "" where it has none."""
    words = (found[each] for each in range(at, min(at + 4, len(found))))
    for token in words:
        if token.text not in ("async", "function", "class", "*"):
            return token.text if token.kind == NAME and token.text != "extends" else ""
    return ""
