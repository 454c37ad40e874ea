"""The errors of the calls about pictures and sounds; compressImage's numbers are the platform's."""

from wxlab.spec.errors import ErrorEntry

_CHOOSE = r"choose(?:Image|Media)"


def _media(address: str, api: str, text: str, *texts: str) -> ErrorEntry:
    en, remedy_en, zh, remedy_zh, provoke = texts
    return ErrorEntry(address, text, None, zh, en, remedy_zh, remedy_en, provoke, api=api)


def _picture(address: str, text: str, errno: int, *texts: str) -> ErrorEntry:
    en, remedy_en, zh, remedy_zh, provoke = texts
    variants = (rf"compressImage:fail.*{text}", rf"errno\W+{errno}\b")
    return ErrorEntry(
        address, text, errno, zh, en, remedy_zh, remedy_en, provoke, variants, "compressImage"
    )


PICTURES = (
    _picture(
        "picture-missing", "file doesn't exist", 1103002,
        "There is no such picture to compress.",
        "Use the temporary path at once: it does not outlive the session, and saveFile moves the file.",
        "要压缩的图片不存在。",
        "得到临时路径后尽快使用：它不能留到下次启动，saveFile 之后也会失效。",
        "compressImage of a file that is not there",
    ),
    _picture(
        "picture-unreadable", "decode image fail", 1103003,
        "The file is no picture that can be read: damaged, cut off, of another kind, or far too large.",
        "Look at it with another program; a download of a 404 page is no picture.",
        "文件不是可以读取的图片：已损坏、不完整、类型不对，或者像素过多。",
        "用其他程序打开看看；下载到的可能是 404 页面，而不是图片。",
        "compressImage of a text file",
    ),
    _picture(
        "picture-no-room", "create temp file fail", 1103004,
        "The new picture could not be stored; the disk may be full.",
        "Free some space and try again.",
        "无法创建临时文件，例如磁盘已满。",
        "清理空间后重试。",
        "compressImage on a full disk",
    ),
    _picture(
        "picture-not-made", "compress image fail", 1103005,
        "The new picture could not be made; perhaps it was to be far too large.",
        "Ask for a smaller compressedWidth or compressedHeight.",
        "压缩失败，例如要求的尺寸过大。",
        "减小 compressedWidth 或 compressedHeight。",
        "compressedWidth 100000",
    ),
    _picture(
        "picture-quality", "quality is out of range", 1103006,
        "quality is not a number from 0 to 100.",
        "Give a number from 0 to 100; 80 is the default.",
        "quality 不是 0 到 100 之间的数。",
        "传 0 到 100 之间的数，默认是 80。",
        "quality 101",
    ),
    _picture(
        "picture-empty", "image size is zero", 1103007,
        "The file is empty, or a width or height below one pixel was asked for.",
        "Look at its size first, and leave out compressedWidth rather than giving 0.",
        "文件为空，或要求的宽高不足 1 像素。",
        "先看文件大小；不需要缩放时不要传 0。",
        "compressImage of an empty file",
    ),
)  # fmt: skip

OTHERS = (
    _media(
        "no-pillow", "compressImage", 'this needs Pillow: %pip install "wxlab[media]"',
        "Pillow, which works on pictures, is not installed.",
        'Run %pip install "wxlab[media]" in a cell, then the cell again.',
        "没有安装处理图片的 Pillow。",
        '在单元格里运行 %pip install "wxlab[media]"，然后重新运行。',
        "compressImage without Pillow",
    ),
    _media(
        "no-picker", _CHOOSE, 'nobody can choose here: pass source="a.png"',
        "There is no notebook in which a picker could be shown.",
        'Say what is chosen: source="a.png", a list of paths, or source=[] for a user who cancels.',
        "这里没有 Notebook，无法显示选择界面。",
        '用 source 指定所选文件：source="a.png" 或路径列表；source=[] 表示用户取消。',
        "wx.chooseImage() in a script",
    ),
    _media(
        "no-player", "playVoice", "nothing can be heard here: there is no notebook",
        "There is no notebook that could play the sound.",
        "Run the call in a notebook; in tests look at filePath instead.",
        "这里没有 Notebook，无法播放声音。",
        "在 Notebook 中运行；测试里检查 filePath 即可。",
        "wx.playVoice in a script",
    ),
    _media(
        "voice-too-large", "playVoice", "file is too large to play: {path}",
        "The file is larger than what is handed to the page to be played (32 MiB).",
        "Play a shorter one; a voice message of a minute takes far less.",
        "文件超过交给页面播放的上限（32 MiB）。",
        "换短一些的文件；一分钟的语音远小于这个大小。",
        "wx.playVoice of a file of 33 MiB",
    ),
)  # fmt: skip

ON_MEDIA = PICTURES + OTHERS
