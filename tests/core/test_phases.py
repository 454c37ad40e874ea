"""wxlab.core.phases: marks become phases that touch."""

import random
from dataclasses import fields
from itertools import pairwise

import pytest

from wxlab.core.excerpt import Excerpt
from wxlab.core.phases import KINDS, Phase, phases
from wxlab.core.timing import HopMarks, Marks, Message

WHOLE = {
    "fetch_start": 110,
    "dns_start": 120,
    "dns_end": 140,
    "connect_start": 141,
    "tls_start": 160,
    "tls_end": 189,
    "connect_end": 190,
    "request_start": 191,
    "request_end": 200,
    "response_start": 230,
    "response_end": 250,
}
WITHOUT_TLS = {"tls_start": 0, "tls_end": 0}
REUSED = {
    "reused": True,
    "dns_start": 0,
    "dns_end": 0,
    "connect_start": 0,
    "connect_end": 0,
} | WITHOUT_TLS


HEAD = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"


def gone_out(data):
    out = Excerpt()
    out.add(memoryview(data))
    return {"observed": True, "sent_bytes": out.total, "excerpt": out}


def hop(first=0, **changes):
    """A request over TLS that was answered, ``first`` µs later than usual."""
    moved = {name: at + first for name, at in WHOLE.items()}
    message = {"message": Message("GET", "https://a/")}
    return HopMarks(**moved | gone_out(HEAD) | message | changes)


def until(last, **changes):
    """The same as far as the mark ``last``."""
    names = list(WHOLE)
    later = dict.fromkeys(names[names.index(last) + 1 :], 0)
    return hop(**later | changes)


def found(*hops, invoked=100, ended=0):
    return phases(Marks(invoked=invoked, hops=list(hops)), ended)


def told(*hops, **more):
    """The phases as a learner would list them."""
    return [(each.kind, each.start, each.end) for each in found(*hops, **more)]


def kinds(*hops, **more):
    return " ".join(each.kind for each in found(*hops, **more))


def test_an_answered_request_over_tls_has_every_phase_in_order():
    assert told(hop(), ended=300) == [
        ("queued", 100, 110),
        ("blocked", 110, 120),
        ("dns", 120, 140),
        ("connect", 140, 160),
        ("tls", 160, 190),
        ("send", 190, 200),
        ("wait", 200, 230),
        ("receive", 230, 250),
    ]
    assert tuple(each.kind for each in found(hop())) == KINDS


def test_without_tls_connecting_lasts_until_the_request():
    assert ("connect", 140, 190) in told(hop(**WITHOUT_TLS))
    assert "tls" not in kinds(hop(**WITHOUT_TLS))


def test_a_remembered_name_is_not_looked_up():
    found = told(hop(dns_start=0, dns_end=0))
    assert found[:3] == [("queued", 100, 110), ("blocked", 110, 141), ("connect", 141, 160)]


def test_a_reused_connection_has_nothing_to_connect():
    assert told(hop(**REUSED)) == [
        ("queued", 100, 110),
        ("blocked", 110, 191),
        ("send", 191, 200),
        ("wait", 200, 230),
        ("receive", 230, 250),
    ]


def test_the_callbacks_after_the_last_byte_are_no_phase():
    assert found(hop(), ended=9000)[-1].end == WHOLE["response_end"]


def test_every_request_of_a_redirected_transfer_has_its_number():
    found_phases = found(hop(), hop(200, **REUSED), hop(400, response_end=0), ended=800)
    assert [(each.kind, each.hop) for each in found_phases] == (
        [("queued", 0)]
        + [(kind, 0) for kind in KINDS[1:]]
        + [(kind, 1) for kind in ("blocked", "send", "wait", "receive")]
        + [(kind, 2) for kind in KINDS[1:]]
    )
    assert found_phases[-1].end == 800


def test_a_redirect_lasts_until_the_next_request_begins():
    (receive,) = (each for each in found(hop(), hop(200)) if each == Phase("receive", 230, 310, 0))
    assert receive.hop == 0


def test_an_answer_before_the_body_was_out_is_not_waited_for():
    early = hop(request_end=240, response_start=230)
    assert told(early)[-2:] == [("send", 190, 230), ("receive", 230, 250)]


@pytest.mark.parametrize(
    ("last", "kind", "start"),
    [
        ("fetch_start", "connect", 110),  # a remembered name or an address: nothing to look up
        ("dns_start", "dns", 120),
        ("dns_end", "connect", 140),
        ("connect_start", "connect", 140),
        ("tls_start", "tls", 160),
        ("tls_end", "tls", 160),
        ("connect_end", "tls", 160),
        ("request_end", "wait", 200),
        ("response_start", "receive", 230),
    ],
)
def test_the_last_phase_of_a_transfer_under_way_is_open(last, kind, start):
    *before, now = found(until(last))
    assert (now.kind, now.start, now.end) == (kind, start, None)
    assert all(each.end is not None for each in before)


def test_who_waits_in_line_is_queued_and_nothing_else():
    assert told() == [("queued", 100, None)]
    assert told(ended=500) == [("queued", 100, 500)]


def test_before_the_call_there_is_nothing():
    assert told(invoked=0) == []


def test_without_a_call_the_first_phase_is_the_first_request_s():
    assert told(hop(), invoked=0)[0] == ("blocked", 110, 120)


def test_a_failed_attempt_to_connect_lasts_until_the_end():
    assert told(until("connect_start"), ended=400)[-1] == ("connect", 140, 400)
    refused = until("connect_start", dns_start=0, dns_end=0, connect_start=0)
    assert told(refused, ended=400) == [("queued", 100, 110), ("connect", 110, 400)]


def test_a_failed_handshake_is_a_phase_of_its_own():
    assert told(until("tls_start"), ended=400)[-2:] == [("connect", 140, 160), ("tls", 160, 400)]


def test_a_name_that_was_not_found_leaves_a_lookup_and_no_connection():
    assert kinds(until("dns_start"), ended=400) == "queued blocked dns"


def sending(size, body):
    """An upload that has got rid of ``size`` bytes of its body."""
    message = Message("POST", "http://a/", request_body_size=body)
    return until("request_end", message=message, **gone_out(HEAD + bytes(size)))


def test_a_body_that_is_still_going_out_is_not_waited_for():
    assert found(sending(10_000, 20_000))[-1] == Phase("send", 190, None)
    assert found(sending(20_000, 20_000))[-1] == Phase("wait", 200, None)


def test_not_even_when_only_its_last_bytes_are_left():
    assert found(sending(19_999, 20_000))[-1] == Phase("send", 190, None)
    assert found(sending(0, 5))[-1] == Phase("send", 190, None)


def test_a_connection_that_cannot_be_watched_is_waited_for_when_aiohttp_says_so():
    message = Message("POST", "http://a/", request_body_size=20_000)
    unwatched = until("request_end", observed=False, sent_bytes=0, message=message)
    assert found(unwatched)[-1] == Phase("wait", 200, None)


def test_an_end_before_a_mark_makes_no_phase_negative():
    assert all(each.end >= each.start for each in found(hop(response_end=0), ended=150))


def touching(found_phases):
    """What holds of any phases whatever; whether they are over."""
    for one, other in pairwise(found_phases):
        assert one.end == other.start
        assert one.start < one.end
    if not found_phases:
        return True
    last = found_phases[-1]
    assert last.end is None or last.start < last.end
    return last.end is not None


def any_marks(chooser):
    """Marks in no order at all, each of them there or not."""
    names = [each.name for each in fields(HopMarks) if each.name.endswith(("_start", "_end"))]
    hops = []
    for _ in range(chooser.randrange(4)):
        moments = {name: chooser.choice([0, chooser.randrange(1, 1000)]) for name in names}
        moments["fetch_start"] = chooser.randrange(1, 1000)
        flags = {name: chooser.random() < 0.5 for name in ("reused", "observed")}
        hops.append(HopMarks(**moments, **flags, sent_bytes=chooser.randrange(2)))
    return Marks(invoked=chooser.choice([0, chooser.randrange(1, 1000)]), hops=hops)


def reached_marks(chooser):
    """Marks as a transfer makes them, as far as it has come."""
    hops, at = [], 0
    for _ in range(chooser.randrange(1, 4)):
        moments = {}
        for name in WHOLE:
            at += chooser.randrange(1, 50)
            moments[name] = at
        hops.append(hop(**moments | chooser.choice([{}, WITHOUT_TLS, REUSED])))
    invoked = hops[0].fetch_start
    for name in list(WHOLE)[chooser.randrange(1, len(WHOLE)) :]:
        setattr(hops[-1], name, 0)
    return Marks(invoked=invoked, hops=hops), at


@pytest.mark.parametrize("seed", range(300))
def test_phases_touch_and_never_go_back(seed):
    chooser = random.Random(seed)
    for _ in range(10):
        marks, ended = any_marks(chooser), chooser.choice([0, chooser.randrange(1, 1000)])
        over = ended or (marks.hops[-1].response_end if marks.hops else 0)
        assert touching(phases(marks, ended)) or not over


@pytest.mark.parametrize("seed", range(300))
def test_phases_fill_the_whole_time_in_their_order(seed):
    marks, latest = reached_marks(random.Random(seed))
    going = phases(marks)
    assert not touching(going)
    places = [(each.hop, KINDS.index(each.kind)) for each in going]
    assert places == sorted(places)
    ended = phases(marks, latest + 1)
    assert touching(ended)
    assert ended[0].start == going[0].start == marks.hops[0].fetch_start
    assert sum(each.end - each.start for each in ended) == latest + 1 - marks.invoked
