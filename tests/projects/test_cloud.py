"""The client's side of the counter: what is asked again, what never is, how it stops."""

import json

import pytest

from wxlab import ProjectError, practice
from wxlab.projects.archive import packed
from wxlab.projects.cloud import MOST_POLLS_LOST, Cloud

STATUS = "/cloud/touristappid/status"


@pytest.fixture
def cloud(server, wx):
    return Cloud(server, None, "touristappid", wx)


@pytest.fixture
def upload(cloud, tmp_path):
    """The number of an upload that the server has."""
    (tmp_path / "a.txt").write_text("x")
    package = packed([("a.txt", tmp_path / "a.txt")], tmp_path / "p.zip")
    fields = {"kind": "static", "name": "", "version": "1", "desc": "", "robot": "1"}
    return cloud.send(fields, package, lambda res: None)()["upload"]


def test_a_question_that_is_lost_is_asked_again(cloud, server, upload):
    path = f"/cloud/touristappid/uploads/{upload}"
    with server.fault("reset-before-headers", path, times=MOST_POLLS_LOST - 1):
        assert cloud.state(upload, "verify")["upload"] == upload
    assert server.hits(path) == MOST_POLLS_LOST


def test_a_question_that_is_always_lost_ends(cloud, server, upload):
    path = f"/cloud/touristappid/uploads/{upload}"
    with server.fault("reset-before-headers", path), pytest.raises(ProjectError) as lost:
        cloud.state(upload, "verify")
    assert "ERR_CONNECTION_RESET" in str(lost.value)
    # wx itself asks again where a kept connection turns out to be closed.
    assert MOST_POLLS_LOST <= server.hits(path) <= 2 * MOST_POLLS_LOST


def test_an_answer_that_is_a_refusal_is_not_asked_for_again(cloud, server):
    with pytest.raises(ProjectError) as refused:
        cloud.state("nothing", "verify")
    assert refused.value.code == 40005
    assert server.hits("/cloud/touristappid/uploads/nothing") == 1


@pytest.mark.parametrize("act", ["live", "rollback"])
def test_what_changes_something_is_sent_once(cloud, server, act):
    words = ("static", "", "1") if act == "live" else ("static", "")
    path = f"/cloud/touristappid/{act}"
    with server.fault("reset-before-headers", path), pytest.raises(ProjectError):
        getattr(cloud, act)(*words)
    assert server.hits(path) == 1


def test_once_stopped_nothing_gets_through_until_it_is_opened_again(cloud, server):
    cloud.stop()
    with pytest.raises(ProjectError, match="abort"):
        cloud.status()
    assert server.hits(STATUS) == 0
    cloud.reopen()
    assert cloud.status()["resources"] == []


def test_how_things_stand_is_told_even_after_a_stop(cloud, server):
    cloud.stop()
    assert cloud.standing("app", "1")[0] == "No version is live."


@pytest.mark.parametrize("answer", ["[]", "{}", '{"resources": 7}', "<html>"])
def test_what_is_no_status_says_nothing_about_what_is_live(cloud, server, answer):
    server.route(STATUS, lambda request: answer)
    assert cloud.standing("app", "1")[0] == "Which version is live could not be asked."


NO_UPLOADS = ["{}", "[]", "7", "<html>", '{"upload": 7, "status": "installed", "files": 1}']
NO_STATES = [*NO_UPLOADS, '{"upload": "1", "status": "done", "files": 1}', '{"upload": "1"}']
NO_STATUS = [
    "{}",
    '{"appid": "a"}',
    '{"appid": "a", "resources": 7}',
    '{"appid": "a", "resources": [{}]}',
    '{"appid": "a", "resources": [{"kind": "app", "name": "", "url": "/", "versions": [1]}]}',
    '{"appid": "\\u001b[2J", "resources": []}',
]


@pytest.mark.parametrize(
    ("path", "answer", "ask"),
    [
        *(("/uploads/1", answer, lambda cloud: cloud.state("1", "verify")) for answer in NO_STATES),
        *(("/status", answer, lambda cloud: cloud.status()) for answer in NO_STATUS),
        *(("/live", answer, lambda cloud: cloud.live("app", "", "1")) for answer in NO_UPLOADS),
        *(("/rollback", answer, lambda cloud: cloud.rollback("app", "")) for answer in NO_UPLOADS),
    ],
)
def test_what_something_else_answers_is_told_with_its_address(cloud, server, path, answer, ask):
    server.route(f"/cloud/touristappid{path}", lambda request: answer)
    with pytest.raises(ProjectError) as wrong:
        ask(cloud)
    (problem,) = wrong.value.problems
    for told in (problem.en, problem.zh):
        assert server.url("/") in told
        assert "HTTP 200" in told
        assert "wxlab serve" in told


def test_a_server_that_wants_its_token_is_told_with_its_address(wx):
    with practice.serve(token=True) as server:
        address = f"http://127.0.0.1:{server.port}"
        with pytest.raises(ProjectError, match=f"{address}/ answered HTTP 403"):
            Cloud(address, "k", "touristappid", wx).status()


def test_what_a_stranger_says_is_printed_in_one_line_without_escapes(cloud, server):
    said = {"code": 1, "message": "\x1b[2Jred\nCARRY ON", "file": "a\u2028b"}
    server.route(STATUS, lambda request: (400, {}, json.dumps(said)))
    with pytest.raises(ProjectError) as refused:
        cloud.status()
    assert str(refused.value) == "status failed:\na b:  [2Jred CARRY ON"


def test_nobody_there_is_told_with_the_address(wx):
    with practice.serve() as gone:
        address = gone.url("/")
    with pytest.raises(ProjectError) as lost:
        Cloud(address, "k", "touristappid", wx).status()
    assert f"{address}: request:fail" in str(lost.value)


def test_a_key_may_come_from_its_file_as_it_is(server, wx):
    with pytest.raises(ProjectError) as refused:
        Cloud(server, f"{server.cloud.key}\n", "touristappid", wx).rollback("app", "")
    assert refused.value.code == 40002  # and not 20002: the signature was right


@pytest.mark.parametrize("server_url", ["http://127.0.0.1:9", "http://127.0.0.1:9/"])
def test_an_address_may_end_in_a_slash(wx, server_url):
    assert Cloud(server_url, "k", "wx1", wx).url("/a") == "http://127.0.0.1:9/a"
