"""/redirect: answers that send the client elsewhere."""

from urllib.parse import quote, urlencode

from aiohttp import web

from wxlab.practice.exchange import Exchange, RefusedError, text_answer, whole_number

CODES = (301, 302, 303, 307, 308)
MAX_HOPS = 100
FINAL = "/headers"

# What may stand in a URL as it is; the rest is percent-encoded. "%" stays: it is encoded already.
_SAFE = "%:/?#[]@!$&'()*+,;=-._~"


async def redirect(exchange: Exchange, hops: str = "1") -> web.StreamResponse:
    """Send the client on: `hops` times in all, then to ``?to=``."""
    left = whole_number("n", hops, 1, MAX_HOPS)
    to = exchange.text("to") or FINAL
    if left == 1:
        return _answer(exchange, quote(to, safe=_SAFE))
    asked = {"code": exchange.text("code"), "to": exchange.text("to")}
    query = urlencode({name: value for name, value in asked.items() if value is not None})
    return _answer(exchange, f"/redirect/{left - 1}" + (f"?{query}" if query else ""))


async def redirect_loop(exchange: Exchange) -> web.StreamResponse:
    """Send the client back to where it came from, for ever."""
    return _answer(exchange, quote(exchange.entry.path, safe=_SAFE))


def _answer(exchange: Exchange, location: str) -> web.StreamResponse:
    code = exchange.number("code", 302, 300, 399)
    if code not in CODES:
        raise RefusedError(400, f"code should be one of {CODES}", f"code 应为 {CODES} 之一")
    location = exchange.token.outside(location)
    response = text_answer(f"go on to {location}", f"请转到 {location}", status=code)
    response.headers["Location"] = location
    return response
