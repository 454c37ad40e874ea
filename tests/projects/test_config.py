"""project.config.json: whose project it is, where its parts lie, what is not packed."""

import pytest

import wxlab
from wxlab import ProjectError

CONFIG = "project.config.json"


@pytest.mark.parametrize(
    ("appid", "fine"),
    [
        ("touristappid", True),
        ("wx0123456789abcdef", True),
        ("wx0123456789ABCDEF", False),
        ("wx123", False),
        ("", False),
    ],
)
def test_an_appid_is_wx_and_sixteen_digits(shop, appid, fine):
    shop.edit(CONFIG, "touristappid", appid)
    assert bool(shop.told) != fine
    assert fine or shop.told[0].startswith("project.config.json:3:12: appid should be wx and 16")
    assert shop.project.appid == appid


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            '"miniprogram/"',
            '"gone/"',
            "project.config.json:7:22: miniprogramRoot: gone/ is no folder of the project",
        ),
        (
            '"miniprogram/"',
            '"a\\u0000b"',
            "project.config.json:7:22: miniprogramRoot: a\0b is no folder of the project",
        ),
        (
            '"miniprogram/"',
            f'"{"x" * 5000}"',
            "project.config.json:7:22: miniprogramRoot: xxx",
        ),
        (
            '"type": "suffix", "value": ".draft.png"',
            '"type": "regexp", "value": "a{99999999999999999999}"',
            "project.config.json:11:36: value is no pattern: ",
        ),
        (
            '"cloudfunctions/"',
            '"../"',
            "project.config.json:8:24: cloudfunctionRoot: ../ leads out of the project",
        ),
        (
            '"compileType": "miniprogram"',
            '"compileType": "app"',
            "project.config.json:5:18: compileType should be one of miniprogram, plugin, game",
        ),
        (
            '"compileType": "miniprogram"',
            '"compileType": "game"',
            "project.config.json:5:18: compileType is game, and the project was opened as mini",
        ),
        (
            '"type": "suffix"',
            '"type": "ending"',
            "project.config.json:11:17: type should be one of file, folder, prefix, suffix,",
        ),
        (
            '".draft.png"',
            '""',
            "project.config.json:11:36: value should not be empty",
        ),
        (
            '"type": "suffix", "value": ".draft.png"',
            '"type": "regexp", "value": "("',
            "project.config.json:11:36: value is no pattern: missing )",
        ),
        (
            '"minified": true',
            '"minified": true,',
            "project.config.json:17:21: no comma may stand before }",
        ),
    ],
)
def test_a_mistake_is_named_with_file_line_and_column(shop, both_languages, old, new, told):
    shop.edit(CONFIG, old, new)
    assert shop.told[0].startswith(told)
    both_languages(shop.project)


def test_it_says_where_the_parts_lie(shop):
    assert shop.project.config == {
        "appid": "touristappid",
        "miniprogramRoot": "miniprogram",
        "cloudfunctionRoot": "cloudfunctions",
    }


def test_without_miniprogram_root_the_project_is_the_mini_program(shop):
    for file in sorted((shop.path / "miniprogram").iterdir()):
        file.rename(shop.path / file.name)
    shop.edit(CONFIG, '"miniprogramRoot": "miniprogram/",', "")
    assert shop.told == []
    reasons = {file.path: file.left_out for file in shop.project.files}
    assert reasons["project.config.json"] == "for the developer tools only"
    assert reasons["cloudfunctions/hello/index.js"] == "a cloud function"
    assert reasons["app.js"] == ""


@pytest.mark.parametrize("kind", ["miniProgramPlugin", "miniGame"])
def test_other_types_are_known_and_not_here(shop, kind):
    project = wxlab.project(shop.path, type=kind)
    assert [problem.code for problem in project.problems] == [30000]


def test_a_type_that_nobody_knows_is_refused(shop):
    with pytest.raises(ValueError, match="type should be one of miniProgram, "):
        wxlab.project(shop.path, type="miniprogram")


@pytest.mark.parametrize(
    ("make", "told"), [(False, "is no folder"), (True, "has no project.config.json")]
)
def test_where_no_project_is_the_remedy_is_told(tmp_path, make, told):
    folder = tmp_path / "nothing"
    if make:
        folder.mkdir()
    with pytest.raises(ProjectError) as refused:
        wxlab.project(folder)
    assert told in str(refused.value)
    assert refused.value.code == 10005
    assert "What to do: " in str(refused.value)
    assert "怎么办：" in refused.value.told("zh")
