"""References and speakers, resolved from entities and quotes given by hand. All speakers are invented."""

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from arabicnews.document import Cue, Document, Entity, Quote, Span
from arabicnews.formats.inline import parse
from arabicnews.names import bare_form, close, name_key, nation, readings
from arabicnews.references import resolve
from arabicnews.references.aliases import same_person
from arabicnews.validation import problems
from arabicnews.words import tokenize

PHENOMENA = (
    "partial names", "family name alone", "first name alone", "kunya", "ibn", "al family",
    "article on and off", "spelling variants", "transliteration variants", "initials", "acronyms in brackets",
    "split by titles or apposition", "name and office", "demonyms and countries", "same surname",
    "clitics by evidence", "letters that are no clitics",
)  # fmt: skip


def documents(name):
    """The annotated documents of a file in ``tests/documents``, each with its phenomenon."""
    content = (Path(__file__).parent / "documents" / f"{name}.txt").read_text(encoding="utf-8")
    found = [parse(part) for part in re.split(r"\n\n(?=# id: )", content.strip())]
    return [pytest.param(document, id=document.id) for document in found]


def phenomena(name):
    """How many documents there are of each phenomenon."""
    return Counter(param.values[0].meta["phenomenon"] for param in documents(name))


def resolved(document):
    """A gold document's own entities and quotes, resolved anew."""
    entities = [replace(entity, reference=None) for entity in document.entities]
    quotes = [replace(quote, speaker=None) for quote in document.quotes]
    return resolve(document.text, tokenize(document.text), entities, quotes).on(document)


def who(document):
    """All references of a document, and the reference of each of its titles and quotes, whatever the ids."""
    names = {r.id: r.name for r in document.references}
    known = {
        r.id: (r.type, r.name, frozenset(names[m] for m in r.members), tuple(sorted(r.mentions)))
        for r in document.references
    }
    spoken = [known[q.speaker.id] if q.speaker else None for q in document.quotes]
    titles = [known[e.reference.id] if e.reference else None for e in document.entities]
    return Counter(known.values()), titles, spoken


class Marked:
    """A text in which ``[X]PER`` marks entities; collects quotes and resolves."""

    def __init__(self, marked):
        self.text, self.entities, self.quotes = "", [], []
        rest = marked
        while "[" in rest:
            before, _, rest = rest.partition("[")
            inside, _, rest = rest.partition("]")
            label = rest[
                : next((i for i, c in enumerate(rest) if not c.isascii() or not c.isupper()), len(rest))
            ]
            rest = rest[len(label) :]
            start = len(self.text) + len(before)
            self.text += before + inside
            self.entities.append(Entity(Span(start, start + len(inside)), label))
        self.text += rest

    def span(self, words, nth=0):
        at = -1
        for _ in range(nth + 1):
            at = self.text.index(words, at + 1)
        return Span(at, at + len(words))

    def quote(self, content, cue=None, source=None, nth=0):
        self.quotes.append(
            Quote(
                "indirect",
                (self.span(content),),
                Cue(self.span(cue)) if cue else None,
                self.span(source, nth) if source else None,
            )
        )
        return self

    def resolved(self):
        found = resolve(self.text, tokenize(self.text), self.entities, self.quotes)
        return Document(self.text, entities=found.entities, quotes=found.quotes, references=found.references)


def names(marked, label=None):
    found = Marked(marked).resolved().entities
    return [e.reference.name if e.reference else None for e in found if label in (None, e.label)]


# -- small documents, phenomenon by phenomenon -----------------------------------------------------------


def test_every_phenomenon_has_three_documents():
    found = phenomena("references")
    assert set(found) == set(PHENOMENA)
    assert min(found.values()) >= 3


@pytest.mark.parametrize("document", documents("references"))
def test_references_of_a_document(document):
    assert problems(document) == []
    assert who(resolved(document)) == who(document)


# -- names ---------------------------------------------------------------------------------------------


def test_readings_take_clitics_off_one_by_one():
    assert readings("وللنجار") == ("وللنجار", "للنجار", "النجار", "لنجار")


@pytest.mark.parametrize(
    ("word", "bare"),
    [
        ("والبستاني", "البستاني"),
        ("لموسكو", "موسكو"),
        ("وليد", "وليد"),
        ("واشنطن", "واشنطن"),
        ("بلير", "بلير"),
        ("كمال", "كمال"),
        ("لافروف", "لافروف"),
        ("فلاديمير", "فلاديمير"),
        ("للحزب", "الحزب"),
    ],
)
def test_clitics_come_off_by_evidence(word, bare):
    from arabicnews.references.article import vocabulary

    assert bare_form(word, vocabulary() | {"بستاني"}) == bare


def test_names_are_compared_without_article_and_links():
    assert name_key("عبد الله بن زيد النجار") == name_key("عبدالله زيد نجار")


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("الروسية", "روسيا"),
        ("السوريون", "سوريا"),
        ("لليابان", "اليابان"),
        ("الكوري الجنوبي", "كوريا الجنوبية"),
        ("القمح", None),
    ],
)
def test_nation(text, country):
    assert nation(text) == country


def test_spellings_one_letter_apart_are_close():
    assert close("نوفاك", "نوافك")
    assert close("ميدفيديف", "ميدفيدف")
    assert not close("سمير", "سميح")


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("مراد البستاني", "مراد بستاني", True),
        ("مراد سليم البستاني", "مراد البستاني", True),
        ("مراد البستاني", "هدى البستاني", False),
        ("مراد البستاني", "مراد البستاني الابن", False),
    ],
)
def test_same_person(a, b, same):
    assert same_person(name_key(a), name_key(b)) is same


# -- references ----------------------------------------------------------------------------------------


def test_family_name_first_name_and_clitics_share_a_reference():
    found = names("التقى [مراد البستاني]PER أهله. ثم قيل [للبستاني]PER كلام، وعاد [مراد]PER إلى بيته.")
    assert found == ["مراد البستاني"] * 3


def test_a_family_name_in_front_of_the_full_name():
    assert names("[البستاني]PER: لا. وكان [مراد البستاني]PER حاضرا.") == ["مراد البستاني"] * 2


def test_two_people_of_one_family_stay_two():
    text = "حضر [مراد البستاني]PER و[هدى البستاني]PER. ثم تحدث [البستاني]PER."
    found = Marked(text).resolved().entities
    assert len({e.reference.id for e in found}) == 3


def test_a_country_has_one_reference_under_its_names():
    found = names("بين [الولايات المتحدة]GPE و[أمريكا]GPE. و[واشنطن]GPE بعيدة.")
    assert found == ["الولايات المتحدة", "الولايات المتحدة", "واشنطن"]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("[حزب نخيل الوادي الأخضر]ORG و[حزب الوادي]ORG", 1),
        ("[اتحاد صيادي النهر سمكة]ORG و[سمكة]ORG", 1),
        ("[نخلة للإلكترونيات]ORG و[نخلة]ORG", 1),
        ("[القوات الخاصة الألمانية]ORG و[القوات الألمانية]ORG", 2),
        ("[مجلس الأمن القومي]ORG و[مجلس الأمن]ORG", 2),
        ("[إقليم دونيتسك]GPE و[دونيتسك]GPE", 1),
        ("[عراق]GPE و[العراق]GPE", 1),
        ("[غاريث بيلو]PER و[جاريث بيلو]PER", 1),
        ("[دان ترامب]PER و[ترمب]PER", 1),
        ("[سالم النخيل]PER و[سليم النخيل]PER", 2),
        ("[حسن البستاني]PER و[حسين البستاني]PER", 2),
        ("[موسى النجار]PER ([أبو مازن]PER). ثم [أبو مازن]PER", 1),
        ("[محمود آل نخيل]PER. ثم [محمود النخيل]PER", 1),
        ("[زيد بن عمر النجار]PER. ثم [زيد عمر النجار]PER", 1),
        ("[اتحاد صيادي النهر]ORG ([اصن]ORG). ثم [اصن]ORG", 1),
        ("[مراد البستاني]PER ثم [للبستاني]PER ثم [والبستاني]PER", 1),
    ],
)
def test_how_many_are_meant(text, count):
    assert len(Marked(text).resolved().references) == count


@pytest.mark.parametrize(
    ("text", "owners"),
    [
        ("حضرت [د]TITLE. [هدى البستاني]PER مبكرا.", ["هدى البستاني"]),
        (
            "[مراد البستاني]PER، [مدير المصنع]TITLE، [عضو]TITLE [اتحاد الكتاب]ORG، غائب.",
            ["مراد البستاني"] * 2,
        ),
        (
            "[مراد البستاني]PER [رئيس]TITLE [دائرة الماء]ORG و[الشيخ]TITLE [سليم الحاج]PER",
            ["مراد البستاني", "سليم الحاج"],
        ),
        ("[رئيس]TITLE شبكة [نخلة]ORG، [مراد البستاني]PER، غائب.", ["مراد البستاني"]),
        ("[الرئيس]TITLE الإلداري غاب.. [مراد البستاني]PER حضر.", [None]),
    ],
)
def test_whose_a_title_is(text, owners):
    assert names(text, "TITLE") == owners


def test_a_body_without_its_class_word_is_the_same():
    assert names("[حزب النخلة]ORG كبير. و[النخلة]ORG قديم.") == ["حزب النخلة"] * 2


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("حضر [لحسن أوبلا]PER.", ["لحسن أوبلا"]),
        ("حضر [حسن أوبلا]PER. وسلموا [لحسن أوبلا]PER الكتاب.", ["حسن أوبلا"] * 2),
        ("عاد من [وردان]GPE. وقصد الناس [وردان]GPE.", ["وردان"] * 2),
        ("بين [أرحب]GPE [ودروة]GPE", ["أرحب", "دروة"]),
        ("حضر [مراد]PER [و]PER.", ["مراد", "و"]),
        ("جاء [كاندور فيل]PER. ثم غاب [كاندور]PER وعاد [كاندور]PER.", ["كاندور فيل"] * 3),
        ("زرت [أبا مازن]PER.", ["أبو مازن"]),
        ("زرت [أبي بن كعب]PER.", ["أبي بن كعب"]),
        ("قرأت [سعاد_نخيل]PER.", ["سعاد نخيل"]),
        ('زرت [حي "النخيل]LOC" أمس.', ["حي النخيل"]),
        ('زرت [حي "النخيل" القديم]LOC أمس.', ['حي "النخيل" القديم']),
    ],
)
def test_the_name_is_as_written_without_clitics(text, found):
    assert names(text) == found


@pytest.mark.parametrize("title", ["الباحثون", "وزراء الخارجية", "خبراء", "المدرب"])
def test_a_title_that_is_nobodys_has_no_reference(title):
    assert names(f"ويعتقد [{title}]TITLE أن الأرض رطبة.") == [None]


def test_the_same_ministry_of_two_nations_is_two():
    text = "[وزارة الخارجية]ORG [الروسية]NORP و[وزارة الخارجية]ORG [السورية]NORP"
    found = [e.reference.id for e in Marked(text).resolved().entities if e.label == "ORG"]
    assert len(set(found)) == 2


def test_a_title_carries_the_reference_of_its_name():
    assert names("[وزير الزراعة]TITLE [السوري]NORP [مراد البستاني]PER", "TITLE") == ["مراد البستاني"]


def test_a_title_behind_a_comma_explains_the_name():
    assert names("حضر [مراد البستاني]PER، [مدير المصنع]TITLE، مبكرا.", "TITLE") == ["مراد البستاني"]


def test_an_office_alone_finds_its_holder():
    text = (
        "[الرئيس]TITLE [السوري]NORP [مراد البستاني]PER و[الرئيس]TITLE [اللبناني]NORP [سليم الحاج]PER. "
        "ثم [الرئيس]TITLE [السوري]NORP."
    )
    assert names(text, "TITLE") == ["مراد البستاني", "سليم الحاج", "مراد البستاني"]


def test_the_president_is_no_prime_minister():
    text = "[رئيس الوزراء]TITLE [السوري]NORP [مراد البستاني]PER غائب. وحضر [الرئيس]TITLE [السوري]NORP."
    assert names(text, "TITLE") == ["مراد البستاني", "الرئيس"]


def test_dates_and_nationalities_have_no_reference():
    assert names("[اليوم]DATE حضر [السوريون]NORP") == [None, None]


def test_mentions_are_the_spans_that_point_to_a_reference():
    document = Marked("حضر [مراد البستاني]PER وغاب [البستاني]PER.").resolved()
    assert [m.text for m in document.references[0].mentions] == ["مراد البستاني", "البستاني"]


def test_earlier_references_and_other_schemes_do_no_harm():
    text = "حضر مراد البستاني."
    found = resolve(text, tokenize(text), [Entity(Span(4, 17), "PERS")], [])
    assert found.references == ()
    assert found.entities[0].reference is None


# -- speakers ------------------------------------------------------------------------------------------


def speakers(marked):
    found = marked.resolved().quotes
    return [(q.speaker.name if q.speaker else None, q.speaker.type if q.speaker else None) for q in found]


def test_the_person_in_a_source_speaks():
    text = Marked("قال [وزير الزراعة]TITLE [مراد البستاني]PER إن القمح كاف.")
    text.quote("القمح كاف", "قال", "وزير الزراعة مراد البستاني")
    quote = text.resolved().quotes[0]
    assert (quote.speaker.name, quote.speaker_score) == ("مراد البستاني", 0.95)


def test_no_source_means_who_spoke_before():
    text = Marked("قال [مراد البستاني]PER إن القمح كاف.\n\nوأضاف أن المخازن ممتلئة.")
    text.quote("القمح كاف", "قال", "مراد البستاني").quote("المخازن ممتلئة", "وأضاف")
    assert [(q.speaker.name, q.speaker_score) for q in text.resolved().quotes] == [
        ("مراد البستاني", 0.95),
        ("مراد البستاني", 0.75),
    ]


def test_the_verb_must_agree_with_who_spoke_before():
    text = Marked(
        "قالت [هدى البستاني]PER إن القمح كاف. وقال [سليم الحاج]PER إن لا. وأضافت أن المخازن ممتلئة."
    )
    text.quote("القمح كاف", "قالت", "هدى البستاني").quote("لا", "وقال", "سليم الحاج")
    text.quote("المخازن ممتلئة", "وأضافت")
    assert speakers(text)[2] == ("هدى البستاني", "PER")


def test_nobody_speaks_where_nobody_agrees():
    text = Marked("قال [سليم الحاج]PER إن لا. وأضافت أن المخازن ممتلئة.")
    text.quote("لا", "قال", "سليم الحاج").quote("المخازن ممتلئة", "وأضافت")
    assert speakers(text) == [("سليم الحاج", "PER"), (None, None)]


def test_an_unnamed_source_is_a_group():
    text = Marked("وقال مصدر أمني إن الطريق مغلق. وتابع المصدر أن البديل سالك.")
    text.quote("الطريق مغلق", "وقال", "مصدر أمني").quote("البديل سالك", "وتابع", "المصدر", 0)
    assert speakers(text) == [("مصدر أمني", "GROUP"), ("مصدر أمني", "GROUP")]


def test_an_office_without_a_name_is_a_person():
    text = Marked("وقال [وزير الزراعة]TITLE إن القمح كاف.").quote("القمح كاف", "وقال", "وزير الزراعة")
    assert speakers(text) == [("وزير الزراعة", "PER")]


def test_the_ministry_for_the_ministry_named_before():
    text = Marked("اجتمعت [وزارة الزراعة]ORG. وقالت الوزارة إن القمح كاف.")
    text.quote("القمح كاف", "وقالت", "الوزارة")
    assert speakers(text) == [("وزارة الزراعة", "ORG")]


def test_the_issuer_of_a_document_speaks_and_the_document_is_no_mention():
    text = Marked("وجاء في بيان [لوزارة الزراعة]ORG أن القمح كاف.")
    text.quote("القمح كاف", "وجاء", "بيان لوزارة الزراعة")
    document = text.resolved()
    assert document.quotes[0].speaker.name == "وزارة الزراعة"
    assert [m.text for m in document.references[0].mentions] == ["لوزارة الزراعة"]


def test_a_document_without_an_issuer_is_a_group():
    text = Marked("وبحسب تقرير جديد، القمح كاف.").quote("القمح كاف", "وبحسب", "تقرير جديد")
    assert speakers(text) == [("تقرير جديد", "GROUP")]


def test_two_who_speak_together_are_a_group_of_their_own():
    text = Marked("قال [مراد البستاني]PER و[سليم الحاج]PER إن القمح كاف.")
    text.quote("القمح كاف", "قال", "مراد البستاني وسليم الحاج")
    document = text.resolved()
    speaker = document.quotes[0].speaker
    by_id = {r.id: r.name for r in document.references}
    assert speaker.type == "GROUP"
    assert [by_id[member] for member in speaker.members] == ["مراد البستاني", "سليم الحاج"]


def test_a_name_between_commas_behind_an_office_speaks():
    text = Marked("وأعلن المسؤول في [شرطة حلب]ORG، [مراد البستاني]PER، أن الطريق مغلق.")
    text.quote("الطريق مغلق", "وأعلن", "المسؤول في شرطة حلب")
    assert speakers(text) == [("مراد البستاني", "PER")]


def test_a_country_speaks_for_itself():
    text = Marked("وأعلنت [موسكو]GPE أن الطريق مغلق.").quote("الطريق مغلق", "وأعلنت", "موسكو")
    assert speakers(text) == [("موسكو", "GPE")]


def test_a_pronoun_is_no_speaker():
    text = Marked("وقال هو إن الطريق مغلق.").quote("الطريق مغلق", "وقال", "هو")
    assert speakers(text) == [(None, None)]


def test_nothing_to_resolve():
    assert resolve("", [], [], []) == ((), (), ())
