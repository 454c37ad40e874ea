"""The table of ``res.profile``: 24 fields of the seed, four that today's platform adds."""

from wxlab.spec.rows import Row, Table

_CUT = "Moments are milliseconds since the Unix epoch."
_ZH_DNS = "如果使用了本地缓存(即无 DNS 查询)或持久连接,则与 fetchStart 值相等"
_RETRY_ZH = "注意如果在传输层发生了错误且重新建立连接,则这里显示的是新建立的连接"

# name, type, the seed's sentence, ours
_FIELDS = (
    ("redirectStart", "number", "第一个 HTTP 重定向发生时的时间。有跳转且是同域名内的重定向才算,否则值为 0", "When the first redirect began; 0 without one, or when it led to another host."),
    ("redirectEnd", "number", "最后一个 HTTP 重定向完成时的时间。有跳转且是同域名内部的重定向才算,否则值为 0", "When the last redirect was complete; 0 likewise."),
    ("fetchStart", "number", "组件准备好使用 HTTP 请求抓取资源的时间,这发生在检查本地缓存之前", "When the request was ready to be made, before any cache is looked at."),
    ("domainLookupStart", "number", f"DNS 域名查询开始的时间,{_ZH_DNS}", "When the DNS lookup began; fetchStart without one, or on a reused connection."),
    ("domainLookupEnd", "number", f"DNS 域名查询完成的时间,{_ZH_DNS}", "When the DNS lookup was complete; fetchStart likewise."),
    ("connectStart", "number", f"HTTP(TCP) 开始建立连接的时间,如果是持久连接,则与 fetchStart 值相等。{_RETRY_ZH}开始的时间", "When the TCP connection was begun; fetchStart on a reused one."),
    ("connectEnd", "number", f"HTTP(TCP) 完成建立连接的时间(完成握手),如果是持久连接,则与 fetchStart 值相等。{_RETRY_ZH}完成的时间。注意这里握手结束,包括安全连接建立完成、SOCKS 授权通过", "When the connection was ready, TLS included; fetchStart on a reused one."),
    ("SSLconnectionStart", "number", "SSL建立连接的时间,如果不是安全连接,则值为 0", "When the TLS handshake began; 0 without TLS."),
    ("SSLconnectionEnd", "number", "SSL建立完成的时间,如果不是安全连接,则值为 0", "When the TLS handshake was complete; 0 without TLS."),
    ("requestStart", "number", "HTTP请求读取真实文档开始的时间(完成建立连接),包括从本地读取缓存。连接错误重连时,这里显示的也是新建立连接的时间", "When the request began to be sent."),
    ("requestEnd", "number", "HTTP请求读取真实文档结束的时间", "When the request was sent, all of it."),
    ("responseStart", "number", "HTTP 开始接收响应的时间(获取到第一个字节),包括从本地读取缓存", "When the first byte of the response arrived."),
    ("responseEnd", "number", "HTTP 响应全部接收完成的时间(获取到最后一个字节),包括从本地读取缓存", "When the last byte of the response arrived."),
    ("rtt", "number", "当次请求连接过程中实时 rtt", "The round-trip time of this connection, in milliseconds."),
    ("estimate_nettype", "string", "评估的网络状态 slow 2g/2g/3g/4g", "The estimated kind of network, a number with a label."),
    ("httpRttEstimate", "number", "协议层根据多个请求评估当前网络的 rtt(仅供参考)", "Round-trip time as HTTP saw it, estimated over several requests, in milliseconds."),
    ("transportRttEstimate", "number", "传输层根据多个请求评估的当前网络的 rtt(仅供参考)", "Round-trip time as TCP saw it, estimated over several requests, in milliseconds."),
    ("downstreamThroughputKbpsEstimate", "number", "评估当前网络下载的kbps", "Estimated download speed of the network, in kbit/s."),
    ("throughputKbps", "number", "当前网络的实际下载kbps", "Actual download speed of this request, in kbit/s."),
    ("peerIP", "string", "当前请求的IP", "The address of the server."),
    ("port", "number", "当前请求的端口", "The port of the server."),
    ("socketReused", "boolean", "是否复用连接", "Whether the connection was used before."),
    ("sendBytesCount", "number", "发送的字节数", "Bytes sent, headers included, TLS not."),
    ("receivedBytedCount", "number", "收到字节数", "Bytes received, headers included, TLS not; the name is the platform's."),
)  # fmt: skip

_ADDED = (
    ("protocol", "string", "使用的协议", "The protocol spoken, http/1.1 here.", None),
    ("invokeStart", "number", "调用接口的时间", "When the call was made.", "3.8.10"),
    ("queueStart", "number", "开始排队的时间", "When it began to wait for one of the ten places.", "3.8.10"),
    ("queueEnd", "number", "结束排队的时间", "When it got its place; queueStart where it did not wait.", "3.8.10"),
)  # fmt: skip


def profile(api: str, source: str) -> Table:
    """The table for one call; for uploads it is today's platform that has it."""
    where = f"{api}.success.profile"
    fields = tuple(
        Row(f"{where}.{name}", kind, zh, en, source=source) for name, kind, zh, en in _FIELDS
    )
    added = tuple(
        Row(f"{where}.{name}", kind, zh, en, since=since, source="platform")
        for name, kind, zh, en, since in _ADDED
    )
    return Table(where, f"res.profile of wx.{api}. {_CUT}", "res.profile 的结构", fields + added)
