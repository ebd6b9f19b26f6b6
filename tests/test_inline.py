"""The inline format: reading, writing, messages."""

import random

import pytest

from arabicnews.document import ENTITY_LABELS, QUOTE_KINDS, Cue, Document, Entity, Quote, Reference, Span
from arabicnews.formats.inline import parse, render

EXAMPLE = """# id: a0001
# topic: politics
===
{s1,2 [TITLE:r1 الوزير] [PER:r1 سامر الحداد]}: {q1 الجسر جاهز}

{c2 وقال} [DATE أمس] إن {q2 الجسر}، وهو \\[طويل\\]، {q2 "جاهز" في [GPE:r2 صفرون]}.
{q3 الجسر آمن}، {c3 بحسب} {s3 تقرير البلدية}. [TITLE:r4 النائبان] وافقا.
===
r1 PER سامر الحداد
r2 GPE صفرون
r3 ORG بلدية صفرون
r4 GROUP النائبان = r1 r5
r5 PER هدى \\= سرحان
q1 indirect r1
q2 mixed r1
q3 indirect r3 document
"""


def article(body, table=""):
    return f"# id: a\n===\n{body}\n===\n{table}"


def message(content):
    with pytest.raises(ValueError) as error:
        parse(content)
    return str(error.value)


def test_parse():
    document = parse(EXAMPLE)
    assert document.id == "a0001"
    assert document.meta == {"topic": "politics"}
    assert document.text == (
        "الوزير سامر الحداد: الجسر جاهز\n\n"
        'وقال أمس إن الجسر، وهو [طويل]، "جاهز" في صفرون.\n'
        "الجسر آمن، بحسب تقرير البلدية. النائبان وافقا."
    )
    assert [(e.text, e.label, e.reference and e.reference.id) for e in document.entities] == [
        ("الوزير", "TITLE", "r1"),
        ("سامر الحداد", "PER", "r1"),
        ("أمس", "DATE", None),
        ("صفرون", "GPE", "r2"),
        ("النائبان", "TITLE", "r4"),
    ]
    first, second, third = document.quotes
    assert (first.kind, first.text, first.cue, str(first.source)) == (
        "indirect",
        "الجسر جاهز",
        None,
        "الوزير سامر الحداد",
    )
    assert (second.kind, second.text, str(second.cue)) == ("mixed", 'الجسر … "جاهز" في صفرون', "وقال")
    assert second.source == first.source
    assert second.speaker.name == "سامر الحداد"
    assert (str(third.cue), str(third.source), third.speaker.id) == ("بحسب", "تقرير البلدية", "r3")


def test_mentions_are_entities_and_sources_but_no_documents():
    references = {r.id: r for r in parse(EXAMPLE).references}
    assert [m.text for m in references["r1"].mentions] == ["الوزير", "الوزير سامر الحداد", "سامر الحداد"]
    assert references["r3"].mentions == ()
    assert references["r4"].members == ("r1", "r5")
    assert references["r5"].name == "هدى = سرحان"


def test_render_gives_back_the_file():
    assert render(parse(EXAMPLE)) == EXAMPLE


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "\n\nأ\n\n",
        "===",
        "أ\n===\n\\===\n===",
        "[PER:r1 أ] {q1 ب} \\ \\[ ]}{[",
        "\ufeffأ\r\nب\tج\u2028د\u200fه\x00",
        "# id: x\nr1 PER أ",
    ],
)
def test_any_text_survives(text):
    document = Document(text, "a", {"note": "a: b # c", "empty": ""})
    again = parse(render(document))
    assert again == document
    assert again.text == text


def _random_document(rng):
    """A document of nasty words: quote parts side by side, entities inside and outside of them."""
    pool = ["قال", "[", "]", "{q1 ", "}", "\\", "===", "\n", "\n===\n", "[PER:r1 ", "«", "أ\\=ب", " ", "#"]
    words = [rng.choice(pool) for _ in range(rng.randint(12, 60))]
    starts = [sum(map(len, words[:i])) for i in range(len(words) + 1)]
    cuts = sorted(rng.sample(range(len(words) + 1), 10))
    slots = [Span(starts[a], starts[b]) for a, b in zip(cuts[::2], cuts[1::2], strict=True)]
    names = ["سامر", "r2 = r3", "a\\b", "", "q1 direct r1", "هدى  سرحان", "==="]
    references = [
        Reference("r1", "PER", rng.choice(names)),
        Reference("r2", "ORG", rng.choice(names)),
        Reference("r3", "GROUP", rng.choice(names), members=("r1", "r2")),
    ]
    entities = [
        Entity(span if rng.random() < 0.5 else Span(span.start, span.start + 1), label, reference=reference)
        for span, label, reference in zip(
            slots, rng.choices(ENTITY_LABELS, k=5), [*references, None, None], strict=True
        )
    ]
    rng.shuffle(slots)
    shared = slots[3]
    quotes = [
        Quote(rng.choice(QUOTE_KINDS), (slots[0], slots[1]), Cue(slots[2]), shared, references[0]),
        Quote(rng.choice(QUOTE_KINDS), (slots[4],), None, shared, rng.choice([*references, None])),
    ]
    quotes.sort(key=lambda q: min(q.content))
    counted = [q for q in quotes if q.speaker and rng.random() < 0.7]
    mentions = {
        r.id: {e.span for e in entities if e.reference is r} | {q.source for q in counted if q.speaker is r}
        for r in references
    }
    references = [
        Reference(r.id, r.type, r.name, tuple(sorted(mentions[r.id])), r.members) for r in references
    ]
    return Document("".join(words), "n/1", {"k": "v"}, tuple(entities), tuple(quotes), tuple(references))


@pytest.mark.parametrize("seed", range(200))
def test_round_trip_of_random_documents(seed):
    document = _random_document(random.Random(seed))
    again = parse(render(document))
    assert again == document
    assert [q.source for q in again.quotes] == [q.source for q in document.quotes]


def test_scores_are_left_out():
    document = Document("أ", "a", entities=(Entity(Span(0, 1), "DATE", 0.5),))
    assert parse(render(document)).entities[0].score is None


@pytest.mark.parametrize(
    ("body", "table", "expected"),
    [
        ("أ\n[PER:r1 ب", "", ["line 4", "'[PER:r1 ب' is never closed"]),
        ("{q1 أ [DATE ب}", "", ["line 3", "'{q1 أ [DATE ب}'", "'[DATE ب}' of line 3 is open"]),
        ("أ]", "", ["line 3", "'أ]', where nothing is open"]),
        ("[DATE أ [DATE ب]]", "", ["line 3", "inside '[DATE أ [DATE ب]]' of line 3"]),
        ("{q1 أ {c1 ب}}", "", ["inside '{q1 أ {c1 ب}}'", "close the outer one first"]),
        ("[PER:r1 أ {c1 ب}]", "", ["entities hold no markup"]),
        ("[DAY أ]", "", ["the label 'DAY'", "allowed are PER, TITLE, ORG"]),
        ("[DATE]", "", ["found '[DATE]'", "[LABEL:r1 text]"]),
        ("{x1 أ}", "", ["found '{x1 أ}'", "{q1 text}"]),
        ("{q1,2 أ}", "", ["found '{q1,2 أ}'", "only a source or a cue is shared"]),
        ("{s1,1 أ}", "", ["by quotes that differ"]),
        ("[DATE ]", "", ["'[DATE ]' holds no text"]),
        ("أ\\ب", "", ["a backslash before 'ب'"]),
        ("[PER:r7 أ]", "", ["line 3: '[PER:r7 أ]': r7 is not in the table; add it"]),
        ("{q1 أ}", "", ["line 3: '{q1 أ}': q1 is not in the table"]),
        ("أ", "r1 PER ب", ["line 5: r1 is used by no entity, quote or member"]),
        ("{c1 أ}", "q1 direct -", ["line 5: q1 has no content"]),
        ("{q1 أ} {c1 ب} {c1 ج}", "q1 direct -", ["line 3: '{c1 ج}': q1 has a cue already"]),
        ("{q1 أ} {s1 ب} {s1,2 ج}", "q1 direct -", ["q1 has a source already", "\nline 3", "q2 is not in"]),
        (
            "{q1 أ}",
            "q1 shouted -",
            ["line 5: q1 has the kind 'shouted'; allowed are direct, indirect, mixed"],
        ),
        ("{q1 أ}", "q1 direct r4", ["line 5: q1 has the speaker 'r4'; allowed are -"]),
        ("[PER:r1 أ]", "r1 HUMAN أ", ["line 5: r1 has the type 'HUMAN'; allowed are PER, ORG"]),
        ("[PER:r1 أ]", "r1 GROUP أ = r1 r8", ["line 5: r1 has the member 'r8'; allowed are r1"]),
        ("[PER:r1 أ]", "r1 GROUP أ = هدى", ["line 5: found 'r1 GROUP أ = هدى' in the table"]),
        ("[PER:r1 أ]", "r1 PER أ\n\nr1 PER ب", ["line 7: r1 is in the table already"]),
        ("أ", "what is this", ["line 5: found 'what is this' in the table; allowed are 'r1 TYPE name'"]),
    ],
)
def test_messages(body, table, expected):
    found = message(article(body, table))
    assert [piece for piece in expected if piece not in found] == []


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("# id: a\nأ", "found 0 lines that are '==='"),
        ("# id: a\r\n===\r\nأ\r\n===\r\n", "lines end in \\n alone"),
        ("# id: a\n===\n===\n===\n", "found 3 lines"),
        ("===\nأ\n===\n", "the header has no id"),
        ("# id: a\nأ\n===\nأ\n===\n", "line 2: found 'أ' in the header"),
        ("# id: a\n# id: b\n===\nأ\n===\n", "line 2: the header has 'id' already"),
    ],
)
def test_messages_about_the_frame(content, expected):
    assert expected in message(content)


def _with_reference(reference):
    return Document("أ ب", "a", references=(reference,))


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (Document("أ"), "it has no id"),
        (Document("أ", "a", {"id": "b"}), "'id' in its meta"),
        (Document("أ", "a", {"words": 3}), "its meta has 'words': 3"),
        (Document("أ", "a", {"note": "b\nc"}), "single lines of text"),
        (Document("أ", "a", {"a:b": "c"}), "no colon in a key"),
        (Document.from_words(["أ"], id="a"), "split into words already"),
        (_with_reference(Reference("x", "PER", "أ")), "ids are r1, r2"),
        (_with_reference(Reference("r1", "PER", " أ")), "names are single lines"),
        (_with_reference(Reference("r1", "PER", "أ", (Span(0, 1),))), "differ from its entities"),
        (Document("أ", "a", entities=(Entity(Span(0, 1), "PERS"),)), "allowed labels are PER"),
        (Document("أ ب", "a", quotes=(Quote("direct", (Span(0, 3),), Cue(Span(0, 1))),)), "overlap"),
        (
            Document("أ ب", "a", quotes=(Quote("direct", (Span(0, 1),)), Quote("mixed", (Span(0, 1),)))),
            "overlap",
        ),
        (
            Document(
                "أ ب", "a", entities=(Entity(Span(0, 3), "DATE"),), quotes=(Quote("direct", (Span(0, 1),)),)
            ),
            "cuts Entity",
        ),
    ],
)
def test_what_the_format_cannot_hold_is_refused(document, expected):
    with pytest.raises(ValueError, match="cannot be written inline") as error:
        render(document)
    assert expected in str(error.value)
