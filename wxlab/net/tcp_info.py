"""The kernel's own round-trip time of a connection (row ``…profile.rtt``).

Linux: ``struct tcp_info`` (``tcpi_rtt``, microseconds). macOS: ``struct tcp_connection_info``
(``tcpi_srtt``, milliseconds). Windows: ``TCP_INFO_v0`` (``RttUs``, microseconds), asked for with
an ioctl that Python's ``socket.ioctl`` does not let through.
"""

import ctypes
import socket
import struct
import sys

_LINUX_TCP_INFO = 11
_LINUX_RTT = 68
_MACOS_TCP_CONNECTION_INFO = 0x106
_MACOS_SRTT = 44
_WINDOWS_SIO_TCP_INFO = 0xD8000027
_WINDOWS_RTT = 20
_WINDOWS_SIZE = 88


def rtt_us(connection: socket.socket) -> int | None:
    """The smoothed round-trip time in microseconds; ``None`` where the system does not tell."""
    try:
        if sys.platform == "linux":
            return linux_rtt(connection.getsockopt(socket.IPPROTO_TCP, _LINUX_TCP_INFO, 256))
        if sys.platform == "darwin":
            data = connection.getsockopt(socket.IPPROTO_TCP, _MACOS_TCP_CONNECTION_INFO, 256)
            return macos_rtt(data)
        if sys.platform == "win32":
            return windows_rtt(_windows_info(connection))
    except OSError:
        pass
    return None


def linux_rtt(info: bytes) -> int | None:
    """``tcpi_rtt`` of a ``struct tcp_info``; older kernels return a shorter one."""
    return _uint32(info, _LINUX_RTT)


def macos_rtt(info: bytes) -> int | None:
    """``tcpi_srtt`` of a ``struct tcp_connection_info``, in microseconds."""
    milliseconds = _uint32(info, _MACOS_SRTT)
    return None if milliseconds is None else milliseconds * 1000


def windows_rtt(info: bytes) -> int | None:
    """``RttUs`` of a ``TCP_INFO_v0``."""
    return _uint32(info, _WINDOWS_RTT)


def _uint32(info: bytes, offset: int) -> int | None:
    if len(info) < offset + 4:
        return None
    return int(struct.unpack_from("=I", info, offset)[0])


def _windows_info(connection: socket.socket) -> bytes:
    version = ctypes.c_uint32(0)
    info = ctypes.create_string_buffer(_WINDOWS_SIZE)
    returned = ctypes.c_uint32(0)
    failed = ctypes.WinDLL("ws2_32").WSAIoctl(  # type: ignore[attr-defined,unused-ignore]
        ctypes.c_size_t(connection.fileno()),
        ctypes.c_uint32(_WINDOWS_SIO_TCP_INFO),
        ctypes.byref(version),
        ctypes.sizeof(version),
        info,
        ctypes.sizeof(info),
        ctypes.byref(returned),
        None,
        None,
    )
    return b"" if failed else info.raw[: returned.value]
