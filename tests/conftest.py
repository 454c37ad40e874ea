"""What most tests need: a practice server and a mini-program, each test its own."""

import pytest

from wxlab import Wx, practice


@pytest.fixture
def server():
    with practice.serve() as running:
        yield running


@pytest.fixture
def wx():
    with Wx() as made:
        yield made
