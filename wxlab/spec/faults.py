"""The faults that a practice server can have, and the error text that each one leads to.

A row says what happens on the wire. What the caller then reads is not written twice: a row names
an entry of the error catalogue, or, where the call succeeds all the same, says what is odd.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from wxlab.spec.course import LESSONS, Lesson, lesson_of
from wxlab.spec.errors import ErrorEntry
from wxlab.spec.failures import ERRORS

BOTH = ("uploadFile", "downloadFile")
UPLOAD = ("uploadFile",)


@dataclass(frozen=True, slots=True)
class FaultEntry:
    """One fault: ``server.fault(name, path, **numbers)`` puts it in force.

    ``en`` and ``zh`` say what happens on the wire; ``error`` is the catalogue's address of what
    it leads to in ``calls``, or None when they succeed, and then ``seen_en`` and ``seen_zh`` say
    what is seen and ``notebook`` where it is met. ``numbers`` have their defaults: ``bytes`` and
    ``length`` in bytes, ``ms`` in milliseconds, ``kbps`` in kilobits a second. ``own_address``:
    it happens before there is a request, so it is met at ``fault.url()`` and not on a path.
    """

    name: str
    error: str | None
    en: str
    zh: str
    calls: tuple[str, ...]
    numbers: Mapping[str, int]
    own_address: bool = False
    seen_en: str = ""
    seen_zh: str = ""
    notebook: str = ""

    @property
    def entry(self) -> ErrorEntry | None:
        """What the error catalogue says of it; None when the call succeeds."""
        return None if self.error is None else ERRORS[self.error]

    @property
    def errno(self) -> int | None:
        """The platform's number; None where it has none, and for a success."""
        return None if self.entry is None else self.entry.errno

    @property
    def lesson(self) -> Lesson:
        """The lesson in which it is met."""
        if self.error is not None:
            return lesson_of(self.error)
        return next(each for each in LESSONS if each.notebook == self.notebook)

    @property
    def call(self) -> str:
        """How to put it in force, its numbers included."""
        words = [f'"{self.name}"', *(f"{name}={value}" for name, value in self.numbers.items())]
        return f"server.fault({', '.join(words)})"

    def leads_to(self, lang: str) -> str:
        """The text after ``:fail``, or what a success looks like, in ``"en"`` or ``"zh"``."""
        if self.entry is not None:
            return self.entry.shown
        return f":ok，{self.seen_zh}" if lang == "zh" else f":ok, {self.seen_en}"

    def __str__(self) -> str:
        number = "" if self.errno is None else f"  (errno {self.errno})"
        return (
            f"{self.call}\n{self.en}\n  {self.leads_to('en')}{number}\n{self.zh}\n"
            f"  {self.leads_to('zh')}{number}\n"
            f"Lesson: {self.lesson.notebook} · {self.lesson.en} · {self.lesson.zh}"
        )

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return f"<pre>{escape(str(self))}</pre>"


def _fails(
    name: str, error: str, en: str, zh: str, calls: tuple[str, ...] = BOTH, **numbers: int
) -> FaultEntry:
    return FaultEntry(name, error, en, zh, calls, numbers)


def _below(name: str, error: str, en: str, zh: str) -> FaultEntry:
    """A fault below HTTP, with an address of its own."""
    return FaultEntry(name, error, en, zh, BOTH, {}, own_address=True)


def _passes(
    name: str, notebook: str, *texts: str, calls: tuple[str, ...] = BOTH, **numbers: int
) -> FaultEntry:
    en, zh, seen_en, seen_zh = texts
    return FaultEntry(name, None, en, zh, calls, numbers, False, seen_en, seen_zh, notebook)


_ADDRESSES = (
    _below("unresolvable", "ERR_NAME_NOT_RESOLVED", "The host name ends in .invalid, which no name server will ever know.", "主机名以 .invalid 结尾，任何 DNS 都不会有它。"),
    _below("unreachable", "ERR_ADDRESS_UNREACHABLE", "The address is this machine's broadcast address, to which no connection can lead.", "地址是本机的广播地址，无法建立连接。"),
    _below("no-interface", "ERR_CONNECTION_FAILED", "The address is link-local and names no network interface; the system has no word of its own for that.", "地址是链路本地地址，却没有指明网卡；系统对此没有专门的说法。"),
    _below("refused", "ERR_CONNECTION_REFUSED", "Nobody listens on the port.", "端口上没有服务在监听。"),
    _below("stall-connect", "timeout", "The queue of new connections is full and nobody takes them: the first packet gets no answer. Given more than two minutes the system gives up first: -118.", "等待接入的连接已满，没有人处理：第一个包得不到回应。如果允许等两分钟以上，系统会先放弃：-118。"),
    _below("stall-tls", "timeout", "The connection is made, and the TLS handshake gets no answer.", "连接已建立，TLS 握手却得不到回应。"),
    _below("plain-http", "ERR_SSL_PROTOCOL_ERROR", "An https address leads to a port that speaks plain http.", "https 网址指向只会说 http 的端口。"),
    _below("tls-1.1-only", "ERR_SSL_PROTOCOL_ERROR", "The server knows nothing newer than TLS 1.1, and says so to a client that asks for 1.2 at least (imitated: it is the alert of such a server).", "服务器不支持高于 1.1 的 TLS，并如此告知至少要求 1.2 的客户端（模拟：发送这种服务器的警报）。"),
    _below("certificate-self-signed", "ERR_CERT_AUTHORITY_INVALID", "The certificate has signed itself; no authority vouches for it.", "证书是自签名的，没有任何机构为它担保。"),
    _below("certificate-incomplete-chain", "ERR_CERT_AUTHORITY_INVALID", "The authority is trusted, but the server leaves out the intermediate certificate that leads to it. A browser may know it already; a phone does not.", "根证书受信任，但服务器没有发送通向它的中间证书。浏览器可能缓存过，手机上没有。"),
    _below("certificate-expired", "ERR_CERT_DATE_INVALID", "The certificate ran out in 2002.", "证书在 2002 年就过期了。"),
    _below("certificate-wrong-host", "ERR_CERT_COMMON_NAME_INVALID", "The certificate is for elsewhere.example.", "证书是颁发给 elsewhere.example 的。"),
)  # fmt: skip

_CUT = (
    _fails("reset-before-headers", "ERR_CONNECTION_RESET", "The request is read, then the connection is reset.", "读完请求后，连接被重置。"),
    _fails("reset-mid-headers", "ERR_CONNECTION_RESET", "The connection is reset in the middle of the answer's headers.", "响应头发到一半，连接被重置。"),
    _fails("reset-after-headers", "ERR_CONNECTION_RESET", "The headers come, then the connection is reset.", "响应头发完后，连接被重置。", length=100),
    _fails("reset-mid-body", "ERR_CONNECTION_RESET", "After some bytes of the body the connection is reset.", "响应体发出若干字节后，连接被重置。", bytes=50, length=100),
    _fails("reset-mid-upload", "ERR_CONNECTION_RESET", "The connection is reset while the request's body is still coming, without an answer.", "请求体还没收完，连接就被重置，没有应答。", UPLOAD, bytes=10_000),
    _fails("close-without-answer", "ERR_CONNECTION_CLOSED", "The request is read, then the connection is closed politely.", "读完请求后，连接被正常关闭。"),
    _fails("close-mid-headers", "ERR_CONNECTION_CLOSED", "The connection is closed in the middle of the answer's headers.", "响应头发到一半，连接被关闭。"),
    _fails("short-body", "ERR_CONTENT_LENGTH_MISMATCH", "The body ends before its Content-Length is reached.", "响应体没到 Content-Length 就结束了。", bytes=50, length=100),
    _fails("cut-chunking", "ERR_INCOMPLETE_CHUNKED_ENCODING", "A chunked body ends without its last chunk.", "分块传输缺少最后一块就结束了。"),
    _fails("broken-chunking", "ERR_INCOMPLETE_CHUNKED_ENCODING", "The size of a chunk is no number.", "某一块的长度不是数字。"),
    _fails("wrong-gzip", "ERR_CONTENT_DECODING_FAILED", "Content-Encoding says gzip, and the body is plain text.", "Content-Encoding 声明 gzip，内容却是普通文本。"),
    _fails("not-http", "ERR_INVALID_RESPONSE", "The answer is another protocol's greeting.", "应答是另一种协议的问候语。"),
    _fails("huge-headers", "ERR_INVALID_RESPONSE", "One header line is longer than clients accept (256 KiB).", "某一行响应头超过客户端能接受的长度（256 KiB）。", bytes=300_000),
)  # fmt: skip

_SLOW = (
    _fails("stall-headers", "timeout", "The request is read, and no answer comes until server.release().", "读完请求后不应答，直到 server.release()。"),
    _fails("stall-body", "timeout", "Half the body comes, the rest not until server.release().", "响应体发一半，其余要等 server.release()。", bytes=1000),
    _fails("drip", "timeout", "The body comes in drops: never silent, never done in time.", "响应体一点一点地来：一直有数据，却总是超时。", bytes=1000, ms=120_000),
    _fails("slow-reader", "timeout", "The server reads the request's body slowly, then answers as ever.", "服务器读取请求体很慢，之后照常应答。", UPLOAD, kbps=64),
)  # fmt: skip

_LIMITS = (
    _fails("limit-client", "file-too-large", "The client's own limit: the answer announces more bytes than it takes (200 MB), so it stops. It has none for what it sends: check the file's size before you call.", "客户端自己的上限：应答声明的大小超过 200 MB，于是停止。发送没有这种上限：调用前请自己检查文件大小。", length=200 * 1024 * 1024 + 1),
    _passes("limit-proxy", "14_provoke_every_fault", "A proxy in front refuses a request of more than so many bytes at its headers, and throws away what still comes (nginx: client_max_body_size).", "前面的代理看到请求头就拒绝超过上限的请求，并丢弃后续数据（nginx 的 client_max_body_size）。", "statusCode 413, and data is the proxy's HTML page", "statusCode 为 413，data 是代理的 HTML 页面", calls=UPLOAD, bytes=1_048_576),
    _passes("limit-application", "14_provoke_every_fault", "The application reads all of a request of more than so many bytes, and then refuses it.", "应用把超过上限的请求整个读完，然后拒绝。", "statusCode 413, and data is the application's JSON", "statusCode 为 413，data 是应用返回的 JSON", calls=UPLOAD, bytes=1_000_000),
    _passes("early-413", "14_provoke_every_fault", "A 413 page comes while the body is still on its way, and then at once a reset. On the platform the page may be lost: -101 or -355.", "请求体还在路上，就收到 413 页面，紧接着连接被重置。在真机上页面可能丢失：-101 或 -355。", "statusCode 413, if the page was read before the reset", "statusCode 为 413，前提是页面在重置前已读到", calls=UPLOAD),
    _passes("continue-refused", "14_provoke_every_fault", "Who asks with Expect: 100-continue before sending a body gets 417 instead. curl asks when a body is large; the two calls never ask.", "用 Expect: 100-continue 先询问的客户端得到 417。请求体较大时 curl 会问；这两个接口从不询问。", "statusCode 200, since nobody asked", "statusCode 为 200，因为没有询问", calls=UPLOAD),
)  # fmt: skip

_ODD = (
    _fails("redirect-loop", "redirects", "The answer sends the client back to the same address, for ever.", "应答不断重定向到同一个地址。"),
    _fails("redirect-elsewhere", "domain", "The answer sends the client to https://elsewhere.invalid/, which is on no list. It takes Wx(check_domains=True) to see it; otherwise -105.", "应答重定向到 https://elsewhere.invalid/，不在任何合法域名列表中。要用 Wx(check_domains=True) 才能看到；否则是 -105。"),
    _passes("wrong-content-type", "07_download_a_file", "JSON is announced as image/png.", "JSON 被声明为 image/png。", "tempFilePath ends in .png, and no picture is in it", "tempFilePath 以 .png 结尾，内容却不是图片"),
    _passes("duplicate-headers", "04_headers_come_first", "A header comes twice, in two spellings, with two values.", "同一个响应头出现两次，大小写不同，值也不同。", "header has both values in one text, joined with a comma", "header 中两个值合并成一个字符串，用逗号连接"),
    _passes("latin-1-body", "01_upload_a_file", "The body is Latin-1, and nothing says so.", "内容是 Latin-1 编码，却没有声明。", "data has a replacement character, U+FFFD; a file has the byte as it was", "data 中出现替换字符 U+FFFD；下载的文件保留原字节"),
    _passes("bom-body", "01_upload_a_file", "The body, JSON, begins with a byte order mark.", "JSON 内容以字节顺序标记（BOM）开头。", "data can be parsed: the mark is gone; a downloaded file still has it", "data 可以解析：BOM 已去掉；下载的文件里还有"),
    _passes("no-content-length", "08_download_progress", "The body has no Content-Length and ends where the connection ends: nobody can tell whether it is whole.", "没有 Content-Length，连接结束即内容结束：无法知道是否完整。", "progress is 0 and the total -1 until the end", "结束前 progress 为 0，总长度为 -1"),
    _passes("long-body", "08_download_progress", "The body goes on after its Content-Length.", "响应体超过了 Content-Length。", "what is over the length is lost", "超出的部分丢失", bytes=100, length=50),
)  # fmt: skip

FAULTS: Mapping[str, FaultEntry] = {
    each.name: each for each in (*_ADDRESSES, *_CUT, *_SLOW, *_LIMITS, *_ODD)
}
"""Every fault by its name, from the lowest layer to the highest."""
