"""The specification's own examples, one to one in Python."""

import json

import pytest

from wxlab import WxError, practice


@pytest.fixture
def temp_file_paths(tmp_path):
    path = tmp_path / "tmp_photo.png"
    path.write_bytes(b"\x89PNG" + b"x" * 50_000)
    return [str(path)]


def test_first_upload_example(server, wx, temp_file_paths):
    done = []

    def success(res):
        data = res.data
        done.append(data)  # do something

    wx.uploadFile({
        "url": server.url("/upload"),
        "filePath": temp_file_paths[0],
        "name": "file",
        "formData": {
            "user": "test"
        },
        "success": success,
    }).wait(10)  # fmt: skip
    assert json.loads(done[0])["fields"] == {"user": "test"}


def test_second_upload_example(server, wx, temp_file_paths, capsys):
    upload_task = wx.uploadFile({
        "url": server.url("/upload"),
        "filePath": temp_file_paths[0],
        "name": "file",
        "formData": {
            "user": "test"
        },
        "success": lambda res: print(res.data),
    })  # fmt: skip

    def progress(res):
        print("上传进度", res.progress)
        print("已经上传的数据长度", res.totalBytesSent)
        print("预期需要上传的数据总长度", res.totalBytesExpectedToSend)

    upload_task.onProgressUpdate(progress)

    upload_task.abort()  # 取消上传任务

    with pytest.raises(WxError, match="abort"):
        upload_task.wait(10)
    assert capsys.readouterr().out == ""
    assert server.hits("/upload") == 0


def test_second_upload_example_without_the_abort(server, wx, temp_file_paths, capsys):
    upload_task = wx.uploadFile(url=server.url("/upload"), filePath=temp_file_paths[0], name="file")
    upload_task.onProgressUpdate(lambda res: print("上传进度", res.progress))
    upload_task.wait(10)
    assert capsys.readouterr().out.splitlines()[-1] == "上传进度 100"


def test_download_example(server, wx):
    played = []

    def success(res):
        # 只要服务器有响应数据,就会把响应内容写入文件并进入 success 回调
        if res.statusCode == 200:
            played.append(res.tempFilePath)

    wx.downloadFile({
        "url": server.url("/file/123?type=audio/mpeg"),
        "success": success,
    }).wait(10)  # fmt: skip
    with open(played[0], "rb") as file:
        assert file.read() == practice.file_bytes(123)
    assert played[0].endswith(".mp3")
