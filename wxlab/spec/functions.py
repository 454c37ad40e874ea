"""The functions themselves, as ``canIUse`` knows them, and the two limits."""

from wxlab.spec.file_system import FILE_SYSTEM_FUNCTIONS
from wxlab.spec.media import MEDIA_FUNCTIONS
from wxlab.spec.rows import Row, Table
from wxlab.spec.storage import STORAGE_FUNCTIONS
from wxlab.spec.system import SYSTEM_FUNCTIONS

_TASK = "Returned by wx.{api}; watches the transfer, or stops it."

FUNCTIONS = (
    Row("uploadFile", "Function", "将本地资源上传到开发者服务器。", "Upload a local file to the developer's server."),
    Row("uploadFile.return", "Object", "返回一个uploadTask", "The call returns an UploadTask.", since="1.4.0"),
    Row("downloadFile", "Function", "下载文件资源到本地。客户端直接发起一个HTTP GET请求,返回文件的本地临时路径。", "Download a file to a local path."),
    Row("downloadFile.return", "Object", "返回一个 DownloadTask", "The call returns a DownloadTask.", since="1.4.0", source="platform"),
    Row("UploadTask", "Object", "一个可以监听上传进度变化事件,以及取消上传任务的对象", _TASK.format(api="uploadFile"), since="1.4.0"),
    Row("DownloadTask", "Object", "一个可以监听下载进度变化事件,以及取消下载任务的对象", _TASK.format(api="downloadFile"), since="1.4.0"),
    Row("canIUse", "Function", "判断接口、参数、属性在当前基础库版本是否可用", "Whether this base library has something.", since="1.1.1", source="platform"),
    Row("request", "Function", "发起 HTTPS 网络请求。", "Make an HTTP request.", source="platform"),
    Row("request.return", "Object", "返回一个 RequestTask", "The call returns a RequestTask.", since="1.4.0", source="platform"),
    Row("RequestTask", "Object", "网络请求任务对象", _TASK.format(api="request"), since="1.4.0", source="platform"),
    *STORAGE_FUNCTIONS,
    *FILE_SYSTEM_FUNCTIONS,
    *SYSTEM_FUNCTIONS,
    *MEDIA_FUNCTIONS,
)  # fmt: skip

LIMITS = Table(
    "limits",
    "The two limits",
    "tip",
    (
        Row("limits.concurrency", "number", "最大并发限制是 10 个", "At most 10 at a time, for uploads and for downloads each; more wait in line.", default=10),
        Row("limits.timeout", "number", "默认超时时间和最大超时时间都是 60s", "60 seconds are the default and the maximum; 60000 milliseconds.", default=60000, note="libraries from 2.14.0 have no maximum any more"),
    ),
)  # fmt: skip
