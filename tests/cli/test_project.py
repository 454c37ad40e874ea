"""`wxlab project`: from a new folder to what is live, and back."""

import os
import signal
import subprocess
import sys

import pytest

from wxlab import cli, practice

UPLOADS = "/cloud/touristappid/uploads"


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """The folder in which the commands run."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    return tmp_path


@pytest.fixture
def shop(here, capsys):
    run("new shop")
    capsys.readouterr()
    return here / "shop"


@pytest.fixture
def named(server, here):
    """The words that name a server that runs already."""
    (here / "key").write_text(f"{server.cloud.key}\n")
    return f"--server {server.url('/')} --key-file key"


def run(words):
    return cli.main(["project", *words.split()])


def edit(path, old, new):
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


def test_a_project_is_made_checked_uploaded_deployed_and_rolled_back(shop, here, capsys):
    assert run("check shop") == 0
    assert "nothing wrong" in capsys.readouterr().out
    assert run("upload shop --version 1 --desc first --robot 2") == 0
    out = capsys.readouterr().out
    steps = [line.split()[1] for line in out.splitlines() if line.startswith("+")]
    assert steps == ["check", "pack", "upload", "verify", "install"]
    assert "Version 1 of touristappid is installed." in out
    edit(shop / "miniprogram/app.json", "小店", "大店")
    assert run("upload shop --version 2") == 0
    assert run("deploy shop --functions --database --storage --static --version 2") == 0
    capsys.readouterr()
    assert run("status shop") == 0
    out = capsys.readouterr().out
    assert [line.split()[:4] for line in out.splitlines()[3:]] == [
        ["app", "2", "1", "1,"],
        ["database", "2", "none", "2"],
        ["function/hello", "2", "none", "2"],
        ["function/sum", "2", "none", "2"],
        ["static", "2", "none", "2"],
        ["storage", "2", "none", "2"],
    ]
    assert "http" not in out
    assert run("rollback shop") == 0
    assert capsys.readouterr().out == "app is live in version 1 again.\n"
    with practice.serve(cloud="wxlab-cloud") as server:
        assert server.cloud.status("touristappid").resource("app").live == "1"


def test_a_server_that_runs_may_be_named(shop, server, named, capsys):
    assert run(f"upload shop {named}") == 0
    assert "wxlab-cloud" not in capsys.readouterr().out
    assert run(f"deploy shop --functions sum --static shop/static {named}") == 0
    assert server.url("/cloud/touristappid/functions/sum") in capsys.readouterr().out
    assert run(f"status shop {named}") == 0
    assert server.url("/cloud/touristappid/static/") in capsys.readouterr().out
    found = server.cloud.status("touristappid").resources
    assert {(each.kind, each.name) for each in found} == {
        ("app", ""),
        ("function", "sum"),
        ("static", ""),
    }
    assert not os.path.exists("wxlab-cloud")


def test_it_speaks_chinese(shop, capsys):
    assert run("upload shop --lang zh") == 0
    out = capsys.readouterr().out
    assert "代码包完好" in out
    assert "touristappid 的版本 1.0.0 已安装。" in out
    edit(shop / "miniprogram/app.json", '"style": "v2",', '"style": "v2",,')
    assert run("check shop --lang zh") == 1
    err = capsys.readouterr().err
    assert err.splitlines()[0] == "检查失败："
    assert "app.json:41:17: " in err


@pytest.mark.parametrize("act", ["check", "upload"])
def test_a_broken_project_is_told_with_file_and_line(shop, capsys, act):
    edit(shop / "miniprogram/app.json", '"pages/cart/cart"\n  ],', '"pages/no/no"\n  ],')
    assert run(f"{act} shop") == 1
    shown = capsys.readouterr()
    assert "app.json:4:5: pages/no/no.wxml is not there" in shown.err
    assert "Traceback" not in shown.err
    assert "x check" in shown.out or act == "check"


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        ("check gone", 1, "gone is no folder"),
        ("new shop", 1, "shop is not empty. Choose another folder."),
        ("upload shop --robot 31", 2, "robot should be 1 to 30, not 31"),
        ("upload shop --version a/b", 2, "version should be"),
        ("status shop", 1, "No cloud is in wxlab-cloud yet."),
        ("rollback shop --cloud gone", 1, "No cloud is in gone yet."),
        ("upload shop --server http://127.0.0.1:9/", 1, "the cloud's upload key is missing"),
        ("upload shop --server http://127.0.0.1:9/ --key-file no", 1, "read from no: No such file"),
        ("deploy shop --functions nobody", 1, "cloudfunctions/nobody: there is no such function"),
    ],
)
def test_what_cannot_be_done_is_told_in_words(shop, capsys, words, code, told):
    assert run(words) == code
    shown = capsys.readouterr()
    assert told in shown.err
    assert "Traceback" not in shown.err
    assert not os.path.exists("gone")


@pytest.mark.parametrize(
    ("words", "named", "told"),
    [
        ("check gone", "gone", "不是文件夹"),
        ("new key", "key", "请换一个文件夹"),
        ("new shop", "shop", "请换一个文件夹"),
        ("upload shop --robot 31", "31", "应为 1 到 30"),
        ("upload shop --version a/b", "a/b", "version 应为"),
        ("upload shop --cloud key", "key", "--cloud"),
        ("upload shop --cloud other", "other", "--cloud"),
        ("status shop", "wxlab-cloud", "--server"),
        ("status shop --cloud key", "key", "--cloud"),
        ("status shop --server http://127.0.0.1:9/", "http://127.0.0.1:9/", "启动服务"),
        ("status shop --server 127.0.0.1:9", "127.0.0.1:9", "http://"),
        ("upload shop --server http://127.0.0.1:9/", "上传密钥", "--key-file"),
        ("upload shop --server http://127.0.0.1:9/ --key-file no", "no", "--key-file"),
        ("upload shop --server http://127.0.0.1:9/ --key-file shop", "shop", "--key-file"),
        ("upload shop --server http://127.0.0.1:9/ --key-file key", "key", "不是文本文件"),
    ],
)
def test_in_chinese_a_refusal_names_what_was_given_and_what_to_do(
    shop, here, capsys, words, named, told
):
    (here / "key").write_bytes(b"\xff\x00")
    (here / "other").mkdir()
    (here / "other/cloud.db").write_text("long enough to be no database, and a text" * 10)
    assert run(f"{words} --lang zh") > 0
    err = capsys.readouterr().err
    assert named in err
    assert told in err
    assert "No such file" not in err
    assert "Is a directory" not in err
    assert "Traceback" not in err


@pytest.mark.parametrize("words", ["", "frobnicate", "upload", "rollback shop --kind nothing"])
def test_words_that_are_no_command_exit_with_2(shop, words):
    with pytest.raises(SystemExit) as exit_:
        run(words)
    assert exit_.value.code == 2


def test_a_cloud_that_is_in_use_says_how_to_reach_it(shop, capsys):
    with practice.serve(cloud="wxlab-cloud"):
        assert run("upload shop") == 1
    err = capsys.readouterr().err
    assert "--server" in err
    assert "upload.key" in err


def test_a_cut_upload_leaves_the_version_before_it_live(shop, server, named, capsys):
    assert run(f"upload shop --version 1 {named}") == 0
    edit(shop / "miniprogram/app.json", "小店", "大店")
    with server.fault("reset-before-headers", UPLOADS):
        assert run(f"upload shop --version 2 {named}") == 1
    assert "Version 1 is still live." in capsys.readouterr().err
    assert server.cloud.status("touristappid").resource("app").live == "1"


def test_ctrl_c_stops_the_upload_and_says_what_is_live(shop, server, named):
    assert run(f"upload shop --version 1 {named}") == 0
    (shop / "miniprogram/images/photo.jpg").write_bytes(os.urandom(1_500_000))
    server.throttle(up=400)  # half a minute for all of it
    server.clear()
    words = [sys.executable, "-m", "wxlab", "project", "upload", "shop", "--version", "2"]
    with subprocess.Popen(
        [*words, "--lang", "en", *named.split()], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        try:
            server.wait_for(1, UPLOADS, timeout=60)
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=60)
        finally:
            process.kill()
    assert process.returncode == 1, err
    assert "x upload" in out.decode()
    assert "uploadFile:fail abort" in err.decode()
    assert "Version 1 is still live." in err.decode()
    assert "Traceback" not in err.decode()
    assert server.cloud.status("touristappid").resource("app").live == "1"


@pytest.mark.parametrize("act", ["check", "upload"])
def test_nobody_who_reads_on_is_no_failure_to_tell(shop, act):
    words = [sys.executable, "-m", "wxlab", "project", act, "shop"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        err = process.stderr.read()
    assert (process.returncode, err) == (1, b"")
