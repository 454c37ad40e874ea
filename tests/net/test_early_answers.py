"""Answers that come before the upload is out, and what comes after an answer."""

import socket
import struct

import pytest

from wxlab import Wx, WxError, practice
from wxlab.net import wire

PAGE = b"<h1>413</h1>" * 500
REFUSAL = b"HTTP/1.1 413 Too Large\r\nContent-Length: %d\r\n\r\n" % len(PAGE) + PAGE


@pytest.fixture
def big(tmp_path):
    path = tmp_path / "big.bin"
    path.write_bytes(bytes(2_000_000))
    return path


def cutting(answer):
    """Read the head of a request, answer, and reset while the body is still coming."""

    def script(connection):
        connection.recv(100)
        connection.sendall(answer)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return script


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("attempt", range(5))
def test_an_early_answer_is_read_although_the_connection_was_reset(raw, wx, big, attempt):
    server = raw(cutting(REFUSAL))
    res = wx.uploadFile(url=server.url(), filePath=big, name="file").wait(60)
    assert (res.statusCode, res.data) == (413, PAGE.decode())


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("attempt", range(5))
def test_a_reset_without_an_answer_is_called_a_reset(raw, wx, big, attempt):
    server = raw(cutting(b""))
    with pytest.raises(WxError, match="-101:net::ERR_CONNECTION_RESET"):
        wx.uploadFile(url=server.url(), filePath=big, name="file").wait(60)


@pytest.mark.parametrize("name", ["early-413", "reset-mid-upload"])
def test_a_cut_upload_under_tls_ends_without_a_word_on_stderr(name, big, caplog):
    """asyncio complains of every write to a connection that was lost under TLS."""
    with practice.serve(tls=True) as server, Wx(ssl_context=server.ssl_context) as wx:
        server.fault(name)
        task = wx.uploadFile(url=server.url("/upload"), filePath=big, name="file")
        try:
            ended = task.wait(60).statusCode
        except WxError as error:
            ended = error.errMsg
    assert ended in (413, "uploadFile:fail -101:net::ERR_CONNECTION_RESET")
    assert caplog.records == []


def test_sending_gives_up_when_nobody_reads_any_more():
    left, right = socket.socketpair()
    sender = wire.WatchedSocket(fileno=left.detach())
    with sender:
        sender.setblocking(False)
        right.close()
        for _ in range(wire.PATIENCE):
            with pytest.raises(BlockingIOError):
                sender.send(b"x")
        with pytest.raises(BrokenPipeError):
            sender.send(b"x")


def test_what_was_held_back_is_told_at_the_end():
    left, right = socket.socketpair()
    sender = wire.WatchedSocket(fileno=left.detach())
    with sender:
        sender.setblocking(False)
        right.sendall(b"answer")
        right.close()
        with pytest.raises(BlockingIOError):
            sender.send(b"x")
        assert sender.recv(100) == b"answer"
        with pytest.raises(BrokenPipeError):
            sender.recv(100)


# -- more than was announced ---------------------------------------------------------------------

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n"


@pytest.mark.parametrize("rest", [b"!", b"\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 300_000])
@pytest.mark.parametrize("head", [OK, OK + b"Connection: close\r\n"], ids=["kept", "closed"])
def test_a_body_ends_where_its_length_says(raw, wx, head, rest):
    server = raw(raw.answering(head + b"\r\n\r\n\r\n" + rest))
    for _ in range(2):  # what is over belongs to no other answer
        res = wx.downloadFile(url=server.url()).wait(60)
        with open(res.tempFilePath, "rb") as file:
            assert file.read() == b"\r\n\r\n"


def test_an_interim_answer_may_come_in_one_piece_with_the_final_one(raw, wx):
    server = raw(raw.answering(b"HTTP/1.1 100 Continue\r\n\r\n" + OK + b"\r\nwhole"))
    assert wx.downloadFile(url=server.url()).wait(60).statusCode == 200
