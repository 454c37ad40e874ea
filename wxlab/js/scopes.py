"""Which variables the statements of a function declare, and which they change."""

from collections.abc import Iterable, Iterator

from wxlab.js.expressions import Node


def _each(body: Iterable[Node]) -> Iterator[Node]:
    """The statements of a body, inner blocks included, inner functions not."""
    for told in body:
        statement = told.parts[0]
        yield statement
        if statement.kind in ("if", "for", "try"):
            for part in statement.parts:
                if isinstance(part, list):
                    yield from _each(part)


def declared(body: Iterable[Node]) -> Iterator[str]:
    """The names that a body declares."""
    for statement in _each(body):
        if statement.kind == "declare":
            for target, _ in statement.parts[0]:
                yield from [target] if isinstance(target, str) else [name for _, name in target]
        elif statement.kind in ("for", "function"):
            yield statement.parts[0]


def assigned(body: Iterable[Node]) -> set[str]:
    """The names that a body gives new values to."""
    values = (each.parts[0] for each in _each(body) if each.kind == "expression")
    targets = (value.parts[0] for value in values if value.kind == "assign")
    return {str(target.parts[0]) for target in targets if target.kind == "name"}
