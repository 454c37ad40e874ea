"""When views are drawn: at most ten times a second, less often if many move, and always at last.

A transfer may report progress thousands of times a second, and a Jupyter server that is sent over
a thousand messages a second drops some, even the final one. So a change only marks a view, and
one thread of its own draws what is marked. It works while a cell computes or sleeps.
"""

import logging
import threading
import time
from collections.abc import Callable

INTERVAL = 0.1
"""Seconds between two drawings of the same view, at least."""

PER_VIEW = 0.02
"""Seconds that each drawn view adds: one drawing is three messages or so, and 150 a second do."""

_LOG = logging.getLogger("wxlab")


class Redraw:
    """Draws what has been marked, then pauses. ``mark`` works from any thread."""

    def __init__(self, pause: Callable[[float], object] = time.sleep) -> None:
        self._pause = pause
        self._changed = threading.Condition()
        # A dict keeps the order of the marks; a drawing marked twice is there once.
        self._marked: dict[Callable[[], object], None] = {}
        self._thread: threading.Thread | None = None

    def mark(self, draw: Callable[[], object]) -> None:
        """Have ``draw()`` called soon, once for all the marks until then."""
        with self._changed:
            self._marked[draw] = None
            self._changed.notify()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="wxlab-views", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._marked)
                marked, self._marked = self._marked, {}
            for draw in marked:
                try:
                    draw()
                except Exception:
                    _LOG.exception("a view could not be drawn")
            self._pause(max(INTERVAL, PER_VIEW * len(marked)))


REDRAW = Redraw()
"""The one that all views share."""
