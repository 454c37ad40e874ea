"""The README tells the truth: its code runs, its links lead somewhere, its commands are tried."""

import ast
import asyncio
import inspect
import re
import subprocess
from pathlib import Path
from types import FunctionType

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
OPEN_THE_LESSONS = "python3 -m venv .venv && .venv/bin/pip install -e . && .venv/bin/wxlab"
RUN_THE_TESTS = "python3 -m venv .venv && .venv/bin/pip install -e '.[test]' && .venv/bin/pytest"


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def anchors(text):
    """The anchors that a heading gets on GitHub."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


async def run(code, names):
    """Run a block as a notebook cell: `await` may stand at its top."""
    compiled = compile(code, "README.md", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    waiting = FunctionType(compiled, names)()
    if inspect.isawaitable(waiting):
        await waiting


def test_the_python_blocks_run_in_order(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "photo.png").write_bytes(bytes(3000))

    async def run_all():
        names = {}
        for code in blocks("python"):
            await run(code, names)

    asyncio.run(run_all())
    printed = capsys.readouterr().out
    assert "100 3000" in printed
    assert "downloadFile:fail invalid url" in printed


def test_there_are_two_command_lines():
    assert blocks("sh") == [f"{OPEN_THE_LESSONS}\n", f"{RUN_THE_TESTS}\n"]


def test_ci_finds_the_command_it_must_try():
    pattern = re.search(r"grep -m 1 '(.+)' README\.md", (ROOT / ".ci/run").read_text()).group(1)
    found = [line for line in README.splitlines() if re.search(pattern, line)]
    assert found == [RUN_THE_TESTS]


def test_ci_is_valid_bash():
    subprocess.run(["bash", "-n", ROOT / ".ci/run"], check=True)


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^)]+)\)", README))))
def test_links_lead_somewhere(target):
    if target.startswith("#"):
        assert target[1:] in anchors(README)
    elif target.startswith("https://"):
        # The lessons' own navigation has the same addresses.
        book = (ROOT / "tests/book.py").read_text("utf-8")
        (repository,) = re.findall(r'^REPOSITORY = "(.+)"', book, re.MULTILINE)
        service = re.match(r"https://(mybinder\.org|colab\.research\.google\.com)/", target)
        assert service
        assert repository in target or target.endswith("/badge_logo.svg")
    else:
        assert (ROOT / target).is_file()


def test_every_section_says_something():
    sections = re.split(r"^#+ .+$", README, flags=re.MULTILINE)[1:]
    assert all(section.strip() for section in sections)


def test_every_floor_of_the_house_is_drawn():
    (drawn,) = blocks("text")
    rooms = {path.parent.name for path in (ROOT / "wxlab").glob("*/__init__.py")}
    assert rooms <= set(re.findall(r"(\w+)/", drawn))
