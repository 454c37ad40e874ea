"""How the whole suite is spread over processes; a part named by hand runs in one."""

import os

import pytest

# What takes longest begins first, so that nobody waits for it at the end.
LONGEST = ("tests/browser/", "tests/notebook/test_reruns.py", "tests/soak/", "tests/net/")
MOST_PROCESSES = 4  # more of them would only wait for the browser


def pytest_collection_modifyitems(items):
    def place(item):
        return next((at for at, path in enumerate(LONGEST) if item.nodeid.startswith(path)), 99)

    items.sort(key=place)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config):
    """One process more than processors, since most tests wait for something most of the time."""
    if config.args_source is not pytest.Config.ArgsSource.TESTPATHS:
        return 0
    return min((os.cpu_count() or 1) + 1, MOST_PROCESSES)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """A file stays together, and so does all that is seen in a browser.

    So there is one JupyterLab and one Chromium at a time: what a person has to wait for is
    measured there.
    """
    from xdist.scheduler import LoadFileScheduling

    if config.option.dist != "loadfile":
        return None

    class Scheduling(LoadFileScheduling):
        def _split_scope(self, nodeid):
            file = super()._split_scope(nodeid)
            return "tests/browser" if file.startswith("tests/browser/") else file

    return Scheduling(config, log)
