"""The documentation site: it builds without a warning, holds together, and needs no network."""

import importlib.util
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
import pytest

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
HOW_TO_GET_THEM = "the site needs Sphinx, myst-nb and furo: pip install -e '.[site]'"
LOADED = {"href": {"link"}, "src": {"script", "img", "iframe", "source", "embed", "audio", "video"}}
# What a style sheet fetches; a data: address is no request, though it may name a host in its text.
STYLE_FETCHES = re.compile(r"""(?:url\(|@import)\s*["']?\s*((?:https?:)?//[^"')\s;]+)""")


class Page(HTMLParser):
    """What the checks ask of a page of the site."""

    def __init__(self, path):
        super().__init__()
        self.path = path
        self.text = path.read_text("utf-8")
        self.tags, self.anchors, self.links, self.loads, self.headings = [], set(), [], [], []
        self.feed(self.text)

    def handle_starttag(self, tag, attrs):
        has = dict(attrs)
        self.tags.append((tag, has))
        self.anchors |= {has[key] for key in ("id", "name") if has.get(key)}
        if tag == "a" and "href" in has:
            self.links.append(has["href"])
        self.loads += [has[key] for key, tags in LOADED.items() if tag in tags and has.get(key)]
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def pictures_without_words(self):
        """Where a picture has no alternative text, docutils writes its address there."""
        pictures = [has for tag, has in self.tags if tag == "img"]
        return [has for has in pictures if (has.get("alt") or "").strip() in ("", has["src"])]

    def shown_outputs(self):
        return sum("cell_output" in (has.get("class") or "").split() for _, has in self.tags)


def build(notebooks, folder):
    """Build the pages; what Sphinx said, with its exit code. Nothing is written outside folder."""
    words = [sys.executable, "-B", "-m", "sphinx", "-q", "-W", "--keep-going", "-n"]
    words += ["-c", ROOT / ".site", "-d", folder / "trees", notebooks, folder / "html"]
    return subprocess.run(words, capture_output=True, text=True, timeout=240)


def is_elsewhere(address):
    return bool(urlsplit(address).netloc)


@pytest.fixture(scope="module")
def tools():
    """Nothing, where the tools are installed; else tests skip, or fail where they are required."""
    if not all(map(importlib.util.find_spec, ("sphinx", "myst_nb", "furo"))):
        required = os.environ.get("WXLAB_REQUIRE_SITE") == "1"
        (pytest.fail if required else pytest.skip)(HOW_TO_GET_THEM)


@pytest.fixture(scope="module")
def site(tools, tmp_path_factory):
    """The folder of the built site; a warning fails every test that asks for it."""
    folder = tmp_path_factory.mktemp("site")
    done = build(ROOT / "notebooks", folder)
    assert (done.returncode, done.stderr) == (0, "")
    return folder / "html"


@pytest.fixture(scope="module")
def pages(site):
    """Every page by its file name."""
    return {path.name: Page(path) for path in sorted(site.glob("*.html"))}


@pytest.fixture
def draft(tools, tmp_path):
    """A function that builds a site whose index is a given text; it returns what Sphinx said."""

    def written(text):
        folder = tmp_path / "notebooks"
        folder.mkdir()
        for path, source in zip(NOTEBOOKS, (text, "# A lesson"), strict=False):
            cells = [nbformat.v4.new_markdown_cell(source)]
            nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / path.name)
        return build(folder, tmp_path)

    return written


def test_every_notebook_has_a_page_that_shows_its_stored_outputs(pages):
    for path in NOTEBOOKS:
        page = pages[f"{path.stem}.html"]
        cells = nbformat.read(path, as_version=4).cells
        assert page.shown_outputs() == sum(bool(cell.get("outputs")) for cell in cells), path.stem


def test_the_address_of_the_site_leads_to_the_index(pages):
    assert pages["index.html"].links == [f"{NOTEBOOKS[0].stem}.html"]
    assert f"url={pages['index.html'].links[0]}" in pages["index.html"].text.replace(" ", "")


def test_every_page_leads_to_every_lesson(pages):
    lessons = {f"{path.stem}.html" for path in NOTEBOOKS}
    for path in NOTEBOOKS:
        page = pages[f"{path.stem}.html"]
        assert lessons - {page.path.name} <= set(page.links)


def test_links_within_the_site_lead_somewhere(site, pages):
    broken = []
    for page in pages.values():
        for address in {*page.links, *page.loads}:
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            target = site / unquote(parts.path) if parts.path else page.path
            anchors = pages[target.name].anchors if target.name in pages else set()
            there = target.is_file() and (not parts.fragment or unquote(parts.fragment) in anchors)
            if not there:
                broken.append((page.path.name, address))
    assert broken == []


def test_no_page_asks_another_host(site, pages):
    assert [one for page in pages.values() for one in page.loads if is_elsewhere(one)] == []
    sheets = [path.read_text("utf-8") for path in (site / "_static").rglob("*.css")]
    styled = [*sheets, *(page.text for page in pages.values())]
    assert [found for text in styled for found in STYLE_FETCHES.findall(text)] == []


def test_every_picture_has_words(pages):
    for page in pages.values():
        assert page.pictures_without_words() == [], page.path.name


def test_every_page_has_one_title_and_skips_no_heading_level(pages):
    for page in pages.values():
        if page.path.name == "search.html":
            continue  # its script writes the heading, when it has found something
        assert page.headings[0] == 1, page.path.name
        assert page.headings.count(1) == 1, page.path.name
        assert all(below - above <= 1 for above, below in pairwise(page.headings)), page.path.name


def test_every_page_says_its_language_and_fits_a_phone(pages):
    for page in pages.values():
        assert ("html", "en") in [(tag, has.get("lang")) for tag, has in page.tags]
        assert any(has.get("name") == "viewport" for _, has in page.tags)


def test_mistakes_in_a_notebook_stop_the_build(draft):
    # One build for all three: most of its time is Sphinx's own start.
    link, heading, picture = "[A lesson](99_nowhere.ipynb)", "### Too deep", "![A photo](photo.png)"
    done = draft(f"# Start\n\n{link}\n\n{heading}\n\n{picture}")
    assert done.returncode != 0
    for warning in ("99_nowhere.ipynb", "H1 to H3", "photo.png"):
        assert warning in done.stderr


def test_a_right_notebook_passes_the_same_build(draft):
    done = draft(f"# Start\n\n[A lesson]({NOTEBOOKS[1].name})")
    assert (done.returncode, done.stderr) == (0, "")
