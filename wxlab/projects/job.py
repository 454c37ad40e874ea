"""An upload or a deployment under way: it can be awaited, waited for, watched and stopped.

The work is plain code on a thread of its own; what it tells is heard on the script thread, as the
callbacks of a transfer are.
"""

import contextvars
import threading
from collections.abc import Callable, Mapping
from typing import Any

from wxlab.api import stretch
from wxlab.api.completion import Completion
from wxlab.api.listeners import Callback, Listeners, called
from wxlab.api.outcome import Outcome
from wxlab.api.record import Record
from wxlab.api.script import SCRIPT
from wxlab.api.steps import Steps
from wxlab.api.watchers import Watchers
from wxlab.core.view import View
from wxlab.projects.problems import Problem, ProjectError

MOST_EVENTS = 10_000
"""Events that ``events`` keeps; of the bytes of one upload only the newest is among them."""

_STATES_ZH = {"doing": "进行中", "done": "完成", "fail": "失败", "warn": "警告", "info": "信息"}
_STATES_ZH |= {"running": "进行中", "failed": "失败"}  # of the job, which calls them so


class Event(Record):
    """What ``onProgressUpdate`` hears: miniprogram-ci's ``ITaskStatus``, and more.

    ``status`` is ``doing``, ``done``, ``fail``, ``warn`` or ``info``; ``phase`` is ``check``,
    ``pack``, ``upload``, ``verify``, ``install`` or ``live``. While bytes are uploaded there are
    also ``progress``, ``totalBytesSent`` and ``totalBytesExpectedToSend``.
    """

    id: str
    message: str
    message_zh: str
    status: str
    phase: str


class Job(Outcome):
    """What ``project.upload`` and ``project.deploy`` return. All methods work from any thread."""

    def __init__(self, name: str, work: "Work", listener: Callback | None) -> None:
        self.name = name
        self._work = work
        self._listeners = Listeners()
        self._listeners.add(listener)
        self._watchers = Watchers()
        self._lock = threading.Lock()
        self._steps: dict[str, Event] = {}
        self._events: list[Event] = []
        self._stopped = False
        self._stop: list[Callable[[], object]] = []
        self._result: Record | None = None
        self._error: BaseException | None = None
        self._ended = False
        self._context = contextvars.copy_context()
        self._completion = Completion(self)
        _ = SCRIPT.thread.loop
        self._start = stretch.Start(self, self._begin)

    # -- for whoever holds it --------------------------------------------------------------------

    def onProgressUpdate(self, listener: Callback) -> None:  # noqa: N802 - miniprogram-ci's name
        """Call ``listener(event)`` for every phase that begins or ends, and as bytes are sent."""
        self._listeners.add(listener)

    def abort(self) -> None:
        """Stop it: what the server has not got whole by now, it will not install."""
        self._abort()

    @property
    def state(self) -> str:
        """``running``, ``done`` or ``failed``."""
        if not self._ended:
            return "running"
        return "failed" if self._error else "done"

    @property
    def events(self) -> tuple[Event, ...]:
        """What has happened so far, in order."""
        with self._lock:
            return tuple(self._events)

    @property
    def steps(self) -> tuple[Event, ...]:
        """The newest event of each step, in the order in which they began."""
        with self._lock:
            return tuple(self._steps.values())

    @property
    def result(self) -> Record | None:
        """What came of it; ``None`` while it goes on, and ``{error}`` when it has failed."""
        return self._result

    def observe(self, changed: Callable[[], object]) -> Callable[[], None]:
        """Call ``changed()`` after every change, on whatever thread; returns what ends it."""
        return self._watchers.add(changed)

    # -- for the work ----------------------------------------------------------------------------

    def tell(self, step: str, status: str, en: str, zh: str, **more: object) -> None:
        """A step begins, goes on or ends. ``more`` may name a ``phase``; by default the step."""
        told = {"phase": step, **more}
        event = Event(id=step, message=en, message_zh=zh, status=status, **told)
        with self._lock:
            last = self._events[-1] if self._events else Record(id="")
            if last["id"] == step and "progress" in event and "progress" in last:
                self._events.pop()
            self._events.append(event)
            del self._events[:-MOST_EVENTS]
            self._steps[step] = event
        SCRIPT.post(self, self._context, self._announce, event)
        self._watchers.tell()

    def go_on(self, phase: str) -> None:
        """Raise ``ProjectError`` when the job has been aborted."""
        if self._stopped:
            raise ProjectError(phase, [Problem("", 0, 0, 0, "it was aborted", "已中断")])

    def stop_with(self, stop: Callable[[], object]) -> None:
        """Have ``stop()`` called when the job is aborted; at once when it has been."""
        with self._lock:
            self._stop.append(stop)
            stopped = self._stopped
        if stopped:
            stop()

    # -- how it runs -----------------------------------------------------------------------------

    @property
    def _failed(self) -> bool:
        return self._error is not None

    def _abort(self) -> None:
        with self._lock:
            self._stopped = True
            stops = () if self._ended else tuple(self._stop)
        for stop in stops:
            stop()

    def _begin(self) -> None:
        threading.Thread(target=self._run, name=f"wxlab-{self.name}", daemon=True).start()

    def _run(self) -> None:
        result: Record = Record()
        error: BaseException | None = None
        try:
            result = self._work(self)
        except BaseException as raised:
            error = raised
            self._fail_steps(raised)
        finally:
            # Whatever happened, nobody waits for ever.
            SCRIPT.post(self, self._context, self._conclude, result, error)

    def _fail_steps(self, error: BaseException) -> None:
        """What was under way has failed."""
        en = zh = repr(error)
        if isinstance(error, ProjectError):
            en, zh = error.told("en"), error.told("zh")
        for step in self.steps:
            if step.status == "doing":
                self.tell(step.id, "fail", en, zh, phase=step.phase)

    def _announce(self, event: Event) -> Steps:
        for listener in self._listeners.snapshot():
            yield from called(self.name, listener, event)

    async def _conclude(self, result: Record, error: BaseException | None) -> None:
        self._error = error
        self._result = result if error is None else Record(error=str(error))
        self._ended = True
        self._completion.set()
        self._watchers.tell()

    def _success(self) -> Record:
        if self._error is not None:
            raise self._error
        assert self._result is not None
        return self._result

    # -- to look at ------------------------------------------------------------------------------

    def __repr__(self) -> str:
        steps = self.steps
        last = f", {steps[-1].message}" if steps else ""
        return f"<{self.name} {self.state}{last}>"

    def view(self, lang: str = "en") -> View:
        """The steps as a table, in English or Chinese."""
        zh = lang == "zh"
        lines = tuple(_line(step, zh) for step in self.steps)
        heads = ("步骤", "状态", "说明") if zh else ("step", "status", "what")
        state = _STATES_ZH[self.state] if zh else self.state
        return View(f"{self.name}: {state}", heads, lines)

    def _repr_html_(self) -> str:
        return self.view()._repr_html_()


Work = Callable[[Job], Record]
"""What a job does: it tells its steps, and returns the result or raises ``ProjectError``."""


def _line(step: Mapping[str, Any], zh: bool) -> tuple[str, str, str]:
    status = _STATES_ZH[step["status"]] if zh else step["status"]
    first, *rest = step["message_zh" if zh else "message"].split("\n")
    between = ("" if zh else " ") if first.endswith((":", "：")) else ""
    after = ("；" if zh else "; ").join(rest)
    return step["id"], str(status), f"{first}{between}{after}"
