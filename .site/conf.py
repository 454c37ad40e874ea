"""The lessons as web pages: ``python -m sphinx -W -n -c .site notebooks build/html``.

Nothing is run: the pages show the outputs that the notebooks hold. They need no web server and no
network, so nothing in them may come from another host. Beside the pages' folder myst-nb leaves one
of its own, ``jupyter_execute``, which nobody needs.
"""

import json

from docutils import nodes

project = "wxlab"
html_title = "wxlab"
language = "en"

extensions = ["myst_nb"]
nb_execution_mode = "off"
root_doc = "00_index"
exclude_patterns = ["**.ipynb_checkpoints", "wxlab-lessons"]

html_theme = "furo"
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"
html_static_path = ["site.css"]
html_css_files = ["site.css"]
html_extra_path = ["index.html"]
html_copy_source = False
html_use_index = False

# Where pages hold widgets, these scripts would be fetched from other hosts.
nb_ipywidgets_js = {}

CONTENTS = "```{toctree}\n:hidden:\n:glob:\n\nself\n*\n```"


def add_contents(app, docname, source):
    """Give the index the list of pages. Sphinx needs it, and Jupyter would show it as code."""
    if docname == root_doc:
        notebook = json.loads(source[0])
        cell = {"cell_type": "markdown", "id": "contents", "metadata": {}, "source": CONTENTS}
        notebook["cells"].append(cell)
        source[0] = json.dumps(notebook)


def colour_as_javascript(app, doctree):
    """Cells of JavaScript are no Python, and their errors are no traceback of its."""
    for block in doctree.findall(nodes.literal_block):
        if block.astext().startswith("%%wxjs"):
            block["language"] = "javascript"
        elif block.get("language") == "ipythontb" and "Traceback" not in block.astext():
            block["language"] = "text"


def setup(app):
    """Sphinx calls this once."""
    app.connect("source-read", add_contents)
    app.connect("doctree-read", colour_as_javascript)
