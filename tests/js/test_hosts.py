"""Where requests go in place of an example's host."""

import pytest

from wxlab.js.hosts import mapped


class Server:
    def url(self, path):
        return f"http://127.0.0.1:9{path}"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://example.com/upload", "http://127.0.0.1:9/upload"),
        ("https://example.com:8443/a/b?c=d#e", "http://127.0.0.1:9/a/b?c=d#e"),
        ("https://example.com", "http://127.0.0.1:9/"),
        ("https://example.com?a=1", "http://127.0.0.1:9/?a=1"),
        ("http://127.0.0.1:5/x", "http://127.0.0.1:5/x"),
        ("http://localhost/x", "http://localhost/x"),
        ("http://[::1]:5/x", "http://[::1]:5/x"),
        ("ftp://example.com/x", "ftp://example.com/x"),
        ("http://[broken/x", "http://[broken/x"),
        ("", ""),
        (5, 5),
        (None, None),
    ],
)
def test_a_server_answers_for_every_other_machine(url, expected):
    assert mapped(url, Server()) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.com/x?y", "http://one/x?y"),
        ("https://a.com/deep/x", "http://two/x"),
        ("https://a.com/exactly", "http://three/?z"),
        ("https://b.com/x", "http://127.0.0.1:9/x"),
        ("https://a.com.evil/x", "https://a.com.evil/x"),
        ("https://a.company/x", "https://a.company/x"),
        ("https://c.com/x", "https://c.com/x"),
    ],
)
def test_a_mapping_replaces_the_longest_beginning(url, expected):
    places = {
        "https://a.com": "http://one",
        "https://a.com/deep/": "http://two/",
        "https://a.com/exactly": "http://three/?z",
        "https://b.com": Server(),
    }
    assert mapped(url, places) == expected


def test_without_a_place_nothing_changes():
    assert mapped("https://example.com", None) == "https://example.com"
