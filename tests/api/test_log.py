"""``task.events``: what is kept of what happened."""

import threading

import pytest

from wxlab.api.log import MOST_TICKS, Log


def noted(count, name="progress"):
    log = Log()
    log.add("started")
    for number in range(count):
        log.add(name, {"done": number})
    log.add("success")
    return log.snapshot()


def ticks(events, name="progress"):
    return [event.detail["done"] for event in events if event.name == name]


@pytest.mark.parametrize("name", ["progress", "chunk"])
def test_so_many_are_all_kept(name):
    assert ticks(noted(MOST_TICKS, name), name) == list(range(MOST_TICKS))


@pytest.mark.parametrize("name", ["progress", "chunk"])
def test_of_more_every_other_one_is_left_out_and_the_first_and_the_last_stay(name):
    for count in MOST_TICKS + 1, 3 * MOST_TICKS, 10 * MOST_TICKS + 7:
        events = noted(count, name)
        kept = ticks(events, name)
        assert kept == sorted(set(kept))
        assert MOST_TICKS // 2 <= len(kept) <= MOST_TICKS
        assert (kept[0], kept[-1]) == (0, count - 1)
        assert (events[0].name, events[-1].name) == ("started", "success")
        times = [event.time for event in events]
        assert times == sorted(times)


def test_progress_and_chunks_are_left_out_apart():
    log = Log()
    for number in range(MOST_TICKS):
        log.add("progress", {"done": number})
        log.add("chunk", {"done": number})
    assert len(log.snapshot()) == 2 * MOST_TICKS
    log.add("chunk", {"done": MOST_TICKS})
    events = log.snapshot()
    assert ticks(events) == list(range(MOST_TICKS))
    assert ticks(events, "chunk") == list(range(0, MOST_TICKS + 1, 2))


def test_what_is_no_progress_is_always_kept():
    log = Log()
    for number in range(3 * MOST_TICKS):
        log.add("progress", {"done": number})
        log.add("redirected" if number % 100 == 0 else "progress", {"done": number})
    kept = [e.detail["done"] for e in log.snapshot() if e.name == "redirected"]
    assert kept == list(range(0, 3 * MOST_TICKS, 100))


def test_what_was_handed_out_does_not_change():
    log = Log()
    log.add("progress", {"done": 0})
    before = log.snapshot()
    for number in range(2 * MOST_TICKS):
        log.add("progress", {"done": number})
    assert [event.detail["done"] for event in before] == [0]


def test_threads_lose_nothing_to_the_thinning():
    log = Log()

    def write(name):
        for number in range(2000):
            log.add(name, {"done": number})

    threads = [threading.Thread(target=write, args=(name,)) for name in ("a", "b", "progress")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    names = [event.name for event in log.snapshot()]
    assert (names.count("a"), names.count("b")) == (2000, 2000)
    assert MOST_TICKS // 2 <= names.count("progress") <= MOST_TICKS
