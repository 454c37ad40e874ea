"""One look at a project's folder: everything that is there, and all that is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from wxlab.projects import app, config, pages
from wxlab.projects.app import Layout
from wxlab.projects.config import CONFIG, Config
from wxlab.projects.names import Names, ProjectFile, entries, sorted_out
from wxlab.projects.packages import Package, weighed
from wxlab.projects.problems import Problem, ProjectError
from wxlab.projects.source import source

APP = "app.json"


@dataclass(frozen=True, slots=True)
class Look:
    """A project as it was at one moment. ``root`` is where the mini-program itself lies."""

    root: Path
    config: Config
    layout: Layout
    files: tuple[ProjectFile, ...]
    packages: tuple[Package, ...]
    problems: tuple[Problem, ...]

    @property
    def packed(self) -> list[tuple[str, Path]]:
        """The names of the packed files, and where they lie."""
        return [(file.path, self.root / file.path) for file in self.files if not file.left_out]


def look(folder: Path, kind: str, ignores: Sequence[str]) -> Look:
    """Look at a folder; raises ``ProjectError`` where there is no project at all."""
    problems: list[Problem] = []
    _must_be_a_project(folder)
    settings = config.check(source(folder, CONFIG, problems), folder, kind, ignores)
    root = folder / settings.root
    found, links = entries(root, folder)
    files = tuple(sorted_out(found, settings.rules))
    problems += links
    names = Names(files)
    missing = names.missing(APP)
    if missing is not None:
        problems.append(Problem(APP, 0, 0, 20000, *missing))
        return Look(root, settings, Layout(), files, (), tuple(problems))
    of_app = source(root, APP, problems)
    layout = Layout()
    if of_app.readable:
        layout = app.check(of_app, names)
        pages.check(root, of_app, layout, names, problems)
    packages = weighed(of_app, layout, files, problems)
    return Look(root, settings, layout, files, packages, tuple(problems))


def _must_be_a_project(folder: Path) -> None:
    if not folder.is_dir():
        what = (
            f"{folder} is no folder; name the one that holds {CONFIG}",
            f"{folder} 不是文件夹；请指定 {CONFIG} 所在的文件夹",
        )
    elif not (folder / CONFIG).is_file():
        what = (
            f"{folder} has no {CONFIG}: it is no project; wxlab project new {folder} makes one",
            f"{folder} 里没有 {CONFIG}，不是小程序项目；wxlab project new {folder} 可以新建一个",
        )
    else:
        return
    raise ProjectError("check", [Problem("", 0, 0, 10005, *what)])
