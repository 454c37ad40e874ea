"""The routes, as a table: what is served, what it shows, and how it is found."""

from aiohttp import web

from wxlab.practice import files, mirror, pace, redirects, upload
from wxlab.practice.cloud.routes import CLOUD_ROUTES
from wxlab.practice.exchange import Exchange, text_answer
from wxlab.practice.route import Route
from wxlab.practice.storage import counter
from wxlab.practice.table import html_table


class Routes(tuple[Route, ...]):
    """The table: prints as text, shows as HTML in a notebook."""

    __slots__ = ()

    def __repr__(self) -> str:
        width = max(len(route.path) for route in self)
        rows = (f"{r.method:<4}  {r.path:<{width}}  {r.en}\n{'':{width + 8}}{r.zh}" for r in self)
        return "\n".join(rows)

    def _repr_html_(self) -> str:
        return html_table(
            ["method", "path", "what it shows", "作用"],
            [(route.method, route.path, route.en, route.zh) for route in self],
        )

    def find(self, path: str) -> tuple[Route, dict[str, str]]:
        """The first route that matches, with its words; the 404 row when none does."""
        for route in self:
            words = route.match(path)
            if words is not None:
                return route, words
        return NOT_FOUND, {}


async def index(exchange: Exchange) -> web.StreamResponse:
    """Answer a page with this table."""
    return mirror.page("wxlab practice server", ROUTES._repr_html_())


async def not_found(exchange: Exchange) -> web.StreamResponse:
    """Answer 404 and the table as text."""
    return text_answer(
        "no such route here; there are:", f"没有这个路由；有的是：\n\n{ROUTES!r}", 404
    )


NOT_FOUND = Route("GET", "", not_found, "no such route", "没有这个路由")

ROUTES = Routes(
    (
        Route("GET", "/", index, "this list, as a page", "本页：路由列表"),
        Route(
            "POST",
            "/upload",
            upload.upload,
            "JSON of what arrived: headers, fields, parts in wire order, sizes",
            "以 JSON 返回收到的内容：请求头、字段、各部分的顺序与大小",
        ),
        Route(
            "POST",
            "/slow/upload",
            upload.slow_upload,
            "the same, reading slowly: ?kbps=5000 kilobits a second (2 MB in about 3 s)",
            "同上，但读得很慢：?kbps=5000 千比特每秒（2 MB 约 3 秒）",
            reads_first=False,
        ),
        Route(
            "GET",
            "/file/{size}",
            files.file,
            "that many bytes, byte i being i % 251;"
            " ?chunked ?unknown (ends by closing) ?gzip ?deflate ?type=image/png"
            " ?length=N (announced)",
            "指定大小的字节，第 i 个为 i % 251；?chunked ?unknown ?gzip ?deflate ?type=image/png"
            " ?length=N（声明的长度）",
        ),
        Route(
            "GET",
            "/status/{code}",
            mirror.status,
            "that status, 200 to 599, with a small body",
            "返回该状态码（200 到 599）与一小段内容",
        ),
        Route(
            "GET",
            "/headers",
            mirror.headers,
            "the request's headers as JSON; repeated, mixed-case and cookie headers in the answer",
            "以 JSON 返回请求头；应答中有重复的、大小写混合的头和 Cookie",
        ),
        Route(
            "GET",
            "/slow",
            pace.slow,
            "answers 500 ms after the last byte of the request",
            "收齐请求 500 毫秒后应答",
        ),
        Route(
            "GET",
            "/slow/{ms}",
            pace.slow,
            "the same after that many milliseconds",
            "同上，等待指定的毫秒数",
        ),
        Route(
            "GET",
            "/drip",
            pace.drip,
            "1,000 bytes in small pieces over ?ms=1000",
            "在 ?ms=1000 毫秒内一点一点地发送 1000 字节",
        ),
        Route(
            "GET",
            "/drip/{size}",
            pace.drip,
            "the same with that many bytes; ?chunked ?unknown",
            "同上，发送指定的字节数；?chunked ?unknown",
        ),
        Route(
            "GET",
            "/stall",
            pace.stall,
            "reads the request, holds the answer until server.release()",
            "读完请求后不应答，直到 server.release()",
        ),
        Route(
            "GET",
            "/stall/headers",
            pace.stall_headers,
            "sends the headers, holds the body; ?size=1000",
            "先发响应头，内容等放行；?size=1000",
        ),
        Route(
            "GET",
            "/stall/body",
            pace.stall_body,
            "sends half the body, holds the rest; ?size=1000",
            "先发一半内容，其余等放行；?size=1000",
        ),
        Route(
            "POST",
            "/stall/read",
            pace.stall_read,
            "does not read the request's body until released",
            "放行之前不读取请求体",
            reads_first=False,
        ),
        Route(
            "GET",
            "/redirect/loop",
            redirects.redirect_loop,
            "a redirect to itself, for ever; ?code=302",
            "不断重定向到自己；?code=302",
        ),
        Route(
            "GET",
            "/redirect/{hops}",
            redirects.redirect,
            "that many redirects, then /headers; ?code=301|302|303|307|308 ?to=URL",
            "重定向若干次后到 /headers；?code=301|302|303|307|308 ?to=URL",
        ),
        Route(
            "POST",
            "/storage/{service}/{bucket}",
            counter.put,
            "a storage that takes forms signed as for s3, cos or oss; see server.storage.sign_post",
            "对象存储：按 s3、cos 或 oss 的规则接受签名表单；见 server.storage.sign_post",
            reads_first=False,
        ),
        Route(
            "GET",
            "/storage/{service}/{bucket}/{key...}",
            counter.get,
            "what was uploaded there under that key",
            "以该 key 上传的内容",
        ),
        *CLOUD_ROUTES,
    )
)
