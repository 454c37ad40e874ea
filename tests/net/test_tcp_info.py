"""The kernel's round-trip time, read from bytes as each system lays them out."""

import socket
import struct
import sys

import pytest

from wxlab.net import tcp_info


def laid_out(size: int, offset: int, value: int) -> bytes:
    """A struct of zeros with one unsigned 32-bit field."""
    data = bytearray(size)
    struct.pack_into("=I", data, offset, value)
    return bytes(data)


@pytest.mark.parametrize(
    ("read", "size", "offset", "value", "microseconds"),
    [
        (tcp_info.linux_rtt, 280, 68, 50_321, 50_321),
        (tcp_info.linux_rtt, 104, 68, 35, 35),
        (tcp_info.macos_rtt, 112, 44, 51, 51_000),
        (tcp_info.windows_rtt, 88, 20, 50_321, 50_321),
    ],
)
def test_the_field_is_found(read, size, offset, value, microseconds):
    assert read(laid_out(size, offset, value)) == microseconds
    assert read(laid_out(size, offset + 4, value)) == 0
    assert read(laid_out(size, offset, value)[: offset + 3]) is None


# struct tcp_info as Linux 6.18 returned it for a connection across a link of 50 ms.
RECORDED = bytes.fromhex(
    "010000000007aa01e0160400409c0000a805000018020000000000000000000000000000"
    "000000000000000034000000000000000000000000000000dc05000058fa000070010100"
    "fc740000ffffff7f0b000000a80500000300000000000000903800000000000015450900"
    "00000000ffffffffffffffff23000000000000008c000000000000000400000003000000"
    "000000002dc5000001000000010000000e7000000000000080bb00000000000000000000"
    "000000000000000000000000020000000000000022000000000000000000000000000000"
    "0000000000000000000000000000010000fc000000000000000000000000000000000000"
    "00000000000000000000000000000000000000000000000000000000"
)


def test_a_recorded_linux_struct_is_read():
    assert tcp_info.linux_rtt(RECORDED) == 65_904


@pytest.mark.skipif(sys.platform != "linux", reason="asks the Linux kernel")
def test_the_linux_kernel_tells_for_a_live_connection():
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        socket.create_connection(listener.getsockname()) as client,
    ):
        accepted, _ = listener.accept()
        client.sendall(b"x")
        accepted.recv(1)
        accepted.close()
        found = tcp_info.rtt_us(client)
    assert found is not None
    assert 0 < found < 1_000_000


def test_what_is_no_tcp_socket_tells_nothing():
    left, right = socket.socketpair()
    assert tcp_info.rtt_us(left) is None
    left.close()
    right.close()
