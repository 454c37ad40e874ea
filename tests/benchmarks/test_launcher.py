"""What is counted of a program, from outside."""

import sys

import pytest

from tests.benchmarks.stage import ProgramError

MIB = 1024**2


def python(stage, code, **options):
    return stage.run([sys.executable, "-S", "-c", code], **options)


def test_peak_memory_is_that_of_the_program_alone(stage):
    block = bytearray(100 * MIB)  # of the process that asks
    small = python(stage, "pass")["peak"]
    large = python(stage, f"bytearray(b'x' * {50 * MIB})")["peak"]
    assert small < len(block) < large < 130 * MIB
    assert large - small > 90 * MIB  # the text and its copy


def test_cpu_is_counted_with_that_of_threads(stage):
    burn = "import time\ndef burn():\n    while time.process_time() < 0.3: pass\n"
    ran = python(stage, f"{burn}import threading; t=threading.Thread(target=burn)\nt.start()")
    assert ran["cpu"] >= 0.3


def test_what_it_prints_is_told(stage):
    assert python(stage, "print('ü' * 100_000)")["printed"] == "ü" * 100_000 + "\n"


def test_it_gets_the_environment_it_should(stage):
    code = "import os; print(os.environ['WXLAB_BENCH_WAIT'])"
    assert python(stage, code, environ={"WXLAB_BENCH_WAIT": "1"})["printed"] == "1\n"


def test_a_failure_is_told_with_the_last_words(stage):
    with pytest.raises(ProgramError, match="ZeroDivisionError"):
        python(stage, "1 / 0")


def test_what_does_not_end_is_ended(stage):
    with pytest.raises(ProgramError):
        python(stage, "import signal\nwhile True: signal.pause()", seconds=1)


def test_a_program_that_is_not_there_is_told_and_the_next_one_runs(stage):
    with pytest.raises(ProgramError, match="no-such-program"):
        stage.run(["no-such-program"])
    assert python(stage, "print(1)")["printed"] == "1\n"
