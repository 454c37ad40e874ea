"""Every failure of the catalogue that a network can cause, provoked for real."""

import datetime
import errno
import socket
import ssl

import pytest
import trustme

from wxlab import Wx, WxError
from wxlab.net.failures import from_exception

pytestmark = pytest.mark.usefixtures("both_ways")

OK = b"HTTP/1.1 200 OK\r\n"
GZIP = OK + b"Content-Encoding: gzip\r\nContent-Length: 9\r\n\r\nnot gzip!"

# What the server sends, how it ends the connection, what the client must say.
ANSWERS = [
    ("closed without an answer", "answering", [], "-100:net::ERR_CONNECTION_CLOSED"),
    ("closed inside the headers", "answering", [b"HTTP/1.1 200 OK\r\nA: "], "-100:"),
    ("reset before the headers", "resetting", [], "-101:net::ERR_CONNECTION_RESET"),
    ("reset inside the headers", "resetting", [b"HTTP/1.1 200 OK\r\nA: "], "-101:"),
    (
        "reset inside the body",
        "resetting",
        [OK + b"Content-Length: 100\r\n\r\n", b"x" * 50],
        "-101:net::ERR_CONNECTION_RESET",
    ),
    (
        "body shorter than announced",
        "answering",
        [OK + b"Content-Length: 100\r\n\r\n", b"x" * 50],
        "-354:net::ERR_CONTENT_LENGTH_MISMATCH",
    ),
    (
        "chunked coding cut between chunks",
        "answering",
        [OK + b"Transfer-Encoding: chunked\r\n\r\n", b"3\r\nabc\r\n"],
        "-355:net::ERR_INCOMPLETE_CHUNKED_ENCODING",
    ),
    (
        "chunked coding cut inside a chunk",
        "answering",
        [OK + b"Transfer-Encoding: chunked\r\n\r\n", b"30\r\nabc"],
        "-355:net::ERR_INCOMPLETE_CHUNKED_ENCODING",
    ),
    (
        "chunk size that is no number",
        "answering",
        [OK + b"Transfer-Encoding: chunked\r\n\r\n", b"zz\r\nabc\r\n"],
        "-355:net::ERR_INCOMPLETE_CHUNKED_ENCODING",
    ),
    (
        "chunked coding that turns into garbage later",
        "lingering",
        [OK + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", b"zz\r\nabc\r\n"],
        "-355:net::ERR_INCOMPLETE_CHUNKED_ENCODING",
    ),
    ("no HTTP at all", "answering", [b"SSH-2.0-OpenSSH_9.2\r\n"], "-320:net::ERR_INVALID_RESPONSE"),
    ("gzip that is none", "answering", [GZIP], "-330:net::ERR_CONTENT_DECODING_FAILED"),
]


def failure_of(wx: Wx, url: str, **options: object) -> str:
    with pytest.raises(WxError) as caught:
        wx.downloadFile(url=url, **options).wait(20)
    assert caught.value.errno == 600001
    return caught.value.errMsg.removeprefix("downloadFile:fail ")


@pytest.fixture(autouse=True)
def nothing_is_logged(caplog):
    """A failure is told to the caller; only a mistake of wxlab's own would be logged."""
    yield
    assert caplog.records == []


@pytest.mark.parametrize(
    ("script", "pieces", "text"), [case[1:] for case in ANSWERS], ids=[case[0] for case in ANSWERS]
)
def test_a_broken_answer_is_named(raw, wx, script, pieces, text):
    server = raw(getattr(raw, script)(*pieces))
    assert failure_of(wx, server.url()).startswith(text)


@pytest.mark.parametrize(
    ("script", "pieces", "text"), [case[1:] for case in ANSWERS], ids=[case[0] for case in ANSWERS]
)
def test_a_broken_answer_to_an_upload_is_named(raw, wx, tmp_path, script, pieces, text):
    (tmp_path / "a.txt").write_bytes(b"hello")
    server = raw(getattr(raw, script)(*pieces))
    task = wx.uploadFile(url=server.url(), filePath=tmp_path / "a.txt", name="file")
    with pytest.raises(WxError) as caught:
        task.wait(20)
    # An upload whose body shares a segment with its headers may be reset while it is being read.
    assert caught.value.errMsg.startswith(f"uploadFile:fail {text}")


def test_nobody_listens(wx):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    assert failure_of(wx, f"http://127.0.0.1:{port}/") == "-102:net::ERR_CONNECTION_REFUSED"
    assert failure_of(wx, f"http://localhost:{port}/") == "-102:net::ERR_CONNECTION_REFUSED"


def test_a_name_that_does_not_exist(wx):
    assert failure_of(wx, "http://no-such-host.invalid/") == "-105:net::ERR_NAME_NOT_RESOLVED"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (errno.EHOSTUNREACH, "-109:net::ERR_ADDRESS_UNREACHABLE"),
        (errno.ENETUNREACH, "-109:net::ERR_ADDRESS_UNREACHABLE"),
        (errno.ETIMEDOUT, "-118:net::ERR_CONNECTION_TIMED_OUT"),
        (errno.EPIPE, "-101:net::ERR_CONNECTION_RESET"),
    ],
)
def test_what_loopback_cannot_provoke_is_mapped(number, text):
    assert from_exception(OSError(number, "simulated")).text == text


# -- certificates --------------------------------------------------------------------------------


def served_by(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def trusting(authority):
    context = ssl.create_default_context()
    authority.configure_trust(context)
    with Wx(ssl_context=context) as made:
        yield made


PAST = datetime.datetime(2001, 1, 1, tzinfo=datetime.UTC)
FUTURE = datetime.datetime(2100, 1, 1, tzinfo=datetime.UTC)


def test_a_good_certificate_is_accepted(raw, trusting, authority):
    server = raw(
        raw.answering(OK + b"Content-Length: 2\r\n\r\nhi"),
        served_by(authority.issue_cert("localhost", "127.0.0.1")),
    )
    for host in ("localhost", "127.0.0.1"):
        assert trusting.downloadFile(url=server.url(host=host)).wait(20).statusCode == 200


def test_an_expired_certificate(raw, trusting, authority):
    old = authority.issue_cert("localhost", not_before=PAST, not_after=PAST.replace(year=2002))
    server = raw(raw.answering(), served_by(old))
    text = failure_of(trusting, server.url(host="localhost"))
    assert text == "-201:net::ERR_CERT_DATE_INVALID"


def test_a_certificate_that_is_not_valid_yet(raw, trusting, authority):
    early = authority.issue_cert(
        "localhost", not_before=FUTURE, not_after=FUTURE.replace(year=2101)
    )
    server = raw(raw.answering(), served_by(early))
    text = failure_of(trusting, server.url(host="localhost"))
    assert text == "-201:net::ERR_CERT_DATE_INVALID"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_a_certificate_for_another_host(raw, trusting, authority, host):
    server = raw(raw.answering(), served_by(authority.issue_cert("elsewhere.example")))
    text = failure_of(trusting, server.url(host=host))
    assert text == "-200:net::ERR_CERT_COMMON_NAME_INVALID"


def test_a_certificate_of_an_unknown_authority(raw, trusting):
    server = raw(raw.answering(), served_by(trustme.CA().issue_cert("localhost")))
    text = failure_of(trusting, server.url(host="localhost"))
    assert text == "-202:net::ERR_CERT_AUTHORITY_INVALID"


def test_a_chain_without_its_intermediate(raw, trusting, authority):
    leaf = authority.create_child_ca().issue_cert("localhost")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with leaf.private_key_pem.tempfile() as key, leaf.cert_chain_pems[0].tempfile() as only_leaf:
        context.load_cert_chain(only_leaf, key)
    server = raw(raw.answering(), context)
    text = failure_of(trusting, server.url(host="localhost"))
    assert text == "-202:net::ERR_CERT_AUTHORITY_INVALID"


def test_https_spoken_to_a_plain_http_server(raw, trusting):
    def refuse(connection):
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    server = raw(refuse)
    text = failure_of(trusting, server.url().replace("http:", "https:"))
    assert text == "-107:net::ERR_SSL_PROTOCOL_ERROR"


def test_a_server_without_a_common_tls_version(raw, trusting, authority):
    context = served_by(authority.issue_cert("localhost"))
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    server = raw(raw.answering(), context)
    text = failure_of(trusting, server.url(host="localhost"))
    assert text == "-107:net::ERR_SSL_PROTOCOL_ERROR"


def test_a_connection_dropped_inside_the_handshake(raw, trusting):
    server = raw(lambda connection: connection.recv(1))
    text = failure_of(trusting, server.url().replace("http:", "https:"))
    assert text in ("-100:net::ERR_CONNECTION_CLOSED", "-101:net::ERR_CONNECTION_RESET")
