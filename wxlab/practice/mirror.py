"""/headers, /status and the page that lists the routes."""

from html import escape

from aiohttp import web

from wxlab.practice.exchange import Exchange, json_answer, phrase, text_answer, whole_number

_BODILESS = (204, 205, 304)


async def headers(exchange: Exchange) -> web.StreamResponse:
    """Answer the request's headers as JSON, with a few headers worth seeing of its own."""
    response = json_answer([[name, value] for name, value in exchange.entry.headers])
    response.headers.add("X-Repeated", "one")
    response.headers.add("X-Repeated", "two")
    response.headers.add("Set-Cookie", "session=practice; Path=/; HttpOnly")
    response.headers.add("Set-Cookie", "theme=dark; Expires=Wed, 01 Jan 2098 00:00:00 GMT")
    response.headers.add("x-MiXeD-cAsE", "names come as the server wrote them")
    return response


async def status(exchange: Exchange, code: str) -> web.StreamResponse:
    """Answer with that status: a page for an error, a line of text for the rest."""
    number = whole_number("code", code, 200, 599)
    words = f"{number} {phrase(number)}"
    if number in _BODILESS:
        return web.Response(status=number)
    if number < 400:
        return text_answer(words, f"状态码 {number}", status=number)
    return page(words, f"<p>You asked for this status.</p><p>状态码 {number}</p>", number)


def page(title: str, body: str, status: int = 200) -> web.Response:
    """A small HTML page; `title` is text, `body` HTML."""
    shown = escape(title)
    html = (
        f'<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>{shown}</title>\n'
        f"<h1>{shown}</h1>\n{body}\n</html>\n"
    )
    return web.Response(status=status, text=html, content_type="text/html")
