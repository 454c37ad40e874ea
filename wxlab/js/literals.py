"""Texts as JavaScript writes them: what a string or a template in quotation marks stands for."""

import re
from collections.abc import Iterator

from wxlab.js.tokens import end_of_hole

_ESCAPE = re.compile(
    r"\\(?:u\{([0-9A-Fa-f]+)\}|u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|(\r\n|.))", re.S
)
_NAMED = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}


def text_of(literal: str) -> str:
    """The text of a literal with its quotation marks."""
    return unescaped(literal[1:-1])


def unescaped(text: str) -> str:
    """A text with its escapes replaced; pairs of surrogates become one character."""
    plain = _ESCAPE.sub(_meaning, text)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _meaning(found: re.Match[str]) -> str:
    code = found[1] or found[2] or found[3]
    if code:
        return chr(min(int(code, 16), 0x10FFFF))
    letter = found[4]
    return "" if letter in ("\n", "\r\n", "\r", "\u2028", "\u2029") else _NAMED.get(letter, letter)


def holes(template: str) -> Iterator[tuple[bool, str]]:
    """The parts of a template: whether it is a ``${…}``, and the text or the code of it."""
    at = start = 1
    end = len(template) - 1
    while at < end:
        if template[at] == "\\":
            at += 2
        elif template.startswith("${", at):
            if at > start:
                yield False, unescaped(template[start:at])
            close = end_of_hole(template, at + 2)
            yield True, template[at + 2 : close - 1]
            at = start = close
        else:
            at += 1
    if end > start:
        yield False, unescaped(template[start:end])
