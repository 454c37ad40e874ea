"""A task whose events a test tells, one by one."""

from types import SimpleNamespace

import pytest

from wxlab.api.log import Event, Log
from wxlab.api.record import Record
from wxlab.api.task import DownloadTask, UploadTask


class Told:
    """In place of a real transfer; for views it is a task like any other."""

    state = "queued"
    events = (Event("called", 100.0),)
    result = None
    _transfer = _order = None

    def __init__(self):
        self._delivery = SimpleNamespace(log=Log(), completion=False)
        self.aborted = 0
        self.watchers = []

    def tell(self, name, time=100.0, **detail):
        """One more event, and everybody who observes hears of it."""
        self.events += (Event(name, time, Record(detail)),)
        for changed in tuple(self.watchers):
            changed()

    def progress(self, percent, done, expected):
        self.tell("progress", progress=percent, done=done, expected=expected)

    def end(self, state, **res):
        self.state = state
        self.result = Record(res)
        self._delivery.completion = True
        self.tell("success" if "statusCode" in res else "fail")
        self.tell("complete")

    def abort(self):
        self.aborted += 1

    def observe(self, changed):
        self.watchers.append(changed)
        return lambda: self.watchers.remove(changed) if changed in self.watchers else None


@pytest.fixture
def upload():
    """An upload that does what the test says."""
    return type("UploadTask", (Told, UploadTask), {})()


@pytest.fixture
def download():
    """A download that does what the test says."""
    return type("DownloadTask", (Told, DownloadTask), {})()
