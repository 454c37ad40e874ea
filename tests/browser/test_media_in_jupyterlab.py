"""Pictures and sounds as a learner chooses, sends, sees and hears them."""

import hashlib
import io
import json

import pytest
from PIL import Image

from wxlab.notebook.media_words import LABELS
from wxlab.notebook.player import Player

pytestmark = pytest.mark.browser

SET_UP = """\
from pathlib import Path
from IPython.display import Image, display
from wxlab import Wx, WxError, practice, watch
wx = Wx()
server = practice.serve()
"""
NAME = "照片.jpg"
FIVE_BYTES = {"name": NAME, "mimeType": "image/jpeg", "buffer": b"12345"}


def photo(width=640, height=480):
    """A picture that JPEG can make much smaller; the same every time."""
    made = io.BytesIO()
    image = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    image.save(made, "JPEG", quality=95)
    return made.getvalue()


@pytest.fixture
def open_media(open_notebook):
    """A function that opens a notebook whose first cell, the set-up, has run."""

    def opened(*cells, grant=(), **page):
        notebook = open_notebook([SET_UP, *cells], **page)
        if grant:
            notebook.page.context.grant_permissions(list(grant))
        notebook.run(0)
        notebook.finish(0)
        return notebook

    return opened


def picker(notebook, index=1):
    """The picker below a cell, once it is there."""
    found = notebook.cell(index).locator(".wxlab-picker")
    found.wait_for()
    return found


def choose(notebook, *files, index=1):
    """Press the button, and choose in the browser's own dialogue: paths, or dicts with bytes."""
    with notebook.page.expect_file_chooser() as dialogue:
        picker(notebook, index).get_by_role("button", name="From this computer").click()
    dialogue.value.set_files(list(files))


def test_a_picture_is_chosen_compressed_uploaded_downloaded_and_shown(open_media):
    notebook = open_media(
        "res = await wx.chooseImage(count=1)\nprint(res.tempFiles[0].size)",
        "src = res.tempFilePaths[0]\n"
        "small = await wx.compressImage(src=src, quality=30, compressedWidth=320)\n"
        "(await wx.getFileInfo(filePath=small.tempFilePath)).size < res.tempFiles[0].size",
        'url, path = server.url("/upload"), small.tempFilePath\n'
        'task = wx.uploadFile(url=url, filePath=path, name="file")\n'
        "display(watch(task))\n(await task).statusCode",
        "sent = server.log[-1].parts[0].data\n"
        'server.route("/photo", lambda request: (200, {"Content-Type": "image/jpeg"}, sent))\n'
        'got = await wx.downloadFile(url=server.url("/photo"))\nImage(got.tempFilePath)',
    )
    notebook.run(1)
    data = photo()
    choose(notebook, {"name": NAME, "mimeType": "image/jpeg", "buffer": data})
    assert str(len(data)) in notebook.finish(1)
    notebook.see(1, f"Chosen: {NAME} (")
    notebook.run(2)
    assert "True" in notebook.finish(2)
    notebook.run(3)
    notebook.finish(3)
    notebook.see(3, "Done")
    assert notebook.bar(3) == 100
    notebook.run(4)
    notebook.finish(4)
    image = notebook.cell(4).locator(".jp-OutputArea img")
    image.wait_for()
    notebook.page.wait_for_function(
        "image => image.naturalWidth === 320 && image.naturalHeight === 240",
        arg=image.element_handle(),
    )
    notebook.show("media-chain")


def test_a_file_larger_than_a_message_comes_whole(open_media, tmp_path):
    notebook = open_media(
        "res = (await wx.chooseMedia(count=1)).tempFiles[0]\n"
        "info = await wx.getFileInfo(filePath=res.tempFilePath)\n"
        "print(res.fileType, res.size, info.digest)"
    )
    notebook.run(1)
    data = bytes(range(256)) * 60_000  # 15 MB; the connection breaks at a message of 10
    (tmp_path / "大视频.mp4").write_bytes(data)
    choose(notebook, tmp_path / "大视频.mp4")
    digest = hashlib.md5(data, usedforsecurity=False).hexdigest()
    assert f"video {len(data)} {digest}" in notebook.finish(1)


def test_what_is_too_large_is_told_before_it_is_sent_and_a_path_does(open_media, tmp_path):
    large, small = tmp_path / "很大.jpg", tmp_path / NAME
    with open(large, "wb") as file:
        file.truncate(250_000_000)
    small.write_bytes(photo())
    notebook = open_media("(await wx.chooseImage()).tempFiles[0].size")
    notebook.run(1)
    choose(notebook, small, large)
    alert = picker(notebook).get_by_role("alert")
    alert.get_by_text("很大.jpg has 250.0 MB; 200.0 MB is the most").wait_for()
    notebook.show("picker-too-large")
    path = picker(notebook).get_by_role("textbox", name="A path")
    path.fill(str(tmp_path / "nothing.jpg"))
    path.press("Enter")
    alert.get_by_text("no such file or directory").wait_for()
    assert notebook.prompt(1) == "[*]:"
    path.fill(str(small))
    path.press("Enter")
    assert str(small.stat().st_size) in notebook.finish(1)
    notebook.see(1, f"Chosen: {NAME}")


@pytest.mark.parametrize("waiting", ["await {}", "{}.wait()"], ids=["await", "wait"])
def test_cancel_is_no_success(open_media, waiting):
    call = waiting.format("wx.chooseImage()")
    notebook = open_media(
        f"try:\n    {call}\nexcept WxError as error:\n    print(error.errMsg, error.errno)"
    )
    notebook.run(1)
    picker(notebook).get_by_role("button", name="Cancel").click()
    assert "chooseImage:fail cancel 1" in notebook.finish(1)
    notebook.see(1, "Cancelled")
    assert picker(notebook).get_by_role("button").count() == 0


def test_with_callbacks_other_cells_run_meanwhile(open_media):
    notebook = open_media(
        "wx.chooseImage(success=lambda res: print('chosen', res.tempFiles[0].size))",
        "print('other')",
    )
    notebook.run(1)
    notebook.finish(1)
    notebook.run(2)
    notebook.finish(2)
    choose(notebook, FIVE_BYTES)
    notebook.see(1, "chosen 5")
    assert "chosen" not in notebook.output(2)


def test_stopping_the_cell_closes_its_picker(open_media):
    notebook = open_media("reply = wx.chooseImage()\nawait reply", "reply.result.errMsg")
    notebook.run(1)
    picker(notebook)
    notebook.interrupt()
    assert "KeyboardInterrupt" in notebook.finish(1)
    notebook.see(1, "Cancelled")
    notebook.run(2)
    assert "chooseImage:fail cancel" in notebook.finish(2)


def test_the_camera_takes_a_picture(open_media):
    notebook = open_media(
        "taken = (await wx.chooseMedia()).tempFiles[0]\n"
        "print(taken.fileType, taken.width > 0, taken.tempFilePath[-4:])",
        grant=["camera"],
    )
    notebook.run(1)
    picker(notebook).get_by_role("button", name="Use the camera").click()
    shutter = picker(notebook).get_by_role("button", name="Take the picture")
    shutter.wait_for()
    notebook.show("picker-camera")
    shutter.click()
    assert "image True .jpg" in notebook.finish(1)


def test_a_camera_that_is_refused_is_told(open_media):
    notebook = open_media("reply = wx.chooseImage()", "wx.close()\nreply.result.errMsg")
    notebook.page.evaluate(
        "() => { navigator.mediaDevices.getUserMedia = () => Promise.reject(new Error('no')); }"
    )
    notebook.run(1)
    picker(notebook).get_by_role("button", name="Use the camera").click()
    notebook.see(1, "The browser did not give the camera: no.")
    notebook.run(2)
    assert "chooseImage:fail cancel" in notebook.finish(2)
    notebook.see(1, "Cancelled")


def test_files_are_dropped(open_media):
    notebook = open_media("(await wx.chooseImage(count=1)).tempFiles[0].size")
    notebook.run(1)
    picker(notebook).evaluate(
        """node => {
          const dataTransfer = new DataTransfer();
          for (const name of ['一.jpg', '二.jpg'])
            dataTransfer.items.add(new File(['12345'], name, {type: 'image/jpeg'}));
          const options = {dataTransfer, bubbles: true, cancelable: true};
          node.dispatchEvent(new DragEvent('drop', options));
        }"""
    )
    assert "5" in notebook.finish(1)
    notebook.see(1, "2 were chosen, and the first 1 are taken.")
    notebook.see(1, "Chosen: 一.jpg")


SOUNDS = """\
import wave
for name in ("声音.wav", "第二.wav"):
    with wave.open(name, "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(16000 * 30))
def play(name, **options):
    return wx.playVoice(filePath=name, **options)
"""
PLAYING = "() => [...document.querySelectorAll('audio')].map(audio => !audio.paused)"


def plays(notebook, *which):
    """Wait until just these of the players play."""
    notebook.page.wait_for_function(
        f"which => JSON.stringify(({PLAYING})()) === which",
        arg=json.dumps(list(which)).replace(" ", ""),
    )


def test_one_sound_plays_at_a_time(open_media):
    notebook = open_media(
        SOUNDS,
        'res = await play("声音.wav")\nprint(res.errMsg)',
        "await wx.pauseVoice()\nNone",
        'await play("声音.wav")\nNone',
        'await play("第二.wav")\nNone',
        "await wx.stopVoice()\nNone",
    )
    notebook.run(1)
    notebook.finish(1)
    for index, (expected, said) in enumerate(
        [
            ([True], "Playing: 声音.wav"),
            ([False], "Paused: 声音.wav"),
            ([True], "Playing: 声音.wav"),
            ([False, True], "Interrupted: 声音.wav"),
            ([False, False], "Interrupted: 声音.wav"),
        ],
        2,
    ):
        notebook.run(index)
        notebook.finish(index)
        plays(notebook, *expected)
        notebook.see(2, said)
    assert "playVoice:ok" in notebook.output(2)
    notebook.see(5, "Stopped: 第二.wav")
    notebook.show("player")
    # The browser's own controls obey the rule, too.
    for index in (0, 1):
        notebook.page.evaluate(
            "index => { document.querySelectorAll('audio')[index].play(); }", index
        )
        plays(notebook, index == 0, index == 1)


INTERRUPT_AT_ONCE = """async ({code, labels}) => {
  const source = new Blob([code], {type: "text/javascript"});
  const {default: player} = await import(URL.createObjectURL(source));
  const values = {labels, name: "声音.wav", sound: new Uint8Array(), seconds: 60, state: "playing"};
  const sent = [];
  let changed;
  const model = {
    get: name => values[name], on: (_name, call) => { changed = call; }, off() {},
    send: message => sent.push(message.kind),
  };
  player.render({model, el: document.body});
  const audio = document.querySelector("audio");
  const begun = new Promise(done => audio.addEventListener("play", done));
  values.state = "interrupted";
  changed();
  await begun;
  return [document.querySelector("[role=status]").textContent, sent];
}"""


def test_a_sound_that_is_interrupted_at_once_does_not_say_that_it_plays(browser):
    with browser.new_page() as page:
        page.mouse.click(5, 5)  # No page makes a sound before.
        code = {"code": Player._esm, "labels": LABELS["en"]}
        assert page.evaluate(INTERRUPT_AT_ONCE, code) == ["Interrupted: 声音.wav", []]


def test_a_sound_ends_by_itself_and_what_is_none_is_told(open_media):
    notebook = open_media(
        SOUNDS + 'Path("坏.wav").write_bytes(b"no sound")',
        'await play("声音.wav", duration=0.3)\nNone',
        'await play("坏.wav")\nNone',
    )
    told = {1: "", 2: "Played: 声音.wav", 3: "This browser cannot play 坏.wav."}
    for index, words in told.items():
        notebook.run(index)
        notebook.finish(index)
        notebook.see(index, words)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_pickers_and_players_fit_every_page(open_media, dark):
    notebook = open_media(
        SOUNDS,
        "first = wx.chooseMedia()",
        'second = wx.chooseImage(count=1, lang="zh")',
        'play("声音.wav", lang="zh").wait().errMsg',
        dark=dark,
    )
    for index in (1, 2, 3, 4):
        notebook.run(index)
        notebook.finish(index)
    picker(notebook, 2)
    assert picker(notebook, 3).get_attribute("lang") == "zh"
    notebook.page.keyboard.press("Control+B")  # The file browser out of the way.
    theme = "dark" if dark else "light"
    for width in (1200, 360):
        notebook.page.set_viewport_size({"width": width, "height": 900})
        notebook.page.wait_for_timeout(300)
        for index in (2, 3, 4):
            assert notebook.page.evaluate("i => wxlab.faint(i)", index) == []
            shown = notebook.cell(index).locator(".wxlab-picker, .wxlab-player")
            notebook.fits(shown)
            path = notebook.picture(f"media-{index}-{width}-{theme}")
            notebook.cell(index).screenshot(path=path)


def test_the_picker_works_by_keyboard_and_for_who_does_not_see_it(open_media):
    notebook = open_media("wx.chooseMedia(success=print)")
    notebook.run(1)
    notebook.finish(1)
    found = picker(notebook)
    tree = found.aria_snapshot()
    assert '- group "Choose pictures or videos, 9 at most"' in tree
    assert '- textbox "A path, where the kernel runs"' in tree
    found.get_by_role("button", name="From this computer").focus()
    reached = []
    for _ in range(5):
        notebook.page.keyboard.press("Tab")
        reached.append(
            notebook.page.evaluate(
                "() => [document.activeElement.innerText,"
                " parseFloat(getComputedStyle(document.activeElement).outlineWidth) >= 2]"
            )
        )
    assert reached[:4] == [
        ["Use the camera", True],
        ["Cancel", True],
        ["", True],
        ["Take this path", True],
    ]
    found.get_by_role("button", name="Cancel").focus()
    notebook.page.keyboard.press("Enter")
    notebook.see(1, "Cancelled")
    # What had the focus has gone; what came of it has it now.
    focused = "() => document.activeElement.className"
    assert notebook.page.evaluate(focused) == "wxlab-outcome"


def test_a_kernel_that_has_stopped_is_told(open_media):
    notebook = open_media("reply = wx.chooseImage()")
    notebook.run(1)
    picker(notebook)
    notebook.page.get_by_role("menuitem", name="Kernel", exact=True).click()
    notebook.page.locator('.lm-Menu-item[data-command="kernelmenu:restart"]').click()
    notebook.page.get_by_role("button", name="Confirm Kernel Restart").click()
    notebook.see(1, "The kernel has stopped. Run the cell again.")
    assert picker(notebook).get_by_role("button", name="Cancel").is_disabled()
    # JupyterLab does not end while it starts a kernel.
    notebook.page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=120_000)


def test_notebook_7_has_them_too(open_media):
    notebook = open_media(
        SOUNDS,
        "(await wx.chooseImage()).tempFiles[0].size",
        'await play("声音.wav")\nNone',
        where="notebook",
    )
    notebook.run(1)
    notebook.finish(1)
    notebook.run(2)
    choose(notebook, FIVE_BYTES, index=2)
    assert "5" in notebook.finish(2)
    notebook.see(2, f"Chosen: {NAME}")
    notebook.run(3)
    notebook.finish(3)
    plays(notebook, True)
