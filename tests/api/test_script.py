"""The script thread: when it is woken."""

import asyncio

from wxlab.api.script import TURNS, Script


def test_endings_of_a_few_turns_wake_it_once_and_no_ending_waits_longer(monkeypatch):
    script, woken, turn = Script(), [], 0
    monkeypatch.setattr(script, "wake", lambda: woken.append(turn))

    async def turns():
        nonlocal turn
        for turn in range(3 * TURNS):
            if turn < 2 or turn == TURNS + 1:
                script.wake_after_turns(asyncio.get_running_loop())
            await asyncio.sleep(0)

    asyncio.run(turns())
    assert woken == [TURNS - 1, 2 * TURNS]
