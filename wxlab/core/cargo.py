"""What a request carries of its ``data`` (row ``request.object.data``): in its query or body.

The platform's rules: of a GET an object becomes the query; else it becomes the body, as form fields
where the ``Content-Type`` says so, and as JSON otherwise. Text and bytes are the body as they are.
"""

from collections.abc import Mapping
from typing import Any

from wxlab.core import javascript, notation
from wxlab.core.failure import Failure
from wxlab.core.notation import is_buffer

_FORM = "application/x-www-form-urlencoded"
_IN_QUERY = frozenset({"GET", "HEAD"})


def carried(
    method: str, url: str, data: Any, header: tuple[tuple[str, str], ...]
) -> tuple[str, bytes | None]:
    """The URL to ask and the body to send, ``None`` for none.

    Raises ``Failure`` for what cannot be written as JSON, and for bytes that a query would have to
    hold.
    """
    try:
        if method in _IN_QUERY:
            return (url if data is None else notation.asked(url, _query(data))), None
        return url, None if data is None else _body(data, header)
    except ValueError:
        raise Failure("request-data") from None


def _query(data: Any) -> str:
    if is_buffer(data):
        raise ValueError("bytes are no query")
    return data if isinstance(data, str) else notation.query(_fields(data))


def _body(data: Any, header: tuple[tuple[str, str], ...]) -> bytes:
    if is_buffer(data):
        return bytes(data)
    if isinstance(data, str):
        return javascript.well_formed(data).encode()
    kinds = (value for name, value in header if name.lower() == "content-type")
    as_form = _FORM in next(kinds, "").lower()
    text = notation.query(_fields(data)) if as_form else notation.stringify(data)
    return text.encode()


def _fields(data: Any) -> Mapping[Any, object]:
    """An array's fields are its items, by their numbers."""
    return data if isinstance(data, Mapping) else dict(enumerate(data))
