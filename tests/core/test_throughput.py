import pytest

from wxlab.core.throughput import CWND_BITS, MIN_BITS, Throughput, Window

SECOND = 1_000_000


def busy(count=5, at=0, **how):
    """So many GETs, 0, 1, 2…, that started at the same moment."""
    throughput = Throughput(**how)
    for key in range(count):
        throughput.request_started(key, at)
    return throughput


def told(throughput, bits, at):
    """What the end of request 0 tells after so many bits."""
    throughput.bits_received(0, bits, at)
    return throughput.request_ended(0, at)


def test_a_window_opens_with_the_fifth_get_in_flight():
    throughput = busy(4)
    assert throughput.window is None
    throughput.request_started(4, 7)
    assert throughput.window == Window(7, 0)


def test_a_window_that_is_open_stays_the_same_for_a_sixth():
    throughput = busy(5)
    throughput.request_started(5, 9)
    assert throughput.window == Window(0, 0)
    assert throughput.in_flight == 6


def test_a_hop_after_a_redirect_is_the_same_request():
    throughput = busy(4)
    throughput.request_started(3, 1)
    assert throughput.in_flight == 4


@pytest.mark.parametrize("method", ["POST", "HEAD", "PUT"])
def test_only_gets_are_followed(method):
    throughput = busy(4)
    throughput.request_started(4, 0, method)
    assert throughput.in_flight == 4
    assert throughput.window is None


def test_the_speed_is_what_came_since_the_window_opened():
    throughput = Throughput()
    throughput.bits_received("earlier", 10**9, 0)
    for key in range(5):
        throughput.request_started(key, SECOND)
    assert told(throughput, 4_000_000, 3 * SECOND) == 2000


def test_bits_of_every_request_count_even_of_an_unknown_one():
    throughput = busy()
    throughput.bits_received("a POST", 500_000, SECOND)
    throughput.bits_received(3, 500_000, SECOND)
    assert throughput.request_ended(0, SECOND) == 1000


def test_a_speed_is_rounded_up():
    assert told(busy(), 1_000_001, SECOND) == 1001


@pytest.mark.parametrize(("bits", "kbps"), [(MIN_BITS - 1, None), (MIN_BITS, 2560)])
def test_a_small_volume_tells_nothing(bits, kbps):
    assert told(busy(), bits, SECOND // 10) == kbps


def test_a_volume_too_small_so_far_is_not_lost():
    throughput = busy(7)
    assert told(throughput, MIN_BITS - 1, SECOND // 10) is None
    assert throughput.window == Window(0, 0)
    throughput.bits_received(1, 1, SECOND // 10)
    assert throughput.request_ended(1, SECOND // 10) == 2560


def test_after_a_speed_was_told_the_next_window_opens_at_once():
    throughput = busy(6)
    told(throughput, 1_000_000, SECOND)
    assert throughput.window == Window(SECOND, 1_000_000)
    throughput.bits_received(1, 3_000_000, 2 * SECOND)
    assert throughput.request_ended(1, 2 * SECOND) == 3000


def test_a_window_ends_when_fewer_than_five_remain():
    throughput = busy(5)
    throughput.request_ended(0, SECOND)
    assert throughput.window is None
    throughput.bits_received(1, 10**6, 2 * SECOND)
    assert throughput.request_ended(1, 2 * SECOND) is None


def test_a_moment_too_short_for_the_clock_counts_as_one_microsecond():
    assert told(busy(), 800_000, 0) == 800_000_000


def test_the_end_of_a_request_that_never_started_tells_nothing():
    throughput = busy()
    throughput.bits_received(0, 10**6, SECOND)
    assert throughput.request_ended("stranger", SECOND) is None
    assert throughput.window == Window(0, 0)


def test_a_request_ends_once():
    throughput = busy(6)
    throughput.request_ended(0, 1)
    throughput.request_ended(0, 1)
    assert throughput.in_flight == 5


class TestHangingWindow:
    """Less than a congestion window in each HTTP round trip: nobody was sending."""

    def test_an_unknown_round_trip_counts_as_ten_seconds(self):
        least = MIN_BITS
        lasting = least * 10 * SECOND // CWND_BITS
        assert told(busy(), least, lasting) is not None
        assert told(busy(), least, lasting + 100) is None

    @pytest.mark.parametrize(("http_ms", "round_trips"), [(1, 10), (50, 10), (2000, 4)])
    def test_the_volume_of_one_round_trip_decides(self, http_ms, round_trips):
        least = CWND_BITS * round_trips
        for bits, some in ((least, True), (least - 1, False)):
            throughput = busy()
            throughput.http_rtt_us = http_ms * 1000
            assert (told(throughput, bits, round_trips * http_ms * 1000) is not None) is some

    def test_it_forgets_every_request_in_flight(self):
        throughput = busy(8)
        throughput.http_rtt_us = 1000
        assert told(throughput, MIN_BITS, SECOND) is None
        assert throughput.in_flight == 0
        assert throughput.window is None

    def test_a_round_trip_cut_to_nothing_counts_as_one_millisecond(self):
        throughput = busy()
        throughput.http_rtt_us = 0
        assert told(throughput, 120_000_000, SECOND) == 120_000
        slower = busy()
        slower.http_rtt_us = 0
        assert told(slower, 119_999_999, SECOND) is None


class TestHangingRequests:
    """Nothing received for five round trips, and for three seconds."""

    @pytest.mark.parametrize(
        ("http_ms", "limit_s"), [(0, 3), (599, 3), (600, 3), (601, 3.005), (1000, 5), (None, 300)]
    )
    def test_a_request_hangs_from_a_limit_on(self, http_ms, limit_s):
        for early, left in ((1, 1), (0, 0)):
            throughput = busy(1)
            throughput.http_rtt_us = None if http_ms is None else http_ms * 1000
            throughput.bits_received(0, 0, round(limit_s * SECOND) - early)
            assert throughput.in_flight == left

    def test_bits_show_that_a_request_lives(self):
        throughput = busy(1)
        throughput.http_rtt_us = 100_000
        for at in (2, 4, 6, 8):
            throughput.bits_received(0, 1, at * SECOND)
        assert throughput.in_flight == 1
        throughput.bits_received("some other", 1, 11 * SECOND)
        assert throughput.in_flight == 0

    def test_one_that_hangs_ends_the_window(self):
        throughput = busy(6)
        throughput.http_rtt_us = 100_000
        for key in range(1, 6):
            throughput.bits_received(key, 10**6, 2 * SECOND)
        assert throughput.window == Window(0, 0)
        throughput.bits_received(1, 0, 3 * SECOND)
        assert throughput.window is None
        assert throughput.in_flight == 5

    def test_the_others_are_looked_at_once_a_second_at_most(self):
        throughput = Throughput()
        throughput.http_rtt_us = 100_000
        throughput.request_started("quiet", 500_000)
        left = []
        # The start was itself the first look; 3.5 s is when "quiet" begins to hang.
        for at in (3_400_000, 3_500_000, 4_399_999, 4_400_000):
            throughput.bits_received("some other", 0, at)
            left.append(throughput.in_flight)
        assert left == [1, 1, 1, 0]

    def test_the_one_in_question_is_looked_at_every_time(self):
        throughput = Throughput()
        throughput.http_rtt_us = 100_000
        throughput.request_started("quiet", 500_000)
        throughput.bits_received("some other", 0, 3_400_000)
        throughput.bits_received("quiet", 1, 3_500_000)
        assert throughput.in_flight == 0

    def test_one_that_was_dropped_does_not_come_back_with_its_next_bits(self):
        throughput = busy(1)
        throughput.http_rtt_us = 100_000
        throughput.bits_received(0, 1, 4 * SECOND)
        throughput.bits_received(0, 1, 4 * SECOND)
        assert throughput.in_flight == 0

    def test_when_one_that_hung_ends_the_others_get_a_window_of_their_own(self):
        throughput = busy(6)
        throughput.http_rtt_us = 100_000
        for key in range(1, 6):
            throughput.bits_received(key, 0, 2_500_000)
        assert throughput.request_ended(0, 3 * SECOND) is None
        assert throughput.window == Window(3 * SECOND, 0)

    def test_a_start_drops_them_too(self):
        throughput = busy(2)
        throughput.http_rtt_us = 100_000
        throughput.request_started("new", 3 * SECOND)
        assert throughput.in_flight == 1


class TestDegrading:
    """A request to a private peer, or one that has seen two networks, spoils every figure."""

    def test_it_ends_the_window(self):
        throughput = busy()
        throughput.request_started("private", 0, degrading=True)
        assert throughput.window is None
        assert throughput.in_flight == 5

    def test_no_window_opens_while_it_lasts(self):
        throughput = Throughput()
        throughput.request_started("private", 0, degrading=True)
        for key in range(6):
            throughput.request_started(key, 0)
        assert throughput.window is None
        assert told(throughput, 10**6, SECOND) is None

    def test_a_window_opens_when_the_last_of_them_ends(self):
        throughput = busy()
        for key in ("one", "two"):
            throughput.request_started(key, 0, "POST", degrading=True)
        throughput.request_ended("one", 10)
        assert throughput.window is None
        throughput.request_ended("two", 20)
        assert throughput.window == Window(20, 0)

    def test_the_next_hop_of_a_request_may_degrade(self):
        throughput = busy()
        throughput.request_started(0, 1, degrading=True)
        throughput.request_ended(0, 2)
        assert throughput.in_flight == 4

    def test_requests_that_saw_the_network_change_degrade(self):
        throughput = busy(5)
        throughput.connection_changed()
        assert (throughput.in_flight, throughput.window) == (0, None)
        for key in range(5, 10):
            throughput.request_started(key, 1)
        assert throughput.window is None
        for key in range(5):
            throughput.request_ended(key, 2)
        assert throughput.window == Window(2, 0)

    def test_too_many_of_them_end_all_measuring(self):
        throughput = busy()
        for key in range(300):
            throughput.request_started(("private", key), 0, degrading=True)
        assert not throughput.disabled
        throughput.request_started("one more", 0, degrading=True)
        assert throughput.disabled
        assert (throughput.in_flight, throughput.window) == (0, None)
        throughput.request_started(0, 1)
        throughput.bits_received(0, 10**6, 2)
        throughput.connection_changed()
        assert throughput.request_ended(0, 3) is None
        assert throughput.in_flight == 0

    def test_a_change_of_network_may_make_too_many(self):
        throughput = busy(300)
        throughput.request_started("private", 0, degrading=True)
        throughput.connection_changed()
        assert throughput.disabled


def test_too_many_others_are_forgotten_but_measuring_goes_on():
    throughput = busy(300)
    assert throughput.in_flight == 300
    throughput.request_started("one more", 0)
    assert (throughput.in_flight, throughput.window) == (0, None)
    for key in range(5):
        throughput.request_started(key, 1)
    assert throughput.window == Window(1, 0)


@pytest.mark.parametrize("least", [1, 3])
def test_how_many_must_be_in_flight_can_be_told(least):
    assert told(busy(least, min_requests=least), 10**6, SECOND) == 1000
    assert told(busy(least, min_requests=least + 1), 10**6, SECOND) is None
