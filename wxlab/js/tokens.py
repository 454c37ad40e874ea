"""The words and signs of a JavaScript text, for whoever must know where a statement begins.

No grammar: brackets are counted, strings, templates, comments and regular expressions are told
apart. That is enough to rewrite a cell's own declarations, and it works on broken texts too, which
a parser would refuse. Source: ECMA-262, lexical grammar.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

NAME, NUMBER, STRING, TEMPLATE, REGEX, SIGN, COMMENT, NEWLINE = (
    *("name", "number", "string", "template", "regex", "sign"),
    *("comment", "newline"),
)

_TOKEN = re.compile(
    r"""
      (?P<space>[^\S\n\r\u2028\u2029]+|\ufeff)
    | (?P<newline>\r\n|[\n\r\u2028\u2029])
    | (?P<comment>//[^\n\r\u2028\u2029]*|/\*.*?(?:\*/|\Z)|\A\#![^\n\r]*)
    | (?P<string>"(?:\\(?:\r\n|.)|[^"\\\n\r])*"?|'(?:\\(?:\r\n|.)|[^'\\\n\r])*'?)
    | (?P<number>\.?\d(?:[eE][+-]|[\w.])*)
    | (?P<name>[#@]?(?:[\w$\u200c\u200d]|\\u)+)
    | (?P<sign>=>|\.\.\.|\?\.(?!\d)|[=!]==?|&&=?|\|\|=?|\?\?=?|\+\+|--|[-+*%&|^<>]=|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_REGEX = re.compile(r"/(?:\\.|\[(?:\\.|[^\]\\\n\r])*\]|[^/\\\[\n\r])+/\w*")
_BEFORE_REGEX = frozenset(
    {
        *("return", "typeof", "instanceof", "in", "of", "new", "delete", "void", "throw"),
        *("case", "do", "else", "await", "yield"),
    }
)
_OPEN, _CLOSE = "([{", ")]}"
_ENDS = (")", "]", "}", "++", "--")


@dataclass(frozen=True, slots=True)
class Token:
    """One word or sign: its kind, its text, and where it begins, counted in characters.

    ``depth`` is the number of brackets open around it; a bracket itself stands outside.
    """

    kind: str
    text: str
    start: int
    depth: int

    @property
    def end(self) -> int:
        """The place behind it."""
        return self.start + len(self.text)

    @property
    def opens(self) -> bool:
        """Whether it is an opening bracket."""
        return self.kind == SIGN and self.text in _OPEN

    @property
    def closes(self) -> bool:
        """Whether it is a closing bracket."""
        return self.kind == SIGN and self.text in _CLOSE

    @property
    def ends_value(self) -> bool:
        """Whether what stands here can be the end of a value, so that an operator may follow."""
        if self.kind == NAME:
            return self.text not in _BEFORE_REGEX
        return self.kind in (NUMBER, STRING, TEMPLATE, REGEX) or self.text in _ENDS


def tokens(source: str) -> list[Token]:
    """All tokens of a text, comments and line breaks included, blanks not."""
    return list(_tokens(source))


def words(source: str) -> list[Token]:
    """The tokens that mean something: no comments, no line breaks."""
    return [token for token in _tokens(source) if token.kind not in (COMMENT, NEWLINE)]


def _tokens(source: str) -> Iterator[Token]:
    at, depth = 0, 0
    before: Token | None = None
    while at < len(source):
        kind, text = _next(source, at, before)
        if kind != "space":
            if kind == SIGN and text in _CLOSE:
                depth = max(depth - 1, 0)
            token = Token(kind, text, at, depth)
            if token.opens:
                depth += 1
            if kind not in (COMMENT, NEWLINE):
                before = token
            yield token
        at += len(text)


def _next(source: str, at: int, before: Token | None) -> tuple[str, str]:
    if source[at] == "`":
        return TEMPLATE, source[at : _end_of_template(source, at)]
    found = _TOKEN.match(source, at)
    assert found is not None  # the last branch takes anything
    kind, text = str(found.lastgroup), found[0]
    if kind == SIGN and text[0] == "/":
        value_before = before is not None and before.ends_value and before.text != "}"
        if not value_before and (regex := _REGEX.match(source, at)):
            return REGEX, regex[0]
    return kind, text


def _end_of_template(source: str, start: int) -> int:
    """The place behind a template, over whatever code stands in its ``${…}``."""
    at = start + 1
    while at < len(source):
        if source[at] == "\\":
            at += 2
        elif source[at] == "`":
            return at + 1
        elif source.startswith("${", at):
            at = end_of_hole(source, at + 2)
        else:
            at += 1
    return len(source)


def end_of_hole(source: str, at: int) -> int:
    """The place behind the ``}`` that ends the code of a template which begins here."""
    depth = 0
    before: Token | None = None
    while at < len(source):
        kind, text = _next(source, at, before)
        at += len(text)
        if kind == SIGN and text == "{":
            depth += 1
        elif kind == SIGN and text == "}":
            if depth == 0:
                return at
            depth -= 1
        if kind not in ("space", COMMENT, NEWLINE):
            before = Token(kind, text, at - len(text), 0)
    return at
