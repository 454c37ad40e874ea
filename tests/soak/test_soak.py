"""A soak run, in a process of its own: what it holds is nobody else's."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TRANSFERS = int(os.environ.get("WXLAB_SOAK_TRANSFERS", "10000"))
"""About a minute on a busy machine of two processors; fewer say less."""


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="counts what /proc shows")
def test_mixed_transfers_end_once_each_and_leave_nothing():
    words = [sys.executable, "-m", "tests.soak", "--transfers", str(TRANSFERS)]
    ran = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=900)
    assert ran.stderr == ""
    found = json.loads(ran.stdout)
    assert found["amiss"] == []
    assert ran.returncode == 0
    assert found["transfers"] == sum(found["endings"].values()) - found["warm-up"] == TRANSFERS
    if TRANSFERS >= 10_000:
        assert found["unseen"] == []
