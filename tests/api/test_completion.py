"""Waiting costs the same however many wait, and leaves nothing behind."""

import asyncio

from wxlab.api.completion import Completion

MANY = 200


def test_all_who_wait_on_a_loop_are_kept_awake_by_one_timer():
    async def wait():
        loop = asyncio.get_running_loop()
        beats, thrice, later = [], asyncio.Event(), loop.call_later

        def counted(delay, *rest, **more):
            beats.append(delay)
            if len(beats) == 3:
                thrice.set()
            return later(delay, *rest, **more)

        loop.call_later = counted
        completions = [Completion(number) for number in range(MANY)]
        waiting = [asyncio.ensure_future(each.wait_async()) for each in completions]
        await thrice.wait()
        for each in completions:
            each.set()
        await asyncio.gather(*waiting)
        return len(beats)

    assert asyncio.run(wait()) < MANY


def test_who_gives_up_waiting_is_forgotten():
    completion = Completion("owner")

    async def give_up():
        waiting = asyncio.ensure_future(completion.wait_async())
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)

    assert not completion.wait(0.001)
    asyncio.run(give_up())
    assert completion._wakers == []
    completion.set()
    assert completion.wait(0)


def test_a_loop_that_was_closed_meanwhile_does_no_harm():
    completion = Completion("owner")
    loop = asyncio.new_event_loop()
    waiting = loop.create_task(completion.wait_async())
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()
    completion.set()
    assert completion
    waiting._log_destroy_pending = False  # it was left on purpose
