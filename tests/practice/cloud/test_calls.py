"""Calls of functions, many at a time, and what is kept of them."""

import asyncio
import shutil

import pytest

from wxlab.practice.cloud import calls as module
from wxlab.practice.cloud.calls import Calls
from wxlab.practice.cloud.resource import Resource

SUM = Resource("wx0123456789abcdef", "function", "sum")
CONFIG = {"config.json": b'{"timeout": 20}'}  # for a loaded machine
FILES = CONFIG | {
    "index.py": b"def main(event, context):\n    print(event)\n    return [event, context]"
}


@pytest.fixture
def calls(tmp_path):
    made = Calls(tmp_path)
    yield made
    made.close()


def test_a_function_learns_who_it_is(calls):
    event, context = asyncio.run(calls.call(SUM, "1.0", FILES, {"a": 1})).value
    assert event == {"a": 1}
    assert len(context.pop("requestId")) == 32
    assert context == {
        "appid": SUM.appid,
        "functionName": "sum",
        "functionVersion": "1.0",
        "timeLimitMs": 20_000,
    }


def test_the_last_calls_are_kept(calls):
    asyncio.run(calls.call(SUM, "1.0", FILES, 5))
    asyncio.run(calls.call(SUM, "2.0", CONFIG | {"index.py": b"def main(e, c): 1 / 0"}, None))
    first, second = calls.kept
    assert (first.function, first.version, first.error, first.log) == ("sum", "1.0", None, "5\n")
    assert "ZeroDivisionError" in second.error
    assert "ZeroDivisionError" in second.trace


def test_many_at_once_do_not_mix(calls):
    async def lesson():
        endings = [calls.call(SUM, "1.0", FILES, number) for number in range(12)]
        return await asyncio.gather(*endings)

    assert [ending.value[0] for ending in asyncio.run(lesson())] == list(range(12))
    assert sorted(int(call.log) for call in calls.kept) == list(range(12))


def test_who_leaves_ends_the_call(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "MAX_CALLS_AT_ONCE", 1)
    calls = Calls(tmp_path)
    code = b"import time\ndef main(event, context):\n    time.sleep(1000)"
    endless = CONFIG | {"index.py": code}

    async def lesson():
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await calls.call(SUM, "1.0", endless, None)
        # There is room for one: this one would wait for it.
        return await calls.call(SUM, "1.0", FILES, 1)

    assert asyncio.run(lesson()).value[0] == 1
    calls.close()
    assert list((tmp_path / "running").iterdir()) == []
    shutil.rmtree(tmp_path)
