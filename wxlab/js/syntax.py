"""A small part of JavaScript's grammar as a tree: what the documentation's examples are made of.

A statement that is outside of it becomes a ``Node("unknown", text)``, and the rest is read all the
same. Source: ECMA-262, expressions and statements.
"""

from collections.abc import Callable
from typing import Any

from wxlab.js.expressions import END, Expressions, Node, UnknownSyntaxError, node
from wxlab.js.tokens import NAME


def parse(source: str) -> list[Node]:
    """The statements of a program."""
    return _Parser(source).program()


class _Parser(Expressions):
    """Reads statements; each method reads one, and leaves what follows."""

    def program(self) -> list[Node]:
        """All statements."""
        return self._statements(lambda: self._next is END)

    def block(self) -> list[Node]:
        """Statements in braces, or a single one."""
        if not self._skip("{"):
            return [self._told()]
        found = self._statements(lambda: self._is("}") or self._next is END)
        self._expect("}")
        return found

    def _statements(self, over: Callable[[], bool]) -> list[Node]:
        found = []
        while not over():
            if not self._skip(";"):
                found.append(self._told())
        return found

    def _told(self) -> Node:
        """A statement with its text; one that cannot be read is passed over as a whole."""
        start = self._at
        try:
            read = self._statement()
        except UnknownSyntaxError:
            self._at = start
            read = self._unknown()
        first, last = self._tokens[start], self._tokens[self._at - 1]
        return node("statement", read, self._source[first.start : last.end])

    def _unknown(self) -> Node:
        first = last = self._take()
        while self._next is not END:
            following = self._next
            ends = last.depth == first.depth and last.text == ";"
            leaves = following.closes and following.depth < first.depth
            starts = following.depth <= first.depth and following.start in self._on_new_line
            goes_on = following.closes or following.text in (".", "?.")
            if ends or leaves or (starts and not goes_on):
                break
            last = self._take()
        return node("unknown")

    def _statement(self) -> Node:
        if self._is("const", "let", "var") and self._ahead(1).text != "=":
            return self._ended(self._declaration())
        reader = {
            "if": self._if,
            "for": self._for,
            "return": self._return,
            "throw": self._throw,
            "try": self._try,
            "function": self._function_statement,
        }.get(self._next.text if self._next.kind == NAME else "")
        if reader is not None:
            return reader()
        if self._is("async") and self._ahead(1).text == "function":
            return self._function_statement()
        return self._ended(node("expression", self.expression()))

    def _ended(self, statement: Node) -> Node:
        if self._skip(";") or self._is("}") or self._next is END:
            return statement
        if self._next.start not in self._on_new_line:
            raise UnknownSyntaxError(self._next.text)
        return statement

    def _declaration(self) -> Node:
        self._take()
        found = [self._binding()]
        while self._skip(","):
            found.append(self._binding())
        return node("declare", found)

    def _binding(self) -> tuple[Any, Node | None]:
        target: Any = self._pattern() if self._is("{") else self._name()
        return target, self.expression() if self._skip("=") else None

    def _pattern(self) -> list[tuple[str, str]]:
        self._expect("{")
        pairs = []
        while not self._skip("}"):
            key = self._name()
            pairs.append((key, self._name() if self._skip(":") else key))
            if not self._is("}"):
                self._expect(",")
        return pairs

    def _if(self) -> Node:
        self._take()
        self._expect("(")
        condition = self.expression()
        self._expect(")")
        then = self.block()
        return node("if", condition, then, self.block() if self._skip("else") else [])

    def _for(self) -> Node:
        self._take()
        self._expect("(")
        if not self._is("const", "let", "var"):
            raise UnknownSyntaxError("for")
        self._take()
        name = self._name()
        self._expect("of")
        items = self.expression()
        self._expect(")")
        return node("for", name, items, self.block())

    def _return(self) -> Node:
        self._take()
        bare = self._is(";", "}") or self._next is END or self._next.start in self._on_new_line
        return self._ended(node("return", None if bare else self.expression()))

    def _throw(self) -> Node:
        self._take()
        return self._ended(node("throw", self.expression()))

    def _try(self) -> Node:
        self._take()
        tried = self.block()
        name = ""
        self._expect("catch")
        if self._skip("("):
            name = self._name()
            self._expect(")")
        return node("try", tried, name, self.block())

    def _function_statement(self) -> Node:
        is_async = self._skip("async")
        self._expect("function")
        return node("function", self._name(), self._parameters(), self.block(), is_async)
