"""`wxlab doctor`: each check by itself, then all of them in a process of their own."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from wxlab.cli import doctor, kernel
from wxlab.cli.words import say

CHECKOUT = Path(doctor.__file__).parents[2]
HERE = sys.executable


def levels(findings):
    return [(finding.level, finding.sentence) for finding in findings]


@pytest.mark.parametrize(
    ("found", "level"),
    [((3, 10, 13), "problem"), ((3, 11, 0), "ok"), ((3, 13, 0), "ok"), ((4, 0, 0), "ok")],
)
def test_python(found, level):
    assert doctor.check_python(found).level == level


@pytest.mark.parametrize(
    ("found", "level", "sentence"),
    [
        (None, "problem", "package missing"),
        ("6.31.0", "problem", "ipykernel old"),
        ("7.0.1", "note", "ipykernel early 7"),
        ("7.3.0a1", "note", "ipykernel early 7"),
        ("7.4.0", "ok", "package ok"),
        ("7.10.0", "ok", "package ok"),
        ("8.0.0", "ok", "package ok"),
    ],
)
def test_ipykernel(found, level, sentence):
    finding = doctor.check_ipykernel(found)
    assert (finding.level, finding.sentence) == (level, sentence)


def test_packages():
    assert doctor.check_package("aiohttp", "3.14.5").level == "ok"
    assert doctor.check_package("aiohttp", None).level == "problem"
    assert doctor.installed("no-such-distribution") is None


def test_wxlab_that_is_only_in_the_current_folder_is_a_problem():
    assert doctor.check_wxlab("0.1.0").level == "ok"
    assert doctor.check_wxlab(None).sentence == "wxlab missing"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (
            kernel.Answer(HERE, "asyncio.unix_events", False, ""),
            [("ok", "kernel ok"), ("ok", "kernel loop ok")],
        ),
        (
            kernel.Answer("/elsewhere/python", "asyncio.unix_events", False, ""),
            [("problem", "kernel elsewhere"), ("ok", "kernel loop ok")],
        ),
        (
            kernel.Answer(HERE, "asyncio.unix_events", False, "ImportError: no"),
            [("problem", "kernel without wxlab"), ("ok", "kernel loop ok")],
        ),
        (
            kernel.Answer(HERE, "asyncio.unix_events", True, ""),
            [("ok", "kernel ok"), ("problem", "kernel loop patched")],
        ),
        (
            kernel.Answer(HERE, "uvloop.loop", False, ""),
            [("ok", "kernel ok"), ("note", "kernel loop uvloop")],
        ),
    ],
)
def test_kernel(answer, expected):
    assert levels(doctor.check_kernel(lambda: answer)) == expected


def test_a_kernel_that_does_not_start_is_a_problem_with_its_reason():
    def dead():
        raise RuntimeError("died at once")

    (finding,) = doctor.check_kernel(dead)
    assert finding.level == "problem"
    assert "died at once" in say("en", finding.sentence, **finding.values)


def test_a_temporary_folder_that_is_not_there_is_a_problem(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    assert doctor.check_temporary_folder().level == "problem"


@pytest.mark.parametrize(
    ("encoding", "level"),
    [("utf-8", "ok"), ("gb18030", "ok"), ("ascii", "note"), ("no-such", "note"), (None, "note")],
)
def test_terminal(encoding, level):
    assert doctor.check_terminal(encoding).level == level


def run_doctor(language, **environ):
    return subprocess.run(
        [sys.executable, "-m", "wxlab", "doctor", "--lang", language],
        capture_output=True,
        encoding="utf-8",
        timeout=180,
        check=False,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT), **environ},
    )


def test_every_check_passes_where_the_tests_run():
    told = run_doctor("en")
    lines = told.stdout.splitlines()
    sentences = [line.partition("\t")[2] for line in lines if line.startswith("ok\t")]
    for expected in ("kernel ok", "kernel loop ok", "loopback ok", "transfer ok", "nested wait ok"):
        assert say("en", expected) in sentences
    assert told.stderr == ""
    problems = [line for line in lines if line.startswith("problem\t")]
    assert told.returncode == (1 if problems else 0)
    # Run from a folder that was never installed, that alone is a problem.
    expected = [] if doctor.installed("wxlab") else [f"problem\t{say('en', 'wxlab missing')}"]
    assert problems == expected


def test_a_kernel_patched_by_a_start_up_file_is_found(tmp_path):
    startup = tmp_path / "profile_default" / "startup" / "patch.py"
    startup.parent.mkdir(parents=True)
    startup.write_text("import nest_asyncio\nnest_asyncio.apply()\n")
    told = run_doctor("zh", IPYTHONDIR=str(tmp_path))
    assert told.returncode == 1
    assert f"问题\t{say('zh', 'kernel loop patched')}" in told.stdout
