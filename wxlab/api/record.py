"""``res``: what callbacks receive, readable both ways."""

from collections.abc import Iterable, Mapping
from typing import Any, NoReturn


class Record(dict[str, Any]):
    """An immutable mapping with its keys as attributes: ``res.statusCode``, ``res["statusCode"]``.

    It is a ``dict``, so it compares, prints as JSON and unpacks like one. A key that is not there
    is not there: ``"tempFilePath" in res`` is ``False``, and reading the attribute raises
    ``AttributeError`` naming the keys there are.
    """

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(
                f"there is no {name!r} here; there is {', '.join(map(str, self)) or 'nothing'}"
            ) from None

    def __dir__(self) -> Iterable[str]:
        return [*super().__dir__(), *self]

    def __repr__(self) -> str:
        return "{" + ", ".join(f"{key}: {_short(value)}" for key, value in self.items()) + "}"

    def __reduce__(self) -> tuple[type["Record"], tuple[dict[str, Any]]]:
        return type(self), (dict(self),)

    def __copy__(self) -> "Record":
        return self

    def _refuse(self, *_args: object, **_kwargs: object) -> NoReturn:
        raise TypeError("this is what was received, and cannot be changed; take a copy: dict(res)")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __setattr__(self, name: str, value: object) -> NoReturn:
        self._refuse()

    def __delattr__(self, name: str) -> NoReturn:
        self._refuse()


def _short(value: object) -> str:
    if isinstance(value, Mapping) and not isinstance(value, Record):
        return "{…}" if value else "{}"
    text = (
        str(int(value))
        if isinstance(value, bool) is False and isinstance(value, int)
        else repr(value)
    )
    return text if len(text) <= 60 else f"{text[:57]}…{text[-1]}"
