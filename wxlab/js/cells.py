"""A cell's text as a script that can be run again, and that may ``await``.

A mini-program's file declares its names once; a cell is run many times. So what a cell declares at
its top becomes ``var``, as consoles of browsers do it. A cell with ``await`` at its top becomes the
body of an async function, inside ``with (globalThis)``, where its names still are everybody's.
Line and column of everything stay as they are, but behind a ``class``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wxlab.js.tokens import COMMENT, NAME, NEWLINE, NUMBER, STRING, TEMPLATE, Token, tokens

_CONTROL = frozenset(("if", "for", "while", "switch", "with", "catch", "await"))
_DECLARES = frozenset(("const", "let", "var"))


@dataclass(frozen=True, slots=True)
class Script:
    """What is run in place of a cell.

    ``names`` are its own variables, which are without a value when it begins. ``waits`` says that
    it is an async function, whose promise is the script's value; ``before`` is a line of its own.
    """

    source: str
    names: tuple[str, ...]
    waits: bool
    before: str = ""
    after: str = ""


def script(source: str) -> Script:
    """Rewrite a cell."""
    every = tokens(source)
    found = [token for token in every if token.kind != COMMENT]
    heads = [index for index in range(len(found)) if _declares(found, index)]
    names = [name for index in heads for name in bound_names(found, index)]
    classes = [index for index in range(len(found)) if _declares_thing(found, index, "class")]
    names += [found[index + 1].text for index in classes]
    edits = [(found[index], "var".ljust(len(found[index].text))) for index in heads]
    edits += [(found[index], f"var {found[index + 1].text}=class") for index in classes]
    text = _edited(source, edits)
    unique = tuple(dict.fromkeys(names))
    if not _awaits(found):
        return Script(text, unique, waits=False)
    functions = [
        found[index + 1 + (found[index + 1].text == "*")].text
        for index in range(len(found))
        if _declares_thing(found, index, "function")
    ]
    return Script(text, unique, True, _before(unique, functions), "\n}})()")


def _before(names: Sequence[str], functions: Sequence[str]) -> str:
    # Functions in a block are there from its beginning; here they become everybody's.
    shared = "".join(f"globalThis.{name}={name};" for name in functions)
    declared = f"var {','.join(names)};" if names else ""
    return f"{declared}(async function(){{with(globalThis){{{shared}"


def _edited(source: str, edits: list[tuple[Token, str]]) -> str:
    parts, at = [], 0
    for token, text in sorted(edits, key=lambda edit: edit[0].start):
        parts += [source[at : token.start], text]
        at = token.end
    return "".join([*parts, source[at:]])


# -- what a cell declares at its top -------------------------------------------------------------


def _declares(found: Sequence[Token], index: int) -> bool:
    """Whether a declaration of variables begins here."""
    token = found[index]
    if token.depth or token.kind != NAME or token.text not in _DECLARES:
        return False
    following = _significant(found, index + 1)
    return following is not None and (following.kind == NAME or following.text in ("[", "{"))


def _declares_thing(found: Sequence[Token], index: int, word: str) -> bool:
    """Whether a class or a function with a name is declared here, and no mere value."""
    token = found[index]
    if token.depth or token.kind != NAME or token.text != word or index + 1 >= len(found):
        return False
    name = found[index + 1]
    if word == "function" and name.text == "*" and index + 2 < len(found):
        name = found[index + 2]
    if name.kind != NAME or name.text == "extends":
        return False
    before = found[index - 1] if index else None
    if before is not None and before.text == "async":
        before = found[index - 2] if index > 1 else None
    return before is None or before.kind == NEWLINE or before.text in (";", "}")


def bound_names(found: Sequence[Token], index: int) -> Iterator[str]:
    """The variables of the declaration that begins here."""
    at = index + 1
    while at < len(found):
        at = _skip_newlines(found, at)
        target_end = _end_of_target(found, at)
        yield from _bound(found[at:target_end])
        at = _end_of_initializer(found, target_end)
        if at >= len(found) or found[at].text != ",":
            return
        at += 1


def _end_of_target(found: Sequence[Token], at: int) -> int:
    if at < len(found) and found[at].opens:
        depth = found[at].depth
        at += 1
        while at < len(found) and found[at].depth > depth:
            at += 1
    return min(at + 1, len(found))


def _bound(target: Sequence[Token]) -> Iterator[str]:
    """The names in a binding: in a pattern, what is no key and no default value."""
    target = [token for token in target if token.kind != NEWLINE]
    default = None  # the depth at which a default value stands
    for at, token in enumerate(target):
        following = target[at + 1].text if at + 1 < len(target) else ""
        if default is not None and token.depth <= default and (token.text == "," or token.closes):
            default = None
        if default is None and token.kind == NAME and following != ":":
            yield token.text
        if default is None and token.text == "=":
            default = token.depth


def _end_of_initializer(found: Sequence[Token], at: int) -> int:
    """The comma before the next variable, or wherever the statement ends."""
    while at < len(found):
        token = found[at]
        if token.depth == 0 and (token.text in (",", ";") or _ends_statement(found, at)):
            return at
        at += 1
    return at


def _ends_statement(found: Sequence[Token], at: int) -> bool:
    """Whether a line break ends the statement: a value before it, the beginning of one after it."""
    if found[at].kind != NEWLINE or at == 0 or not found[at - 1].ends_value:
        return False
    following = _significant(found, at)
    if following is None:
        return True
    starts_value = following.kind in (NAME, NUMBER, STRING) or following.text == "{"
    return starts_value and following.text not in ("in", "instanceof", "of")


def _skip_newlines(found: Sequence[Token], at: int) -> int:
    while at < len(found) and found[at].kind == NEWLINE:
        at += 1
    return at


def _significant(found: Sequence[Token], at: int) -> Token | None:
    at = _skip_newlines(found, at)
    return found[at] if at < len(found) else None


# -- await at the top ----------------------------------------------------------------------------


def _awaits(found: Sequence[Token]) -> bool:
    """Whether there is an ``await`` outside of every function.

    When in doubt there is one: a script that need not wait does no harm as an async function.
    """
    significant = [token for token in found if token.kind != NEWLINE]
    functions: list[int] = []  # the depths of the bodies around
    for at, token in enumerate(significant):
        while functions and token.depth <= functions[-1]:
            functions.pop()
        if token.text == "{" and token.opens and _is_body(significant, at):
            functions.append(token.depth)
        elif not functions and _is_await(significant, at):
            return True
    return False


def _is_await(significant: Sequence[Token], at: int) -> bool:
    token = significant[at]
    if token.kind == TEMPLATE:
        return "${" in token.text and "await " in token.text
    if token.kind != NAME or token.text != "await":
        return False
    before = significant[at - 1].text if at else ""
    after = significant[at + 1].text if at + 1 < len(significant) else ""
    # A property of that name; the short body of an arrow function.
    return before not in (".", "?.", "=>") and after not in (":", "=>")


def _is_body(significant: Sequence[Token], at: int) -> bool:
    """Whether this brace opens the body of a function: ``) {`` of no statement, or ``=> {``."""
    before = significant[at - 1] if at else None
    if before is None or before.text == "=>":
        return before is not None
    if before.text != ")":
        return False
    opening = at - 1
    while opening and not (
        significant[opening].opens and significant[opening].depth == before.depth
    ):
        opening -= 1
    return opening == 0 or significant[opening - 1].text not in _CONTROL
