import re
from dataclasses import replace

import pytest

from arabicnews.document import Document, Entity, Span
from arabicnews.formats.html import body, style
from arabicnews.view import draw, errors, table


def test_a_document_draws_itself(article):
    assert article._repr_html_() == draw(article) == f"<style>\n{style()}</style>\n{body(article)}"


@pytest.mark.parametrize(
    ("sheet", "least"), [(style(), 30), (table([], []).html.split("</style>")[0][8:], 8)]
)
def test_the_style_touches_nothing_else_in_a_notebook(sheet, least):
    rules = re.sub(r"/\*.*?\*/|@media print \{", "", sheet, flags=re.DOTALL)
    selectors = re.findall(r"([^{}]+)\{", rules)
    assert len(selectors) > least
    for selector in selectors:
        assert all(part.strip().startswith(".arabicnews") for part in selector.split(",")), selector


def test_text_takes_the_colour_of_the_theme():
    colours = {
        line.split("color:")[1].split(";")[0].strip() for line in style().split("\n") if " color:" in line
    }
    assert colours == {"inherit", "#fff"}  # white only on the badges, which have a background of their own


def test_ids_differ_between_documents_and_stay_between_runs():
    assert body(Document("أ")) == body(Document("أ"))
    texts = ("قال سامر لا", "قال سامر نعم")
    assert len({draw(Document(text)) for text in texts}) == 2


def test_a_table_is_read_from_the_right():
    html = table(["who", "score"], [("أمل & هادي", 0.987), (None, 2)]).html
    assert '<div class="arabicnews-table" lang="ar" dir="rtl">' in html
    assert "<thead><tr><th>who</th><th>score</th></tr></thead>" in html
    assert "<tr><td><bdi>أمل &amp; هادي</bdi></td><td><bdi>0.99</bdi></td></tr>" in html
    assert "<tr><td><bdi></bdi></td><td><bdi>2</bdi></td></tr>" in html


def rows_of(html):
    """The cells of each row of an error browser."""
    return [re.findall(r"<td>(.*?)</td>", row) for row in re.findall(r"<tr>(<td>.*?)</tr>", html, re.DOTALL)]


def test_errors_show_gold_beside_predicted(article):
    last = article.quotes[-1]
    shorter = replace(last, content=(Span(last.start + len("كلفة "), last.end),), kind="direct")
    predicted = replace(
        article,
        quotes=(*article.quotes[1:-1], shorter),
        entities=(replace(article.entities[0], label="ORG"), *article.entities[1:]),
    )
    html = errors([article], [predicted])._repr_html_()
    rows = rows_of(html)
    assert f"<bdi>ندورا/1</bdi> · {len(rows)}</summary>" in html
    assert rows[0] == [
        "<bdi>النوع (label)</bdi>",
        "<small><mark><bdi>مناصب وألقاب (TITLE)</bdi></mark> · وزير المياه (سامي الكرملاوي)</small><br>"
        "أعلن <b>وزير المياه</b> الندوري سامي الكرملاوي، أمس الثلاثاء، …",
        "<small><mark><bdi>منظمات (ORG)</bdi></mark> · سامي الكرملاوي</small><br>"
        "أعلن <b>وزير المياه</b> الندوري سامي الكرملاوي، أمس الثلاثاء، …",
    ]
    assert (rows[1][0], rows[1][2], len(rows)) == ("<bdi>فائت (missed)</bdi>", "", 3)
    assert rows[-1] == [
        "<bdi>الحدود (extent)، نوع القول (kind)</bdi>",
        "<small><bdi>؟</bdi> · <bdi>–</bdi> · <bdi>وقُدِّر</bdi> · <mark><bdi>غير مباشر</bdi></mark></small><br>"
        "<mark>كلفة </mark>الصيانة ستبلغ 3.5% من الموازنة",
        "<small><bdi>؟</bdi> · <bdi>–</bdi> · <bdi>وقُدِّر</bdi> · <mark><bdi>مباشر</bdi></mark></small><br>"
        "الصيانة ستبلغ 3.5% من الموازنة",
    ]


def test_errors_begin_with_the_worst_article_and_leave_out_what_is_right():
    gold = [Document("قال سامر لا", id=id_) for id_ in "abc"]
    read = [
        replace(document, entities=tuple(Entity(span, "PER") for span in (Span(0, 3), Span(4, 8))[:wrong]))
        for document, wrong in zip(gold, (0, 1, 2), strict=True)
    ]
    titles = re.compile(r"<summary><bdi>(\w)</bdi> · (\d)</summary>")
    assert titles.findall(errors(gold, read).html) == [("c", "2"), ("b", "1")]
    assert titles.findall(errors(gold, read, most=1).html) == [("c", "2")]
    with pytest.raises(ValueError, match="3 gold documents and 2 predicted ones; give one prediction"):
        errors(gold, read[:2])


def test_what_an_article_holds_does_not_become_markup():
    text = "قال <b>سامر</b> & لا"
    gold = Document(text, id="<i>", entities=(Entity(Span(4, 15), "PER"),))
    html = errors([gold], [Document(text, id="<i>")]).html
    assert "<b>&lt;b&gt;سامر&lt;/b&gt;</b> &amp; لا" in html and "<bdi>&lt;i&gt;</bdi>" in html
