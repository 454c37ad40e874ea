"""What the clients from npm need: programs that may require them, against a practice server."""

from types import SimpleNamespace

import pytest

SECONDS = 60  # a loaded machine


@pytest.fixture
def begin(js, server, npm_folder):
    """Begin a program that may require what npm has installed; returns its run."""

    def begun(source, **settings):
        settings.setdefault("hosts", server)
        return js.run(source, folder=npm_folder, **settings)

    return begun


@pytest.fixture
def run(begin):
    """Run such a program to its end; returns what was wanted, ``answer`` unless told otherwise."""

    def ran(source, wanted=("answer",), **settings):
        return SimpleNamespace(**begin(source, wanted=wanted, **settings).wait(SECONDS))

    return ran


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "photo.jpg"
    path.write_bytes(bytes(i % 251 for i in range(300_000)))
    return path


@pytest.fixture
def aborted(server):
    """The one request that came for a path, once its client has left without an answer."""

    def aborted(path):
        server.wait_for(1, path, "finished", SECONDS)
        (arrival,) = server.log
        assert arrival.path.partition("?")[0] == path
        assert arrival.aborted
        return arrival

    return aborted
