"""The script thread: callbacks, one at a time and in order, as in a mini-program.

Every event is a job, and belongs to the task that makes it: a generator that calls one callback
after another, and yields the coroutines that some of them make. One job has the floor, until its
last callback has returned. A callback that waits for *another* task would keep that task's own
callbacks from ever running, so while it waits it yields the floor, and takes it back before it goes
on. Later callbacks of its own task still wait for it.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Hashable
from contextlib import asynccontextmanager
from contextvars import Context, ContextVar
from types import GeneratorType
from typing import Any

from wxlab.api.reentry import ScriptLoop, make_reentrant
from wxlab.net.loops import LoopThread

Steps = Generator[Awaitable[object], None, None]
Call = Callable[..., Steps | Awaitable[None] | None]
"""Makes the steps of an event: what it yields is awaited; a coroutine function is one step."""

AT_ONE_GO = 100
"""Events that are told in one turn of the script thread's loop."""

TURNS = 3
"""Turns of the network's loop for which an ending waits for others, to be told with them.

In one of them it looks at its sockets: what has come meanwhile, ends in the next one.
"""


class Job:
    """One event of one task: the callbacks it leads to, one after another."""

    waits_for: Hashable | None = None
    waiting = 0
    over = False
    task: asyncio.Task[None] | None = None  # asyncio itself keeps only a weak reference
    floor: asyncio.Event | None = None  # set when the floor is given back to one that yielded it

    def __init__(
        self, owner: Hashable, call: Call, args: tuple[object, ...], context: Context
    ) -> None:
        self.owner, self.call, self.args = owner, call, args
        self.context = context


_JOB: ContextVar[Job | None] = ContextVar("wxlab-job", default=None)


class Script:
    """Runs jobs on the script thread. Everything but ``post`` belongs to that thread."""

    def __init__(self) -> None:
        self.thread = LoopThread("wxlab-script", ScriptLoop)
        self.thread.before_stop(self._finish)
        self.thread.in_forked_child(self._clear)
        self._clear()

    def _clear(self) -> None:
        # A job goes from the first of these to the last, and is never seen in none of them.
        self._arrived: deque[Job] = deque()  # from any thread; the rest is the script thread's
        self._line: deque[Job] = deque()
        self._busy: dict[Hashable, Job] = {}
        self._speaking: Job | None = None
        self._resuming: deque[Job] = deque()
        self._nested: list[Job] = []
        self._called = self._in_turn = False
        self._turns = 0
        self._afterwards: list[Callable[[], object]] = []

    def post(
        self, owner: Hashable, context: Context, call: Call, *args: object, wakes: bool = True
    ) -> None:
        """Line up ``call(*args)`` for ``owner``, from any thread; returns at once.

        One that does not wake the script thread is for who wakes it later, or posts another.
        """
        self._arrived.append(Job(owner, call, args, context))
        if wakes:
            self.wake()

    def wake(self) -> None:
        """Have the script thread look at what has been posted, from any thread."""
        if self._called or not self._arrived:
            return
        try:
            self._called = True
            self.thread.loop.call_soon_threadsafe(self._next, context=Context())
        except BaseException:
            self._called = False  # interrupted here (Ctrl-C), it would never be woken again
            raise

    def wake_after_turns(self, loop: asyncio.AbstractEventLoop) -> None:
        """Wake it when what is ready on ``loop``, or nearly so, has had its turn; called there."""
        if not self._turns:  # they are not being counted already
            self._turns = TURNS
            loop.call_soon(self._turned, loop)

    def _turned(self, loop: asyncio.AbstractEventLoop) -> None:
        self._turns -= 1
        if self._turns:
            loop.call_soon(self._turned, loop)
        else:
            self.wake()

    def afterwards(self, call: Callable[[], object]) -> None:
        """Call it when the callbacks whose turn it is have run: it wakes another thread."""
        if self._in_turn and self.thread.is_current():
            self._afterwards.append(call)
        else:
            call()

    @property
    def idle(self) -> bool:
        """Whether no callback runs, yields or waits: what nobody listens to now, nobody hears."""
        return not (self._arrived or self._line or self._busy)

    def in_callback(self) -> bool:
        """Whether the caller is a callback, or works for one on another thread."""
        job = _JOB.get()
        return self.thread.is_current() or (job is not None and not job.over)

    async def _finish(self) -> None:
        """At exit: what was told before the end is still delivered."""
        self._soon()
        while not self.idle:  # noqa: ASYNC110 - once, at exit
            await asyncio.sleep(0.001)

    # -- who has the floor ---------------------------------------------------------------------

    def _next(self) -> None:
        """Run what has its turn; not for ever at one go, for coroutines have turns of the loop."""
        self._called = False  # from now on, who posts wakes the thread again
        self._in_turn = more = True
        try:
            for _ in range(AT_ONE_GO):
                if (job := self._turn()) is None:
                    more = False
                    break
                job.context.copy().run(self._begin, job)
        finally:
            self._in_turn = False
            if more:
                self._soon()
            afterwards, self._afterwards = self._afterwards, []
            for call in afterwards:
                call()

    def _turn(self) -> Job | None:
        """The job that begins now, if one does; one that goes on is given the floor instead."""
        if self._speaking is not None or (self._resuming and self._resumed()):
            return None
        while self._arrived:
            self._line.append(self._arrived[0])
            self._arrived.popleft()
        for index, job in enumerate(self._line):
            if job.owner not in self._busy:
                self._speaking = self._busy[job.owner] = job
                del self._line[index]
                return job
        return None

    def _resumed(self) -> bool:
        """Whether one that had yielded the floor has it back."""
        for job in self._resuming:
            # Of the callbacks that block the stack, only the topmost can go on.
            if job not in self._nested or job is self._nested[-1]:
                self._resuming.remove(job)
                self._speaking = job
                assert job.floor is not None
                job.floor.set()
                return True
        return False

    def _begin(self, job: Job) -> None:
        """In the job's own context: go as far as it goes without a coroutine, mostly to its end."""
        _JOB.set(job)
        waited: Awaitable[object] | None = None
        try:
            made: Any = job.call(*job.args)
            if not isinstance(made, GeneratorType):
                waited = made
            elif (first := next(made, None)) is not None:
                waited = _followed(made, first)
        finally:
            if waited is None:
                self._end(job)
        if waited is not None:
            job.task = asyncio.get_running_loop().create_task(self._run(job, waited))

    async def _run(self, job: Job, waited: Awaitable[object]) -> None:
        try:
            await waited
        finally:
            self._end(job)
            self._soon()

    def _end(self, job: Job) -> None:
        job.over = True
        job.task = None  # its context holds the job: nothing is to wait for a garbage collection
        if self._speaking is job:
            self._speaking = None
        self._busy.pop(job.owner, None)

    def _soon(self) -> None:
        if not self._called:
            self._called = True
            self.thread.loop.call_soon(self._next)

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
                job.floor = asyncio.Event()
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
        make_reentrant(loop)
        job = _JOB.get()
        if job is None or job.over:
            return loop.run_until_complete(make())
        self._nested.append(job)
        try:
            return loop.run_until_complete(make())
        finally:
            self._nested.remove(job)
            self._soon()


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


SCRIPT = Script()
"""The one script thread, shared by all mini-programs."""
