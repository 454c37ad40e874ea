"""Places: the engine's lines and the learner's."""

from wxlab.js.carets import shown
from wxlab.js.sources import Place, Sources


def test_every_text_has_lines_of_its_own():
    sources = Sources()
    first = sources.place("In[1]", "a\nb", "a\nb")
    second = sources.place("In[2]", "c", "c", "before")
    for placed, name, text in ((first, "In[1]", "a"), (second, "In[2]", "c")):
        line = placed.splitlines().index(text) + 1
        place = sources.find(line, 4)
        assert (place.name, place.line, place.column) == (name, 1, 4)
    assert first.count("\n") + 1 < second.splitlines().index("before") + 1


def test_our_own_lines_are_nobodys():
    assert Sources().find(3, 1) is None


def test_a_stack_is_told_in_the_learners_words():
    sources = Sources()
    placed = sources.place("In[3]", "f()\ng()", "f()\ng()")
    line = placed.splitlines().index("g()") + 1
    stack = f"    at g (<input>:{line}:2)\n    at eval (native)\n    at run (<input>:20:5)\n"
    assert sources.readable(stack) == "    at g (In[3]:2:2)\n"
    assert str(sources.first(stack)) == "In[3]:2:2"
    assert sources.readable("at last, a text") == "at last, a text"


def test_the_caret_stands_below_the_place():
    marked, caret = shown(Place("In[1]", 2, 5, "first\nab cd ef")).splitlines()
    assert marked[caret.index("^")] == "d"


def test_wide_letters_count_twice():
    marked, caret = shown(Place("In[1]", 1, 4, "照片 x")).splitlines()
    assert marked.strip() == "照片 x"
    assert caret.index("^") == 4 + 2 * 2 + 1


def test_a_long_line_is_cut_around_the_place():
    line = "x" * 500 + "HERE" + "y" * 500
    marked, caret = shown(Place("In[1]", 1, 501, line)).splitlines()
    assert marked[caret.index("^") :].startswith("HERE")
    assert len(marked) < 90


def test_a_place_past_the_end_is_shown_at_the_end():
    assert shown(Place("In[1]", 9, 3, "a")).splitlines()[1].strip() == "^"
