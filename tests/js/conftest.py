"""What tests of JavaScript need: a world of its own, and a run that is waited for."""

import pytest

pytest.importorskip("quickjs", reason='JavaScript needs its engine: pip install -e ".[js]"')

from wxlab.js import JavaScript

SECONDS = 60  # a loaded machine


@pytest.fixture
def js(wx):
    world = JavaScript(wx, seconds=20, megabytes=32)
    yield world
    world.restart()


@pytest.fixture
def run(js, server):
    """Run a program to its end, its hosts being the practice server; returns what was wanted."""

    def ran(source, **settings):
        settings.setdefault("hosts", server)
        return js.run(source, **settings).wait(SECONDS)

    return ran


@pytest.fixture
def printed(run, capsys):
    """Run a program; returns the lines that it has printed."""

    def ran(source, **settings):
        run(source, **settings)
        return capsys.readouterr().out.splitlines()

    return ran
