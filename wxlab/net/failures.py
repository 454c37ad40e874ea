"""From what Python raises to the catalogue's words.

Order matters: a specific exception of aiohttp is often also an ``OSError``.
"""

import errno
import ssl
from collections.abc import Iterator

import aiohttp
from aiohttp import http_exceptions

from wxlab.core.failure import Failure

# X509_V_ERR_* codes of OpenSSL.
_CERT_DATE = {9, 10}  # not yet valid, expired
_CERT_NAME = {62, 64}  # host name mismatch, IP address mismatch

_BY_ERRNO = {
    errno.ECONNREFUSED: "ERR_CONNECTION_REFUSED",
    errno.ECONNRESET: "ERR_CONNECTION_RESET",
    errno.ECONNABORTED: "ERR_CONNECTION_RESET",
    errno.EPIPE: "ERR_CONNECTION_RESET",
    errno.ETIMEDOUT: "ERR_CONNECTION_TIMED_OUT",
    errno.EHOSTUNREACH: "ERR_ADDRESS_UNREACHABLE",
    errno.ENETUNREACH: "ERR_ADDRESS_UNREACHABLE",
    errno.EADDRNOTAVAIL: "ERR_ADDRESS_UNREACHABLE",
}


EXPECTED = (
    Failure,
    OSError,
    ssl.SSLError,
    aiohttp.ClientError,
    http_exceptions.HttpProcessingError,
)
"""What a network can do to a transfer; anything else is a mistake in wxlab."""


_CONNECTOR = aiohttp.ClientConnectorError


def from_exception(exc: BaseException) -> Failure:
    """Name the failure behind an exception that ended a transfer."""
    chain = list(_chain(exc))
    for each in chain:
        if isinstance(each, Failure):
            return _alone(each)
    for each in chain:
        if (address := _specific(each)) is not None:
            return Failure(address)
    peer = next((f"{e.host}:{e.port}" for e in chain if isinstance(e, _CONNECTOR)), "")
    for each in chain:
        if isinstance(each, OSError) and each.errno in _BY_ERRNO:
            return Failure(_BY_ERRNO[each.errno], peer=peer)
    return Failure(_general(exc))


def _alone(failure: Failure) -> Failure:
    """Without all that was under way when it was raised: who keeps the one would keep the other."""
    failure.__cause__ = failure.__context__ = None
    return failure.with_traceback(None)


def _chain(exc: BaseException | None) -> Iterator[BaseException]:
    """An exception, what aiohttp wrapped in it, and what caused it."""
    seen: set[int] = set()
    while exc is not None and id(exc) not in seen:
        seen.add(id(exc))
        yield exc
        inner = getattr(exc, "os_error", None) or getattr(exc, "certificate_error", None)
        if isinstance(inner, BaseException) and inner is not exc.__cause__:
            yield inner
        exc = exc.__cause__ or exc.__context__


def _specific(exc: BaseException) -> str | None:
    match exc:
        case aiohttp.ClientConnectorDNSError():
            return "ERR_NAME_NOT_RESOLVED"
        case aiohttp.ClientConnectorError() | aiohttp.ClientConnectorCertificateError():
            return None  # the reason is inside, and comes next
        case ssl.SSLCertVerificationError():
            return _certificate(exc)
        case ssl.SSLError():
            return "ERR_SSL_PROTOCOL_ERROR"
        case http_exceptions.ContentLengthError():
            return "ERR_CONTENT_LENGTH_MISMATCH"
        case http_exceptions.TransferEncodingError():
            return "ERR_INCOMPLETE_CHUNKED_ENCODING"
        case aiohttp.ClientResponseError() | http_exceptions.HttpProcessingError():
            garbled = "chunk" in exc.message.lower()
            return "ERR_INCOMPLETE_CHUNKED_ENCODING" if garbled else "ERR_INVALID_RESPONSE"
        case aiohttp.InvalidURL():
            return "invalid-url"
    return None


def _certificate(exc: ssl.SSLCertVerificationError) -> str:
    if exc.verify_code in _CERT_DATE:
        return "ERR_CERT_DATE_INVALID"
    if exc.verify_code in _CERT_NAME:
        return "ERR_CERT_COMMON_NAME_INVALID"
    return "ERR_CERT_AUTHORITY_INVALID"


def _general(exc: BaseException) -> str:
    if isinstance(exc, aiohttp.ServerDisconnectedError):
        return "ERR_CONNECTION_CLOSED"
    if isinstance(exc, aiohttp.ClientPayloadError):
        return "ERR_CONTENT_LENGTH_MISMATCH"
    if isinstance(exc, aiohttp.ClientConnectorError):
        return "ERR_CONNECTION_FAILED"
    return "ERR_CONNECTION_CLOSED"
