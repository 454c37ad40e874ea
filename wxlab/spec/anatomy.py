"""What each piece of a request is: a label and a sentence for every kind, in English and Chinese.

Sources: RFC 9110 and RFC 9112 for requests and headers, RFC 7578 and RFC 2046 section 5.1 for
parts, HTML standard for names between quotes, rows ``uploadFile.object`` and
``downloadFile.object`` for where a value comes from.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Note(NamedTuple):
    """A kind of piece: what to call it, and the sentence that explains it."""

    label_en: str
    label_zh: str
    en: str
    zh: str


_HEAD = {
    "method": Note("method", "请求方法", "What is asked for: an upload is a POST, which brings a body; a download is a GET, which has none.", "请求要做什么：上传用 POST，带请求体；下载用 GET，没有请求体。"),
    "space": Note("space", "空格", "One space keeps the method, the target and the version apart.", "用一个空格隔开请求方法、请求目标和协议版本。"),
    "target": Note("target", "请求目标", "The path and the query of the URL. Its host is in the Host header, and what follows a # is never sent.", "网址中的路径和查询参数。主机名在 Host 头里，# 之后的部分不会发送。"),
    "version": Note("version", "协议版本", "The version of HTTP that the client speaks. In HTTP/1.1 a connection stays open for the next request unless one side says otherwise.", "客户端使用的 HTTP 版本。在 HTTP/1.1 中，只要双方都没有声明关闭，连接就会保留给下一个请求。"),
    "header-name": Note("header name", "请求头名称", "The name of a header. Upper and lower case mean the same.", "请求头的名称，不区分大小写。"),
    "colon": Note("colon", "冒号", "A colon ends the name. The space after it is customary, and no part of the value.", "冒号表示名称到此结束；后面的空格是惯例，不属于值。"),
    "header-value": Note("header value", "请求头的值", "What this header says. What you put into the option header is sent like this; the client adds some of its own.", "这个请求头的内容。你在 header 参数里写的就是这样发出的，客户端还会自己加上几个。"),
    "host": Note("host", "主机", "The host in the URL, and its port unless it is the usual one. One server can serve many names, so the client says which one it means.", "网址中的主机名；端口不是默认值时也会写上。一台服务器可以有多个域名，所以要说明访问的是哪一个。"),
    "referer": Note("referer", "来源", "The mini-program's appid and version. It is fixed: a Referer of yours is ignored.", "小程序的 appid 和版本。它是固定的，你设置的 Referer 会被忽略。"),
    "user-agent": Note("user agent", "客户端标识", "The program that asks. It cannot be set; on a phone it would name the system and WeChat, here it says wxlab.", "发出请求的程序，不能设置。真机上写的是系统和微信的信息，这里写的是 wxlab。"),
    "content-type": Note("content type", "内容类型", "How the body is written. An upload is always multipart/form-data, and the client says so itself, since nobody else knows the boundary.", "请求体的格式。上传总是 multipart/form-data，由客户端自己设置，因为只有它知道边界是什么。"),
    "content-length": Note("content length", "内容长度", "How many bytes follow the blank line. That is more than the file: every part brings headers and a boundary. The server knows from it when it has everything.", "空行之后还有多少字节。它比文件大，因为每个部分都带有自己的头和边界。服务器靠它判断请求是否收完。"),
    "line-end": Note("end of line", "行尾", "Two bytes end a line: CR and LF, 13 and 10.", "每一行以两个字节结束：CR 和 LF，也就是 13 和 10。"),
    "blank-line": Note("blank line", "空行", "A line with nothing in it: the headers end here, and the content, if there is any, begins with the next byte.", "一个空行：头到此结束，如果有内容，就从下一个字节开始。"),
}  # fmt: skip

_BODY = {
    "boundary": Note("boundary", "边界", "Chosen anew for each request; it must not occur in the data. The Content-Type announces it, and it stands before each part and after the last one.", "每次请求都重新生成，不能在数据中出现。Content-Type 里先声明它，之后每个部分的前面和最后一个部分的后面都有它。"),
    "delimiter": Note("two dashes", "两个连字符", "Two dashes and then the boundary, on a line of their own: a part begins, or the last one is over. Dashes that follow belong to the boundary itself.", "两个连字符加上边界，单独占一行：表示一个部分开始，或者最后一个部分结束。再往后的连字符属于边界本身。"),
    "part-header": Note("part header", "部分的头", "Each part has headers of its own, written like those of the request.", "每个部分都有自己的头，写法与请求头相同。"),
    "disposition": Note("disposition", "部分的说明", "It says that this part belongs to a form. Its name stands between quotation marks, and for a file the file name too.", "说明这个部分属于一个表单。引号里是它的名字；如果是文件，还有文件名。"),
    "name": Note("name", "名字", "A key of formData, or for the file what you gave as name. The server asks for the part by it. A quotation mark in it is written %22.", "formData 的键；对文件来说，就是你传的 name。服务器用它来取这个部分。其中的引号写成 %22。"),
    "filename": Note("file name", "文件名", "The last part of filePath, in UTF-8; a quotation mark in it is written %22. It tells the server that this part is a file and not a field.", "filePath 的最后一段，使用 UTF-8 编码，其中的引号写成 %22。有了它，服务器才知道这个部分是文件，而不是普通字段。"),
    "part-type": Note("file type", "文件类型", "The type of the file, told from the extension of its name: nobody has looked inside. For an unknown one it is application/octet-stream.", "文件的类型，只根据扩展名判断，不看文件内容。扩展名未知时是 application/octet-stream。"),
    "value": Note("field value", "字段的值", "A value of formData, as UTF-8 text; nothing in it is escaped. Everything arrives as text: the number 1 and the string \"1\" look the same.", "formData 里的一个值，UTF-8 文本，不做任何转义。到了服务器那里都是文本：数字 1 和字符串 \"1\" 没有区别。"),
    "file": Note("file content", "文件内容", "The file's bytes as they are on disk, neither encoded nor escaped. Bytes that are no ASCII text are shown as a middle dot (·).", "文件的原始字节，与磁盘上完全一样，不编码也不转义。不是 ASCII 文本的字节显示为间隔号（·）。"),
    "content-end": Note("line break before the boundary", "边界前的换行", "This CR and LF belong to the boundary that follows and not to the content, so what arrives is exactly as long as what was sent.", "这里的 CR 和 LF 属于后面的边界，不属于内容，所以服务器收到的内容一个字节也不会多。"),
    "closing": Note("closing dashes", "结束标记", "Two more dashes after the boundary: there is no further part. A body without them was cut off.", "边界后面再加两个连字符，表示后面没有别的部分了。缺少它，说明请求体不完整。"),
    "unknown": Note("unknown", "未知", "From the bytes that were kept nobody can tell what this is.", "只凭保留下来的字节，看不出这是什么。"),
    "gap": Note("left out", "省略", "Bytes that were sent but are not shown here.", "这些字节已经发出，只是没有在这里显示。"),
}  # fmt: skip

NOTES: Mapping[str, Note] = _HEAD | _BODY
"""Every kind of piece that ``wxlab.core.anatomy`` can name, in the order a request has them."""
