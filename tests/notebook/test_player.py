"""One sound at a time, as far as the kernel knows."""

import pytest

from wxlab.api.front_end import Voice
from wxlab.notebook.player import Stage


@pytest.fixture
def stage():
    return Stage()


def voice(name="声音.wav", **more):
    return Voice(f"/tmp/{name}", b"RIFF", 60.0, **more)


def test_a_sound_is_shown_and_plays(stage):
    player = stage.play(voice(lang="zh"))
    assert (player.name, player.kind, player.sound) == ("声音.wav", "audio/x-wav", b"RIFF")
    assert (player.state, player.seconds, player.lang) == ("playing", 60.0, "zh")


def test_the_next_one_interrupts_it(stage):
    first, second = stage.play(voice()), stage.play(voice("第二.mp3"))
    assert (first.state, second.state) == ("interrupted", "playing")


def test_a_paused_one_is_interrupted_too(stage):
    first = stage.play(voice())
    stage.pause()
    assert first.state == "paused"
    stage.play(voice("第二.mp3"))
    assert first.state == "interrupted"


def test_a_paused_one_goes_on(stage):
    player = stage.play(voice())
    stage.pause()
    assert stage.play(voice()) is None
    assert player.state == "playing"


def test_a_stopped_one_begins_anew(stage):
    first = stage.play(voice())
    stage.stop()
    stage.pause()
    second = stage.play(voice())
    assert (first.state, second.state) == ("stopped", "playing")


def test_nothing_to_pause_or_stop(stage):
    stage.pause()
    stage.stop()


def test_what_a_page_tells(stage):
    player = stage.play(voice())
    for kind in ("paused", "playing", "ended"):
        player._heard(player, {"kind": kind}, [])
        assert player.state == kind
    for said in (None, "paused", {}, {"kind": "interrupted"}, {"kind": 5}):
        player._heard(player, said, [])
        assert player.state == "ended"
    stage.stop()
    assert player.state == "ended"


def test_where_no_widget_shows_a_sentence_does(stage):
    data, _ = stage.play(voice("<b>.wav"))._repr_mimebundle_()
    assert data["text/plain"] == "<player>"
    assert data["text/html"].endswith("&lt;b&gt;.wav</p>")
