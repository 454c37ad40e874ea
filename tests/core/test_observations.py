import itertools
import random
from math import fsum, nextafter

import pytest

from wxlab.core.observations import (
    CATEGORIES,
    PLATFORM,
    Category,
    ObservationBuffer,
    Percentile,
    Source,
    decay,
    weight,
)

SECOND = 1_000_000


def buffer_of(*observed, **how):
    """A buffer of values, or of (value, moment in µs) pairs."""
    buffer = ObservationBuffer(**how)
    for one in observed:
        value, at_us = one if isinstance(one, tuple) else (one, 0)
        buffer.add(value, at_us, Source.HTTP)
    return buffer


def test_a_weight_halves_in_its_half_life():
    assert decay(1) == 0.5
    assert weight(60 * SECOND) == pytest.approx(0.5, rel=1e-13)


@pytest.mark.parametrize(
    ("age_us", "seconds"),
    [(0, 0), (999_999, 0), (SECOND, 1), (1_999_999, 1), (2 * SECOND, 2)],
)
def test_ages_count_in_whole_seconds(age_us, seconds):
    assert weight(age_us) == pytest.approx(decay(60) ** seconds, rel=1e-13)


def test_what_seems_to_come_from_the_future_weighs_as_much_as_now():
    assert weight(-(10**15)) == 1.0


def test_the_oldest_of_observations_still_weighs_something():
    forgotten = buffer_of((7, -(10**18)))
    assert weight(10**18) > 0
    assert forgotten.percentile(50, 0) == Percentile(7, 1)


def test_an_empty_buffer_has_no_percentile():
    assert ObservationBuffer().percentile(50, 0) == Percentile(None, 0)


@pytest.mark.parametrize(
    ("values", "median"),
    [((5,), 5), ((1, 2, 3), 2), ((3, 1, 2), 2), ((1, 2, 3, 4), 2), ((4, 4, 4, 9), 4)],
)
def test_of_two_middle_values_the_lower_is_the_median(values, median):
    assert buffer_of(*values).percentile(50, 0) == Percentile(median, len(values))


@pytest.mark.parametrize("age_us", [0, SECOND, 7 * SECOND, 61 * SECOND, 3600 * SECOND])
@pytest.mark.parametrize("half", [1, 2, 3, 4, 7, 8, 49, 50, 150])
def test_a_tie_goes_to_the_lower_value_at_every_age(half, age_us):
    for values in ([10] * half + [20] * half, [20, 10] * half):
        assert buffer_of(*values).percentile(50, age_us).value == 10


@pytest.mark.parametrize("age_us", [0, SECOND, 2 * SECOND, 50 * SECOND])
@pytest.mark.parametrize("count", [3, 8, 9, 10, 31])
def test_a_sum_is_rounded_once_however_close_it_comes(count, age_us):
    """The percentile is the first value at which the weight so far is exactly what was asked."""
    buffer = buffer_of(*range(count))
    shares = [weight(age_us)] * count
    for value in range(count):
        for toward in (0, 50, 100):
            percent = nextafter(100 * (value + 1) / count, toward)
            wanted = percent / 100 * fsum(shares)
            enough = [one for one in range(count) if fsum(shares[: one + 1]) >= wanted]
            assert buffer.percentile(percent, age_us).value == enough[0]


def test_one_whole_second_breaks_a_tie():
    pair = buffer_of((10, 0), (20, SECOND - 1))
    assert pair.percentile(50, SECOND - 1).value == 10
    assert pair.percentile(50, SECOND).value == 20


def test_recent_values_outweigh_many_old_ones():
    faded = buffer_of(*[(100, -120 * SECOND)] * 3, (500, 0))
    assert faded.percentile(50, 0) == Percentile(500, 4)


def test_what_is_older_than_asked_for_is_left_out():
    pair = buffer_of((1, -1), (100, 0))
    assert pair.percentile(50, 0, since_us=-1) == Percentile(1, 2)
    assert pair.percentile(50, 0, since_us=0) == Percentile(100, 1)
    assert pair.percentile(50, 0, since_us=1) == Percentile(None, 0)


def test_a_full_buffer_drops_its_oldest():
    full = buffer_of(*range(1000))
    assert len(full) == 300
    assert full.percentile(0, 0).value == 700


def test_signal_strength_does_not_count_unless_told_to():
    for per_level, median in ((1.0, 1), (0.25, 2)):
        pair = ObservationBuffer(per_level=per_level)
        pair.add(1, 0, Source.HTTP, signal=0)
        pair.add(2, 0, Source.HTTP, signal=4)
        assert pair.percentile(50, 0, signal=4).value == median


def test_an_unknown_signal_strength_weighs_fully():
    pair = ObservationBuffer(per_level=0.25)
    pair.add(1, 0, Source.HTTP)
    pair.add(2, 0, Source.HTTP, signal=4)
    assert pair.percentile(50, 0, signal=0).value == 1
    assert pair.percentile(50, 0).value == 1


def test_sources_can_be_removed():
    mixed = ObservationBuffer(capacity=3)
    mixed.add(1, 0, Source.HTTP_PLATFORM)
    mixed.add(2, 0, Source.HTTP)
    mixed.add(3, 0, Source.TRANSPORT_PLATFORM)
    mixed.remove(PLATFORM)
    assert mixed.percentile(50, 0) == Percentile(2, 1)
    for value in (4, 5, 6):
        mixed.add(value, 0, Source.HTTP)
    assert len(mixed) == 3


def test_a_cleared_buffer_is_empty():
    buffer = buffer_of(1, 2)
    buffer.clear()
    assert len(buffer) == 0


def test_the_order_of_equal_moments_does_not_matter():
    values = (40, 10, 30, 10, 20)
    for order in itertools.permutations(values):
        buffer = buffer_of((15, -3 * SECOND), *order)
        asked = [buffer.percentile(percent, 5 * SECOND).value for percent in range(101)]
        assert asked == [
            buffer_of((15, -3 * SECOND), *values).percentile(percent, 5 * SECOND).value
            for percent in range(101)
        ]


@pytest.mark.parametrize("seed", range(20))
def test_a_higher_percent_never_gives_a_lower_value(seed):
    dice = random.Random(seed)
    moments = sorted(dice.randrange(10**9) for _ in range(dice.randrange(1, 300)))
    buffer = buffer_of(*[(dice.randrange(1000), at) for at in moments])
    values = [buffer.percentile(percent, 10**9).value for percent in range(101)]
    assert values == sorted(values)


@pytest.mark.parametrize("seed", range(20))
def test_the_ends_are_the_lowest_and_the_highest_value(seed):
    dice = random.Random(seed)
    observed = [(dice.randrange(1000), at) for at in sorted(dice.choices(range(10**9), k=50))]
    buffer = buffer_of(*observed)
    values = [value for value, _ in observed]
    assert buffer.percentile(0, 10**9).value == min(values)
    assert buffer.percentile(100, 10**9).value == max(values)


def test_every_source_belongs_somewhere():
    assert CATEGORIES.keys() == set(Source)
    both = {source for source, spans in CATEGORIES.items() if Category.END_TO_END in spans}
    assert both == {Source.QUIC, Source.H2_PINGS}
