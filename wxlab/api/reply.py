"""Calls without a task: done at once, told later; or done and answered at once (``…Sync``).

What takes longer than a moment is in ``pending``.

As on the platform, a call that was given a callback returns nothing; without any it returns
something to await, where JavaScript has a promise.
"""

import contextvars
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from wxlab.api import stretch
from wxlab.api.completion import Completion
from wxlab.api.errors import LOG, WxError, warn
from wxlab.api.listeners import called
from wxlab.api.outcome import Outcome
from wxlab.api.record import Record
from wxlab.api.results import Fail
from wxlab.api.script import SCRIPT
from wxlab.api.steps import Steps
from wxlab.core import javascript, options
from wxlab.core.failure import Failure
from wxlab.core.options import Checked

if TYPE_CHECKING:
    from wxlab.api.mini_program import Wx

Values = Mapping[str, Any]
Work = Callable[[Values], Mapping[str, Any]]
"""What a call does with its options, and what it has found; raises ``Failure``."""

_CALLBACKS = ("success", "fail", "complete")


class Reply(Outcome):
    """What an asynchronous call returns: ``res = await reply``, or ``reply.wait()`` in a script."""

    def __init__(self, wx: "Wx", api: str, callbacks: Values, res: Record | None) -> None:
        self._api = api
        self._callbacks = callbacks
        self._res = res
        self._told: Record | None = None
        self._forget = wx._forget
        # Callbacks run in the context of the call, so that what they print lands in its cell.
        self._context = contextvars.copy_context()
        self._completion = Completion(self)
        _ = SCRIPT.thread.loop
        wx._remember(self)
        self._start = stretch.Start(wx._engine, self._begin)

    @property
    def result(self) -> Record | None:
        """What ``complete`` received; ``None`` while it has not been called."""
        return self._told

    @property
    def completion(self) -> Completion:
        """When the last callback has returned."""
        return self._completion

    def decide(self, failure: Failure) -> bool:
        """What is done cannot be stopped: it is only told later."""
        return False

    @property
    def _failed(self) -> bool:
        return isinstance(self._res, Fail)

    def _abort(self) -> None:
        """There is nothing left to stop."""

    def _begin(self) -> None:
        SCRIPT.post(self, self._context, self._conclude)

    def _conclude(self) -> Steps:
        assert self._res is not None
        self._told = self._res
        try:
            for name in ("fail" if self._failed else "success", "complete"):
                if (callback := self._callbacks.get(name)) is not None:
                    yield from called(self._api, callback, self._told)
        finally:
            self._forget(self)
            self._completion.set()

    def __repr__(self) -> str:
        return f"<{self._api}: {self._told.errMsg if self._told else 'not told yet'}>"


def told(
    wx: "Wx", address: str, given: Mapping[str, Any] | None, more: Values, work: Work
) -> Reply | None:
    """An asynchronous call; ``address`` is that of its rows (``FileSystemManager.readFile``)."""
    api = address.rpartition(".")[2]
    checked = check(wx, address, given, more)
    res = ended(api, lambda: _done(wx, checked, work))
    callbacks = callbacks_of(checked)
    reply = Reply(wx, api, callbacks, res)
    return None if callbacks else reply


def check(wx: "Wx", address: str, given: Mapping[str, Any] | None, more: Values) -> Checked:
    """The options of a call, checked; what is no object at all is a problem, too."""
    if given is None or javascript.is_object(given):
        return options.check(address, dict(given or {}, **more), wx.base_library)
    name = javascript.type_name(given)
    return Checked(problems=[f"parameter should be Object instead of {name};"])


def callbacks_of(checked: Checked) -> dict[str, Any]:
    """The callbacks that the caller gave."""
    return {name: checked.values[name] for name in _CALLBACKS if name in checked.values}


def ended(api: str, work: Callable[[], Mapping[str, Any]]) -> Record:
    """Do the work, and what is told of its end: of any end, whatever it raises."""
    try:
        return Record(work(), errMsg=f"{api}:ok")
    except Failure as failure:
        return failed(api, failure)
    except Exception:
        # A mistake of wxlab's: whoever awaits the call must hear of an end all the same.
        LOG.exception("unexpected error in %s", api)
        return failed(api, Failure("file-system-error", operation=api, path=""))


def at_once(wx: "Wx", address: str, given: Values, work: Work) -> Mapping[str, Any]:
    """A synchronous call: what it has found; raises ``WxError`` when it fails."""
    checked = options.check(address, given, wx.base_library)
    try:
        return _done(wx, checked, work)
    except Failure as failure:
        raise WxError(failed(f"{address.rpartition('.')[2]}Sync", failure)) from None


def _done(wx: "Wx", checked: Checked, work: Work) -> Mapping[str, Any]:
    refuse(wx, checked)
    return work(checked.values)


def refuse(wx: "Wx", checked: Checked) -> None:
    """Warn of what is odd, and raise ``Failure`` where nothing can be done."""
    for text in checked.warnings:
        warn(text)
    if wx._engine.closed:
        raise Failure("interrupted")
    if checked.problems:
        raise Failure("argument", detail=" ".join(checked.problems))


def failed(api: str, failure: Failure) -> Fail:
    """What ``fail`` receives."""
    res: dict[str, object] = {"errMsg": f"{api}:fail {failure.text}"}
    if failure.errno is not None:
        res["errno"] = failure.errno
    return Fail(res)
