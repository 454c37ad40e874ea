"""The player of ``wx.playVoice``: a sound below the cell, one at a time.

The bytes go to the page with the player, which asks no server for them. A page plays what it is
told to; some browsers wait until their user presses a key, and then the player says so.
"""

import mimetypes
import threading
from collections.abc import Mapping
from html import escape
from pathlib import Path, PurePosixPath
from typing import Any

import anywidget
import traitlets

from wxlab.api.front_end import Voice
from wxlab.core.javascript import well_formed
from wxlab.notebook.clicks import handled_at_once
from wxlab.notebook.media_words import LABELS

HERE = Path(__file__).parent


class Player(anywidget.AnyWidget):
    """One sound. ``state``: ``playing``, ``paused``, ``stopped``, ``interrupted``, ``ended``."""

    _esm = "\n".join((HERE / part).read_text("utf-8") for part in ("dom.js", "player.js"))
    _css = (HERE / "picker.css").read_text("utf-8")
    labels = traitlets.Dict().tag(sync=True)
    lang = traitlets.Unicode().tag(sync=True)
    name = traitlets.Unicode().tag(sync=True)
    kind = traitlets.Unicode().tag(sync=True)
    sound = traitlets.Bytes().tag(sync=True)
    seconds = traitlets.Float().tag(sync=True)
    state = traitlets.Unicode("playing").tag(sync=True)

    def __init__(self, voice: Voice) -> None:
        self.path = voice.path
        kind, _ = mimetypes.guess_type(voice.path)
        super().__init__(
            labels=LABELS[voice.lang],
            lang=voice.lang,
            name=well_formed(PurePosixPath(voice.path).name),
            kind=kind or "",
            sound=voice.data,
            seconds=voice.seconds,
        )
        handled_at_once(self)
        self.on_msg(self._heard)

    def _heard(self, _widget: object, said: object, _buffers: object) -> None:
        """A page tells that the sound was played to its end, or that its user plays it again."""
        if isinstance(said, Mapping) and said.get("kind") in ("ended", "playing", "paused"):
            self.state = str(said["kind"])

    def __repr__(self) -> str:
        return f"<player of {self.name}>"

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """The widget, and a sentence for where it cannot run."""
        data, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        note = self.labels["voice not shown"].format(name=self.name)
        # Constant, for stored outputs are compared; a temporary name is another one every time.
        still = {"text/plain": "<player>", "text/html": f"<p>{escape(note)}</p>"}
        return data | still, metadata


class Stage:
    """Where one sound plays at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._player: Player | None = None

    def play(self, voice: Voice) -> Player | None:
        """A new player to show; ``None`` where one that was paused goes on with the same file."""
        with self._lock:
            last = self._player
            if last is not None and last.state == "paused" and last.path == voice.path:
                last.state = "playing"
                return None
            if last is not None and last.state in ("playing", "paused"):
                last.state = "interrupted"
            self._player = Player(voice)
            return self._player

    def pause(self) -> None:
        """Pause what plays."""
        self._tell("paused", ("playing",))

    def stop(self) -> None:
        """Stop what plays, or was paused."""
        self._tell("stopped", ("playing", "paused"))

    def _tell(self, state: str, instead_of: tuple[str, ...]) -> None:
        with self._lock:
            if self._player is not None and self._player.state in instead_of:
                self._player.state = state


STAGE = Stage()
"""The one there is: a phone has one loudspeaker."""
