"""What a task tells while its callbacks have the floor."""

import asyncio
from collections.abc import Hashable
from contextvars import ContextVar


class Job:
    """What one task tells while it has the floor: an event, or several in a row."""

    waits_for: Hashable | None = None
    waiting = 0
    several = False  # events it has told
    over = False
    task: asyncio.Task[None] | None = None  # asyncio itself keeps only a weak reference
    floor: asyncio.Event | None = None  # set when the floor is given back to one that yielded it

    def __init__(self, owner: Hashable | None) -> None:
        self.owner = owner

    def end(self) -> None:
        """Its context holds it: it lets go of all there is, rather than leave that to the GC."""
        self.over = True
        self.task = self.owner = self.waits_for = None


JOB: ContextVar[Job | None] = ContextVar("wxlab-job", default=None)
"""What a callback works for, and whatever it begins in its context."""
