"""The options of a call, checked against the rows of the specification.

What is wrong with a required option is a problem (the call ends in ``fail``); what is wrong with
an optional one is a warning (the option is ignored, as the platform does).
"""

import difflib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from wxlab.core import headers, javascript
from wxlab.core.notation import is_buffer
from wxlab.spec import Row, at_least, table

_NO_EFFECT = ("enableHttp2", "enableQuic")
_NOT_HERE = (
    "enableCache",
    "enableHttpDNS",
    "forceCellularNetwork",
    "useHighPerformanceMode",
)


@dataclass(slots=True)
class Checked:
    """A call's options after checking: usable values, and what was wrong with the rest."""

    values: dict[str, Any] = field(default_factory=dict)
    header: tuple[tuple[str, str], ...] = ()
    form: tuple[tuple[str, str], ...] = ()
    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def check(api: str, given: Mapping[str, object], library: str) -> Checked:
    """Check the options of one call for a base library version such as ``"3.16.2"``."""
    checked = Checked()
    rows = table(f"{api}.object").rows
    for row in rows:
        if row.name not in given:
            if row.required:
                _check_row(api, row, given, checked)
        elif at_least(library, row.since):
            _check_row(api, row, given, checked)
        # else: an old library does not know the option, and says nothing
    _warn_unknown(api, [row.name for row in rows], given, checked)
    _warn_without_effect(api, _NO_EFFECT, "here: wxlab speaks HTTP/1.1", checked)
    _warn_without_effect(api, _NOT_HERE, "in wxlab", checked)
    return checked


def _warn_without_effect(api: str, names: tuple[str, ...], where: str, checked: Checked) -> None:
    if given := [name for name in names if checked.values.get(name)]:
        have = "has" if len(given) == 1 else "have"
        checked.warnings.append(f"{api}: {' and '.join(given)} {have} no effect {where}")


def _check_row(api: str, row: Row, given: Mapping[str, object], checked: Checked) -> None:
    missing = object()
    value = given.get(row.name, missing)
    actual = "Undefined" if value is missing else javascript.type_name(value)
    if actual == "String" and not isinstance(value, str) and not _is_path(row):
        actual = "Object"  # only a path may be given as os.PathLike
    if row.required:
        _require(row, value, actual, checked)
    elif value is missing or value is None:
        pass
    elif not _fits(row, value, actual):
        checked.warnings.append(
            f"{api}: {row.name} should be {row.js_type} instead of {actual}; it is ignored"
        )
    else:
        _accept(api, row, value, checked)


def _require(row: Row, value: object, actual: str, checked: Checked) -> None:
    if not _fits(row, value, actual):
        checked.problems.append(
            f"parameter.{row.name} should be {row.js_type} instead of {actual};"
        )
    elif row.js_type != "String":
        checked.values[row.name] = value
    elif not (text := os.fsdecode(value)):  # type: ignore[arg-type]
        checked.problems.append(f"parameter.{row.name} should not be empty;")
    else:
        checked.values[row.name] = text


def _fits(row: Row, value: object, actual: str) -> bool:
    return any(_is(kind, value, actual) for kind in row.js_type.split("|"))


def _is(kind: str, value: object, actual: str) -> bool:
    match kind:
        case "Any":
            return actual != "Undefined"
        case "ArrayBuffer":
            return is_buffer(value)
        # A dictionary that can be called is still an object; JavaScript has no such thing.
        case "Object":
            return javascript.is_object(value)
    return actual == kind


def _is_path(row: Row) -> bool:
    """``filePath``, ``dirPath``, ``path``…, and a picture's ``src``."""
    return row.name == "src" or row.name.lower().endswith("path")


def _accept(api: str, row: Row, value: Any, checked: Checked) -> None:
    match row.name:
        case "header":
            found = headers.check(api, value)
            checked.header = found.pairs
            checked.problems += found.problems
            checked.warnings += found.warnings
        case "formData":
            checked.form = tuple(
                (javascript.string(key), javascript.string(item)) for key, item in value.items()
            )
            checked.warnings += [
                _stringify_hint(api, key, item)
                for key, item in value.items()
                if not javascript.is_plain(item)
            ]
        case _ if _is_path(row):
            if text := os.fsdecode(value):
                checked.values[row.name] = text
        case _:
            checked.values[row.name] = value


def _stringify_hint(api: str, key: object, item: object) -> str:
    return (
        f"{api}: formData[{key!r}] is {javascript.a_type(item)}; the server receives the text "
        f"{javascript.string(item)!r}. Send a string: json.dumps(value) here, "
        "JSON.stringify(value) in a mini-program"
    )


def _warn_unknown(
    api: str, known: list[str], given: Mapping[str, object], checked: Checked
) -> None:
    unknown = [key for key in given if key not in known]
    by_lower_case = {name.lower(): name for name in known} if unknown else {}
    for key in unknown:
        lower = str(key).lower()
        begins = [name for name in by_lower_case if lower and name.startswith(lower)]
        close = begins or difflib.get_close_matches(lower, by_lower_case, n=1)
        hint = f"; did you mean {by_lower_case[close[0]]!r}?" if close else ""
        checked.warnings.append(f"{api}: no option is called {key!r}; it is ignored{hint}")


_LONGEST_MS = 2**31 - 1
"""A signed 32-bit count of milliseconds, what timers of most platforms can hold: 24.8 days."""


def budget_ms(per_call: object, configured: object, ceiling: int | None, default: int) -> float:
    """The time a transfer may take, in milliseconds (rows ``limits.timeout``, ``…object.timeout``).

    The call's own value beats app.json's; absent, 0, negative or not a number means not given;
    ``ceiling`` caps whatever was chosen.
    """
    given: Iterator[Any] = (value for value in (per_call, configured) if _is_positive_number(value))
    return min(next(given, default), _LONGEST_MS if ceiling is None else ceiling)


def _is_positive_number(value: Any) -> bool:
    return javascript.type_name(value) == "Number" and value > 0
