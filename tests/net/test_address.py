"""wxlab.net.address: URLs as a browser reads them, whatever they are."""

import re

from hypothesis import given
from hypothesis import strategies as st

from wxlab.core.failure import Failure
from wxlab.net.address import parse, redirected

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


def is_sound(address):
    """Nothing in it could break a request, and it means the same when it is read again."""
    wire = str(address.url)
    assert re.fullmatch(r"https?://[!-~]+", wire)
    assert address.origin.scheme in ("http", "https")
    assert address.host
    assert re.fullmatch(r"(Basic [A-Za-z0-9+/=]*)?", address.authorization or "")
    again = parse(wire)
    assert str(again.url) == wire
    assert again.same_origin(address)


@given(HTTP)
def test_any_text_is_a_sound_address_or_none(text):
    try:
        is_sound(parse(text))
    except Failure as failure:
        said = failure.text
    else:
        said = INVALID
    assert said == INVALID


@given(HTTP)
def test_any_location_leads_to_a_sound_address_or_nowhere(location):
    try:
        is_sound(redirected(parse("http://h:81/a/b?c"), location))
    except Failure as failure:
        said = failure.text
    else:
        said = INVALID
    assert said == INVALID
