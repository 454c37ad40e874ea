"""wxlab.core.domains: the domain lists of the admin console."""

import random
from html.parser import HTMLParser

import pytest

from wxlab.core.domains import Origin, ruled
from wxlab.spec import APIS
from wxlab.spec.domains import RULES


def origin(text: str) -> Origin:
    scheme, _, rest = text.partition("://")
    host, colon, port = rest.rpartition(":") if not rest.endswith("]") else (rest, "", "")
    return Origin(scheme, (host if colon else rest).strip("[]"), int(port) if colon else None)


def lists(**listed: str) -> dict[str, frozenset[Origin]]:
    return {api: frozenset(map(origin, texts.split())) for api, texts in listed.items()}


A = "https://a.com"

# What is listed, what is asked for, whether it may be, the rule that decides.
CASES = [
    (A, A, True, "listed"),
    (A, "https://a.com:443", False, "default-port-written"),
    (A, "https://a.com:8443", False, "port-not-listed"),
    ("https://a.com:8443", "https://a.com:8443", True, "listed"),
    ("https://a.com:8443", A, False, "port-left-out"),
    ("https://a.com:8443", "https://a.com:9443", False, "port-not-listed"),
    ("https://a.com:8443", "https://a.com:443", False, "port-not-listed"),
    ("https://a.com:443", "https://a.com:443", True, "listed"),
    ("https://a.com:443", A, False, "port-left-out"),
    (A, "https://sub.a.com", False, "sub-domain"),
    (A, "https://deep.sub.a.com", False, "sub-domain"),
    ("https://a.com:8443", "https://sub.a.com", False, "sub-domain"),
    ("https://sub.a.com", A, False, "not-listed"),
    (A, "https://a.com.evil.com", False, "not-listed"),
    (A, "https://evila.com", False, "not-listed"),
    (A, "http://a.com", False, "not-https"),
    ("http://a.com", "http://a.com", False, "not-https"),
    ("http://a.com", A, False, "not-listed"),
    ("https://api.weixin.qq.com", "https://api.weixin.qq.com", False, "forbidden-host"),
    ("https://8.8.8.8", "https://8.8.8.8", False, "ip-address"),
    ("http://8.8.8.8:80", "http://8.8.8.8:80", False, "ip-address"),
    ("https://[2001:db8::1]", "https://[2001:db8::1]", False, "ip-address"),
    ("https://192.168.1.2", "https://192.168.1.2", False, "local-network"),
    ("http://10.0.0.9:5000", "http://10.0.0.9:5000", False, "local-network"),
    ("https://172.31.0.1", "https://172.31.0.1", False, "local-network"),
    ("https://172.32.0.1", "https://172.32.0.1", False, "ip-address"),
    ("https://[fe80::1]", "https://[fe80::1]", False, "local-network"),
    ("http://127.0.0.1:5000", "http://127.0.0.1:5000", True, "practice-server"),
    ("https://127.0.0.1:5000", "https://127.0.0.1:5000", True, "practice-server"),
    ("http://127.0.0.1:5000", "https://127.0.0.1:5000", False, "localhost"),
    ("http://127.0.0.1:5000", "http://127.0.0.1:5001", False, "localhost"),
    ("http://127.0.0.1:5000", "http://localhost:5000", False, "localhost"),
    ("http://localhost:5000", "http://localhost:5000", True, "practice-server"),
    ("https://localhost", "https://localhost", False, "localhost"),
    ("http://127.0.0.2:5000", "http://127.0.0.2:5000", False, "localhost"),
    ("https://[::1]:80", "https://[::1]:80", False, "localhost"),
    ("https://app.localhost", "https://app.localhost", False, "localhost"),
]


def rule_of(url: str, listed, api="downloadFile"):
    ruling = ruled(url, origin(url), api, listed)
    return ruling.allowed, ruling.rule


@pytest.mark.parametrize(("listed", "url", "may", "rule"), CASES)
def test_the_platforms_rules(listed, url, may, rule):
    assert rule_of(url, lists(downloadFile=listed)) == (may, rule)
    others = f"https://other.com {listed} https://more.com:1"
    assert rule_of(url, lists(downloadFile=others)) == (may, rule)


@pytest.mark.parametrize(("listed", "url", "may", "rule"), CASES)
def test_an_empty_list_allows_nothing_and_another_list_is_another(listed, url, may, rule):
    assert not rule_of(url, {})[0]
    assert not rule_of(url, lists(downloadFile=""))[0]
    elsewhere = rule_of(url, lists(uploadFile=listed))
    assert not elsewhere[0]
    if rule == "listed":
        assert elsewhere[1] == "other-list"


def test_the_other_list_is_named():
    listed = lists(request="https://a.com", uploadFile="https://b.com")
    ruling = ruled("u", origin("https://a.com"), "uploadFile", listed)
    assert ruling.rule == "other-list"
    assert "request" in ruling.en
    assert "request" in ruling.zh


def test_an_own_entry_with_another_port_says_more_than_another_list():
    listed = lists(uploadFile="https://a.com:8443", downloadFile="https://a.com")
    assert rule_of("https://a.com", listed, "uploadFile")[1] == "port-left-out"


def test_what_is_no_url_is_refused_whatever_is_listed():
    ruling = ruled("photo.png", None, "uploadFile", lists(uploadFile=A))
    assert (ruling.allowed, ruling.rule) == (False, "invalid-url")


def test_the_answer_does_not_depend_on_the_order_of_a_set():
    entries = [f"https://a.com:{port}" for port in range(8000, 8040)]
    said = set()
    for _ in range(20):
        random.shuffle(entries)
        listed = lists(downloadFile=" ".join(entries))
        said.add(ruled("u", origin("https://a.com"), "downloadFile", listed).en)
    assert said == {
        "https://a.com:8000 is listed with its port, and then the address must have that port; "
        "this one has none."
    }


EVERY = {
    rule: (listed, url) for listed, url, _, rule in CASES
} | {"other-list": ("", A), "invalid-url": ("", None)}  # fmt: skip


def test_every_rule_is_met():
    assert set(EVERY) == set(RULES)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("checked", [True, False])
def test_every_ruling_says_why_and_what_to_do_in_both_languages(rule, checked):
    listed, url = EVERY[rule]
    where = origin(url) if url else None
    everything = lists(downloadFile=listed, request=A if rule == "other-list" else "")
    ruling = ruled(str(url), where, "downloadFile", everything, checked=checked)
    assert ruling.rule == rule
    assert ruling.allowed is RULES[rule].allowed
    for text in (ruling.en, ruling.zh, ruling.remedy_en, ruling.remedy_zh):
        assert text
        assert "{" not in text
        assert text in str(ruling)
    assert repr(ruling) == str(ruling)
    assert ruling.verdict == ("allowed" if ruling.allowed else "refused")
    assert ("check_domains is off" in str(ruling)) is not checked
    parser = HTMLParser()
    parser.feed(ruling._repr_html_())
    parser.close()


def test_a_ruling_is_text_on_any_page():
    url = "https://a.com/<script>\n\x1b[31m" + "x" * 1000
    ruling = ruled(url, origin("https://a.com"), "uploadFile", {})
    assert "<script>" not in ruling._repr_html_()
    assert "\x1b" not in str(ruling)
    assert len(max(str(ruling).splitlines(), key=len)) <= 200
    with pytest.raises(AttributeError):
        ruling.allowed = True  # type: ignore[misc]


def test_an_origin_reads_as_it_is_listed():
    for text in ("https://a.com", "https://a.com:443", "http://[::1]:80", "https://[2001:db8::1]"):
        assert str(origin(text)) == text


def test_there_is_a_list_for_each_api():
    assert set(APIS) == {"request", "uploadFile", "downloadFile"}


@pytest.mark.parametrize(
    ("url", "advised"),
    [
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("https://localhost:8080", "https://localhost:8080"),
        ("http://127.0.0.2:8080", "http://127.0.0.1:5000"),
        ("http://localhost", "http://127.0.0.1:5000"),
        ("https://[::1]:8080", "http://127.0.0.1:5000"),
    ],
)
def test_the_advice_for_a_practice_server_is_one_that_works(url, advised):
    ruling = ruled(url, origin(url), "downloadFile", {})
    assert f"as {advised}." in ruling.remedy_en
    assert rule_of(advised, lists(downloadFile=advised)) == (True, "practice-server")
