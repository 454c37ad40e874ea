"""``wx.explain_url``: why the domain lists let an address pass or not; and the network agrees."""

import pytest

from wxlab import Wx, WxError

LISTED = {
    "uploadFile": ["https://files.invalid", "https://up.invalid:8443"],
    "downloadFile": ["https://files.invalid", "https://例子.invalid"],
    "request": ["https://api.invalid"],
}

CASES = [
    ("uploadFile", "https://files.invalid/a", "listed"),
    ("uploadFile", "https://FILES.invalid/a?b", "listed"),
    ("downloadFile", "https://xn--fsqu00a.invalid/a", "listed"),
    ("downloadFile", "https://例子.invalid/图.png", "listed"),
    ("uploadFile", "https://例子.invalid/图.png", "other-list"),
    ("uploadFile", "https://files.invalid:443/a", "default-port-written"),
    ("uploadFile", "https://files.invalid:8443/a", "port-not-listed"),
    ("uploadFile", "https://up.invalid/a", "port-left-out"),
    ("uploadFile", "https://cdn.files.invalid/a", "sub-domain"),
    ("uploadFile", "https://api.invalid/a", "other-list"),
    ("downloadFile", "https://up.invalid:8443/a", "other-list"),
    ("uploadFile", "https://nobody.invalid/a", "not-listed"),
    ("uploadFile", "http://files.invalid/a", "not-https"),
    ("downloadFile", "https://8.8.8.8/a", "ip-address"),
    ("downloadFile", "http://134744072/a", "ip-address"),
    ("downloadFile", "http://192.168.0.7:5000/a", "local-network"),
    ("downloadFile", "http://localhost:1/a", "localhost"),
    ("downloadFile", "http://127.1:1/a", "localhost"),
    ("downloadFile", "https://api.weixin.qq.com/a", "forbidden-host"),
    ("downloadFile", "wxfile://tmp_a.png", "invalid-url"),
    ("downloadFile", "/a/photo.png", "invalid-url"),
    ("downloadFile", "https://" + "a" * 64 + ".invalid/", "invalid-url"),
]


@pytest.mark.parametrize(("api", "url", "rule"), CASES)
def test_what_is_explained_is_what_happens(tmp_path, api, url, rule):
    (tmp_path / "a").write_bytes(b"x")
    more = {"filePath": tmp_path / "a", "name": "f"} if api == "uploadFile" else {}
    with Wx(check_domains=True, domains=LISTED) as wx:
        ruling = wx.explain_url(url, api)
        assert (ruling.rule, ruling.url, ruling.api) == (rule, url, api)
        with pytest.raises(WxError) as caught:
            getattr(wx, api)(more, url=url).wait(20)
    refused = caught.value.errMsg == f"{api}:fail url not in domain list"
    # What is let pass fails later: nobody has these names.
    assert refused is (not ruling.allowed and rule != "invalid-url")
    assert (caught.value.errMsg == f"{api}:fail invalid url") is (rule == "invalid-url")


def test_a_practice_server_may_be_listed(server):
    with Wx(check_domains=True, domains={"downloadFile": [server.url()]}) as wx:
        assert wx.explain_url(server.url("/file/1"), "downloadFile").rule == "practice-server"
        assert wx.downloadFile(url=server.url("/file/1")).wait(20).statusCode == 200
        assert wx.explain_url(server.url("/upload"), "uploadFile").rule == "localhost"


@pytest.mark.parametrize("check_domains", [True, False])
def test_unchecked_it_says_what_would_happen_on_a_phone(server, check_domains):
    with Wx(check_domains=check_domains, domains=LISTED) as wx:
        ruling = wx.explain_url(server.url("/file/1"), "downloadFile")
        assert (ruling.allowed, ruling.rule) == (False, "localhost")
        assert ruling.checked is check_domains
        assert ("check_domains is off" in repr(ruling)) is not check_domains
        if not check_domains:
            assert wx.downloadFile(url=server.url("/file/1")).wait(20).statusCode == 200


@pytest.mark.parametrize("url", [None, 5, "", {}, "\0"])
def test_anything_may_be_asked_about(wx, url):
    assert wx.explain_url(url, "request").rule == "invalid-url"


@pytest.mark.parametrize("api", ["upload", "", None, "connectSocket"])
def test_an_api_without_a_list_is_a_mistake(wx, api):
    with pytest.raises(ValueError, match="uploadFile"):
        wx.explain_url("https://a.com", api)


def test_a_list_for_request_is_no_list_for_anything_else():
    with Wx(domains={"request": ["https://a.com"]}) as wx:
        assert wx.explain_url("https://a.com/x", "request").allowed
        assert not wx.explain_url("https://a.com/x", "downloadFile").allowed
    with pytest.raises(ValueError, match="request"):
        Wx(domains={"connectSocket": []})


def refusals(task):
    with pytest.raises(WxError) as caught:
        task.wait(20)
    assert dict(caught.value.res) == {
        "errMsg": f"{task.api}:fail url not in domain list",
        "errno": 600002,
    }
    return [event.detail for event in task.events if event.name == "refused"]


def test_a_refusal_says_in_the_events_what_was_refused_and_why(wx):
    with Wx(check_domains=True, domains=LISTED) as phone:
        (told,) = refusals(phone.downloadFile(url="https://cdn.files.invalid/a"))
        assert told["rule"] == "sub-domain"
        assert told["url"] == "https://cdn.files.invalid/a"
        assert told["en"] == phone.explain_url(told["url"], "downloadFile").en


def test_a_refusal_on_the_way_tells_where_the_redirect_led(server):
    with Wx(check_domains=True, domains={"downloadFile": [server.url()]}) as wx:
        to = "https://cdn.files.invalid/b"
        (told,) = refusals(wx.downloadFile(url=server.url(f"/redirect/1?to={to}")))
        assert (told["rule"], told["url"]) == ("not-listed", to)
        task = wx.downloadFile(url=server.url("/redirect/1?to=http://127.0.0.1:1/"))
        assert [each["rule"] for each in refusals(task)] == ["localhost"]
    assert server.hits("/redirect/1") == 2


def test_other_failures_are_not_refusals(server, wx):
    task = wx.downloadFile(url="http://127.0.0.1:1/")
    with pytest.raises(WxError):
        task.wait(20)
    assert "refused" not in [event.name for event in task.events]
