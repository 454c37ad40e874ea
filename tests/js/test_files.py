"""Files in the middle of a line: told beforehand, written at once, done by Python afterwards."""

import pytest

from wxlab import Wx
from wxlab.api.errors import WxError
from wxlab.api.record import Record
from wxlab.js import JavaScript

SECONDS = 60
HOME = "wxfile://usr"
FOLDER = 0o040755
FILE = 0o100644


class Files:
    """Stands for a file system manager: folders are ``None``, files are bytes."""

    def __init__(self):
        self.kept = {"": None, "/d": None, "/d/a.txt": "照片".encode(), "/large": bytes(2_000_000)}

    def _stats(self, data):
        return Record(mode=FOLDER if data is None else FILE, size=len(data or b""))

    def statSync(self, path, recursive=False):
        if not path.startswith(HOME):
            if path == "gone":
                raise WxError(Record(errMsg="statSync:fail no such file"))
            return self._stats(b"elsewhere")
        if not recursive:
            return self._stats(self.kept[path.removeprefix(HOME)])
        return [
            Record(path=path or "/", stats=self._stats(data)) for path, data in self.kept.items()
        ]

    def readFileSync(self, filePath, encoding=None, position=0, length=None):
        if not filePath.startswith(HOME):
            return b"elsewhere"
        return self.kept[filePath.removeprefix(HOME)]

    def accessSync(self, path):
        raise AssertionError("JavaScript cannot wait for Python")

    readdirSync = renameSync = accessSync

    def writeFileSync(self, filePath, data, encoding="utf8"):
        self.kept[filePath.removeprefix(HOME)] = data.encode() if isinstance(data, str) else data

    def appendFileSync(self, filePath, data, encoding="utf8"):
        self.kept[filePath.removeprefix(HOME)] += data.encode()

    def mkdirSync(self, dirPath, recursive=False):
        self.kept[dirPath.removeprefix(HOME)] = None

    def unlinkSync(self, filePath):
        del self.kept[filePath.removeprefix(HOME)]


class WithFiles(Wx):
    def __init__(self):
        super().__init__()
        self.files = Files()

    def canIUse(self, schema):
        return schema == "getFileSystemManager" or super().canIUse(schema)

    def getFileSystemManager(self):
        return self.files


@pytest.fixture
def wx():
    with WithFiles() as made:
        yield made


@pytest.fixture
def lines(wx, server, capsys):
    js = JavaScript(wx)

    def ran(program, **settings):
        before = f"const fs = wx.getFileSystemManager(), home = '{HOME}';"
        after = "\nfunction failed(f) { try { f() } catch (e) { console.log(e.errMsg, e.errno) } }"
        js.run(before + program + after, hosts=server, **settings).wait(SECONDS)
        return capsys.readouterr().out.splitlines()

    yield ran
    js.restart()


@pytest.mark.parametrize(
    ("call", "shown"),
    [
        ("readFileSync(home + '/d/a.txt', 'utf8')", "照片"),
        ("readFileSync(home + '/d/a.txt')", "ArrayBuffer(6)"),
        ("readFileSync(home + '/d/a.txt', 'base64')", "54Wn54mH"),
        ("readFileSync(home + '/d/a.txt', 'hex', 3)", "e78987"),
        ("readFileSync(home + '/d/a.txt', 'latin1', 0, 1)", "ç"),
        ("readdirSync(home)", "[ 'd', 'large' ]"),
        ("readdirSync(home + '/d/')", "[ 'a.txt' ]"),
        ("statSync(home + '/d').isDirectory()", "true"),
        ("statSync(home + '/large').size", "2000000"),
        ("accessSync(home)", "undefined"),
    ],
)
def test_reading(lines, call, shown):
    assert lines(f"console.log(fs.{call})") == [shown]


def test_writing_is_there_at_once_and_pythons_afterwards(lines, wx):
    program = """
    fs.mkdirSync(home + '/new')
    fs.writeFileSync(home + '/new/b.txt', '中')
    fs.appendFileSync(home + '/new/b.txt', '文')
    fs.writeFileSync(home + '/bytes', new Uint8Array([1, 2]).buffer)
    fs.unlinkSync(home + '/large')
    console.log(fs.readFileSync(home + '/new/b.txt', 'utf-8'), fs.readdirSync(home))
    """
    assert lines(program) == ["中文 [ 'd', 'new', 'bytes' ]"]
    assert wx.files.kept == {
        "": None,
        "/d": None,
        "/d/a.txt": "照片".encode(),
        "/new": None,
        "/new/b.txt": "中文".encode(),
        "/bytes": b"\x01\x02",
    }


def test_megabytes_are_written_and_read_back(lines, wx):
    program = """
    fs.writeFileSync(home + '/big', '照'.repeat(300000), 'utf8')
    fs.writeFileSync(home + '/huge', 'x'.repeat(3000000))
    console.log(fs.readFileSync(home + '/big', 'utf8') === '照'.repeat(300000))
    """
    assert lines(program) == ["true"]
    assert wx.files.kept["/big"] == "照".encode() * 300_000
    assert wx.files.kept["/huge"] == b"x" * 3_000_000


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("readFileSync(home + '/no')", 'no such file or directory, open "wxfile://usr/no" 1300002'),
        (
            "readFileSync(home + '/d')",
            'illegal operation on a directory, open "wxfile://usr/d" 1301003',
        ),
        ("readFileSync(home + '/d/a.txt', 'no')", 'invalid encoding "no" 1300022'),
        ("accessSync(home + '/no')", 'no such file or directory, access "wxfile://usr/no" 1300002'),
        ("readdirSync(home + '/large')", 'not a directory, readdir "wxfile://usr/large" 1300020'),
        ("writeFileSync('/tmp/x', '')", 'permission denied, open "/tmp/x" 1300013'),
        (
            "writeFileSync(home + '/no/x', '')",
            'no such file or directory, open "wxfile://usr/no/x" 1300002',
        ),
        ("mkdirSync(home + '/d')", 'file already exists, mkdir "wxfile://usr/d" 1301005'),
        ("unlinkSync(home + '/d')", 'operation not permitted, unlink "wxfile://usr/d" 1300001'),
    ],
)  # fmt: skip
def test_faults_are_told_at_once(lines, wx, call, said):
    name = call.partition("(")[0]
    before = dict(wx.files.kept)
    assert lines(f"failed(() => fs.{call})") == [f"{name}:fail {said}"]
    assert wx.files.kept == before


@pytest.mark.parametrize(
    "call",
    ["readFileSync(home + '/large')", "readFileSync('/etc/x')", "renameSync(home, home)"],
)
def test_what_python_has_not_told_must_be_asked_for_otherwise(lines, call):
    (line,) = lines(f"failed(() => fs.{call}) // readFileSync")
    name = call.partition("Sync")[0]
    assert line.startswith(f"{name}Sync:fail JavaScript in a cell cannot wait")
    assert f"use {name} with a callback or await" in line


def test_chosen_and_downloaded_files_can_be_read(lines, tmp_path):
    photo = tmp_path / "a.png"
    photo.write_bytes(b"photo")
    program = """
    wx.chooseImage({ success(res) {
      console.log(fs.readFileSync(res.tempFilePaths[0], 'utf8'))
      wx.downloadFile({
        url: 'https://a.b/file/10',
        success: res => console.log(fs.readFileSync(res.tempFilePath, 'utf8')),
      })
    } })"""
    assert lines(program, choose=[photo]) == ["elsewhere", "elsewhere"]


def test_a_file_that_python_has_changed_is_read_anew(lines, wx):
    assert lines("console.log(fs.readFileSync(home + '/d/a.txt', 'utf8'))") == ["照片"]
    wx.files.kept["/d/a.txt"] = b"new"
    assert lines("console.log(fs.readFileSync(home + '/d/a.txt', 'utf8'))") == ["new"]
