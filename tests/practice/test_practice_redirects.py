import pytest


def location(head):
    lines = dict(line.partition(": ")[::2] for line in head.split("\r\n")[1:])
    return lines["Location"]


def test_curl_follows_the_hops_to_the_headers(server, curl):
    url = server.url("/redirect/3")
    printed = curl("-L", "-o", "/dev/null", "-w", "%{num_redirects} %{url_effective}", url)
    assert printed.decode() == f"3 {server.url('/headers')}"
    assert [arrival.path for arrival in server.log] == [
        *("/redirect/3", "/redirect/2", "/redirect/1", "/headers")
    ]
    assert [arrival.status for arrival in server.log] == [302, 302, 302, 200]


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_the_code_and_the_target_go_along(get, code):
    head, _ = get(f"/redirect/2?code={code}&to=/file/5%3Fgzip")
    assert head.startswith(f"HTTP/1.1 {code} ")
    assert location(head) == f"/redirect/1?code={code}&to=%2Ffile%2F5%3Fgzip"
    head, _ = get(location(head))
    assert (head[9:12], location(head)) == (str(code), "/file/5?gzip")


def test_a_posted_body_is_read_at_each_hop(server, curl):
    curl("-L", "-d", "abc", server.url("/redirect/2?code=307&to=/slow/0"))
    assert [(one.method, one.body) for one in server.log] == [("POST", b"abc")] * 3


def test_a_loop_leads_to_itself(get):
    assert location(get("/redirect/loop?code=308")[0]) == "/redirect/loop?code=308"


TARGETS = {
    "https://example.com/a%2520b": "https://example.com/a%20b",
    "/%E5%9B%BE%20x": "/%E5%9B%BE%20x",
    "/a%0D%0ASet-Cookie:x": "/a%0D%0ASet-Cookie:x",
}


@pytest.mark.parametrize(("asked", "told"), TARGETS.items())
def test_any_target_is_told_as_a_url(get, asked, told):
    head, _ = get(f"/redirect/1?to={asked}")
    assert location(head) == told
    assert "\r\nSet-Cookie" not in head


REFUSED = {
    "/redirect/0": "n should be a whole number from 1 to 100",
    "/redirect/101": "n should be",
    "/redirect/1?code=304": "code should be one of",
    "/redirect/1?code=200": "code should be",
}


@pytest.mark.parametrize(("path", "words"), REFUSED.items())
def test_what_is_no_redirect_is_refused_by_name(get, path, words):
    head, body = get(path)
    assert head.startswith("HTTP/1.1 400 ")
    assert words in body.decode()
