"""Whatever line breaks a caller gives, no request has a line that wxlab did not mean."""

import pytest

from wxlab import WxError

EVIL = "\r\nX-Evil: 1\r\n\r\nGET /evil HTTP/1.1\r\n"
PLACES = {
    "url": lambda evil: {"path": f"/upload?a={evil}"},
    "fragment": lambda evil: {"path": f"/upload#{evil}"},
    "name": lambda evil: {"name": f"n{evil}"},
    "field's name": lambda evil: {"formData": {f"k{evil}": "v"}},
    "field's value": lambda evil: {"formData": {"k": f"v{evil}"}},
    "file's name": lambda evil: {"file": f"f{evil.replace('/', '_')}.txt"},
}
REFUSED = {
    "header's name": lambda evil: {"header": {f"X{evil}": "v"}},
    "header's value": lambda evil: {"header": {"X": f"v{evil}"}},
    "cookie": lambda evil: {"header": {"Cookie": f"v{evil}"}},
}
BREAKS = pytest.mark.parametrize("mark", ["\r\n", "\n", "\r"], ids=repr)


@pytest.fixture
def upload(wx, server, tmp_path):
    def upload(path="/upload", file="f.txt", **options):
        (tmp_path / file).write_bytes(b"data")
        url = server.url("/") + path.removeprefix("/")
        return wx.uploadFile({"name": "n", **options, "url": url, "filePath": tmp_path / file})

    return upload


@BREAKS
@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_a_line_break_is_escaped_or_taken_out(server, upload, place, mark):
    assert upload(**place(EVIL.replace("\r\n", mark))).wait(20).statusCode == 200
    (arrival,) = server.log
    assert arrival.header("X-Evil") is None
    names = {name.lower() for part in arrival.parts for name, _ in part.headers}
    assert names == {"content-disposition", "content-type"}
    assert len([part for part in arrival.parts if part.filename is not None]) == 1


@BREAKS
@pytest.mark.parametrize("place", REFUSED.values(), ids=REFUSED)
def test_a_line_break_in_a_header_is_refused(server, upload, place, mark):
    with pytest.raises(WxError, match="parameter error"):
        upload(**place(EVIL.replace("\r\n", mark))).wait(20)
    assert len(server.log) == 0
