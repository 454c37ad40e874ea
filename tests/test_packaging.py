"""What pyproject.toml says, the other files say too."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from wxlab import __version__

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def pins():
    lines = (ROOT / "binder/requirements.txt").read_text("utf-8").splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith("#")]


def ranges():
    extras = PROJECT["optional-dependencies"]
    needed = [*PROJECT["dependencies"], *extras["js"], *extras["media"]]
    return {one.name: one.specifier for one in map(Requirement, needed)}


def test_binder_installs_every_dependency_of_the_lessons_and_the_kernel_the_buttons_need():
    assert {pin.name for pin in pins()} == {*ranges(), "ipykernel"}


@pytest.mark.parametrize("pin", pins(), ids=str)
def test_binder_pins_exactly_and_within_the_range(pin):
    (exact,) = pin.specifier
    assert exact.operator == "=="
    least = {"ipykernel": Requirement("ipykernel>=7.4").specifier}
    assert {**ranges(), **least}[pin.name].contains(exact.version)


def test_binder_runs_a_python_that_is_supported():
    runtime = (ROOT / "binder/runtime.txt").read_text("utf-8").strip()
    version = runtime.removeprefix("python-")
    assert f"Programming Language :: Python :: {version}" in PROJECT["classifiers"]


def test_the_newest_entry_of_the_changelog_is_this_version():
    newest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert newest.group(1) == __version__
