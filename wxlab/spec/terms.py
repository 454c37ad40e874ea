"""术语: the words of the course in both languages, with the lesson where each is needed first."""

from typing import NamedTuple


class Term(NamedTuple):
    """A word, what it is called in Chinese, what it means, and where the course needs it first."""

    en: str
    zh: str
    meaning_en: str
    meaning_zh: str
    lesson: str


TERMS = (
    Term("mini-program", "小程序", "A program that runs inside WeChat.", "在微信里运行的程序。", "01_upload_a_file"),
    Term("base library", "基础库", "The part of WeChat that gives mini-programs their API; it has a version.", "微信里为小程序提供 API 的部分，有版本号。", "10_older_libraries"),
    Term("developer server", "开发者服务器", "The server behind a mini-program, which its developer runs.", "小程序背后、由开发者运行的服务器。", "01_upload_a_file"),
    Term("upload", "上传", "To send a local file to a server.", "把本地文件发送到服务器。", "01_upload_a_file"),
    Term("upload task", "上传任务", "What wx.uploadFile returns: the way to watch an upload or stop it.", "wx.uploadFile 的返回值，用来监听或中断上传。", "01_upload_a_file"),
    Term("parameter", "参数", "A value that a call is given by name.", "调用时按名称传入的值。", "01_upload_a_file"),
    Term("callback", "回调函数", "A function that is handed over, to be called later.", "传给对方、稍后被调用的函数。", "01_upload_a_file"),
    Term("status code", "状态码", "Three digits with which a server says how it went.", "服务器用来说明结果的三位数字。", "01_upload_a_file"),
    Term("error message", "错误信息", "The text in errMsg; it begins with the name of the call.", "errMsg 里的文本，以接口名开头。", "01_upload_a_file"),
    Term("error code", "错误码", "The number in errno, where the platform has one.", "errno 里的数字；不是每种错误都有。", "06_three_endings"),
    Term("request", "请求", "What a client sends to a server.", "客户端发给服务器的内容。", "02_read_the_bytes"),
    Term("response", "响应", "What a server sends back.", "服务器返回的内容。", "02_read_the_bytes"),
    Term("header", "请求头、响应头", "A line with a name and a value, before the body.", "正文之前的一行：名称和值。", "02_read_the_bytes"),
    Term("body", "正文", "What follows the headers of a message.", "消息中头部之后的内容。", "02_read_the_bytes"),
    Term("form data", "表单数据", "Named fields that travel with a file.", "随文件一起发送的命名字段。", "02_read_the_bytes"),
    Term("multipart/form-data", "multipart/form-data", "The form in which files and fields share one body.", "文件和字段放在同一个正文里的格式。", "02_read_the_bytes"),
    Term("boundary", "边界", "The line that separates the parts of such a body.", "分隔各个部分的一行。", "02_read_the_bytes"),
    Term("field", "字段", "A part of a form that is no file.", "表单中不是文件的部分。", "02_read_the_bytes"),
    Term("file name", "文件名", "The last part of a path, sent along with the file.", "路径的最后一段，随文件一起发送。", "02_read_the_bytes"),
    Term("content type", "内容类型", "What kind of data a body or part holds.", "正文或某个部分是什么类型的数据。", "02_read_the_bytes"),
    Term("content length", "内容长度", "The bytes of a body, announced before it.", "正文的字节数，提前声明。", "02_read_the_bytes"),
    Term("UTF-8", "UTF-8", "How text becomes bytes nearly everywhere today.", "今天几乎到处使用的文本编码。", "02_read_the_bytes"),
    Term("byte", "字节", "Eight bits; files and networks count in it.", "八个比特；文件和网络都以它计数。", "02_read_the_bytes"),
    Term("escape", "转义", "To write a character so that it is not taken for a sign.", "换一种写法，让字符不被当作特殊符号。", "02_read_the_bytes"),
    Term("progress", "进度", "How much of a transfer is done, in percent and bytes.", "传输完成了多少：百分比和字节数。", "03_watch_progress"),
    Term("listener", "监听函数", "A callback for an event that may come many times.", "可能被多次触发的事件的回调。", "03_watch_progress"),
    Term("event", "事件", "Something that happens and is told to listeners.", "发生并通知监听函数的事情。", "03_watch_progress"),
    Term("buffer", "缓冲区", "Room where bytes wait on their way.", "字节在途中等待的地方。", "03_watch_progress"),
    Term("throttle", "限速", "To make a link slow on purpose.", "故意让网络变慢。", "03_watch_progress"),
    Term("bandwidth", "带宽", "How many bits a link carries in a second.", "链路每秒能传多少比特。", "03_watch_progress"),
    Term("latency", "延迟", "How long something takes to get through an idle link.", "空闲链路上数据到达所需的时间。", "03_watch_progress"),
    Term("cookie", "Cookie", "A small text that a server asks to be sent back.", "服务器要求客户端带回的小段文本。", "04_headers_come_first"),
    Term("redirect", "重定向", "An answer that says: ask there instead.", "告诉客户端到另一个地址去请求的响应。", "04_headers_come_first"),
    Term("abort", "中断", "To stop a transfer before its end.", "在结束之前停止传输。", "05_stop_a_transfer"),
    Term("background", "后台", "Where a mini-program goes when its user looks at something else.", "用户离开小程序后它所处的状态。", "05_stop_a_transfer"),
    Term("idempotent", "幂等", "Of which doing it twice has the effect of doing it once.", "做两次与做一次效果相同。", "13_sign_and_retry"),
    Term("success", "成功", "An ending with an answer, whatever its status.", "收到了应答的结局，不论状态码是什么。", "06_three_endings"),
    Term("failure", "失败", "An ending without an answer.", "没有收到应答的结局。", "06_three_endings"),
    Term("connection", "连接", "The line between two programs on which bytes travel.", "两个程序之间传送字节的通道。", "06_three_endings"),
    Term("download", "下载", "To fetch a file from a server.", "从服务器取回文件。", "07_download_a_file"),
    Term("download task", "下载任务", "What wx.downloadFile returns.", "wx.downloadFile 的返回值。", "07_download_a_file"),
    Term("temporary file", "临时文件", "A file that is only promised while the mini-program runs.", "只保证在小程序运行期间存在的文件。", "07_download_a_file"),
    Term("user data path", "用户文件目录", "The folder that a mini-program keeps its own files in.", "小程序存放自己文件的目录。", "07_download_a_file"),
    Term("domain list", "合法域名", "The hosts that a published mini-program may reach.", "正式小程序可以访问的域名列表。", "07_download_a_file"),
    Term("sub-domain", "子域名", "A host name with one more word in front of a domain.", "在域名前再加一段的主机名。", "07_download_a_file"),
    Term("port", "端口", "The number of a door of a host.", "主机上入口的编号。", "07_download_a_file"),
    Term("extension", "扩展名", "The end of a file name, after the last dot.", "文件名最后一个点之后的部分。", "07_download_a_file"),
    Term("chunked coding", "分块传输", "A body sent in pieces, its whole length not announced.", "分段发送、不声明总长度的正文。", "08_download_progress"),
    Term("compression", "压缩", "To send fewer bytes that are unpacked on arrival.", "发送更少的字节，到达后再解压。", "08_download_progress"),
    Term("profile", "网络耗时信息", "The moments of a request and what is known of its connection.", "一次请求的各个时刻以及连接的信息。", "09_profile_a_request"),
    Term("domain name lookup", "域名解析", "To ask for the address of a host name.", "查询主机名对应的地址。", "09_profile_a_request"),
    Term("handshake", "握手", "What two sides settle before they exchange data.", "双方在传数据之前的约定过程。", "09_profile_a_request"),
    Term("certificate", "证书", "A signed text with which a server proves its name.", "服务器证明自己身份的签名文件。", "09_profile_a_request"),
    Term("round-trip time", "往返时间", "From sending something to hearing of its arrival.", "从发出到得知对方收到的时间。", "09_profile_a_request"),
    Term("throughput", "吞吐量", "How much really gets through in a second.", "每秒实际传过去的数据量。", "09_profile_a_request"),
    Term("keep-alive", "连接复用", "To use a connection for more than one request.", "一个连接用于多个请求。", "09_profile_a_request"),
    Term("waterfall", "瀑布图", "A chart of the phases of requests over time.", "按时间显示请求各阶段的图。", "09_profile_a_request"),
    Term("version", "版本号", "Numbers with dots, compared one by one.", "用点分隔、逐段比较的数字。", "10_older_libraries"),
    Term("concurrency", "并发", "Several transfers at one time.", "同一时间进行多个传输。", "11_ten_at_once"),
    Term("queue", "队列", "Those who wait, the first come first.", "按先后顺序等待。", "11_ten_at_once"),
    Term("timeout", "超时", "The time after which a transfer is given up.", "超过这个时间就放弃传输。", "11_ten_at_once"),
    Term("retry", "重试", "To try once more after a failure.", "失败后再试一次。", "12_build_an_uploader"),
    Term("token", "令牌", "A text that proves who asks, for a while.", "在一段时间内证明身份的文本。", "13_sign_and_retry"),
    Term("signature", "签名", "A number that only who knows a secret can make from a text.", "只有知道密钥的人才能由文本算出的值。", "13_sign_and_retry"),
    Term("policy", "上传策略", "What an upload may look like, signed beforehand.", "事先签名的、对上传内容的限制。", "13_sign_and_retry"),
    Term("object storage", "对象存储", "A service that keeps files under names.", "按名称保存文件的服务。", "13_sign_and_retry"),
    Term("fault", "故障", "Something that goes wrong; here on purpose.", "出了问题的地方；这里是有意制造的。", "14_provoke_every_fault"),
    Term("reset", "连接重置", "An end of a connection that takes effect at once, whatever was under way.", "立即中断连接，不管数据是否传完。", "14_provoke_every_fault"),
    Term("proxy", "代理", "A server in between, which passes requests on or refuses them.", "位于中间、转发或拒绝请求的服务器。", "14_provoke_every_fault"),
    Term("certificate chain", "证书链", "Certificates each of which is signed by the next, up to one that is trusted.", "逐级签名、直到受信任的根证书为止的一串证书。", "14_provoke_every_fault"),
)  # fmt: skip
"""The terms, by the lesson that needs them first, more or less."""
