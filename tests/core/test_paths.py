"""wxlab.core.paths: a mini-program's paths, of any platform."""

import pytest

from wxlab.core import paths

INSIDE = [
    ("wxfile://tmp_3fee82.jpg", "tmp_3fee82.jpg"),
    ("http://tmp/XaL2SuErcryx.png", "tmp_XaL2SuErcryx.png"),
    ("wxfile://store_3fee82.jpg", "store_3fee82.jpg"),
    ("http://store/XaL2.png", "store_XaL2.png"),
    ("wxfile://usr", "usr/"),
    ("http://usr", "usr/"),
    ("wxfile://usr/", "usr/"),
    ("wxfile://usr/a/b.png", "usr/a/b.png"),
    ("http://usr/a/b.png", "usr/a/b.png"),
    ("wxfile://usr//a", "usr/a"),
    ("http://usr/照片 1.png", "usr/照片 1.png"),
]
OF_THE_MACHINE = [
    *("photo.png", "/a/b", "./a", "", "usr/a", "tmp_1", "http://example.com/a.png", "http:/tmp/a"),
    *("https://tmp/a.png", "http://tmpx/a", "http://usrx", "http://tmp", "file:///a"),
]
NEITHER = [
    *("wxfile://", "wxfile://usrx", "wxfile://tmp/a", "wxfile://other", "wxfile:/usr/a"),
    *(
        "wxfile://tmp_",
        "http://tmp/",
        "http://tmp/..",
        "http://tmp/a/b",
        "http://tmp/../a",
        "wxfile://tmp_a/../b",
    ),
    *(
        "http://store/",
        "wxfile://store_a/b",
        "wxfile://tmp_\0",
        "http://usr/a\0",
        "wxfile://usr/\0",
    ),
]


@pytest.mark.parametrize(("text", "place"), INSIDE)
def test_a_path_of_a_mini_program_has_its_place_below_the_root(text, place):
    assert paths.inside(text) == place
    assert paths.is_own(text)


@pytest.mark.parametrize("text", OF_THE_MACHINE)
def test_a_path_of_the_machine_is_left_alone(text):
    assert paths.inside(text) is None
    assert not paths.is_own(text)


@pytest.mark.parametrize("text", NEITHER)
def test_what_is_neither_is_refused(text):
    with pytest.raises(ValueError, match=r"\A"):
        paths.inside(text)
    assert paths.is_own(text)
