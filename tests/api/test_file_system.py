"""``FileSystemManager`` as its caller sees it; what it does to files stands in tests/net."""

import asyncio
import hashlib
import inspect
import json
from pathlib import Path

import pytest

from wxlab import Wx, WxError
from wxlab.api.file_system import Stats
from wxlab.spec import table
from wxlab.spec.file_system import TOP_LEVEL

HOME = "wxfile://usr"
METHODS = table("FileSystemManager").rows
TOLD = [row.name for row in METHODS if not row.name.endswith("Sync")]
AT_ONCE = [row.name for row in METHODS if row.name.endswith("Sync")]
CALLBACKS = {"success", "fail", "complete"}


@pytest.fixture
def fs(wx):
    return wx.getFileSystemManager()


def options(name):
    """The options of a method, its callbacks left out."""
    rows = table(f"FileSystemManager.{name}.object").rows
    return [row for row in rows if row.name not in CALLBACKS]


# -- the rows ------------------------------------------------------------------------------------


def test_there_is_one_manager(wx, fs):
    assert wx.getFileSystemManager() is fs


@pytest.mark.parametrize("name", AT_ONCE)
def test_what_answers_at_once_takes_the_same_options_in_the_tables_order(fs, name):
    parameters = inspect.signature(getattr(fs, name)).parameters
    rows = options(name.removesuffix("Sync"))
    assert list(parameters) == [row.name for row in rows]
    for row, parameter in zip(rows, parameters.values(), strict=True):
        assert (parameter.default is inspect.Parameter.empty) == row.required, row.address


def test_the_manager_has_what_the_rows_name_and_nothing_else(fs):
    own = {name for name in dir(fs) if not name.startswith("_")} - {"work"}
    assert own == set(TOLD + AT_ONCE)


@pytest.mark.parametrize("name", TOLD)
def test_what_is_required_is_required(fs, name):
    required = [row for row in options(name) if row.required]
    reply = getattr(fs, name)()
    if not required:
        assert reply.wait(20).errMsg == f"{name}:ok"
        return
    with pytest.raises(WxError, match=f"{name}:fail parameter error: parameter.{required[0].name}"):
        reply.wait(20)


@pytest.mark.parametrize("name", AT_ONCE)
def test_an_error_is_raised_with_text_number_and_path(fs, name):
    rows = [row for row in options(name.removesuffix("Sync")) if row.required]
    values = ["x" if row.name == "data" else f"{HOME}/no/no" for row in rows]
    with pytest.raises(WxError) as caught:
        getattr(fs, name)(*values)
    assert str(caught.value).startswith(f"{name}:fail ")
    if name == "saveFileSync":
        assert caught.value.res == {
            "errMsg": "saveFileSync:fail tempFilePath file not exist",
            "errno": 1301112,
        }
    else:
        assert "no such file or directory, " in str(caught.value)
        assert f'"{HOME}/no/no"' in str(caught.value)
        assert caught.value.errno == 1300002


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("readFile", {"filePath": f"{HOME}/f"}),
        ("stat", {"path": f"{HOME}/f"}),
        ("readdir", {"dirPath": HOME}),
        ("getFileInfo", {"filePath": f"{HOME}/f"}),
        ("saveFile", {"tempFilePath": f"{HOME}/f"}),
        ("getSavedFileList", {}),
    ],
)
def test_results_are_what_the_rows_say(fs, name, given):
    fs.writeFileSync(f"{HOME}/f", "content")
    res = getattr(fs, name)(given).wait(20)
    assert list(res) == [row.name for row in table(f"FileSystemManager.{name}.success").rows]


# -- reading and writing -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "content"),
    [(None, b"a\xe4\xb8\xad"), ("utf8", "a中"), ("base64", "YeS4rQ=="), ("hex", "61e4b8ad")],
)
def test_without_an_encoding_a_file_is_bytes(fs, encoding, content):
    fs.writeFileSync(f"{HOME}/f", "a中")
    assert fs.readFileSync(f"{HOME}/f", encoding) == content
    told = fs.readFile({"filePath": f"{HOME}/f"}, encoding=encoding).wait(20)
    assert told == {"data": content, "errMsg": "readFile:ok"}


@pytest.mark.parametrize("data", [b"\x00\xff", bytearray(b"\x00\xff"), memoryview(b"\x00\xff")])
def test_bytes_are_written_as_they_are(fs, data):
    fs.writeFileSync(f"{HOME}/f", data, "base64")
    fs.appendFileSync(f"{HOME}/f", "61", "hex")
    assert fs.readFileSync(f"{HOME}/f") == b"\x00\xffa"


def test_an_empty_text_is_a_content_like_any_other(fs):
    fs.writeFileSync(f"{HOME}/f", "")
    assert fs.readFileSync(f"{HOME}/f", "utf8") == ""


@pytest.mark.parametrize(("position", "length"), [(2, 3), (2.0, 3.0)])
def test_a_slice_is_read_as_clients_of_object_storage_do(fs, position, length):
    fs.writeFileSync(f"{HOME}/f", "0123456789")
    assert fs.readFileSync(f"{HOME}/f", "utf8", position, length) == "234"


@pytest.mark.parametrize("position", [0.5, float("nan"), float("inf"), -1, 10])
def test_a_position_that_is_none_is_refused(fs, position):
    fs.writeFileSync(f"{HOME}/f", "0123456789")
    with pytest.raises(WxError, match="value of position is out of range"):
        fs.readFileSync(f"{HOME}/f", None, position)


def test_a_name_of_an_encoding_that_there_is_not_is_told_first(fs):
    for act in (
        lambda: fs.readFileSync(f"{HOME}/no", "utf7"),
        lambda: fs.writeFileSync(f"{HOME}/f", "x", "utf7"),
    ):
        with pytest.raises(WxError, match='invalid encoding "utf7"') as caught:
            act()
        assert caught.value.errno == 1300022
    assert fs.readdirSync(HOME) == []


def test_paths_may_be_path_like(fs, tmp_path):
    path = tmp_path / "f"
    path.write_text("x")
    assert fs.readFileSync(path, "utf8") == "x"
    assert fs.stat(path=path).wait(20).stats.size == 1


# -- the others ----------------------------------------------------------------------------------


def test_stats_say_what_they_are(fs):
    fs.writeFileSync(f"{HOME}/f", "12345")
    file, folder = fs.statSync(f"{HOME}/f"), fs.statSync(HOME)
    assert isinstance(file, Stats)
    assert (file.size, file.isFile(), file.isDirectory()) == (5, True, False)
    assert (folder.isFile(), folder.isDirectory()) == (False, True)
    real = Path(fs._wx._engine.root.path / "usr" / "f").stat()
    assert file.mode == real.st_mode
    assert file.lastModifiedTime == int(real.st_mtime)
    methods = ["isDirectory", "isFile"]
    assert [*file, *methods] == [row.name for row in table("Stats").rows]
    assert json.loads(json.dumps(file)) == file


def test_recursive_stats_are_a_list_of_paths_and_stats(fs):
    fs.mkdirSync(f"{HOME}/a/b", True)
    fs.writeFileSync(f"{HOME}/a/b/f", "x")
    told = fs.stat(path=f"{HOME}/a", recursive=True).wait(20).stats
    assert [each.path for each in told] == ["/", "/b", "/b/f"]
    assert [each.stats.isFile() for each in told] == [False, False, True]
    assert told == fs.statSync(f"{HOME}/a", True)
    assert fs.statSync(f"{HOME}/a/b/f", True).size == 1


def test_a_day_in_the_life_of_a_folder(fs):
    async def main():
        await fs.mkdir(dirPath=f"{HOME}/x/y", recursive=True)
        await fs.writeFile(filePath=f"{HOME}/x/f", data="one")
        await fs.appendFile(filePath=f"{HOME}/x/f", data="two")
        await fs.copyFile(srcPath=f"{HOME}/x/f", destPath=f"{HOME}/x/g")
        await fs.rename(oldPath=f"{HOME}/x/g", newPath=f"{HOME}/x/y/h")
        await fs.truncate(filePath=f"{HOME}/x/f", length=4)
        await fs.access(path=f"{HOME}/x/y/h")
        listed = (await fs.readdir(dirPath=f"{HOME}/x")).files
        content = (await fs.readFile(filePath=f"{HOME}/x/f", encoding="utf8")).data
        await fs.unlink(filePath=f"{HOME}/x/f")
        await fs.rmdir(dirPath=f"{HOME}/x", recursive=True)
        return listed, content, fs.readdirSync(HOME)

    assert asyncio.run(main()) == (["f", "y"], "onet", [])


def test_the_same_at_once(fs):
    fs.mkdirSync(f"{HOME}/x")
    fs.writeFileSync(f"{HOME}/x/f", "one")
    fs.copyFileSync(f"{HOME}/x/f", f"{HOME}/x/g")
    fs.renameSync(f"{HOME}/x/g", f"{HOME}/x/h")
    fs.truncateSync(f"{HOME}/x/h")
    fs.accessSync(f"{HOME}/x/h")
    assert fs.readFileSync(f"{HOME}/x/h") == b""
    fs.unlinkSync(f"{HOME}/x/h")
    assert fs.readdirSync(f"{HOME}/x") == ["f"]
    fs.rmdirSync(f"{HOME}/x", True)
    assert fs.readdirSync(HOME) == []


@pytest.mark.parametrize("algorithm", [None, "md5", "sha1", "sha256"])
def test_a_digest_is_that_of_the_bytes(fs, algorithm):
    fs.writeFileSync(f"{HOME}/f", "content")
    res = fs.getFileInfo(filePath=f"{HOME}/f", digestAlgorithm=algorithm).wait(20)
    assert res.digest == hashlib.new(algorithm or "md5", b"content").hexdigest()
    assert res.size == 7


def test_another_digest_is_refused(fs):
    fs.writeFileSync(f"{HOME}/f", "content")
    with pytest.raises(WxError, match='getFileInfo:fail invalid encoding "crc32"'):
        fs.getFileInfo(filePath=f"{HOME}/f", digestAlgorithm="crc32").wait(20)


# -- what transfers have to do with it -----------------------------------------------------------


def test_a_downloaded_file_is_saved_read_and_uploaded_again(server, wx, fs):
    downloaded = wx.downloadFile(url=server.url("/file/300")).wait(20).tempFilePath
    saved = fs.saveFileSync(downloaded)
    assert not Path(downloaded).exists()
    assert len(fs.readFileSync(saved)) == 300
    res = wx.uploadFile(url=server.url("/upload"), filePath=saved, name="f").wait(20)
    assert json.loads(res.data)["parts"][-1]["size"] == 300
    (listed,) = wx.getSavedFileList().wait(20).fileList
    assert (listed.filePath, listed.size) == (saved, 300)
    wx.removeSavedFile(filePath=saved).wait(20)
    with pytest.raises(WxError, match="file not found"):
        wx.uploadFile(url=server.url("/upload"), filePath=saved, name="f").wait(20)


def test_what_a_download_wrote_to_the_user_folder_is_there(server, wx, fs):
    wx.downloadFile(url=server.url("/file/30"), filePath=f"{HOME}/f").wait(20)
    assert fs.statSync(f"{HOME}/f").size == 30


@pytest.mark.parametrize("name", TOP_LEVEL)
def test_wx_has_four_of_them_itself(wx, name):
    assert wx.canIUse(name)
    assert wx.canIUse(f"FileSystemManager.{name}")
    theirs, own = table(f"FileSystemManager.{name}.object"), table(f"{name}.object")
    assert [row.name for row in own.rows] == [row.name for row in theirs.rows]


def test_the_four_do_the_same(server, wx):
    downloaded = wx.downloadFile(url=server.url("/file/30")).wait(20).tempFilePath
    assert wx.getFileInfo(filePath=downloaded).wait(20).size == 30
    saved = wx.saveFile(tempFilePath=downloaded).wait(20).savedFilePath
    assert [each.filePath for each in wx.getSavedFileList().wait(20).fileList] == [saved]
    assert wx.removeSavedFile(filePath=saved).wait(20) == {"errMsg": "removeSavedFile:ok"}
    assert wx.getSavedFileList().wait(20).fileList == []


def test_an_old_library_has_no_manager():
    with Wx(base_library="1.9.8") as wx:
        with pytest.raises(
            AttributeError, match=r"getFileSystemManager needs base library 1\.9\.9"
        ):
            _ = wx.getFileSystemManager
        assert not wx.canIUse("FileSystemManager.readFile")


def test_saved_files_stay_with_a_folder_that_stays(server, tmp_path):
    with Wx(root=tmp_path) as wx:
        downloaded = wx.downloadFile(url=server.url("/file/30")).wait(20).tempFilePath
        saved = wx.saveFile(tempFilePath=downloaded).wait(20).savedFilePath
    with Wx(root=tmp_path) as wx:
        assert len(wx.getFileSystemManager().readFileSync(saved)) == 30


def test_a_name_that_no_file_can_have_fails_and_is_told(wx):
    with pytest.raises(WxError, match="saveFile:fail file name too long"):
        wx.saveFile(tempFilePath=f"/tmp/{'x' * 300}").wait(20)


def test_a_download_under_way_is_no_file_yet(wx, fs, server):
    task = wx.downloadFile(url=server.url("/stall/body"), filePath="wxfile://usr/photo.png")
    with pytest.raises(TimeoutError):
        task.wait(0)
    server.wait_for(1, "/stall/body", "held", 60)
    assert fs.readdirSync("wxfile://usr") == []
    assert [stat["path"] for stat in fs.statSync("wxfile://usr", True)] == ["/"]
    server.release()
    assert task.wait(60).statusCode == 200
    assert fs.readdirSync("wxfile://usr") == ["photo.png"]


def test_a_mistake_of_ours_is_an_ending_too(wx, fs, monkeypatch, caplog):
    monkeypatch.setattr("wxlab.net.file_system.FileSystem.names", lambda *_: 1 / 0)
    with pytest.raises(WxError, match="readdir:fail Input/output error"):
        fs.readdir(dirPath="wxfile://usr").wait(20)
    assert "ZeroDivisionError" in caplog.text
