import re
from html.parser import HTMLParser

from arabicnews.document import Document, Entity, Quote, Reference, Span
from arabicnews.formats.html import body, write_html

VOID = {"meta"}


class Page(HTMLParser):
    """Reads a page: checks that elements nest, collects the elements and the article's own text."""

    def __init__(self, source):
        super().__init__()
        self.stack, self.elements, self.paragraphs = [], [], []
        self.feed(source)
        self.close()
        assert self.stack == []

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag == "p" and "class" not in dict(attributes):
            self.paragraphs.append("")
        if tag not in VOID:
            self.stack.append((tag, dict(attributes).get("class", "")))

    def handle_endtag(self, tag):
        assert self.stack.pop()[0] == tag

    def handle_data(self, data):
        added = any(tag == "small" or "badge" in classes for tag, classes in self.stack)
        if ("p", "") in self.stack and not added:
            self.paragraphs[-1] += data

    def all(self, name):
        """The attributes of elements that have a class."""
        return [a for _, a in self.elements if name in a.get("class", "").split()]


def test_the_page_stands_alone(article):
    page = write_html([article])
    assert page.startswith('<!DOCTYPE html>\n<html lang="ar" dir="rtl">\n<head>\n<meta charset="utf-8">\n')
    assert "<title>ندورا/1</title>" in page
    assert "<script" not in page and "@import" not in page and "url(" not in page
    links = re.findall(r'(?:href|src)="([^"]*)"', page)
    ids = re.findall(r' id="([^"]*)"', page)
    assert links and {link.removeprefix("#") for link in links} <= set(ids)
    assert len(ids) == len(set(ids))


def test_the_text_is_untouched(article):
    page = Page(write_html([article]))
    assert page.paragraphs == [line for line in article.text.split("\n") if line]


def test_annotations_are_drawn(article):
    page = Page(body(article, "x"))
    entities = [a for a in page.all("entity") if "title" in a]
    assert len(entities) == 19
    assert entities[0] == {
        "class": "entity TITLE",
        "title": "مناصب وألقاب (TITLE) · وزير المياه (سامي الكرملاوي) · 0.75",
    }
    quotes = [a for a in page.all("quote") if "title" in a]
    assert [a["class"] for a in quotes] == [
        "quote mixed v1",
        "quote indirect v1",
        "quote direct v1",
        "quote direct v1",  # the second piece
        "quote direct v2",
        "quote indirect v3",
        "quote direct v3",
        "quote direct v3",  # after the line's end
        "quote indirect v0",
    ]
    assert quotes[0]["title"] == "قول مختلط · سامي الكرملاوي · 0.94"
    assert [a["id"] for a in quotes if "id" in a] == [f"x-q{n}" for n in range(1, 8)]
    assert len([a for a in page.all("source") if "title" in a]) == 4  # two are shared
    assert len([a for a in page.all("cue") if "title" in a]) == 7


def test_quotes_are_tied_to_their_speakers(article):
    source = body(article, "x")
    assert (
        '<span class="quote direct v2" id="x-q4" title="قول مباشر · هالة بن طارق وعمر الزيتوني">'
        '<a class="badge v2" href="#x-v2" title="هالة بن طارق وعمر الزيتوني">2</a>السد يحتاج' in source
    )
    voices = source[source.index("<aside>") : source.index("</aside>")]
    assert re.findall(r'<li id="x-v(\d)"', voices) == ["1", "2", "3", "0"]
    assert '<strong>سامي الكرملاوي</strong> <span class="offices">وزير المياه، الوزير</span>' in voices
    assert '<span class="offices">هالة بن طارق + عمر الزيتوني</span>' in voices
    assert '<a href="#x-q6">سأنشر كل شيء.\nولن أنتظر موافقة الوزير</a><small>وقالت · مباشر</small>' in voices


def test_the_legend_has_what_occurs(article):
    source = body(article)
    legend = source[source.index("<footer") :]
    assert re.findall(r"<small>(\w+)</small>", legend) == [
        "PER", "TITLE", "ORG", "NORP", "GPE", "FAC", "DATE", "MISC",
    ]  # fmt: skip
    assert re.findall(r"quote (\w+) v0", legend) == ["direct", "indirect", "mixed"]


def test_everything_is_escaped():
    evil = '<b onclick="x">&'
    who = Reference(evil, "PER", evil)
    document = Document(
        evil,
        evil,
        {evil: evil},
        (Entity(Span(0, 3), evil, reference=who),),
        (Quote("direct", (Span(2, 9),), source=Span(0, 2), speaker=who),),
        (who,),
    )
    page = Page(write_html([document]))
    assert page.paragraphs == [evil]
    assert not any(tag == "b" or "onclick" in attributes for tag, attributes in page.elements)


def test_crossing_annotations_nest():
    document = Document(
        "abcdef\nghi",
        entities=(Entity(Span(3, 8), "PER"),),
        quotes=(Quote("direct", (Span(1, 5),)), Quote("mixed", (Span(2, 9),), source=Span(4, 8))),
    )
    page = Page(write_html([document]))
    assert page.paragraphs == ["abcdef", "ghi"]
    assert [a["id"] for a in page.all("quote") if "id" in a] == ["d1-q1", "d1-q2"]


def test_several_documents_have_ids_of_their_own(article):
    ids = re.findall(r' id="([^"]*)"', write_html([article, article]))
    assert len(ids) == len(set(ids)) == 22


def test_nothing_annotated():
    assert body(Document("لا شيء\n\nهنا")) == (
        '<section class="arabicnews" lang="ar" dir="rtl">\n'
        '<div class="article">\n<p>لا شيء</p>\n<p>هنا</p>\n</div>\n</section>\n'
    )


def test_more_speakers_than_colours():
    people = tuple(Reference(f"r{n}", "PER", f"س{n}") for n in range(10))
    quotes = tuple(Quote("direct", (Span(n, n + 1),), speaker=people[n]) for n in range(10))
    page = Page(body(Document("abcdefghij", quotes=quotes, references=people)))
    hues = [a["class"].split()[-1] for a in page.all("quote") if "title" in a]
    assert hues == ["v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8", "v1", "v2"]
