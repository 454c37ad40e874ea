"""Values as JavaScript sees them: type names, ``String(value)``, numbers in print.

Error texts name types this way, and form values reach the server so. Source: ECMA-262,
Number::toString and ToString.
"""

import math
import os
import re
from collections.abc import Mapping
from numbers import Integral, Real
from types import FunctionType, MethodType, NoneType

_LARGEST = 2**1024
"""What no double can hold; a JavaScript number of that size is ``Infinity``."""
_DEEPEST = 100
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


_NAMES: dict[type, str] = {
    NoneType: "Null",
    str: "String",
    bool: "Boolean",
    int: "Number",
    float: "Number",
    list: "Array",
    tuple: "Array",
    dict: "Object",
    FunctionType: "Function",
    MethodType: "Function",
}
"""What nearly every value is; of others ``type_name`` asks what they are like."""


def type_name(value: object) -> str:
    """Name the JavaScript type of a Python value, as the platform's error texts do."""
    return _NAMES.get(type(value)) or _resembled(value)


def _resembled(value: object) -> str:
    if isinstance(value, str | os.PathLike):
        return "String"
    if isinstance(value, bool):
        return "Boolean"
    if isinstance(value, Real):
        return "Number"
    if isinstance(value, list | tuple):
        return "Array"
    if callable(value):
        return "Function"
    return "Object"


def a_type(value: object) -> str:
    """The type's name as English says it: ``a Number``, ``an Object``."""
    name = type_name(value)
    return f"{'an' if name[0] in 'AEIOU' else 'a'} {name}"


def string(value: object, inside: tuple[int, ...] = ()) -> str:
    """Return what JavaScript's ``String(value)`` returns for the matching value.

    ``inside`` holds the lists around the value: one that contains itself prints as nothing there.
    """
    match type_name(value):
        case "Null":
            return "null"
        case "String":
            return well_formed(os.fsdecode(value))  # type: ignore[arg-type]
        case "Boolean":
            return "true" if value else "false"
        case "Number":
            return number(value)  # type: ignore[arg-type]
        case "Array":
            if id(value) in inside or len(inside) > _DEEPEST:
                return ""
            items: list[object] = list(value)  # type: ignore[call-overload]
            around = (*inside, id(value))
            return ",".join("" if item is None else string(item, around) for item in items)
        case "Function":
            return f"function {getattr(value, '__name__', '')}() {{ [native code] }}"
        case _:
            return "[object Object]"


def number(value: Real) -> str:
    """Print a number as JavaScript does: ``1.0`` is ``1``, ``1e21`` is ``1e+21``.

    Whole Python numbers keep all their digits, as a JavaScript BigInt would: an identifier
    that is too long for a double must not change on its way to the server.
    """
    if isinstance(value, Integral):
        return str(int(value)) if abs(int(value)) < _LARGEST else _infinity(int(value) > 0)
    double = float(value)
    if math.isnan(double):
        return "NaN"
    if math.isinf(double):
        return _infinity(double > 0)
    if double == 0:
        return "0"
    sign = "-" if double < 0 else ""
    return sign + _digits(abs(double))


def _infinity(positive: bool) -> str:
    return "Infinity" if positive else "-Infinity"


def _digits(double: float) -> str:
    """Number::toString for a finite positive double; Python's repr has the same shortest digits."""
    mantissa, _, exponent = f"{double!r}".partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent or 0) - (len(whole + fraction) - len(digits))
    digits = digits.rstrip("0")
    count = len(digits)
    if count <= point <= 21:
        return digits + "0" * (point - count)
    if 0 < point <= 21:
        return f"{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return "0." + "0" * -point + digits
    power = f"e{'+' if point > 0 else '-'}{abs(point - 1)}"
    return (digits if count == 1 else f"{digits[0]}.{digits[1:]}") + power


def well_formed(text: str) -> str:
    """Replace lone surrogates, which UTF-8 cannot carry (``String.prototype.toWellFormed``)."""
    return _LONE_SURROGATE.sub("\ufffd", text)


def is_plain(value: object) -> bool:
    """Tell whether a form value arrives as the learner means it: a string or a number."""
    return type_name(value) in ("String", "Number")


def is_object(value: object) -> bool:
    """Tell whether a value can serve as an object of names and values."""
    return isinstance(value, Mapping)
