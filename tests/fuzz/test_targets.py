"""The targets are there, and the program that fuzzes them says when one fails."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
TABLE = ast.parse((TESTS / "fuzz/targets.py").read_text("utf-8"))
(TARGETS,) = (
    ast.literal_eval(node.value)
    for node in TABLE.body
    if isinstance(node, ast.Assign) and node.targets[0].id == "TARGETS"
)


@pytest.mark.parametrize(("file", "name"), TARGETS.values(), ids=TARGETS)
def test_a_target_is_a_property_that_a_test_states(file, name):
    functions = {
        node.name: [ast.unparse(each).partition("(")[0] for each in node.decorator_list]
        for node in ast.parse((TESTS / file).read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef)
    }
    assert functions[name] == ["given"]


def fuzz(*words, cwd=TESTS.parent):
    command = [sys.executable, "-m", "tests.fuzz", "--plain", *words]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=300)


def test_it_tells_how_each_target_fared():
    ran = fuzz("domains", "number", "--runs", "50")
    assert ran.returncode == 0, ran.stderr
    assert [line.partition(",")[0] for line in ran.stdout.splitlines()] == [
        "domains: well",
        "number: well",
    ]


def test_a_failing_input_is_printed_and_told_by_the_exit_code(tmp_path):
    for name in "fuzz/__main__.py", "fuzz/targets.py", "net/test_address.py":
        copy = tmp_path / "tests" / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        text = (TESTS / name).read_text("utf-8")
        copy.write_text(text.replace("assert found.host\n", "assert not found.host\n"), "utf-8")
    ran = fuzz("domains", "--runs", "500", cwd=tmp_path)
    assert ran.returncode == 1
    assert "domains: FAILED" in ran.stdout
    assert "text=" in ran.stderr


def test_a_name_that_is_none_is_refused():
    ran = fuzz("nothing")
    assert ran.returncode == 2
    assert "no such target: nothing" in ran.stderr
