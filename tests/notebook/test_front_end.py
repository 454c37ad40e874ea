"""What a notebook does for ``wx``, with widgets that are displayed to nobody."""

import subprocess
import sys
from types import SimpleNamespace

import pytest

from wxlab import Wx, WxError
from wxlab.api.front_end import Voice
from wxlab.notebook import front_end
from wxlab.notebook.picker import Picker
from wxlab.notebook.player import STAGE, Player

SECONDS = 60


@pytest.fixture
def displayed(monkeypatch):
    """What a notebook displays, in order; this is one now."""
    shown = []
    monkeypatch.setattr(front_end, "display", shown.append)
    monkeypatch.setattr(front_end, "get_ipython", lambda: SimpleNamespace(kernel=object()))
    yield shown
    STAGE.stop()
    for widget in shown:
        widget.close()


def test_a_call_shows_its_picker(wx, displayed):
    reply = wx.chooseImage()
    (picker,) = displayed
    assert isinstance(picker, Picker)
    picker._heard(picker, {"kind": "cancel"}, [])
    with pytest.raises(WxError, match="chooseImage:fail cancel"):
        reply.wait(SECONDS)
    assert picker.ended == "Cancelled"


def test_with_a_source_nothing_is_shown(wx, displayed, tmp_path):
    (tmp_path / "a.png").write_bytes(b"1")
    wx.chooseImage(source=tmp_path / "a.png").wait(SECONDS)
    assert displayed == []


def test_sounds_are_shown_one_by_one(wx, displayed, tmp_path):
    for name in ("声音.wav", "第二.wav"):
        (tmp_path / name).write_bytes(b"RIFF")
        wx.playVoice(filePath=tmp_path / name).wait(SECONDS)
    first, second = displayed
    assert isinstance(first, Player)
    assert (first.state, second.state) == ("interrupted", "playing")
    wx.pauseVoice().wait(SECONDS)
    assert second.state == "paused"
    wx.playVoice(filePath=tmp_path / "第二.wav").wait(SECONDS)
    assert (second.state, len(displayed)) == ("playing", 2)
    wx.stopVoice().wait(SECONDS)
    assert second.state == "stopped"


def test_two_mini_programs_share_the_loudspeaker(displayed):
    with Wx(), Wx():
        front_end.found().play(Voice("a.wav", b"", 1.0))
        front_end.found().play(Voice("b.wav", b"", 1.0))
    assert [player.state for player in displayed] == ["interrupted", "playing"]


def test_a_script_finds_no_notebook_and_loads_nothing_of_one():
    code = (
        "import sys\nfrom wxlab import WxError, wx\n"
        "try:\n    wx.chooseImage().wait(60)\nexcept WxError as error:\n    print(error)\n"
        "print('IPython' in sys.modules, 'wxlab.notebook' in sys.modules, 'PIL' in sys.modules)"
    )
    words = [sys.executable, "-c", code]
    printed = subprocess.run(words, capture_output=True, text=True, check=True, timeout=120).stdout
    assert printed.splitlines() == [
        'chooseImage:fail nobody can choose here: pass source="a.png"',
        "False False False",
    ]


def test_a_terminal_is_no_notebook(monkeypatch):
    monkeypatch.setattr(front_end, "get_ipython", lambda: SimpleNamespace())
    assert front_end.found() is None
    monkeypatch.setattr(front_end, "get_ipython", lambda: None)
    assert front_end.found() is None
