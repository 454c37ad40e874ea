"""The house stands as the README draws it: imports point down, and each floor keeps its promise."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "wxlab"
NOTEBOOKS = PACKAGE.parent / "notebooks"

FLOORS = {
    "version": 0,
    "spec": 1,
    "core": 2,
    "net": 3,
    "api": 4,
    **dict.fromkeys(("notebook", "practice", "projects", "js", "cli"), 5),
}
STANDARD_LIBRARY_ONLY = {"spec", "core"}
HTTP_CLIENT = "net"
HTTP_SERVER = "practice"
# Where the server signs in to be asked what it has read; the client's side of the counter.
DESK = "wxlab.api.witness"
# What `import wxlab` must leave alone: all of it takes a second, and a script needs none of it.
JUPYTER = {
    *("IPython", "ipykernel", "ipywidgets", "traitlets", "comm", "jupyter_client"),
    *("jupyter_core", "jupyter_server", "jupyterlab", "nest_asyncio", "tornado", "zmq"),
}
MAX_LINES = 300


def modules():
    found = PACKAGE.rglob("*.py")
    return sorted(path for path in found if "lessons" not in path.relative_to(PACKAGE).parts)


def name_of(path):
    return path.relative_to(PACKAGE.parent).as_posix()


def room_of(path):
    """The room a module stands in; "" for the door itself: __init__.py and __main__.py."""
    first = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    return first if first in FLOORS else ""


def imports(path):
    """Every module that a file imports, wherever in it the import stands, in full."""
    package = path.relative_to(PACKAGE.parent).parent.parts
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            start = ".".join([*base, *([node.module] if node.module else [])])
            # `from wxlab import net` imports the room, `from wxlab.net import Engine` a name in it.
            yield from (f"{start}.{alias.name}" for alias in node.names)


def rooms_imported(path):
    """The rooms of the house that a file imports from; "" stands for the public face."""
    for module in imports(path):
        house, _, rest = module.partition(".")
        if house == "wxlab":
            room = rest.partition(".")[0]
            yield room if room in FLOORS else ""


def outsiders(path):
    return {module.partition(".")[0] for module in imports(path)} - {"wxlab"}


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_every_module_stands_in_a_room(path):
    at_the_door = {"__init__.py", "__main__.py"}
    assert room_of(path) or name_of(path).removeprefix("wxlab/") in at_the_door


@pytest.mark.parametrize("path", [path for path in modules() if room_of(path)], ids=name_of)
def test_imports_point_down(path):
    room = room_of(path)
    for imported in set(rooms_imported(path)) - {room}:
        if room == "cli" and imported in ("", "practice"):
            continue  # The command line uses the public face, as lessons do; `practice` is part.
        assert imported, f"{name_of(path)} imports the public face, which stands above it"
        assert FLOORS[imported] < FLOORS[room], f"{room} must not import {imported}"


def test_the_command_line_enters_by_the_public_face():
    for path in (PACKAGE / "cli").rglob("*.py"):
        for module in imports(path):
            if module.startswith("wxlab.") and not module.startswith("wxlab.cli"):
                assert module.count(".") == 1, f"{name_of(path)} reaches into {module}"


@pytest.mark.parametrize(
    "path", [path for path in modules() if room_of(path) in STANDARD_LIBRARY_ONLY], ids=name_of
)
def test_the_thinking_floors_import_the_standard_library_only(path):
    assert outsiders(path) <= sys.stdlib_module_names


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_only_one_floor_speaks_http_and_the_server_shares_nothing_with_it(path):
    if room_of(path) == HTTP_CLIENT:
        assert not [name for name in imports(path) if name.startswith("aiohttp.web.")]
    elif room_of(path) == HTTP_SERVER:
        of_the_client = ("wxlab.core", "wxlab.net", "wxlab.api")
        shared = [name for name in imports(path) if name.startswith(of_the_client)]
        assert [name for name in shared if not name.startswith(DESK)] == []
        client = ("aiohttp.ClientSession", "aiohttp.client")
        assert not [name for name in imports(path) if name.startswith(client)]
    else:
        assert "aiohttp" not in outsiders(path)


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_a_module_can_be_read_in_one_go(path):
    assert len(path.read_text("utf-8").splitlines()) <= MAX_LINES


def lessons():
    return sorted(NOTEBOOKS.glob("*.ipynb"))


def test_there_is_a_lesson():
    assert lessons()


# To look inside is what the lesson A1 is about.
OUTSIDE = [path for path in lessons() if path.stem != "A1_inside_wxlab"]


@pytest.mark.parametrize("path", OUTSIDE, ids=lambda path: path.name)
def test_lessons_use_the_public_face_only(path):
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        source = "".join(cell["source"])
        # What begins with a magic is JavaScript, or what brings it.
        if cell["cell_type"] == "code" and not source.startswith("%"):
            for node in ast.walk(ast.parse(source)):
                if isinstance(node, ast.Import):
                    assert not [one for one in node.names if one.name.startswith("wxlab.")]
                elif isinstance(node, ast.ImportFrom):
                    assert not (node.module or "").startswith("wxlab.")


def test_importing_wxlab_loads_nothing_of_jupyter_nor_floor_5_nor_the_http_client():
    code = "import wxlab, sys, json; print(json.dumps(sorted(sys.modules)))"
    # -S and -I keep out what the environment itself loads; the path is then given by hand.
    path = [str(PACKAGE.parent), *[entry for entry in sys.path if "site-packages" in entry]]
    words = [sys.executable, "-I", "-S", "-c", f"import sys; sys.path += {path!r}\n{code}"]
    printed = subprocess.run(words, capture_output=True, text=True, check=True, timeout=60)
    loaded = json.loads(printed.stdout)
    assert "wxlab" in loaded
    assert JUPYTER.isdisjoint(name.partition(".")[0] for name in loaded)
    upstairs = {f"wxlab.{room}" for room, floor in FLOORS.items() if floor == 5}
    assert upstairs.isdisjoint(loaded)
    # It takes longer than all the rest; the first call that sends something brings it.
    assert "aiohttp" not in loaded
