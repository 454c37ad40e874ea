"""JavaScript's ``wx`` has what Python's has, by signature and without a line for each."""

import pytest

from wxlab import Wx
from wxlab.api.record import Record
from wxlab.js import JavaScript, surface

SECONDS = 60


class Files:
    """Stands for a file system manager."""

    def readFile(self, options=None, /, **more):
        data = b"\x00\xff" if "encoding" not in options else "text"
        options["success"]({"data": data, "errMsg": "readFile:ok"})
        options["complete"]({"errMsg": "readFile:ok"})

    def stat(self, options=None, /, **more):
        stats = {"mode": 0o100644, "size": 5}
        if options.get("recursive"):
            stats = [{"path": "/", "stats": {"mode": 0o040755, "size": 0}}]
        options["success"]({"stats": stats})
        options["complete"]({"stats": stats})


class Richer(Wx):
    """A mini-program that can do more: calls of every sort that the platform has."""

    def __init__(self, **settings):
        super().__init__(**settings)
        self.kept = {"old": {"a": 1}}
        self.called = []
        self._files = Files()

    def canIUse(self, schema):
        more = ("getStorageSync", "setStorageSync", "removeStorageSync", "clearStorageSync")
        more += ("getStorageInfoSync", "setStorage", "fails", "breaks", "getFileSystemManager")
        return schema in more or super().canIUse(schema)

    def getStorageSync(self, key):
        return self.kept.get(key, "")

    def setStorageSync(self, key, data):
        self.kept[key] = data

    def removeStorageSync(self, key):
        self.kept.pop(key, None)

    def clearStorageSync(self):
        self.kept.clear()

    def getStorageInfoSync(self):
        return Record(keys=list(self.kept), currentSize=1)

    def setStorage(self, options=None, /, **more):
        self.called.append(sorted(options))
        self.kept[options["key"]] = options["data"]
        options["success"]({"errMsg": "setStorage:ok"})
        options["complete"]({"errMsg": "setStorage:ok"})

    def fails(self, options=None, /, **more):
        options["fail"]({"errMsg": "fails:fail", "errno": 5})
        options["complete"]({"errMsg": "fails:fail"})

    def breaks(self, options=None, /, **more):
        raise RuntimeError("a mistake of Python's")

    def getFileSystemManager(self):
        return self._files

    def unknown(self):
        """Not in the specification, so JavaScript must not have it."""


@pytest.fixture
def wx():
    with Richer() as made:
        yield made


@pytest.fixture
def js(wx):
    world = JavaScript(wx)
    yield world
    world.restart()


@pytest.fixture
def lines(js, capsys):
    def ran(program):
        js.run(program).wait(SECONDS)
        return capsys.readouterr().out.splitlines()

    return ran


def test_the_ready_made_surface():
    with Wx() as wx:
        found = surface.members(wx)
    assert found["uploadFile"] == {
        "kind": "task",
        "type": "UploadTask",
        "methods": [
            *("abort", "offHeadersReceived", "offProgressUpdate"),
            *("onHeadersReceived", "onProgressUpdate"),
        ],
        "returned": True,
    }
    assert found["getAppBaseInfo"] == {"kind": "answer"}
    assert found["canIUse"] == {"kind": "sync"}
    assert found["env"]["value"] == {"USER_DATA_PATH": "wxfile://usr"}
    assert {"close", "observe", "tasks"}.isdisjoint(found)


def test_an_older_library_has_less():
    with Wx(base_library="1.4.0") as wx:
        found = surface.members(wx)["uploadFile"]
    assert found["methods"] == ["abort", "onProgressUpdate"]


def test_only_the_platforms_names_are_there(lines):
    program = (
        "console.log(typeof wx.unknown, typeof wx.close, typeof wx.kept, typeof wx.uploadFile)"
    )
    assert lines(program) == ["undefined undefined undefined function"]


def test_answers_are_there_at_once(lines):
    program = "console.log(wx.getSystemInfoSync().SDKVersion, wx.getAppBaseInfo().SDKVersion)"
    assert lines(program) == ["3.16.2 3.16.2"]


def test_can_i_use_is_asked_on_the_spot(lines):
    program = (
        "const names = ['uploadFile.object.timeout', 'UploadTask.abort', 'chooseImage', 'no']\n"
        "console.log(names.map(wx.canIUse), wx.canIUse())"
    )
    assert lines(program) == ["[ true, true, true, false ] false"]


def test_storage_is_read_and_written_at_once_and_pythons_is_the_same(lines, wx):
    program = """
    console.log(wx.getStorageSync('old'), wx.getStorageSync('nothing') === '')
    wx.setStorageSync('new', [1, { b: 2 }])
    console.log(wx.getStorageSync('new'), wx.getStorageInfoSync().keys)
    wx.removeStorageSync('old')
    console.log(wx.getStorageSync('old') === '')
    """
    assert lines(program) == ["{ a: 1 } true", "[ 1, { b: 2 } ] [ 'old', 'new' ]", "true"]
    assert wx.kept == {"new": [1, {"b": 2}]}
    wx.kept["python"] = "yes"
    assert lines("console.log(wx.getStorageSync('python'))") == ["yes"]
    lines("wx.clearStorageSync()")
    assert wx.kept == {}


def test_what_is_stored_is_a_copy(lines):
    program = """
    const value = { a: [1] }
    wx.setStorageSync('v', value); value.a.push(2)
    wx.getStorageSync('v').a.push(3)
    console.log(wx.getStorageSync('v'))
    """
    assert lines(program) == ["{ a: [ 1 ] }"]


def test_calls_answer_by_callbacks_or_a_promise(lines, wx):
    program = """
    const got = await wx.setStorage({ key: 'k', data: 1 })
    console.log(got.errMsg, wx.getStorageSync('k'))
    const returned = wx.setStorage({ key: 'l', data: 2, success: res => console.log('success'),
      complete: res => console.log('complete') })
    console.log(returned)
    """
    assert lines(program) == ["setStorage:ok 1", "undefined", "success", "complete"]
    assert wx.called == [["complete", "data", "fail", "key", "success"]] * 2


def test_a_call_that_fails_rejects(lines):
    program = "try { await wx.fails() } catch (e) { console.log(e.errMsg, e.errno) }"
    assert lines(program) == ["fails:fail 5"]


def test_a_call_that_breaks_does_not_keep_the_cell_waiting(js, capsys):
    js.run("\nwx.breaks({ success() {} })", name="In[6]").wait(SECONDS)
    assert "breaks: a mistake of Python's  (In[6]:2:" in capsys.readouterr().err


def test_an_object_has_the_objects_methods(lines):
    program = """
    const files = wx.getFileSystemManager()
    console.log(files === wx.getFileSystemManager(), typeof files.readFile)
    files.readFile({ filePath: 'a', success: res => console.log(res.data) })
    console.log((await files.readFile({ filePath: 'a', encoding: 'utf8' })).data)
    const { stats } = await files.stat({ path: 'a' })
    console.log(stats.isFile(), stats.isDirectory(), stats.size)
    const all = await files.stat({ path: '/', recursive: true })
    console.log(all.stats[0].stats.isDirectory())
    """
    assert lines(program) == [
        "true function",
        "ArrayBuffer(2)",
        "text",
        "true false 5",
        "true",
    ]


@pytest.mark.parametrize(
    "path", ["close", "unknown", "__init__", "getFileSystemManager.__init__", "env.x", "kept.clear"]
)
def test_no_path_leads_to_anything_else_of_pythons(wx, path):
    with pytest.raises(AttributeError):
        surface.find(wx, path)


def test_a_closed_mini_program_still_answers_with_fail(js, wx, lines):
    lines("1")
    wx.close()
    program = "wx.downloadFile({ url: 'https://a.b', fail: e => console.log(e.errMsg) })"
    assert lines(program) == ["downloadFile:fail interrupted"]
