"""wxlab.core.domains: the domain lists of the admin console."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wxlab.core.domains import Origin, allowed, origin


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("https://example.com", ("https", "example.com", None)),
        ("https://example.com/", ("https", "example.com", None)),
        ("HTTPS://Example.COM", ("https", "example.com", None)),
        (" https://example.com ", ("https", "example.com", None)),
        ("https://example.com.", ("https", "example.com", None)),
        ("https://example.com:443", ("https", "example.com", 443)),
        ("https://example.com:8443/path?query", ("https", "example.com", 8443)),
        ("http://127.0.0.1:5000", ("http", "127.0.0.1", 5000)),
        ("https://[::1]:80", ("https", "::1", 80)),
        ("https://user@example.com", ("https", "example.com", None)),
    ],
)
def test_an_entry_is_read(text, read):
    assert origin(text) == read


@pytest.mark.parametrize(
    "text", ["", "example.com", "//example.com", "https://", "https:///x", "https://a:port"]
)
def test_an_entry_that_cannot_be_read_says_so(text):
    with pytest.raises(ValueError, match=r"\S"):
        origin(text)


# What is listed, what is asked for, whether it may be.
CASES = [
    ("https://a.com", "https://a.com/path?query", True),
    ("https://a.com", "https://A.COM/", True),
    ("https://a.com", "https://a.com:443/", False),
    ("https://a.com", "https://a.com:8443/", False),
    ("https://a.com:8443", "https://a.com:8443/", True),
    ("https://a.com:8443", "https://a.com/", False),
    ("https://a.com:443", "https://a.com:443/", True),
    ("https://a.com:443", "https://a.com/", False),
    ("https://a.com", "https://sub.a.com/", False),
    ("https://sub.a.com", "https://a.com/", False),
    ("https://a.com", "https://a.com.evil.com/", False),
    ("https://a.com", "https://evila.com/", False),
    ("https://a.com", "http://a.com/", False),
    ("http://a.com", "http://a.com/", False),
    ("https://192.168.1.2", "https://192.168.1.2/", False),
    ("https://[::1]", "https://[::1]/", False),
    ("http://127.0.0.1:5000", "http://127.0.0.1:5000/x", True),
    ("https://127.0.0.1:5000", "https://127.0.0.1:5000/x", True),
    ("http://127.0.0.1:5000", "https://127.0.0.1:5000/x", False),
    ("http://127.0.0.1:5000", "http://127.0.0.1:5001/x", False),
    ("http://127.0.0.1:5000", "http://localhost:5000/x", False),
    ("http://localhost:5000", "http://localhost:5000/x", True),
    ("https://localhost", "https://localhost/", False),
]


@pytest.mark.parametrize(("listed", "url", "may"), CASES)
def test_the_platforms_rules(listed, url, may):
    assert allowed(origin(url), [origin(listed)]) == may
    others = [origin("https://other.com"), origin(listed), origin("https://more.com:1")]
    assert allowed(origin(url), others) == may


def test_an_empty_list_allows_nothing():
    for _, url, _ in CASES:
        assert not allowed(origin(url), [])


def test_a_list_may_be_any_iterable():
    assert allowed(origin("https://a.com/x"), iter([Origin("https", "a.com", None)]))


TOKENS = st.sampled_from([*":/@[]?#.%", "127.0.0.1", "::1", "80", "a.b", "文"])
ENTRIES = st.lists(TOKENS).map("".join)


@given(st.text() | ENTRIES | ENTRIES.map("https://{}".format) | ENTRIES.map("http://a{}".format))
def test_any_entry_is_an_origin_or_refused(text):
    try:
        found = origin(text)
    except ValueError:
        return
    assert found.scheme
    assert found.host
    assert found.port is None or 0 <= found.port <= 65535
    if allowed(found, [found]):
        assert not allowed(found, [])
