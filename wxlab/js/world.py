"""One engine's world: events go in, messages come out and are obeyed.

Everything here is on the script thread. An event is entered in the context of the run that it
belongs to; a message is obeyed in the same one.
"""

import asyncio
import contextvars
from collections.abc import Callable
from inspect import signature
from typing import Any

from wxlab.api.errors import LOG, told
from wxlab.api.mini_program import Wx
from wxlab.api.script import SCRIPT
from wxlab.api.task import Task
from wxlab.js import hosts, knowledge, output, surface
from wxlab.js.engine import Engine, Message, StoppedError
from wxlab.js.errors import JSError
from wxlab.js.reports import Reports
from wxlab.js.run import CURRENT, Run
from wxlab.js.sources import Sources
from wxlab.js.values import Function, Values, sent

_CHOOSING = ("chooseImage", "chooseMedia")
_KEPT_TASKS = 200
"""So many tasks stay alive for JavaScript's handles and for views, as variables would."""
_KEPT_PATHS = 200
"""So many of the files that a program has been told of can be read in the middle of a line."""

# Where there is no memory for an error either, the engine throws null, or cannot show it.
_SPEECHLESS = ("out of memory", "null", "an error that cannot be shown")


class World:
    """JavaScript's variables, functions and timers, for as long as one engine lives.

    ``lost`` is called when the engine cannot go on.
    """

    def __init__(
        self, wx: Wx, seconds: float, megabytes: int, sources: Sources, lost: Callable[[], object]
    ) -> None:
        self._wx = wx
        self._engine = Engine(seconds, megabytes)
        self._values = Values(self._called_back)
        self._lost = lost
        self._runs: dict[int, Run] = {}
        self._timers: dict[int, Run] = {}
        self._inside = self._ended = False
        self._later: list[tuple[contextvars.Context, str, tuple[Any, ...], object]] = []
        self._stale = True
        self._paths: list[str] = []
        self.reads_files = False
        members = surface.members(wx)
        self.reports = Reports(self._engine, sources, (seconds, megabytes), tuple(members))
        self._engine.enter("wx", sent(members), surface.addresses(wx))

    def start(self, run: Run, *program: Any) -> None:
        """Run a program."""
        self._runs[run.number] = run
        run.on_change(self._review)
        self._stale = True  # Python's own code may have changed anything since the last cell
        self.enter("set", run.settings.given)
        self.enter("run", run.number, *program)

    def enter(self, kind: str, *args: Any, held: object = None) -> None:
        """Enter the engine with one event, and obey whatever it leads to."""
        if self._ended:
            return
        if self._inside:
            # A call of Python's that answers while it is made: its answer comes afterwards.
            self._later.append((contextvars.copy_context(), kind, args, held))
            return
        self._inside = True
        try:
            self._enter(kind, *args)
            while self._later and not self._ended:
                context, later, given, held = self._later.pop(0)
                context.run(self._enter, later, *given)
        finally:
            self._inside = False
        self._review()

    def _enter(self, kind: str, *args: Any) -> None:
        if self._stale:
            self._stale = False
            self._tell_what_changed()
        if released := self._values.released():
            self._engine.enter("release", released)
        messages, stopped = self._engine.enter(kind, *args)
        try:
            for message in messages:
                if not self._ended:
                    self._obey(message)
        except Exception:
            # A program can change JavaScript itself so far that its messages make no sense.
            LOG.debug("not to be obeyed: %.200r", messages, exc_info=True)
            stopped = StoppedError("broken", "", lost=True)
        if stopped is not None:
            self._stop(stopped, kind)

    def _tell_what_changed(self) -> None:
        try:
            knowledge.tell(self._engine, self._wx)
            if self.reads_files:
                knowledge.tell_files(self._engine, self._wx, self._paths)
        except Exception:
            # A mini-program that is closed, say. The event itself is entered all the same.
            LOG.debug("what wx knows could not be read", exc_info=True)

    def _obey(self, message: Message) -> None:
        kind, *args = message
        getattr(self, f"_on_{kind}")(*args)

    # -- what JavaScript says ------------------------------------------------------------------

    def _on_console(self, level: str, text: str) -> None:
        output.write(level, self.reports.readable(text))

    def _on_error(self, error: dict[str, str]) -> None:
        output.write("error", str(self._reported(error)))

    def _on_settled(self, number: int, error: dict[str, str] | None) -> None:
        run = self._runs.get(number)
        if run is None:
            return
        if error is not None:
            run.error = self._reported(error)
        run.ended("program")

    def _on_values(self, number: int, pairs: list[list[Any]]) -> None:
        self._runs[number].values = {name: self._values.received(value) for name, value in pairs}

    def _reported(self, error: dict[str, str]) -> JSError:
        is_full = error["message"] in _SPEECHLESS and self._engine.is_full
        if is_full:
            error = error | {"message": "out of memory"}
            self.end()
        return self.reports.error(error, is_full)

    def _stop(self, stopped: StoppedError, kind: str) -> None:
        run = CURRENT.get()
        error = self.reports.stopped(stopped, run.name if run is not None and kind == "run" else "")
        if run is not None and (kind == "run" or run.waits_for("program")):
            run.error = error
            run.ended("program")  # what was stopped will never tell that it is over
        else:
            output.write("error", str(error))
        if stopped.lost:
            self.end()

    def end(self) -> None:
        """Abort everything; nothing enters this engine any more."""
        if self._ended:
            return
        self._ended = True
        for run in list(self._runs.values()):
            run.abort()
        self._lost()
        SCRIPT.thread.post(self._engine.close)  # not now: it may be in the middle of an event

    # -- calls of wx ---------------------------------------------------------------------------

    def _on_call(self, number: int, path: str, given: Any, waited: bool, stack: str) -> None:
        run = CURRENT.get()
        arguments = [self._at_home(path, self._values.received(each), run) for each in given]
        if run is not None and waited:
            run.began(("call", number))
        before = told.set(lambda text: output.write("warn", self.reports.at(stack, text)))
        try:
            made = surface.find(self._wx, path)(*arguments)
        except Exception as error:
            output.write("error", self.reports.at(stack, f"{path}: {error}"))
            self._on_done(number)
            return
        finally:
            told.reset(before)
        if isinstance(made, Task):
            self._keep(number, made)
            if run is not None:
                run.add(made)
        else:
            self._stale = True

    @staticmethod
    def _at_home(path: str, options: Any, run: Run | None) -> Any:
        if run is None or not isinstance(options, dict):
            return options
        if path in _CHOOSING:
            return options | {"source": run.settings.album}
        if "url" not in options:
            return options
        return options | {"url": hosts.mapped(options["url"], run.settings.hosts)}

    def _keep(self, number: int, task: Task) -> None:
        kept = self._values.tasks
        kept[number] = task
        for old in list(kept)[:-_KEPT_TASKS]:
            if kept[old].result is not None:
                del kept[old]

    def _on_method(self, number: int, name: str, given: list[Any]) -> None:
        task = self._values.tasks.get(number)
        if task is None or not self._wx.canIUse(f"{type(task).__name__}.{name}"):
            return
        method = getattr(task, name)
        # As everywhere in JavaScript, nothing comes of what is given beyond the parameters.
        taken = self._values.received(given)[: len(signature(method).parameters)]
        try:
            method(*taken)
        except Exception as error:
            output.write("error", f"{name}: {error}")

    def _on_done(self, number: int) -> None:
        self._stale = True
        for run in self._runs.values():
            run.ended(("call", number))

    def _called_back(self, function: Function, *args: object) -> None:
        """A function of JavaScript's was called, by a task or by Python's own code."""
        given = list(map(sent, args))
        if SCRIPT.thread.is_current():
            self._call_back(function, given)
        else:
            SCRIPT.post(self, contextvars.copy_context(), self._call_back_soon, function, given)

    async def _call_back_soon(self, function: Function, given: list[Any]) -> None:
        self._call_back(function, given)

    def _call_back(self, function: Function, given: list[Any]) -> None:
        if paths := [path for each in given for path in knowledge.paths_in(each)]:
            self._paths = [*self._paths, *paths][-_KEPT_PATHS:]
            self._stale |= self.reads_files
        # The function itself comes along: while it is held, JavaScript keeps its own.
        self.enter("callback", function.number, *given, held=function)

    # -- timers --------------------------------------------------------------------------------

    def _on_timer(self, number: int, milliseconds: float, repeats: bool) -> None:
        run = CURRENT.get()
        if run is None or run.aborted:
            return
        run.began(("timer", number))
        self._timers[number] = run
        self._wind(run, number, milliseconds, repeats)

    def _wind(self, run: Run, number: int, milliseconds: float, repeats: bool) -> None:
        context = contextvars.copy_context()

        def ring() -> None:
            SCRIPT.post(self, context, self._rang, run, number, milliseconds, repeats)

        loop = asyncio.get_running_loop()
        run.timers[number] = loop.call_later(milliseconds / 1000, ring)

    async def _rang(self, run: Run, number: int, milliseconds: float, repeats: bool) -> None:
        if number not in run.timers:
            return  # cleared, or forgotten, when it had rung already
        if not repeats:
            del run.timers[number]
            self._timers.pop(number, None)
        self.enter("timer", number)
        if number in run.timers:
            self._wind(run, number, milliseconds, repeats)
        else:
            run.ended(("timer", number))

    def _on_clear(self, number: int) -> None:
        run = self._timers.pop(number, None)
        timer = run.timers.pop(number, None) if run is not None else None
        if run is not None and timer is not None:
            timer.cancel()
            run.ended(("timer", number))

    # -- runs that are over --------------------------------------------------------------------

    def _review(self) -> None:
        """Look which runs have nothing under way any more; never in the middle of an event."""
        if self._inside:
            return
        for number, run in list(self._runs.items()):
            if run.idle:
                self._finish(number, run)

    def _finish(self, number: int, run: Run) -> None:
        wanted = run.settings.wanted
        if wanted and run.error is None and not self._ended:
            run.began("values")  # reading them is an event, too
            self.enter("read", number, wanted)
            missing = [name for name in wanted if name not in run.values]
            run.error = self.reports.missing(missing) if missing else None
        if self._runs.pop(number, None) is not None:
            run.complete()
