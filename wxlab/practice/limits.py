"""Requests that are too large or unwanted: refused at their headers, half-way, or when read."""

from contextlib import suppress

from aiohttp import web

from wxlab.practice.exchange import Exchange, RefusedError, json_answer
from wxlab.practice.raw import Spent, spent, spent_and_reset, whole

_TITLE = "413 Request Entity Too Large"
_PAGE = (
    f"<html>\r\n<head><title>{_TITLE}</title></head>\r\n<body>\r\n<center><h1>{_TITLE}</h1></center>"
    "\r\n<hr><center>practice proxy</center>\r\n</body>\r\n</html>\r\n"
).encode()
_REFUSAL = whole(_PAGE, "text/html", _TITLE)


def too_large(exchange: Exchange, bytes: int) -> bool:
    """Whether the request announces a body of more than `bytes`."""
    return (exchange.request.content_length or 0) > bytes


def asks_first(exchange: Exchange) -> bool:
    """Whether the client waits for a ``100 Continue`` before it sends the body."""
    return (exchange.header("expect") or "").lower() == "100-continue"


async def proxy(exchange: Exchange, bytes: int) -> Spent:
    """Refuse at the headers, then read on: a client that still sends would be reset otherwise."""
    response = await spent(exchange, _REFUSAL)
    with suppress(RefusedError):  # it has its answer
        await exchange.read()
    return response


async def application(exchange: Exchange, bytes: int) -> web.Response:
    """Read everything, then refuse it."""
    await exchange.read()
    return json_answer({"error": "file too large", "limit": bytes}, 413)


async def early(exchange: Exchange) -> Spent:
    """Refuse at the headers, and reset."""
    return await spent_and_reset(exchange, _REFUSAL)


async def continue_refused(exchange: Exchange) -> Spent:
    """Say no to the question; the body never comes."""
    return await spent(exchange, whole(b"no\n", status="417 Expectation Failed"))


async def reset_mid_upload(exchange: Exchange, bytes: int) -> Spent:
    """Reset once `bytes` of the body were read."""
    await exchange.read(most=bytes)
    return await spent_and_reset(exchange)
