"""The script thread: callbacks, one at a time and in order, as in a mini-program.

Every event belongs to the task that makes it. One task has the floor, until the last callback of
that event has returned; it goes on with its next one where no other task's is before that. A
callback that waits for *another* task would keep that task's own callbacks from ever running, so
while it waits it yields the floor, and takes it back before it goes on. Later callbacks of its own
task still wait for it.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable
from contextlib import asynccontextmanager
from contextvars import Context
from typing import Any

from wxlab.api.jobs import JOB, Job
from wxlab.api.reentry import ScriptLoop, make_reentrant
from wxlab.api.steps import Call, Tell, begun, unpacked
from wxlab.net.loops import LoopThread

AT_ONE_GO = 100
"""Events that are told in one turn of the script thread's loop."""

TURNS = 3
"""Turns of the network's loop for which an ending waits for others, to be told with them.

In one of them it looks at its sockets: what has come meanwhile, ends in the next one.
"""

_Event = tuple[Hashable, Context, Tell, object]
"""Whose it is, the context and the call that tells it, and what that is given."""


class Script:
    """Tells events on the script thread. Any thread may add some, wake it and ask about it."""

    def __init__(self) -> None:
        self.thread = LoopThread("wxlab-script", ScriptLoop)
        self.thread.before_stop(self._finish)
        self.thread.in_forked_child(self._clear)
        self._clear()

    def _clear(self) -> None:
        # An event goes from the first of these to the last, and is never seen in none of them.
        self._arrived: deque[_Event] = deque()  # from any thread; the rest is the script thread's
        self._line: deque[_Event] = deque()
        self._busy: dict[Hashable, Job] = {}
        self._speaking: Job | None = None
        self._resuming: deque[Job] = deque()
        self._nested: list[Job] = []
        self._called = self._in_turn = self._in_row = False
        self._turns = self._left = 0
        self._afterwards: list[Callable[[], object]] = []

    def post(self, owner: Hashable, context: Context, call: Call, *args: object) -> None:
        """Have ``call(*args)`` called for ``owner``, from any thread; returns at once."""
        self.line_up(owner, context, unpacked, (call, args))
        self.wake()

    def line_up(self, owner: Hashable, context: Context, call: Tell, told: object) -> None:
        """Have ``call(told)`` called once somebody wakes the script thread, or posts something."""
        self._arrived.append((owner, context, call, told))

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
    def waiting(self) -> int:
        """How many events there are whose turn has not come."""
        return len(self._arrived) + len(self._line)

    @property
    def busy(self) -> bool:
        """Whether there is a task whose callbacks run, yield or wait: the next in line follows."""
        return bool(self._busy)

    @property
    def idle(self) -> bool:
        """Whether no callback runs, yields or waits: what nobody listens to now, nobody hears."""
        return not (self._arrived or self._line or self._busy)

    def in_callback(self) -> bool:
        """Whether the caller is a callback, or works for one on another thread."""
        job = JOB.get()
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
        self._left = AT_ONE_GO
        try:
            while self._left > 0:
                if (event := self._turn()) is None:
                    more = False
                    break
                event[1].run(self._begin, event)  # in the context of the task's call
        finally:
            self._in_turn = False
            if more:
                self._soon()
            afterwards, self._afterwards = self._afterwards, []
            for call in afterwards:
                call()

    def _turn(self) -> _Event | None:
        """The event whose turn it is, with the floor; one that goes on is given it instead."""
        if self._speaking is not None or (self._resuming and self._resumed()):
            return None
        for index, event in enumerate(self._line):
            if event[0] not in self._busy:
                self._give_floor(event[0])
                del self._line[index]
                return event
        while self._arrived:
            event = self._arrived[0]
            if begins := event[0] not in self._busy:
                self._give_floor(event[0])
            else:
                self._line.append(event)
            self._arrived.popleft()
            if begins:
                return event
        return None

    def _give_floor(self, owner: Hashable) -> Job:
        job = self._speaking = self._busy[owner] = Job(owner)
        return job

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

    def _begin(self, event: _Event) -> None:
        """Go as far as it goes without a coroutine, and on with the next events of the task."""
        job = self._speaking
        assert job is not None
        JOB.set(job)
        owner, context, _, _ = event
        arrived, left, waited = self._arrived, self._left, None
        self._in_row = not self._line  # otherwise what is in it comes first
        try:
            while True:
                left -= 1
                _, _, call, told = event
                if (made := call(told)) is not None and (waited := begun(made)) is not None:
                    break
                if not (arrived and self._in_row) or left <= 0:
                    break
                event = arrived[0]
                if event[0] is not owner or event[1] is not context:
                    break
                arrived.popleft()
                job.several = True
        finally:
            self._left = left
            if waited is None:
                self._end(owner)
        if waited is not None:
            job = self._renewed(self._busy[owner])
            job.task = asyncio.get_running_loop().create_task(self._run(job, waited))

    def _renewed(self, job: Job) -> Job:
        """The job of the event that is told now: what earlier ones began is in no callback more.

        It matters as soon as anything else can run before the event is told to its end.
        """
        if job.several:
            fresh = self._give_floor(job.owner)
            job.end()
            job = fresh
        JOB.set(job)
        return job

    async def _run(self, job: Job, waited: Awaitable[object]) -> None:
        try:
            await waited
        finally:
            self._end(job.owner)
            self._soon()

    def _end(self, owner: Hashable) -> None:
        job = self._busy.pop(owner, None)
        if job is None:
            return  # in a forked child everything is forgotten
        if self._speaking is job:
            self._speaking = None
        if job in self._resuming:  # it began something that goes on without it
            self._resuming.remove(job)
            assert job.floor is not None
            job.floor.set()
        job.end()

    def _soon(self) -> None:
        if not self._called:
            self._called = True
            self.thread.loop.call_soon(self._next)

    # -- waiting for a task from inside a callback ---------------------------------------------

    @asynccontextmanager
    async def yielding(self, target: Hashable) -> AsyncIterator[None]:
        """Yield the floor while the current callback waits for ``target``'s last callback."""
        job = JOB.get()
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
        job = JOB.get()
        if job is None or job.over:
            return loop.run_until_complete(make())
        job = self._renewed(job)
        self._nested.append(job)
        try:
            return loop.run_until_complete(make())
        finally:
            self._nested.remove(job)
            self._in_row = False  # meanwhile others may have got in line
            self._soon()


SCRIPT = Script()
"""The one script thread, shared by all mini-programs."""
