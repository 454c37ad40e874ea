"""A project's upload as a learner watches it: step by step, to its end or to the Abort button."""

import pytest

pytestmark = pytest.mark.browser

SET_UP = """\
import os
from pathlib import Path
from IPython.display import display
import wxlab
from wxlab import practice, watch
server = practice.serve()
project = wxlab.project.new("shop-{name}")
photo = Path("shop-{name}/miniprogram/images/photo.jpg")
"""
HEARD_STEPS = ("check", "pack", "upload", "verify", "install")


@pytest.fixture
def open_shop(open_notebook, request):
    """A function that opens a notebook with a project of its own; its first cell has run."""

    def opened(*cells, **page):
        name = request.node.name.replace("[", "-").replace("]", "")
        notebook = open_notebook([SET_UP.format(name=name), *cells], **page)
        notebook.run(0)
        notebook.finish(0)
        return notebook

    return opened


def watched(notebook, index=1):
    return notebook.cell(index).locator(".wxlab-watch")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_an_upload_is_watched_to_its_end(open_shop, dark):
    notebook = open_shop(
        "job = project.upload(server)\ndisplay(watch(job))\nprint((await job).status)", dark=dark
    )
    notebook.page.evaluate("wxlab.listen(1)")
    notebook.run(1)
    assert "installed" in notebook.finish(1)
    notebook.see(1, "Done (100 %)")
    notebook.see(1, "18 files installed")
    assert notebook.bar(1) == 100
    assert notebook.cell(1).get_by_role("button", name="Abort").is_disabled()
    tree = watched(notebook).aria_snapshot()
    assert '- progressbar "Upload of the project"' in tree
    for step in HEARD_STEPS:
        assert f'- rowheader "{step}"' in tree
    assert notebook.page.evaluate("wxlab.faint(1)") == []
    theme = "dark" if dark else "light"
    watched(notebook).screenshot(path=notebook.picture(f"project-{theme}"))
    notebook.page.keyboard.press("Control+B")  # the file browser out of the way
    notebook.page.set_viewport_size({"width": 360, "height": 900})
    notebook.page.wait_for_function(
        "node => node.clientWidth < 360 && node.scrollWidth <= node.clientWidth + 1",
        arg=watched(notebook).element_handle(),
    )
    watched(notebook).screenshot(path=notebook.picture(f"project-narrow-{theme}"))
    # The last thing said is how it ended, and no number of bytes is ever said.
    notebook.page.wait_for_function("wxlab.heard.at(-1)?.endsWith('Done')")
    heard = notebook.page.evaluate("wxlab.heard")
    assert all(text.startswith("Upload of the project: ") for text in heard)
    assert not [text for text in heard if "%" in text]


def test_abort_stops_the_upload_and_says_what_is_live(open_shop):
    notebook = open_shop(
        "photo.write_bytes(os.urandom(1_500_000))\n"
        "server.throttle(up=100)  # two minutes\n"
        "job = project.upload(server)\ndisplay(watch(job))",
        "server.throttle(None)\n"
        "try:\n    await job\nexcept wxlab.ProjectError as error:\n    print(error)",
    )
    notebook.run(1)
    notebook.finish(1)
    notebook.see(1, "of 1,5")  # some bytes of it are on their way
    notebook.press(1, "Abort")
    notebook.see(1, "Failed (")
    assert notebook.cell(1).get_by_role("button", name="Abort").is_disabled()
    notebook.see(1, "uploadFile:fail abort: it was aborted; No version is live.")
    watched(notebook).screenshot(path=notebook.picture("project-aborted"))
    notebook.run(2)
    assert "upload failed:" in notebook.finish(2)


def test_it_speaks_chinese(open_shop):
    notebook = open_shop(
        "(project.path / 'miniprogram/app.js').unlink()\njob = project.upload(server)\n"
        "display(watch(job, 'zh'))"
    )
    notebook.run(1)
    notebook.finish(1)
    notebook.see(1, "project.upload: 失败")
    notebook.see(1, "没有 app.js")
    assert '- progressbar "上传项目"' in watched(notebook).aria_snapshot()
    watched(notebook).screenshot(path=notebook.picture("project-zh"))
