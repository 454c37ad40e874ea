"""Pictures and sounds as a learner chooses, sends, sees and hears them."""

import io

import pytest
from PIL import Image

pytestmark = pytest.mark.browser

SET_UP = """\
from pathlib import Path
from IPython.display import Image, display
from wxlab import Wx, WxError, practice, watch
wx = Wx()
server = practice.serve()
"""
NAME = "照片.jpg"


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
    """Press the button, and choose in the browser's own dialogue."""
    with notebook.page.expect_file_chooser() as dialogue:
        picker(notebook, index).get_by_role("button", name="From this computer").click()
    dialogue.value.set_files(
        [{"name": name, "mimeType": kind, "buffer": data} for name, kind, data in files]
    )


def test_a_picture_is_chosen_compressed_uploaded_downloaded_and_shown(open_media):
    notebook = open_media(
        "res = await wx.chooseImage(count=1)\nprint(res.tempFiles[0].size)",
        "small = await wx.compressImage(src=res.tempFilePaths[0], quality=30, compressedWidth=320)\n"
        "(await wx.getFileInfo(filePath=small.tempFilePath)).size < res.tempFiles[0].size",
        'task = wx.uploadFile(url=server.url("/upload"), filePath=small.tempFilePath, name="file")\n'
        "display(watch(task))\n(await task).statusCode",
        'sent = server.log[-1].parts[0].data\n'
        'server.route("/photo", lambda request: (200, {"Content-Type": "image/jpeg"}, sent))\n'
        'got = await wx.downloadFile(url=server.url("/photo"))\nImage(got.tempFilePath)',
    )
    notebook.run(1)
    data = photo()
    choose(notebook, (NAME, "image/jpeg", data))
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
