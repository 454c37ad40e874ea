"""What most tests need: a practice server and a mini-program, each test its own."""

import pytest
from hypothesis import HealthCheck, settings

from wxlab import Wx, practice

# The same inputs everywhere and every time, however slow the machine is. Other ones, and many more:
# python -m tests.fuzz
settings.register_profile(
    "wxlab",
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=200,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("wxlab")


@pytest.fixture
def server():
    with practice.serve() as running:
        yield running


@pytest.fixture
def wx():
    with Wx() as made:
        yield made
