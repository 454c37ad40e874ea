"""Waiting costs the same however many wait, and leaves nothing behind."""

import asyncio
import threading

from wxlab.api.completion import Completion

MANY = 200
SECONDS = 30


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


def test_whoever_comes_while_it_is_set_is_woken_once():
    for _ in range(20):
        completion, woken, ready = Completion("owner"), [], threading.Barrier(4)

        def come(me, completion=completion, woken=woken, ready=ready):
            ready.wait(SECONDS)
            for number in range(50):
                completion.call_when_set(lambda who=(me, number): woken.append(who))

        threads = [threading.Thread(target=come, args=(me,)) for me in range(3)]
        for thread in threads:
            thread.start()
        ready.wait(SECONDS)
        completion.set()
        for thread in threads:
            thread.join(SECONDS)
        assert sorted(woken) == [(me, number) for me in range(3) for number in range(50)]


def test_a_wait_that_is_over_while_it_is_set_does_no_harm():
    for _ in range(200):
        completion = Completion("owner")
        setter = threading.Thread(target=completion.set)
        setter.start()
        completion.wait(0)
        setter.join(SECONDS)
        assert completion.wait(0)
        assert completion._wakers == []
