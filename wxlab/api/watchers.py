"""Whoever wants to hear that something has changed; views, mostly."""

from collections.abc import Callable

from wxlab.api.errors import LOG


class Watchers:
    """Functions that are called after every change, on whatever thread it happens."""

    def __init__(self) -> None:
        # Each has a key of its own: threads that add and stop need no lock.
        self._watchers: dict[object, Callable[..., object]] = {}

    def add(self, changed: Callable[..., object]) -> Callable[[], None]:
        """Call ``changed`` from now on, with the news if there is any; returns what ends it."""
        key = object()
        self._watchers[key] = changed

        def stop() -> None:
            self._watchers.pop(key, None)

        return stop

    def tell(self, *news: object) -> None:
        """Something has changed. One who fails to take note of it harms nobody else."""
        if self._watchers:
            for changed in list(self._watchers.values()):
                try:
                    changed(*news)
                except Exception:
                    LOG.exception("a view failed to take note of a change")
