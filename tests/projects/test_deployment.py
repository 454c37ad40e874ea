"""Deployments: everything is live and can be asked for, or nothing has changed."""

import json
import urllib.request
from collections.abc import Mapping
from urllib.parse import quote

import pytest

from wxlab import ProjectError
from wxlab.projects.deployment import deployment
from wxlab.projects.job import Job
from wxlab.projects.resources import Resource

EVERYTHING = {"functions": True, "database": True, "storage": True, "static": True}


def fetched(url, data=None):
    body = None if data is None else json.dumps(data).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as response:
        return response.read()


def live(server):
    found = server.cloud.status("touristappid").resources
    return {f"{each.kind} {each.name}".rstrip(): each.live for each in found}


def test_everything_is_live_and_can_be_asked_for(shop, server):
    res = shop.project.deploy(server, **EVERYTHING).wait()
    url = {f"{each.kind} {each.name}".rstrip(): each.url for each in res.resources}
    assert json.loads(fetched(url["function sum"], {"a": 2, "b": 3})) == {"sum": 5}
    assert json.loads(fetched(url["database"] + "/goods"))["total"] == 3
    photo = (shop.path / "storage/照片.png").read_bytes()
    assert fetched(f"{url['storage']}/{quote('照片.png')}") == photo
    assert fetched(url["static"]) == (shop.path / "static/index.html").read_bytes()
    assert {each.status for each in res.resources} == {"live"}
    assert set(live(server).values()) == {"1.0.0"}
    assert "function hello" in url


def test_without_a_choice_it_is_all_functions(shop, server):
    shop.project.deploy(server).wait()
    assert live(server) == {"function hello": "1.0.0", "function sum": "1.0.0"}


@pytest.mark.parametrize("wanted", [["sum"], "sum"])
def test_only_what_is_chosen_is_deployed(shop, server, wanted):
    shop.project.deploy(server, functions=wanted, version="2").wait()
    assert live(server) == {"function sum": "2"}


def test_a_folder_elsewhere_may_be_deployed(shop, server, tmp_path):
    (tmp_path / "site").mkdir()
    (tmp_path / "site/index.html").write_text("elsewhere")
    res = shop.project.deploy(server, static=tmp_path / "site").wait()
    assert live(server) == {"static": "1.0.0"}
    assert fetched(res.resources[0].url) == b"elsewhere"


def test_what_is_broken_here_is_not_sent(shop, server):
    shop.write("database/goods.json", '{"a": 1}\n{"a": 2,}\n')
    with pytest.raises(ProjectError) as refused:
        shop.project.deploy(server, **EVERYTHING).wait()
    assert "database/goods.json:2:8: no comma may stand before }" in str(refused.value)
    assert len(server.log) == 0


def test_one_that_the_server_refuses_keeps_all_of_them_back(shop, server):
    shop.project.deploy(server, **EVERYTHING).wait()
    before = live(server)
    shop.write("cloudfunctions/sum/index.py", "def main(event, context):\n    return (\n")
    job = shop.project.deploy(server, **EVERYTHING, version="2")
    with pytest.raises(ProjectError) as refused:
        job.wait()
    (problem,) = refused.value.problems
    assert problem.file == "function/sum/index.py"
    assert (problem.line, problem.code) == (2, 40011)
    assert "Nothing of it was made live" in str(refused.value)
    assert live(server) == before
    assert {step.id for step in job.steps if step.status == "fail"} == {"function/sum verify"}
    assert not [step for step in job.steps if step.phase == "live"]


def test_one_that_is_cut_keeps_all_of_them_back(shop, server):
    with (
        server.fault("reset-before-headers", "/cloud/touristappid/uploads", times=1),
        pytest.raises(ProjectError) as cut,
    ):
        shop.project.deploy(server, **EVERYTHING).wait()
    assert cut.value.phase == "upload"
    assert len(cut.value.problems) == 1
    assert set(live(server).values()) == {None}
    shop.project.deploy(server, **EVERYTHING).wait()
    assert set(live(server).values()) == {"1.0.0"}


def test_a_rollback_is_of_one_resource(shop, server):
    shop.project.deploy(server, functions=["sum"], version="1").wait()
    shop.edit("cloudfunctions/sum/index.py", "+", "*")
    (changed,) = shop.project.deploy(server, functions=["sum"], version="2").wait().resources
    assert json.loads(fetched(changed.url, {"a": 2, "b": 5})) == {"sum": 10}
    res = shop.project.rollback(server, "function", "sum")
    assert json.loads(fetched(res.url, {"a": 2, "b": 5})) == {"sum": 7}
    assert (res.live, live(server)) == ("1", {"function sum": "1"})


def test_a_config_that_is_broken_is_told(shop, server):
    shop.edit("project.config.json", "touristappid", "nobody")
    with pytest.raises(ProjectError, match=r"project\.config\.json:3:12: appid should be"):
        shop.project.deploy(server).wait()
    assert len(server.log) == 0


def test_results_are_tables_to_look_at(shop, server):
    res = shop.project.deploy(server, functions=["sum"]).wait()
    for view in (res, shop.project.status(server)):
        assert "function/sum" in repr(view)
        assert "function/sum" in view._repr_html_()
        assert "资源" in repr(view.view("zh"))
        assert json.loads(json.dumps(view))["appid"] == "touristappid"


class Counter:
    """A cloud that installs everything, and lets the names in `refused` not become live."""

    def __init__(self, before: Mapping[str, str | None], refused: str):
        self.lives = dict(before)
        self._refused = refused
        self._numbers = 0

    def send(self, fields, package, sent):
        self._numbers += 1
        return lambda: {"upload": str(self._numbers), "status": "verifying"}

    def state(self, upload, phase):
        return {"upload": upload, "status": "installed", "files": 1, "bytes": 1}

    def status(self):
        return {
            "resources": [
                {"kind": "function", "name": name, "live": version}
                for name, version in self.lives.items()
            ]
        }

    def live(self, kind, name, version):
        if name == self._refused:
            raise ProjectError("live", [])
        self.lives[name] = version
        return {"url": f"/{name}"}

    def reopen(self):
        pass

    def url(self, path):
        return path


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (
            {"a": "1", "b": "1", "c": "1"},
            {"a": "1", "b": "1", "c": "1"},
            "Nothing of it was made live",
        ),
        ({"a": None, "b": "1"}, {"a": "2", "b": "1"}, "to be rolled back by hand: function/a."),
    ],
)
def test_when_one_does_not_become_live_those_before_it_are_put_back(tmp_path, before, after, told):
    (tmp_path / "index.js").write_text("exports.main = () => 1")
    chosen = [Resource("function", each, (("index.js", tmp_path / "index.js"),)) for each in "abc"]
    cloud = Counter(before, "c")
    fields = {"version": "2", "desc": "", "robot": "1"}
    job = Job("test", lambda job: deployment(cloud, "wx1", lambda: chosen, fields, job), None)
    with pytest.raises(ProjectError) as refused:
        job.wait()
    assert told in str(refused.value)
    assert cloud.lives == after
    assert job.steps[-1].status == "fail"


def test_an_abort_before_anything_is_live_changes_nothing(tmp_path):
    (tmp_path / "index.js").write_text("exports.main = () => 1")
    chosen = [Resource("function", "a", (("index.js", tmp_path / "index.js"),))]
    cloud = Counter({"a": "1"}, "")
    fields = {"version": "2", "desc": "", "robot": "1"}

    def work(job):
        cloud.state = lambda upload, phase: (
            job.abort()
            or {
                "upload": upload,
                "status": "installed",
                "files": 1,
            }
        )
        return deployment(cloud, "wx1", lambda: chosen, fields, job)

    with pytest.raises(ProjectError, match="it was aborted"):
        Job("test", work, None).wait()
    assert cloud.lives == {"a": "1"}
