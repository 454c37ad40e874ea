"""A learner's copy of the lessons."""

import json

import pytest

from wxlab.cli import lessons


@pytest.fixture
def shipped(tmp_path):
    """Lessons as shipped: two notebooks, a picture in a folder, and what must not be copied."""
    source = tmp_path / "shipped"
    for name, text in {
        "01_first.ipynb": "first, edition 1",
        "02_second.ipynb": "second, edition 1",
        "pictures/cat.png": "cat",
        ".hidden": "",
        ".ipynb_checkpoints/01_first-checkpoint.ipynb": "",
        "__pycache__/x.pyc": "",
    }.items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text(text)
    return source


@pytest.fixture
def own(tmp_path, shipped):
    """The learner's folder, after a first delivery."""
    target = tmp_path / "own"
    lessons.deliver(shipped, target)
    return target


def outcomes(shipped, own):
    return {one.name: one.outcome for one in lessons.deliver(shipped, own)}


def test_the_first_delivery_copies_every_lesson_and_nothing_hidden(shipped, own):
    names = {str(path.relative_to(own)) for path in own.rglob("*") if path.is_file()}
    assert names == {"01_first.ipynb", "02_second.ipynb", "pictures/cat.png", lessons.RECORD}
    assert (own / "pictures/cat.png").read_text() == "cat"


def test_a_second_delivery_changes_nothing(shipped, own):
    assert set(outcomes(shipped, own).values()) == {"same"}


def test_a_lesson_nobody_touched_is_updated(shipped, own):
    (shipped / "01_first.ipynb").write_text("first, edition 2")
    assert outcomes(shipped, own)["01_first.ipynb"] == "updated"
    assert (own / "01_first.ipynb").read_text() == "first, edition 2"


def test_a_changed_lesson_is_kept(shipped, own):
    (own / "01_first.ipynb").write_text("mine")
    assert outcomes(shipped, own)["01_first.ipynb"] == "kept"
    assert (own / "01_first.ipynb").read_text() == "mine"
    assert not (own / "01_first.new.ipynb").exists()


def test_a_newer_edition_of_a_changed_lesson_is_laid_beside_it_once(shipped, own):
    (own / "01_first.ipynb").write_text("mine")
    (shipped / "01_first.ipynb").write_text("first, edition 2")
    assert outcomes(shipped, own)["01_first.new.ipynb"] == "beside"
    assert (own / "01_first.ipynb").read_text() == "mine"
    assert (own / "01_first.new.ipynb").read_text() == "first, edition 2"

    (own / "01_first.new.ipynb").unlink()
    assert outcomes(shipped, own)["01_first.ipynb"] == "kept"
    assert not (own / "01_first.new.ipynb").exists()


def test_work_in_the_copy_beside_is_kept_too(shipped, own):
    (own / "01_first.ipynb").write_text("mine")
    (shipped / "01_first.ipynb").write_text("first, edition 2")
    lessons.deliver(shipped, own)
    (own / "01_first.new.ipynb").write_text("mine too")
    (shipped / "01_first.ipynb").write_text("first, edition 3")
    assert outcomes(shipped, own)["01_first.ipynb"] == "kept"
    assert (own / "01_first.new.ipynb").read_text() == "mine too"


def test_an_untouched_copy_beside_is_updated(shipped, own):
    (own / "01_first.ipynb").write_text("mine")
    for edition in ("edition 2", "edition 3"):
        (shipped / "01_first.ipynb").write_text(edition)
        assert outcomes(shipped, own)["01_first.new.ipynb"] == "beside"
    assert (own / "01_first.new.ipynb").read_text() == "edition 3"


def test_a_deleted_lesson_comes_back_fresh(shipped, own):
    (own / "01_first.ipynb").unlink()
    assert outcomes(shipped, own)["01_first.ipynb"] == "copied"


def test_a_learner_who_reached_the_new_edition_alone_is_up_to_date(shipped, own):
    (own / "01_first.ipynb").write_text("first, edition 2")
    (shipped / "01_first.ipynb").write_text("first, edition 2")
    assert outcomes(shipped, own)["01_first.ipynb"] == "same"
    (shipped / "01_first.ipynb").write_text("first, edition 3")
    assert outcomes(shipped, own)["01_first.ipynb"] == "updated"


@pytest.mark.parametrize("record", [None, "", "{", "[]", "{}"])
def test_without_a_record_whatever_differs_is_the_learner_s(shipped, own, record):
    (own / lessons.RECORD).unlink()
    if record is not None:
        (own / lessons.RECORD).write_text(record)
    (own / "01_first.ipynb").write_text("mine")
    assert outcomes(shipped, own)["01_first.new.ipynb"] == "beside"
    assert (own / "01_first.ipynb").read_text() == "mine"
    assert "02_second.ipynb" in json.loads((own / lessons.RECORD).read_text())


def test_a_folder_in_a_lesson_s_place_is_left_alone(shipped, own):
    (own / "01_first.ipynb").unlink()
    (own / "01_first.ipynb").mkdir()
    assert outcomes(shipped, own)["01_first.ipynb"] == "kept"


def test_no_partial_file_stays_behind(shipped, own):
    (own / "02_second.ipynb").unlink()
    (own / "02_second.ipynb").symlink_to(own / "nowhere" / "at all")
    lessons.deliver(shipped, own)
    assert not list(own.glob(".wxlab-*[!n]"))
    assert (own / "02_second.ipynb").read_text() == "second, edition 1"


def test_a_file_in_the_folder_s_place_is_an_error(tmp_path, shipped):
    (tmp_path / "file").write_text("")
    with pytest.raises(FileExistsError):
        lessons.deliver(shipped, tmp_path / "file")


def test_the_index_is_opened_first(shipped):
    assert lessons.first_lesson(shipped) == "01_first.ipynb"
    (shipped / "00_index.ipynb").write_text("")
    assert lessons.first_lesson(shipped) == "00_index.ipynb"


def test_the_lessons_of_this_checkout_are_found():
    assert (lessons.find_source() / "01_upload_a_file.ipynb").is_file()
