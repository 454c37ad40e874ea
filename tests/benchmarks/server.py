"""The server that every client meets: as fast as Python can, so that the clients are compared.

    python server.py BLOCK CERTIFICATE WORKERS    prints two ports, http's and https's

`GET /kept/SIZE/NAME` answers with so many bytes, `POST /kept/...` reads a body and says how many
bytes it had; `/new/` in place of `/kept/` closes the connection afterwards. `GET /hold` answers
when the connection is closed, which is never. Processes that block, one a connection: no lock is
shared, the kernel copies (`sendfile`) or throws away (`MSG_TRUNC`) what needs no eyes. It shares no
code with wxlab, and ends with its standard input.
"""

import mmap
import os
import signal
import socket
import ssl
import sys

BUFFER = 256 * 1024
SMALL = 64 * 1024
"""Up to here head and body leave in one piece."""

# Linux drops what it has received without copying it, where nobody decrypts.
DISCARD = socket.MSG_TRUNC if sys.platform == "linux" else 0


class Connection:
    """One client, served until it or `/new/` ends it."""

    def __init__(self, connection, block):
        self.connection = connection
        self.secure = isinstance(connection, ssl.SSLSocket)
        self.block = block
        self.buffer = bytearray(BUFFER)

    def serve(self):
        """Answer one request after another."""
        rest = b""
        while True:
            head, rest = self.head(rest)
            if not head:
                return
            method, path, _ = head.split(b" ", 2)
            if path == b"/hold":
                self.connection.recv(1)
                return
            _, kind, *more = path.split(b"/")
            end = b"Connection: close\r\n" if kind == b"new" else b""
            if method == b"POST":
                rest = self.upload(head, rest, end)
            else:
                self.download(int(more[0]), end)
            if end:
                return

    def head(self, data):
        """A request's head, and what has come of its body; nothing when the client is gone."""
        while (end := data.find(b"\r\n\r\n")) < 0:
            more = self.connection.recv(SMALL)
            if not more:
                return b"", b""
            data += more
        return data[:end], data[end + 4 :]

    def upload(self, head, rest, end):
        """Throw a body away, and say how long it was."""
        fields = head.lower()
        length = int(fields.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
        if b"expect: 100-continue" in fields:
            self.connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        missing = length - len(rest)
        while missing > 0:
            missing -= self.read(min(missing, BUFFER))
        self.answer(b"%d" % length, end)
        return rest[length:]

    def read(self, size):
        """How many bytes have come, of at most so many; they are gone."""
        if self.secure:
            count = self.connection.recv_into(self.buffer, size)
        else:
            count = self.connection.recv_into(self.buffer, size, DISCARD)
        if count == 0:
            raise ConnectionError("the body was cut short")
        return count

    def download(self, size, end):
        """Send so many bytes of the block, over and over."""
        if size <= SMALL:
            self.answer(self.block[:size], end)
            return
        self.connection.sendall(self.first_lines(size, end))
        while size > 0:
            sent = self.send(min(size, len(self.block)))
            size -= sent

    def send(self, size):
        """Send the block's first bytes, so many; they were all sent."""
        if self.secure:
            with memoryview(self.block) as view:
                for at in range(0, size, BUFFER):
                    self.connection.sendall(view[at : min(at + BUFFER, size)])
        else:
            at = 0
            while at < size:
                at += os.sendfile(self.connection.fileno(), self.block.file, at, size - at)
        return size

    def answer(self, body, end):
        """A small answer, in one piece."""
        self.connection.sendall(self.first_lines(len(body), end) + body)

    @staticmethod
    def first_lines(length, end):
        """The head of an answer."""
        kind = b"Content-Type: application/octet-stream\r\n"
        return b"HTTP/1.1 200 OK\r\n%sContent-Length: %d\r\n%s\r\n" % (kind, length, end)


class Block(mmap.mmap):
    """A file in memory that remembers its descriptor."""

    def __new__(cls, path):
        file = os.open(path, os.O_RDONLY)
        block = super().__new__(cls, file, 0, access=mmap.ACCESS_READ)
        block.file = file
        return block


def work(listener, block, context):
    """One process: one connection after another."""
    while True:
        accepted, _ = listener.accept()
        accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            with context.wrap_socket(accepted, server_side=True) if context else accepted as one:
                Connection(one, block).serve()
        except OSError:
            accepted.close()  # the client is gone, as a benchmark's clients are


def main(path, certificate, workers):
    """Start the processes, tell the ports, wait for the end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # meant for the harness, which ends this
    block = Block(path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    children = []
    for each in (None, context):
        listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
        print(listener.getsockname()[1], flush=True)
        for _ in range(int(workers)):
            child = os.fork()
            if child == 0:
                os.close(0)
                work(listener, block, each)
            children.append(child)
        listener.close()
    sys.stdin.read()
    for child in children:
        os.kill(child, signal.SIGKILL)


if __name__ == "__main__":
    main(*sys.argv[1:])
