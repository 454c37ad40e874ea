"""What waits for slow callbacks, and what does not."""

import asyncio
import contextvars
import threading
import time

import pytest

from wxlab.api.backlog import MOST_BEHIND
from wxlab.api.delivery import Delivery
from wxlab.api.listeners import Listeners
from wxlab.api.record import Record
from wxlab.api.script import SCRIPT
from wxlab.core.failure import Failure
from wxlab.core.lifecycle import Happened
from wxlab.core.progress import Tick
from wxlab.core.timing import Marks
from wxlab.net.order import Answer

SECONDS = 60


def failed(failure):
    return Record(errMsg=failure.text)


def delivered(count, headers_at=None):
    """What a listener hears of so many ticks that are told while it is busy with the first."""

    def tell(delivery, done):
        if done == headers_at:
            delivery.answered(200, {}, ())
        delivery.progressed(Tick(0, done, -1))

    heard, names = heard_of(count, tell)
    return [res.get("totalBytesWritten", "headers") for res in heard], names


def heard_of(count, tell):
    """What a listener hears of all that ``tell(delivery, 1)`` and so on tell meanwhile."""
    first, go, reached, heard = threading.Event(), threading.Event(), threading.Event(), []
    delivery = Delivery("owner", "DownloadTask", "downloadFile", {}, Record, failed, print)

    def listen(res):
        heard.append(res)
        first.set()
        assert go.wait(SECONDS)

    async def reach():
        reached.set()

    delivery.listeners("progress").add(listen)
    delivery.listeners("headers").add(listen)
    delivery.listeners("chunk").add(listen)
    delivery.happened(Happened.STARTED)
    for done in range(1, count + 1):
        tell(delivery, done)
        assert first.wait(SECONDS)
    go.set()
    # Behind all the events: a failure would keep those that are left from being heard.
    SCRIPT.post("owner", delivery._context, reach)
    assert reached.wait(SECONDS)
    delivery.decide(Failure("abort"))
    delivery.finished(None)
    assert delivery.completion.wait(SECONDS)
    return heard, [event.name for event in delivery.log.snapshot()]


def test_a_slow_listener_hears_every_event():
    heard, _ = delivered(MOST_BEHIND)
    assert heard == list(range(1, MOST_BEHIND + 1))


def test_one_that_is_far_behind_hears_the_newest():
    heard, names = delivered(3 * MOST_BEHIND)
    assert heard == [*range(1, MOST_BEHIND + 1), 3 * MOST_BEHIND]
    assert names[-2:] == ["fail", "complete"]


def test_headers_are_heard_however_far_it_is_behind():
    heard, _ = delivered(2 * MOST_BEHIND, headers_at=MOST_BEHIND + 5)
    assert heard.count("headers") == 1
    assert heard[-1] == 2 * MOST_BEHIND


# -- bodies that are told piece by piece ---------------------------------------------------------


def piece(number):
    return number.to_bytes(4, "big")


def pieces(count):
    return b"".join(map(piece, range(1, count + 1)))


def test_chunks_that_one_far_behind_hears_are_joined_and_no_byte_is_lost():
    count = 3 * MOST_BEHIND
    heard, _ = heard_of(count, lambda delivery, number: delivery.received(piece(number)))
    assert b"".join(res.data for res in heard) == pieces(count)
    assert {type(res.data) for res in heard} == {bytes}
    assert len(heard) == MOST_BEHIND + 1
    assert heard[0].data == piece(1)


class Stopped:
    """The script thread held up: before each step, until ``go_on()``, which takes the next one."""

    def __init__(self):
        self._semaphore, self._at = threading.Semaphore(0), threading.Semaphore(0)

    def step(self, act=lambda: None):
        def wait():
            act()
            self._at.release()
            assert self._semaphore.acquire(timeout=SECONDS)

        SCRIPT.post("another", contextvars.Context(), wait)

    def fill(self, events):
        for _ in range(events):
            SCRIPT.post("another", contextvars.Context(), lambda: None)

    def reached(self):
        assert self._at.acquire(timeout=SECONDS)

    def go_on(self):
        self._semaphore.release()


def test_what_is_told_after_a_shared_place_is_heard_after_it(monkeypatch):
    monkeypatch.setattr("wxlab.api.delivery.MOST_BEHIND", 4)
    delivery, heard, stopped = download("owner"), [], Stopped()
    delivery.listeners("chunk").add(lambda res: heard.append(res.data))
    stopped.step()
    stopped.reached()
    stopped.fill(1)
    stopped.step()
    stopped.fill(1)
    delivery.received(b"1")  # a shared place
    stopped.go_on()
    stopped.reached()
    delivery.received(b"2")  # a place of its own: there is room
    delivery.received(b"3")  # a shared place again, but not that of the first
    delivery.received(b"4")
    stopped.go_on()
    quiet()
    assert heard == [b"1", b"2", b"34"]
    ended(delivery)


def test_a_shared_place_whose_turn_came_unheard_takes_nothing_in(monkeypatch):
    """Others may have filled the line again behind it, and an earlier callback adds a listener."""
    monkeypatch.setattr("wxlab.api.delivery.MOST_BEHIND", 3)
    delivery, heard, stopped = download("owner"), [], Stopped()
    stopped.step()
    stopped.reached()
    stopped.fill(2)
    delivery.received(b"1")
    stopped.step(lambda: delivery.listeners("chunk").add(lambda res: heard.append(res.data)))
    stopped.fill(2)
    stopped.go_on()
    stopped.reached()
    delivery.received(b"2")
    delivery.received(b"3")
    stopped.go_on()
    quiet()
    assert b"".join(heard) == b"23"
    ended(delivery)


def test_a_listener_added_as_an_event_is_told_hears_it_at_once(monkeypatch):
    """The callback that adds it returns between the question and the answer."""
    delivery, heard, stopped = download("owner"), threading.Event(), Stopped()
    stopped.step(lambda: delivery.listeners("progress").add(lambda _res: heard.set()))
    stopped.reached()
    line_up = SCRIPT.line_up

    def late(*event):
        monkeypatch.undo()
        stopped.go_on()
        while SCRIPT.busy or SCRIPT._called:
            time.sleep(0.001)
        line_up(*event)

    monkeypatch.setattr(delivery, "_listeners", Unseen(delivery._listeners))
    monkeypatch.setattr(SCRIPT, "line_up", late)
    delivery.progressed(Tick(1, 1, 100))
    assert heard.wait(SECONDS)
    ended(delivery)


class Unseen(dict):
    """Nobody listens yet, as far as can be seen."""

    def get(self, name, default=None):
        return default


def test_chunks_and_progress_in_turns_are_merged_each_with_its_own():
    def tell(delivery, number):
        delivery.progressed(Tick(0, number, -1))
        delivery.received(piece(number))

    count = 2 * MOST_BEHIND
    heard, _ = heard_of(count, tell)
    assert len(heard) <= MOST_BEHIND + 2
    assert b"".join(res.data for res in heard if "data" in res) == pieces(count)
    ticks = [res.totalBytesWritten for res in heard if "data" not in res]
    assert ticks == sorted(set(ticks))
    assert (ticks[0], ticks[-1]) == (1, count)


def test_the_first_progress_behind_very_many_chunks_is_heard():
    """The one before it was heard long ago: nothing can be left out for its sake."""

    def tell(delivery, number):
        if number in (1, 2 * MOST_BEHIND):
            delivery.progressed(Tick(0, number, -1))
        else:
            delivery.received(piece(number))

    heard, _ = heard_of(2 * MOST_BEHIND, tell)
    ticks = [res.totalBytesWritten for res in heard if "data" not in res]
    assert ticks == [1, 2 * MOST_BEHIND]


def test_chunks_behind_headers_are_heard_after_them():
    def tell(delivery, number):
        if number == MOST_BEHIND + 5:
            delivery.answered(200, {}, ())
        delivery.received(piece(number))

    heard, _ = heard_of(2 * MOST_BEHIND, tell)
    kinds = ["data" in res for res in heard]
    before, after = heard[: kinds.index(False)], heard[kinds.index(False) + 1 :]
    assert b"".join(res.data for res in before) == pieces(MOST_BEHIND + 4)
    assert b"".join(res.data for res in before + after) == pieces(2 * MOST_BEHIND)


def download(owner):
    made = Delivery(owner, "DownloadTask", "downloadFile", {}, Record, failed, print)
    made.happened(Happened.STARTED)
    return made


def ended(delivery):
    delivery.decide(Failure("abort"))
    delivery.finished(None)
    assert delivery.completion.wait(SECONDS)


def quiet():
    """Return when no callback runs or is called: the last may still be on its way out."""
    until = time.monotonic() + SECONDS
    while SCRIPT._called or not SCRIPT.idle:
        assert time.monotonic() < until


def test_what_nobody_listens_to_is_logged_and_a_later_listener_does_not_hear_it():
    delivery, heard = download("owner"), []
    quiet()
    delivery.progressed(Tick(10, 1, 10))
    delivery.listeners("progress").add(heard.append)
    delivery.progressed(Tick(20, 2, 10))
    delivery.happened(Happened.ANSWERED)
    delivery.progressed(Tick(100, 10, 10))  # its ending follows, and brings it along
    reached = delivery.log.snapshot()
    delivery._succeeded = lambda answer, path: Record(statusCode=answer.status)
    delivery.finished(Answer(200, {}, (), Marks()))
    assert delivery.completion.wait(SECONDS)
    assert [res.progress for res in heard] == [20, 100]
    assert [event.detail["progress"] for event in reached if event.name == "progress"] == [
        10,
        20,
        100,
    ]
    assert delivery.result.statusCode == 200


def test_an_abort_at_the_last_progress_comes_in_time():
    delivery, heard = download("owner"), []
    delivery.listeners("progress").add(lambda _res: delivery.decide(Failure("abort")))
    delivery.listeners("progress").add(heard.append)
    delivery.happened(Happened.ANSWERED)
    delivery.progressed(Tick(100, 10, 10))
    delivery.finished(Answer(200, {}, (), Marks()))
    assert delivery.completion.wait(SECONDS)
    assert heard == []
    assert "abort" in str(delivery.result)


class AskedAs(Listeners):
    """Whoever asks whether there are any is told what was true before ``meanwhile()``."""

    def __init__(self, meanwhile):
        super().__init__()
        self.meanwhile = meanwhile

    def __bool__(self):
        answer = len(self) > 0
        self.meanwhile()
        return answer


@pytest.mark.parametrize("late", [False, True])
def test_a_listener_that_a_callback_of_another_task_adds_hears_what_was_told_meanwhile(late):
    """Even if that callback returns ``late``, between the questions whether anybody hears it."""
    first, second, heard = download("first"), download("second"), []
    begun, go, told = threading.Event(), threading.Event(), threading.Event()

    def returned():
        go.set()
        quiet()

    def listen(_res):
        begun.set()
        assert go.wait(SECONDS)
        asked.meanwhile = bool
        second.listeners("progress").add(heard.append)
        second.listeners("progress").add(lambda _res: told.set())

    asked = second._listeners["progress"] = AskedAs(returned if late else bool)
    first.listeners("progress").add(listen)
    first.progressed(Tick(1, 1, 100))
    assert begun.wait(SECONDS)
    second.progressed(Tick(2, 2, 100))
    go.set()
    assert told.wait(SECONDS)
    assert [res.progress for res in heard] == [2]
    ended(first)
    ended(second)


def test_an_interrupt_of_one_who_wakes_the_callbacks_does_not_keep_them_asleep(monkeypatch):
    delivery, done, loop = download("owner"), threading.Event(), SCRIPT.thread.loop

    async def reach():
        done.set()

    def interrupted(*args, **more):
        raise KeyboardInterrupt

    quiet()
    with monkeypatch.context() as patched:
        patched.setattr(loop, "call_soon_threadsafe", interrupted)
        with pytest.raises(KeyboardInterrupt):
            SCRIPT.post("another", delivery._context, reach)
    ended(delivery)
    assert done.wait(SECONDS)


def test_a_coroutine_listener_is_awaited_before_the_next_one_and_its_error_is_kept():
    delivery, heard, done = download("owner"), [], threading.Event()

    async def fails(_res):
        await asyncio.sleep(0)
        heard.append("coroutine")
        raise ValueError("of the coroutine")

    def plain(_res):
        heard.append("plain")
        done.set()

    delivery.listeners("progress").add(fails)
    delivery.listeners("progress").add(plain)
    delivery.progressed(Tick(1, 1, 100))
    assert done.wait(SECONDS)
    assert heard == ["coroutine", "plain"]
    ended(delivery)
    (run,) = (run for run in delivery.log.runs() if run.function.endswith("fails"))
    assert run.error == "ValueError: of the coroutine"
