"""Deploying the resources of a cloud environment: all of them become live, or none does."""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from wxlab.api.record import Record
from wxlab.core.view import View
from wxlab.projects.archive import Packed
from wxlab.projects.cloud import Cloud
from wxlab.projects.job import Job
from wxlab.projects.problems import Problem, ProjectError
from wxlab.projects.release import installed, pack, send
from wxlab.projects.resources import Resource

Answer = Mapping[str, Any]
_NOTHING = (
    "Nothing of it was made live; what was live before still is.",
    "没有任何内容上线；原来的版本仍然在线。",
)


class Deployment(Record):
    """What was deployed: ``appid``, and ``resources`` with the version and the url of each."""

    def view(self, lang: str = "en", urls: bool = True) -> View:
        """The resources as a table, in English or Chinese, with their addresses or without."""
        zh = lang == "zh"
        heads = ("资源", "版本", "状态", "地址") if zh else ("resource", "version", "status", "url")
        live = "已上线" if zh else "live"
        lines = tuple((_name(each), each.version, live, each.url) for each in self.resources)
        return _table(f"{self.appid}: {len(lines)} {live}", heads, lines, urls)

    def __repr__(self) -> str:
        return repr(self.view())

    def _repr_html_(self) -> str:
        return self.view()._repr_html_()


class Status(Record):
    """What there is in a cloud: ``appid`` and ``resources``, as the server tells them."""

    def view(self, lang: str = "en", urls: bool = True) -> View:
        """The resources as a table, in English or Chinese, with their addresses or without."""
        zh = lang == "zh"
        heads = (
            ("资源", "在线版本", "上一版本", "全部版本", "地址")
            if zh
            else ("resource", "live", "before", "versions", "url")
        )
        none = "无" if zh else "none"
        lines = tuple(
            (
                _name(each),
                each["live"] or none,
                each["previous"] or none,
                ", ".join(version["version"] for version in each["versions"]),
                each["url"],
            )
            for each in self.resources
        )
        return _table(str(self.appid), heads, lines, urls)

    def __repr__(self) -> str:
        return repr(self.view())

    def _repr_html_(self) -> str:
        return self.view()._repr_html_()


def deployment(
    cloud: Cloud,
    appid: str,
    resources: Callable[[], Sequence[Resource]],
    fields: Mapping[str, str],
    job: Job,
) -> Deployment:
    """Do all of it, on the job's thread; raises ``ProjectError``."""
    job.tell("check", "doing", "checking the resources", "正在检查资源")
    chosen = resources()
    names = ", ".join(map(str, chosen))
    job.tell("check", "done", names, names)
    with tempfile.TemporaryDirectory(prefix="wxlab-") as folder:
        try:
            packages = [
                pack(job, f"{each} pack", list(each.files), Path(folder, f"{number}.zip"))
                for number, each in enumerate(chosen)
            ]
            answers = _all_installed(cloud, job, chosen, packages, fields)
        except ProjectError as error:
            raise ProjectError(error.phase, error.problems, _NOTHING) from error
    lived = _all_live(cloud, job, chosen, fields["version"])
    return Deployment(
        appid=appid,
        resources=[
            Record(
                kind=each.kind,
                name=each.name,
                version=fields["version"],
                status="live",
                url=cloud.url(live["url"]),
                files=answer.get("files"),
                bytes=answer.get("bytes"),
                digest=package.digest,
            )
            for each, answer, live, package in zip(chosen, answers, lived, packages, strict=True)
        ],
    )


def _all_installed(
    cloud: Cloud,
    job: Job,
    chosen: Sequence[Resource],
    packages: Sequence[Packed],
    fields: Mapping[str, str],
) -> list[Answer]:
    """Upload all at once, as many as ``wx`` lets through; every failure is told, not only one."""
    waiting = [
        send(
            cloud, job, f"{each} upload", {"kind": each.kind, "name": each.name, **fields}, package
        )
        for each, package in zip(chosen, packages, strict=True)
    ]
    answers: list[Answer] = []
    failures: list[tuple[str, Problem]] = []
    for each, arrived in zip(chosen, waiting, strict=True):
        try:
            answers.append(installed(cloud, job, f"{each} ", arrived()))
        except ProjectError as error:
            job.tell(
                f"{each} {error.phase}",
                "fail",
                error.told("en"),
                error.told("zh"),
                phase=error.phase,
            )
            failures += [(error.phase, _of(each, problem)) for problem in error.problems]
    if failures:
        raise ProjectError(failures[0][0], [problem for _, problem in failures])
    return answers


def _all_live(cloud: Cloud, job: Job, chosen: Sequence[Resource], version: str) -> list[Answer]:
    """Make all live, one after another; if one fails, those before it are put back."""
    job.go_on("live")
    found = cloud.status()["resources"]
    before = {(each["kind"], each["name"]): each["live"] for each in found}
    lived: list[Answer] = []
    for each in chosen:
        step = f"{each} live"
        job.tell(step, "doing", "making it live", "正在上线", phase="live")
        try:
            job.go_on("live")
            lived.append(cloud.live(each.kind, each.name, version))
        except ProjectError as error:
            after = _put_back(cloud, chosen[: len(lived)], before)
            problems = [_of(each, problem) for problem in error.problems]
            raise ProjectError("live", problems, after) from error
        job.tell(step, "done", f"version {version} is live", f"版本 {version} 已上线", phase="live")
    return lived


def _put_back(
    cloud: Cloud, changed: Sequence[Resource], before: Mapping[tuple[str, str], str | None]
) -> tuple[str, str]:
    """Make the old versions live again; how things stand then."""
    cloud.reopen()
    left = []
    for each in changed:
        old = before.get((each.kind, each.name))
        try:
            if old is None:
                left.append(str(each))
            else:
                cloud.live(each.kind, each.name, old)
        except ProjectError:
            left.append(str(each))
    if not left:
        return _NOTHING
    names = ", ".join(left)
    return (
        f"Live in their new version, and to be rolled back by hand: {names}.",
        f"以下资源的新版本已上线，需要手动回退：{names}。",
    )


def _of(resource: Resource, problem: Problem) -> Problem:
    """A problem that names its resource, where it names no file."""
    file = f"{resource}/{problem.file}" if problem.file else str(resource)
    return Problem(file, problem.line, problem.column, problem.code, problem.en, problem.zh)


def _name(resource: Mapping[str, Any]) -> str:
    return str(Resource(resource["kind"], resource["name"], ()))


def _table(
    caption: str, heads: tuple[str, ...], lines: tuple[tuple[str, ...], ...], urls: bool
) -> View:
    """The addresses stand last, and mean nothing once their server is gone."""
    end = len(heads) - (not urls)
    return View(caption, heads[:end], tuple(line[:end] for line in lines))
