"""The package that JavaScript needs, and what is said when it is not there."""

import subprocess
import sys
from importlib import metadata

import pytest

from wxlab.js import engine
from wxlab.js.magic import load_ipython_extension


@pytest.fixture
def installed(monkeypatch):
    """A function that pretends which distributions are installed."""

    def pretend(*names):
        def version(name):
            if name not in names:
                raise metadata.PackageNotFoundError(name)
            return "1"

        monkeypatch.setattr(engine.metadata, "version", version)

    return pretend


def test_the_right_package_is_taken(installed):
    installed("quickjs-ng")
    assert engine.load().__name__ == "quickjs"


@pytest.mark.parametrize("names", [(), ("quickjs",)])
def test_without_it_the_error_says_what_to_install(installed, names):
    installed(*names)
    with pytest.raises(ImportError, match=r'%pip install "wxlab\[js\]"'):
        engine.load()


def test_another_package_of_the_same_name_is_refused(installed):
    installed("quickjs-ng", "quickjs")
    with pytest.raises(ImportError, match="uninstall quickjs"):
        engine.load()


def test_loading_the_extension_says_it_in_one_line(installed):
    from IPython.core.error import UsageError

    installed()
    with pytest.raises(UsageError, match=r"wxlab\[js\]"):
        load_ipython_extension(None)


def test_translations_need_no_engine():
    code = (
        "import sys; sys.modules['quickjs'] = None\n"
        "from wxlab import to_python\n"
        "print(to_python('wx.downloadFile({ url })'))\n"
        "import wxlab.js\n"
        "try: wxlab.js.JavaScript()\n"
        "except ImportError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert 'wx.downloadFile({"url": url})' in done.stdout
    assert "wxlab[js]" in done.stdout
