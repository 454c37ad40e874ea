"""Base library versions: ``"2.10.4"`` is newer than ``"2.9.0"``, whatever their letters say."""

from functools import cache


@cache
def parse(version: str) -> tuple[int, ...]:
    """Split a version into numbers; ``ValueError`` names what is none and what one looks like."""
    parts = version.split(".") if isinstance(version, str) else []
    if not parts or not all(part.isascii() and part.isdigit() for part in parts):
        raise ValueError(f'a base library version looks like "2.10.4", not {version!r}')
    numbers = [int(part) for part in parts]
    return tuple(numbers + [0] * (3 - len(numbers)))


def at_least(version: str, since: str | None) -> bool:
    """Whether a library of ``version`` has what came with ``since`` (``None``: always there)."""
    return since is None or parse(version) >= parse(since)
