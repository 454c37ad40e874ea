"""Uploads, from the folder to what the practice cloud serves."""

import asyncio
import json
import os
import pickle
import re
import urllib.request

import pytest

import wxlab
from wxlab import ProjectError, Wx, WxWarning, practice
from wxlab.api.task import UploadTask
from wxlab.projects.archive import packed
from wxlab.projects.cloud import Cloud
from wxlab.projects.job import Job
from wxlab.projects.problems import Problem
from wxlab.projects.release import installed, release

UPLOADS = "/cloud/touristappid/uploads"


def fetched(url):
    with urllib.request.urlopen(url) as response:
        return response.read()


def live(server):
    found = server.cloud.status("touristappid").resource("app")
    return found and found.live


def grow(shop, size=1_500_000):
    """Make the project so large that an upload of it does not fit into the systems' buffers."""
    shop.write("miniprogram/images/photo.jpg", os.urandom(size))


def test_an_upload_is_installed_and_served_as_it_was_packed(shop, server):
    res = shop.project.upload(server, version="1.2.3", desc="第一版", robot=7).wait()
    assert res.status == "installed"
    assert live(server) == res.version == "1.2.3"
    app = server.url("/cloud/touristappid/app/")
    for name in shop.packed:
        assert fetched(app + name) == (shop.path / "miniprogram" / name).read_bytes()
    (version,) = server.cloud.status("touristappid").resource("app").versions
    assert (version.digest, version.desc, version.robot) == (res.digest, "第一版", 7)
    assert version.files == res.files == len(shop.packed)


def test_the_result_has_miniprogram_ci_s_names(shop, server):
    res = shop.project.upload(server).wait()
    sizes = {each.name: each.size for each in res.subPackageInfo}
    assert sizes == {each.name: each.size for each in shop.project.packages}
    assert json.loads(fetched(res.url))["pages"]
    assert "__FULL__" in res._repr_html_()


def test_it_tells_its_phases_in_order_and_bytes_while_it_uploads(shop, server):
    grow(shop)
    heard = []
    res = shop.project.upload(server, onProgressUpdate=heard.append).wait()
    phases = [(event.id, event.status) for event in heard if "progress" not in event]
    assert phases == [
        (phase, status)
        for phase in ("check", "pack", "upload", "verify", "install")
        for status in ("doing", "done")
    ]
    ticks = [event for event in heard if "progress" in event]
    sent = [tick.totalBytesSent for tick in ticks]
    assert sent == sorted(sent)
    assert {tick.totalBytesExpectedToSend for tick in ticks} == {res.size}
    assert (ticks[-1].progress, sent[-1]) == (100, res.size)
    assert {tick.id for tick in ticks} == {"upload"}


def test_it_can_be_awaited(shop, server):
    async def main():
        return await shop.project.upload(server)

    assert asyncio.run(main()).status == "installed"


def test_a_broken_project_is_not_sent(shop, server):
    shop.edit("miniprogram/app.json", '"pages/cart/cart"\n  ],', '"pages/cart/cart",\n  ],')
    with pytest.raises(ProjectError) as refused:
        shop.project.upload(server).wait()
    assert refused.value.phase == "check"
    assert "app.json:4:22: no comma may stand before ]" in str(refused.value)
    assert len(server.log) == 0


def test_what_is_checked_is_what_is_there_when_it_is_uploaded(shop, server):
    job = shop.project.upload(server)
    (shop.path / "miniprogram/app.js").unlink()  # nothing has begun: this very code still runs
    with pytest.raises(ProjectError, match=r"app\.js is not there"):
        job.wait()


def test_an_upload_that_is_cut_leaves_the_version_before_it_live(shop, server):
    shop.project.upload(server, version="1.0.0").wait()
    before = fetched(server.url("/cloud/touristappid/app/app.json"))
    grow(shop)
    shop.edit("miniprogram/app.json", "小店", "大店")
    with server.fault("reset-mid-upload", UPLOADS), pytest.raises(ProjectError) as cut:
        shop.project.upload(server, version="2.0.0").wait()
    assert cut.value.phase == "upload"
    assert "Version 1.0.0 is still live." in str(cut.value)
    assert "版本 1.0.0 仍然在线。" in cut.value.told("zh")
    assert "uploadFile:fail -101:net::ERR_CONNECTION_RESET: " in str(cut.value)
    assert live(server) == "1.0.0"
    assert fetched(server.url("/cloud/touristappid/app/app.json")) == before
    assert shop.project.upload(server, version="2.0.0").wait().status == "installed"
    assert live(server) == "2.0.0"


def test_an_upload_that_is_aborted_leaves_the_version_before_it_live(shop, server):
    shop.project.upload(server, version="1.0.0").wait()
    grow(shop)
    server.throttle(up=400)

    def stop(event):
        if "progress" in event:
            job.abort()

    job = shop.project.upload(server, version="2.0.0", onProgressUpdate=stop)
    with pytest.raises(ProjectError) as stopped:
        job.wait()
    assert "uploadFile:fail abort" in str(stopped.value)
    assert "Version 1.0.0 is still live." in str(stopped.value)
    assert live(server) == "1.0.0"
    assert job.steps[-1].status == "fail"


def test_when_nothing_was_live_it_says_so(shop, server):
    with server.fault("reset-before-headers", UPLOADS), pytest.raises(ProjectError) as cut:
        shop.project.upload(server).wait()
    assert "No version is live." in str(cut.value)


def test_a_post_is_never_sent_twice(shop, server):
    with server.fault("reset-before-headers", UPLOADS), pytest.raises(ProjectError):
        shop.project.upload(server).wait()
    assert server.hits(UPLOADS) == 1


def test_when_the_server_is_gone_it_says_so(shop):
    with practice.serve() as server:
        address, key = server.url("/"), server.cloud.key
    with pytest.raises(ProjectError) as gone:
        shop.project.upload(address, key=key).wait()
    assert "ERR_CONNECTION_REFUSED" in str(gone.value)
    assert "Which version is live could not be asked." in str(gone.value)


def test_two_uploads_at_once_do_not_mix(tmp_path, server):
    shops = []
    for name in ("first", "second"):
        project = wxlab.project.new(tmp_path / name)
        for number in range(20):
            file = tmp_path / name / f"miniprogram/images/{number}.svg"
            file.write_text(f"<svg>{name}</svg>" * 1000)
        shops.append(project)
    jobs = [each.upload(server, version=name) for each, name in zip(shops, "ab", strict=True)]
    results = [job.wait() for job in jobs]
    found = server.cloud.status("touristappid").resource("app")
    assert {each.version: each.digest for each in found.versions} == {
        res.version: res.digest for res in results
    }
    whose = {"a": "first", "b": "second"}[found.live]
    app = server.url("/cloud/touristappid/app/images/")
    served = {fetched(f"{app}{number}.svg") for number in range(20)}
    assert served == {f"<svg>{whose}</svg>".encode() * 1000}


def test_two_mini_programs_on_one_server_do_not_mix(tmp_path, server):
    appids = ["wx0123456789abcdef", "wxfedcba9876543210"]
    jobs = []
    for appid in appids:
        project = wxlab.project.new(tmp_path / appid)
        config = tmp_path / appid / "project.config.json"
        config.write_text(config.read_text("utf-8").replace("touristappid", appid), "utf-8")
        (tmp_path / appid / "miniprogram/app.js").write_text(f"// {appid}")
        jobs.append(project.upload(server, version=appid))
    for job in jobs:
        job.wait()
    for appid in appids:
        assert fetched(server.url(f"/cloud/{appid}/app/app.js")).decode() == f"// {appid}"
        assert server.cloud.status(appid).resource("app").live == appid


def test_a_version_never_changes(shop, server):
    first = shop.project.upload(server, version="1.0.0").wait()
    assert shop.project.upload(server, version="1.0.0").wait().digest == first.digest
    shop.edit("miniprogram/app.json", "小店", "大店")
    with pytest.raises(ProjectError) as refused:
        shop.project.upload(server, version="1.0.0").wait()
    assert refused.value.code == 40001
    assert "What to do: Choose another version" in str(refused.value)
    assert live(server) == "1.0.0"


def test_a_rollback_brings_back_the_version_before(shop, server):
    shop.project.upload(server, version="1").wait()
    shop.edit("miniprogram/app.json", "小店", "大店")
    shop.project.upload(server, version="2").wait()
    res = shop.project.rollback(server)
    assert (res.live, live(server)) == ("1", "1")
    assert "小店" in fetched(res.url).decode()
    with pytest.raises(ProjectError) as refused:
        shop.project.rollback(server, "static")
    assert refused.value.phase == "rollback"


def test_a_server_may_be_given_by_its_address_and_the_key(shop, server):
    res = shop.project.upload(server.url("/"), key=server.cloud.key).wait()
    assert res.status == "installed"
    assert shop.project.status(server.url("/")).resources[0]["live"] == "1.0.0"


@pytest.mark.parametrize(
    ("key", "code", "remedy"),
    [(None, 20001, "Give the cloud's upload key"), ("wrong", 20002, "Use the upload key of this")],
)
def test_without_the_right_key_nothing_is_taken(shop, server, key, code, remedy):
    with pytest.raises(ProjectError) as refused:
        shop.project.upload(server.url("/"), key=key).wait()
    assert refused.value.code == code
    assert remedy in str(refused.value)
    assert live(server) is None


def test_a_server_with_a_token_is_one_like_any_other(shop):
    with practice.serve(token=True) as server:
        assert shop.project.upload(server).wait().status == "installed"
        (app,) = shop.project.status(server).resources
        assert json.loads(fetched(app.url))["pages"]


def test_a_server_with_tls_is_trusted(shop):
    with practice.serve(tls=True) as server:
        assert shop.project.upload(server).wait().status == "installed"


def test_a_server_that_is_no_cloud_is_told_apart(shop, server):
    server.route(UPLOADS, lambda request: "hello")
    with pytest.raises(ProjectError, match="HTTP 200, which is no practice cloud's"):
        shop.project.upload(server).wait()


def test_a_wx_of_the_caller_s_makes_the_transfers_and_stays_open(shop, server, wx):
    kinds = []
    wx.observe(lambda: kinds.extend(type(task) for task in wx.tasks))  # as a panel does
    shop.project.upload(server, wx=wx).wait()
    assert UploadTask in kinds
    assert wx.request(url=server.url("/file/1")).wait().statusCode == 200


def test_a_wx_that_returns_no_tasks_cannot_make_them(shop, server):
    old = Wx(base_library="1.3.0")
    with old, pytest.raises(ValueError, match=r"1\.4\.0 or later"):
        shop.project.upload(server, wx=old).wait()


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"version": ""}, "version should be"),
        ({"version": "1/2"}, "version should be"),
        ({"version": "x" * 65}, "version should be"),
        ({"version": 1}, "version should be"),
        ({"desc": "x" * 1001}, "desc should be"),
        ({"desc": "two\nlines"}, "desc should be one line"),
        ({"desc": "half \ud83d"}, "desc should be one line"),
        ({"robot": 0}, "robot should be 1 to 30, not 0"),
        ({"robot": 31}, "robot should be"),
        ({"robot": True}, "robot should be"),
    ],
)
def test_what_no_server_would_take_is_refused_at_once(shop, fields, told):
    with pytest.raises(ValueError, match=re.escape(told)) as refused:
        shop.project.upload("http://127.0.0.1:1/", **fields)
    assert re.search("应为", refused.value.told("zh"))
    assert pickle.loads(pickle.dumps(refused.value)).told("zh") == refused.value.told("zh")


def test_settings_have_no_effect_and_say_so(shop, server):
    with pytest.warns(WxWarning, match=r"setting\.es6 has no effect: nothing is compiled here"):
        job = shop.project.upload(server, setting={"es6": True})
    job.wait()
    with pytest.warns(WxWarning, match=r"setting\.es8 .* has no such one"):
        job = shop.project.upload(server, setting={"es8": True})
    job.wait()


class Silent:
    """A cloud that takes a package, and then is not heard of any more."""

    def send(self, fields, package, sent):
        return lambda: {"upload": "1", "status": "verifying"}

    def state(self, upload, phase):
        raise ProjectError(phase, [Problem("", 0, 0, 0, "nothing was heard", "没有回音")])

    def standing(self, kind, version):
        return "Version 1 is still live.", "版本 1 仍然在线。"


def test_when_the_end_is_not_heard_it_says_that_it_is_open(shop):
    fields = {"version": "2", "desc": "", "robot": "1"}
    job = Job("test", lambda job: release(Silent(), shop.project._look, fields, job), None)
    with pytest.raises(ProjectError) as lost:
        job.wait()
    assert lost.value.phase == "verify"
    assert str(lost.value).endswith(
        "Version 1 is still live. The server has the package, and may still install it."
    )


class Told:
    """A job that only remembers what it is told."""

    def __init__(self):
        self.steps = []

    def tell(self, step, status, en, zh, **more):
        self.steps.append((step, status))

    def go_on(self, phase):
        pass


def test_what_the_server_finds_is_told_with_its_file_and_line(tmp_path, server, wx):
    (tmp_path / "app.json").write_text('{\n"pages": ["a",]}')
    package = packed([("app.json", tmp_path / "app.json")], tmp_path / "p.zip")
    cloud = Cloud(server, None, "touristappid", wx)
    fields = {"kind": "app", "name": "", "version": "1", "desc": "", "robot": "1"}
    job = Told()
    answer = cloud.send(fields, package, lambda res: None)()
    with pytest.raises(ProjectError) as refused:
        installed(cloud, job, "", answer)
    (problem,) = refused.value.problems
    assert (problem.file, problem.line, problem.code) == ("app.json", 2, 10006)
    assert refused.value.phase == "verify"
    assert job.steps == [("verify", "doing")]
