"""A job: heard in order, awaited anywhere, stopped at any time; whatever its work is."""

import asyncio
import threading

import pytest

from wxlab import ProjectError
from wxlab.api.record import Record
from wxlab.projects.job import Job
from wxlab.projects.problems import Problem

REFUSED = ProjectError("upload", [Problem("", 0, 0, 0, "no", "不")])


def job_of(work, listener=None):
    return Job("project.test", work, listener)


def steps(job):
    job.tell("one", "doing", "first", "先")
    job.tell("one", "done", "first over", "先完成", phase="pack")
    job.tell("two", "info", "second", "后")
    return Record(answer=42)


def refuse(job):
    job.tell("one", "doing", "first", "先")
    raise REFUSED


def test_its_result_can_be_waited_for_again_and_again():
    job = job_of(steps)
    assert job.result is None
    assert job.wait() == job.wait() == job.result == {"answer": 42}
    assert job.state == "done"


def test_it_can_be_awaited_on_any_loop():
    async def main():
        return await job_of(steps)

    assert asyncio.run(main()) == {"answer": 42}


def test_a_listener_hears_every_event_in_order_even_one_that_is_added_late():
    heard, late = [], []
    job = job_of(steps, heard.append)
    job.onProgressUpdate(late.append)
    job.onProgressUpdate(None)
    job.wait()
    assert heard == late == list(job.events)
    assert [(event.id, event.status, event.phase) for event in heard] == [
        ("one", "doing", "one"),
        ("one", "done", "pack"),
        ("two", "info", "two"),
    ]
    assert heard[0].message == "first"
    assert heard[0].message_zh == "先"


def test_listeners_may_be_coroutines_and_may_fail():
    heard = []

    async def slow(event):
        await asyncio.sleep(0)
        heard.append(event.id)

    def broken(event):
        raise LookupError(event.id)

    job = job_of(steps, broken)
    job.onProgressUpdate(slow)
    assert job.wait() == {"answer": 42}
    assert heard == ["one", "one", "two"]


def test_a_failure_is_raised_and_what_was_under_way_has_failed():
    job = job_of(refuse)
    for _ in range(2):
        with pytest.raises(ProjectError) as raised:
            job.wait()
        assert raised.value is REFUSED
    assert job.state == "failed"
    assert [step.status for step in job.steps] == ["fail"]
    assert job.steps[0].message == str(REFUSED)
    assert "upload failed: no" in repr(job.view())
    assert job.result == {"error": str(REFUSED)}


def test_settled_never_raises():
    async def main():
        return await job_of(refuse).settled()

    assert "error" in asyncio.run(main())


def test_a_mistake_of_the_work_s_reaches_whoever_waits():
    def broken(job):
        raise ZeroDivisionError("a bug")

    with pytest.raises(ZeroDivisionError, match="a bug"):
        job_of(broken).wait()


def test_an_abort_before_it_begins_stops_it():
    begun = []

    def work(job):
        job.go_on("pack")
        begun.append(job)
        return Record()

    job = job_of(work)
    job.abort()
    with pytest.raises(ProjectError, match="it was aborted") as raised:
        job.wait()
    assert raised.value.phase == "pack"
    assert begun == []


def test_an_abort_calls_what_stops_the_work_and_a_late_one_nothing():
    stops = []

    def work(job):
        told = threading.Event()
        job.stop_with(told.set)
        job.stop_with(lambda: stops.append("stop"))
        job.tell("one", "doing", "waiting", "等待")
        told.wait()
        job.go_on("one")
        return Record()

    job = job_of(work)
    job.onProgressUpdate(lambda event: job.abort() if event.status == "doing" else None)
    with pytest.raises(ProjectError):
        job.wait()
    assert stops == ["stop"]
    job.abort()
    assert stops == ["stop"]


def test_what_is_to_be_stopped_after_an_abort_is_stopped_at_once():
    stops = []

    def work(job):
        job.abort()
        job.stop_with(lambda: stops.append("stop"))
        return Record()

    job_of(work).wait()
    assert stops == ["stop"]


def test_wait_gives_up_and_the_job_goes_on():
    go = threading.Event()

    def work(job):
        go.wait()
        return Record(answer=1)

    job = job_of(work)
    with pytest.raises(TimeoutError):
        job.wait(0.01)
    assert job.state == "running"
    go.set()
    assert job.wait() == {"answer": 1}


def test_a_listener_may_wait_for_another_job_and_not_for_its_own():
    told = []

    def listener(event):
        if event.id == "two":
            told.append(other.wait())
            with pytest.raises(RuntimeError, match="this callback must return"):
                job.wait()

    other = job_of(lambda job: Record(answer="other"))
    job = job_of(steps, listener)
    job.wait()
    assert told == [{"answer": "other"}]


def test_of_bytes_only_the_newest_is_kept():
    def work(job):
        job.tell("upload", "doing", "uploading", "上传")
        for percent in range(101):
            job.tell("upload", "doing", f"{percent} %", f"{percent} %", progress=percent)
        job.tell("upload", "done", "over", "完成")
        return Record()

    heard = []
    job = job_of(work, heard.append)
    job.wait()
    assert len(heard) == 103
    assert [event.message for event in job.events] == ["uploading", "100 %", "over"]
    assert [step.message for step in job.steps] == ["over"]


def test_views_are_told_of_every_change():
    changes = []
    job = job_of(steps)
    stop = job.observe(lambda: changes.append(job.state))
    job.wait()
    assert changes[-1] == "done"
    assert len(changes) == 4
    stop()


def test_it_is_a_table_to_look_at():
    job = job_of(steps)
    assert repr(job) == "<project.test running>"
    job.wait()
    assert repr(job) == "<project.test done, second>"
    assert "first over" in job._repr_html_()
    assert "先完成" in repr(job.view("zh"))
    assert "信息" in repr(job.view("zh"))
    assert repr(job.view("zh")).startswith("project.test: 完成\n")
