import threading

import pytest

from wxlab.practice import log as module
from wxlab.practice.log import BODY_CAP, MAX_ARRIVALS, Log
from wxlab.practice.multipart import Part


def arrive(log, path="/x", method="GET", headers=()):
    return log.arrived(method, path, headers, 5000)


def test_an_arrival_shows_when_its_headers_are_here_and_grows_as_it_is_read():
    log = Log()
    entry = arrive(log, "/upload?a=1", "POST", [("Host", "h"), ("X", "1"), ("x", "2")])
    before = log.snapshot()
    log.read(entry, b"abc")
    log.read(entry, b"de")
    (after,) = log.snapshot()
    assert (before[0].body_bytes, after.body_bytes, after.body) == (0, 5, b"abcde")
    assert after.headers == (("Host", "h"), ("X", "1"), ("x", "2"))
    assert (after.header("X"), after.header("HOST"), after.header("none")) == ("1", "h", None)
    assert (after.status, after.finished, after.received) == (None, None, False)


def test_the_body_is_kept_up_to_the_cap_and_counted_beyond():
    log = Log()
    entry = arrive(log)
    for _ in range(3):
        log.read(entry, bytes(BODY_CAP // 2 + 1))
    assert len(log.snapshot()[0].body) == BODY_CAP
    assert log.snapshot()[0].body_bytes == 3 * (BODY_CAP // 2 + 1)


def test_a_finished_arrival_stays_the_same_object():
    log = Log()
    entry = arrive(log)
    log.read(entry, b"abc")
    log.finished(entry)
    assert log.snapshot()[0] is log.snapshot()[0]
    assert log.snapshot()[0].body == b"abc"


def test_the_log_keeps_the_last_thousand_and_the_tallies_all():
    log = Log()
    for number in range(MAX_ARRIVALS + 5):
        log.finished(arrive(log, f"/{number}"))
    assert len(log.snapshot()) == MAX_ARRIVALS
    assert log.snapshot()[0].path == "/5"
    assert log.tally(None).arrived == MAX_ARRIVALS + 5


def test_the_log_keeps_a_bounded_number_of_bytes():
    log = Log()
    for number in range(100):
        log.read(arrive(log, f"/{number}"), bytes(BODY_CAP))
    kept = log.snapshot()
    assert sum(len(one.body) for one in kept) <= module.MAX_KEPT_BYTES
    assert kept[-1].path == "/99"


def test_what_has_left_the_log_may_be_read_on():
    log = Log()
    entry = arrive(log)
    log.clear()
    log.read(entry, bytes(10))
    log.finished(entry)
    for _ in range(MAX_ARRIVALS + 1):
        arrive(log)
    assert len(log.snapshot()) == MAX_ARRIVALS


def test_the_paths_counted_are_bounded(monkeypatch):
    monkeypatch.setattr(module, "MAX_PATHS", 3)
    log = Log()
    arrive(log, "/busy")
    for number in range(5):
        log.finished(arrive(log, f"/{number}"))
    assert [log.tally(path).arrived for path in ("/busy", "/0", "/4")] == [1, 0, 1]


def test_tallies_ignore_the_query_and_peaks_are_peaks():
    log = Log()
    first, second = arrive(log, "/a?1"), arrive(log, "/a?2")
    log.finished(first)
    log.finished(arrive(log, "/b"))
    a = log.tally("/a?whatever")
    assert (a.arrived, a.in_flight, a.finished, a.peak) == (2, 1, 1, 2)
    log.finished(second)
    assert (log.tally(None).peak, log.tally(None).in_flight) == (2, 0)


def test_clear_forgets_all_but_what_is_in_flight():
    log = Log()
    log.finished(arrive(log, "/gone"))
    entry = arrive(log, "/here")
    log.clear()
    assert log.snapshot() == ()
    assert (log.tally("/gone").peak, log.tally("/here").peak, log.tally("/here").arrived) == (
        0,
        1,
        0,
    )
    log.finished(entry)
    assert log.tally(None).in_flight == 0


def test_waiting_ends_when_enough_have_come():
    log = Log()
    arrive(log, "/x")
    thread = threading.Thread(target=arrive, args=(log, "/x?2"))
    thread.start()
    log.wait_for(2, "/x", "arrived", 10)
    thread.join()
    assert log.tally("/x").arrived == 2


def test_waiting_in_vain_says_what_there_was():
    log = Log()
    arrive(log, "/x")
    with pytest.raises(TimeoutError, match=r"only 1 of 2 requests arrived for /x in 0\.01 s"):
        log.wait_for(2, "/x", "arrived", 0.01)


def test_arrivals_show_themselves_as_text_and_as_a_table():
    log = Log()
    done, left, going = (arrive(log, path, "POST") for path in ("/a", "/b", "/<c>"))
    log.read(done, b"1234")
    log.ended(done, [Part("n", "<f>", None, (), 4, "", b"1234")], True)
    done.status = 200
    log.finished(done)
    left.aborted = True
    log.finished(left)
    log.read(going, bytes(1500))
    assert repr(log.snapshot()).splitlines() == [
        "<3 arrivals>",
        "<POST /a 200: 4 bytes, 1 part>",
        "<POST /b aborted: 0 bytes so far>",
        "<POST /<c> in flight: 1,500 bytes so far>",
    ]
    html = log.snapshot()._repr_html_()
    assert "/&lt;c&gt;" in html
    assert "<c>" not in html
    assert "&lt;f&gt;" in log.snapshot()[0]._repr_html_()
    assert log.snapshot()[1]._repr_html_().count("<table>") == 2
