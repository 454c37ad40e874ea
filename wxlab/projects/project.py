"""``wxlab.project(path)``: a mini-program's folder, and what can be done with it."""

import os
import shutil
from collections.abc import Mapping, Sequence
from errno import EEXIST, ENOTDIR
from pathlib import Path
from typing import Any

from wxlab.api.errors import warn
from wxlab.api.listeners import Callback
from wxlab.api.mini_program import Wx
from wxlab.api.record import Record
from wxlab.core.view import View
from wxlab.projects import resources
from wxlab.projects.config import CONFIG
from wxlab.projects.deployment import Status, deployment
from wxlab.projects.job import Job
from wxlab.projects.listing import Listing
from wxlab.projects.look import Look, look
from wxlab.projects.names import ProjectFile
from wxlab.projects.packages import Package
from wxlab.projects.problems import Problem, ProjectError
from wxlab.projects.release import fields_of, release
from wxlab.projects.resources import FOLDERS, Resource, Where
from wxlab.projects.session import Session
from wxlab.spec.projects import SETTINGS, TYPES

_EXAMPLE = Path(__file__).with_name("example")


class Project:
    """A mini-program's folder, looked at anew whenever it is asked.

    A broken project can be looked at, and not uploaded.
    """

    def __init__(self, path: str | os.PathLike[str], kind: str, ignores: Sequence[str]) -> None:
        if kind not in TYPES:
            raise ValueError(f"type should be one of {', '.join(TYPES)}, not {kind!r}")
        self.path = Path(path)
        self.type = kind
        self._ignores = tuple(ignores)
        self._look()

    def _look(self) -> Look:
        return look(self.path, self.type, self._ignores)

    @property
    def appid(self) -> str:
        """Whose mini-program it is, from ``project.config.json``."""
        return self._look().config.appid

    @property
    def config(self) -> Record:
        """Where its parts lie: ``appid``, ``miniprogramRoot``, ``cloudfunctionRoot``."""
        found = self._look().config
        return Record(
            appid=found.appid, miniprogramRoot=found.root, cloudfunctionRoot=found.cloud_root
        )

    @property
    def files(self) -> Listing[ProjectFile]:
        """Every file below ``miniprogramRoot``, with the reason where it is left out."""
        return Listing(self._look().files)

    @property
    def packages(self) -> Listing[Package]:
        """The whole (``__FULL__``), the main package (``__APP__``) and each sub-package."""
        return Listing(self._look().packages)

    @property
    def problems(self) -> Listing[Problem]:
        """All that is wrong with it, with file and line."""
        return Listing(self._look().problems)

    def check(self) -> None:
        """Raise ``ProjectError``, which lists every problem, unless there is none."""
        found = self._look()
        if found.problems:
            raise ProjectError("check", found.problems)

    def upload(
        self,
        server: Any,
        version: str = "1.0.0",
        desc: str = "",
        robot: int = 1,
        *,
        key: str | None = None,
        setting: Mapping[str, object] | None = None,
        onProgressUpdate: Callback | None = None,  # noqa: N803 - miniprogram-ci's name
        wx: Wx | None = None,
    ) -> Job:
        """Check, pack and upload the mini-program; the server verifies and installs it.

        ``server`` is a practice server, or the address of one; then ``key`` is its upload key.
        ``version``, ``desc``, ``robot`` (1 to 30), ``setting`` and ``onProgressUpdate`` are
        miniprogram-ci's; nothing is compiled, so ``setting`` has no effect. ``wx`` makes the
        transfers, by default one of its own. Returns a job: ``await`` it, or ``wait()``; both
        raise ``ProjectError`` when it has failed. Raises ``ValueError`` for a version, a
        description or a robot that no server would take.
        """
        _without_effect(setting)
        fields = fields_of(version, desc, robot)

        def work(job: Job) -> Record:
            with Session(self.appid, server, key, wx, job) as cloud:
                return release(cloud, self._look, fields, job)

        return Job("project.upload", work, onProgressUpdate)

    def deploy(
        self,
        server: Any,
        functions: bool | Sequence[str] | None = None,
        database: Where = None,
        storage: Where = None,
        static: Where = None,
        version: str = "1.0.0",
        desc: str = "",
        robot: int = 1,
        *,
        key: str | None = None,
        onProgressUpdate: Callback | None = None,  # noqa: N803 - miniprogram-ci's name
        wx: Wx | None = None,
    ) -> Job:
        """Upload resources of the cloud environment, and make all of them live, or none.

        ``functions`` is ``True`` for all below ``cloudfunctionRoot``, or a list of names.
        ``database``, ``storage`` and ``static`` are folders; ``True`` is the project's folder of
        that name. Without any of the four it is all functions. The rest is as for ``upload``.
        """
        fields = fields_of(version, desc, robot)
        folders = dict(zip(FOLDERS, (database, storage, static), strict=True))
        every = functions is None and not any(each is not None for each in folders.values())
        wanted = True if every else functions

        def chosen() -> list[Resource]:
            return self._resources(wanted, folders)

        def work(job: Job) -> Record:
            with Session(self.appid, server, key, wx, job) as cloud:
                return deployment(cloud, self.appid, chosen, fields, job)

        return Job("project.deploy", work, onProgressUpdate)

    def status(self, server: Any, *, key: str | None = None, wx: Wx | None = None) -> Status:
        """What there is in the cloud, and which versions are live; raises ``ProjectError``."""
        with Session(self._checked_appid(), server, key, wx) as cloud:
            found = cloud.status()
            listed = [Record(each, url=cloud.url(each["url"])) for each in found["resources"]]
            return Status(appid=found["appid"], resources=listed)

    def rollback(
        self,
        server: Any,
        kind: str = "app",
        name: str = "",
        *,
        key: str | None = None,
        wx: Wx | None = None,
    ) -> Record:
        """Make the version live that was so before; returns how the resource stands.

        ``kind`` is ``app``, ``function`` (then with its ``name``), ``database``, ``storage`` or
        ``static``. Raises ``ProjectError``, also where no earlier version is.
        """
        with Session(self._checked_appid(), server, key, wx) as cloud:
            found = cloud.rollback(kind, name)
            return Record(found, url=cloud.url(found["url"]))

    def _checked_appid(self) -> str:
        """The appid; raises ``ProjectError`` where ``project.config.json`` is wrong."""
        seen = self._look()
        problems = [problem for problem in seen.problems if problem.file == CONFIG]
        if problems:
            raise ProjectError("check", problems)
        return seen.config.appid

    def _resources(
        self, functions: bool | Sequence[str] | None, folders: Mapping[str, Where]
    ) -> list[Resource]:
        seen = self._look()
        config = seen.config
        problems = [problem for problem in seen.problems if problem.file == CONFIG]
        found: list[Resource] = []
        if functions:
            names = [functions] if isinstance(functions, str) else functions
            where = config.cloud_root or "cloudfunctions"
            found += resources.functions(self.path, where, names, problems)
        for kind, given in folders.items():
            if given is not None and given is not False:
                where = kind if given is True else os.fspath(given)
                root = self.path / where if given is True else Path(where)
                limits = self.path if given is True else root
                found += resources.folder(kind, root, where, limits, problems)
        if not found and not problems:
            raise ProjectError("check", [_nothing()])
        if problems:
            raise ProjectError("check", problems)
        return found

    def view(self, lang: str = "en") -> View:
        """The packages and the problems as a table, in English or Chinese."""
        return _view(self._look(), self.path, lang)

    def __repr__(self) -> str:
        return repr(self.view())

    def _repr_html_(self) -> str:
        return self.view()._repr_html_()


class Projects:
    """``wxlab.project``: opens a project, or makes a new one."""

    def __call__(
        self,
        path: str | os.PathLike[str],
        *,
        type: str = "miniProgram",
        ignores: Sequence[str] = (),
    ) -> Project:
        """Open a folder with a ``project.config.json``.

        ``type`` and ``ignores`` (patterns of files to leave out) are miniprogram-ci's. Raises
        ``ProjectError`` where no project is; one that is broken says so itself: ``problems``.
        """
        return Project(path, type, ignores)

    def new(self, path: str | os.PathLike[str]) -> Project:
        """Make a project to begin with, a small shop, in a folder that is new or empty.

        Raises ``FileExistsError`` for a folder that has something in it, ``OSError`` for one that
        cannot be written.
        """
        folder = Path(path)
        if folder.exists() and not folder.is_dir():
            raise NotADirectoryError(ENOTDIR, "this is no folder; choose another", str(folder))
        if folder.is_dir() and any(folder.iterdir()):
            raise FileExistsError(EEXIST, "the folder is not empty; choose another", str(folder))
        for source in sorted(_EXAMPLE.rglob("*")):
            target = folder / source.relative_to(_EXAMPLE)
            if source.is_file() and "__pycache__" not in source.parts:
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, target)  # without its rights: the copy may be changed
        return Project(folder, TYPES[0], ())

    def __repr__(self) -> str:
        return "<wxlab.project: project(path) opens a project, project.new(path) makes one>"


project = Projects()


def _without_effect(setting: Mapping[str, object] | None) -> None:
    for name in setting or ():
        known = "nothing is compiled here" if name in SETTINGS else "miniprogram-ci has no such one"
        warn(f"setting.{name} has no effect: {known}")


def _nothing() -> Problem:
    en, zh = "nothing was chosen to be deployed", "没有选择要部署的内容"
    return Problem("", 0, 0, 10000, en, zh)


def _view(seen: Look, path: Path, lang: str) -> View:
    zh = lang == "zh"
    heads = ("内容", "字节", "上限", "文件数") if zh else ("what", "bytes", "limit", "files")
    lines = [
        (each.name, f"{each.size:,}", f"{each.limit:,}", str(each.files)) for each in seen.packages
    ]
    word = "问题" if zh else "problem"
    lines += [(f"{word}: {each.told(lang)}", "", "", "") for each in seen.problems]
    count = len(seen.problems)
    state = (
        (f"{count} 个问题" if zh else f"{count} problem(s)")
        if count
        else ("没有问题" if zh else "nothing wrong")
    )
    return View(f"{path} ({seen.config.appid}): {state}", heads, tuple(lines))
