"""The steps of an event: a generator that calls callbacks, and yields the coroutines they make."""

from collections.abc import Awaitable, Callable, Generator
from types import GeneratorType
from typing import Any

Steps = Generator[Awaitable[object], None, None]
Told = Steps | Awaitable[object] | None
"""What telling an event leaves to do: its steps, or a coroutine, which is one step."""

Call = Callable[..., Told]


def begun(told: Any) -> Awaitable[object] | None:
    """Go as far as it goes without a coroutine; what is to be awaited, if that is not the end."""
    if not isinstance(told, GeneratorType):
        return told  # type: ignore[no-any-return]
    first = next(told, None)
    return None if first is None else _followed(told, first)


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
