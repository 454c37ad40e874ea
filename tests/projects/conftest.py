"""A project to try things on: the example, in a folder of the test's own."""

import json

import pytest

import wxlab


class Shop:
    """The example, which a test may break."""

    def __init__(self, path):
        self.path = path
        self.project = wxlab.project.new(path)

    def edit(self, name, old, new):
        """Replace a text in a file, which must be there once."""
        file = self.path / name
        text = file.read_text("utf-8")
        assert text.count(old) == 1, (old, text)
        file.write_text(text.replace(old, new), "utf-8")

    def set(self, name, **values):
        """Set names of a JSON object."""
        file = self.path / name
        file.write_text(json.dumps(json.loads(file.read_text("utf-8")) | values), "utf-8")

    def write(self, name, content):
        """Write a file, with the folders that it needs."""
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, str):
            content = content.encode()
        file.write_bytes(content)
        return file

    @property
    def told(self):
        """The problems as people read them."""
        return [str(problem) for problem in self.project.problems]

    @property
    def packed(self):
        """The names of the files that are packed."""
        return {file.path for file in self.project.files if not file.left_out}


@pytest.fixture
def shop(tmp_path):
    return Shop(tmp_path / "shop")


@pytest.fixture
def both_languages():
    """Whether every problem of a project has its Chinese sentence, and every code a remedy."""

    def check(project):
        for problem in project.problems:
            assert any("\u4e00" <= each <= "\u9fff" for each in problem.zh), problem

    return check
