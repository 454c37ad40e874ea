"""Values as text: JSON as JavaScript writes and reads it, and query strings.

Sources: ECMA-262, ``JSON.stringify`` and ``encodeURIComponent``; RFC 8259.
"""

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any, NoReturn
from urllib.parse import quote

from wxlab.core import javascript

# What JavaScript's encodeURIComponent leaves alone, beside letters and digits.
_UNRESERVED = "-_.!~*'()"
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_WHOLE_UNTIL = 1e21
"""From here on JavaScript prints whole numbers with an exponent."""


def stringify(value: object) -> str:
    """What ``JSON.stringify(value)`` gives for the matching value.

    Raises ``ValueError`` for what holds itself or is nested too deep, and for Python's own objects,
    which JavaScript has no value for.
    """
    try:
        plain = _plain(value)
        text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    except RecursionError:
        raise ValueError("it holds itself, or is nested too deep") from None
    return _LONE_SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def parsed(text: str, make: Callable[[dict[str, Any]], object] = dict) -> Any:
    """What ``JSON.parse(text)`` gives, objects made by ``make``; ``ValueError`` where it throws."""
    try:
        return json.loads(text, object_hook=make, parse_constant=_refuse)
    except RecursionError:
        raise ValueError("it is nested too deep") from None


def query(data: Mapping[Any, object]) -> str:
    """Names and values as ``name=value&…``, each encoded as ``encodeURIComponent`` does.

    Objects and arrays stand in it as their JSON; ``ValueError`` for what has none.
    """
    return "&".join(f"{_encoded(name)}={_encoded(value)}" for name, value in data.items())


def asked(url: str, addition: str) -> str:
    """A URL with more of a query; of a name that both have, the addition's value counts."""
    rest, mark, fragment = url.partition("#")
    path, _, given = rest.partition("?")
    names = {pair.partition("=")[0] for pair in addition.split("&")}
    kept = [pair for pair in given.split("&") if pair and pair.partition("=")[0] not in names]
    pairs = "&".join([*kept, *([addition] if addition else [])])
    return f"{path}?{pairs}{mark}{fragment}" if pairs else url


def is_buffer(value: object) -> bool:
    """Whether a value is what JavaScript calls an ArrayBuffer."""
    return isinstance(value, bytes | bytearray | memoryview)


def _encoded(value: object) -> str:
    held = javascript.type_name(value) in ("Object", "Array")
    text = stringify(value) if held else javascript.string(value)
    return quote(text, safe=_UNRESERVED)


def _plain(value: object) -> object:
    """The value in types that json writes as JavaScript does."""
    if is_buffer(value):
        return {}  # what JSON.stringify makes of an ArrayBuffer
    if isinstance(value, date):
        return _moment(value)
    match javascript.type_name(value):
        case "Null" | "Boolean":
            return value
        case "String":
            return str(value)
        case "Number":
            return _number(value)
        case "Array":
            return [_plain(item) for item in value]  # type: ignore[attr-defined]
        case "Object" if isinstance(value, Mapping):
            return {
                javascript.string(key): _plain(item)
                for key, item in value.items()
                if javascript.type_name(item) != "Function"
            }
        case "Function":
            return None
    raise ValueError(f"{type(value).__name__} is no value of JavaScript's")


def _number(value: Any) -> object:
    if isinstance(value, int):
        return int(value)
    double = float(value)
    if double != double or double in (float("inf"), float("-inf")):
        return None
    return int(double) if double.is_integer() and abs(double) < _WHOLE_UNTIL else double


def _moment(value: date) -> str:
    """``Date.prototype.toJSON``: UTC, with milliseconds."""
    if not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day, tzinfo=UTC)
    try:
        moment = value.astimezone(UTC).isoformat(timespec="milliseconds")
    except OverflowError:
        raise ValueError(f"{value} is no moment of UTC's") from None
    return moment.replace("+00:00", "Z")


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")
