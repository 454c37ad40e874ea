"""What waits for slow callbacks, and what does not."""

import threading

from wxlab.api.delivery import MOST_BEHIND, Delivery
from wxlab.api.record import Record
from wxlab.api.script import SCRIPT
from wxlab.core.failure import Failure
from wxlab.core.lifecycle import Happened
from wxlab.core.progress import Tick

SECONDS = 60


def failed(failure):
    return Record(errMsg=failure.text)


def delivered(count, headers_at=None):
    """What a listener hears of so many events that are told while it is busy with the first."""
    first, go, reached, heard = threading.Event(), threading.Event(), threading.Event(), []
    delivery = Delivery("owner", "DownloadTask", "downloadFile", {}, Record, failed, print)

    def listen(res):
        heard.append(res.get("totalBytesWritten", "headers"))
        first.set()
        assert go.wait(SECONDS)

    async def reach():
        reached.set()

    delivery.progress.add(listen)
    delivery.headers.add(listen)
    delivery.happened(Happened.STARTED)
    for done in range(1, count + 1):
        if done == headers_at:
            delivery.answered(200, {}, ())
        delivery.progressed(Tick(0, done, -1))
        assert first.wait(SECONDS)
    go.set()
    # Behind all the events: a failure would keep those that are left from being heard.
    SCRIPT.post("owner", delivery._context, reach)
    assert reached.wait(SECONDS)
    delivery.decide(Failure("abort"))
    delivery.finished(None)
    assert delivery.completion.wait(SECONDS)
    return heard, [event.name for event in delivery.log.snapshot()]


def test_a_slow_listener_hears_every_event():
    heard, _ = delivered(MOST_BEHIND)
    assert heard == list(range(1, MOST_BEHIND + 1))


def test_one_that_is_far_behind_hears_the_newest():
    heard, names = delivered(3 * MOST_BEHIND)
    assert heard == [*range(1, MOST_BEHIND + 1), 3 * MOST_BEHIND]
    assert names[-2:] == ["fail", "complete"]


def test_headers_are_heard_however_far_it_is_behind():
    heard, _ = delivered(2 * MOST_BEHIND, headers_at=MOST_BEHIND + 5)
    assert heard.count("headers") == 1
    assert heard[-1] == 2 * MOST_BEHIND
