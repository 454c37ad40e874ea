"""The course: its lessons, the pains they cure, and which lesson an error text leads to.

A pain is what people ask about in public again and again, as a symptom in their own words.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Lesson(NamedTuple):
    """A notebook of the course; ``minutes`` to read and to do the exercises."""

    notebook: str
    en: str
    zh: str
    minutes: int


class Pain(NamedTuple):
    """A symptom, the lesson that reproduces and cures it, and the errors it comes with."""

    number: int
    en: str
    zh: str
    lesson: str
    errors: tuple[str, ...] = ()


LESSONS = (
    Lesson("00_index", "Start here", "从这里开始", 5),
    Lesson("01_upload_a_file", "Upload your first file", "上传第一个文件", 20),
    Lesson("02_read_the_bytes", "Read the bytes of an upload", "读懂上传的字节", 20),
    Lesson("03_watch_progress", "Watch a file leave", "看着文件离开", 20),
    Lesson("04_headers_come_first", "Read the headers before the end", "响应头先到", 20),
    Lesson("05_stop_a_transfer", "Stop a transfer", "中断一次传输", 20),
    Lesson("06_three_endings", "Tell three endings apart", "分清三种结局", 20),
    Lesson(
        "07_download_a_file", "Download a file to where you want it", "把文件下载到想要的地方", 20
    ),
    Lesson("08_download_progress", "Watch a download arrive", "看着文件到达", 20),
    Lesson("09_profile_a_request", "Profile a request", "分析一次请求的耗时", 20),
    Lesson("10_older_libraries", "Support older libraries", "兼容旧的基础库", 20),
    Lesson("11_ten_at_once", "Queue more than ten", "超过十个就排队", 20),
    Lesson("12_build_an_uploader", "Build an uploader", "做一个上传器", 20),
    Lesson("13_sign_and_retry", "Sign, and try again", "签名与重试", 20),
    Lesson("14_provoke_every_fault", "Provoke every fault", "亲手制造各种故障", 20),
    Lesson(
        "15_run_javascript",
        "Run the mini-program's own JavaScript",
        "运行小程序自己的 JavaScript",
        20,
    ),
    Lesson("16_run_a_real_client", "Run a real client", "运行真实的客户端库", 20),
    Lesson(
        "17_choose_and_compress", "Choose, compress, upload, play", "选择、压缩、上传、播放", 20
    ),
    Lesson("18_upload_and_deploy", "Upload and deploy a mini-program", "上传并部署小程序", 20),
    Lesson("A1_inside_wxlab", "Look inside wxlab", "看看 wxlab 的内部", 20),
    Lesson("A2_terms", "Learn the terms", "术语对照", 15),
)
"""The lessons, in reading order."""

_CERTIFICATES = (
    "ERR_CERT_AUTHORITY_INVALID",
    "ERR_CERT_COMMON_NAME_INVALID",
    "ERR_CERT_DATE_INVALID",
    "ERR_SSL_PROTOCOL_ERROR",
)

_PICTURES = (
    *("picture-missing", "picture-unreadable", "picture-no-room", "picture-not-made"),
    *("picture-quality", "picture-empty", "no-pillow"),
)

PAINS = (
    Pain(1, "Works in the developer tools, fails on the phone: url not in domain list", "开发者工具里正常，真机上失败：url not in domain list", "07_download_a_file", ("domain",)),
    Pain(2, "JSON.parse of res.data throws, or res.data.url is undefined", "JSON.parse(res.data) 报错，或者 res.data.url 是 undefined", "01_upload_a_file"),
    Pain(3, "The server receives nothing, or misses the field", "后端收不到文件，或者提示缺少字段", "02_read_the_bytes"),
    Pain(4, "I set content-type myself, and the server cannot read the form any more", "自己设置了 content-type 之后，服务器解析不了表单", "02_read_the_bytes"),
    Pain(5, "The server answered 404 or 500, and success was called", "服务器返回 404 或 500，却进了 success", "06_three_endings"),
    Pain(6, "Many images: the order is scrambled, or only the last one is kept", "多图上传：顺序乱了，或者只剩最后一张", "12_build_an_uploader"),
    Pain(7, "Of more than ten transfers some fail or never seem to start", "同时超过十个传输，有的失败，有的好像没开始", "11_ten_at_once", ("upload-overflow", "download-overflow")),
    Pain(8, "The bar jumps to 100 and then nothing happens for seconds", "进度条跳到 100 之后，好几秒没有反应", "03_watch_progress"),
    Pain(9, "Download progress is 0, NaN, Infinity or more than 100", "下载进度是 0、NaN、Infinity 或者超过 100", "08_download_progress", ("ERR_CONTENT_LENGTH_MISMATCH",)),
    Pain(10, "Every upload times out at once, or only after a minute", "上传立刻超时，或者总要等一分钟才超时", "11_ten_at_once", ("timeout", "ERR_CONNECTION_TIMED_OUT")),
    Pain(11, "413 Request Entity Too Large", "413 Request Entity Too Large", "14_provoke_every_fault", ("ERR_CONNECTION_RESET", "ERR_CONNECTION_CLOSED")),
    Pain(12, "fail interrupted after the mini-program went to the background", "小程序切到后台后 fail interrupted", "05_stop_a_transfer", ("interrupted",)),
    Pain(13, "Certificate errors: works on one phone, fails on another", "证书错误：有的手机正常，有的失败", "14_provoke_every_fault", _CERTIFICATES),
    Pain(14, "The file's Chinese or original name is lost or garbled", "文件的中文名或原文件名丢失、乱码", "02_read_the_bytes"),
    Pain(15, "The downloaded file has the wrong type or extension", "下载的文件类型或扩展名不对", "07_download_a_file"),
    Pain(16, "formData arrives as [object Object], or true does not arrive as true", "formData 到了后端变成 [object Object]，true 也不是 true", "02_read_the_bytes"),
    Pain(17, "Cookies are not kept, and header names differ in case", "Cookie 没有保存，响应头名称的大小写不一致", "04_headers_come_first"),
    Pain(18, "Upload straight to storage is refused: 403 and no reason", "直传对象存储被拒绝：403，没有原因", "13_sign_and_retry"),
    Pain(19, "The token expires during the upload", "上传途中 token 过期", "13_sign_and_retry"),
    Pain(20, "The transfer was aborted, and the server has the file all the same", "已经 abort，服务器上却还是有文件", "05_stop_a_transfer", ("abort",)),
    Pain(21, "The user cancels a choice, and it arrives as an error: chooseImage:fail cancel", "用户取消选择，却收到报错：chooseImage:fail cancel", "17_choose_and_compress", ("cancel",)),
    Pain(22, "A compressed picture is no smaller, or larger than before", "图片压缩后没有变小，甚至变大了", "17_choose_and_compress", _PICTURES),
    Pain(23, "The code is too large: main package source size 2580KB exceed max limit 2048KB", "代码包大小超过限制：main package source size 2580KB exceed max limit 2048KB", "18_upload_and_deploy"),
    Pain(24, "app.json names a page whose file is not found", "未找到 app.json 中 pages 对应的 wxml 文件", "18_upload_and_deploy"),
)  # fmt: skip
"""The pains, by how often they are asked about."""

_OTHERS = {
    "parameter": "01_upload_a_file",
    "file-not-found": "06_three_endings",
    "file-changed": "02_read_the_bytes",
    "invalid-url": "07_download_a_file",
    "ERR_CONNECTION_REFUSED": "06_three_endings",
    "redirects": "09_profile_a_request",
    "file-too-large": "08_download_progress",
    "no-such-directory": "07_download_a_file",
    "target-is-directory": "07_download_a_file",
    "target-permission-denied": "07_download_a_file",
    "permission-denied": "07_download_a_file",
    "save-failed": "07_download_a_file",
}

_IN_JAVASCRIPT = (
    *("argument", "method", "request-data", "request-overflow"),
    *("no-such-file", "path-denied", "not-a-directory", "is-a-directory", "already-exists"),
    *("not-empty", "name-too-long", "storage-full", "file-system-error"),
    *("length-out-of-range", "position-out-of-range", "bad-encoding", "bad-characters"),
    *("no-such-temporary", "no-such-key", "value-too-large", "storage-exceeded"),
)

_IN_A_NOTEBOOK = ("no-picker", "no-player", "voice-too-large")

LESSON_OF_ERROR: Mapping[str, str] = (
    {error: pain.lesson for pain in PAINS for error in pain.errors}
    | _OTHERS
    | dict.fromkeys(_IN_JAVASCRIPT, "15_run_javascript")
    | dict.fromkeys(_IN_A_NOTEBOOK, "17_choose_and_compress")
)
"""The lesson in which an error of the catalogue is met, by the error's address; the rest have 14."""

NETWORK_ERRORS = "14_provoke_every_fault"


def lesson_of(error: str) -> Lesson:
    """The lesson that an error's address leads to."""
    name = LESSON_OF_ERROR.get(error, NETWORK_ERRORS)
    return next(lesson for lesson in LESSONS if lesson.notebook == name)
