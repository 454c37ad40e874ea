"""Fuzzing on demand: python -m tests.fuzz [TARGET ...] [--runs N] [--seconds S] [--plain]

Each target is a property that the tests state (targets.py); here it meets many more inputs. With
atheris (pip install -e '.[fuzz]') the inputs are guided by what code they reach; without it, or
with --plain, they are hypothesis's own, at random. A failing input ends the run, and is printed.
"""

import argparse
import importlib.util
import mmap
import os
import sys
import tempfile
import time

from hypothesis import HealthCheck, Phase, settings

from tests.fuzz.targets import TARGETS, TESTS

SETTINGS = {
    "database": None,
    "deadline": None,
    "suppress_health_check": list(HealthCheck),
    "phases": [Phase.generate, Phase.shrink],
}
BATCH = 5000  # hypothesis remembers what it has tried
PADDING = bytes(4096)


def property_of(target):
    """The test of a target, as a function of the values that it is given."""
    file, name = TARGETS[target]
    spec = importlib.util.spec_from_file_location(f"fuzz_{target.replace('-', '_')}", TESTS / file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return getattr(module, name)


def counted(test, met):
    """The same test; ``met[0]`` counts the inputs that it really meets."""
    inner = test.hypothesis.inner_test

    def count(*args, **kwargs):
        met[0] += 1
        return inner(*args, **kwargs)

    test.hypothesis.inner_test = count
    return test


def run_plain(target, runs, met):
    """Meet so many inputs that hypothesis makes up; another seed every time."""
    while met[0] < runs:
        test = counted(property_of(target), met)
        settings(max_examples=min(runs - met[0], BATCH), **SETTINGS)(test)()


def run_guided(target, runs, seconds, met):
    """Meet so many inputs that reach new code; this ends the process."""
    import atheris

    with atheris.instrument_imports(include=["wxlab"]):
        test = counted(property_of(target), met)

    def meet(data):
        # Bytes that end too early would make no input at all.
        test.hypothesis.fuzz_one_input(data + PADDING)

    words = [sys.argv[0], f"-runs={runs}", f"-max_total_time={seconds}", "-timeout=60"]
    words.append(f"-artifact_prefix={tempfile.gettempdir()}/")
    atheris.Setup([*words, "-max_len=1024", "-len_control=0"], meet)
    atheris.Fuzz()


def in_a_child(work, *args):
    """Do it in a process of its own, which a fuzzer takes for itself.

    Returns whether it went well, and how many inputs were met.
    """
    met = mmap.mmap(-1, 8)  # both processes see it
    child = os.fork()
    if child == 0:
        work(*args, memoryview(met).cast("Q"))
        os._exit(0)
    well = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    return well, int.from_bytes(met[:], sys.byteorder)


def main():
    """Run the targets one after another; 1 when one of them failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(TARGETS))
    parser.add_argument("--runs", type=int, default=10_000, help="inputs for each target")
    parser.add_argument("--seconds", type=int, default=0, help="at most, for each; 0: no limit")
    parser.add_argument("--plain", action="store_true", help="without atheris")
    args = parser.parse_args()
    if unknown := set(args.targets) - set(TARGETS):
        parser.error(f"no such target: {', '.join(sorted(unknown))}")
    guided = not args.plain and importlib.util.find_spec("atheris") is not None
    if not guided and not args.plain:
        print("without atheris (pip install -e '.[fuzz]') the inputs are hypothesis's own")
    failed = []
    for target in args.targets or TARGETS:
        started = time.monotonic()
        work = (run_guided, target, args.runs, args.seconds)
        well, met = in_a_child(*(work if guided else (run_plain, target, args.runs)))
        said, seconds = "well" if well else "FAILED", time.monotonic() - started
        print(f"{target}: {said}, {met:,} inputs in {seconds:.0f} s", flush=True)
        failed += [] if well else [target]
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
