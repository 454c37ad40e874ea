"""wxlab.spec.sheet: names and what they are, as HTML."""

from wxlab.spec.sheet import sheet


def test_everything_is_text_and_chinese_lines_say_so():
    html = sheet("a < b", [("errno", "5 & more"), ("原因", "超时")])
    assert "<caption>a &lt; b</caption>" in html
    assert '<tr><th scope="row" style="text-align:left">errno</th>' in html
    assert "5 &amp; more" in html
    assert '<tr lang="zh"><th scope="row" style="text-align:left">原因</th>' in html
