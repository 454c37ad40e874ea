"""From what the network tells to what callbacks hear, with exactly one ending.

Two threads meet here. The network thread tells (``decide`` to ``finished``); the script thread
delivers (``_announce``, ``_conclude``). The verdict is settled once, under the lock, by whoever
comes first: a failure, the clock, ``abort()`` from any thread, or, only when it is about to be
delivered, success. So an abort in a listener stops even a transfer whose bytes are all here.
"""

import contextvars
import threading
from collections.abc import Callable, Hashable, Mapping
from contextvars import Context
from functools import partial
from time import perf_counter

from wxlab.api import results
from wxlab.api.completion import Completion
from wxlab.api.listeners import Callback, Listeners, call
from wxlab.api.log import Log
from wxlab.api.record import Record
from wxlab.api.script import SCRIPT, Steps
from wxlab.api.watchers import Watchers
from wxlab.core import lifecycle, timing
from wxlab.core.failure import Failure
from wxlab.core.lifecycle import Happened, State
from wxlab.core.progress import Tick
from wxlab.core.timing import Marks
from wxlab.net.loops import NETWORK
from wxlab.net.order import Answer

Make = Callable[[], Record]
"""Makes what listeners hear; most events nobody listens to, and many are never looked at."""

MOST_BEHIND = 10_000
"""Events that may wait for the callbacks of one task.

Of more progress only the newest waits; the bytes of more chunks join those of the last one.
"""


class _Place:
    """An event's place in the line; ``more`` is the bytes of later chunks that share it."""

    taken = False
    more: bytearray | None = None

    def __init__(self, make: Make) -> None:
        self.make = make

    def share(self, make: Make) -> None:
        """Take in a later event of the same name."""
        if "data" in (res := make()):
            self.more = self.more or bytearray()
            self.more += res.data
        else:
            self.make = make

    def heard(self) -> Record:
        """What listeners hear."""
        res = self.make()
        return Record(data=res.data + self.more) if self.more else res


class Delivery:
    """One task's events, verdict and callbacks."""

    result: Record | None = None
    _stage = State.QUEUED
    _told = 0  # events that have got a place in the line, and those whose turn has come
    _begun = 0

    def __init__(
        self,
        owner: Hashable,
        kind: str,
        api: str,
        callbacks: Mapping[str, Callback],
        succeeded: Callable[[Answer, str], Record],
        failed: Callable[[Failure], Record],
        forget: Callable[["Delivery"], object],
    ) -> None:
        # Held until the last callback has returned: whoever follows a task need not hold it.
        self._owner: Hashable = owner
        self._kind = kind
        self._api = api
        self._callbacks = callbacks
        self._succeeded = succeeded
        self._failed = failed
        self._forget = forget
        # Callbacks run in the context of the call, so that what they print lands in its cell.
        self._context: Context = contextvars.copy_context()
        self._lock = threading.Lock()
        self.watchers = Watchers()
        self.log = Log()
        self._listeners: dict[str, Listeners] = {}
        self.completion = Completion(owner)
        self.verdict: Failure | Answer | None = None
        self._newest: dict[str, _Place] = {}
        self._last: list[tuple[str, _Place]] = []
        self.log.add("called")
        # Started now, not with the first event: at exit it would be too late to start a thread.
        _ = SCRIPT.thread.loop

    def listeners(self, name: str) -> Listeners:
        """Who listens to ``progress``, ``headers`` or ``chunk``: hardly anybody to all of them."""
        return self._listeners.get(name) or self._listeners.setdefault(name, Listeners())

    # -- told, mostly by the network thread ----------------------------------------------------

    def decide(self, failure: Failure) -> bool:
        """Settle on a failure unless something was decided before; whether it was this."""
        with self._lock:
            if self.verdict is not None:
                return False
            self.verdict = failure
        if failure.because is not None:
            self.log.add("refused", failure.because)
        self.watchers.tell()
        return True

    def happened(self, what: Happened) -> None:
        """The transfer enters another stage."""
        if self.verdict is None:
            self.log.add(str(what))
            self._stage = lifecycle.after(self._stage, what)
            self.watchers.tell()

    def progressed(self, tick: Tick) -> None:
        """More bytes have gone or come."""
        make = partial(results.progress, self._api, tick)
        # With the last byte of an answer comes its ending: both are told at one go.
        last = tick.progress == 100 and self._api != "uploadFile"
        self._tell("progress", make, last=last)

    def answered(
        self,
        status: int,
        header: dict[str, str],
        cookies: tuple[str, ...],
        whole: bool = False,
    ) -> None:
        """The final response's headers are here; if it is ``whole``, the ending follows at once."""
        make = partial(results.headers, self._kind, status, header, cookies)
        self._tell("headers", make, last=whole)

    def received(self, data: bytes) -> None:
        """A piece of a body that is told piece by piece."""
        self._tell("chunk", partial(Record, data=data), {"size": len(data)})

    def finished(
        self, answer: Answer | None, marks: Marks | None = None, alone: bool = True
    ) -> None:
        """The network has done its part; the ending is delivered on the script thread.

        If it is not ``alone``, others may end in the next turns of the network's loop, and the
        script thread is woken once for all of them.
        """
        if marks is not None and marks.hops:
            self.log.add("marks", partial(timing.reached, marks))
        SCRIPT.post(self._owner, self._context, self._conclude, answer, wakes=alone)
        if not alone:
            SCRIPT.wake_after_turns(NETWORK.loop)

    def _tell(
        self,
        name: str,
        make: Make,
        noted: Mapping[str, object] | None = None,
        last: bool = False,
    ) -> None:
        if self.verdict is not None:
            return
        self.log.add(name, make if noted is None else noted)
        # Whether anybody listens is asked at delivery: an earlier callback may add a listener.
        # Where there is no earlier one, delivery is now. That is asked first, as one that is just
        # ending may have added a listener.
        later = self._last or not SCRIPT.idle
        listeners = self._listeners.get(name)
        if (later or listeners) and (place := self._place(name, make)) is not None:
            if last or self._last:
                self._last.append((name, place))
            else:
                SCRIPT.post(self._owner, self._context, self._announce, name, place, wakes=False)
                # Who adds a listener from now on has the floor; the next in line follows.
                if listeners:
                    SCRIPT.wake()
        self.watchers.tell()

    def _place(self, name: str, make: Make) -> _Place | None:
        """A place for an event in the line, ``None`` where it shares that of one before it."""
        if self._told - self._begun >= MOST_BEHIND and (newest := self._newest.get(name)):
            with self._lock:
                if not newest.taken:
                    newest.share(make)
                    return None
        self._told += 1
        place = _Place(make)
        if name == "headers":
            self._newest.clear()  # what is told after them is heard after them
        else:
            self._newest[name] = place
        return place

    @property
    def state(self) -> State:
        """The stage it is in; after an abort the network may still tell of one for an instant."""
        return State.FAILED if self.failed else self._stage

    @property
    def failed(self) -> bool:
        """Whether the ending is a failure."""
        return isinstance(self.verdict, Failure)

    # -- on the script thread ------------------------------------------------------------------

    def _announce(self, name: str, place: _Place) -> Steps | None:
        with self._lock:
            place.taken = True
        self._begun += 1
        listeners = self._listeners.get(name)
        return self._heard(name, listeners, place.heard()) if listeners else None

    def _heard(self, name: str, listeners: Listeners, res: Record) -> Steps:
        for listener in listeners.snapshot():
            # A listener may abort, or take the next one away.
            if self.verdict is None and listener in listeners.snapshot():
                yield from self._call(name, listener, res)

    def _conclude(self, answer: Answer | None) -> Steps:
        try:
            for last in self._last:
                if (steps := self._announce(*last)) is not None:
                    yield from steps
            yield from self._end(answer)
        finally:
            # Whatever happens here, nobody waits for ever.
            self._owner = None
            self._newest.clear()
            self._forget(self)
            self.completion.set()
            self.watchers.tell()

    def _end(self, answer: Answer | None) -> Steps:
        verdict = self._settle(answer)
        name = "fail" if isinstance(verdict, Failure) else "success"
        res = self._failed(verdict) if isinstance(verdict, Failure) else verdict
        self.result = res
        self.log.add(name, res)
        if (callback := self._callbacks.get(name)) is not None:
            yield from self._call(name, callback, res)
        self.log.add("complete")
        if (callback := self._callbacks.get("complete")) is not None:
            yield from self._call("complete", callback, res)

    def _settle(self, answer: Answer | None) -> Failure | Record:
        """The one decision: success, if nothing was decided before and the file gets its place."""
        with self._lock:
            if self.verdict is None:
                self.verdict = answer
        if isinstance(self.verdict, Failure):
            if answer is not None:
                answer.discard()
            return self.verdict
        assert answer is not None
        try:
            path = answer.commit()
        except Failure as failure:
            self.verdict = failure
            self.watchers.tell()
            return failure
        self._stage = State.DONE
        self.watchers.tell()
        return self._succeeded(answer, path)

    def _call(self, event: str, callback: Callback, res: Record) -> Steps:
        start = perf_counter()
        raised = yield from call(self._api, callback, res)
        self.log.ran(event, callback, start, perf_counter() - start, raised)
