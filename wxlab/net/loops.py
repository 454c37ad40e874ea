"""An event loop on a daemon thread, started when it is first needed.

wxlab has two of them, as the platform has: the network thread, and the script thread that runs
callbacks. A transfer on the caller's own loop would freeze, and its timings would lie, whenever
a cell computes or sleeps.
"""

import asyncio
import atexit
import contextlib
import contextvars
import os
import selectors
import threading
from collections import deque
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import Any, TypeVarTuple

Ts = TypeVarTuple("Ts")

_WAKE_UPS = 4096


class Selector(selectors.DefaultSelector):
    """Looks at the sockets every second time while there is something else to do.

    A loop looks before each of its turns, and most answers take two turns: one in which they come
    and one in which whoever waits for them goes on. To look costs a system call, and with it the
    interpreter, which other threads want, too.
    """

    _passed = False

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """What is ready, at the latest after ``timeout`` seconds; 0 is not to wait."""
        self._passed = timeout == 0 and not self._passed
        return [] if self._passed else super().select(timeout)


class Loop(asyncio.SelectorEventLoop):
    """A loop class of our own, so that whatever is done to it is done to no other."""

    def __init__(self) -> None:
        super().__init__(Selector())

    def _read_from_self(self) -> None:
        """Somebody has woken the loop, perhaps more than once.

        asyncio receives until there is nothing left, which is told by an exception. Here one look
        is enough: what it leaves, if anything, wakes the loop again. No signals come this way.
        """
        try:
            self._ssock.recv(_WAKE_UPS)  # type: ignore[attr-defined]
        except (BlockingIOError, InterruptedError):
            pass
        except AttributeError:
            super()._read_from_self()  # type: ignore[misc]  # an asyncio that keeps it elsewhere


class LoopThread:
    """A loop that runs on its own thread for as long as the process lives."""

    def __init__(self, name: str, loop_class: type[asyncio.SelectorEventLoop] = Loop) -> None:
        self.name = name
        self._loop_class = loop_class
        self._lock = threading.Lock()
        self._loop: asyncio.SelectorEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._ident: int | None = None
        self._posted: deque[tuple[Callable[..., object], tuple[Any, ...]]] = deque()
        self._awake = False
        self._last_acts: list[Callable[[], Coroutine[Any, Any, None]]] = []
        self._forgets: list[Callable[[], None]] = []
        if hasattr(os, "register_at_fork"):
            # A forked child has the objects but not the threads.
            os.register_at_fork(after_in_child=self._forget)

    def before_stop(self, make: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Have a coroutine run on the thread at exit, while there is still a loop to run it."""
        self._last_acts.append(make)

    def in_forked_child(self, forget: Callable[[], None]) -> None:
        """Have what was under way on the thread forgotten where there is no such thread."""
        self._forgets.append(forget)

    @property
    def loop(self) -> asyncio.SelectorEventLoop:
        """The running loop; starts the thread on first use."""
        return self._loop or self._start_once()

    def is_current(self) -> bool:
        """Whether the caller is on this thread."""
        return threading.get_ident() == self._ident

    def post(self, call: Callable[[*Ts], object], *args: *Ts, wakes: bool = True) -> None:
        """Have ``call(*args)`` run on the thread, from any thread; calls keep their order.

        It must not block: others may stand behind it. The thread is woken once for all that is
        posted before it looks; one that does not wake it is for who posts more, and wakes it then.
        """
        self._posted.append((call, args))
        if wakes:
            self.wake()

    def wake(self) -> None:
        """Have the thread look at what has been posted, from any thread."""
        if self._posted and not self._awake:
            loop = self.loop
            try:
                self._awake = True
                # Not in the context of the caller, who may be one of many.
                loop.call_soon_threadsafe(self._take, context=contextvars.Context())
            except BaseException:
                self._awake = False  # interrupted here (Ctrl-C), it would never be woken again
                raise

    def run(
        self, make: Callable[[], Coroutine[Any, Any, Any]], timeout: float | None = None
    ) -> Any:
        """Run a coroutine on the thread and wait for its result (never from the thread itself)."""
        done: Future[Any] = asyncio.run_coroutine_threadsafe(make(), self.loop)
        return done.result(timeout)

    def run_soon(self, make: Callable[[], Coroutine[Any, Any, Any]]) -> None:
        """Have a coroutine run on the thread if there is one; nobody waits for it."""
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(lambda: loop.create_task(make()))

    def _take(self) -> None:
        self._awake = False  # from now on, who posts wakes the thread again
        for call, args in [self._posted.popleft() for _ in range(len(self._posted))]:
            try:
                call(*args)
            except Exception as error:
                message = f"what was posted to {self.name} failed: {call!r}"
                self.loop.call_exception_handler({"message": message, "exception": error})

    def _start_once(self) -> asyncio.SelectorEventLoop:
        with self._lock:
            if self._loop is None:
                self._loop = self._start()
            return self._loop

    def _start(self) -> asyncio.SelectorEventLoop:
        ready = threading.Event()
        loop = self._loop_class()

        def run() -> None:
            self._ident = threading.get_ident()
            asyncio.set_event_loop(loop)
            loop.call_soon(ready.set)
            try:
                loop.run_forever()
            finally:
                loop.close()

        self._thread = threading.Thread(target=run, name=self.name, daemon=True)
        self._thread.start()
        ready.wait()
        atexit.register(self._stop)
        return loop

    def _stop(self) -> None:
        """At exit: end the loop while the interpreter can still do it quietly."""
        loop, thread = self._loop, self._thread
        if loop is None or thread is None or not thread.is_alive():
            return
        for make in self._last_acts:
            with contextlib.suppress(TimeoutError):
                self.run(make, timeout=2.0)
        loop.call_soon_threadsafe(loop.stop)
        # A callback that never returns must not keep the process from ending.
        thread.join(timeout=1.0)

    def _forget(self) -> None:
        self._lock = threading.Lock()
        self._loop = None
        self._thread = None
        self._ident = None
        self._posted = deque()
        self._awake = False
        for forget in self._forgets:
            forget()


NETWORK = LoopThread("wxlab-network")
"""Where every transfer of every ``Wx`` runs."""
