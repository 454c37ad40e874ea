"""The steps of an event: a generator that calls callbacks, and yields the coroutines they make."""

from collections.abc import Awaitable, Callable, Generator
from types import GeneratorType
from typing import Any

Steps = Generator[Awaitable[object], None, None]
Unfinished = Steps | Awaitable[object] | None
"""What calling it leaves to do: its steps, or a coroutine, which is one step."""

Call = Callable[..., Unfinished]
Tell = Callable[[Any], Unfinished]
"""Tells one event; what it is given is what is told."""


def begun(made: Any) -> Awaitable[object] | None:
    """Go as far as it goes without a coroutine; what is to be awaited, if that is not the end."""
    if not isinstance(made, GeneratorType):
        return made  # type: ignore[no-any-return]
    first = next(made, None)
    return None if first is None else _followed(made, first)


async def _followed(steps: Steps, waited: Awaitable[object]) -> None:
    """Await what a generator yields, and tell it how that went, to its end."""
    following: Awaitable[object] | None = waited
    while following is not None:
        try:
            await following
        except BaseException as error:
            following = _thrown(steps, error)
        else:
            following = next(steps, None)


def _thrown(steps: Steps, error: BaseException) -> Awaitable[object] | None:
    try:
        return steps.throw(error)
    except StopIteration:
        return None


def unpacked(told: tuple[Call, tuple[object, ...]]) -> Unfinished:
    """Call a function with what belongs to it."""
    call, args = told
    return call(*args)
