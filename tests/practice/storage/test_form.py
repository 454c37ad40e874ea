import pytest

from wxlab.practice.storage.form import MAX_FIELD_BYTES, Form
from wxlab.practice.storage.refusal import StorageError


def test_what_counts_stands_before_the_file(part):
    form = Form.of(
        [part("Key", "a"), part("policy", "p"), part("FILE", b"data", "a.txt"), part("X", "late")]
    )
    assert form.fields == {"key": "a", "policy": "p"}
    assert form.file.data == b"data"
    assert form.late == {"x"}
    assert (form.get("KEY"), form.get("x")) == ("a", None)


@pytest.mark.parametrize(
    ("filename", "key"),
    [
        ("photo.jpg", "in/photo.jpg"),
        ("a/b\\c.txt", "in/c.txt"),
        ("", "in/"),
        (None, "in/"),
        ("${filename}", "in/${filename}"),
    ],
)
def test_filename_stands_for_the_files_own_name(form, filename, key):
    assert form({"key": "in/${filename}"}, filename=filename).get("key") == key


def test_of_two_fields_with_one_name_the_first_counts(part):
    assert Form.of([part("key", "a"), part("KEY", "b"), part("file")]).get("key") == "a"


def test_a_second_file_comes_after_the_first_and_is_not_read(part):
    form = Form.of([part("file", b"1"), part("file", b"2")])
    assert (form.file.data, form.late) == (b"1", {"file"})


@pytest.mark.parametrize(
    ("names", "said"),
    [([], "There is no part called file"), (["photo", "other"], "a file called photo; say name")],
)
def test_without_a_part_called_file_there_is_none(part, names, said):
    with pytest.raises(StorageError, match="POST requires exactly one file upload") as caught:
        Form.of([part("key"), *(part(name, filename="a") for name in names)])
    assert said in caught.value.en
    assert (caught.value.status, caught.value.code) == (400, "InvalidArgument")


def test_fields_before_the_file_are_short(part):
    longest = MAX_FIELD_BYTES - len("policy")
    assert Form.of([part("policy", bytes(longest)), part("file")])
    with pytest.raises(StorageError, match="preceding the upload file were too large"):
        Form.of([part("policy", bytes(longest + 1)), part("file")])


@pytest.mark.parametrize(
    ("late", "said"),
    [((), "There is no field key"), (("Key",), "The field key came after the file")],
)
def test_a_field_that_is_needed_says_where_it_was_looked_for(form, late, said):
    with pytest.raises(StorageError, match=r"'key'.*check the order of the fields") as caught:
        form({}, late=late).needed("key")
    assert said in caught.value.en
    assert caught.value.details == (("ArgumentName", "key"), ("ArgumentValue", ""))
