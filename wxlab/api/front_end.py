"""Where a person sees and hears what a mini-program shows: a notebook, where there is one.

Only floor 5 knows notebooks. The door of the package says where to find it, and it is looked for
with every call: scripts load nothing of it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from wxlab.api.choice import Choice


@dataclass(frozen=True, slots=True)
class Voice:
    """A sound to be played: its bytes, its path as the caller wrote it, how many seconds of it."""

    path: str
    data: bytes
    seconds: float
    lang: str = "en"


class FrontEnd(Protocol):
    """What a notebook can do for a mini-program."""

    def pick(self, choice: "Choice") -> None:
        """Show a picker below the cell that is at work."""

    def play(self, voice: Voice) -> None:
        """Play a sound; whatever played before is interrupted."""

    def pause(self) -> None:
        """Pause what plays, if something does."""

    def stop(self) -> None:
        """Stop what plays, if something does."""


def _nowhere() -> FrontEnd | None:
    return None


find: Callable[[], FrontEnd | None] = _nowhere
"""The front end of this process; ``None`` in a script."""


def found_by(finder: Callable[[], FrontEnd | None]) -> None:
    """Have the front end looked for there."""
    global find
    find = finder
