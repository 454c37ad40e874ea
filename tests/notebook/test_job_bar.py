"""The widget of a job, without a browser: what it holds, and what is said aloud."""

from types import SimpleNamespace

import ipywidgets
import pytest

import wxlab
from wxlab import watch
from wxlab.core.view import View
from wxlab.notebook import front_end, job_bar
from wxlab.notebook.job_bar import JobBar, uploaded
from wxlab.notebook.voice import Voice


class Job:
    """Goes the steps that it is told."""

    name = "project.upload"

    def __init__(self):
        self.state, self.steps, self.aborted, self.watchers = "running", [], 0, []

    def tell(self, phase, status, message="", state="running", **more):
        step = {"id": phase, "phase": phase, "status": status, "message": message}
        kept = [each for each in self.steps if each["id"] != phase]
        self.steps = [*kept, {**step, "message_zh": f"中{message}", **more}]
        self.state = state
        for changed in list(self.watchers):
            changed()

    def view(self, lang):
        lines = tuple((step["id"], step["message"]) for step in self.steps)
        return View(self.state, ("step", "what"), lines or (("", ""),))

    def abort(self):
        self.aborted += 1

    def observe(self, changed):
        self.watchers.append(changed)
        return lambda: self.watchers.remove(changed) if changed in self.watchers else None


@pytest.fixture
def job(monkeypatch):
    """A job whose every change is drawn at once."""
    monkeypatch.setattr(job_bar, "REDRAW", SimpleNamespace(mark=lambda draw: draw()))
    return Job()


def part(view, kind):
    for child in view.children:
        if isinstance(child, kind):
            return child
        if hasattr(child, "children") and (found := part(child, kind)):
            return found
    return None


def html(view):
    return "".join(each.value for each in view.children if isinstance(each, ipywidgets.HTML))


def test_the_bar_follows_the_bytes_and_the_table_the_steps(job):
    view = JobBar(job, "en")
    progress = part(view, ipywidgets.IntProgress)
    assert (progress.value, progress.description) == (0, "Upload of the project")
    job.tell("upload", "doing", "half of it", progress=50)
    assert progress.value == 50
    assert 'role="progressbar"' in html(view)
    assert 'aria-valuenow="50"' in html(view)
    assert "half of it" in html(view)
    job.tell("upload", "done", "arrived", state="done")
    assert (progress.value, progress.bar_style) == (100, "success")
    assert job.watchers == []


def test_a_failure_is_seen_and_nothing_can_be_aborted_any_more(job):
    view = JobBar(job, "zh")
    button = part(view, ipywidgets.Button)
    assert not button.disabled
    button.click()
    assert job.aborted == 1
    job.tell("upload", "fail", "<b>cut</b>", state="failed")
    assert button.disabled
    assert part(view, ipywidgets.IntProgress).bar_style == "danger"
    assert "&lt;b&gt;cut&lt;/b&gt;" in html(view)
    assert "失败 (0 %)" in html(view)


def test_steps_are_said_aloud_and_bytes_are_not(job):
    view = JobBar(job, "en")
    voice = part(view, Voice)
    said = []
    voice.observe(lambda change: said.append(change["new"]), "said")
    job.tell("check", "done", "nothing wrong")
    job.tell("upload", "doing", "uploading")
    for percent in range(101):
        job.tell("upload", "doing", f"{percent} %", progress=percent)
    assert not voice.over
    job.tell("install", "done", "installed", state="done")
    assert [text.removeprefix("Upload of the project: ") for text in said] == [
        "check, nothing wrong",
        "upload, uploading",
        "upload",
        "Done",
    ]
    assert voice.over


def test_of_several_uploads_each_counts_the_same():
    assert uploaded([]) == 0
    upload = {"phase": "upload"}
    assert uploaded([{**upload, "status": "done"}, {**upload, "status": "doing"}]) == 50
    half = {**upload, "status": "doing", "progress": 50}
    assert uploaded([half, {"phase": "pack", "status": "done"}]) == 50


def test_a_bar_that_was_closed_follows_nobody(job):
    JobBar(job, "en").close()
    assert job.watchers == []


def test_a_terminal_shows_the_table(job):
    view = JobBar(job, "en")
    job.tell("check", "done", "nothing wrong")
    assert "nothing wrong" in repr(view)
    assert view._repr_mimebundle_() == {"text/plain": repr(view)}


def test_what_a_notebook_stores_does_not_depend_on_the_moment(job, monkeypatch):
    monkeypatch.setattr(front_end, "get_ipython", lambda: SimpleNamespace(kernel=object()))
    view = JobBar(job, "en")
    before = view._repr_mimebundle_()
    job.tell("check", "done", "nothing wrong", state="done")
    assert view._repr_mimebundle_() == before
    assert before["text/plain"] == "<watch project.upload>"
    assert "The progress of project.upload is shown here" in before["text/html"]
    assert "application/vnd.jupyter.widget-view+json" in before


@pytest.mark.parametrize("without_widgets", [False, True])
def test_watch_shows_a_real_upload(tmp_path, server, monkeypatch, without_widgets):
    if without_widgets:
        monkeypatch.setattr("wxlab.notebook.views.find_spec", lambda name: None)
    job = wxlab.project.new(tmp_path / "shop").upload(server)
    view = watch(job, "zh")
    job.wait()
    assert "代码包完好" in str(view)
    assert "代码包完好" in repr(view)
