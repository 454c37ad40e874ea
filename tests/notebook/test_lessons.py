"""Every lesson keeps the rules that make a lesson readable, testable and honest."""

import ast
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from statistics import median

import nbformat
import pytest

import wxlab
from wxlab.notebook.course import EXERCISES, PREDICTIONS
from wxlab.spec import TABLES, row
from wxlab.spec.course import LESSONS

CHECKOUT = Path(__file__).parents[2]
NOTEBOOKS = sorted((CHECKOUT / "notebooks").glob("*.ipynb"))
SOLUTIONS = CHECKOUT / "tests/solutions"
SEED = set((CHECKOUT / "tests/data/seed.zh.txt").read_text("utf-8").splitlines())
OTHERS_CODE = "16_run_a_real_client"
"""It runs a library that is not ours: what that is warned of is shown as it comes."""

LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")
ADDRESS = re.compile(r"`((?:upload|download)File\.[\w.]+|(?:Upload|Download)Task\.[\w.]+)`")
FENCE = re.compile(r"```.*?```", re.DOTALL)
ANSWER = re.compile(r"<details><summary>One answer</summary>\n\n```python\n(.*?)\n```", re.DOTALL)
PLACES = re.compile(
    r"/tmp/|/home/|/root/|(?<![\w.])/\S+\.py\b|127\.0\.0\.1:\d|localhost:\d|0x[0-9a-f]{6,}|\x1b\["
)
EMPTY_WORDS = re.compile(r"\b(just|simply|obviously|easy|easily)\b|显然", re.IGNORECASE)
MODULES = {
    *("json", "warnings", "pathlib", "tempfile", "http.client", "inspect", "threading"),
    *("hashlib", "hmac", "base64"),
    *("math", "wave", "PIL", "IPython.display"),
}
"""What a lesson may import beside wxlab: what a reader has, and can look up."""

MAX_CELL_LINES = 12
MAX_CELLS = 40
MAX_BYTES = 60_000


class Lesson:
    """A notebook, taken apart."""

    def __init__(self, path):
        self.path = path
        self.cells = nbformat.read(path, as_version=4).cells
        self.code = [cell for cell in self.cells if cell.cell_type == "code"]
        self.markdown = [cell.source for cell in self.cells if cell.cell_type == "markdown"]
        self.prose = FENCE.sub("", "\n\n".join(self.markdown))
        self.source = "\n".join(cell.source for cell in self.code)
        # What begins with a magic is JavaScript, or what brings it.
        self.python = [cell for cell in self.code if not cell.source.startswith("%")]


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def page(request):
    """Any notebook of the course, the index too."""
    return Lesson(request.param)


@pytest.fixture(params=NOTEBOOKS[1:], ids=lambda path: path.stem)
def lesson(request):
    """A lesson with predictions and exercises."""
    return Lesson(request.param)


def test_the_course_is_what_its_table_says():
    assert [path.stem for path in NOTEBOOKS] == [lesson.notebook for lesson in LESSONS]
    for path, told in zip(NOTEBOOKS, LESSONS, strict=True):
        assert f"# {told.en}\n" in Lesson(path).prose, path.stem


def test_the_index_leads_to_every_lesson():
    index = Lesson(NOTEBOOKS[0])
    linked = {target for _, _, target in LINK.findall(index.prose)}
    assert {f"{lesson.notebook}.ipynb" for lesson in LESSONS[1:]} <= linked
    assert all(
        f"[{lesson.en}]({lesson.notebook}.ipynb) ({lesson.zh})" in index.prose
        for lesson in LESSONS[1:]
    )


def test_lessons_are_stored_as_the_book_writes_them():
    words = [sys.executable, str(CHECKOUT / "tests/book.py"), "--check"]
    done = subprocess.run(words, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_every_cell_was_run_from_top_to_bottom(page):
    # Strict nbval passes a notebook without any outputs; this does not.
    assert [cell.execution_count for cell in page.code] == list(range(1, len(page.code) + 1))
    silent = [cell.source for cell in page.code if speaks(cell.source) and not cell.outputs]
    assert silent == []


def speaks(source):
    """Whether a cell ends in an expression that has a value, or prints."""
    if source.startswith("%"):
        return any(line.startswith("console.log(") for line in own_lines(source))
    return isinstance(ast.parse(source).body[-1], ast.Expr)


def own_lines(source):
    """The lines of a cell, but for its magic; a quotation of the specification is as it is."""
    lines = source.splitlines()
    if not source.startswith("%"):
        return lines
    return [line for line in lines[1:] if line not in SEED] or lines[:1]


def test_no_cell_fails_unless_it_is_meant_to(page):
    for cell in page.code:
        kinds = [output.output_type for output in cell.outputs]
        assert ("error" in kinds) == ("raises-exception" in cell.metadata.get("tags", []))
        warned = "stderr" in [output.get("name") for output in cell.outputs]
        assert not warned or page.path.stem == OTHERS_CODE


def test_outputs_hold_text_and_nothing_of_one_machine_or_run(page):
    for cell in page.code:
        for output in cell.outputs:
            texts = list(output.get("data", {}).values()) or [output.get("text", "")]
            texts += output.get("traceback", ())
            assert "data" not in output or "text/plain" in output.data
            assert [text for text in texts if PLACES.search(text)] == []


def test_a_lesson_is_short(lesson):
    assert len(lesson.cells) <= MAX_CELLS
    assert 12 <= len(lesson.code) <= 20
    # The glossary is as long as the course has terms.
    assert lesson.path.stat().st_size < MAX_BYTES or lesson.path.stem == "A2_terms"
    assert 700 <= len(lesson.prose.split()) <= 1300


def test_code_cells_are_small(page):
    lengths = [len(own_lines(cell.source)) for cell in page.code]
    assert max(lengths) <= MAX_CELL_LINES
    assert median(lengths) <= 4


def test_one_title_and_no_heading_level_skipped(page):
    levels = [len(signs) for signs in re.findall(r"^(#+) ", page.prose, re.MULTILINE)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(lower - upper <= 1 for upper, lower in pairwise(levels))


def test_what_belongs_to_a_lesson_is_there(lesson):
    for words in ("You will do", "You will learn", "You need", "Time", "What we did not say"):
        assert words in lesson.prose
    assert lesson.prose.count("**Predict.**") >= 2
    assert lesson.prose.count("**What happened.**") >= lesson.prose.count("**Predict.**")
    assert "```js" in "\n".join(lesson.markdown)


def test_a_lesson_opens_with_a_question_that_somebody_asked(lesson):
    first = next(text for text in lesson.markdown if re.search(r"^> ", text, re.MULTILINE))
    assert re.search(r"\]\(https://github\.com/[^)]+/(issues|pull)/\d+\)", first), first


def test_a_lesson_says_what_has_to_be_known_before(lesson):
    needs = re.search(r"\*\*You need\*\*(.*)", lesson.prose)[1]
    if lesson.path.stem[:2] != "01":
        assert re.search(r"\]\(\w+\.ipynb\)", needs), needs


def test_predictions_are_written_down_before_and_compared_after(lesson):
    sources = [cell.source for cell in lesson.code]
    guesses = [at for at, text in enumerate(sources) if re.match(r"guess = \.\.\.", text)]
    compared = [at for at, text in enumerate(sources) if "compare(" in text]
    assert len(guesses) >= 2
    assert len(compared) == len(guesses)
    # Each comparison stands below its guess, and above the next one.
    assert all(guess < found for guess, found in zip(guesses, compared, strict=True))
    assert all(found < guess for found, guess in zip(compared, guesses[1:], strict=False))
    for name in re.findall(r'compare\("(\w+)"', lesson.source):
        assert name in [prediction.name for prediction in PREDICTIONS]


def test_something_fails_on_purpose_and_something_can_be_moved(lesson):
    shown = "\n".join(
        str(output.get("text", "")) + str(output.get("data", "")) + str(output.get("ename", ""))
        for cell in lesson.code
        for output in cell.outputs
    )
    assert re.search(r"\w:fail |fail timeout|Error", shown)
    assert re.search(r"nothing can go wrong for good|Nothing can go wrong", lesson.prose, re.I)


def test_exercises_are_to_fix_to_change_and_to_make(lesson):
    kinds = re.findall(r"^### (Fix|Change|Make): ", lesson.prose, re.MULTILINE)
    assert kinds == ["Fix", "Change", "Make"]


def test_a_lesson_ends_with_something_to_take_along(lesson):
    along = lesson.prose[lesson.prose.index("### To take along") :]
    assert re.findall(r"^(\d)\. ", along.partition("###")[2].partition("###")[0], re.MULTILINE) == [
        *("1", "2", "3"),
    ]
    assert "Words of this lesson" in lesson.prose


def test_no_cell_talks_to_another_machine(page):
    for cell in page.code:
        hosts = re.findall(r"https?://([\w.-]+)", cell.source)
        others = [host for host in hosts if not host.startswith("127.")]
        # Named to be refused, to be listed, or to be explained; never to be asked.
        reasons = ("settled()", "domains", "explain(", "check(", "Referer", "to_js(", "--server")
        assert not others or any(reason in cell.source for reason in reasons), (cell.id, others)


def test_the_tone_is_kind(page):
    assert EMPTY_WORDS.findall(page.prose) == []


def test_pictures_and_links_have_words_and_files_exist(page):
    for sign, words, target in LINK.findall(page.prose):
        assert words.strip().lower() not in ("", "here", "this", "link"), (sign, target)
        if not re.match(r"https://|#", target):
            assert (page.path.parent / target.partition("#")[0]).is_file()
    assert re.findall(r"<img(?![^>]*\balt=)", page.prose) == []


def test_code_that_is_named_exists(page):
    for name in re.findall(r"`(wxlab/[\w/.]+)`", page.prose):
        assert (CHECKOUT / name).exists()


def test_row_addresses_are_in_the_specification(lesson):
    addresses = ADDRESS.findall(lesson.prose)
    assert addresses
    for address in addresses:
        assert address in TABLES or row(address)


def test_only_the_public_face_is_imported(page):
    if page.path.stem == "A1_inside_wxlab":
        return  # to look inside is what it is about
    python = "\n".join(cell.source for cell in page.python)
    for node in ast.walk(ast.parse(python)):
        if isinstance(node, ast.Import):
            assert {alias.name for alias in node.names} <= MODULES | {"wxlab"}
        elif isinstance(node, ast.ImportFrom) and node.module == "wxlab":
            assert {alias.name for alias in node.names} <= set(wxlab.__all__)
        elif isinstance(node, ast.ImportFrom):
            assert node.module in MODULES


def test_a_cell_that_starts_a_transfer_waits_for_it(page):
    # What is printed after a cell has ended is lost.
    # A cell of JavaScript waits by itself.
    for cell in page.python:
        calls = len(re.findall(r"\bwx\.(?:upload|download)File\(", cell.source))
        assert len(re.findall(r"\bawait\b", cell.source)) >= calls


def test_a_widget_is_alone_in_its_cell_and_never_its_result(page):
    for cell in page.code:
        assert cell.source.count("watch(") <= 1
        assert "watch(" not in cell.source.splitlines()[-1]


def test_the_real_client_was_there_when_its_outputs_were_stored():
    cells = Lesson(CHECKOUT / f"notebooks/{OTHERS_CODE}.ipynb").code
    needing = [cell for cell in cells if "--needs" in cell.source]
    assert len(needing) >= 4
    assert "npm install" not in str([cell.outputs for cell in needing])
    # Others have another version of it, or none; then nothing is to be compared.
    assert all("nbval-ignore-output" in cell.metadata.tags for cell in needing)


def test_the_folded_answers_are_the_solutions_that_are_tested(lesson):
    asked = re.findall(r'check\("(\w+)", (?!hint)', lesson.source)
    assert len(asked) >= 3
    folded = ANSWER.findall("\n".join(lesson.markdown))
    # The first line of a solution tells the linter that names come from the lesson.
    files = [(SOLUTIONS / f"{name}.py").read_text("utf-8") for name in asked]
    assert folded == [text.partition("\n")[2].strip("\n") for text in files]


def test_every_exercise_is_asked_in_exactly_one_lesson():
    asked = [
        name for path in NOTEBOOKS for name in re.findall(r'check\("(\w+)",', Lesson(path).source)
    ]
    assert sorted(asked) == sorted(exercise.name for exercise in EXERCISES)
