"""Which files are there, and which of them are packed."""

import os

import pytest

from wxlab.projects.names import entries


def test_every_file_that_is_left_out_says_why(shop):
    for name in (".env", "notes.md", "app.less", "a.draft.png", "LICENSE", "b.PNG"):
        shop.write(f"miniprogram/{name}", "x")
    why = {file.path: file.left_out for file in shop.project.files}
    assert why[".env"] == "hidden, or of npm"
    assert why["notes.md"] == why["LICENSE"] == "not a kind of file that is uploaded"
    assert why["app.less"] == "not a kind of file that is uploaded"
    assert why["a.draft.png"] == "packOptions.ignore: suffix .draft.png"
    assert why["b.PNG"] == why["app.js"] == ""
    assert all(bool(file.left_out) == bool(file.left_out_zh) for file in shop.project.files)


def test_node_modules_and_hidden_folders_are_not_looked_into(shop):
    shop.write("miniprogram/node_modules/x/index.js", "x")
    shop.write("miniprogram/.git/config.json", "x")
    assert not [
        file for file in shop.project.files if "modules" in file.path or ".git" in file.path
    ]


def test_a_page_that_is_left_out_is_missed_with_the_reason(shop):
    shop.set(
        "project.config.json", packOptions={"ignore": [{"type": "folder", "value": "pages/cart"}]}
    )
    assert shop.told[0] == (
        "app.json:4:5: pages/cart/cart.wxml is left out: packOptions.ignore: folder pages/cart"
    )


@pytest.mark.parametrize("target", ["/etc/hostname", "../../outside.js", "nowhere.js"])
def test_a_link_that_leads_out_is_refused(shop, target):
    (shop.path.parent / "outside.js").write_text("secret")
    os.symlink(target, shop.path / "miniprogram/link.js")
    assert shop.told == [
        "link.js: this link leads out of the project, or nowhere; put the file itself there"
    ]
    assert "link.js" not in shop.packed


def test_a_link_to_a_folder_outside_is_refused_and_not_entered(shop, tmp_path):
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/secret.js").write_text("secret")
    os.symlink(tmp_path / "outside", shop.path / "miniprogram/link")
    assert len(shop.told) == 1
    assert not any("secret" in name for name in shop.packed)


def test_a_link_within_the_project_is_a_file_like_any_other(shop):
    os.symlink("app.js", shop.path / "miniprogram/link.js")
    assert shop.told == []
    assert "link.js" in shop.packed


def test_a_link_in_a_circle_ends(shop):
    os.symlink(".", shop.path / "miniprogram/round")
    os.symlink("self.js", shop.path / "miniprogram/self.js")
    assert shop.told == [
        "self.js: this link leads out of the project, or nowhere; put the file itself there"
    ]


def test_a_name_that_is_no_text_is_told(shop):
    name = b"\xff.js"
    try:
        (shop.path / "miniprogram" / os.fsdecode(name)).write_text("x")
    except OSError:
        return  # this file system knows no such names
    assert shop.told == ["\\udcff.js: its name is not UTF-8; rename it"]


def test_what_is_no_file_is_left_alone(shop):
    os.mkfifo(shop.path / "miniprogram/pipe.js")
    assert shop.told == []
    assert "pipe.js" not in shop.packed


def test_a_folder_that_cannot_be_read_is_told(tmp_path):
    found, (problem,) = entries(tmp_path / "gone", tmp_path)
    assert found == []
    assert str(problem).startswith(".: it cannot be read: ")
