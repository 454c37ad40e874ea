"""Mini-program JavaScript in a cell: paste it, run it, watch it transfer. The extra ``wxlab[js]``.

In a notebook ``%load_ext wxlab.js`` brings ``%%wxjs``; anywhere else there is ``JavaScript``.
"""

from wxlab.js.errors import JSError
from wxlab.js.magic import load_ipython_extension, unload_ipython_extension
from wxlab.js.program import JavaScript

__all__ = ["JSError", "JavaScript", "load_ipython_extension", "unload_ipython_extension"]
