"""wxlab: learn the WeChat mini-program transfer API by running it.

Names in camelCase are the specification's own; names in snake_case are wxlab's additions.
"""

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

from wxlab.api import front_end
from wxlab.api.errors import WxError, WxWarning
from wxlab.api.har import har
from wxlab.api.mini_program import Wx, wx
from wxlab.spec import explain
from wxlab.version import __version__

if TYPE_CHECKING:
    from wxlab import practice
    from wxlab.js.translation import to_js, to_python
    from wxlab.notebook.charts import concurrency, waterfall
    from wxlab.notebook.exercises import check
    from wxlab.notebook.faults import faults
    from wxlab.notebook.panel import panel
    from wxlab.notebook.predictions import compare
    from wxlab.notebook.progress import progress
    from wxlab.notebook.tables import table
    from wxlab.notebook.views import watch
    from wxlab.projects.problems import ProjectError
    from wxlab.projects.project import project

# Floor 5 loads on first use: importing wxlab must not pull in Jupyter.
_ON_FIRST_USE = {
    "practice": ("wxlab.practice", None),
    "watch": ("wxlab.notebook.views", "watch"),
    "waterfall": ("wxlab.notebook.charts", "waterfall"),
    "concurrency": ("wxlab.notebook.charts", "concurrency"),
    "progress": ("wxlab.notebook.progress", "progress"),
    "panel": ("wxlab.notebook.panel", "panel"),
    "faults": ("wxlab.notebook.faults", "faults"),
    "table": ("wxlab.notebook.tables", "table"),
    "compare": ("wxlab.notebook.predictions", "compare"),
    "check": ("wxlab.notebook.exercises", "check"),
    "project": ("wxlab.projects.project", "project"),
    "ProjectError": ("wxlab.projects.problems", "ProjectError"),
    "to_python": ("wxlab.js.translation", "to_python"),
    "to_js": ("wxlab.js.translation", "to_js"),
}

__all__ = [
    "ProjectError",
    "Wx",
    "WxError",
    "WxWarning",
    "__version__",
    "check",
    "compare",
    "concurrency",
    "explain",
    "faults",
    "har",
    "panel",
    "practice",
    "progress",
    "project",
    "table",
    "to_js",
    "to_python",
    "watch",
    "waterfall",
    "wx",
]


def __getattr__(name: str) -> Any:
    if name not in _ON_FIRST_USE:
        raise AttributeError(f"module 'wxlab' has no attribute {name!r}")
    module, attribute = _ON_FIRST_USE[name]
    found = import_module(module)
    value = found if attribute is None else getattr(found, attribute)
    globals()[name] = value
    return value


def _notebook() -> Any:
    """The notebook this runs in; in a script nothing of it is loaded."""
    if "IPython" not in sys.modules:
        return None
    return import_module("wxlab.notebook.front_end").found()


front_end.found_by(_notebook)


def __dir__() -> list[str]:
    return __all__
