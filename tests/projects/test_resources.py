"""What can be deployed: functions, and folders of files."""

import os

import pytest

import wxlab
from wxlab.projects import resources


def functions(shop, wanted=True):
    problems = []
    found = resources.functions(shop.path / "cloudfunctions", wanted, "cloudfunctions", problems)
    return {each.name: [name for name, _ in each.files] for each in found}, problems


def folder(shop, kind):
    problems = []
    found = resources.folder(kind, shop.path / kind, kind, problems)
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
