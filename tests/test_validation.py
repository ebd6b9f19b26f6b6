"""The rulebook's checks."""

import pytest

from arabicnews.document import Cue, Document, Entity, Quote, Reference, Span
from arabicnews.formats.inline import parse
from arabicnews.validation import problems

R1 = "r1 PER سامر\n"
SAID = "{c1 قال} {s1 [PER:r1 سامر]}"


def found(body, table=""):
    return problems(parse(f"# id: a\n===\n{body}\n===\n{table}"))


def only(body, table=""):
    messages = found(body, table)
    assert len(messages) == 1, messages
    return messages[0]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (SAID + " «{q1 نعم، سنعود}».", "direct"),
        (SAID + ': "{q1 نعم}', "direct"),
        (SAID + " {q1 نعم}» أمس", "direct"),
        (SAID + " ({q1 نعم}”) أمس", "direct"),
        ("قالوا:\n- {q1 نعم}\n{s1 [PER:r1 سامر]}", "direct"),
        ("«{q1 نعم}، {c1 قال} {s1 [PER:r1 سامر]}، {q1 وسنعود}».", "direct"),
        (SAID + " «هذا. {q1 نعم}. هذا».", "direct"),
        (SAID + " إنه {q1 سيعود}.", "indirect"),
        (SAID + " إن «{q1 الوفاق» سيعود مع «الجسر}».", "indirect"),
        (SAID + " إن «{q1 سنعود» قريبة}.", "mixed"),
        (SAID + " إنه {q1 سيعود «قريبا}».", "mixed"),
        (SAID + " إنه «{q1 لن} يعود» {q1 أبدا}.", "mixed"),
    ],
)
def test_articles_in_order(body, kind):
    assert found(body, f"{R1}q1 {kind} r1") == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("في [DATE «أمس»] ثم", "entity DATE ««أمس»» [3, 8) does not begin and end at word edges; "),
        ("في [DATE أمس،] ثم", "words are taken whole: «أمس» [3, 6)"),
        ("في ال[DATE أمس] ثم", "words are taken whole: «الأمس» [3, 8)"),
        ("في [DATE ،] ثم", "it holds no word; delete it"),
    ],
)
def test_entity_edges(body, expected):
    assert expected in only(body)


def test_edges_of_quote_parts():
    messages = found("{c1 قال:} {s1 «سامر»} «{q1 نعم.}»", f"{R1}q1 direct r1")
    assert [m.split(" «")[0] for m in messages] == ["quote 1, content", "quote 1, cue", "quote 1, source"]


def test_unknown_label():
    document = Document("سامر", entities=(Entity(Span(0, 4), "PERS"),))
    assert problems(document) == [
        "entity PERS «سامر» [0, 4) has an unknown label; allowed are PER, TITLE, ORG, NORP, GPE, LOC, FAC, "
        "EVENT, DATE, MISC"
    ]


@pytest.mark.parametrize("label", ["PER", "ORG", "GPE", "LOC", "FAC"])
def test_names_need_a_reference(label):
    assert only(f"[{label} سامر]") == (
        f"entity {label} «سامر» [0, 4) has no reference; every PER, ORG, GPE, LOC, FAC has one"
    )


@pytest.mark.parametrize("label", ["TITLE", "NORP", "EVENT", "DATE", "MISC"])
def test_others_need_none(label):
    assert found(f"[{label} سامر]") == []


@pytest.mark.parametrize(
    ("label", "type_", "right"),
    [
        ("PER", "PER", True),
        ("PER", "ORG", False),
        ("PER", "GROUP", False),
        ("TITLE", "GROUP", True),
        ("TITLE", "ORG", False),
        ("GPE", "ORG", True),
        ("FAC", "GPE", True),
    ],
)
def test_types_of_references(label, type_, right):
    messages = found(f"[{label}:r1 سامر]", f"r1 {type_} سامر")
    assert len(messages) == (0 if right else 1)
    assert right or f"has the reference r1 «سامر» of type {type_}; allowed are" in messages[0]


def test_a_reference_that_nothing_uses():
    document = Document("سامر", references=(Reference("r1", "PER", "سامر", (Span(0, 4),)),))
    assert problems(document) == [
        "reference r1 «سامر» is used by no entity, quote or joint reference; use it or delete it"
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("", "has no name"),
        ("«سامر»", "the name begins or ends with a mark or blank"),
        ("سامر،", "the name begins or ends with a mark or blank"),
    ],
)
def test_names_of_references(name, expected):
    assert expected in only("[PER:r1 سامر]", f"r1 PER {name}")


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (
            "r1 PER أ = r2 r3\nr2 PER ب\nr3 PER ج",
            "r1 «أ» has members and the type PER; joint speakers are a GROUP",
        ),
        ("r1 GROUP أ = r2\nr2 PER ب", "has the members r2; joint speakers are two or more that differ"),
        ("r1 GROUP أ = r2 r2\nr2 PER ب", "has the members r2 r2; joint speakers are two or more"),
        (
            "r1 GROUP أ = r2 r3\nr2 PER ب\nr3 GROUP ج = r2 r4\nr4 PER د",
            "has the member r3, which has members itself; name its members instead",
        ),
    ],
)
def test_members(table, expected):
    assert expected in only("[TITLE:r1 أ]" if "PER أ" not in table else "[GPE:r1 أ]", table)


def test_a_source_needs_a_speaker():
    assert only("{c1 قال} {s1 مصدر} إن {q1 الماء كثير}", "q1 indirect -") == (
        "quote 1 «الماء كثير» [12, 22) has the source «مصدر» [4, 8) and no speaker; give it one "
        "(an unnamed source is a GROUP reference)"
    )


@pytest.mark.parametrize(
    ("body", "kind", "expected"),
    [
        (SAID + " إنه {q1 سيعود}.", "direct", "quote 1 «سيعود» [13, 18) is direct, but no piece of it"),
        ("«نعم» و{c1 قال} {s1 [PER:r1 سامر]} {q1 سيعود} «لا».", "direct", "is direct, but no piece"),
        (SAID + " «{q1 سأعود}».", "indirect", "is indirect, but all of it stands between quotation marks"),
        (SAID + " «{q1 نعم}» ثم «{q1 سأعود}».", "indirect", "is indirect, but all of it stands"),
        (SAID + " إنه {q1 سيعود} ثم «نام».", "mixed", "is mixed, but there is no quotation mark"),
    ],
)
def test_kinds_and_marks(body, kind, expected):
    messages = [m for m in found(body, f"{R1}q1 {kind} r1") if "word edges" not in m]
    assert len(messages) == 1
    assert expected in messages[0]


def test_quotes_that_share_a_cue():
    message = only(
        "{c1,2 قال} {s1,2 [PER:r1 سامر]} إن {q1 أ} وإن {q2 ب}", f"{R1}q1 indirect r1\nq2 indirect r1"
    )
    assert message == (
        "quotes 1 and 2 share the cue «قال» [0, 3); one cue has one quote, in several pieces where it must: "
        "join them"
    )


def test_a_source_may_be_shared():
    assert (
        found(
            "{c1 قال} {s1,2 [PER:r1 سامر]} {q1 أ}، {c2 مضيفا} {q2 ب}", f"{R1}q1 indirect r1\nq2 indirect r1"
        )
        == []
    )


def _quotes(*quotes, entities=()):
    references = (Reference("r1", "PER", "سامر"),)
    return problems(Document("قال سامر إنه سيعود غدا", "", {}, entities, quotes, references))


def test_parts_that_overlap():
    person = Reference("r1", "PER", "سامر")
    within = Quote("indirect", (Span(4, 22),), Cue(Span(0, 3)), Span(4, 8), person)
    assert _quotes(within) == [
        "quote 1, content «سامر إنه سيعود غدا» [4, 22) and quote 1, source «سامر» [4, 8) overlap; "
        "only a source is shared, and then whole: take one out of the other"
    ]
    first = Quote("indirect", (Span(9, 18),), None, Span(0, 8), person)
    second = Quote("indirect", (Span(19, 22),), None, Span(4, 8), person)
    assert [m.split(" overlap")[0] for m in _quotes(first, second)] == [
        "quote 1, source «قال سامر» [0, 8) and quote 2, source «سامر» [4, 8)"
    ]


def test_a_part_that_cuts_an_entity():
    entity = Entity(Span(4, 12), "DATE")
    quote = Quote("indirect", (Span(9, 18),), speaker=Reference("r1", "PER", "سامر"))
    assert _quotes(quote, entities=(entity,)) == [
        "quote 1, content «إنه سيعود» [9, 18) cuts entity DATE «سامر إنه» [4, 12); "
        "it must lie inside a quote part or outside it; move one of the edges"
    ]


def test_a_long_cue():
    body = "{c1 قال في حديث طويل جدا} {s1 [PER:r1 سامر]} إنه {q1 سيعود}"
    assert "the cue «قال في حديث طويل جدا» [0, 20) has 5 words, 4 at most are allowed" in only(
        body, f"{R1}q1 indirect r1"
    )
    assert found(body.replace(" جدا", ""), f"{R1}q1 indirect r1") == []


def test_long_texts_are_shortened_and_line_breaks_shown():
    body = "[MISC " + "أ" * 30 + "\n" + "ب" * 30 + "،]"
    assert f"«{'أ' * 25}…{'ب' * 11}،»" in only(body)
    assert "«أ⏎،»" in only("[MISC أ\n،]")


def test_an_empty_document_has_no_problems():
    assert problems(Document("")) == []
