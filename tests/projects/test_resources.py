"""What can be deployed: functions, and folders of files."""

import os
import shutil

import pytest

import wxlab
from wxlab.projects import resources


def functions(shop, wanted=True):
    problems = []
    found = resources.functions(shop.path, "cloudfunctions", wanted, problems)
    return {each.name: [name for name, _ in each.files] for each in found}, problems


def folder(shop, kind):
    problems = []
    found = resources.folder(kind, shop.path / kind, kind, shop.path, problems)
    return [[name for name, _ in each.files] for each in found], list(map(str, problems))


def test_all_functions_or_some_are_found(shop):
    shop.write("cloudfunctions/.hidden/index.js", "")
    shop.write("cloudfunctions/hello/node_modules/x/index.js", "")
    shop.write("cloudfunctions/hello/.env", "SECRET=1")
    assert functions(shop) == ({"hello": ["config.json", "index.js"], "sum": ["index.py"]}, [])
    assert functions(shop, ["sum"]) == ({"sum": ["index.py"]}, [])


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        (["gone"], "cloudfunctions/gone: there is no such function"),
        ([], "cloudfunctions: there is no function here"),
        (["empty"], "cloudfunctions/empty: it has no index.js and no index.py"),
        (["1x"], "cloudfunctions/1x: a function's name begins with a letter"),
        ([""], "cloudfunctions/: there is no such function"),
        (["../storage"], "cloudfunctions/../storage: a function's name begins with a letter"),
    ],
)
def test_what_is_no_function_is_told(shop, wanted, told):
    shop.write("cloudfunctions/empty/readme.txt", "")
    shop.write("cloudfunctions/1x/index.js", "")
    found, (problem,) = functions(shop, wanted)
    assert found == {}
    assert str(problem).startswith(told)


def test_a_folder_is_all_its_files(shop):
    shop.write("storage/deep/er/a.bin", b"x")
    shop.write("storage/.DS_Store", b"x")
    assert folder(shop, "storage") == ([["deep/er/a.bin", "照片.png"]], [])


def test_a_function_that_is_named_twice_is_one(shop):
    assert list(functions(shop, ["sum", "sum"])[0]) == ["sum"]


@pytest.mark.parametrize("name", ["cloudfunctions", "cloudfunctions/away"])
def test_no_function_outside_the_project_is_packed(shop, tmp_path, name):
    outside = tmp_path / "outside"
    (outside / "away").mkdir(parents=True)
    (outside / "away/index.py").write_text("SECRET = 1")
    shutil.rmtree(shop.path / "cloudfunctions")
    (shop.path / name).parent.mkdir(exist_ok=True)
    (shop.path / name).symlink_to(outside if name == "cloudfunctions" else outside / "away")
    found, problems = functions(shop)
    assert found == {}
    assert str(problems[0]).startswith(f"{name}: this link leads out of the project")


@pytest.mark.parametrize("kind", resources.FOLDERS)
def test_a_folder_of_the_project_that_is_a_link_to_elsewhere_is_not_packed(shop, tmp_path, kind):
    (tmp_path / "private").mkdir()
    (tmp_path / "private/secret.json").write_text("{}")
    shutil.rmtree(shop.path / kind)
    (shop.path / kind).symlink_to(tmp_path / "private")
    found, problems = folder(shop, kind)
    assert found == []
    assert problems[0].startswith(f"{kind}: this link leads out of the project")
    with pytest.raises(wxlab.ProjectError, match="leads out of the project"):
        shop.project._resources(None, {kind: True})
    (resource,) = shop.project._resources(None, {kind: tmp_path / "private"})  # who names it may
    assert [name for name, _ in resource.files] == ["secret.json"]


def test_a_link_within_the_project_may_be_followed(shop):
    (shop.path / "cloudfunctions/add").symlink_to("sum")
    assert functions(shop, ["add"]) == ({"add": ["index.py"]}, [])


def test_an_empty_folder_or_none_is_told(shop):
    (shop.path / "static/index.html").unlink()
    (shop.path / "static/style.css").unlink()
    assert folder(shop, "static")[1] == ["static: there is no file here"]
    (shop.path / "static").rmdir()
    assert folder(shop, "static") == ([], ["static: this is no folder"])


def test_a_link_that_leads_out_is_told(shop):
    os.symlink("/etc/hostname", shop.path / "static/name.txt")
    files, told = folder(shop, "static")
    assert files == [["index.html", "style.css"]]
    assert told[0].startswith("static/name.txt: this link leads out of the project")


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("goods.json", '{"a": 1}\n{"a": 2,}\n', "database/goods.json:2:8: no comma may stand"),
        ("goods.json", '{"a": 1}\n\n[1]\n', "database/goods.json:3:1: a record should be"),
        ("goods.json", '[\n{"a": 1},\n 2]', "database/goods.json:3:2: a record should be"),
        ("goods.json", '[\n{"a": 1}\n{}]', "database/goods.json:3:1: a comma or ] is expected"),
        ("goods.csv", "a,b", "database/goods.csv: a collection is a file {name}.json"),
        ("goods.json", "\ufeff[]", None),
        ("goods.json", '{"a": 1}\r\n{"a": 2}\r\n', None),
        ("goods.json", "", None),
    ],
)
def test_a_collection_is_read_line_by_line_or_as_an_array(shop, name, text, told):
    (shop.path / "database/goods.json").unlink()
    shop.write(f"database/{name}", text)
    found = folder(shop, "database")[1]
    assert len(found) == (told is not None)
    assert told is None or found[0].startswith(told)


def test_nothing_to_deploy_is_told(shop, server):
    job = shop.project.deploy(server, functions=False)
    with pytest.raises(wxlab.ProjectError, match="nothing was chosen"):
        job.wait()
