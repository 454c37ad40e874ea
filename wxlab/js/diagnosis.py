"""What is wrong with a text that is no program, one defect after another, each with its place.

The engine says where it stumbled; the words around that place say why. The least repair that helps
is tried, and the text is read again, so a defect behind another one is found too. What stands in a
comment by accident no engine finds: the options that the call needs are looked for there.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from wxlab.js import defects
from wxlab.js.defects import Kind
from wxlab.js.repairs import Edit, Text
from wxlab.js.tokens import COMMENT, NAME, NUMBER, STRING, TEMPLATE, Token, tokens, words
from wxlab.spec import ROWS

Broken = Callable[[str], tuple[int, str] | None]
"""Where a text stops being a program, counted in characters, and the engine's words for it."""

_MOST = 12
_AFTER_KEY = (":", "(", ",", "}")
_BEFORE_OBJECT = ("(", ",", ":", "=", "[", "?", "return")
_PAIRS = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True, slots=True)
class Defect:
    """One thing wrong: ``offset`` is its place in the text, in characters from 0."""

    kind: Kind
    offset: int
    found: str = ""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """All defects in order of discovery, and the text without them where each could be mended."""

    defects: tuple[Defect, ...]
    mended: str | None


@dataclass(frozen=True, slots=True)
class Finding:
    """A defect in the text as it is now, and what would mend it; nothing where that is unclear."""

    kind: Kind
    offset: int
    edits: tuple[Edit, ...] = ()
    found: str = ""


def diagnose(source: str, broken: Broken) -> Diagnosis:
    """Find the defects of a text."""
    text = Text(source)
    found: list[Defect] = []
    for _ in range(_MOST):
        stumbled = broken(text.now)
        finding = _swallowed(text.now) if stumbled is None else _explained(text.now, *stumbled)
        if finding is None:
            return Diagnosis(tuple(found), text.now if stumbled is None else None)
        found.append(Defect(finding.kind, text.original(finding.offset), finding.found))
        if not finding.edits:
            return Diagnosis(tuple(found), None)
        text.apply(finding.edits)
    return Diagnosis(tuple(found), None)


def swallowed(source: str) -> Defect | None:
    """The options of a call that a comment swallowed, in a text that is a program all the same."""
    finding = _swallowed(source)
    return None if finding is None else Defect(finding.kind, finding.offset, finding.found)


def _explained(text: str, offset: int, said: str) -> Finding | None:
    if said.startswith("unexpected end of"):
        kind = defects.OPEN_COMMENT if "comment" in said else defects.OPEN_TEXT
        return _full_width(text, text.find("”", offset)) or Finding(kind, offset)
    if (finding := _full_width(text, offset)) is not None:
        return finding
    every = words(text)
    at = next((index for index, token in enumerate(every) if token.end > offset), len(every))
    return _bracket(text, every, at) or _neighbours(every, at)


def _full_width(text: str, offset: int) -> Finding | None:
    """A sign of Chinese punctuation among the code, and its partner on the same line."""
    if not 0 <= offset < len(text) or text[offset] not in defects.FULL_WIDTH:
        return None
    line_end = text.find("\n", offset)
    line = text[offset : line_end if line_end >= 0 else len(text)]
    places = [0]
    if (closing := {"“": "”", "‘": "’"}.get(line[0])) and closing in line:
        places.append(line.index(closing))
    edits = tuple(Edit(offset + at, 1, defects.FULL_WIDTH[line[at]]) for at in places)
    return Finding(defects.FULL_WIDTH_SIGN, offset, edits, line[0])


def _bracket(text: str, every: Sequence[Token], at: int) -> Finding | None:
    """A bracket that nobody closes, or that nobody opened, up to where the engine stumbled."""
    around: list[Token] = []
    for token in every[:at]:
        if token.opens:
            around.append(token)
        elif token.closes and around:
            around.pop()
    here = every[at] if at < len(every) else None
    if here is None:
        return (_swallowed(text) or _unclosed(around[-1])) if around else None
    if not here.closes:
        return None
    if not around:
        return Finding(defects.STRAY_BRACKET, here.start, (Edit(here.start, 1, ""),), here.text)
    return _unclosed(around[-1]) if around[-1].text != _PAIRS[here.text] else None


def _unclosed(bracket: Token) -> Finding:
    return Finding(defects.OPEN_BRACKET, bracket.start, (), bracket.text)


def _neighbours(every: Sequence[Token], at: int) -> Finding | None:
    """Two values side by side, with nothing between them."""
    if not 0 < at < len(every):
        return None
    here, before = every[at], every[at - 1]
    after = every[at + 1].text if at + 1 < len(every) else ""
    if before.text == "await":
        return Finding(defects.AWAIT, before.start)
    if not before.ends_value or here.kind not in (NAME, STRING, NUMBER, TEMPLATE):
        return None
    if before.kind == STRING and before.end == here.start:
        return Finding(defects.QUOTE_IN_TEXT, before.end - 1)
    around = _around(every, at)
    is_key = at > 1 and every[at - 2].text in ("{", ",") and before.kind == NAME
    if around == "{" and is_key and here.kind != NAME:
        return Finding(defects.MISSING_COLON, before.end, (Edit(before.end, 0, ":"),), before.text)
    if around in ("(", "[") or (around == "{" and after in (":", "(") and _is_object(every, at)):
        return Finding(defects.MISSING_COMMA, here.start, (Edit(before.end, 0, ","),), here.text)
    return Finding(defects.LOST_LINE_BREAK, here.start, (Edit(here.start, 0, "\n"),), here.text)


def _around(every: Sequence[Token], at: int) -> str:
    """The bracket that the place stands in; "" at the top."""
    opening = _opening(every, at)
    return every[opening].text if opening is not None else ""


def _opening(every: Sequence[Token], at: int) -> int | None:
    depth = every[at].depth
    inside = (each for each in range(at - 1, -1, -1) if every[each].depth == depth - 1)
    return next((each for each in inside if every[each].opens), None) if depth else None


def _is_object(every: Sequence[Token], at: int) -> bool:
    """Whether the braces around hold an object, by what stands before them, and no statements."""
    opening = _opening(every, at)
    return bool(opening) and every[opening - 1].text in _BEFORE_OBJECT  # type: ignore[operator]


# -- comments that swallowed something -----------------------------------------------------------


def _swallowed(text: str) -> Finding | None:
    """An option that a call needs, and that stands only in a comment behind code on its line."""
    every = tokens(text)
    significant = [token for token in every if token.kind != COMMENT]
    for at, token in enumerate(every):
        if token.kind != COMMENT or not token.text.startswith("//") or not at:
            continue
        if "\n" in text[every[at - 1].start : token.start]:
            continue  # a line of its own
        needed = _needed(significant, token)
        places = sorted(place for name in needed if (place := _key_in(token.text, name)) >= 0)
        if places:
            offset = token.start + places[0]
            name = token.text[places[0] :].split(":")[0].strip()
            return Finding(defects.SWALLOWED, offset, (Edit(offset, 0, "\n"),), name)
    return None


def _needed(significant: Sequence[Token], comment: Token) -> list[str]:
    """The required options that the call around a comment does not have."""
    outside = [
        index
        for index, token in enumerate(significant)
        if token.start < comment.start and token.text == "{" and token.depth == comment.depth - 1
    ]
    if not outside or outside[-1] < 2 or significant[outside[-1] - 1].text != "(":
        return []
    opening = outside[-1]
    given = {
        significant[index].text.strip("'\"")
        for index in range(opening + 1, len(significant) - 1)
        if significant[index].depth == comment.depth and significant[index + 1].text in _AFTER_KEY
    }
    table = f"{significant[opening - 2].text}.object."
    rows = (row for address, row in ROWS.items() if address.startswith(table) and row.required)
    return [row.name for row in rows if row.name not in given]


def _key_in(comment: str, name: str) -> int:
    at = comment.find(name)
    while at >= 0:
        alone = not (comment[at - 1].isalnum() and comment[at - 1].isascii())
        if alone and comment[at + len(name) :].lstrip().startswith(":"):
            return at
        at = comment.find(name, at + 1)
    return -1
