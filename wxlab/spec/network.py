"""The network stack's own errors: Chromium's names and numbers, as the platform prints them."""

from wxlab.spec.errors import ErrorEntry

_NET = 600001


def _net(name: str, code: int, *texts: str, variants: tuple[str, ...] = ()) -> ErrorEntry:
    """An error of the network stack, by its Chromium name and number."""
    en, remedy_en, zh, remedy_zh, provoke = texts
    text = f"{code}:net::{name}"
    return ErrorEntry(
        name, text, _NET, zh, en, remedy_zh, remedy_en, provoke, (rf"\b{name}\b", *variants)
    )


NETWORK = (
    _net(
        "ERR_NAME_NOT_RESOLVED", -105,
        "The host name could not be resolved.",
        "Check the spelling, and whether the device has a network at all.",
        "域名解析失败。", "检查域名拼写,以及设备是否联网。",
        'server.fault("unresolvable")',
        variants=(r"ENOTFOUND", r"EAI_AGAIN"),
    ),
    _net(
        "ERR_CONNECTION_REFUSED", -102,
        "Nobody listens at that host and port.",
        "Start the server, check the port; on a phone, localhost is the phone itself.",
        "该主机的端口没有服务在监听。", "启动服务并检查端口;在手机上 localhost 指的是手机自己。",
        'server.fault("refused")',
        variants=(r"ECONNREFUSED",),
    ),
    _net(
        "ERR_CONNECTION_RESET", -101,
        "The server, or something on the way, cut the connection off.",
        "Look into the server's log: limits of a proxy (413) and crashes look like this.",
        "连接被服务器或中间设备强行断开。", "查看服务端日志:代理的大小限制(413)或进程崩溃都会这样。",
        'server.fault("reset-before-headers")',
        variants=(r"ECONNRESET", r"网络连接已中断"),
    ),
    _net(
        "ERR_CONNECTION_CLOSED", -100,
        "The server closed the connection without an answer.",
        "Look into the server's log: it accepted the request and gave up on it.",
        "服务器没有应答就关闭了连接。", "查看服务端日志:它收到了请求却中途放弃。",
        'server.fault("close-without-answer")',
        variants=(r"socket hang up", r"ERR_EMPTY_RESPONSE", r"before secure TLS connection"),
    ),
    _net(
        "ERR_CONNECTION_FAILED", -104,
        "The connection could not be made, for a reason the system does not name.",
        "Check network, proxy and firewall, then try again.",
        "连接失败,系统没有给出原因。", "检查网络、代理和防火墙后重试。",
        'server.fault("no-interface")',
        variants=(r"ERR_PROXY_CONNECTION_FAILED",),
    ),
    _net(
        "ERR_ADDRESS_UNREACHABLE", -109,
        "There is no way to that address.",
        "Check the address and the network: another subnet, a VPN, flight mode.",
        "该地址不可达。", "检查地址和网络:是否跨网段、VPN、飞行模式。",
        'server.fault("unreachable")',
        variants=(r"EHOSTUNREACH", r"ENETUNREACH", r"network is down", r"断开与互联网的连接", r"appears to be offline", r"ERR_INTERNET_DISCONNECTED"),
    ),
    _net(
        "ERR_CONNECTION_TIMED_OUT", -118,
        "The system gave up trying to connect.",
        "Check the address and the firewall between here and there.",
        "系统建立连接超时。", "检查地址以及途中的防火墙。",
        'server.fault("stall-connect"), and two minutes of patience',
        variants=(r"connect ETIMEDOUT",),
    ),
    _net(
        "ERR_CERT_COMMON_NAME_INVALID", -200,
        "The certificate is for another host.",
        "Use the host name that stands in the certificate, or have one made for this host.",
        "证书不是颁发给这个主机名的。", "使用证书中的主机名,或为该主机申请证书。",
        'server.fault("certificate-wrong-host")',
        variants=(r"ERR_TLS_CERT_ALTNAME_INVALID", r"Hostname/IP does not match"),
    ),
    _net(
        "ERR_CERT_DATE_INVALID", -201,
        "The certificate has expired, or is not valid yet.",
        "Renew it; check the device's clock.",
        "证书已过期或尚未生效。", "更新证书,并检查设备时间。",
        'server.fault("certificate-expired")',
        variants=(r"CERT_HAS_EXPIRED", r"certificate has expired"),
    ),
    _net(
        "ERR_CERT_AUTHORITY_INVALID", -202,
        "The certificate's issuer is not trusted: self-signed, or an intermediate is missing.",
        "Have the server send the whole chain (fullchain.pem); a practice CA goes into ssl_context.",
        "证书颁发者不受信任:自签名,或缺少中间证书。", "让服务器发送完整证书链(fullchain.pem);练习用 CA 通过 ssl_context 传入。",
        'server.fault("certificate-self-signed")',
        variants=(r"unable to verify the first certificate", r"self.signed certificate", r"服务器证书无效"),
    ),
    _net(
        "ERR_SSL_PROTOCOL_ERROR", -107,
        "The other side does not speak TLS, or no version that both sides accept.",
        "Is it an https port? The platform asks for TLS 1.2 or newer.",
        "对方不支持 TLS,或双方没有共同的版本。", "确认端口是否为 https;平台要求 TLS 1.2 及以上。",
        'server.fault("plain-http")',
        variants=(r"TLS 版本必须大于等于", r"ERR_SSL_VERSION_OR_CIPHER_MISMATCH", r"EPROTO"),
    ),
    _net(
        "ERR_INCOMPLETE_CHUNKED_ENCODING", -355,
        "The answer, sent in chunks, broke off or was garbled.",
        "Look at the proxy first: nginx refusing a large upload (413) shows up like this.",
        "分块传输的应答中途断开或格式有误。", "先查代理:nginx 拒绝过大的上传(413)就会这样。",
        'server.fault("cut-chunking")',
        variants=(r"ERR_INVALID_CHUNKED_ENCODING",),
    ),
    _net(
        "ERR_CONTENT_LENGTH_MISMATCH", -354,
        "The answer was shorter than its Content-Length said.",
        "Look into the server: a crash while sending, or a length that was computed wrong.",
        "应答比 Content-Length 声明的短。", "检查服务端:发送中途崩溃,或长度计算错误。",
        'server.fault("short-body")',
    ),
    _net(
        "ERR_INVALID_RESPONSE", -320,
        "What came back is not HTTP.",
        "Is it the right port, and is it a web server?",
        "返回的内容不是 HTTP。", "确认端口是否正确、对方是否为 Web 服务。",
        'server.fault("not-http")',
        variants=(r"Parse Error", r"ERR_INVALID_HTTP_RESPONSE"),
    ),
    _net(
        "ERR_CONTENT_DECODING_FAILED", -330,
        "The body is not what its Content-Encoding says.",
        "Look into the server: gzip announced but not applied, or applied twice.",
        "内容与 Content-Encoding 声明不符。", "检查服务端:声明了 gzip 却没有压缩,或压缩了两次。",
        'server.fault("wrong-gzip")',
    ),
)  # fmt: skip
