"""When views are drawn."""

import logging
import threading

import pytest

from wxlab.notebook.redraw import INTERVAL, Redraw

SECONDS = 60


class Pauses:
    """The pause between two rounds of drawing lasts until the test lets it end."""

    def __init__(self):
        self.begun = threading.Semaphore(0)
        self.ended = threading.Semaphore(0)
        self.closing = False
        self.lengths = []
        self.redraw = Redraw(self)

    def __call__(self, seconds):
        self.lengths.append(seconds)
        self.begun.release()
        assert self.ended.acquire(timeout=SECONDS)
        if self.closing:
            raise SystemExit

    def wait_for_round(self):
        assert self.begun.acquire(timeout=SECONDS)


@pytest.fixture
def pauses(monkeypatch):
    made = Pauses()
    yield made
    # A drawing thread lives as long as its process; here SystemExit ends it.
    monkeypatch.setattr(threading, "excepthook", lambda told: None)
    made.closing = True
    made.redraw.mark(int)
    made.ended.release(2)
    made.redraw._thread.join(SECONDS)
    assert not made.redraw._thread.is_alive()


def test_there_are_at_most_ten_drawings_a_second():
    assert INTERVAL >= 0.1


def test_many_views_are_drawn_less_often(pauses):
    pauses.redraw.mark(int)
    pauses.wait_for_round()
    for _ in range(50):
        pauses.redraw.mark(lambda: None)
    pauses.ended.release()
    pauses.wait_for_round()
    # Three messages or so a drawing: 150 messages a second.
    assert pauses.lengths == [0.1, pytest.approx(1.0)]


def test_many_changes_are_one_drawing_and_the_last_is_always_drawn(pauses):
    changes = []
    drawn = []

    def draw():
        drawn.append(len(changes))

    pauses.redraw.mark(draw)
    pauses.wait_for_round()
    assert drawn == [0]
    for change in range(1000):
        changes.append(change)
        pauses.redraw.mark(draw)
    assert drawn == [0]
    pauses.ended.release()
    pauses.wait_for_round()
    assert drawn == [0, 1000]


def test_a_change_during_the_drawing_is_drawn_too(pauses):
    drawn = []

    def draw():
        drawn.append(len(drawn))
        if len(drawn) == 1:
            pauses.redraw.mark(draw)

    pauses.redraw.mark(draw)
    pauses.wait_for_round()
    pauses.ended.release()
    pauses.wait_for_round()
    assert drawn == [0, 1]


def test_a_view_that_fails_is_told_and_stops_no_other(pauses, caplog):
    drawn = threading.Event()

    def fail():
        raise RuntimeError("no paint")

    with caplog.at_level(logging.ERROR, "wxlab"):
        pauses.redraw.mark(fail)
        pauses.redraw.mark(drawn.set)
        # The first may have been drawn before the second was marked: then this is another round.
        pauses.ended.release()
        assert drawn.wait(SECONDS)
    assert "no paint" in caplog.text


def test_one_daemon_thread_draws_for_all(pauses):
    names = []
    pauses.redraw.mark(lambda: names.append(threading.current_thread()))
    pauses.redraw.mark(lambda: names.append(threading.current_thread()))
    pauses.wait_for_round()
    pauses.ended.release()
    if len(names) == 1:
        pauses.wait_for_round()
    assert len(names) == 2
    assert len(set(names)) == 1
    assert names[0].name == "wxlab-views"
    assert names[0].daemon
