"""Uploading the mini-program itself: check, pack, upload, verify, install."""

import re
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from wxlab.api.record import Record
from wxlab.core.view import View
from wxlab.projects.archive import Packed, packed
from wxlab.projects.cloud import Cloud, refusal
from wxlab.projects.job import Job
from wxlab.projects.look import Look
from wxlab.projects.problems import FieldError, Problem, ProjectError
from wxlab.spec.cloud import DESCRIPTION_CHARACTERS, ROBOTS, VERSION

Files = list[tuple[str, Path]]

# Control characters, line breaks, and halves of characters, which cannot be signed.
_NO_LINE = re.compile(r"[\x00-\x1f\x7f\u2028\u2029\ud800-\udfff]")


class Release(Record):
    """What came of an upload, with miniprogram-ci's names where it has them.

    ``subPackageInfo`` lists ``{name, size}``: ``__FULL__`` is the whole mini-program, ``__APP__``
    its main package; the sizes are those of the files, in bytes. ``size`` and ``digest`` (SHA-256)
    are those of the package that was uploaded.
    """

    def _repr_html_(self) -> str:
        lines = tuple((each.name, f"{each.size:,}") for each in self.subPackageInfo)
        caption = f"{self.appid} {self.version}: {self.status} ({self.url})"
        return View(caption, ("package", "bytes"), lines)._repr_html_()


def release(
    cloud: Cloud, looked: Callable[[], Look], fields: Mapping[str, str], job: Job
) -> Release:
    """Do all of it, on the job's thread; raises ``ProjectError``."""
    job.tell("check", "doing", "checking the project", "正在检查项目")
    look = looked()
    if look.problems:
        raise ProjectError("check", look.problems)
    en, zh = counted(len(look.packed))
    job.tell("check", "done", f"{en}, nothing wrong", f"{zh}，没有问题")
    with tempfile.TemporaryDirectory(prefix="wxlab-") as folder:
        target = Path(folder, f"app-{fields['version']}.zip")
        package = pack(job, "pack", look.packed, target)
        try:
            wait = send(cloud, job, "upload", {"kind": "app", "name": "", **fields}, package)
            answer = installed(cloud, job, "", wait())
        except ProjectError as error:
            after = _after(cloud, error, fields["version"])
            raise ProjectError(error.phase, error.problems, after) from error
    info = [Record(name=part.name, size=part.size) for part in look.packages]
    return Release(
        subPackageInfo=info,
        appid=look.config.appid,
        version=fields["version"],
        desc=fields["desc"],
        digest=package.digest,
        size=package.size,
        files=package.files,
        upload=answer["upload"],
        status=answer["status"],
        url=cloud.url(f"/cloud/{look.config.appid}/app/app.json"),
    )


def _after(cloud: Cloud, error: ProjectError, version: str) -> tuple[str, str]:
    """How things stand after a failure, in English and Chinese."""
    en, zh = cloud.standing("app", version)
    # Who stopped asking does not know how it ends; a refusal of the server's has its code.
    if error.phase in ("verify", "install") and not error.code:
        en += " The server has the package, and may still install it."
        zh += "服务器已收到代码包，仍可能完成安装。"
    return en, zh


def fields_of(version: str, desc: str, robot: int) -> dict[str, str]:
    """What an upload says about itself; raises ``FieldError`` for what no server would take."""
    if not isinstance(version, str) or not re.fullmatch(VERSION, version):
        en = f"version should be 1 to 64 of 0-9 A-Z a-z . _ -, not {version!r}"
        zh = f"version 应为 1 到 64 位的 0-9 A-Z a-z . _ -，而不是 {version!r}"
        raise FieldError(en, zh)
    if not isinstance(desc, str) or len(desc) > DESCRIPTION_CHARACTERS or _NO_LINE.search(desc):
        most = DESCRIPTION_CHARACTERS
        en = f"desc should be one line of text, of at most {most} characters"
        raise FieldError(en, f"desc 应为一行文字，最多 {most} 字")
    if isinstance(robot, bool) or robot not in ROBOTS:
        few, many = ROBOTS[0], ROBOTS[-1]
        en = f"robot should be {few} to {many}, not {robot!r}"
        raise FieldError(en, f"robot 应为 {few} 到 {many}，而不是 {robot!r}")
    return {"version": version, "desc": desc, "robot": str(robot)}


def pack(job: Job, step: str, files: Files, target: Path) -> Packed:
    """Pack files; what cannot be read is a problem of the project."""
    job.go_on("pack")
    en, zh = counted(len(files))
    job.tell(step, "doing", f"packing {en}", f"正在打包 {zh}", phase="pack")
    try:
        made = packed(files, target)
    except OSError as error:
        why = error.strerror or str(error)
        name = str(error.filename or "")
        problem = Problem(name, 0, 0, 10005, f"it cannot be read: {why}", f"无法读取：{why}")
        raise ProjectError("pack", [problem]) from error
    job.tell(step, "done", f"{made.size:,} bytes, {en}", f"{made.size:,} 字节，{zh}", phase="pack")
    return made


def send(
    cloud: Cloud, job: Job, step: str, fields: Mapping[str, str], package: Packed
) -> Callable[[], Mapping[str, Any]]:
    """Begin to upload a package; returns what waits until it has arrived."""
    job.go_on("upload")
    job.tell(step, "doing", "uploading", "正在上传", phase="upload")

    def sent(res: Record) -> None:
        en = f"{res.progress} %, {res.totalBytesSent:,} of {res.totalBytesExpectedToSend:,} bytes"
        zh = f"{res.progress} %，{res.totalBytesSent:,} / {res.totalBytesExpectedToSend:,} 字节"
        job.tell(step, "doing", en, zh, phase="upload", **res)

    wait = cloud.send(fields, package, sent)

    def arrived() -> Mapping[str, Any]:
        answer = wait()
        en, zh = f"{package.size:,} bytes arrived", f"{package.size:,} 字节已到达"
        job.tell(step, "done", en, zh, phase="upload")
        return answer

    return arrived


def installed(cloud: Cloud, job: Job, prefix: str, answer: Mapping[str, Any]) -> Mapping[str, Any]:
    """Wait until the server has verified and installed an upload; its last answer.

    ``prefix`` comes before the names of the steps.
    """
    verify, install = f"{prefix}verify", f"{prefix}install"
    phase = "verify"
    job.tell(verify, "doing", "verifying", "正在校验", phase=phase)
    while True:
        job.go_on(phase)
        answer = cloud.state(str(answer["upload"]), phase)
        if phase == "verify" and answer["status"] in ("installing", "installed"):
            job.tell(verify, "done", "the package is sound", "代码包完好", phase=phase)
            phase = "install"
            job.tell(install, "doing", "installing", "正在安装", phase=phase)
        if answer["status"] == "installed":
            en, zh = counted(answer["files"])
            job.tell(install, "done", f"{en} installed", f"已安装 {zh}", phase=phase)
            return answer
        if answer["status"] == "failed":
            raise ProjectError(phase, [refusal(answer)])


def counted(files: int) -> tuple[str, str]:
    """A number of files, in English and Chinese."""
    return f"{files} file{'' if files == 1 else 's'}", f"{files} 个文件"
