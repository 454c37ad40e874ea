"""Whoever wants to hear that something has changed; views, mostly."""

from collections.abc import Callable

from wxlab.api.errors import LOG


class Watchers(dict[object, Callable[..., object]]):
    """Functions that are called after every change, on whatever thread it happens.

    Each has a key of its own: threads that add and stop need no lock.
    """

    def add(self, changed: Callable[..., object]) -> Callable[[], None]:
        """Call ``changed`` from now on, with the news if there is any; returns what ends it."""
        key = object()
        self[key] = changed

        def stop() -> None:
            self.pop(key, None)

        return stop

    def tell(self, *news: object) -> None:
        """Something has changed. One who fails to take note of it harms nobody else."""
        if self:
            for changed in list(self.values()):
                try:
                    changed(*news)
                except Exception:
                    LOG.exception("a view failed to take note of a change")
