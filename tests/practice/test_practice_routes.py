import pytest
from hypothesis import given
from hypothesis import strategies as st

from wxlab.practice.routes import NOT_FOUND, ROUTES


def test_every_route_says_what_it_shows_in_both_languages():
    for route in ROUTES:
        assert route.en
        assert any("\u4e00" <= letter <= "\u9fff" for letter in route.zh)
    assert len({route.path for route in ROUTES}) == len(ROUTES)


@pytest.mark.parametrize(
    ("path", "found", "words"),
    [
        ("/", "/", {}),
        ("/file/10", "/file/{size}", {"size": "10"}),
        ("/redirect/loop", "/redirect/loop", {}),
        ("/redirect/5", "/redirect/{hops}", {"hops": "5"}),
        ("/slow/upload", "/slow/upload", {}),
        ("/slow/30", "/slow/{ms}", {"ms": "30"}),
        ("/storage/s3/b", "/storage/{service}/{bucket}", {"service": "s3", "bucket": "b"}),
        (
            "/storage/s3/b/a/\n//c",
            "/storage/{service}/{bucket}/{key...}",
            {"service": "s3", "bucket": "b", "key": "a/\n//c"},
        ),
        ("/storage/s3/b/", NOT_FOUND.path, {}),
        ("/file/10/more", NOT_FOUND.path, {}),
        ("/file/", NOT_FOUND.path, {}),
        ("/uploads", NOT_FOUND.path, {}),
    ],
)
def test_the_first_row_that_matches_answers(path, found, words):
    route, given = ROUTES.find(path)
    assert (route.path, given) == (found, words)


def test_the_table_prints_and_shows_as_html():
    assert "POST  /upload " in repr(ROUTES)
    assert ROUTES._repr_html_().count("<tr>") == len(ROUTES) + 1


def test_the_first_page_lists_the_routes(get):
    head, body = get("/")
    assert "\r\nContent-Type: text/html; charset=utf-8" in head
    for route in ROUTES:
        assert route.path in body.decode()


def test_anything_else_is_404_with_the_list(server, get):
    head, body = get("/nowhere?at=all")
    assert head.startswith("HTTP/1.1 404 Not Found\r\n")
    assert "/file/{size}" in body.decode()
    assert server.hits("/nowhere") == 1


def test_every_route_reads_and_logs_a_posted_body(server, ask):
    paths = ["/", "/upload", "/slow/upload", "/file/3", "/status/204", "/headers", "/slow/0"]
    paths += ["/drip/1?ms=0", "/redirect/1", "/redirect/loop", "/nowhere", "/file/x"]
    for path in paths:
        head = f"POST {path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 3\r\n\r\n"
        ask(head.encode() + b"abc")
    assert [(arrival.path, arrival.body) for arrival in server.log] == [(p, b"abc") for p in paths]


@given(st.text() | st.lists(st.sampled_from([*"/ab1{}", "file", "slow", "redirect"])).map("".join))
def test_any_path_finds_a_route_or_none(path):
    route, words = ROUTES.find(path)
    if route is NOT_FOUND:
        assert words == {}
    else:
        assert route.path.format(**words) == path
        assert all(word and "/" not in word for word in words.values())
