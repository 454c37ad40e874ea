"""The practice cloud: what a mini-program may weigh, what can be deployed, and how it is signed.

Sources: the framework's pages on sub-packages and on the kinds of files that are uploaded, the
developer tools' page on ``project.config.json``, and miniprogram-ci's list of error codes. What
begins with 4 is wxlab's own, for what the platform leaves to a web page.
"""

from collections.abc import Mapping
from typing import NamedTuple

KINDS = ("app", "function", "static", "storage", "database")
"""What can be uploaded: the mini-program itself, and the resources of a cloud environment."""

STATUSES = ("verifying", "installing", "installed", "failed")
"""What becomes of an upload; the last two are endings."""

UPLOAD_FIELDS = ("kind", "name", "version", "desc", "robot", "digest", "size", "nonce")
"""The form fields of an upload, in the order in which they are signed."""

LIVE_FIELDS = ("kind", "name", "version", "nonce")
"""What is signed when a version is made live."""

ROLLBACK_FIELDS = ("kind", "name", "nonce")
"""What is signed when the version before is to be live again."""

APPID = r"wx[0-9a-f]{16}|touristappid"
VERSION = r"[0-9A-Za-z._-]{1,64}"
NAME = r"[A-Za-z0-9_-]{1,64}"
"""The name of a function, and of a collection of the database."""

MOST_DESC = 1000
"""Characters of what an upload says about itself."""

ROBOTS = 30
"""miniprogram-ci's robots are numbered from 1 to this."""

MIB = 1024 * 1024
MAIN_BYTES = 2 * MIB
SUBPACKAGE_BYTES = 2 * MIB
TOTAL_BYTES = 20 * MIB
ICON_BYTES = 40 * 1024
"""The most that a main package, a sub-package, all of them, and an icon of the tab bar weigh."""

UPLOADED = frozenset(
    [
        "js",
        "wxml",
        "wxss",
        "wxs",
        "json",
        "png",
        "jpg",
        "jpeg",
        "gif",
        "svg",
        "cer",
        "mp3",
        "aac",
        "m4a",
        "mp4",
        "wav",
        "ogg",
        "silk",
        "wasm",
        "br",
        "cert",
    ]
)
"""The endings of the names of files that the developer tools upload; others stay at home."""

TYPES = ("miniProgram", "miniProgramPlugin", "miniGame", "miniGamePlugin")
"""miniprogram-ci's types of projects, of which the first is here."""

COMPILE_TYPES = {"miniprogram": TYPES[0], "plugin": TYPES[1], "game": TYPES[2]}

SETTINGS = frozenset(
    [
        "es6",
        "es7",
        "minify",
        "minifyJS",
        "minifyWXML",
        "minifyWXSS",
        "codeProtect",
        "autoPrefixWXSS",
        "disableUseStrict",
        "compileWorklet",
    ]
)
"""What miniprogram-ci's ``setting`` may hold. wxlab compiles nothing, and packs what is there."""


class CloudCode(NamedTuple):
    """A refusal of the cloud: what it means, and what to do about it."""

    en: str
    zh: str
    remedy_en: str
    remedy_zh: str


CODES: Mapping[int, CloudCode] = {
    10000: CloudCode("A parameter is missing or wrong.", "参数缺失或有误。", "Correct the named parameter.", "请改正提到的参数。"),
    10005: CloudCode("A file or a folder is not there.", "文件或文件夹不存在。", "Create it, or correct the name that points to it.", "请创建它,或改正指向它的名字。"),
    10006: CloudCode("A file is not valid JSON.", "文件不是合法的 JSON。", "Correct the named line; JSON has no comments and no comma before a closing bracket.", "请改正提到的那一行;JSON 不能有注释,右括号前不能有逗号。"),
    10009: CloudCode("A JSON file does not say what it should.", "JSON 文件的内容不符合要求。", "Correct the named line.", "请改正提到的那一行。"),
    20000: CloudCode("There is no app.json.", "没有找到 app.json。", "Put it in the folder that miniprogramRoot names.", "请把它放在 miniprogramRoot 指向的文件夹里。"),
    20001: CloudCode("The request is not signed.", "请求没有签名。", "Give the cloud's upload key.", "请提供云环境的上传密钥。"),
    20002: CloudCode("The signature is wrong, or was used before.", "签名错误,或已经使用过。", "Use the upload key of this very cloud.", "请使用这个云环境自己的上传密钥。"),
    30000: CloudCode("The type of the project is not supported.", "不支持这种项目类型。", "Use a mini-program.", "请使用小程序项目。"),
    40000: CloudCode("There is no such thing in this cloud.", "云环境里没有这个资源。", "Look at what there is: status.", "请查看现有的资源:status。"),
    40001: CloudCode("This version is there already, with other content.", "这个版本已经存在,内容不同。", "A version never changes: choose another.", "版本不能改动:请换一个版本号。"),
    40002: CloudCode("There is no earlier version to go back to.", "没有可以回退的版本。", "Make a version live twice before you roll back.", "至少上线过两个版本才能回退。"),
    40003: CloudCode("A package is larger than it may be.", "代码包超过大小限制。", "Leave files out with packOptions, or move pages to sub-packages.", "请用 packOptions 排除文件,或把页面移到分包。"),
    40004: CloudCode("The package is not what was announced, or no package at all.", "代码包与声明不符,或不是合法的包。", "Upload again.", "请重新上传。"),
    40005: CloudCode("The upload has not been installed.", "上传的内容尚未安装。", "Wait until it is installed, or upload again.", "请等待安装完成,或重新上传。"),
    40006: CloudCode("The cloud can take no more.", "云环境已经满了。", "Remove old versions, or use another cloud.", "请删除旧版本,或换一个云环境。"),
    40007: CloudCode("The function has failed.", "云函数运行失败。", "Correct the function, and deploy a new version.", "请改正云函数,并部署新版本。"),
}  # fmt: skip
"""By miniprogram-ci's numbers; from 40000 on, by wxlab's own."""
