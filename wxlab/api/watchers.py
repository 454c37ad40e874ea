"""Whoever wants to hear that something has changed; views, mostly."""

import threading
from collections.abc import Callable

from wxlab.api.errors import LOG


class Watchers:
    """Functions that are called after every change, on whatever thread it happens."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._watchers: tuple[Callable[..., object], ...] = ()

    def add(self, changed: Callable[..., object]) -> Callable[[], None]:
        """Call ``changed`` from now on, with the news if there is any; returns what ends it."""
        with self._lock:
            self._watchers += (changed,)

        def stop() -> None:
            with self._lock:
                self._watchers = tuple(each for each in self._watchers if each is not changed)

        return stop

    def tell(self, *news: object) -> None:
        """Something has changed. One who fails to take note of it harms nobody else."""
        for changed in self._watchers:
            try:
                changed(*news)
            except Exception:
                LOG.exception("a view failed to take note of a change")
