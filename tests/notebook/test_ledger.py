"""The transfers of a panel: told when they change, kept until they are cleared."""

import gc
import threading
import time
import weakref
from contextlib import suppress

import pytest

from wxlab import Wx, WxError
from wxlab.notebook.ledger import MAX_LINES, Ledger

SECONDS = 20


@pytest.fixture
def changes():
    return []


@pytest.fixture
def ledger(wx, changes):
    return Ledger(wx, "en", lambda: changes.append(threading.current_thread()))


def ended(task):
    with suppress(WxError):
        task.wait(SECONDS)
    return task


def begun(task):
    with pytest.raises(TimeoutError):
        task.wait(0)
    return task


def refused(wx, count):
    """Calls that are over at once, without a network."""
    return [ended(task) for task in [wx.downloadFile() for _ in range(count)]]


def numbers(rows):
    return [each["id"] for each in rows]


def until(holds):
    """Look again and again, for as long as a test may take."""
    end, pause = time.monotonic() + SECONDS, threading.Event()
    while not holds():
        assert time.monotonic() < end
        pause.wait(0.005)


# -- what is told --------------------------------------------------------------------------------


def test_tasks_are_numbered_in_the_order_of_their_calls(wx, ledger):
    tasks = refused(wx, 3)
    rows, _, left = ledger.look()
    assert (numbers(rows), left) == ([1, 2, 3], [])
    assert ledger.tasks() == tuple(tasks)
    assert [ledger.task(number) for number in (1, 2, 3)] == tasks


@pytest.mark.parametrize("nonsense", [0, 4, -1, None, "1", 1.0, [1], {}])
def test_a_line_that_there_is_not_has_no_task(wx, ledger, nonsense):
    kept = refused(wx, 3)
    ledger.look()
    assert ledger.task(nonsense) is None
    assert ledger.tasks() == tuple(kept)


def test_tasks_that_were_made_before_are_there(wx):
    tasks = refused(wx, 2)
    assert numbers(Ledger(wx, "en", int).look()[0]) == [1, 2]
    assert len(tasks) == 2


def test_only_rows_that_changed_are_told(wx, server, ledger):
    kept = refused(wx, 2)
    held = begun(wx.downloadFile(url=server.url("/stall")))
    server.wait_for(1, "/stall", "held")
    until(lambda: not ledger.look()[0])
    assert ledger.look() == ([], [], [])
    held.abort()
    ended(held)
    (row,), _, _ = ledger.look()
    assert (row["id"], row["stage"]) == (3, "failed")
    assert ledger.look() == ([], [], [])
    assert len(kept) == 2


def test_everything_is_told_to_who_asks_for_everything(wx, ledger):
    kept = refused(wx, 3)
    rows, _, _ = ledger.look()
    assert ledger.look(everything=True) == (rows, [], [])
    assert len(kept) == 3


def test_what_the_server_reads_is_told_although_no_event_does(wx, server, ledger, tmp_path):
    path = tmp_path / "a.bin"
    path.write_bytes(bytes(50_000))
    task = begun(wx.uploadFile(url=server.url("/stall/read"), filePath=path, name="file"))
    server.wait_for(1, "/stall/read", "held")
    until(lambda: task.state == "waiting")
    assert [row["read"] for row in ledger.look()[0]] == [0]
    server.release()
    until(lambda: any(row["read"] == 50_000 for row in ledger.look()[0]))
    ended(task)


def test_the_quarters_are_said_once(wx, server, ledger, tmp_path):
    path = tmp_path / "a.bin"
    path.write_bytes(bytes(500_000))
    task = wx.uploadFile(url=server.url("/upload"), filePath=path, name="file")
    heard = ledger.look()[1]
    task.onProgressUpdate(lambda res: heard.extend(ledger.look()[1]))
    ended(task)
    heard += ledger.look()[1] + ledger.look()[1]
    assert heard[0] == "a.bin: Queued"
    assert heard[-1] == "a.bin: Done: HTTP 200"
    assert len(heard) == len(set(heard)) <= 7


def test_a_change_is_heard_on_the_thread_where_it_happens(wx, server, ledger, changes):
    task = wx.downloadFile(url=server.url("/file/10"))
    assert changes == [threading.current_thread()]
    ledger.look()
    ended(task)
    until(lambda: ledger.look() == ([], [], []))
    assert len(set(changes)) >= 3  # this one, the network's, the one of the callbacks


def test_only_what_runs_is_lively(server, changes):
    with Wx(max_concurrency=1) as wx:
        ledger = Ledger(wx, "en", int)
        assert not ledger.lively
        running, waiting = (begun(wx.downloadFile(url=server.url("/stall"))) for _ in range(2))
        server.wait_for(1, "/stall", "held")
        ledger.look()
        assert ledger.lively
        waiting.abort()
        running.abort()
        ended(running)
        ended(waiting)
        ledger.look()
        assert not ledger.lively
        assert (running.state, waiting.state) == ("failed", "failed")


def test_what_only_waits_in_line_is_not_lively(wx):
    ledger = Ledger(wx, "en", int)
    task = wx.downloadFile(url="http://127.0.0.1:1/")
    ledger.look()
    assert task.state == "queued"
    assert not ledger.lively


# -- what is let go ------------------------------------------------------------------------------


def test_who_is_over_is_observed_no_more(wx, server, ledger):
    tasks = [wx.downloadFile(url=server.url("/file/10")), wx.downloadFile()]
    ledger.look()
    observers = [task._delivery.watchers for task in tasks]
    assert [len(each) for each in observers] == [1, 1]
    for task in tasks:
        ended(task)
    until(lambda: [row["stage"] for row in ledger.look(everything=True)[0]] == ["done", "failed"])
    assert not any(task._delivery.watchers for task in tasks)


def test_clearing_lets_go_of_what_is_over_and_of_nothing_else(wx, server, ledger):
    first = refused(wx, 2)
    held = begun(wx.downloadFile(url=server.url("/stall")))
    last = refused(wx, 1)
    ledger.look()
    assert ledger.clear() == [1, 2, 4]
    assert ledger.tasks() == (held,)
    assert ledger.clear() == []
    assert len(first + last) == 3


def test_what_was_cleared_does_not_come_back(wx, ledger):
    kept = refused(wx, 3)
    ledger.look()
    ledger.clear()
    assert ledger.look(everything=True) == ([], [], [])
    kept += refused(wx, 1)
    assert numbers(ledger.look()[0]) == [4]


def test_a_task_is_held_until_it_is_cleared(wx, ledger):
    task = refused(wx, 1)[0]
    alive = weakref.ref(task)
    ledger.look()
    del task
    gc.collect()
    assert alive() is ledger.task(1)
    ledger.clear()
    until(lambda: gc.collect() >= 0 and alive() is None)
    assert wx.tasks == ()


def test_a_task_that_nobody_holds_and_is_over_before_the_look_is_shown(wx, server, ledger):
    over = threading.Event()
    wx.downloadFile(url=server.url("/file/10"), complete=lambda _res: over.set())  # starts soon
    assert over.wait(SECONDS)
    gc.collect()
    rows, _, _ = ledger.look()
    assert numbers(rows) == [1]
    ledger.stop()
    gc.collect()


def test_who_stops_following_hears_of_no_call(wx, ledger, changes):
    ledger.stop()
    kept = refused(wx, 1)
    assert changes == []
    assert len(kept) == 1


# -- the limit -----------------------------------------------------------------------------------


def test_of_too_many_the_oldest_that_are_over_leave_and_what_runs_stays(wx, server, ledger):
    running = begun(wx.downloadFile(url=server.url("/stall")))
    kept = refused(wx, MAX_LINES - 1)
    rows, _, left = ledger.look()
    assert (len(rows), left) == (MAX_LINES, [])
    kept += refused(wx, 3)
    rows, _, left = ledger.look()
    assert left == [2, 3, 4]
    assert numbers(rows)[-3:] == [MAX_LINES + 1, MAX_LINES + 2, MAX_LINES + 3]
    assert len(ledger.tasks()) == MAX_LINES
    assert ledger.tasks()[0] is running
    assert ledger.tasks()[-1] is kept[-1]


def test_while_nothing_is_over_later_ones_wait_to_be_shown(server):
    with Wx() as wx:
        ledger = Ledger(wx, "en", int)
        tasks = [begun(wx.downloadFile(url=server.url("/stall"))) for _ in range(MAX_LINES + 5)]
        assert len(ledger.look()[0]) == MAX_LINES
        assert ledger.tasks() == tuple(tasks[:MAX_LINES])
        ended_ones = tasks[3:6]
        for task in ended_ones:
            task.abort()
        for task in ended_ones:
            ended(task)
        until(lambda: all(task.events[-1].name == "complete" for task in ended_ones))
        left = ledger.look()[2] + ledger.look()[2]
        assert left == [4, 5, 6]
        assert len(ledger.tasks()) == MAX_LINES
        assert ledger.tasks()[-1] is tasks[MAX_LINES + 2]


def test_of_many_that_were_over_before_the_newest_are_shown(wx):
    tasks = refused(wx, 3 * MAX_LINES + 7)
    ledger = Ledger(wx, "en", int)
    shown = {}
    for _ in range(10):
        rows, _, left = ledger.look()
        shown |= {row["id"]: row for row in rows}
        for number in left:
            shown.pop(number, None)
        if not rows and not left:
            break
    assert ledger.tasks() == tuple(tasks[-MAX_LINES:])
    assert len(shown) == MAX_LINES


# -- many threads --------------------------------------------------------------------------------


def test_tasks_of_eight_threads_are_all_told_once_while_others_look(wx, server, ledger):
    made, seen, over = [], [], threading.Event()
    lock = threading.Lock()

    def call():
        for number in range(40):
            url = server.url("/file/10") if number % 8 == 0 else None
            made.append(ended(wx.downloadFile(url=url) if url else wx.downloadFile()))

    def look():
        while not over.is_set():
            with lock:  # as a panel does: what was looked at first is told first
                seen.extend(ledger.look()[0])

    threads = [threading.Thread(target=call) for _ in range(8)]
    lookers = [threading.Thread(target=look) for _ in range(2)]
    for thread in threads + lookers:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
    over.set()
    for thread in lookers:
        thread.join(SECONDS)
    until(lambda: not (rows := ledger.look()[0]) or seen.extend(rows))
    assert ledger.tasks() == wx.tasks
    assert set(ledger.tasks()) == set(made)
    assert len(made) == 320
    assert {row["id"] for row in seen} == {*range(1, 321)}
    last = {row["id"]: row for row in seen}
    assert {row["stage"] for row in last.values()} == {"done", "failed"}


STAGES = ["running", "done"]


def age(row):
    """What never goes back in the life of a transfer."""
    return STAGES.index(row["stage"]), row["percent"], row["read"] or 0, row["end"] or 0


def test_no_row_is_told_that_is_older_than_one_told_before(wx, server, ledger, tmp_path):
    path = tmp_path / "a.bin"
    path.write_bytes(bytes(1_000_000))
    told, over, lock = [], threading.Event(), threading.Lock()

    def look(everything):
        while not over.is_set():
            with lock:
                told.extend(ledger.look(everything)[0])

    lookers = [threading.Thread(target=look, args=(each,)) for each in (False, False, True)]
    for thread in lookers:
        thread.start()
    upload = {"url": server.url("/upload"), "filePath": path, "name": "file"}
    tasks = [ended(task) for task in [wx.uploadFile(upload) for _ in range(12)]]
    over.set()
    for thread in lookers:
        thread.join(SECONDS)
    until(lambda: not (rows := ledger.look()[0]) or told.extend(rows))
    assert len(tasks) == 12
    for number in range(1, 13):
        ages = [age(row) for row in told if row["id"] == number]
        columns = zip(*ages, strict=True)
        assert all(list(column) == sorted(column) for column in columns)
        assert ages[-1][:3] == (1, 100, 1_000_000)
