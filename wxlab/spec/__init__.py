"""Floor 1: the specification as data. Rows, versions, errors; no I/O, nothing but the language.

Argument checks, version gating, ``canIUse``, docstrings, the tables in the lessons and the tests
that compare with the specification's text all read these rows.
"""

import difflib
from collections.abc import Mapping
from functools import cache

from wxlab.spec.calls import (
    APIS,
    DOWNLOAD_OBJECT,
    DOWNLOAD_SUCCESS,
    FAILURES,
    UPLOAD_OBJECT,
    UPLOAD_SUCCESS,
)
from wxlab.spec.errors import ErrorEntry
from wxlab.spec.failures import ERRORS, explain
from wxlab.spec.faults import FAULTS, FaultEntry
from wxlab.spec.file_system import FILE_SYSTEM
from wxlab.spec.functions import FUNCTIONS, LIMITS
from wxlab.spec.media import MEDIA
from wxlab.spec.profiles import profile
from wxlab.spec.request import REQUEST_METHODS, REQUEST_OBJECT, REQUEST_SUCCESS, REQUEST_TASK
from wxlab.spec.rows import Row, Table, tables
from wxlab.spec.storage import STORAGE
from wxlab.spec.system import SYSTEM
from wxlab.spec.tasks import TASKS
from wxlab.spec.versions import at_least, parse

TABLES: Mapping[str, Table] = tables(
    UPLOAD_OBJECT,
    UPLOAD_SUCCESS,
    profile("uploadFile", "platform"),
    *FAILURES["uploadFile"],
    *TASKS[:3],
    DOWNLOAD_OBJECT,
    DOWNLOAD_SUCCESS,
    profile("downloadFile", "seed"),
    *FAILURES["downloadFile"],
    *TASKS[3:],
    LIMITS,
    REQUEST_OBJECT,
    REQUEST_METHODS,
    REQUEST_SUCCESS,
    profile("request", "platform"),
    *FAILURES["request"],
    *REQUEST_TASK,
    *STORAGE,
    *FILE_SYSTEM,
    *SYSTEM,
    *MEDIA,
)
"""Every table by its address, in reading order."""

ROWS: Mapping[str, Row] = {
    each.address: each
    for each in (*(row for found in TABLES.values() for row in found.rows), *FUNCTIONS)
}
"""Every row by its address."""
# The limits are advice to read, nothing a mini-program could use.
_USABLE = (ROWS.keys() | TABLES.keys()) - {LIMITS.address, *(row.address for row in LIMITS.rows)}


def table(address: str) -> Table:
    """The table at an address; ``KeyError`` names near misses."""
    try:
        return TABLES[address]
    except (KeyError, TypeError):
        raise KeyError(_unknown("table", address, TABLES)) from None


def row(address: str) -> Row:
    """The row at an address; ``KeyError`` names near misses."""
    try:
        return ROWS[address]
    except (KeyError, TypeError):
        raise KeyError(_unknown("row", address, ROWS)) from None


def supported(address: object, version: str) -> bool:
    """Whether a base library has a row: ``canIUse``. Unknown is ``False``, whatever it is.

    A row is there when everything above it is: ``UploadTask.abort`` needs ``UploadTask``.
    """
    return isinstance(address, str) and address in _USABLE and _there(address, version)


@cache
def _there(address: str, version: str) -> bool:
    parts = address.split(".")
    above = (".".join(parts[:count]) for count in range(1, len(parts) + 1))
    return all(at_least(version, ROWS[each].since) for each in above if each in ROWS)


@cache
def names(address: str, version: str) -> tuple[str, ...]:
    """The rows that a base library has of a table, by name; ``KeyError`` names near misses."""
    return tuple(each.name for each in table(address).rows if supported(each.address, version))


def parameter_doc(api: str) -> str:
    """The parameters of a call as a docstring section, from the rows."""
    lines = [f"Options ({api}.object):"]
    for each in TABLES[f"{api}.object"].rows:
        required = ", required" if each.required else ""
        since = f", since {each.since}" if each.since else ""
        lines += [f"    {each.name} ({each.kind}{required}{since})", f"        {each.en} {each.zh}"]
    return "\n".join(lines)


def _unknown(what: str, address: object, known: Mapping[str, object]) -> str:
    close = difflib.get_close_matches(str(address), known, n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(close)}?" if close else f"there is {', '.join(TABLES)}"
    return f"no {what} is called {address!r}; {hint}"


__all__ = [
    "APIS",
    "ERRORS",
    "FAULTS",
    "LIMITS",
    "ROWS",
    "TABLES",
    "ErrorEntry",
    "FaultEntry",
    "Row",
    "Table",
    "at_least",
    "explain",
    "names",
    "parameter_doc",
    "parse",
    "row",
    "supported",
    "table",
]
