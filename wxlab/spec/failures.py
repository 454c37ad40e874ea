"""The entries of the error catalogue. Order matters to ``explain``: the more telling text first."""

from dataclasses import replace

from wxlab.spec import sayings
from wxlab.spec.calls import APIS
from wxlab.spec.errors import ErrorEntry, catalogue, explained
from wxlab.spec.file_failures import KEEPING
from wxlab.spec.media_failures import ON_MEDIA
from wxlab.spec.network import NETWORK


def _entry(
    address: str,
    text: str,
    errno: int | None,
    *texts: str,
    variants: tuple[str, ...] = (),
    api: str = r"\w",
) -> ErrorEntry:
    en, remedy_en, zh, remedy_zh, provoke = texts
    return ErrorEntry(address, text, errno, zh, en, remedy_zh, remedy_en, provoke, variants, api)


_CALL = (
    _entry(
        "argument", "parameter error: {detail}", 1001,
        "An option is missing, empty or of the wrong type; nothing was done.",
        "Read which parameter the text names, and give it a value of the type it names.",
        "某个参数缺失、为空或类型不对，什么也没有做。",
        "看错误信息里是哪个参数，按它要求的类型传值。",
        "wx.setStorage() without options",
        variants=(r"errno\W+1001\b",),
        api=rf"\b(?!(?:{'|'.join(APIS)}):)\w+",
    ),
    _entry(
        "parameter", "parameter error: {detail}", 600005,
        "An option is missing, empty or of the wrong type; nothing was sent.",
        "Read which parameter the text names, and give it a value of the type it names.",
        "某个参数缺失、为空或类型不对,请求没有发出。",
        "看错误信息里是哪个参数,按它要求的类型传值。",
        "wx.uploadFile() without options",
        variants=(r"parameter error", r"fileName error"),
    ),
    _entry(
        "file-not-found", "file not found: {path}", 600005,
        "The file to upload does not exist, or is no regular file.",
        "Use the path the picker returned, at once: temporary files do not outlive their session.",
        "要上传的文件不存在,或不是普通文件。",
        "直接使用选择文件时返回的路径;临时文件不能留到下次启动。",
        "filePath of a file that is not there",
        variants=(r"uploadFile:fail.*file not found",),
    ),
    _entry(
        "file-changed", "file changed while sending: {path}", 600005,
        "The file became shorter while it was being sent.",
        "Copy the file first, or wait until whoever writes it has finished.",
        "发送过程中文件变短了。",
        "先复制一份再上传,或等写入方写完。",
        "truncate the file while the server reads slowly",
        variants=(r"file changed while sending",),
    ),
    _entry(
        "invalid-url", "invalid url", 600009,
        "The address is not one that can be asked: its scheme, host or port is unusable.",
        "Write it in full, with http:// or https://; a local path belongs into filePath.",
        "网址不可用:协议、主机名或端口有误。",
        "写完整的 http:// 或 https:// 地址;本地路径应放在 filePath。",
        'url "ftp://example.com/a"',
        variants=(r"invalid url", r"url validate error"),
    ),
    _entry(
        "domain", "url not in domain list", 600002,
        "The host is not in this API's domain list, or a redirect led to one that is not.",
        "Add it to uploadFile's or downloadFile's own list in the admin console, port and all; redirect targets too.",
        "域名不在该接口的合法域名列表中,或被重定向到了列表外的域名。",
        "在管理后台把它加进 uploadFile 或 downloadFile 各自的列表(端口也要一致),重定向目标同样要加。",
        "Wx(check_domains=True)",
        variants=(r"url not in domain list", r"不在以下 .*合法域名列表"),
    ),
    _entry(
        "upload-overflow", "exceed max upload connection count {limit}", 600007,
        "Too many uploads at once; old libraries and the developer tools do not queue them.",
        "Keep at most ten running and start the next one in complete.",
        "同时上传的任务过多;旧版基础库和开发者工具不会排队。",
        "最多同时保持十个,在 complete 里再开始下一个。",
        'Wx(overflow="fail") and eleven uploads',
        variants=(
            r"exceed max upload connection count",
            r"uploadFile:fail.*exceed max task count",
        ),
    ),
    _entry(
        "download-overflow", "exceed max download connection count {limit}", 600007,
        "Too many downloads at once; old libraries and the developer tools do not queue them.",
        "Keep at most ten running and start the next one in complete.",
        "同时下载的任务过多;旧版基础库和开发者工具不会排队。",
        "最多同时保持十个,在 complete 里再开始下一个。",
        'Wx(overflow="fail") and eleven downloads',
        variants=(
            r"exceed max download connection count",
            r"^(?!.*(?:request|uploadFile):fail).*exceed max task count",
            r"tasked refused max connected",
        ),
    ),
    _entry(
        "request-overflow", "exceed max task count", 600007,
        "Too many requests at once; old libraries and the developer tools do not queue them.",
        "Keep at most ten running and start the next one in complete.",
        "同时进行的请求过多；旧版基础库和开发者工具不会排队。",
        "最多同时保持十个，在 complete 里再开始下一个。",
        'Wx(overflow="fail") and eleven requests',
        variants=(r"request:fail.*exceed max",),
        api="request",
    ),
    _entry(
        "method", "method is invalid", 600005,
        "The platform does not send that HTTP method; there is no PATCH.",
        "Use one of the eight it knows; many servers take POST with X-HTTP-Method-Override.",
        "平台不支持该 HTTP 方法，例如没有 PATCH。",
        "改用支持的八种方法之一；许多服务器接受 POST 加 X-HTTP-Method-Override。",
        'method "PATCH"',
        variants=(r"method is invalid", r"invalid method"),
        api="request",
    ),
    _entry(
        "request-data", "invalid request data", 600010,
        "data cannot be written as JSON: it holds itself, or something JSON has no word for.",
        "Send an object of strings, numbers, lists and objects, or the text itself.",
        "data 无法序列化为 JSON：循环引用，或包含 JSON 无法表示的值。",
        "传由字符串、数字、数组和对象组成的数据，或直接传文本。",
        "data that contains itself",
        variants=(r"invalid request data",),
        api="request",
    ),
    _entry(
        "redirects", "reach the max redirect count", 600008,
        "More than 15 redirects, one after another: usually a loop.",
        "Ask the server's owner; curl -IL shows the chain.",
        "连续重定向超过 15 次,多半是死循环。",
        "让服务端检查;用 curl -IL 可以看到整条链。",
        "/redirect/loop",
        variants=(r"max redirect count", r"ERR_TOO_MANY_REDIRECTS"),
    ),
    _entry(
        "abort", "abort", None,
        "The transfer was stopped by task.abort().",
        "If you meant it, nothing; in fail, tell it apart from real failures.",
        "任务被 abort() 中断。",
        "如果是主动中断就无需处理;在 fail 里把它和真正的失败分开。",
        "task.abort()",
        variants=(r":fail:? ?abort", r"\baborted?\b"),
    ),
    _entry(
        "interrupted", "interrupted", 600003,
        "The mini-program was closed, or was in the background for more than five seconds.",
        "Start the transfer again when the page is shown (onShow).",
        "小程序已关闭,或进入后台超过五秒。",
        "在 onShow 里重新开始传输。",
        "wx.enterBackground(after=0), or a call after wx.close()",
        variants=(r"\binterrupted\b",),
    ),
)  # fmt: skip

_TARGET = (
    _entry(
        "file-too-large", "exceed max file size", 603301,
        "The download is larger than a single download may be (200 MB).",
        "Split the file on the server, or show it where it is instead of saving it.",
        "下载的文件超过单个文件上限(200 MB)。",
        "在服务端拆分文件,或直接在线查看而不保存。",
        "Wx(max_download_bytes=1000) and /file/2000",
        variants=(r"exceed max file size",),
    ),
    _entry(
        "no-such-directory", "no such file or directory: {path}", 603300,
        "The folder that should hold the download does not exist.",
        "Create it first, or save directly below wx.env.USER_DATA_PATH.",
        "保存目录不存在。",
        "先创建目录,或直接保存到 wx.env.USER_DATA_PATH 下。",
        "filePath below a folder that is not there",
        variants=(r"no such file or directory",),
    ),
    _entry(
        "target-is-directory", "illegal operation on a directory: {path}", 603300,
        "filePath is a folder.",
        "Add a file name to it.",
        "filePath 是一个目录。",
        "在后面加上文件名。",
        "filePath of a folder",
        variants=(r"illegal operation on a directory",),
    ),
    _entry(
        "target-permission-denied", "permission denied: {path}", 603303,
        "The download may not be written there.",
        "Save below wx.env.USER_DATA_PATH; other places are not a mini-program's to write.",
        "没有权限写入该位置。",
        "保存到 wx.env.USER_DATA_PATH 下,小程序不能写其他位置。",
        'filePath "wxfile://usr/../x"',
        variants=(r"downloadFile:fail.*permission denied", r"download fail:1001"),
        api="downloadFile",
    ),
    _entry(
        "permission-denied", "permission denied: {path}", 600005,
        "The file to upload exists but may not be read.",
        "Choose the file again, or change its permissions.",
        "文件存在但无权读取。",
        "重新选择文件,或修改文件权限。",
        "filePath of a file with mode 000",
        variants=(r"permission denied",),
    ),
    _entry(
        "save-failed", "save file error: {path}", 603300,
        "The file could not be stored: the disk is full, or it could not be moved.",
        "Free some space, delete files that are no longer needed, and try again.",
        "文件保存失败:磁盘已满,或文件无法移动。",
        "清理空间、删除不再需要的文件后重试。",
        "a filePath on a full disk",
        variants=(r"save file (error|fail)", r"storage limit is exceeded"),
    ),
)  # fmt: skip

_LAST = (
    _entry(
        "timeout", "timeout", 5,
        "The time the transfer may take was used up.",
        "Give a larger timeout (milliseconds, not seconds), a smaller file, or look why the server is slow.",
        "传输超过了允许的时间。",
        "加大 timeout(单位是毫秒,不是秒)、减小文件,或查服务端为何慢。",
        "/slow/2000 with timeout 100",
        variants=(r"time[d ]?-?\s?out", r"ESOCKETTIMEDOUT", r"请求超时"),
    ),
    _entry(
        "cancel", "cancel", 1,
        "The user closed the picker; wxlab's own transfers never say it.",
        "Nothing: it is no error, though it arrives in fail.",
        "用户取消了选择;wxlab 的传输不会产生它。",
        "无需处理:它会进 fail,但不是错误。",
        "wx.chooseMedia(source=[])",
        variants=(r"choose\w+:fail:? ?cancel",),
    ),
)  # fmt: skip

ERRORS = catalogue(
    *(
        replace(each, sayings=sayings.of_error(each.address))
        for each in (*_CALL, *KEEPING, *ON_MEDIA, *_TARGET, *NETWORK, *_LAST)
    )
)
"""Every error by its address."""


def explain(text: object) -> ErrorEntry | None:
    """The catalogue's entry for any text: an ``errMsg``, a line of a log, an error, a ``res``.

    Other platforms' variants are understood too. ``None`` when nothing matches.
    """
    return explained(text, ERRORS)
