"""Pictures made smaller, by Pillow; looked at with Pillow, too."""

import io

import pytest
from PIL import Image

from wxlab.core.failure import Failure
from wxlab.net import pictures
from wxlab.net.pictures import compressed


def picture(kind="JPEG", size=(400, 300), mode="RGB", **options):
    noise = Image.effect_noise(size, 80).convert(mode)
    made = io.BytesIO()
    noise.save(made, kind, **options)
    made.seek(0)
    return made


def made(file, quality=80, width=None, height=None):
    data, extension = compressed(file, quality, width, height)
    return Image.open(io.BytesIO(data)), len(data), extension


def refusal(*args):
    with pytest.raises(Failure) as caught:
        compressed(*args)
    return caught.value.entry.address


def test_a_lower_quality_makes_a_smaller_jpeg():
    sizes = [made(picture(), quality)[1] for quality in (0, 20, 80, 100)]
    assert sizes == sorted(sizes)
    assert len(set(sizes)) == 4


def test_the_new_one_is_a_jpeg_of_the_same_size():
    image, _, extension = made(picture())
    assert (image.format, image.size, extension) == ("JPEG", (400, 300), ".jpg")


@pytest.mark.parametrize(
    ("width", "height", "size"),
    [
        (200, None, (200, 150)),
        (None, 150, (200, 150)),
        (100, 100, (100, 100)),
        (1, None, (1, 1)),
        (133.3, None, (133, 100)),
        (800, None, (800, 600)),
    ],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_the_other_side_follows(kind, width, height, size):
    image, _, _ = made(picture(kind), 80, width, height)
    assert (image.format, image.size) == (kind, size)


@pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP", "BMP"])
@pytest.mark.parametrize("quality", [0, 100])
def test_quality_changes_nothing_but_jpeg(kind, quality):
    file = picture(kind)
    assert compressed(file, quality, None, None) == (file.getvalue(), "")


@pytest.mark.parametrize("mode", ["L", "CMYK"])
def test_a_jpeg_may_have_other_colours(mode):
    image, _, _ = made(picture(mode=mode), 50, 100)
    assert (image.mode, image.size) == (mode, (100, 75))


def test_a_png_with_a_palette_and_transparency_keeps_what_shows():
    image = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    image.paste("red", (0, 0, 40, 20))
    file = io.BytesIO()
    image.quantize(8).save(file, "PNG")
    file.seek(0)
    small = made(file, 80, 20)[0].convert("RGBA")
    assert small.getpixel((10, 2))[3] == 255
    assert small.getpixel((10, 17))[3] == 0


def test_a_camera_that_was_held_upright_is_obeyed():
    image = Image.new("RGB", (400, 300), "black")
    image.paste("white", (0, 0, 400, 150))
    notes = Image.Exif()
    notes[0x0112] = 6  # the row 0 is the right side of what is seen
    notes[0x010F] = "a maker"
    file = io.BytesIO()
    image.save(file, "JPEG", exif=notes)
    file.seek(0)
    upright = made(file)[0]
    assert upright.size == (300, 400)
    assert upright.convert("L").getpixel((290, 200)) > 200
    assert upright.convert("L").getpixel((10, 200)) < 50
    assert dict(upright.getexif()) == {}
    file.seek(0)
    assert made(file, 80, 150)[0].size == (150, 200)  # of what is seen


def test_what_is_no_picture_cannot_be_read():
    whole = picture().getvalue()
    for data in (b"<html>404</html>", whole[: len(whole) // 2], b"\x89PNG\r\n\x1a\n"):
        assert refusal(io.BytesIO(data), 80, None, None) == "picture-unreadable"


def test_a_picture_that_unpacks_to_too_much_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(pictures, "MAX_PIXELS", 100_000)
    assert refusal(picture(), 80, 10, None) == "picture-unreadable"
    assert refusal(picture(size=(300, 300)), 80, 400, None) == "picture-not-made"
    assert made(picture(size=(300, 300)), 80, 300)[0].size == (300, 300)


@pytest.mark.parametrize("quality", [-1, 101, 1e300, float("inf"), float("nan")])
def test_quality_has_bounds(quality):
    assert refusal(picture(), quality, None, None) == "picture-quality"


@pytest.mark.parametrize("side", [0, -5, 0.5, float("nan"), float("-inf")])
def test_a_side_is_a_pixel_at_least(side):
    assert refusal(picture(), 80, side, None) == "picture-empty"
    assert refusal(picture(), 80, 10, side) == "picture-empty"


@pytest.mark.parametrize("side", [1e6, 1e300, float("inf")])
def test_a_side_that_is_far_too_long_is_refused(side):
    assert refusal(picture(), 80, side, None) == "picture-not-made"
    assert refusal(picture(), 80, side, side) == "picture-not-made"


def test_an_empty_file_has_no_size():
    assert refusal(io.BytesIO(), 80, None, None) == "picture-empty"


def test_without_pillow_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr(pictures, "find_spec", lambda name: None)
    assert refusal(picture(), 80, None, None) == "no-pillow"
