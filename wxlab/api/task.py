"""``UploadTask``, ``DownloadTask``, ``RequestTask``: a transfer as its caller holds it."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

from wxlab.api import results, stretch
from wxlab.api.delivery import Delivery
from wxlab.api.gate import gated
from wxlab.api.listeners import Callback
from wxlab.api.log import Event
from wxlab.api.outcome import Outcome
from wxlab.api.record import Record
from wxlab.core.failure import Failure
from wxlab.core.timing import Marks
from wxlab.net.clock import now
from wxlab.net.engine import Engine
from wxlab.net.loops import NETWORK
from wxlab.net.order import Answer, Order
from wxlab.spec import ROWS

if TYPE_CHECKING:
    from wxlab.api.mini_program import Wx
    from wxlab.net.transfer import Transfer


class Task(Outcome):
    """What all kinds of task share. All methods work from any thread."""

    api: ClassVar[str]

    def __init__(
        self,
        wx: "Wx",
        order: Order | Failure,
        callbacks: Mapping[str, Callback],
        with_profile: bool,
    ) -> None:
        api = self.api  # what is told must not keep the task that it is told of

        def succeeded(answer: Answer, path: str) -> Record:
            return results.succeeded(api, wx.base_library, answer, path, with_profile)

        def failed(failure: Failure) -> Record:
            return results.failed(api, failure, wx._platform.name)

        self._base_library = wx.base_library
        self._delivery = Delivery(
            self, type(self).__name__, self.api, callbacks, succeeded, failed, wx._forget
        )
        self._completion = self._delivery.completion
        self._order = order
        self._transfer = _transfer(wx._engine, order, self._delivery)
        wx._remember(self._delivery)
        self._start = stretch.Start(wx._engine, self._begin)

    # -- the specification's methods -----------------------------------------------------------

    @gated
    def abort(self) -> None:
        """Stop the transfer at any time: ``fail`` and ``complete`` with ``…:fail abort``, once."""
        self._abort()

    @gated
    def onHeadersReceived(self, listener: Callback) -> None:
        """Call ``listener(res)`` when the response headers arrive, before the ending."""
        self._delivery.listeners("headers").add(listener)

    @gated
    def offHeadersReceived(self, listener: Callback | None = None) -> None:
        """Take a headers listener away; without an argument, all of them."""
        self._delivery.listeners("headers").remove(listener)

    # -- what wxlab adds -----------------------------------------------------------------------

    @property
    def state(self) -> str:
        """``queued``, ``sending``, ``waiting``, ``receiving``, ``done`` or ``failed``."""
        return str(self._delivery.state)

    @property
    def events(self) -> tuple[Event, ...]:
        """What has happened so far, in order, with times."""
        return self._delivery.log.snapshot()

    @property
    def result(self) -> Record | None:
        """What ``complete`` received; ``None`` while it has not been called."""
        return self._delivery.result

    def observe(self, changed: Callable[[], object]) -> Callable[[], None]:
        """Call ``changed()`` after every change, on whatever thread it happens; for views.

        It must be quick and must not block. Returns a function that ends it.
        """
        return self._delivery.watchers.add(changed)

    def __getattr__(self, name: str) -> Any:
        """Whoever asks the task for a part of the result is told where that is."""
        if hasattr(type(self), name):
            return object.__getattribute__(self, name)  # an old base library; it says so itself
        raise AttributeError(f"{type(self).__name__} has no {name!r}{self._where_is(name)}")

    def __getitem__(self, name: object) -> NoReturn:
        """Results read both ways, and so somebody will write ``task["data"]``."""
        raise TypeError(f"{type(self).__name__} has no [{name!r}]{self._where_is(name)}")

    # Without it, what cannot be indexed by numbers would still pass for a sequence.
    __iter__: ClassVar[None] = None

    def _where_is(self, name: object) -> str:
        if f"{self.api}.success.{name}" not in ROWS:
            return ""
        return "; the result has it: res = await task, or res = task.wait() in a script"

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {results.in_words(self)}>"

    # -- starting and stopping -----------------------------------------------------------------

    @property
    def _failed(self) -> bool:
        return self._delivery.failed

    def _still(self) -> str:
        return f"still {self.state}"

    def _begin(self) -> None:
        if isinstance(self._order, Failure):
            self._delivery.decide(self._order)
        NETWORK.post(self._begin_on_network, wakes=False)

    def _begin_on_network(self) -> None:
        if self._transfer is None or self._delivery.verdict is not None:
            self._delivery.finished(None)  # aborted in time, or never fit to send: nothing is sent
        else:
            self._transfer.begin()

    def _abort(self) -> None:
        if self._delivery.decide(Failure("abort")) and self._transfer is not None:
            NETWORK.post(self._transfer.cancel)


def _transfer(engine: Engine, order: Order | Failure, listener: Delivery) -> "Transfer | None":
    """What carries an order out; of a call that is refused, nothing."""
    if isinstance(order, Failure):
        return None
    return _transfer_class()(engine, order, listener, Marks(invoked=now()))


@cache
def _transfer_class() -> "type[Transfer]":
    from wxlab.net.transfer import Transfer  # and with it aiohttp: at the first call, not before

    return Transfer


class FileTask(Task):
    """A task that moves a file: it has progress."""

    @gated
    def onProgressUpdate(self, listener: Callback) -> None:
        """Call ``listener(res)`` whenever more bytes have gone or come."""
        self._delivery.listeners("progress").add(listener)

    @gated
    def offProgressUpdate(self, listener: Callback | None = None) -> None:
        """Take a progress listener away; without an argument, all of them."""
        self._delivery.listeners("progress").remove(listener)


class UploadTask(FileTask):
    """Row ``UploadTask``: watch an upload, or stop it."""

    api = "uploadFile"


class DownloadTask(FileTask):
    """Row ``DownloadTask``: watch a download, or stop it."""

    api = "downloadFile"


class RequestTask(Task):
    """Row ``RequestTask``: watch a request, or stop it."""

    api = "request"

    @gated
    def onChunkReceived(self, listener: Callback) -> None:
        """Call ``listener(res)`` with each piece of the body, as bytes; needs ``enableChunked``."""
        self._delivery.listeners("chunk").add(listener)

    @gated
    def offChunkReceived(self, listener: Callback | None = None) -> None:
        """Take a chunk listener away; without an argument, all of them."""
        self._delivery.listeners("chunk").remove(listener)
