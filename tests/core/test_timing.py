"""wxlab.core.timing: marks in microseconds become moments in milliseconds."""

import itertools

import pytest

from wxlab.core.timing import HopMarks, Marks, profile, reached
from wxlab.spec import TABLES

START = 1_700_000_000_000_000
STEPS = (
    "fetch_start",
    "dns_start",
    "dns_end",
    "connect_start",
    "tls_start",
    "connect_end",
    "request_start",
    "request_end",
    "response_start",
    "response_end",
)
ORDER = (
    "fetchStart",
    "domainLookupStart",
    "domainLookupEnd",
    "connectStart",
    "SSLconnectionStart",
    "SSLconnectionEnd",
    "requestStart",
    "requestEnd",
)


def at(milliseconds):
    return START // 1000 + milliseconds


def hop(first=0, **changes):
    """A hop over TLS that reaches one mark every 10 ms."""
    marks = {name: START + (first + 10 * number) * 1000 for number, name in enumerate(STEPS)}
    marks["tls_end"] = marks["connect_end"]
    more = {"host": "a.com", "secure": True, "observed": True}
    return HopMarks(**marks | more | changes)


def plain(first=0, **changes):
    """The same without TLS."""
    return hop(first, secure=False, tls_start=0, tls_end=0, **changes)


def reused(first=0, **changes):
    """The same on a connection that was there already."""
    unmet = dict.fromkeys(STEPS[1:6], 0) | {"tls_end": 0}
    return hop(first, reused=True, **unmet | changes)


def test_every_mark_has_its_field():
    made = profile(Marks(START - 9000, START - 8000, START - 1000, [hop()]))
    expected = {
        "redirectStart": 0,
        "redirectEnd": 0,
        "fetchStart": at(0),
        "domainLookupStart": at(10),
        "domainLookupEnd": at(20),
        "connectStart": at(30),
        "SSLconnectionStart": at(40),
        "SSLconnectionEnd": at(50),
        "connectEnd": at(50),
        "requestStart": at(60),
        "requestEnd": at(70),
        "responseStart": at(80),
        "responseEnd": at(90),
        "invokeStart": at(-9),
        "queueStart": at(-8),
        "queueEnd": at(-1),
    }
    assert {name: made[name] for name in expected} == expected


def test_every_field_is_a_row_of_the_specification():
    rows = {row.name for row in TABLES["downloadFile.success.profile"].rows}
    assert set(profile(Marks(hops=[hop()]))) <= rows


@pytest.mark.parametrize("api", ["uploadFile", "downloadFile", "request"])
def test_the_fields_are_in_the_specifications_order(api):
    rows = [row.name for row in TABLES[f"{api}.success.profile"].rows]
    assert list(profile(Marks(hops=[hop()]))) == rows


def test_of_a_transfer_that_failed_the_moments_it_reached_are_told_in_that_order():
    unmet = dict.fromkeys(("request_end", "response_start", "response_end"), 0)
    told = reached(Marks(START - 9000, START - 8000, START - 1000, [plain(**unmet)]))
    assert list(told.items()) == [
        ("fetchStart", at(0)),
        ("domainLookupStart", at(10)),
        ("domainLookupEnd", at(20)),
        ("connectStart", at(30)),
        ("connectEnd", at(50)),
        ("requestStart", at(60)),
        ("invokeStart", at(-9)),
        ("queueStart", at(-8)),
        ("queueEnd", at(-1)),
    ]
    assert reached(Marks(START)) == {}


@pytest.mark.parametrize("make", [hop, reused])
def test_the_moments_are_in_order_over_tls(make):
    made = profile(Marks(hops=[make()]))
    moments = [made[name] for name in ORDER]
    assert moments == sorted(moments)
    assert made["SSLconnectionEnd"] == made["connectEnd"]
    assert made["requestStart"] <= made["responseStart"] <= made["responseEnd"]


def test_a_reused_socket_looked_up_and_connected_to_nothing():
    made = profile(Marks(hops=[reused()]))
    fields = (*ORDER[1:6], "connectEnd")
    assert {made[name] for name in fields} == {made["fetchStart"]}
    assert made["socketReused"] is True


@pytest.mark.parametrize("changes", [{}, {"reused": True}])
def test_plain_http_has_no_tls(changes):
    made = profile(Marks(hops=[plain(**changes)]))
    assert made["SSLconnectionStart"] == made["SSLconnectionEnd"] == 0


def test_no_lookup_is_a_lookup_that_took_no_time():
    made = profile(Marks(hops=[hop(dns_start=0, dns_end=0)]))
    assert made["domainLookupStart"] == made["domainLookupEnd"] == made["fetchStart"]


@pytest.mark.parametrize(
    ("hosts", "counted"),
    [
        (["a.com"], False),
        (["a.com", "a.com"], True),
        (["a.com", "a.com", "a.com"], True),
        (["a.com", "b.com"], False),
        (["a.com", "b.com", "a.com"], False),
        (["a.com", "sub.a.com"], False),
    ],
)
def test_redirects_count_within_one_host_name_only(hosts, counted):
    hops = [hop(100 * number, host=host) for number, host in enumerate(hosts)]
    made = profile(Marks(hops=hops))
    if counted:
        assert made["redirectStart"] == at(0)
        assert made["redirectEnd"] == at(100 * (len(hosts) - 2) + 90)
        assert made["redirectEnd"] <= made["fetchStart"]
    else:
        assert made["redirectStart"] == made["redirectEnd"] == 0
    assert made["fetchStart"] == at(100 * (len(hosts) - 1))


def test_port_and_scheme_may_differ_in_a_redirect():
    made = profile(Marks(hops=[plain(peer_port=80), hop(100, peer_port=443)]))
    assert made["redirectStart"] == at(0)
    assert made["port"] == 443


def test_times_are_cut_which_keeps_their_order():
    for step in itertools.chain(range(0, 1000, 111), (999,)):
        made = profile(Marks(hops=[hop(fetch_start=START + step)]))
        assert made["fetchStart"] == at(0)


@pytest.mark.parametrize(
    ("received", "microseconds", "kbps"),
    [
        (0, 30_000, 0),
        (1000, 1_000, 8000),
        (1000, 8_000, 1000),
        (1, 1_000_000, 0),
        (125_000, 1_000_000, 1000),
        (1000, 0, 0),
        (1000, -5, 0),
    ],
)
def test_throughput_is_bytes_over_the_time_of_the_request(received, microseconds, kbps):
    end = START + 60_000 + microseconds
    made = profile(Marks(hops=[hop(received_bytes=received, response_end=end)]))
    assert made["throughputKbps"] == kbps


def test_the_last_hop_is_the_one_described():
    last = hop(
        100,
        peer_ip="127.0.0.2",
        peer_port=8443,
        sent_bytes=7,
        received_bytes=9,
        protocol="http/1.1",
    )
    made = profile(Marks(hops=[hop(peer_ip="127.0.0.1", peer_port=1, sent_bytes=5), last]))
    expected = {
        "peerIP": "127.0.0.2",
        "port": 8443,
        "sendBytesCount": 7,
        "receivedBytedCount": 9,
        "protocol": "http/1.1",
        "socketReused": False,
    }
    assert {name: made[name] for name in expected} == expected


def test_all_times_are_whole():
    for name, value in profile(Marks(hops=[hop()])).items():
        if name.endswith(("Start", "End")):
            assert type(value) is int, name
