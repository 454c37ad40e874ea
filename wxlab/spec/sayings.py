"""What the platforms say instead of wxlab's own texts, line by line, and how that is known.

An error without a line is one of which nothing is known for that platform: wxlab's own text then
stands for it. The more particular line comes first.
"""

from wxlab.spec.network import NETWORK
from wxlab.spec.platforms import Saying

_CRONET = "seen on phones, in requests and downloads: the network stack's newer format"
_NODE = "seen in the developer tools, whose network is Node.js; without an errno"

_ANDROID = (
    Saying("android", "timeout", "fail:time out", 5, "seen in WeChat 8.0.51, base library 3.6.2; the doubled fail is real"),
    Saying("android", "upload-overflow", "fail:network exceed max task count", 600007, "the documented text of 600007", "uploadFile"),
    Saying("android", "download-overflow", "fail:network exceed max task count", 600007, "the documented text of 600007", "downloadFile"),
    Saying("android", "save-failed", "download fail save file fail", 603300, "seen on phones"),
    Saying("android", "ERR_INCOMPLETE_CHUNKED_ENCODING", "upload fail:-355:net::ERR_INCOMPLETE_CHUNKED_ENCODING", 600001, "seen on phones: an upload cut by a proxy", "uploadFile"),
)  # fmt: skip


def _cronet(name: str, text: str) -> Saying:
    code = text.partition(":")[0]
    told = f"errcode:{code} cronet_error_code:{code} error_msg:net::{name}"
    return Saying("android", name, told, 600001, _CRONET)


_IOS = (
    Saying("ios", "timeout", "请求超时。", 5, "seen on phones; the system's text, in the user's language; errno not seen"),
    Saying("ios", "ERR_CONNECTION_RESET", "网络连接已中断。", 600001, "seen on phones; errno not seen"),
    Saying("ios", "ERR_ADDRESS_UNREACHABLE", "似乎已断开与互联网的连接。", 600001, "seen on phones, in requests; errno not seen"),
)  # fmt: skip

_DEVTOOLS = (
    Saying("devtools", "timeout", "Error: ESOCKETTIMEDOUT", None, _NODE),
    Saying("devtools", "domain", "createUploadTask:fail url not in domain list", None, "seen, without an errno", "uploadFile"),
    Saying("devtools", "domain", "createDownloadTask:fail url not in domain list", None, "seen, without an errno", "downloadFile"),
    Saying("devtools", "invalid-url", "createUploadTask:fail invalid url", 600009, "as downloads have it", "uploadFile"),
    Saying("devtools", "invalid-url", "createDownloadTask:fail invalid url", 600009, "seen; errno not seen", "downloadFile"),
    Saying("devtools", "file-not-found", "createUploadTask:fail file not found", None, "seen, without an errno", "uploadFile"),
    Saying("devtools", "upload-overflow", "createUploadTask:fail exceed max upload connection count {limit}", None, "seen, without an errno", "uploadFile"),
    Saying("devtools", "target-permission-denied", 'permission denied, open "{path}"', 603303, "seen; errno not seen", "downloadFile"),
    Saying("devtools", "ERR_CONNECTION_REFUSED", "Error: connect ECONNREFUSED {peer}", None, _NODE),
    Saying("devtools", "ERR_CONNECTION_RESET", "Error: read ECONNRESET", None, _NODE),
    Saying("devtools", "ERR_CONNECTION_CLOSED", "Error: socket hang up", None, _NODE),
    Saying("devtools", "ERR_CERT_AUTHORITY_INVALID", "Error: unable to verify the first certificate", None, _NODE),
)  # fmt: skip

SAYINGS = (
    *_ANDROID,
    *(_cronet(entry.address, entry.text) for entry in NETWORK),
    *_IOS,
    *_DEVTOOLS,
)
"""Every line."""


def of_error(address: str) -> tuple[Saying, ...]:
    """The lines about one error."""
    return tuple(each for each in SAYINGS if each.error == address)
