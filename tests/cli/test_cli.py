"""The words after `wxlab`, and what they start."""

import pytest

from wxlab import cli
from wxlab.cli import doctor, lab, serve


@pytest.fixture
def started(monkeypatch):
    """What was started instead of JupyterLab, the server and the doctor."""
    calls = []

    def stand_in(name):
        def run(*args):
            calls.append((name, *(str(arg) for arg in args)))
            return 7

        return run

    for module, name in ((lab, "lab"), (serve, "serve"), (doctor, "doctor")):
        monkeypatch.setattr(module, "run", stand_in(name))
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    return calls


@pytest.mark.parametrize(
    ("words", "call"),
    [
        ("", ("lab", "wxlab-lessons", "None", "True", "en")),
        ("lab", ("lab", "wxlab-lessons", "None", "True", "en")),
        ("--lang zh", ("lab", "wxlab-lessons", "None", "True", "zh")),
        (
            "lab --no-browser --port 9000 --dir here --lang zh",
            ("lab", "here", "9000", "False", "zh"),
        ),
        ("--no-browser --port 9000 --dir here lab", ("lab", "here", "9000", "False", "en")),
        ("--port 9000 lab --port 9001", ("lab", "wxlab-lessons", "9001", "True", "en")),
        ("serve", ("serve", "0", "False", "None", "en")),
        ("serve --port 9000 --lang zh", ("serve", "9000", "False", "None", "zh")),
        ("serve --token", ("serve", "0", "True", "None", "en")),
        ("doctor", ("doctor", "en")),
        ("doctor --lang zh", ("doctor", "zh")),
        ("--lang zh doctor", ("doctor", "zh")),
        ("serve --cloud here", ("serve", "0", "False", "here", "en")),
    ],
)
def test_words_start_a_command_and_its_exit_code_is_returned(started, words, call):
    assert cli.main(words.split()) == 7
    assert started == [call]


@pytest.mark.parametrize("words", ["frobnicate", "--port 0", "--port 70000", "serve --port x"])
def test_words_that_are_no_command_exit_with_2_and_say_why(started, capsys, words):
    with pytest.raises(SystemExit) as exit_:
        cli.main(words.split())
    assert exit_.value.code == 2
    assert words.split()[-1] in capsys.readouterr().err
    assert started == []


def test_version_is_one_line(capsys):
    with pytest.raises(SystemExit) as exit_:
        cli.main(["--version"])
    assert exit_.value.code == 0
    assert capsys.readouterr().out.startswith("wxlab ")


def test_help_names_every_command(capsys):
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    told = capsys.readouterr().out
    assert all(
        word in told for word in ("lab", "serve", "project", "doctor", "--no-browser", "--dir")
    )


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "zh_TW.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, "zh"),
    ],
)
def test_the_language_is_the_locale_s(environ, language):
    assert cli.language_of(environ) == language
