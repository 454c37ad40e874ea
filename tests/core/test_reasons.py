"""Why a field has its value: every line of the table, from the marks it is about."""

import string

import pytest

from wxlab.core import reasons, timing
from wxlab.core.reasons import DEVICES_SPELLING, FIELDS, reason
from wxlab.core.timing import Estimates, HopMarks, Marks, Message
from wxlab.spec import table
from wxlab.spec.explanations import EXPLANATIONS

AT = 1_795_525_363_000_000
LOOKUP = ("domainLookupStart", "domainLookupEnd")
CONNECT = ("connectStart", "connectEnd")
TLS = ("SSLconnectionStart", "SSLconnectionEnd")
REDIRECT = ("redirectStart", "redirectEnd")
LEARNT = Estimates(nettype=4, http_rtt_ms=300, transport_rtt_ms=40, downstream_kbps=900)


def transfer(*before, queued_us=0, estimates=LEARNT, message=None, **changed):
    """A download over a new http connection, with some marks changed; ``before`` are redirects."""
    marks = {
        "host": "host.example",
        "fetch_start": AT + 2_000,
        "dns_start": AT + 3_000,
        "dns_end": AT + 23_000,
        "connect_start": AT + 23_250,
        "connect_end": AT + 43_250,
        "request_start": AT + 43_500,
        "request_end": AT + 43_750,
        "response_start": AT + 93_750,
        "response_end": AT + 99_000,
        "observed": True,
        "sent_bytes": 200,
        "received_bytes": 1_150,
        "peer_ip": "192.0.2.7",
        "peer_port": 80,
        "rtt_us": 20_400,
        "rtt_from_kernel": True,
        "protocol": "http/1.1",
    }
    asked = {"method": "GET", "url": "http://host.example/a", "response_body_size": 1_000}
    hop = HopMarks(**(marks | changed), message=Message(**(asked | (message or {}))))
    times = {"invoked": AT, "queue_start": AT + 600, "queue_end": AT + 600 + queued_us}
    return Marks(**times, hops=[*before, hop], estimates=estimates)


def upload(**changed):
    body = {"method": "POST", "request_body_size": 5_000, "request_type": "multipart/form-data"}
    return transfer(message=body, **{"sent_bytes": 5_300} | changed)


NEW = transfer()
EARLIER = HopMarks(host="host.example", fetch_start=AT + 1_000, response_end=AT + 1_900)
ELSEWHERE = HopMarks(host="other.example", fetch_start=AT + 1_000, response_end=AT + 1_900)
SECURE = {
    "secure": True,
    "tls_start": AT + 33_250,
    "tls_end": AT + 43_250,
    "peer_port": 443,
    "message": {"url": "https://host.example/a"},
}
HTTPS = transfer(**SECURE)
REUSED = {
    "reused": True,
    **dict.fromkeys(("dns_start", "dns_end", "connect_start", "connect_end"), 0),
    "request_start": AT + 2_400,
}
KEPT = transfer(**REUSED)
KEPT_TLS = transfer(**SECURE | REUSED | {"tls_start": 0, "tls_end": 0})
CACHED = transfer(dns_start=0, dns_end=0)
LITERAL = transfer(host="127.0.0.1", dns_start=0, dns_end=0)
UNSEEN = {
    "observed": False,
    **dict.fromkeys(("connect_start", "connect_end", "tls_start", "tls_end"), 0),
    "sent_bytes": 0,
    "received_bytes": 0,
    "rtt_us": 0,
    "rtt_from_kernel": False,
}
UNOBSERVED = transfer(**UNSEEN)
UNOBSERVED_TLS = transfer(**SECURE | UNSEEN)
NO_PEER = transfer(**UNSEEN, peer_ip="", peer_port=0)
EARLY = {"request_end": AT + 95_000}
CUT = upload(sent_bytes=3_000, **EARLY)
START_VALUES = Estimates(nettype=5, http_rtt_ms=115, transport_rtt_ms=55, downstream_kbps=1961)
UNTAUGHT = transfer(estimates=START_VALUES)
NOTHING_KNOWN = transfer(estimates=Estimates(0, -1, -1, -1))
NO_ESTIMATOR = transfer(estimates=Estimates())
ESTIMATES = ("httpRttEstimate", "transportRttEstimate", "downstreamThroughputKbpsEstimate")

# Fields, the transfer, the fact that decides, and words that the sentence has in either language.
CASES = [
    (REDIRECT, NEW, "", "no redirect", "没有发生重定向"),
    (REDIRECT, transfer(ELSEWHERE), "redirected_elsewhere", "other.example, host.example", "跨越"),
    (("redirectStart",), transfer(EARLIER, EARLIER), "redirected", "host.example: 2", "2 次"),
    (("redirectEnd",), transfer(EARLIER, EARLIER), "redirected", "host.example: 2", "2 次"),
    (("fetchStart",), NEW, "", "1.40 ms after queueEnd", "1.40 毫秒"),
    (("fetchStart",), transfer(ELSEWHERE), "redirected", "after 1 earlier", "1 次"),
    (LOOKUP, KEPT, "reused", "equals fetchStart", "与 fetchStart 相等"),
    (LOOKUP, LITERAL, "literal", "127.0.0.1 is an IP address", "127.0.0.1 本身就是 IP 地址"),
    (LOOKUP, NEW, "looked_up", "20 ms", "20 毫秒"),
    (LOOKUP, CACHED, "", "still cached", "在缓存中"),
    (CONNECT, KEPT, "reused", "The connection was reused", "连接是复用的"),
    (CONNECT, UNOBSERVED, "unobserved", "nobody saw it: 0", "所以是 0"),
    (("connectStart",), NEW, "looked_up", "0.25 ms after the DNS lookup", "0.25 毫秒"),
    (("connectStart",), CACHED, "", "21 ms after fetchStart", "21 毫秒"),
    (("connectEnd",), NEW, "", "20 ms", "20 毫秒"),
    (("connectEnd",), HTTPS, "secure", "10 ms of that were TLS", "TLS 用了 10 毫秒"),
    (TLS, NEW, "plain", "http, without TLS", "没有使用 TLS"),
    (TLS, KEPT, "plain", "http, without TLS", "没有使用 TLS"),
    (TLS, KEPT_TLS, "reused", "equals fetchStart", "与 fetchStart 相等"),
    (TLS, UNOBSERVED_TLS, "unobserved", "nobody saw it: 0", "所以是 0"),
    (TLS, HTTPS, "", "10 ms", "10 毫秒"),
    (("requestStart",), NEW, "", "0.25 ms after connectEnd", "connectEnd 晚 0.25 毫秒"),
    (("requestStart",), KEPT, "reused", "0.40 ms after fetchStart", "fetchStart 晚 0.40 毫秒"),
    (("requestStart",), UNOBSERVED, "unobserved", "could not be watched", "观察不到"),
    (("requestEnd",), NEW, "", "in 0.25 ms. Handed over is not arrived", "0.25 毫秒就交给了系统"),
    (("requestEnd",), upload(), "upload", "Handed over is not arrived", "不等于已经送达"),
    (("requestEnd",), upload(**EARLY), "early", "1.25 ms after responseStart", "1.25 毫秒"),
    (("requestEnd",), CUT, "partial", "the rest was not sent", "剩下的没有再发"),
    (("requestEnd",), UNOBSERVED, "unobserved", "could not be watched", "观察不到"),
    (("responseStart",), NEW, "", "50 ms after requestEnd", "50 毫秒"),
    (("responseStart",), HTTPS, "secure", "a whole record", "一整条记录"),
    (("responseStart",), upload(**EARLY), "early", "1.25 ms before requestEnd", "1.25 毫秒"),
    (("responseStart",), UNOBSERVED, "unobserved", "could not be watched", "观察不到"),
    (("responseEnd",), NEW, "", "5.25 ms after responseStart; 1150 bytes", "5.25 毫秒"),
    (("responseEnd",), UNOBSERVED, "unobserved", "could not be watched", "观察不到"),
    (("rtt",), NEW, "rtt_from_kernel", "a smoothed average: 20 ms", "20 毫秒"),
    (("rtt",), transfer(rtt_us=154), "rtt_from_kernel_short", "154 µs", "154 微秒"),
    (("rtt",), transfer(rtt_from_kernel=False), "rtt_from_connect", "TCP took to connect", "代替"),
    (("rtt",), UNOBSERVED, "", "Nothing measured it", "没有测得"),
    (("estimate_nettype",), NEW, "", "300 ms: slow 2g from 2010 ms", "所以是 3g"),
    (("estimate_nettype",), NOTHING_KNOWN, "nettype_unknown", "0, unknown", "0，未知"),
    (
        ("estimate_nettype",),
        transfer(estimates=Estimates(1, -1, -1, -1)),
        "nettype_offline",
        "1, offline",
        "1，离线",
    ),
    (
        ("estimate_nettype", *ESTIMATES),
        NO_ESTIMATOR,
        "no_estimator",
        "No estimator",
        "没有进行评估",
    ),
    (("httpRttEstimate",), NEW, "", "300 ms. A sample weighs half", "300 毫秒"),
    (("httpRttEstimate",), NOTHING_KNOWN, "http_unknown", "Nothing is known", "-1"),
    (("httpRttEstimate",), UNTAUGHT, "http_default", "have not moved", "115 毫秒"),
    (
        ("httpRttEstimate",),
        upload(estimates=START_VALUES),
        "http_default_upload",
        "Only a GET can teach it",
        "只有 GET",
    ),
    (("transportRttEstimate",), NEW, "", "40 ms", "40 毫秒"),
    (("transportRttEstimate",), NOTHING_KNOWN, "transport_unknown", "Nothing is known", "-1"),
    (("transportRttEstimate",), UNTAUGHT, "transport_default", "55 ms", "55 毫秒"),
    (ESTIMATES[2:], NEW, "", "900 kbit/s", "900 kbps"),
    (ESTIMATES[2:], NOTHING_KNOWN, "kbps_unknown", "Nothing is known", "-1"),
    (ESTIMATES[2:], UNTAUGHT, "kbps_default", "five GETs run at once", "五个 GET 同时进行"),
    (
        ESTIMATES[2:],
        transfer(estimates=Estimates(4, 300, 40, 1400)),
        "kbps_capped",
        "believes of a 3g network",
        "3g 网络",
    ),
    (("throughputKbps",), NEW, "", "1150 bytes received × 8 ÷ 55.500 ms", "55.500 毫秒"),
    (("throughputKbps",), upload(), "upload", "only the answer counts", "只计应答"),
    (("throughputKbps",), UNOBSERVED, "unobserved", "could not be counted", "无法计数"),
    (("peerIP",), NEW, "", "the addresses that host.example has", "host.example 的地址中"),
    (("peerIP",), LITERAL, "literal", "in the URL itself", "网址里写的"),
    (("peerIP",), KEPT, "reused", "looked up when it was made", "复用的连接"),
    (("peerIP", "port"), NO_PEER, "peer_unknown", "does not tell whom", "不提供"),
    (("port",), NEW, "", "http means 80", "http 默认就是 80"),
    (("port",), HTTPS, "", "https means 443", "https 默认就是 443"),
    (
        ("port",),
        transfer(message={"url": "http://[::1]:8080/"}),
        "port_in_url",
        "stands in the URL",
        "写明了",
    ),
    (("socketReused",), KEPT, "reused", "had left its connection open", "直接复用"),
    (("socketReused",), NEW, "", "a new one was made", "新建"),
    (("sendBytesCount",), NEW, "", "200 bytes: a GET is only headers", "共 200 字节"),
    (("sendBytesCount",), upload(), "upload", "300 bytes of headers and 5000", "请求头 300 字节"),
    (("sendBytesCount",), CUT, "partial", "3000 bytes were sent", "只发出了 3000 字节"),
    (("sendBytesCount",), UNOBSERVED, "unobserved", "could not be counted", "无法计数"),
    (("receivedBytedCount",), NEW, "", "150 bytes of headers and 1000", "响应头 150 字节"),
    (
        ("receivedBytedCount",),
        transfer(message={"response_headers": (("Content-Encoding", "gzip"),)}),
        "encoded",
        "unpacked it has 1000 bytes",
        "解压后为 1000 字节",
    ),
    (
        ("receivedBytedCount",),
        transfer(message={"response_headers": (("transfer-encoding", "chunked"),)}),
        "chunked",
        "mark its chunks",
        "标记各分块",
    ),
    (("receivedBytedCount",), UNOBSERVED, "unobserved", "could not be counted", "无法计数"),
    (("protocol",), NEW, "", "answered in http/1.1", "以 http/1.1 应答"),
    (("protocol",), transfer(protocol="unknown"), "protocol_unknown", "No answer", "没有应答"),
    (("invokeStart",), NEW, "", "listeners can still be added", "可以继续添加监听"),
    (("queueStart",), NEW, "", "0.60 ms after invokeStart", "0.60 毫秒"),
    (("queueEnd",), NEW, "", "A place was free", "有空闲名额"),
    (("queueEnd",), transfer(queued_us=1_000), "queued", "waited 1.00 ms", "等了 1.00 毫秒"),
]
FLAT = [(field, *rest) for fields, *rest in CASES for field in fields]


def line_for(field, when):
    return next(x for x in EXPLANATIONS if field in x.fields.split() and x.when == when)


@pytest.mark.parametrize(
    ("field", "marks", "when", "en", "zh"), FLAT, ids=[f"{case[0]}-{case[2]}" for case in FLAT]
)
def test_the_reason_is_the_one_that_applies_to_this_transfer(field, marks, when, en, zh):
    line = line_for(field, when)
    said = reason(field, marks)
    known = reasons.facts(marks)
    assert said == (line.en.format_map(known), line.zh.format_map(known))
    assert en in said[0]
    assert zh in said[1]


def test_no_line_of_the_table_goes_untested():
    tested = {(field, when) for field, _, when, *_ in FLAT}
    assert tested == {(field, line.when) for line in EXPLANATIONS for field in line.fields.split()}


def test_every_field_of_the_profile_is_explained_and_nothing_else():
    assert set(FIELDS) == set(timing.profile(NEW))
    assert set(FIELDS) == {row.name for row in table("downloadFile.success.profile").rows}


@pytest.mark.parametrize("line", EXPLANATIONS, ids=lambda line: f"{line.fields}-{line.when}")
def test_both_languages_fill_the_same_blanks_with_facts_that_there_are(line):
    def blanks(sentence):
        return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}

    known = reasons.facts(NEW)
    assert blanks(line.en) <= known.keys()
    assert blanks(line.zh) == blanks(line.en)
    assert not line.when or isinstance(known[line.when], bool)
    assert line.en.endswith(".")
    assert line.zh.endswith("。")


@pytest.mark.parametrize("field", FIELDS)
def test_the_last_line_about_a_field_always_applies_and_no_other_does(field):
    whens = [line.when for line in EXPLANATIONS if field in line.fields.split()]
    assert whens[-1] == ""
    assert "" not in whens[:-1]
    assert len(set(whens)) == len(whens)


def test_a_field_that_equals_fetchStart_says_so_and_does_and_one_that_is_0_likewise():
    """The sentences against ``core.timing``, which computes the values without knowing of them."""
    for field, marks, *_ in FLAT:
        value = timing.profile(marks)[field]
        said = reason(field, marks)[0]
        if "equals fetchStart" in said:
            assert value == timing.profile(marks)["fetchStart"]
        if said.endswith((": 0.", "is 0.")):
            assert value == 0
        if "equals connectEnd" in said:
            assert value == timing.profile(marks)["connectEnd"]


def test_the_formula_of_the_throughput_gives_its_value():
    assert timing.profile(NEW)["throughputKbps"] == int(1150 * 8 / 55.5)


@pytest.mark.parametrize(("devices", "specification"), DEVICES_SPELLING.items())
def test_the_spelling_of_phones_is_understood(devices, specification):
    assert reason(devices, NEW) == reason(specification, NEW)


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        ("connectstart", "did you mean connectStart"),
        ("receivedBytesCount", "did you mean receivedBytedCount"),
        ("???", "there is redirectStart, redirectEnd, fetchStart"),
    ],
)
def test_an_unknown_field_is_an_error_that_names_near_misses(wrong, hint):
    with pytest.raises(KeyError, match=hint.replace("?", r"\?")):
        reason(wrong, NEW)


@pytest.mark.parametrize(
    ("host", "literal"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("[::1]", True),
        ("localhost", False),
        ("1.2.3", False),
        ("", False),
    ],
)
def test_an_address_is_told_from_a_name(host, literal):
    assert reasons.facts(transfer(host=host))["literal"] is literal


@pytest.mark.parametrize(
    ("us", "written"), [(4, "0.00"), (154, "0.15"), (9_990, "9.99"), (20_400, "20")]
)
def test_a_duration_is_as_exact_as_it_is_worth(us, written):
    assert reasons.facts(transfer(rtt_us=us))["rtt"] == written


def test_a_hop_without_a_message_can_be_explained_too():
    marks = transfer()
    marks.hops[-1].message = None
    for field in FIELDS:
        assert all(reason(field, marks))
