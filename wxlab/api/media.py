"""The calls about pictures and sounds (rows ``chooseImage.object`` and on).

``source`` and ``lang`` are wxlab's own options: what a script or a test chooses, and the language
of what a notebook shows.
"""

import math
import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from wxlab.api import front_end, reply
from wxlab.api.choice import Choice, Wanted
from wxlab.api.errors import LOG, warn
from wxlab.api.front_end import FrontEnd, Voice
from wxlab.api.gate import gated
from wxlab.api.pending import told_later
from wxlab.api.reply import Reply, Values
from wxlab.core import javascript
from wxlab.core.failure import Failure
from wxlab.core.options import Checked
from wxlab.net import pictures
from wxlab.net.album import Album, kind_of
from wxlab.net.file_system import FileSystem
from wxlab.spec import at_least
from wxlab.spec.media import KINDS, MAX_COUNT, MORE_SINCE, QUALITY, SECONDS

if TYPE_CHECKING:
    from wxlab.api.mini_program import Wx

Options = Mapping[str, Any] | None

MAX_VOICE_BYTES = 32 * 1024 * 1024
"""What is handed to a page to be played; the page keeps all of it in memory."""
_LANGUAGES = ("en", "zh")
_SEVERAL = (list, tuple)


class MediaCalls:
    """The part of ``Wx`` that chooses, makes and plays.

    In a notebook ``chooseImage`` and ``chooseMedia`` show a picker below the cell. Anywhere else,
    and whenever it is given, ``source`` says what is chosen: a path, a list of paths, or ``[]``
    for a user who changes their mind. Chosen files are copied; yours stay where they are.
    """

    def chooseImage(self, options: Options = None, /, **more: Any) -> Reply | None:
        """Have pictures chosen."""
        return _choose(cast("Wx", self), "chooseImage", options, more)

    @gated
    def chooseMedia(self, options: Options = None, /, **more: Any) -> Reply | None:
        """Have pictures or videos chosen."""
        return _choose(cast("Wx", self), "chooseMedia", options, more)

    @gated
    def compressImage(self, options: Options = None, /, **more: Any) -> Reply | None:
        """Make a picture smaller. Needs Pillow, the extra ``wxlab[media]``."""
        wx = cast("Wx", self)

        def compress(values: Values) -> Values:
            quality = values.get("quality", QUALITY)
            sides = (values.get("compressedWidth"), values.get("compressedHeight"))
            made = Album(wx._engine.root).compress(values["src"], quality, *sides)
            return {"tempFilePath": made.path}

        return told_later(wx, "compressImage", options, more, compress)

    def playVoice(self, options: Options = None, /, **more: Any) -> Reply | None:
        """Play a sound in the notebook; a second one interrupts the first.

        ``success`` is told when it has begun: the file was read, and a player shows it.
        """
        wx = cast("Wx", self)
        given, own = _parted(options, more)

        def play(values: Values) -> Values:
            lang = _language(own)
            data = _sound(wx, values["filePath"])
            seconds = float(values.get("duration", SECONDS))
            voice = Voice(values["filePath"], data, seconds if seconds > 0 else SECONDS, lang)
            _notebook("no-player").play(voice)
            return {}

        return reply.told(wx, "playVoice", given, {}, play)

    def pauseVoice(self, options: Options = None, /, **more: Any) -> Reply | None:
        """Pause the sound that plays; to play the same file again goes on from there."""
        return reply.told(cast("Wx", self), "pauseVoice", options, more, _paused)

    def stopVoice(self, options: Options = None, /, **more: Any) -> Reply | None:
        """Stop the sound that plays."""
        return reply.told(cast("Wx", self), "stopVoice", options, more, _stopped)


# -- choosing ----------------------------------------------------------------------------------


def _choose(wx: "Wx", api: str, options: Options, more: Values) -> Reply | None:
    given, own = _parted(options, more)
    checked = reply.check(wx, api, given, {})
    callbacks = reply.callbacks_of(checked)
    wanted = _wanted(api, checked, wx.base_library, own.get("lang", "en"))
    choice = Choice(wx, api, callbacks, wanted)
    try:
        reply.refuse(wx, checked)
        _open(choice, own)
    except Failure as failure:
        choice.fail(failure)
    except Exception:
        LOG.exception("the picker could not be shown")
        choice.fail(Failure("no-picker"))
    return None if callbacks else choice


def _parted(options: Options, more: Values) -> tuple[Any, dict[str, Any]]:
    """The platform's options, and those of wxlab's own that were given."""
    if options is not None and not javascript.is_object(options):
        return options, {}
    given = dict(options or {}, **more)
    own = {name: given.pop(name) for name in ("source", "lang") if name in given}
    return given, {name: value for name, value in own.items() if value is not None}


def _wanted(api: str, checked: Checked, library: str, lang: Any) -> Wanted:
    values = checked.values
    most = MAX_COUNT[api] if at_least(library, MORE_SINCE) else MAX_COUNT["chooseImage"]
    count = min(values.get("count", 9), most)
    kinds = ["image"] if api == "chooseImage" else values.get("mediaType", KINDS)
    return Wanted(
        count=math.floor(count) if count >= 1 else 0,
        kinds=KINDS if "mix" in kinds else tuple(kind for kind in KINDS if kind in kinds),
        places=tuple(values.get("sourceType", ("album", "camera"))),
        camera="front" if values.get("camera") == "front" else "back",
        compressed=list(values.get("sizeType", ())) == ["compressed"],
        lang=lang,
    )


def _open(choice: Choice, own: Values) -> None:
    _language(own)
    wanted = choice.wanted
    if wanted.compressed and "image" in wanted.kinds and not pictures.available():
        remedy = '%pip install "wxlab[media]"'
        warn(f"sizeType: compressed pictures need Pillow, so this is the original; {remedy}")
    paths = _paths(own["source"]) if "source" in own else None
    if not wanted.count or paths == []:
        choice.cancel()
    elif paths is None:
        _notebook("no-picker").pick(choice)
    else:
        kept = _of_kind(paths, wanted)[: wanted.count]
        choice.do(lambda: choice._result([choice.take(path) for path in kept]))


def _paths(source: Any) -> list[str]:
    several = list(source) if isinstance(source, _SEVERAL) else [source]
    for each in several:
        if not isinstance(each, str | os.PathLike):
            actual = javascript.type_name(each)
            told = f"parameter.source should be String or Array of them instead of {actual};"
            raise Failure("argument", detail=told)
        if each == "":
            raise Failure("argument", detail="parameter.source should not be empty;")
    return [os.fsdecode(each) for each in several]


def _of_kind(paths: Sequence[str], wanted: Wanted) -> list[str]:
    """An album does not even show what is of another kind."""
    kept = [path for path in paths if kind_of(path) in wanted.kinds]
    if left := [path for path in paths if path not in kept]:
        kinds = " or ".join(wanted.kinds) or "nothing"
        warn(f"only {kinds} can be chosen; left out: {', '.join(left)}")
    return kept


def _language(own: Values) -> str:
    lang = own.get("lang", "en")
    if lang not in _LANGUAGES:
        choices = " or ".join(_LANGUAGES)
        raise Failure("argument", detail=f"parameter.lang should be {choices};")
    return str(lang)


# -- playing -----------------------------------------------------------------------------------


def _sound(wx: "Wx", path: str) -> bytes:
    with FileSystem(wx._engine.root).opened(path) as file:
        data = file.read(MAX_VOICE_BYTES + 1)
    if len(data) > MAX_VOICE_BYTES:
        raise Failure("voice-too-large", path=path)
    return data


def _paused(_values: Values) -> Values:
    if (shown := front_end.find()) is not None:
        shown.pause()
    return {}


def _stopped(_values: Values) -> Values:
    if (shown := front_end.find()) is not None:
        shown.stop()
    return {}


def _notebook(otherwise: str) -> FrontEnd:
    if (shown := front_end.find()) is None:
        raise Failure(otherwise)
    return shown
