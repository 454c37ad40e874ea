"""The practice cloud as data: what can be deployed, what is signed, the limits, the error codes.

The codes up to 30000 are those of ``miniprogram-ci``, which uploads to the real platform; those from
40001 on are the practice cloud's own.
"""

from collections.abc import Mapping
from typing import NamedTuple

KINDS: Mapping[str, tuple[str, str]] = {
    "app": ("the mini-program's code", "小程序代码"),
    "function": ("a cloud function", "云函数"),
    "static": ("static hosting", "静态网站托管"),
    "storage": ("cloud storage", "云存储"),
    "database": ("the cloud database", "云数据库"),
}
"""What a package can be. Only functions have names: a cloud has one of each other kind."""

UPLOAD_FIELDS = ("kind", "name", "version", "desc", "robot", "digest", "size", "nonce")
LIVE_FIELDS = ("kind", "name", "version", "nonce")
ROLLBACK_FIELDS = ("kind", "name", "nonce")
"""What a signature covers: lines ``name=value`` in this order, joined by line feeds, in UTF-8."""

APPID = r"wx[0-9a-f]{16}|touristappid"
VERSION = r"[0-9A-Za-z._-]{1,64}"
FUNCTION_NAME = r"[A-Za-z][0-9A-Za-z_-]{0,59}"
NONCE = r"[0-9a-f]{32}"
"""What each looks like, as regular expressions for the whole text."""

ROBOTS = range(1, 31)
DESCRIPTION_CHARACTERS = 1_000
MAIN_PACKAGE_BYTES = 2 * 1024 * 1024
SUB_PACKAGE_BYTES = 2 * 1024 * 1024
ALL_PACKAGES_BYTES = 20 * 1024 * 1024
TAB_BAR_ITEMS = range(2, 6)
FUNCTION_SECONDS = range(1, 21)
FUNCTION_SECONDS_DEFAULT = 3


class CloudCode(NamedTuple):
    """A row of the table of error codes: what the code is about."""

    code: int
    en: str
    zh: str


CLOUD_CODES: Mapping[int, CloudCode] = {
    row.code: row
    for row in (
        CloudCode(10000, "a parameter is missing or wrong", "参数缺失或有误"),
        CloudCode(10005, "a file that is named does not exist", "所写的文件不存在"),
        CloudCode(10006, "a JSON file cannot be read", "JSON 文件无法解析"),
        CloudCode(10009, "a JSON file says something that cannot be", "JSON 文件的内容有误"),
        CloudCode(20000, "there is no app.json", "没有 app.json"),
        CloudCode(20001, "the signature is missing", "缺少签名"),
        CloudCode(20002, "the signature is wrong, or was used before", "签名有误，或已经用过"),
        CloudCode(30000, "this type of project cannot be deployed here", "不支持这种项目类型"),
        CloudCode(40001, "this version exists with other content; versions never change", "该版本已存在且内容不同；版本一经安装不可更改"),
        CloudCode(40002, "there is no earlier version to go back to", "没有可以回退的版本"),
        CloudCode(40003, "a package is larger than its limit", "代码包超过大小上限"),
        CloudCode(40004, "the package is not a ZIP file that can be installed", "代码包不是可以安装的 ZIP 文件"),
        CloudCode(40005, "there is no such thing in this cloud", "云端没有这一项"),
        CloudCode(40006, "the function failed", "云函数运行出错"),
        CloudCode(40007, "the function took too long", "云函数运行超时"),
        CloudCode(40008, "this machine cannot run the function", "本机无法运行这个云函数"),
        CloudCode(40009, "this cloud is full", "云端已满"),
        CloudCode(40010, "this address takes another method", "该地址不接受这种请求方法"),
        CloudCode(40011, "the code of a function cannot be read", "云函数的代码有语法错误"),
        CloudCode(40012, "the installation failed on the server's side", "服务器在安装时出错"),
    )
}  # fmt: skip
"""Every error code of the practice cloud."""
