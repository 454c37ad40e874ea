"""A stage with small files and few processes, for trying the harness."""

import pytest

from tests.benchmarks.stage import Stage

SMALL_BLOCK = 100_000
"""Larger than an answer that leaves in one piece, smaller than a file of 1 MiB."""


@pytest.fixture(scope="session")
def stage():
    with Stage(SMALL_BLOCK, workers=12) as small:
        yield small
        assert small.failures == []
