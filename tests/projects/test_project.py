"""``wxlab.project``: a folder is opened, a new one is made, and both can be looked at."""

import importlib
import pickle

import pytest

import wxlab
from wxlab import ProjectError


def test_a_new_project_is_whole_and_yours(tmp_path):
    project = wxlab.project.new(tmp_path / "shop")
    project.check()
    assert project.appid == "touristappid"
    assert {each.name for each in project.packages} == {"__FULL__", "__APP__", "/goods/"}
    made = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*")}
    assert {"shop/storage/照片.png", "shop/cloudfunctions/sum/index.py"} <= made
    assert not [name for name in made if "__pycache__" in name]


def test_a_new_project_overwrites_nothing(tmp_path):
    wxlab.project.new(tmp_path)
    with pytest.raises(FileExistsError, match="is not empty"):
        wxlab.project.new(tmp_path)


def test_a_project_is_looked_at_anew_whenever_it_is_asked(shop):
    project = shop.project
    assert project.problems == ()
    (shop.path / "miniprogram/app.js").unlink()
    assert len(project.problems) == 1
    with pytest.raises(ProjectError) as broken:
        project.check()
    assert broken.value.problems == project.problems


def test_a_broken_project_can_be_opened_and_shows_its_problems(shop):
    (shop.path / "miniprogram/app.js").unlink()
    project = wxlab.project(str(shop.path))
    assert "1 problem(s)" in repr(project)
    assert "app.json:1:1: app.js is not there" in repr(project)
    assert "app.js is not there" in project._repr_html_()
    assert "1 个问题" in repr(project.view("zh"))


def test_a_sound_project_shows_what_it_weighs(shop):
    shown = repr(shop.project)
    assert "nothing wrong" in shown
    assert "2,097,152" in shown
    assert "没有问题" in repr(shop.project.view("zh"))


def test_the_door_leads_to_it_whatever_was_imported_before():
    importlib.import_module("wxlab.projects.packages")
    assert callable(wxlab.project)
    assert "project.new" in repr(wxlab.project)
    assert {"project", "ProjectError"} <= set(wxlab.__all__)


def test_what_it_holds_is_data(shop):
    assert pickle.loads(pickle.dumps(shop.project.files)) == shop.project.files
    assert pickle.loads(pickle.dumps(shop.project.packages)) == shop.project.packages


@pytest.mark.parametrize("appid", ["", "../../upload", "wx1"])
@pytest.mark.parametrize("act", ["status", "rollback"])
def test_nothing_is_asked_for_an_appid_that_is_none(shop, server, act, appid):
    shop.set("project.config.json", appid=appid)
    with pytest.raises(ProjectError, match=r"project\.config\.json:.* appid should be wx and 16"):
        getattr(shop.project, act)(server)
    assert len(server.log) == 0


def test_a_file_is_no_place_for_a_new_project(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(NotADirectoryError, match="choose another"):
        wxlab.project.new(tmp_path / "file")
