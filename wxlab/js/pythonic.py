"""A program's tree written as Python for wxlab, as a person would write it."""

from collections.abc import Iterable
from typing import Any

from wxlab.js.expressions import Node, UnknownSyntaxError
from wxlab.js.phrases import Phrases, hint_of, is_parsed, named
from wxlab.js.scopes import assigned, declared


class Writer(Phrases):
    """Writes statements line by line."""

    def program(self, statements: Iterable[Node]) -> None:
        """Write statements, one after another."""
        for told in statements:
            statement, text = told.parts
            kept = len(self.lines)
            try:
                self._statement(statement)
            except UnknownSyntaxError:
                del self.lines[kept:]
                self.untranslated.append(text)
                self.lines.append(f"{self._pad}# not translated:")
                self.lines += [f"{self._pad}#   {line.strip()}" for line in text.splitlines()]

    def _line(self, text: str) -> None:
        self.lines.append(self._pad + text.replace("\n", "\n" + self._pad))

    def _statement(self, statement: Node) -> None:
        getattr(self, f"_write_{statement.kind}", self._refuse)(*statement.parts)

    def _write_expression(self, value: Node) -> None:
        if value.kind == "assign":
            target, operator, given = value.parts
            if target.kind == "name":
                self._note_parsed(target.parts[0], given)
            self._line(f"{self._text(target)} {operator} {self._text(given, hint_of(target))}")
        else:
            self._line(self._text(value))

    def _write_declare(self, bindings: list[tuple[Any, Node | None]]) -> None:
        for target, value in bindings:
            if isinstance(target, str):
                self._note_parsed(target, value)
                self._line(f"{named(target)} = {self._text(value, target) if value else None}")
            elif value is not None:
                self._take_apart(target, value)

    def _take_apart(self, pairs: list[tuple[str, str]], value: Node) -> None:
        whole = self._text(value)
        if value.kind != "name":
            found = self._unique("found")
            self._line(f"{found} = {whole}")
            whole = found
        for key, name in pairs:
            self._line(f'{named(name)} = {whole}["{key}"]')

    def _note_parsed(self, name: str, value: Node | None) -> None:
        """A variable for what JSON gave is a dict, which has no attributes."""
        if value is not None and is_parsed(value):
            self._parsed.add(name)
        else:
            self._parsed.discard(name)

    def _write_if(self, condition: Node, then: list[Node], otherwise: list[Node]) -> None:
        self._line(f"if {self._text(condition)}:")
        self._indented(then)
        if otherwise:
            self._line("else:")
            self._indented(otherwise)

    def _write_for(self, name: str, items: Node, body: list[Node]) -> None:
        self._line(f"for {named(name)} in {self._text(items)}:")
        self._indented(body)

    def _write_return(self, value: Node | None) -> None:
        self._line("return" if value is None else f"return {self._text(value)}")

    def _write_throw(self, value: Node) -> None:
        self._line(f"raise RuntimeError({self._text(value)})")

    def _write_try(self, tried: list[Node], name: str, caught: list[Node]) -> None:
        self._line("try:")
        self._indented(tried)
        self._line(f"except Exception as {named(name)}:" if name else "except Exception:")
        self._indented(caught)

    def _write_function(
        self, name: str, parameters: list[str], body: list[Node], is_async: bool
    ) -> None:
        self.define(named(name), parameters, body, is_async)

    def _indented(self, body: list[Node]) -> None:
        pad, self._pad = self._pad, self._pad + "    "
        count = len(self.lines)
        self.program(body)
        if not any(not line.strip().startswith("#") for line in self.lines[count:]):
            self._line("pass")
        self._pad = pad

    def define(self, name: str, parameters: list[str], body: list[Node], is_async: bool) -> None:
        """Write a function with a name of its own."""
        if self.lines and not self.lines[-1].endswith(":"):
            self.lines.append("")
        given = ", ".join(map(named, parameters))
        self._line(f"{'async ' if is_async else ''}def {name}({given}):")
        own = {*parameters, *declared(body)}
        foreign = sorted(assigned(body) - own)
        outer = [each for each in foreign if any(each in scope for scope in self._scopes)]
        everywhere = [each for each in foreign if each not in outer]
        for word, names in (("nonlocal", outer), ("global", everywhere)):
            if names:
                self._line(f"    {word} {', '.join(map(named, names))}")
        self._scopes.append(own)
        self._indented(body)
        self._scopes.pop()
        self.lines.append("")
