"""Rows and tables: the shape of the specification's data."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

_JS_TYPES = {
    "string": "String",
    "number": "Number",
    "boolean": "Boolean",
    "object": "Object",
    "function": "Function",
    "array": "Array",
    "string[]": "Array",
    "object[]": "Array",
    "arraybuffer": "ArrayBuffer",
    "any": "Any",
}


@dataclass(frozen=True)
class Row:
    """One line of a table.

    ``address`` is canIUse's own (``uploadFile.object.filePath``). ``kind`` is the type as its
    source spells it. ``zh`` is the seed's sentence word for word where ``source`` is ``"seed"``;
    rows that today's platform adds (``source`` ``"platform"``) have a sentence of ours. ``since``
    is the base library that brought the row, ``None`` where it has always been there.
    """

    address: str
    kind: str
    zh: str
    en: str
    required: bool = False
    default: object = None
    since: str | None = None
    note: str = ""
    source: str = "seed"

    @cached_property
    def name(self) -> str:
        """The last part of the address."""
        return self.address.rpartition(".")[2]

    @cached_property
    def table(self) -> str:
        """The address of the table the row stands in."""
        return self.address.rpartition(".")[0]

    @cached_property
    def js_type(self) -> str:
        """The type as JavaScript's error texts name it: ``String``, ``Number``, ``Object|Array``, …"""
        return "|".join(_JS_TYPES[each] for each in self.kind.lower().split("/"))


@dataclass(frozen=True, slots=True)
class Table:
    """The rows below one address, in the source's order."""

    address: str
    title_en: str
    title_zh: str
    rows: tuple[Row, ...]


def tables(*parts: Table) -> Mapping[str, Table]:
    """Tables by address."""
    return {part.address: part for part in parts}
