"""From what the network tells to what callbacks hear, with exactly one ending.

Two threads meet here. The network thread tells (``decide`` to ``finished``); the script thread
delivers (``_announce``, ``_conclude``). The verdict is settled once, under the lock, by whoever
comes first: a failure, the clock, ``abort()`` from any thread, or, only when it is about to be
delivered, success. So an abort in a listener stops even a transfer whose bytes are all here.
"""

import contextvars
import threading
from collections.abc import Awaitable, Callable, Hashable, Mapping
from contextvars import Context
from functools import partial
from time import perf_counter

from wxlab.api import results
from wxlab.api.backlog import MOST_BEHIND, Make, Shared
from wxlab.api.completion import Completion
from wxlab.api.listeners import AWAITED, Callback, Listeners, report
from wxlab.api.log import Log, Note
from wxlab.api.record import Record
from wxlab.api.script import SCRIPT
from wxlab.api.steps import Steps
from wxlab.api.watchers import Watchers
from wxlab.core import lifecycle, timing
from wxlab.core.failure import Failure
from wxlab.core.lifecycle import Happened, State
from wxlab.core.progress import Tick
from wxlab.core.timing import Marks
from wxlab.net.loops import NETWORK
from wxlab.net.order import Answer

_PROGRESS = {
    api: partial(results.progress, api) for api in ("uploadFile", "downloadFile", "request")
}
_HEADERS = {
    kind: partial(results.headers, kind) for kind in ("UploadTask", "DownloadTask", "RequestTask")
}


class Delivery:
    """One task's events, verdict and callbacks."""

    result: Record | None = None
    _stage = State.QUEUED

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
        self._shared: dict[str, Shared] = {}
        self._last: list[Note[Make]] = []
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
        # With the last byte of an answer comes its ending: both are told at one go.
        last = tick.progress == 100 and self._api != "uploadFile"
        if self.verdict is None:
            self._tell(self.log.add("progress", _PROGRESS[self._api], tick), last)

    def answered(
        self,
        status: int,
        header: dict[str, str],
        cookies: tuple[str, ...],
        whole: bool = False,
    ) -> None:
        """The final response's headers are here; if it is ``whole``, the ending follows at once."""
        if self.verdict is None:
            self._tell(
                self.log.add("headers", _HEADERS[self._kind], (status, header, cookies)), whole
            )

    def received(self, data: bytes) -> None:
        """A piece of a body that is told piece by piece."""
        if self.verdict is None:
            name, moment, _, _ = self.log.add("chunk", {"size": len(data)})
            self._tell((name, moment, results.chunk, data))

    def finished(
        self, answer: Answer | None, marks: Marks | None = None, alone: bool = True
    ) -> None:
        """The network has done its part; the ending is delivered on the script thread.

        If it is not ``alone``, others may end in the next turns of the network's loop, and the
        script thread is woken once for all of them.
        """
        if marks is not None and marks.hops:
            self.log.add("marks", timing.reached, marks)
        SCRIPT.line_up(self._owner, self._context, self._conclude, answer)
        if alone:
            SCRIPT.wake()
        else:
            SCRIPT.wake_after_turns(NETWORK.loop)

    def _tell(self, note: Note[Make], last: bool = False) -> None:
        # Whether anybody listens is asked at delivery: an earlier callback may add a listener.
        # Where there is no earlier one, delivery is now. Then it is asked again, as one that has
        # just ended may have added a listener.
        name = note[0]
        listened = self._listeners.get(name)
        if listened or self._last or not SCRIPT.idle or self._listeners.get(name):
            if last or self._last:
                self._last.append(note)
            else:
                self._line_up(note)
                # Who adds a listener from now on has the floor; the next in line follows.
                if listened or not SCRIPT.busy:
                    SCRIPT.wake()
        self.watchers.tell()

    def _line_up(self, note: Note[Make]) -> None:
        if SCRIPT.waiting >= MOST_BEHIND - 1:  # the last place is a shared one
            name, moment, make, told = note
            if (shared := self._shared.get(name)) and shared.take_in(told):
                return
            if name == "headers":
                self._shared.clear()  # what is told after them is heard after them
            self._shared[name] = shared = Shared(make, told)
            note = name, moment, Shared.heard, shared
        elif self._shared:
            self._shared.clear()
        SCRIPT.line_up(self._owner, self._context, self._announce, note)

    @property
    def state(self) -> State:
        """The stage it is in; after an abort the network may still tell of one for an instant."""
        return State.FAILED if self.failed else self._stage

    @property
    def failed(self) -> bool:
        """Whether the ending is a failure."""
        return isinstance(self.verdict, Failure)

    # -- on the script thread ------------------------------------------------------------------

    def _announce(self, note: Note[Make]) -> Steps | None:
        name, _, make, told = note
        if self.verdict is not None or not (listeners := self._listeners.get(name)):
            if isinstance(told, Shared):
                told.heard()  # its turn has come all the same
            return None
        heard, res = listeners.snapshot(), make(told)
        if len(heard) == 1:  # as mostly
            return self._call(name, heard[0], res)
        return self._each(name, listeners, heard, res)

    def _each(self, name: str, listeners: Listeners, heard: list[Callback], res: Record) -> Steps:
        for listener in heard:
            # A listener may abort, or take the next one away.
            if self.verdict is None and listener in listeners.snapshot():
                yield from self._call(name, listener, res) or ()

    def _conclude(self, answer: Answer | None) -> Steps:
        try:
            for note in self._last:
                yield from self._announce(note) or ()
            yield from self._end(answer)
        finally:
            # Whatever happens here, nobody waits for ever.
            self._owner = None
            self._shared.clear()
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
            yield from self._call(name, callback, res) or ()
        self.log.add("complete")
        if (callback := self._callbacks.get("complete")) is not None:
            yield from self._call("complete", callback, res) or ()

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

    def _call(self, event: str, callback: Callback, res: Record) -> Steps | None:
        """Call one function; what is left to do where that has made a coroutine."""
        start, raised = perf_counter(), ""
        try:
            if isinstance(made := callback(res), AWAITED):
                return self._await(event, callback, made, start)
        except BaseException as error:
            raised = report(self._api, callback, error)
        self.log.ran(event, callback, start, perf_counter() - start, raised)
        return None

    def _await(
        self, event: str, callback: Callback, coroutine: Awaitable[object], start: float
    ) -> Steps:
        raised = ""
        try:
            yield coroutine
        except BaseException as error:
            raised = report(self._api, callback, error)
        self.log.ran(event, callback, start, perf_counter() - start, raised)
