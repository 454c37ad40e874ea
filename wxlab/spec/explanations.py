"""Why a field of ``res.profile`` has its value: one line for every reason that there can be.

A line says which fields it is about, when it applies (a fact about the transfer, "" is always),
and the sentence in English and Chinese. Of a field's lines the first that applies is the answer.
The facts and the blanks are named in ``wxlab.core.reasons``; durations are in milliseconds.
"""

from typing import NamedTuple


class Explanation(NamedTuple):
    """One line: its fields, the fact it needs, its sentences."""

    fields: str
    when: str
    en: str
    zh: str


_LOOKUP = "domainLookupStart domainLookupEnd"
_CONNECT = "connectStart connectEnd"
_TLS = "SSLconnectionStart SSLconnectionEnd"
_REDIRECT = "redirectStart redirectEnd"
_ESTIMATES = "httpRttEstimate transportRttEstimate downstreamThroughputKbpsEstimate"

_MOMENTS = (
    (_REDIRECT, "redirected_elsewhere", "The redirects led from one host name to another ({hosts}). Only redirects within one name count, so this is 0.", "重定向跨越了不同的域名（{hosts}）。只有同域名内的重定向才算，所以是 0。"),
    ("redirectStart", "redirected", "The first request began here; redirects within {host}: {redirects}.", "第一个请求从这里开始；{host} 域名内共重定向 {redirects} 次。"),
    ("redirectEnd", "redirected", "The last byte of the last redirect came here, and the final request followed; redirects within {host}: {redirects}.", "最后一次重定向的最后一个字节在这里到达，接着发出最终请求；{host} 域名内共重定向 {redirects} 次。"),
    (_REDIRECT, "", "There was no redirect, so this is 0.", "没有发生重定向，所以是 0。"),
    ("fetchStart", "redirected", "The final request was ready here, after {redirects} earlier in the chain. The fields that follow describe this last one only.", "重定向 {redirects} 次之后，最终请求在这里准备就绪。其后的字段只描述这最后一个请求。"),
    ("fetchStart", "", "The request was ready here, {before_fetch} ms after queueEnd. There is no cache: every request goes to the network.", "请求在这里准备就绪，比 queueEnd 晚 {before_fetch} 毫秒。这里没有缓存，每个请求都会走网络。"),
    (_LOOKUP, "reused", "The connection was reused, so no name had to be looked up: this equals fetchStart.", "连接是复用的，不需要查询域名，所以与 fetchStart 相等。"),
    (_LOOKUP, "literal", "{host} is an IP address and not a name, so there was nothing to look up: this equals fetchStart.", "{host} 本身就是 IP 地址，不需要查询域名，所以与 fetchStart 相等。"),
    ("domainLookupStart", "looked_up", "The address of {host} was not known yet, so a DNS lookup began here; it took {dns} ms.", "还不知道 {host} 的地址，从这里开始查询 DNS，用了 {dns} 毫秒。"),
    ("domainLookupEnd", "looked_up", "The DNS lookup of {host} took {dns} ms and was complete here.", "查询 {host} 的 DNS 用了 {dns} 毫秒，在这里完成。"),
    (_LOOKUP, "", "The address of {host} was still cached from an earlier lookup, so none was made: this equals fetchStart.", "{host} 的地址在缓存中，没有查询 DNS，所以与 fetchStart 相等。"),
    (_CONNECT, "reused", "The connection was reused, so none had to be made: this equals fetchStart.", "连接是复用的，不需要重新建立，所以与 fetchStart 相等。"),
    (_CONNECT, "unobserved", "This event loop connects without telling wxlab, so nobody saw it: 0.", "这个事件循环建立连接时不经过 wxlab，无从观察，所以是 0。"),
    ("connectStart", "looked_up", "TCP began to connect here, {before_connect} ms after the DNS lookup was complete.", "DNS 查询完成 {before_connect} 毫秒后，从这里开始建立 TCP 连接。"),
    ("connectStart", "", "TCP began to connect here, {before_connect} ms after fetchStart; no DNS lookup came before it.", "没有 DNS 查询，fetchStart 之后 {before_connect} 毫秒从这里开始建立 TCP 连接。"),
    ("connectEnd", "secure", "The connection was ready here, {connect} ms after connectStart; {tls} ms of that were TLS. It equals SSLconnectionEnd.", "从 connectStart 起 {connect} 毫秒后连接就绪，其中 TLS 用了 {tls} 毫秒；与 SSLconnectionEnd 相等。"),
    ("connectEnd", "", "TCP took {connect} ms to connect: one way there and one way back.", "建立 TCP 连接用了 {connect} 毫秒，也就是一个来回。"),
    (_TLS, "plain", "The URL is http, without TLS: 0.", "网址是 http，没有使用 TLS，所以是 0。"),
    (_TLS, "reused", "The connection was reused, TLS and all, so there was no handshake: this equals fetchStart.", "连接连同 TLS 一起被复用，没有再次握手，所以与 fetchStart 相等。"),
    (_TLS, "unobserved", "This event loop does TLS without telling wxlab, so nobody saw it: 0.", "这个事件循环进行 TLS 握手时不经过 wxlab，无从观察，所以是 0。"),
    ("SSLconnectionStart", "", "TCP was connected, so the TLS handshake began here, {before_tls} ms after connectStart.", "TCP 连接建立后，TLS 握手从这里开始，比 connectStart 晚 {before_tls} 毫秒。"),
    ("SSLconnectionEnd", "", "The TLS handshake took {tls} ms, checking the certificate included. It equals connectEnd.", "TLS 握手用了 {tls} 毫秒，包括检查证书；与 connectEnd 相等。"),
    ("requestStart", "unobserved", "The headers were written here; the first byte itself could not be watched on this event loop.", "请求头在这里写出；在这个事件循环上观察不到第一个字节本身。"),
    ("requestStart", "reused", "The first byte of the request was handed to the system here, {before_send} ms after fetchStart: a reused connection needs no handshake.", "请求的第一个字节在这里交给系统，比 fetchStart 晚 {before_send} 毫秒：复用的连接不需要握手。"),
    ("requestStart", "", "The first byte of the request was handed to the system here, {before_send} ms after connectEnd.", "请求的第一个字节在这里交给系统，比 connectEnd 晚 {before_send} 毫秒。"),
    ("requestEnd", "partial", "The server answered before it had the whole body, and the rest was not sent. The last byte that was sent went out here.", "服务器没等收完请求体就应答了，剩下的没有再发；这是最后发出的那个字节的时间。"),
    ("requestEnd", "early", "The server answered early: the last byte of the request went out here, {overlap} ms after responseStart.", "服务器提前应答：请求的最后一个字节在 responseStart 之后 {overlap} 毫秒才发出。"),
    ("requestEnd", "unobserved", "All of the request had been written here; its bytes could not be watched on this event loop.", "请求在这里全部写出；在这个事件循环上观察不到它的字节。"),
    ("requestEnd", "upload", "The last byte was handed to the system here, {send} ms after requestStart. Handed over is not arrived: nobody has acknowledged it yet.", "最后一个字节在这里交给系统，比 requestStart 晚 {send} 毫秒。交给系统不等于已经送达，对方还没有确认。"),
    ("requestEnd", "", "A GET is only headers, handed to the system in {send} ms. Handed over is not arrived: nobody has acknowledged it yet.", "GET 只有请求头，{send} 毫秒就交给了系统。交给系统不等于已经送达，对方还没有确认。"),
    ("responseStart", "unobserved", "The response headers had been read here; the first byte itself could not be watched on this event loop.", "响应头在这里读完；在这个事件循环上观察不到第一个字节本身。"),
    ("responseStart", "early", "The first byte came {overlap} ms before requestEnd: the server answered without waiting for the whole request.", "第一个字节比 requestEnd 早 {overlap} 毫秒到达：服务器没等请求发完就应答了。"),
    ("responseStart", "secure", "The first byte came {wait} ms after requestEnd: the way there and back, and the server's own time. Under TLS a whole record must be here before its first byte can be read.", "第一个字节在 requestEnd 之后 {wait} 毫秒到达：路上一个来回，加上服务器处理的时间。使用 TLS 时，要等一整条记录到齐才能读出第一个字节。"),
    ("responseStart", "", "The first byte came {wait} ms after requestEnd: the way there and back, and the server's own time.", "第一个字节在 requestEnd 之后 {wait} 毫秒到达：路上一个来回，加上服务器处理的时间。"),
    ("responseEnd", "unobserved", "The body had been read to its end here; its bytes could not be watched on this event loop.", "响应体在这里读完；在这个事件循环上观察不到它的字节。"),
    ("responseEnd", "", "The last byte came {receive} ms after responseStart; {received} bytes in all, headers included.", "最后一个字节在 responseStart 之后 {receive} 毫秒到达；连响应头在内共 {received} 字节。"),
    ("invokeStart", "", "The call was made here. Nothing is sent while the code that made it runs on, so listeners can still be added.", "在这里发起调用。发起调用的这段代码还在运行时不会发送任何内容，可以继续添加监听。"),
    ("queueStart", "", "The code that made the call let go {before_queue} ms after invokeStart, and the task went into the queue.", "invokeStart 之后 {before_queue} 毫秒，发起调用的代码让出执行，任务进入队列。"),
    ("queueEnd", "queued", "All places were taken, so it waited {queued_ms} ms in the queue.", "并发名额已满，在队列里等了 {queued_ms} 毫秒。"),
    ("queueEnd", "", "A place was free, so it did not wait: {queued_ms} ms after queueStart.", "有空闲名额，不需要等待：比 queueStart 只晚 {queued_ms} 毫秒。"),
)  # fmt: skip

_FIGURES = (
    ("rtt", "rtt_from_kernel_short", "The system measured {rtt_us} µs on this connection. That is under one millisecond, so 0: normal on one's own machine.", "系统在这条连接上测得 {rtt_us} 微秒，不足一毫秒，所以是 0；访问本机时这很正常。"),
    ("rtt", "rtt_from_kernel", "The system's TCP measured it on this very connection, a smoothed average: {rtt} ms.", "系统的 TCP 在这条连接上测得的平滑平均值：{rtt} 毫秒。"),
    ("rtt", "rtt_from_connect", "This system does not tell, so it is the time TCP took to connect, one way there and back: {rtt} ms, cut to whole ones.", "系统不提供这个数值，这里用建立 TCP 连接的时间（一个来回）代替：{rtt} 毫秒，取整。"),
    ("rtt", "", "Nothing measured it on this connection: 0.", "这条连接上没有测得，所以是 0。"),
    ("estimate_nettype", "no_estimator", "No estimator was at work: 0, unknown.", "没有进行评估：0，未知。"),
    ("estimate_nettype", "nettype_offline", "There is no network: 1, offline.", "没有网络：1，离线。"),
    ("estimate_nettype", "nettype_unknown", "Nothing is known of this network yet: 0, unknown.", "对这个网络还一无所知：0，未知。"),
    ("estimate_nettype", "", "It follows from httpRttEstimate alone, {http} ms: slow 2g from {slow_2g} ms, 2g from {type_2g}, 3g from {type_3g}, else 4g. So {label}.", "只由 httpRttEstimate（{http} 毫秒）决定：{slow_2g} 毫秒起为 slow 2g，{type_2g} 起为 2g，{type_3g} 起为 3g，再快就是 4g。所以是 {label}。"),
    (_ESTIMATES, "no_estimator", "No estimator was at work: 0.", "没有进行评估，所以是 0。"),
    ("httpRttEstimate", "http_unknown", "Nothing is known of this network yet: {http}.", "对这个网络还一无所知：{http}。"),
    ("httpRttEstimate", "http_default_upload", "{http} ms is what the estimator starts with on an unknown network. Only a GET can teach it more; an upload's answer waits for its body.", "{http} 毫秒是评估器对未知网络的初始值。只有 GET 能改变它；上传的应答要等请求体发完，不能用来估计。"),
    ("httpRttEstimate", "http_default", "{http} ms is what the estimator starts with on an unknown network, and the requests so far have not moved the median.", "{http} 毫秒是评估器对未知网络的初始值，到目前为止的请求还没有改变中位数。"),
    ("httpRttEstimate", "", "The median of what GETs took from request to response headers, the server's own time included: {http} ms. A sample weighs half after each minute.", "各个 GET 从发出请求到收到响应头所用时间的中位数，包括服务器处理的时间：{http} 毫秒。样本的权重每分钟减半。"),
    ("transportRttEstimate", "transport_unknown", "Nothing is known of this network yet: {transport}.", "对这个网络还一无所知：{transport}。"),
    ("transportRttEstimate", "transport_default", "{transport} ms is what the estimator starts with on an unknown network, and the connections so far have not moved the median.", "{transport} 毫秒是评估器对未知网络的初始值，到目前为止的连接还没有改变中位数。"),
    ("transportRttEstimate", "", "The median of the round-trip times that the system's TCP measured on recent connections: {transport} ms.", "系统的 TCP 在最近的连接上测得的往返时间的中位数：{transport} 毫秒。"),
    ("downstreamThroughputKbpsEstimate", "kbps_unknown", "Nothing is known of this network yet: {downstream}.", "对这个网络还一无所知：{downstream}。"),
    ("downstreamThroughputKbpsEstimate", "kbps_default", "{downstream} kbit/s is what the estimator starts with. It measures speed only while five GETs run at once and bring 32 kB; single downloads and uploads never do.", "{downstream} kbps 是评估器的初始值。只有五个 GET 同时进行并收到 32 kB 时才会测速，单个下载或上传都不会。"),
    ("downstreamThroughputKbpsEstimate", "kbps_capped", "{downstream} kbit/s is the most that the estimator believes of a {label} network.", "{downstream} kbps 是评估器认为 {label} 网络最多能达到的速度。"),
    ("downstreamThroughputKbpsEstimate", "", "The median of the speeds measured while five or more GETs ran at once: {downstream} kbit/s.", "五个以上 GET 同时进行时测得的速度的中位数：{downstream} kbps。"),
    ("throughputKbps", "unobserved", "The bytes could not be counted on this event loop: 0.", "在这个事件循环上无法计数字节，所以是 0。"),
    ("throughputKbps", "upload", "{received} bytes received × 8 ÷ {span} ms from requestStart to responseEnd. Of an upload only the answer counts, and it waits for the body, so this says little.", "收到的 {received} 字节 × 8 ÷ 从 requestStart 到 responseEnd 的 {span} 毫秒。上传时只计应答，而应答要等请求体发完，所以这个值意义不大。"),
    ("throughputKbps", "", "{received} bytes received × 8 ÷ {span} ms from requestStart to responseEnd. The server's own time is in it: a small or a late answer looks slow.", "收到的 {received} 字节 × 8 ÷ 从 requestStart 到 responseEnd 的 {span} 毫秒。其中包括服务器处理的时间，所以应答小或者来得晚时会显得慢。"),
    ("peerIP", "peer_unknown", "This event loop does not tell whom the connection goes to.", "这个事件循环不提供连接的对端地址。"),
    ("peerIP", "literal", "The address stands in the URL itself.", "网址里写的就是这个地址。"),
    ("peerIP", "reused", "The reused connection goes to this address; {host} was looked up when it was made.", "复用的连接连到这个地址；{host} 是在建立连接时查询的。"),
    ("peerIP", "", "Of the addresses that {host} has, the connection was made to this one.", "{host} 的地址中，连接建立到了这一个。"),
    ("port", "peer_unknown", "This event loop does not tell whom the connection goes to: 0.", "这个事件循环不提供连接的对端端口，所以是 0。"),
    ("port", "port_in_url", "The port stands in the URL.", "网址里写明了这个端口。"),
    ("port", "", "The URL names no port, and {scheme} means {port}.", "网址里没有写端口，{scheme} 默认就是 {port}。"),
    ("socketReused", "reused", "An earlier request to this server had left its connection open, and it was free: no lookup, no handshake.", "之前对这个服务器的请求留下了空闲的连接，直接复用：不需要 DNS 查询，也不需要握手。"),
    ("socketReused", "", "No open connection to this server was free, so a new one was made.", "没有连到这个服务器的空闲连接，所以新建了一条。"),
    ("sendBytesCount", "unobserved", "The bytes could not be counted on this event loop: 0.", "在这个事件循环上无法计数字节，所以是 0。"),
    ("sendBytesCount", "partial", "The server answered early: {sent} bytes were sent, headers included, of a body of {body} bytes. What TLS adds is not counted.", "服务器提前应答：请求体共 {body} 字节，连请求头在内只发出了 {sent} 字节。TLS 自身的开销不计。"),
    ("sendBytesCount", "upload", "{sent_head} bytes of headers and {body} bytes of body. What TLS adds is not counted.", "请求头 {sent_head} 字节，请求体 {body} 字节。TLS 自身的开销不计。"),
    ("sendBytesCount", "", "{sent} bytes: a GET is only headers. What TLS adds is not counted.", "共 {sent} 字节：GET 只有请求头。TLS 自身的开销不计。"),
    ("receivedBytedCount", "unobserved", "The bytes could not be counted on this event loop: 0.", "在这个事件循环上无法计数字节，所以是 0。"),
    ("receivedBytedCount", "encoded", "{received} bytes, headers included. The body came compressed; unpacked it has {content} bytes.", "连响应头在内共 {received} 字节。响应体是压缩传输的，解压后为 {content} 字节。"),
    ("receivedBytedCount", "chunked", "{received} bytes: headers, {content} bytes of body, and the lines that mark its chunks.", "共 {received} 字节：响应头、{content} 字节的响应体，以及标记各分块的行。"),
    ("receivedBytedCount", "", "{received_head} bytes of headers and {content} bytes of body. What TLS adds is not counted.", "响应头 {received_head} 字节，响应体 {content} 字节。TLS 自身的开销不计。"),
    ("protocol", "protocol_unknown", "No answer told the version.", "没有应答说明所用的版本。"),
    ("protocol", "", "The server answered in {protocol}. wxlab speaks HTTP/1.1 only: enableHttp2 and enableQuic have no effect.", "服务器以 {protocol} 应答。wxlab 只使用 HTTP/1.1，enableHttp2 和 enableQuic 不起作用。"),
)  # fmt: skip

EXPLANATIONS = tuple(Explanation(*line) for line in _MOMENTS + _FIGURES)
"""All lines; of those about a field the order matters, and the last one always applies."""
