"""A mini-program's project as data: its types, what is uploaded of it, and how to mend it.

Sources: the framework's page on the kinds of files that are uploaded, the developer tools' page on
``project.config.json``, and miniprogram-ci.
"""

from collections.abc import Mapping

TYPES = ("miniProgram", "miniProgramPlugin", "miniGame", "miniGamePlugin")
"""miniprogram-ci's types of projects, of which the first is here."""

COMPILE_TYPES: Mapping[str, str] = {
    "miniprogram": "miniProgram",
    "plugin": "miniProgramPlugin",
    "game": "miniGame",
}
"""``compileType`` of ``project.config.json``, and the type it stands for."""

UPLOADED = frozenset(
    (
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
    )
)
"""The endings of the names of files that the developer tools upload; others stay at home."""

ICON_BYTES = 40 * 1024
ICONS = (".png", ".jpg", ".jpeg")
"""What an icon of the tab bar may weigh, and be."""

PACK_RULES = ("file", "folder", "prefix", "suffix", "regexp", "glob")
"""The types of ``packOptions.ignore`` and ``packOptions.include``."""

TIMEOUTS = ("request", "connectSocket", "uploadFile", "downloadFile")
"""What ``networkTimeout`` of app.json may set, in milliseconds."""

SETTINGS = frozenset(
    (
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
    )
)
"""What miniprogram-ci's ``setting`` may hold. wxlab compiles nothing, and packs what is there."""

PHASES: Mapping[str, str] = {
    "check": "检查",
    "pack": "打包",
    "upload": "上传",
    "verify": "校验",
    "install": "安装",
    "live": "上线",
    "rollback": "回退",
    "status": "查询状态",
}
"""What an upload or a deployment goes through, with the Chinese names."""

REMEDIES: Mapping[int, tuple[str, str]] = {
    10000: ("Correct the named parameter.", "请改正提到的参数。"),
    10005: ("Put the named file there, or correct the name that points to it.", "请补上提到的文件，或者改正指向它的名字。"),
    10006: ("Correct the named line.", "请改正提到的那一行。"),
    10009: ("Correct the named line.", "请改正提到的那一行。"),
    20000: ("Put app.json into the folder that miniprogramRoot names.", "请把 app.json 放进 miniprogramRoot 指向的文件夹。"),
    20001: ("Give the cloud's upload key: key=… or --key-file.", "请提供云端的上传密钥：key=… 或 --key-file。"),
    20002: ("Use the upload key of this very cloud.", "请使用这个云端自己的上传密钥。"),
    30000: ("Choose a mini-program: compileType miniprogram.", "请选择小程序项目：compileType 为 miniprogram。"),
    40001: ("Choose another version; one that is installed never changes.", "请换一个版本号；已安装的版本不会再变。"),
    40002: ("Make a second version live first.", "请先让第二个版本上线。"),
    40003: ("Make files smaller, leave some out with packOptions.ignore, or move pages into a sub-package.", "请压缩文件，用 packOptions.ignore 排除文件，或者把页面移到分包里。"),
    40004: ("Upload again.", "请重新上传。"),
    40005: ("See what is there: status.", "请查看云端已有的内容：status。"),
    40009: ("Use another cloud, or an empty folder for it.", "请换一个云端，或者换一个空文件夹。"),
    40011: ("Correct the named line of the function.", "请改正云函数里提到的那一行。"),
    40012: ("Look at the server, and upload again.", "请检查服务器，然后重新上传。"),
}  # fmt: skip
"""What to do, in English and Chinese, by the codes of the cloud."""
