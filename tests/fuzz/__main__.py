"""Fuzzing on demand: python -m tests.fuzz [TARGET ...] [--runs N] [--seconds S] [--plain]

Each target is a property that the tests state (targets.py); here it meets many more inputs. With
atheris (pip install -e '.[fuzz]') the inputs are guided by what code they reach; without it, or
with --plain, they are hypothesis's own, at random. A failing input ends the run, and is printed.
"""

import argparse
import importlib.util
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


def property_of(target):
    """The test of a target, as a function of the values that it is given."""
    file, name = TARGETS[target]
    spec = importlib.util.spec_from_file_location(f"fuzz_{target.replace('-', '_')}", TESTS / file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return getattr(module, name)


def run_plain(target, runs):
    """Meet so many inputs that hypothesis makes up; another seed every time."""
    seen = 0

    def counted(*args, **kwargs):
        nonlocal seen
        seen += 1
        return inner(*args, **kwargs)

    while seen < runs:
        test = property_of(target)
        inner, test.hypothesis.inner_test = test.hypothesis.inner_test, counted
        settings(max_examples=min(runs - seen, BATCH), **SETTINGS)(test)()


def run_guided(target, runs, seconds):
    """Meet so many inputs that reach new code; this ends the process."""
    import atheris

    with atheris.instrument_imports(include=["wxlab"]):
        test = property_of(target)
    words = [sys.argv[0], f"-runs={runs}", f"-max_total_time={seconds}", "-timeout=60"]
    words.append(f"-artifact_prefix={tempfile.gettempdir()}/")
    atheris.Setup([*words, "-max_len=1024", "-len_control=0"], test.hypothesis.fuzz_one_input)
    atheris.Fuzz()


def in_a_child(work, *args):
    """Do it in a process of its own, which a fuzzer takes for itself; whether it went well."""
    child = os.fork()
    if child == 0:
        work(*args)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


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
        well = in_a_child(*(work if guided else (run_plain, target, args.runs)))
        print(f"{target}: {'well' if well else 'FAILED'}, {time.monotonic() - started:.0f} s")
        failed += [] if well else [target]
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
