"""The script thread: callbacks, one at a time and in order, as in a mini-program.

Every callback is a job, and belongs to the task that makes it. One job has the floor. A coroutine
callback keeps it until it returns. A callback that waits for *another* task would keep that task's
own callbacks from ever running, so while it waits it yields the floor, and takes it back before it
goes on. Later callbacks of its own task still wait for it.
"""

import asyncio
import sys
from collections import deque
from collections.abc import AsyncIterator, Callable, Coroutine, Hashable
from contextlib import asynccontextmanager
from contextvars import Context, ContextVar
from dataclasses import dataclass, field
from typing import Any

from wxlab.net.loops import LoopThread

Call = Callable[..., Coroutine[Any, Any, None]]


class ScriptLoop(asyncio.SelectorEventLoop):
    """The script thread's loop; a class of its own because nest_asyncio changes the class."""


@dataclass(eq=False, slots=True)
class Job:
    """One event of one task: the callbacks it leads to, one after another."""

    owner: Hashable
    call: Call
    args: tuple[object, ...]
    context: Context
    waits_for: Hashable | None = None
    waiting: int = 0
    over: bool = False
    task: asyncio.Task[None] | None = None  # asyncio itself keeps only a weak reference
    floor: asyncio.Event = field(default_factory=asyncio.Event)


_JOB: ContextVar[Job | None] = ContextVar("wxlab-job", default=None)


class Script:
    """Runs jobs on the script thread. Everything but ``post`` belongs to that thread."""

    def __init__(self) -> None:
        self.thread = LoopThread("wxlab-script", ScriptLoop)
        self._line: deque[Job] = deque()
        self._busy: dict[Hashable, Job] = {}
        self._speaking: Job | None = None
        self._resuming: deque[Job] = deque()
        self._nested: list[Job] = []
        self.thread.before_stop(self._finish)

    def post(self, owner: Hashable, context: Context, call: Call, *args: object) -> None:
        """Line up ``await call(*args)`` for ``owner``, from any thread; returns at once."""
        self.thread.post(self._arrive, Job(owner, call, args, context))

    def in_callback(self) -> bool:
        """Whether the caller is a callback, or works for one on another thread."""
        job = _JOB.get()
        return self.thread.is_current() or (job is not None and not job.over)

    async def _finish(self) -> None:
        """At exit: what was told before the end is still delivered."""
        while self._line or self._speaking:  # noqa: ASYNC110 - once, at exit
            await asyncio.sleep(0.001)

    # -- who has the floor ---------------------------------------------------------------------

    def _arrive(self, job: Job) -> None:
        self._line.append(job)
        self._next()

    def _next(self) -> None:
        if self._speaking is not None:
            return
        for job in self._resuming:
            # Of the callbacks that block the stack, only the topmost can go on.
            if job not in self._nested or job is self._nested[-1]:
                self._resuming.remove(job)
                self._speaking = job
                job.floor.set()
                return
        for index, job in enumerate(self._line):
            if job.owner not in self._busy:
                del self._line[index]
                self._start(job)
                return

    def _start(self, job: Job) -> None:
        self._speaking = self._busy[job.owner] = job
        context = job.context.copy()
        context.run(_JOB.set, job)
        job.task = asyncio.get_running_loop().create_task(self._run(job), context=context)

    async def _run(self, job: Job) -> None:
        try:
            await job.call(*job.args)
        finally:
            self._end(job)

    def _end(self, job: Job) -> None:
        job.over = True
        self._busy.pop(job.owner, None)
        if self._speaking is job:
            self._speaking = None
        if self._line or self._resuming:
            self._soon()

    def _soon(self) -> None:
        asyncio.get_running_loop().call_soon(self._next)

    # -- waiting for a task from inside a callback ---------------------------------------------

    @asynccontextmanager
    async def yielding(self, target: Hashable) -> AsyncIterator[None]:
        """Yield the floor while the current callback waits for ``target``'s last callback."""
        job = _JOB.get()
        if job is None or job.over:
            yield
            return
        self._refuse_deadlock(job, target)
        job.waits_for = target
        job.waiting += 1
        if job.waiting == 1:
            self._speaking = None
            self._soon()
        try:
            yield
        finally:
            job.waiting -= 1
            if job.waiting == 0 and not job.over:
                job.waits_for = None
                job.floor.clear()
                self._resuming.append(job)
                self._soon()
                await job.floor.wait()

    def _refuse_deadlock(self, job: Job, target: Hashable) -> None:
        following: Hashable | None = target
        while following is not None:
            blocked = self._busy.get(following)
            if following == job.owner or {job, blocked} <= set(self._nested):
                raise RuntimeError(
                    "this callback must return before the task it waits for can complete; "
                    "do the rest in that task's complete callback"
                )
            following = blocked.waits_for if blocked else None

    def run_nested(self, make: Callable[[], Any]) -> Any:
        """Run a coroutine to its end from inside a callback, serving other events meanwhile."""
        loop = self.thread.loop
        _make_reentrant(loop)
        job = _JOB.get()
        if job is None or job.over:
            return loop.run_until_complete(make())
        self._nested.append(job)
        try:
            return loop.run_until_complete(make())
        finally:
            self._nested.remove(job)
            self._soon()


def _make_reentrant(loop: asyncio.SelectorEventLoop) -> None:
    """Let this one loop class run nested, with nest_asyncio.

    Only the class is changed. ``nest_asyncio.apply`` would also replace ``asyncio.run``, ``Task``
    and the policy for the whole process, which is not ours to do; 1.6.0 is its last release, so
    the inner function is as stable as the outer one.
    """
    try:
        import nest_asyncio
    except ImportError:
        nest_asyncio = None
    if nest_asyncio is None or sys.version_info >= (3, 14):
        raise RuntimeError(
            "wait() inside a callback needs nest_asyncio and Python 3.11 to 3.13; "
            "make the callback a coroutine function and write: await task"
        )
    nest_asyncio._patch_loop(loop)


SCRIPT = Script()
"""The one script thread, shared by all mini-programs."""
