import re

from arabicnews.document import Document
from arabicnews.formats.html import body, style
from arabicnews.view import draw


def test_a_document_draws_itself(article):
    assert article._repr_html_() == draw(article) == f"<style>\n{style()}</style>\n{body(article)}"


def test_the_style_touches_nothing_else_in_a_notebook():
    rules = re.sub(r"/\*.*?\*/|@media print \{", "", style(), flags=re.DOTALL)
    selectors = re.findall(r"([^{}]+)\{", rules)
    assert len(selectors) > 30
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
