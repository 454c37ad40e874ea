"""The cloud's rows of the table of routes."""

from wxlab.practice.cloud import counter, gateway, window
from wxlab.practice.route import Route

CLOUD_ROUTES = (
    Route(
        "POST",
        "/cloud/{appid}/uploads",
        counter.upload,
        "the practice cloud: takes a package signed with server.cloud.key",
        "练习云：接收用 server.cloud.key 签名的代码包",
        reads_first=False,
    ),
    Route(
        "GET",
        "/cloud/{appid}/uploads/{upload}",
        counter.uploaded,
        "how far an upload is: verifying, installing, installed or failed; ?wait=10000 (ms)",
        "上传的进展：verifying、installing、installed 或 failed；?wait=10000（毫秒）",
    ),
    Route(
        "POST",
        "/cloud/{appid}/live",
        counter.live,
        "makes an installed version live; signed",
        "让已安装的版本上线；需签名",
    ),
    Route(
        "POST",
        "/cloud/{appid}/rollback",
        counter.rollback,
        "makes the version live that was live before; signed",
        "回退到之前上线的版本；需签名",
    ),
    Route(
        "GET",
        "/cloud/{appid}/status",
        counter.status,
        "what is installed, and which versions are live",
        "已安装的内容与上线的版本",
    ),
    Route(
        "GET",
        "/cloud/{appid}/app/{path...}",
        window.app,
        "a file of the mini-program's code that is live",
        "线上小程序代码中的文件",
    ),
    Route(
        "GET",
        "/cloud/{appid}/static/",
        window.static,
        "the website that is live: index.html",
        "线上的静态网站：index.html",
    ),
    Route(
        "GET",
        "/cloud/{appid}/static/{path...}",
        window.static,
        "a file of it; of a folder its index.html",
        "其中的文件；目录则返回其 index.html",
    ),
    Route(
        "GET",
        "/cloud/{appid}/storage",
        window.objects,
        "the objects of cloud storage, as JSON; ?prefix=",
        "云存储中的对象（JSON）；?prefix=",
    ),
    Route(
        "GET",
        "/cloud/{appid}/storage/{key...}",
        window.stored,
        "one of them",
        "其中一个对象",
    ),
    Route(
        "ANY",
        "/cloud/{appid}/functions/{name}",
        gateway.function,
        "calls a cloud function that is live; its event is the JSON sent, or the query",
        "调用上线的云函数；事件为发送的 JSON 或查询参数",
    ),
    Route(
        "GET",
        "/cloud/{appid}/database",
        window.collections,
        "the collections of the cloud database and how many records each has",
        "云数据库的集合及其记录数",
    ),
    Route(
        "GET",
        "/cloud/{appid}/database/{collection}",
        window.records,
        "records of one, as JSON; ?skip=0 ?limit=100",
        "集合中的记录（JSON）；?skip=0 ?limit=100",
    ),
)
