"""One QuickJS engine: enter it with an event, and take what it has to say.

An engine belongs to the thread that made it. It has limits of time, memory and stack, which end in
an error and, but for what ``StoppedError`` tells, leave the engine usable. There is no function of
Python's in it: with one there could be no limit of time (``module.c`` of the binding refuses to
call Python then), and a loop without end would take the notebook with it.
"""

import json
import time
from importlib import metadata, resources
from typing import Any

Message = list[Any]

_PRELUDE = ("bridge", "console", "timers", "phone", "files", "wx", "pages", "programs")
_STACK_BYTES = 1024 * 1024
NEEDED = 'JavaScript needs one more package: %pip install "wxlab[js]", then restart the kernel'
OTHER = (
    "another package has taken the place of quickjs-ng, which wxlab needs: "
    "%pip uninstall quickjs quickjs-bindings, then %pip install --force-reinstall quickjs-ng"
)


class StoppedError(Exception):
    """JavaScript did not end by itself.

    ``reason`` is ``"loop"``, ``"memory"`` or ``"promises"``, ``stack`` the text of the engine.
    ``lost`` says that this engine cannot go on, and its variables are gone with it.
    """

    def __init__(self, reason: str, stack: str, lost: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.stack = stack
        self.lost = lost


def load() -> Any:
    """The module ``quickjs``, of the right distribution; ``ImportError`` says what to install."""
    # Three distributions call their module so, and the others lack limits that hold.
    try:
        metadata.version("quickjs-ng")
        import quickjs
    except (metadata.PackageNotFoundError, ImportError):
        raise ImportError(NEEDED) from None
    for other in ("quickjs", "quickjs-bindings"):
        try:
            metadata.version(other)
        except metadata.PackageNotFoundError:
            continue
        raise ImportError(OTHER)
    return quickjs


class Engine:
    """A fresh engine with our prelude. ``seconds`` of CPU time are what one event may take."""

    def __init__(self, seconds: float, megabytes: int) -> None:
        quickjs = load()
        self._error: type[Exception] = quickjs.JSException
        self._seconds = seconds
        self._memory = megabytes * 1024 * 1024
        self._context = quickjs.Context()
        self._context.set_max_stack_size(_STACK_BYTES)
        self._context.set_memory_limit(self._memory)
        self._context.set_time_limit(seconds)
        self._context.eval("globalThis.__wxlab = {}")
        for name in _PRELUDE:
            text = resources.files("wxlab.js").joinpath("prelude", f"{name}.js").read_text("utf-8")
            self._context.eval(f"{text}(globalThis.__wxlab)")
        self._enter = self._context.eval("__wxlab.enter")
        self._take = self._context.eval("__wxlab.take")
        self._context.eval("delete globalThis.__wxlab")

    def enter(self, kind: str, *args: Any) -> tuple[list[Message], StoppedError | None]:
        """Hand over one event; what JavaScript has said, and why it was stopped, if it was."""
        started = time.process_time()
        stopped: StoppedError | None = None
        try:
            self._enter(json.dumps([kind, *args]))
            self._run_promises(started)
        except self._error as error:
            stopped = self._why(str(error))
        except StoppedError as reason:
            stopped = reason
        return self._messages(stopped)

    def _run_promises(self, started: float) -> None:
        while self._context.execute_pending_job():
            # One job after another, each of them short: the engine's own limit sees no loop.
            if time.process_time() - started > self._seconds:
                raise StoppedError("promises", "", lost=True)

    def _messages(self, stopped: StoppedError | None) -> tuple[list[Message], StoppedError | None]:
        try:
            return json.loads(self._take()), stopped
        except self._error as error:
            # Not even memory for its last words.
            why = stopped or self._why(str(error))
            return [], StoppedError(why.reason, why.stack, lost=True)

    def _why(self, text: str) -> StoppedError:
        if "interrupted" in text:
            return StoppedError("loop", text, lost=False)
        return StoppedError("memory", text, lost=self.is_full)

    @property
    def is_full(self) -> bool:
        """Whether so much memory is still in use that nothing can be done with the rest."""
        used: int = self._context.memory()["malloc_size"]
        return used > self._memory * 3 // 4

    def close(self) -> None:
        """Free everything; on the engine's own thread, which is the only one that may."""
        del self._enter, self._take, self._context
