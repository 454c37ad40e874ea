"""What most tests need: a practice server and a mini-program, each test its own."""

import signal

import pytest

from wxlab import Wx, practice

# Started in the background by a shell, pytest would hand down an ignored SIGINT, and the programs
# that some tests interrupt would never hear of it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def server():
    with practice.serve() as running:
        yield running


@pytest.fixture
def wx():
    with Wx() as made:
        yield made
