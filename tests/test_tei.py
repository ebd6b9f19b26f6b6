import xml.etree.ElementTree as ET

from arabicnews.document import Cue, Document, Entity, Quote, Reference, Span
from arabicnews.formats.tei import write_tei

TEI = "{http://www.tei-c.org/ns/1.0}"
XML = "{http://www.w3.org/XML/1998/namespace}"


def parse(*documents):
    return ET.fromstring(write_tei(documents).encode("utf-8"))


def text_of(body):
    """The text of a document: its lines joined, characters that XML cannot hold put back."""
    for glyph in body.iter(f"{TEI}g"):
        glyph.text = chr(int(glyph.get("n").removeprefix("U+"), 16))
    return "\n".join("".join(p.itertext()) for p in body)


def check_links(root):
    ids = [e.get(f"{XML}id") for e in root.iter() if e.get(f"{XML}id")]
    assert len(ids) == len(set(ids))
    for element in root.iter():
        for key in ("who", "ref", "corresp", "ana", "next", "prev"):
            for target in (element.get(key) or "").split():
                assert target.startswith("#") and target[1:] in ids


def test_well_formed_and_linked(article):
    root = parse(article)
    assert root.tag == f"{TEI}TEI" and root.get(f"{XML}lang") == "ar"
    assert text_of(root.find(f".//{TEI}body")) == article.text
    check_links(root)


def test_header(article):
    root = parse(article)
    assert root.find(f".//{TEI}title").text == "ندورا/1"
    assert [(e.tag, e.text) for e in root.find(f".//{TEI}bibl")] == [
        (f"{TEI}publisher", "صحيفة مخترعة"),
        (f"{TEI}date", "2031-04-02"),
    ]
    people = root.find(f".//{TEI}particDesc/{TEI}listPerson")
    assert [(p.tag.removeprefix(TEI), p.get(f"{XML}id"), p[0].text) for p in people] == [
        ("person", "r1", "سامي الكرملاوي"),
        ("person", "r2", "هالة بن طارق"),
        ("person", "r3", "عمر الزيتوني"),
        ("personGrp", "r4", "هالة بن طارق وعمر الزيتوني"),
    ]
    assert people[3].get("corresp") == "#r2 #r3"
    assert [o[0].text for o in root.find(f".//{TEI}listOrg")] == ["نهر الفضة", "بلدية وادي السرو", "ماء"]
    assert [(p.get("type"), p[0].text) for p in root.find(f".//{TEI}listPlace")] == [
        ("fac", "سد الرمّان"),
        ("gpe", "وادي السرو"),
    ]


def test_quotes(article):
    said = [{**e.attrib, "text": "".join(e.itertext())} for e in parse(article).iter(f"{TEI}said")]
    assert said[0] == {
        "who": "#r1",
        "direct": "false",
        "ana": "#mixed",
        f"{XML}id": "q1",
        "cert": "0.9375",
        "text": 'بلاده "لن تغلق" سد الرمّان هذا العام',
    }
    assert [(e[f"{XML}id"], e.get("prev"), e.get("next"), e["direct"]) for e in said[2:4]] == [
        ("q3.1", None, "#q3.2", "true"),
        ("q3.2", "#q3.1", None, "true"),
    ]
    assert [e["text"] for e in said[6:8]] == [
        "سأنشر كل شيء.",
        "ولن أنتظر موافقة الوزير",
    ]  # cut at the line's end
    assert "who" not in said[8]


def test_parts_and_entities(article):
    root = parse(article)
    cues = [(e.get("type"), e.get("corresp"), e.text) for e in root.iter(f"{TEI}seg")]
    assert cues[:3] == [("cue", "#q1", "أعلن"), ("cue", "#q2", "مشيراً"), ("cue", "#q3.1", "قال")]
    source = next(e for e in root.iter(f"{TEI}rs") if e.get("type") == "source")
    assert source.attrib == {"type": "source", "ref": "#r1", "corresp": "#q1 #q2", "cert": "0.90625"}
    assert [(e.tag.removeprefix(TEI), e.attrib, e.text) for e in source] == [
        ("roleName", {"ref": "#r1", "cert": "0.75"}, "وزير المياه"),
        ("rs", {"type": "norp"}, "الندوري"),
        ("persName", {"ref": "#r1", "cert": "0.984375"}, "سامي الكرملاوي"),
    ]
    assert [e.text for e in root.find(f".//{TEI}body").iter(f"{TEI}date")] == [
        "أمس الثلاثاء", "هذا العام", "الأسبوع الماضي",
    ]  # fmt: skip
    assert [(e.get("type"), e.text) for e in root.iter(f"{TEI}name")] == [("misc", "USD")]


def test_corpus(article):
    root = parse(article, article)
    assert root.tag == f"{TEI}teiCorpus"
    assert [text_of(body) for body in root.iter(f"{TEI}body")] == [article.text] * 2
    check_links(root)
    assert [e.get("who") for e in root.iter(f"{TEI}said")][:10:9] == ["#d1.r1", "#d2.r1"]
    assert parse().tag == f"{TEI}teiCorpus"


def test_crossing_annotations_are_joined():
    document = Document(
        "abcdef\ngh",
        entities=(Entity(Span(3, 8), "ORG"),),
        quotes=(Quote("direct", (Span(1, 5),), Cue(Span(4, 6))), Quote("mixed", (Span(2, 9),))),
    )
    root = parse(document)
    assert text_of(root.find(f".//{TEI}body")) == document.text
    check_links(root)
    for tag in ("said", "orgName"):
        fragments = {e.get(f"{XML}id"): e for e in root.iter(f"{TEI}{tag}")}
        for id_, element in fragments.items():
            if element.get("next"):
                assert fragments[element.get("next")[1:]].get("prev") == f"#{id_}"
    names = [e for e in root.iter(f"{TEI}orgName")]
    assert "".join("".join(e.itertext()) for e in names) == "defg"
    assert names[0].get("prev") is None and names[-1].get("next") is None


def test_characters_that_need_care():
    text = "a<b>&\"'\r\n\x07\t\ufffe ]]> \U0001f600"
    who = Reference('r "<1>', "PER", text)
    document = Document(
        text, text, {"k": text, "l": [1]}, (Entity(Span(0, 8), "P <", reference=who),), references=(who,)
    )
    root = parse(document)
    assert text_of(root.find(f".//{TEI}body")) == text
    check_links(root)
    person = root.find(f".//{TEI}person")
    assert (person.get(f"{XML}id"), person.get("n")) == ("r___1_", 'r "<1>')


def test_ids_that_would_clash():
    references = tuple(Reference(id_, "PER", id_) for id_ in ("q1", "direct", "١", "٢", "1"))
    document = Document(
        "ab", quotes=(Quote("direct", (Span(0, 1),), speaker=references[0]),), references=references
    )
    root = parse(document)
    check_links(root)
    assert next(root.iter(f"{TEI}said")).get("who") == "#q1"
    assert [p.get("n") for p in root.iter(f"{TEI}person")] == [None, "direct", "١", "٢", "1"]
