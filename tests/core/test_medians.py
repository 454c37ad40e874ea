import pytest

from wxlab.core.medians import Medians
from wxlab.core.nettype import NetType


@pytest.mark.parametrize(
    ("medians", "http_ms"),
    [
        (Medians(100), 100),
        (Medians(100, 200, transport_count=4), 100),
        (Medians(100, 200, transport_count=5), 200),
        (Medians(300, 200, transport_count=5), 300),
        (Medians(100, None, 200, end_to_end_count=4), 100),
        (Medians(100, None, 200, end_to_end_count=5), 200),
        (Medians(600, None, 200, end_to_end_count=5), 600),
        (Medians(601, None, 200, end_to_end_count=4), 601),
        (Medians(601, None, 200, end_to_end_count=5), 600),
        # The end-to-end time has the last word over the transport's.
        (Medians(100, 900, 200, transport_count=5, end_to_end_count=5), 600),
        (Medians(0, 0, 0, transport_count=5, end_to_end_count=5), 0),
        (Medians(None, 200, 200, transport_count=5, end_to_end_count=5), None),
    ],
)
def test_http_time_is_bounded_by_what_five_observations_say(medians, http_ms):
    assert medians.bounded_http_ms() == http_ms


def test_the_kind_of_network_follows_the_bounded_time():
    credible = Medians(100, 1500, kbps=5000, transport_count=5).credible()
    assert (credible.http_ms, credible.nettype) == (1500, NetType.TYPE_2G)


def test_the_speed_is_clamped_to_the_kind_of_network():
    assert Medians(1500, kbps=5000).credible().kbps == 262
    assert Medians(100, kbps=5000).credible().kbps == 5000
    assert Medians(None, kbps=5000).credible().kbps == 5000
    assert Medians(1500).credible().kbps is None


@pytest.mark.parametrize(
    ("medians", "least_ms"),
    [
        # 6 x HTTP, but over 500 ms in any case.
        (Medians(100), 600),
        (Medians(84), 504),
        # 8 x transport, once five observations say so.
        (Medians(100, 100, transport_count=4), 600),
        (Medians(100, 100, transport_count=5), 800),
        # 8 x end-to-end likewise.
        (Medians(100, None, 100, end_to_end_count=4), 600),
        (Medians(100, None, 100, end_to_end_count=5), 800),
        (Medians(100, 200, 100, transport_count=5, end_to_end_count=5), 1600),
        (Medians(100, 100, 200, transport_count=5, end_to_end_count=5), 1600),
        # What is unknown counts as ten seconds.
        (Medians(), 60_000),
        (Medians(100, None, transport_count=5), 80_000),
    ],
)
def test_a_request_hangs_from_a_multiple_of_every_known_time(medians, least_ms):
    assert not medians.hangs(least_ms * 1000 - 1)
    assert medians.hangs(least_ms * 1000)


@pytest.mark.parametrize("http_ms", [0, 1, 83])
def test_half_a_second_is_never_a_hanging_request(http_ms):
    assert not Medians(http_ms).hangs(500_000)
    assert Medians(http_ms).hangs(500_001)
