"""wxlab.net.address: what is a URL, and what is an entry of a domain list."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wxlab.core.failure import Failure
from wxlab.net import address
from wxlab.net.address import parse, redirected


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
        ("https://例子.cn", ("https", "xn--fsqu00a.cn", None)),
        ("https://xn--fsqu00a.cn", ("https", "xn--fsqu00a.cn", None)),
        ("https://BÜCHER.example:8443", ("https", "xn--bcher-kva.example", 8443)),
    ],
)
def test_an_entry_is_read(text, read):
    assert address.listed(text) == read


@pytest.mark.parametrize(
    "entry",
    [
        *("", "example.com", "//example.com", "https://", "https:///", "https://a:port"),
        *("wss://a.com", "https://" + "a" * 64 + ".com", None, 5, b"https://a.com"),
    ],
)
def test_an_entry_that_cannot_be_read_says_what_one_looks_like(entry):
    with pytest.raises(ValueError, match=r"https://host:port"):
        address.listed(entry)


@pytest.mark.parametrize(
    "text", ["https://例子.cn/图.png", "https://xn--fsqu00a.cn/", "https://例子。cn"]
)
def test_a_url_and_an_entry_meet_in_the_wire_form(text):
    assert address.origin(text) == address.listed("https://例子.cn")


@pytest.mark.parametrize("text", ["", "photo.png", "ftp://a.com", "https://", None, 7, {}])
def test_what_is_no_url_leads_nowhere(text):
    assert address.origin(text) is None


@pytest.mark.parametrize("host", ["a" * 63, "a." + "b" * 63 + ".com", "a" * 63 + ".", "x_y.com"])
def test_a_host_of_labels_that_fit(host):
    assert address.parse(f"http://{host}/").host == host


@pytest.mark.parametrize(
    "host", ["a" * 64, "a" * 64 + ".com", "www." + "a" * 64, "a..b", ".a", "a..", "測" * 60]
)
def test_a_host_that_no_dns_can_hold_is_an_invalid_url(host):
    with pytest.raises(Failure, match="invalid url"):
        address.parse(f"http://{host}/")


INVALID = "invalid url"
TOKENS = [
    *(
        "http:",
        "https:",
        "HTTP://",
        "//",
        "/",
        "\\\\",
        "..",
        ".",
        "%2e",
        "?",
        "#",
        "@",
        ":",
        "[",
        "]",
    ),
    *("user:pw@", "127.0.0.1", "::1", "[::1]", "0x7f.1", "h", "文", "xn--", ":80", ":99999"),
    *("\r\n", "\t", " ", "\0", "%0d%0a", "\ud800", "\xad", "。"),
]
URLS = st.lists(st.sampled_from(TOKENS) | st.text(max_size=3)).map("".join)
HTTP = URLS.map("http://h{}".format) | URLS.map("http://{}".format) | URLS


def is_sound(where):
    """Nothing in it could break a request, and it means the same when it is read again."""
    wire = str(where.url)
    assert where.text == wire
    assert re.fullmatch(r"https?://[!-~]+", wire)
    assert where.origin.scheme in ("http", "https")
    assert where.host
    assert re.fullmatch(r"(Basic [A-Za-z0-9+/=]*)?", where.authorization or "")
    again = parse(wire)
    assert str(again.url) == wire
    assert again.same_origin(where)


@given(HTTP)
def test_any_text_is_a_sound_address_or_none(text):
    try:
        is_sound(parse(text))
    except Failure as failure:
        said = failure.text
    else:
        said = INVALID
    assert said == INVALID


PIECES = st.sampled_from(
    [
        *(
            "a",
            "-",
            "~",
            ".",
            "..",
            "%2e",
            "/",
            "//",
            "?",
            "&",
            "=",
            "+",
            "%41",
            "%",
            "@",
            ":",
            "#",
        ),
        *("example.com", "a" * 64, "b" * 999, "127.1", "0x7f.1", "127.0.0.1", "256.0.0.1", "08.1"),
        *(":0", ":1", ":80", ":080", ":443", ":59999", ":60000", ":65535", ":65536", ":", "A", "_"),
    ]
)


@given(st.sampled_from(["http://", "https://"]), st.lists(PIECES, max_size=8).map("".join))
def test_the_usual_address_is_read_as_any_other(scheme, rest):
    # Blanks around an address mean nothing, but make it an unusual one.
    texts = [f"{scheme}{rest}", f" {scheme}{rest}"]
    assert told(texts[0]) == told(texts[1])


@given(st.from_regex(address.USUAL, fullmatch=True))
def test_whatever_is_taken_for_usual_is_read_as_any_other(text):
    assert told(text) == told(f" {text}")


def told(text):
    """What is read, for comparison."""
    try:
        where = parse(text)
    except Failure as failure:
        return failure.text
    return str(where.url), where.origin, where.authorization, where.url.host, where.url.port


@given(HTTP)
def test_any_location_leads_to_a_sound_address_or_nowhere(location):
    try:
        is_sound(redirected(parse("http://h:81/a/b?c"), location))
    except Failure as failure:
        said = failure.text
    else:
        said = INVALID
    assert said == INVALID


ENTRIES = st.lists(st.sampled_from([*":/@[]?#.%", "127.0.0.1", "::1", "80", "a.b", "文"])).map(
    "".join
)


@given(st.text() | ENTRIES | ENTRIES.map("https://{}".format) | ENTRIES.map("http://a{}".format))
def test_any_entry_is_an_origin_or_refused(text):
    try:
        found = address.listed(text)
    except ValueError:
        return
    assert found.scheme in ("http", "https")
    assert found.host
    assert found.port is None or 0 <= found.port <= 65535
    assert address.listed(str(found)) == found
