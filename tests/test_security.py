"""SECURITY.md tells the truth: every bound stands there as it stands in the code."""

import re
from dataclasses import fields
from importlib import import_module
from pathlib import Path

import pytest

import wxlab
from wxlab.practice.bounds import Bounds

ROOT = Path(__file__).parents[1]
UNITS = {"bytes": 1, "KiB": 1024, "MiB": 1024**2, "GiB": 1024**3, "s": 1, "": 1}
ROW = re.compile(r"^\| .+ \| ([\d,]+) ?(\w*) \| .+ \| `([\w.]+)` \|$", re.MULTILINE)
WRITTEN = {
    where: int(number.replace(",", "")) * UNITS[unit]
    for number, unit, where in ROW.findall((ROOT / "SECURITY.md").read_text("utf-8"))
}


def value_of(where):
    """What stands in the code under a dotted name below ``wxlab``."""
    words = where.split(".")
    modules = 3 if words[1] in ("storage", "cloud") else 2
    found = import_module(".".join(["wxlab", *words[:modules]]))
    for word in words[modules:]:
        found = getattr(found, word)
    return found


@pytest.mark.parametrize(("where", "written"), WRITTEN.items(), ids=WRITTEN)
def test_a_bound_is_what_the_table_says(where, written):
    assert value_of(where) == written


def test_every_row_of_the_tables_is_read():
    lines = (ROOT / "SECURITY.md").read_text("utf-8").splitlines()
    rows = [line for line in lines if line.startswith("|") and "---" not in line]
    assert len(WRITTEN) == len(rows) - 2  # and two headings


def test_every_bound_of_the_practice_server_is_in_the_table():
    folder = Path(wxlab.__file__).parent / "practice"
    found = {f"practice.bounds.BOUNDS.{field.name}" for field in fields(Bounds)}
    for path in folder.rglob("*.py"):
        names = re.findall(r"^(MAX_\w+|\w+_CAP)\b", path.read_text("utf-8"), re.MULTILINE)
        module = ".".join(path.relative_to(folder.parent).with_suffix("").parts)
        found |= {f"{module}.{name}" for name in names}
    # How a link is cut into slices bounds nobody.
    found.discard("practice.traffic.MAX_SLICE_BYTES")
    assert found <= set(WRITTEN)
