"""JavaScript's expressions as a tree, as far as the documentation's examples have them.

Source: ECMA-262, expressions.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from wxlab.js.tokens import COMMENT, NAME, NEWLINE, NUMBER, SIGN, STRING, TEMPLATE, Token, tokens

_POWERS = {
    **dict.fromkeys(("||", "??"), 1),
    "&&": 2,
    **dict.fromkeys(("===", "!==", "==", "!="), 3),
    **dict.fromkeys(("<", ">", "<=", ">=", "in", "instanceof"), 4),
    **dict.fromkeys(("+", "-"), 5),
    **dict.fromkeys(("*", "/", "%"), 6),
}
"""How strongly an operator binds; the stronger one is read first."""
_ASSIGNS = ("=", "+=", "-=", "*=", "/=", "%=")
_NO_NAMES = ("new", "class", "function", "yield", "delete", "void", "super", "import", "this")
END = Token("end", "", -1, 0)


class UnknownSyntaxError(Exception):
    """Something that this grammar does not have."""


@dataclass(frozen=True, slots=True)
class Node:
    """One thing of a program: ``Node("call", function, [arguments])``."""

    kind: str
    parts: tuple[Any, ...]


def node(kind: str, *parts: Any) -> Node:
    """A node of these parts."""
    return Node(kind, parts)


class Expressions:
    """Reads tokens from left to right; each method reads one thing, and leaves what follows."""

    def __init__(self, source: str) -> None:
        self._source = source
        every = [token for token in tokens(source) if token.kind != COMMENT]
        self._tokens = [token for token in every if token.kind != NEWLINE]
        pairs = pairwise(every)
        self._on_new_line = {after.start for before, after in pairs if before.kind == NEWLINE}
        self._at = 0

    @classmethod
    def of(cls, source: str) -> Node:
        """A text that is one expression."""
        reader = cls(source)
        found = reader.expression()
        if reader._next is not END:
            raise UnknownSyntaxError(reader._next.text)
        return found

    def block(self) -> list[Node]:
        """Statements in braces; where only an expression may stand there are none."""
        raise UnknownSyntaxError("{")

    # -- looking and taking --------------------------------------------------------------------

    @property
    def _next(self) -> Token:
        return self._tokens[self._at] if self._at < len(self._tokens) else END

    def _ahead(self, count: int) -> Token:
        at = self._at + count
        return self._tokens[at] if at < len(self._tokens) else END

    def _take(self) -> Token:
        token = self._next
        self._at += 1
        return token

    def _is(self, *texts: str) -> bool:
        return self._next.kind in (SIGN, NAME) and self._next.text in texts

    def _skip(self, text: str) -> bool:
        found = self._is(text)
        self._at += found
        return found

    def _expect(self, text: str) -> None:
        if not self._skip(text):
            raise UnknownSyntaxError(f"expected {text}, found {self._next.text}")

    def _name(self) -> str:
        if self._next.kind != NAME:
            raise UnknownSyntaxError(self._next.text)
        return self._take().text

    # -- expressions ---------------------------------------------------------------------------

    def expression(self) -> Node:
        """A value, an assignment, a function."""
        if self._starts_arrow():
            return self._arrow()
        left = self._conditional()
        if self._next.kind == SIGN and self._next.text in _ASSIGNS:
            if left.kind not in ("name", "member", "item"):
                raise UnknownSyntaxError("=")
            return node("assign", left, self._take().text, self.expression())
        return left

    def _starts_arrow(self) -> bool:
        ahead = 1 if self._is("async") else 0
        if self._ahead(ahead).kind == NAME:
            return self._ahead(ahead + 1).text == "=>"
        if self._ahead(ahead).text != "(":
            return False
        depth = self._ahead(ahead).depth
        while self._ahead(ahead) is not END:
            if self._ahead(ahead).text == ")" and self._ahead(ahead).depth == depth:
                return self._ahead(ahead + 1).text == "=>"
            ahead += 1
        return False

    def _arrow(self) -> Node:
        is_async = self._skip("async")
        names = self._parameters() if self._is("(") else [self._name()]
        self._expect("=>")
        body = self.block() if self._is("{") else [self._short_body()]
        return node("lambda", "", names, body, is_async)

    def _short_body(self) -> Node:
        start = self._at
        read = node("return", self.expression())
        first, last = self._tokens[start], self._tokens[self._at - 1]
        return node("statement", read, self._source[first.start : last.end])

    def _parameters(self) -> list[str]:
        self._expect("(")
        names = []
        while not self._skip(")"):
            names.append(self._name())
            if not self._is(")"):
                self._expect(",")
        return names

    def _conditional(self) -> Node:
        condition = self._binary(0)
        if not self._skip("?"):
            return condition
        yes = self.expression()
        self._expect(":")
        return node("choose", condition, yes, self.expression())

    def _binary(self, least: int) -> Node:
        left = self._unary()
        while (power := _POWERS.get(self._next.text, -1)) > least:
            operator = self._take().text
            left = node("binary", operator, left, self._binary(power))
        return left

    def _unary(self) -> Node:
        if self._is("!", "-", "+", "typeof"):
            return node("unary", self._take().text, self._unary())
        if self._skip("await"):
            return node("await", self._unary())
        value = self._postfix(self._primary())
        if self._is("++", "--"):
            return node("assign", value, f"{self._take().text[0]}=", node("number", "1"))
        return value

    def _postfix(self, value: Node) -> Node:
        while True:
            if self._is(".", "?."):
                if self._take().text == "?.":
                    raise UnknownSyntaxError("?.")
                value = node("member", value, self._name())
            elif self._is("["):
                self._take()
                value = node("item", value, self.expression())
                self._expect("]")
            elif self._is("(") and self._next.start not in self._on_new_line:
                value = node("call", value, self._list("(", ")"))
            else:
                return value

    def _list(self, opening: str, closing: str) -> list[Node]:
        self._expect(opening)
        found = []
        while not self._skip(closing):
            found.append(self.expression())
            if not self._is(closing):
                self._expect(",")
        return found

    def _primary(self) -> Node:
        token = self._next
        if token.kind in (NUMBER, STRING, TEMPLATE):
            return node(token.kind, self._take().text)
        if self._is("["):
            return node("list", self._list("[", "]"))
        if self._is("{"):
            return self._object()
        if self._skip("("):
            inside = self.expression()
            self._expect(")")
            return node("group", inside)
        if self._is("function", "async"):
            is_async = self._skip("async")
            self._expect("function")
            name = self._name() if self._next.kind == NAME else ""
            return node("lambda", name, self._parameters(), self.block(), is_async)
        if token.kind != NAME or token.text in _NO_NAMES:
            raise UnknownSyntaxError(token.text)
        return node("name", self._take().text)

    def _object(self) -> Node:
        self._expect("{")
        pairs: list[tuple[str, Node]] = []
        while not self._skip("}"):
            pairs.append(self._property())
            if not self._is("}"):
                self._expect(",")
        return node("object", pairs)

    def _property(self) -> tuple[str, Node]:
        is_async = self._is("async") and self._ahead(1).kind == NAME and self._skip("async")
        token = self._take()
        if token.kind not in (NAME, STRING, NUMBER):
            raise UnknownSyntaxError(token.text)
        if self._skip(":"):
            return token.text, self.expression()
        if self._is("("):
            return token.text, node("lambda", "", self._parameters(), self.block(), is_async)
        return token.text, node("name", token.text)
