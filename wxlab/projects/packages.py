"""What the parts of a mini-program weigh: the main package, each sub-package, all of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from wxlab.projects.app import Layout
from wxlab.projects.names import ProjectFile
from wxlab.projects.problems import Problem
from wxlab.projects.source import Source
from wxlab.spec.cloud import ALL_PACKAGES_BYTES, MAIN_PACKAGE_BYTES, SUB_PACKAGE_BYTES

FULL, MAIN = "__FULL__", "__APP__"
_LARGEST = 3


@dataclass(frozen=True, slots=True)
class Package:
    """A part: ``name`` as miniprogram-ci has it, ``size`` and ``limit`` in bytes of its files."""

    name: str
    size: int
    limit: int
    files: int


def weighed(
    app: Source, layout: Layout, files: Sequence[ProjectFile], problems: list[Problem]
) -> tuple[Package, ...]:
    """All parts, the whole first; what is too heavy is a problem."""
    packed = [file for file in files if not file.left_out]
    parts: dict[str, list[ProjectFile]] = {MAIN: []}
    parts |= {f"/{root}/": [] for root, _ in layout.roots}
    for file in packed:
        homes = (name for name in parts if f"/{file.path}".startswith(name))
        parts[next(homes, MAIN)].append(file)
    whole = _package(FULL, packed, ALL_PACKAGES_BYTES)
    limits = dict.fromkeys(parts, SUB_PACKAGE_BYTES) | {MAIN: MAIN_PACKAGE_BYTES}
    made = [_package(name, inside, limits[name]) for name, inside in parts.items()]
    places = {f"/{root}/": app.place(path) for root, path in layout.roots}
    for package, inside in zip((whole, *made), (packed, *parts.values()), strict=True):
        if package.size > package.limit:
            line, column = places.get(package.name, (0, 0))
            problems.append(Problem(app.name, line, column, 40003, *_too_heavy(package, inside)))
    return (whole, *made)


def _package(name: str, files: Sequence[ProjectFile], limit: int) -> Package:
    return Package(name, sum(file.size for file in files), limit, len(files))


def _too_heavy(package: Package, files: Sequence[ProjectFile]) -> tuple[str, str]:
    largest = sorted(files, key=lambda file: (-file.size, file.path))[:_LARGEST]
    shown = ", ".join(f"{file.path} ({file.size:,})" for file in largest)
    return (
        f"{package.name} has {package.size:,} bytes, of at most {package.limit:,};"
        f" the largest files are {shown}",
        f"{package.name} 有 {package.size:,} 字节，最多 {package.limit:,} 字节；"
        f"最大的文件是 {shown}",
    )
