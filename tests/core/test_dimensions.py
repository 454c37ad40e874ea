"""How large a picture is, told from its first bytes; Pillow has the second opinion."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from wxlab.core.dimensions import BEGINNING, dimensions

SIZES = [(1, 1), (640, 480), (3, 20_000)]


def written(kind, size, **options):
    made = io.BytesIO()
    Image.new("RGB", size, "teal").save(made, kind, **options)
    return made.getvalue()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", ["PNG", "GIF", "JPEG"])
def test_each_kind_tells_its_size(kind, size):
    assert dimensions(written(kind, size)) == size


@pytest.mark.parametrize("options", [{"progressive": True}, {"comment": b"x" * 60_000}])
def test_a_jpeg_may_say_much_before_its_size(options):
    data = written("JPEG", (640, 480), **options)
    assert dimensions(data[:BEGINNING]) == (640, 480)


def test_fill_bytes_between_segments_are_skipped():
    data = written("JPEG", (640, 480))
    assert dimensions(data[:2] + b"\xff\xff" + data[2:]) == (640, 480)


@pytest.mark.parametrize("kind", ["BMP", "WEBP", "TIFF"])
def test_of_other_kinds_nothing_is_known(kind):
    assert dimensions(written(kind, (640, 480))) is None


@pytest.mark.parametrize("kind", ["PNG", "GIF", "JPEG"])
def test_a_beginning_that_is_too_short_tells_nothing(kind):
    whole = written(kind, (640, 480))
    found = {dimensions(whole[:length]) for length in range(len(whole))}
    assert found == {None, (640, 480)}


BEGINNINGS = st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"\xff\xd8", b"\xff\xd8\xff"])


@given(BEGINNINGS, st.binary(max_size=200))
def test_whatever_the_bytes_it_ends(beginning, rest):
    found = dimensions(beginning + rest)
    assert found is None or len(found) == 2
