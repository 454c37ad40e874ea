"""The specification's examples, as they stand there, damage included."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from wxlab import practice
from wxlab.api import front_end
from wxlab.js import JSError

SEED = (Path(__file__).parents[1] / "data/seed.zh.txt").read_text("utf-8").splitlines()


def cut(first, count):
    start = SEED.index(first) if first in SEED else None
    if start is None:
        start = next(at for at, line in enumerate(SEED) if line.startswith(first))
    return "\n".join(SEED[start : start + count])


FIRST_UPLOAD = cut("wx.chooseImage({", 5)
SECOND_UPLOAD = cut("const uploadTask = wx.uploadFile({", 18)
DOWNLOAD = cut("wx.downloadFile({", 11)
CHOOSE = """
let tempFilePaths
wx.chooseImage({ success(res) { tempFilePaths = res.tempFilePaths } })
"""


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "photo.png"
    path.write_bytes(b"\x89PNG" + bytes(100_000))
    return path


def test_the_examples_are_whole():
    assert FIRST_UPLOAD.endswith("} }) } })")
    assert SECOND_UPLOAD.endswith("uploadTask.abort() // 取消上传任务")
    assert DOWNLOAD.splitlines()[-1] == "})"


def test_the_first_upload_example_is_no_program_and_each_defect_is_explained(js):
    with pytest.raises(JSError) as caught:
        js.run(FIRST_UPLOAD, name="In[1]").wait(20)
    assert caught.value.name == "SyntaxError"
    assert caught.value.place == "In[1]:1:79"
    lines = str(caught.value).splitlines()
    places = [line.strip() for line in lines if line.startswith("  In[1]")]
    line, second = FIRST_UPLOAD.splitlines()[:2]
    assert places == [
        f"In[1]:1:{line.index('wx.uploadFile') + 1}",
        f"In[1]:1:{line.index('filePath') + 1}",
        f"In[1]:2:{second.index('success') + 1}",
    ]
    texts = [
        ("A line break or a semicolon is missing before wx", "wx 前面缺少换行或分号"),
        ("has swallowed filePath:", "把 filePath: 及其后面的参数也变成了注释"),
        ("A comma is missing before success", "success 前面缺少逗号"),
    ]
    for place, (english, chinese) in zip(places, texts, strict=True):
        at = lines.index(f"  {place}")
        marked, caret, en, zh = lines[at + 1 : at + 5]
        assert english in en
        assert chinese in zh
        assert caret.strip() == "^"
        assert marked.strip().strip("…") in FIRST_UPLOAD


def test_the_lesson_shows_what_is_said_of_the_first_example(js):
    # nbval runs every cell as In[0], so it cannot compare texts with the cell's number in them.
    lesson = Path(__file__).parents[2] / "notebooks/15_run_javascript.ipynb"
    cells = json.loads(lesson.read_text("utf-8"))["cells"]
    (cell,) = [cell for cell in cells if cell["id"] == "first-example"]
    with pytest.raises(JSError) as caught:
        js.run(FIRST_UPLOAD, name=f"In[{cell['execution_count']}]").wait(20)
    assert cell["outputs"][0]["traceback"] == str(caught.value).splitlines()


def test_with_only_the_line_break_the_parameters_are_missing_and_the_comment_is_named(
    run, server, capsys
):
    mended = FIRST_UPLOAD.replace(" wx.uploadFile", "\nwx.uploadFile")
    mended = mended.replace("success: function(res){", "fail: e => console.log(e.errMsg), $&")
    mended = mended.replace("$&", "success: function(res){")
    run(mended, name="In[2]")
    said = capsys.readouterr()
    assert "parameter.filePath should be String instead of Undefined" in said.out
    assert "parameter.name should be String instead of Undefined" in said.out
    assert "has swallowed filePath:" in said.err
    assert server.hits("/upload") == 0


def test_with_all_three_mended_it_uploads_what_was_chosen(run, server, photo):
    mended = (
        FIRST_UPLOAD.replace(" wx.uploadFile", "\nwx.uploadFile")
        .replace("filePath:", "\nfilePath:")
        .replace('{ "user":"test" }', '{ "user":"test" },')
    )
    run(mended, choose=[photo])
    (arrival,) = server.log
    assert arrival.path == "/upload"
    field, file = arrival.parts
    assert (field.name, field.data) == ("user", b"test")
    assert (file.name, file.size) == ("file", photo.stat().st_size)


def test_the_second_upload_example_runs_twice_and_aborts_before_a_byte_is_sent(
    run, server, photo, capsys
):
    run(CHOOSE, choose=[photo])
    for _ in range(2):
        (task,) = run(SECOND_UPLOAD, wanted=["uploadTask"]).values()
        assert task.result.errMsg == "uploadFile:fail abort"
    assert server.hits("/upload") == 0
    assert capsys.readouterr().out == ""


def test_without_its_last_line_it_prints_the_progress(run, server, photo, capsys):
    run(CHOOSE, choose=[photo])
    run(SECOND_UPLOAD.rpartition("\n")[0])
    lines = capsys.readouterr().out.splitlines()
    assert lines[-3:] == [
        "上传进度 100",
        f"已经上传的数据长度 {photo.stat().st_size}",
        f"预期需要上传的数据总长度 {photo.stat().st_size}",
    ]
    assert server.hits("/upload") == 1


def test_alone_the_second_example_has_no_file_and_the_error_says_so(js):
    with pytest.raises(JSError, match="tempFilePaths is not defined") as caught:
        js.run(SECOND_UPLOAD, name="In[1]").wait(20)
    assert caught.value.place == "In[1]:3:11"
    assert "--in tempFilePaths" in str(caught.value)


def test_the_download_example_plays_what_it_downloaded(server, js, monkeypatch):
    voices = []
    monkeypatch.setattr(front_end, "find", lambda: SimpleNamespace(play=voices.append))
    place = {"https://example.com/audio/123": server.url("/file/123?type=audio/mpeg")}
    ran = js.run(DOWNLOAD, hosts=place)
    ran.wait(20)
    (task,) = ran.tasks
    (voice,) = voices
    assert voice.path == task.result.tempFilePath
    assert voice.data == practice.file_bytes(123)
    assert Path(task.result.tempFilePath).read_bytes() == practice.file_bytes(123)


def test_the_download_example_plays_nothing_when_the_server_has_no_such_file(run, server, capsys):
    run(DOWNLOAD)
    assert capsys.readouterr().out == ""
    assert server.log[0].status == 404
    assert server.log[0].path == "/audio/123"
