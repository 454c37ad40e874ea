"""wxlab.api.results: what callbacks receive has the fields of the rows, in their order."""

import pytest

from wxlab import practice
from wxlab.api import results
from wxlab.core.progress import Tick
from wxlab.core.timing import HopMarks, Marks
from wxlab.net.order import Answer
from wxlab.spec import names, table

NEWEST = "99.0.0"


@pytest.fixture(scope="module")
def server():
    with practice.serve() as running:
        yield running


def rows(address):
    return [row.name for row in table(address).rows]


def test_a_download_has_its_rows_in_order_and_one_path(server, wx, tmp_path):
    res = wx.downloadFile(url=server.url("/headers")).wait(20)
    assert list(res) == [name for name in rows("downloadFile.success") if name != "filePath"]
    res = wx.downloadFile(url=server.url("/headers"), filePath=str(tmp_path / "a")).wait(20)
    assert list(res) == [name for name in rows("downloadFile.success") if name != "tempFilePath"]


def test_an_upload_has_its_rows_in_order(server, wx, tmp_path):
    (tmp_path / "a").write_bytes(b"a")
    more = {"filePath": str(tmp_path / "a"), "name": "file"}
    res = wx.uploadFile(more, url=server.url("/upload")).wait(20)
    assert list(res) == rows("uploadFile.success")


@pytest.mark.parametrize("api", ["uploadFile", "request"])
@pytest.mark.parametrize("library", ["1.0.0", "1.2.0", "2.9.9", "2.10.4", "3.5.0", NEWEST])
@pytest.mark.parametrize("with_profile", [True, False])
def test_a_library_knows_its_own_rows_only(api, library, with_profile):
    answer = Answer(200, {"A": "b"}, ("c=d",), Marks(hops=[HopMarks()]))
    res = results.succeeded(api, library, answer, "", with_profile)
    there = names(f"{api}.success", library)
    assert list(res) == [name for name in there if with_profile or name != "profile"]


@pytest.mark.parametrize(
    ("api", "task"), [("uploadFile", "UploadTask"), ("downloadFile", "DownloadTask")]
)
def test_progress_has_its_rows_in_order(api, task):
    told = results.progress(api, Tick(50, 1, 2))
    assert list(told) == rows(f"{task}.onProgressUpdate.callback")
    assert list(told.values()) == [50, 1, 2]
    assert list(type(told).__annotations__) == list(told)


@pytest.mark.parametrize("kind", results._SUCCESSES)
def test_what_is_in_a_result_is_what_its_rows_say(kind):
    assert list(results._SUCCESSES[kind].__annotations__) == rows(f"{kind}.success")
