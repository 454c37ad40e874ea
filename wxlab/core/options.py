"""The options of a call, checked against the rows of the specification.

What is wrong with a required option is a problem (the call ends in ``fail``); what is wrong with
an optional one is a warning (the option is ignored, as the platform does).
"""

import difflib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import FunctionType, MethodType
from typing import Any, NamedTuple, TypeGuard

from wxlab.core import headers, javascript
from wxlab.core.notation import is_buffer
from wxlab.spec import at_least, table

_NO_EFFECT = ("enableHttp2", "enableQuic")
_NOT_HERE = (
    "enableCache",
    "enableHttpDNS",
    "forceCellularNetwork",
    "useHighPerformanceMode",
)
_IDLE = frozenset(_NO_EFFECT + _NOT_HERE)
_MISSING = object()
"""The value of a required option that is not given."""

# A dictionary that can be called is still an object; JavaScript has no such thing.
_LOOKS: dict[str, Callable[[object], bool]] = {
    "Any": lambda value: value is not _MISSING,
    "ArrayBuffer": is_buffer,
    "Object": javascript.is_object,
}

# What nearly every value is; unless it is empty, such a value is used as it is, a path as text.
_PLAIN: dict[str, tuple[type, ...]] = {
    "String": (str,),
    "Number": (int, float),
    "Boolean": (bool,),
    "Function": (FunctionType, MethodType),
}
_Path = type(Path())


class _Option(NamedTuple):
    """What checking asks of a row. ``place`` comes first: options sort in the table's order.

    A value fits by the name of its type, or by a look at it. ``known`` says whether the base
    library knows the option: one that does not says nothing of it.
    """

    place: int
    name: str
    js_type: str
    names: tuple[str, ...]
    looks: tuple[Callable[[object], bool], ...]
    required: bool
    is_path: bool
    known: bool


@cache
def _options(api: str, library: str) -> dict[str, _Option]:
    """The options of an API for a base library, by name."""
    return {
        row.name: _Option(
            place,
            row.name,
            row.js_type,
            tuple(kind for kind in row.js_type.split("|") if kind not in _LOOKS),
            tuple(_LOOKS[kind] for kind in row.js_type.split("|") if kind in _LOOKS),
            row.required,
            _is_path(row.name),
            at_least(library, row.since),
        )
        for place, row in enumerate(table(f"{api}.object").rows)
    }


@cache
def _plain(api: str, library: str) -> frozenset[tuple[str, type]]:
    """The names of options, each with a type of Python's whose values fit, unless empty."""
    return frozenset(
        (option.name, plain)
        for option in _options(api, library).values()
        if option.known
        for js_type in option.names
        for plain in _PLAIN.get(js_type, ()) + ((_Path,) if option.is_path else ())
    )


@cache
def _required(api: str) -> frozenset[str]:
    """What is looked for in any case."""
    return frozenset(row.name for row in table(f"{api}.object").rows if row.required)


def _is_path(name: str) -> bool:
    """``filePath``, ``dirPath``, ``path``…, and a picture's ``src``."""
    return name == "src" or name.lower().endswith("path")


@dataclass(slots=True)
class Checked:
    """A call's options after checking: usable values, and what was wrong with the rest."""

    values: dict[str, Any] = field(default_factory=dict)
    header: tuple[tuple[str, str], ...] = ()
    form: tuple[tuple[str, str], ...] = ()
    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def check(api: str, given: Mapping[str, object], library: str) -> Checked:
    """Check the options of one call for a base library version such as ``"3.16.2"``.

    Raises ``TypeError`` for what is no mapping at all.
    """
    plain = _plain(api, library)
    fit: dict[str, Any] = {}
    for name, value in {**given}.items():
        if (name, kind := type(value)) in plain and value:
            fit[name] = str(value) if kind is _Path else value
    checked = Checked(fit)
    if len(fit) < len(given) or not _required(api) <= fit.keys():
        _check_the_rest(api, given, library, checked)
    if not _IDLE.isdisjoint(checked.values):
        _warn_without_effect(api, _NO_EFFECT, "here: wxlab speaks HTTP/1.1", checked)
        _warn_without_effect(api, _NOT_HERE, "in wxlab", checked)
    return checked


def _check_the_rest(api: str, given: Mapping[str, object], library: str, checked: Checked) -> None:
    """What is missing, unknown, or has to be looked at, in the table's order."""
    options = _options(api, library)
    rest = (_required(api) | given.keys()) - checked.values.keys()
    found = sorted(options[name] for name in rest if name in options)
    for option in found:
        if option.known or option.name not in given:
            _check_option(api, option, given.get(option.name, _MISSING), checked)
    if len(found) < len(rest):
        _warn_unknown(api, list(options), given, checked)


def _warn_without_effect(api: str, names: tuple[str, ...], where: str, checked: Checked) -> None:
    if given := [name for name in names if checked.values.get(name)]:
        have = "has" if len(given) == 1 else "have"
        checked.warnings.append(f"{api}: {' and '.join(given)} {have} no effect {where}")


def _check_option(api: str, option: _Option, value: object, checked: Checked) -> None:
    actual = "Undefined" if value is _MISSING else javascript.type_name(value)
    if actual == "String" and not isinstance(value, str) and not option.is_path:
        actual = "Object"  # only a path may be given as os.PathLike
    if option.required:
        _require(option, value, actual, checked)
    elif value is None:
        pass
    elif not _fits(option, value, actual):
        checked.warnings.append(
            f"{api}: {option.name} should be {option.js_type} instead of {actual}; it is ignored"
        )
    else:
        _accept(api, option, value, checked)


def _require(option: _Option, value: object, actual: str, checked: Checked) -> None:
    if not _fits(option, value, actual):
        checked.problems.append(
            f"parameter.{option.name} should be {option.js_type} instead of {actual};"
        )
    elif option.js_type != "String":
        checked.values[option.name] = value
    elif not (text := os.fsdecode(value)):  # type: ignore[arg-type]
        checked.problems.append(f"parameter.{option.name} should not be empty;")
    else:
        checked.values[option.name] = text


def _fits(option: _Option, value: object, actual: str) -> bool:
    return actual in option.names or any(is_it(value) for is_it in option.looks)


def _accept(api: str, option: _Option, value: Any, checked: Checked) -> None:
    match option.name:
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
        case _ if option.is_path:
            if text := os.fsdecode(value):
                checked.values[option.name] = text
        case _:
            checked.values[option.name] = value


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
    by_lower_case = {name.lower(): name for name in known}
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
    most = _LONGEST_MS if ceiling is None else ceiling
    for given in (per_call, configured):
        if _is_positive_number(given):
            return min(given, most)
    return min(default, most)


def _is_positive_number(value: Any) -> TypeGuard[float]:
    return javascript.type_name(value) == "Number" and value > 0
