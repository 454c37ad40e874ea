"""The tables of pictures and sounds: choosing them, making them smaller, playing them."""

from wxlab.spec.endings import callbacks, message
from wxlab.spec.rows import Row, Table

_PLATFORM = "platform"

MAX_COUNT = {"chooseImage": 9, "chooseMedia": 20}
"""How many files can be chosen at a time; of chooseMedia 9 before base library 2.25.0."""
MORE_SINCE = "2.25.0"
KINDS = ("image", "video")
QUALITY = 80
SECONDS = 60
"""What compressImage and playVoice do when nothing is said."""


def _row(
    address: str,
    kind: str,
    zh: str,
    en: str,
    default: object = None,
    since: str | None = None,
    note: str = "",
    required: bool = False,
) -> Row:
    return Row(address, kind, zh, en, required, default, since, note, _PLATFORM)


def _options(api: str, *rows: Row) -> Table:
    where = f"{api}.object"
    return Table(where, f"Parameters of wx.{api}", f"{api} 参数", rows + callbacks(api))


def _success(api: str, *rows: Row) -> Table:
    title = f"What success of wx.{api} receives"
    return Table(f"{api}.success", title, f"{api} success 返回参数", (*rows, message(api)))


def _files(api: str, *rows: Row) -> Table:
    title = f"What wx.{api} tells of each file"
    return Table(f"{api}.success.tempFiles", title, f"{api} 返回的 tempFiles 每一项", rows)


def _source_type(api: str) -> Row:
    return _row(f"{api}.object.sourceType", "string[]", "选择的来源：album 相册，camera 相机", "Where files may come from: album, camera.", default=["album", "camera"])  # fmt: skip


def _size_type(api: str, note: str = "") -> Row:
    return _row(f"{api}.object.sizeType", "string[]", "原图 original 还是压缩图 compressed", "Whether originals, compressed pictures or both can be had.", default=["original", "compressed"], note=note)  # fmt: skip


def _number(address: str, zh: str, en: str, default: object = None, since: str | None = None) -> Row:  # fmt: skip
    return _row(address, "number", zh, en, default, since)


_IMAGE, _MEDIA, _COMPRESS = "chooseImage", "chooseMedia", "compressImage"
_ORIGINAL = "in wxlab a compressed copy is made only where nothing but compressed is asked for"
_OF_A_VIDEO = "known of pictures in PNG, JPEG and GIF; wxlab does not look into videos"

_CHOOSE_IMAGE = (
    _options(
        _IMAGE,
        _number(f"{_IMAGE}.object.count", "最多可以选择的图片张数", "How many pictures may be chosen, at most.", 9),
        _size_type(_IMAGE, _ORIGINAL),
        _source_type(_IMAGE),
    ),
    _success(
        _IMAGE,
        _row(f"{_IMAGE}.success.tempFilePaths", "string[]", "图片的本地临时文件路径列表 (本地路径)", "The temporary paths of the pictures."),
        _row(f"{_IMAGE}.success.tempFiles", "Object[]", "图片的本地临时文件列表", "The same, each with its size.", since="1.2.0"),
    ),
    _files(
        _IMAGE,
        _row(f"{_IMAGE}.success.tempFiles.path", "string", "本地临时文件路径 (本地路径)", "Its temporary path; wx.chooseMedia calls it tempFilePath."),
        _number(f"{_IMAGE}.success.tempFiles.size", "本地临时文件大小，单位 B", "The bytes it holds."),
    ),
)  # fmt: skip

_CHOOSE_MEDIA = (
    _options(
        _MEDIA,
        _number(f"{_MEDIA}.object.count", "最多可以选择的文件个数，基础库 2.25.0 前最多 9 个，之后最多 20 个", "How many files may be chosen: at most 9 before base library 2.25.0, 20 from then on.", 9),
        _row(f"{_MEDIA}.object.mediaType", "string[]", "文件类型：image 图片，video 视频，mix 两者", "Which kinds: image, video, or mix for both at a time.", default=["image", "video"]),
        _source_type(_MEDIA),
        _row(f"{_MEDIA}.object.maxDuration", "number", "拍摄视频最长拍摄时间，单位秒，3 至 60", "How long a video from the camera may be, in seconds, 3 to 60.", default=10, note="no effect in wxlab, whose camera takes pictures"),
        _size_type(_MEDIA, _ORIGINAL),
        _row(f"{_MEDIA}.object.camera", "string", "使用前置 front 还是后置 back 摄像头", "Which camera: back or front.", default="back"),
    ),
    _success(
        _MEDIA,
        _row(f"{_MEDIA}.success.tempFiles", "Object[]", "本地临时文件列表", "The files, temporary ones."),
        _row(f"{_MEDIA}.success.type", "string", "文件类型：image、video 或 mix", "What they are: image, video, or mix for both."),
    ),
    _files(
        _MEDIA,
        _row(f"{_MEDIA}.success.tempFiles.tempFilePath", "string", "本地临时文件路径 (本地路径)", "Its temporary path; wx.chooseImage calls it path."),
        _number(f"{_MEDIA}.success.tempFiles.size", "本地临时文件大小，单位 B", "The bytes it holds."),
        _row(f"{_MEDIA}.success.tempFiles.duration", "number", "视频的时间长度，单位秒", "How long a video is, in seconds.", note="absent in wxlab, which does not look into videos"),
        _row(f"{_MEDIA}.success.tempFiles.height", "number", "高度，单位 px", "Its height in pixels.", note=_OF_A_VIDEO),
        _row(f"{_MEDIA}.success.tempFiles.width", "number", "宽度，单位 px", "Its width in pixels.", note=_OF_A_VIDEO),
        _row(f"{_MEDIA}.success.tempFiles.thumbTempFilePath", "string", "视频缩略图临时文件路径", "The temporary path of a video's thumbnail.", note="absent in wxlab, which does not look into videos"),
        _row(f"{_MEDIA}.success.tempFiles.fileType", "string", "文件类型：image 或 video", "What it is: image or video."),
    ),
)  # fmt: skip

_COMPRESS_IMAGE = (
    _options(
        _COMPRESS,
        _row(f"{_COMPRESS}.object.src", "string", "图片路径，支持本地路径、代码包路径", "The path of the picture.", required=True),
        _row(f"{_COMPRESS}.object.quality", "number", "压缩质量，范围 0～100，数值越小质量越低、压缩率越高（仅对 jpg 有效）", "The quality of the new JPEG, 0 to 100; it has no effect on other kinds of pictures.", default=QUALITY),
        _number(f"{_COMPRESS}.object.compressedWidth", "压缩后图片的宽度，单位 px；不填则按高度等比缩放", "The width of the new picture in pixels; without one it follows from the height.", since="2.26.0"),
        _number(f"{_COMPRESS}.object.compressedHeight", "压缩后图片的高度，单位 px；不填则按宽度等比缩放", "The height of the new picture in pixels; without one it follows from the width.", since="2.26.0"),
    ),
    _success(
        _COMPRESS,
        _row(f"{_COMPRESS}.success.tempFilePath", "string", "压缩后图片的临时文件路径 (本地路径)", "The temporary path of the new picture."),
    ),
)  # fmt: skip

_PLAY_VOICE = _options(
    "playVoice",
    _row("playVoice.object.filePath", "string", "需要播放的语音文件的文件路径 (本地路径)", "The path of the sound to play.", required=True),
    _number("playVoice.object.duration", "指定播放时长，到达后自动停止，单位秒", "After how many seconds it stops by itself.", SECONDS, "1.6.0"),
)  # fmt: skip

MEDIA = (
    *_CHOOSE_IMAGE,
    *_CHOOSE_MEDIA,
    *_COMPRESS_IMAGE,
    _PLAY_VOICE,
    _options("pauseVoice"),
    _options("stopVoice"),
)

MEDIA_FUNCTIONS = (
    _row(_IMAGE, "Function", "从本地相册选择图片或使用相机拍照。", "Have pictures chosen, or taken.", note="from 2.21.0 on the platform recommends chooseMedia"),
    _row(_MEDIA, "Function", "拍摄或从手机相册中选择图片或视频。", "Have pictures or videos chosen, or taken.", since="2.10.0"),
    _row(_COMPRESS, "Function", "压缩图片接口，可选压缩质量。", "Make a picture smaller.", since="2.4.0"),
    _row("playVoice", "Function", "开始播放语音；同时只播放一个，后一个会中断前一个。", "Play a sound; one at a time, a second call interrupts the first.", note="from 1.6.0 on the platform recommends createInnerAudioContext"),
    _row("pauseVoice", "Function", "暂停正在播放的语音；再次播放同一文件会从暂停处继续。", "Pause the sound that plays; to play the same file again goes on from there."),
    _row("stopVoice", "Function", "结束播放语音。", "Stop the sound that plays."),
)  # fmt: skip
