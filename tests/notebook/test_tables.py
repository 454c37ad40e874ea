"""``table(...)`` as a reader sees it."""

import re
import unicodedata

import pytest

from wxlab.notebook.tables import table
from wxlab.spec import TABLES


def columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)


@pytest.mark.parametrize("address", TABLES)
@pytest.mark.parametrize("lang", ["zh", "en", "both"])
def test_every_row_is_shown_in_text_and_html(address, lang):
    view = table(address, lang)
    for row in TABLES[address].rows:
        for shown in (repr(view), view._repr_html_().replace("&#x27;", "'")):
            assert row.name in shown
            assert (row.zh in shown) == (lang != "en")
            assert (row.en in shown) == (lang != "zh")


def test_text_columns_stand_under_each_other_in_chinese_too():
    _, head, _, *lines = repr(table("uploadFile.object", "zh")).splitlines()
    start = columns(head[: head.index("说明")])
    for line in lines:
        cut = next(i for i in range(len(line)) if columns(line[:i]) == start)
        assert line[cut - 1] == " "
        assert line[cut] != " "


def test_html_is_a_real_table_that_needs_no_style_sheet():
    html = table("uploadFile.object")._repr_html_()
    assert html.count("<caption") == 1
    assert html.count('<th scope="col"') == len(table("uploadFile.object").heads)
    assert html.count('<th scope="row"') == len(TABLES["uploadFile.object"].rows)
    assert set(re.findall(r'style="([^"]*)"', html)) == {"text-align:left"}


def test_rows_of_todays_platform_are_marked_in_words():
    view = table("uploadFile.object")
    sources = {line[0]: line[-1] for line in view.lines}
    assert sources["url"] == "seed"
    assert sources["enableQuic"] == "today's platform"


def test_a_table_that_only_todays_platform_has_is_marked_too():
    view = table("uploadFile.success.profile")
    assert view.heads[-1] == "source"
    assert {line[-1] for line in view.lines} == {"today's platform"}


def test_a_note_is_shown_with_the_english_meaning():
    assert "libraries from 2.14.0 have no maximum any more" in repr(table("limits", "en"))


def test_without_an_address_all_tables_are_listed():
    listed = [line[0] for line in table().lines]
    assert listed == [*TABLES, "errors", "faults", "lessons", "pains", "terms"]


@pytest.mark.parametrize("address", ["lessons", "pains", "terms"])
@pytest.mark.parametrize("lang", ["zh", "en", "both"])
def test_the_course_has_tables_of_its_own(address, lang):
    shown = table(address, lang)
    assert len(shown.lines) >= 16
    assert all(len(line) == len(shown.heads) and all(line) for line in shown.lines)


def test_a_screen_reader_is_told_which_cells_are_chinese():
    html = table("uploadFile.object", "both")._repr_html_()
    cells = re.findall(r"<td([^>]*)>([^<]*)</td>", html)
    chinese = [cell for _, cell in cells if re.search("[\u4e00-\u9fff]", cell)]
    assert [cell for marked, cell in cells if 'lang="zh"' in marked] == chinese
    assert 5 < len(chinese) < len(cells)


def test_the_error_catalogue_is_a_table_too():
    assert "net::ERR_CONNECTION_REFUSED" in repr(table("errors", "en"))


def test_a_wrong_address_or_language_names_what_there_is():
    with pytest.raises(ValueError, match=r"uploadFile\.object"):
        table("uploadFile.objekt")
    with pytest.raises(ValueError, match="did you mean errors"):
        table("error")
    with pytest.raises(ValueError, match="no table is called"):
        table(["uploadFile.object"])
    with pytest.raises(ValueError, match='"both"'):
        table("uploadFile.object", "de")
