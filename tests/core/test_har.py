"""Marks to HAR 1.2: phases without gaps, sums that are exact, entries that say what is known."""

import json
import random
import time
from fractions import Fraction
from itertools import permutations

import pytest

from wxlab.core import har
from wxlab.core.timing import HopMarks, Marks, Message

START = 1_795_525_363_804_217  # 2026-11-24T13:02:43.804217Z
SUMMED = ("blocked", "dns", "connect", "send", "wait", "receive")

# A new https connection, every phase of it a whole number of 1/1024 ms (125 µs is 128 of them).
NEW = {
    "host": "host.example",
    "secure": True,
    "fetch_start": 1_000,
    "dns_start": 2_000,
    "dns_end": 5_000,
    "connect_start": 5_250,
    "tls_start": 9_000,
    "tls_end": 16_000,
    "connect_end": 16_000,
    "request_start": 16_500,
    "request_end": 17_000,
    "response_start": 42_000,
    "response_end": 50_125,
    "observed": True,
    "sent_bytes": 200,
    "received_bytes": 1_150,
    "peer_ip": "192.0.2.7",
    "peer_port": 443,
    "protocol": "http/1.1",
}
TIMES = {name: at for name, at in NEW.items() if name.endswith(("_start", "_end"))}
FROM_CONNECT = dict.fromkeys(("connect_start", "tls_start", "tls_end", "connect_end"), 0)
FROM_REQUEST = dict.fromkeys(
    ("request_start", "request_end", "response_start", "response_end", "sent_bytes"), 0
)
NO_ANSWER = {"response_start": 0, "response_end": 0, "received_bytes": 0, "protocol": "unknown"}
PLAIN = {"secure": False, "tls_start": 0, "tls_end": 0}
REUSED = {"reused": True, "dns_start": 0, "dns_end": 0} | FROM_CONNECT
NO_LOOKUP = {"dns_start": 0, "dns_end": 0}
UNOBSERVED = {"observed": False, "sent_bytes": 0, "received_bytes": 0} | FROM_CONNECT


def made(message=None, **changed):
    """A hop: the new https connection with some marks changed, all moved to a real date."""
    marks = NEW | changed
    moved = {name: START + at for name, at in marks.items() if name in TIMES and at}
    return HopMarks(**(marks | moved), message=message)


def get(**more):
    known = {
        "status": 200,
        "reason": "OK",
        "request_headers": (("Host", "host.example"),),
        "response_headers": (("Content-Type", "image/png"), ("Content-Length", "1000")),
        "response_body_size": 1_000,
    }
    return Message("GET", "https://host.example/a", **(known | more))


def post(size, **more):
    return Message("POST", "https://host.example/up", request_body_size=size, **more)


def entry(message, error="", ended=0, params=(), **changed):
    marks = Marks(hops=[made(message, **changed)])
    (found,) = har.entries(marks, ended=ended, error=error, params=params)
    return found


PHASES = [
    # what happened, the marks, begun, ended, then blocked dns connect ssl send wait receive
    ("new https", {}, 0, 0, (1, 3, 11, 7, 1, 25, 8.125)),
    ("new http", PLAIN, 0, 0, (1, 3, 11, -1, 1, 25, 8.125)),
    ("no lookup needed", NO_LOOKUP, 0, 0, (4.25, -1, 10.75, 7, 1, 25, 8.125)),
    ("reused https", REUSED, 0, 0, (15.5, -1, -1, -1, 0.5, 25, 8.125)),
    ("waited in the queue", REUSED, 500, 0, (16, -1, -1, -1, 0.5, 25, 8.125)),
    ("an early answer", {"request_end": 45_000}, 0, 0, (1, 3, 11, 7, 26, 0, 8.125)),
    ("not to be watched", UNOBSERVED, 0, 0, (1, 3, 11.5, -1, 0.5, 25, 8.125)),
    (
        "not to be watched, no lookup",
        UNOBSERVED | NO_LOOKUP,
        0,
        0,
        (0, -1, 15.5, -1, 0.5, 25, 8.125),
    ),
    (
        "the lookup failed",
        FROM_REQUEST | FROM_CONNECT | {"dns_end": 0},
        0,
        9_000,
        (1, 7, -1, -1, 0, 0, 0),
    ),
    ("refused", FROM_REQUEST | FROM_CONNECT, 0, 6_000, (1, 3, 1, -1, 0, 0, 0)),
    (
        "refused at an address",
        FROM_REQUEST | FROM_CONNECT | NO_LOOKUP,
        0,
        3_000,
        (0, -1, 2, -1, 0, 0, 0),
    ),
    ("no answer in time", NO_ANSWER, 0, 77_000, (1, 3, 11, 7, 1, 60, 0)),
    ("broke off", {"response_end": 0}, 0, 44_000, (1, 3, 11, 7, 1, 25, 2)),
    ("nothing reached yet", REUSED | FROM_REQUEST, 0, 4_000, (3, -1, -1, -1, 0, 0, 0)),
    ("an ending before the last mark", {"response_end": 0}, 0, 5, (1, 3, 11, 7, 1, 25, 0)),
]


@pytest.mark.parametrize(
    ("marks", "begun", "ended", "expected"),
    [case[1:] for case in PHASES],
    ids=[case[0] for case in PHASES],
)
def test_each_phase_ends_where_the_next_begins(marks, begun, ended, expected):
    phases = har.timings(made(**marks), begun and START + begun, ended and START + ended)
    assert tuple(phases.values()) == expected
    assert [*phases] == ["blocked", "dns", "connect", "ssl", "send", "wait", "receive"]


def test_an_upload_that_is_stopped_half_way_was_still_sending():
    stopped = made(post(1_000_000), **NO_ANSWER | {"sent_bytes": 300_000})
    assert har.timings(stopped, ended=START + 26_000)["send"] == 10
    stopped.sent_bytes = 1_000_200
    assert har.timings(stopped, ended=START + 26_000)["send"] == 1
    assert har.timings(stopped, ended=START + 26_000)["wait"] == 9


def random_hop(dice):
    """Marks in order, at any microsecond, some of them not reached."""
    order = [name for name in TIMES if name not in ("tls_end", "connect_end")]
    moments = sorted(dice.randrange(10 ** dice.randrange(1, 9)) + 1 for _ in order)
    marks = dict(zip(order, moments, strict=True))
    marks |= dict.fromkeys(("tls_end", "connect_end"), marks["request_start"])
    return made(**marks | dice.choice([{}, PLAIN, NO_LOOKUP, REUSED, UNOBSERVED]))


def test_the_phases_add_up_exactly_whatever_they_are_and_in_whatever_order():
    dice = random.Random(20)
    for _ in range(2_000):
        hop = random_hop(dice)
        phases = har.timings(hop)
        time = har.total(phases)
        parts = [phases[name] for name in SUMMED if phases[name] >= 0]
        assert sum(map(Fraction, parts)) == Fraction(time)
        for _ in range(5):
            dice.shuffle(parts)
            added = 0.0
            for part in parts:  # one by one, as other languages add; sum() corrects its errors
                added += part
            assert added == time
        assert min(phases["blocked"], phases["send"], phases["wait"], phases["receive"]) >= 0
        assert phases["ssl"] <= max(phases["connect"], -1)
        # And they say what the marks say, to a thousandth.
        assert time == pytest.approx((hop.response_end - hop.fetch_start) / 1000, abs=0.001)
        again = json.loads(json.dumps(phases))
        assert again == phases


def test_an_entry_says_what_was_asked_and_what_was_answered():
    found = entry(get())
    assert found["startedDateTime"] == "2026-11-24T13:02:43.805Z"
    assert found["time"] == 49.125
    assert found["request"] == {
        "method": "GET",
        "url": "https://host.example/a",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": [{"name": "Host", "value": "host.example"}],
        "queryString": [],
        "headersSize": 200,
        "bodySize": 0,
    }
    assert found["response"] == {
        "status": 200,
        "statusText": "OK",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": [
            {"name": "Content-Type", "value": "image/png"},
            {"name": "Content-Length", "value": "1000"},
        ],
        "content": {"size": 1_000, "mimeType": "image/png"},
        "redirectURL": "",
        "headersSize": 150,
        "bodySize": 1_000,
        "_transferSize": 1_150,
    }
    assert (found["serverIPAddress"], found["connection"]) == ("192.0.2.7", "443")
    assert (found["cache"], found["_resourceType"]) == ({}, "fetch")
    assert "_wxProfile" not in found


SIZES = [
    # the answer's headers, its body once stored, other marks, then headersSize and bodySize
    ((("Content-Length", "1000"),), 1_000, {}, (150, 1_000)),
    ((("Content-Length", "1000"), ("Content-Encoding", "gzip")), 9_999, {}, (150, 1_000)),
    ((("Transfer-Encoding", "chunked"),), 1_000, {}, (-1, -1)),
    ((("transfer-encoding", "chunked"), ("Content-Length", "9")), 1_000, {}, (-1, -1)),
    ((("Content-Encoding", "gzip"),), 9_999, {}, (-1, -1)),
    ((), 1_000, {}, (150, 1_000)),
    ((("Content-Length", "many"),), 1_000, {}, (150, 1_000)),
    ((("Content-Length", "1000"),), 0, {"response_end": 0}, (-1, -1)),
    ((("Content-Length", "70000"),), 0, {}, (-1, -1)),
    ((("Content-Length", "1000"),), 1_000, UNOBSERVED, (-1, 1_000)),
]


@pytest.mark.parametrize(("headers", "stored", "marks", "expected"), SIZES)
def test_the_answers_sizes_on_the_wire_are_known_or_minus_one(headers, stored, marks, expected):
    message = get(response_headers=headers, response_body_size=stored)
    response = entry(message, **marks)["response"]
    assert (response["headersSize"], response["bodySize"]) == expected
    assert response["content"] == {"size": stored, "mimeType": "x-unknown"}
    assert ("_transferSize" in response) is (marks is not UNOBSERVED)


@pytest.mark.parametrize("status", [204, 304])
def test_an_answer_that_can_have_no_body_has_none_whatever_it_announces(status):
    response = entry(get(status=status, response_body_size=0), received_bytes=150)["response"]
    assert (response["headersSize"], response["bodySize"]) == (150, 0)


@pytest.mark.parametrize(
    ("sent", "observed", "expected"), [(5_300, True, 300), (4_000, True, -1), (0, False, -1)]
)
def test_the_request_headers_have_a_size_once_everything_is_out(sent, observed, expected):
    request = entry(post(5_000), sent_bytes=sent, observed=observed)["request"]
    assert (request["headersSize"], request["bodySize"]) == (expected, 5_000)


def test_an_uploads_form_is_in_the_entry_but_not_its_file():
    params = ({"name": "user", "value": "é"}, {"name": "file", "fileName": "a.png"})
    request = entry(post(5_000, request_type="multipart/form-data; b=x"), params=params)["request"]
    assert request["postData"] == {
        "mimeType": "multipart/form-data; b=x",
        "params": list(params),
        "text": "",
    }
    assert "postData" not in entry(get(), params=params)["request"]


def test_a_query_is_shown_decoded():
    message = Message("GET", "http://h/?a=1&b=%E4%B8%AD&a=+&empty=&bare")
    assert [tuple(pair.values()) for pair in entry(message)["request"]["queryString"]] == [
        ("a", "1"),
        ("b", "中"),
        ("a", " "),
        ("empty", ""),
        ("bare", ""),
    ]


def test_a_requests_cookies_are_told_apart():
    message = get(request_headers=(("cookie", "a=1; b = x=y ;; flag"),))
    assert entry(message)["request"]["cookies"] == [
        {"name": "a", "value": "1"},
        {"name": "b", "value": "x=y"},
        {"name": "flag", "value": ""},
    ]


COOKIES = [
    ("a=1", {}),
    ("a=1; Path=/x; HttpOnly", {"path": "/x", "httpOnly": True}),
    ("a=1;secure;DOMAIN=h.example", {"secure": True, "domain": "h.example"}),
    ("a=1; SameSite=Lax; Max-Age=5", {"sameSite": "Lax"}),
    ("a=1; Expires=Wed, 01 Jan 2098 00:00:00 GMT", {"expires": "2098-01-01T00:00:00.000Z"}),
    ("a=1; expires=Wed, 01-Jan-2098 02:00:00 +0200", {"expires": "2098-01-01T00:00:00.000Z"}),
    ("a=1; expires=Wed, 01 Jan 2098 00:00:00", {"expires": "2098-01-01T00:00:00.000Z"}),
    ("a=1; expires=Wed, 01 Jan 2098 00:00:00 -0000", {"expires": "2098-01-01T00:00:00.000Z"}),
    ("a=1; expires=Fri, 31 Dec 9999 23:59:59 -0900", {}),
    ("a=1; expires=tomorrow", {}),
]


@pytest.mark.parametrize(("written", "attributes"), COOKIES)
def test_an_answers_cookie_keeps_the_attributes_that_can_be_read(written, attributes):
    message = get(response_headers=(("SET-COOKIE", written),))
    plain = {"name": "a", "value": "1", "httpOnly": False, "secure": False}
    assert entry(message)["response"]["cookies"] == [plain | attributes]


def test_a_date_without_a_zone_is_utc_wherever_the_machine_stands(monkeypatch):
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("TZ", "Asia/Shanghai")
        time.tzset()
        message = get(response_headers=(("Set-Cookie", "a=1; expires=Wed, 01 Jan 2098 00:00:00"),))
        (cookie,) = entry(message)["response"]["cookies"]
    time.tzset()
    assert cookie["expires"] == "2098-01-01T00:00:00.000Z"


def test_every_cookie_of_an_answer_is_there():
    message = get(response_headers=(("Set-Cookie", "a=1"), ("X", "y"), ("Set-Cookie", "b=2")))
    assert [each["name"] for each in entry(message)["response"]["cookies"]] == ["a", "b"]


def test_what_failed_without_an_answer_has_status_0_and_says_why():
    found = entry(get(status=0, reason="", response_headers=()), error="x:fail y", **NO_ANSWER)
    response = found["response"]
    assert (response["status"], response["httpVersion"], response["_error"]) == (0, "", "x:fail y")


def test_every_redirect_is_an_entry_and_only_the_last_one_has_the_ending():
    first, second, last = (made(get(redirect_url=there)) for there in ("/b", "/c", ""))
    marks = Marks(hops=[first, second, last], queue_start=START + 500)
    found = har.entries(marks, error="gone", profile={"rtt": 3})
    assert [each["response"]["redirectURL"] for each in found] == ["/b", "/c", ""]
    assert [each["response"].get("_error") for each in found] == [None, None, "gone"]
    assert [each.get("_wxProfile") for each in found] == [None, None, {"rtt": 3}]
    # The queue was waited in once, before the first of them.
    assert [each["timings"]["blocked"] for each in found] == [1.5, 1, 1]
    assert [each["startedDateTime"][-4:] for each in found] == ["804Z", "805Z", "805Z"]


def test_a_request_that_was_never_made_has_no_entry():
    assert har.entries(Marks()) == []
    assert har.entries(Marks(hops=[made(None)]), profile={}) == []


def test_a_zone_is_no_part_of_the_servers_address():
    assert entry(get(), peer_ip="fe80::1%eth0")["serverIPAddress"] == "fe80::1"


def test_where_the_connection_goes_is_left_out_while_nobody_knows():
    assert {"serverIPAddress", "connection"}.isdisjoint(entry(get(), peer_ip="", peer_port=0))


def test_a_log_has_its_entries_in_the_order_of_their_beginning():
    entries = [{"startedDateTime": f"2026-11-24T13:02:4{second}.000Z"} for second in (1, 2, 3)]
    for given in permutations(entries):
        found = har.log(given)["log"]
        assert found["entries"] == entries
        assert (found["version"], found["creator"]["name"]) == ("1.2", "wxlab")
    assert har.log([])["log"]["entries"] == []
