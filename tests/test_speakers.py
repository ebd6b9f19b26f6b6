"""Who speaks, phenomenon by phenomenon, in small documents of our own. All speakers are invented.

In a text ``[X]LABEL`` is an entity; a quote is given as «source|cue|content», in words of the text.
"""

import pytest
from test_references import Marked, documents, phenomena, resolved, who

from arabicnews.document import Cue, Quote
from arabicnews.references import scores
from arabicnews.validation import problems

PHENOMENA = (
    "source: a name", "source: an office", "source: a common noun", "source: an organisation",
    "source: a country", "source: a document", "dropped subject", "participles", "gender agreement",
    "number agreement", "pronouns", "headlines", "after a paragraph break", "two alternate",
    "subject before the verb", "subject after the verb", "quote first", "chains",
)  # fmt: skip


def test_every_phenomenon_has_three_documents():
    found = phenomena("speakers")
    assert set(found) == set(PHENOMENA)
    assert min(found.values()) >= 3


@pytest.mark.parametrize("document", documents("speakers"))
def test_speakers_of_a_document(document):
    assert problems(document) == []
    assert who(resolved(document)) == who(document)


def spoken(text, *quotes):
    """The names of the speakers of quotes «source|cue|content», in text order."""
    marked = Marked(text)
    for quote in quotes:
        source, cue, content = quote.split("|")
        marked.quote(content, cue or None, source or None)
    return [q.speaker.name if q.speaker else None for q in marked.resolved().quotes]


BUSTANI, HAJ = "مراد البستاني", "سليم الحاج"


@pytest.mark.parametrize(
    ("text", "quotes", "names"),
    [
        # a title alone stands for the person whose name stands beside it elsewhere
        (
            "زار [وزير الزراعة]TITLE [السوري]NORP [مراد البستاني]PER حمص. وقال [الوزير]TITLE إن القمح كاف.",
            ["الوزير|وقال|القمح كاف"],
            [BUSTANI],
        ),
        (
            "حضر [رئيس]TITLE [اتحاد الكتاب]ORG [سليم الحاج]PER. وأعلن [رئيس الاتحاد]TITLE أن الجائزة باقية.",
            ["رئيس الاتحاد|وأعلن|الجائزة باقية"],
            [HAJ],
        ),
        (
            "[الوزيرة]TITLE [هدى البستاني]PER و[الوزير]TITLE [سليم الحاج]PER. وقالت [الوزيرة]TITLE إنه عائد.",
            ["الوزيرة|وقالت|إنه عائد"],
            ["هدى البستاني"],
        ),
    ],
)
def test_a_title_alone(text, quotes, names):
    marked = Marked(text)
    for quote in quotes:
        source, cue, content = quote.split("|")
        at = marked.text.rindex(source)
        marked.quote(content, cue, source, nth=marked.text.count(source, 0, at))
    assert [q.speaker.name for q in marked.resolved().quotes] == names


@pytest.mark.parametrize(
    ("text", "quotes", "names"),
    [
        (
            "قالت [هدى البستاني]PER إن القمح كاف. وقال [سليم الحاج]PER إن لا. وأضافت أن المخازن ممتلئة.",
            ["هدى البستاني|قالت|القمح كاف", "سليم الحاج|وقال|لا", "|وأضافت|المخازن ممتلئة"],
            ["هدى البستاني", HAJ, "هدى البستاني"],
        ),
        (
            "وقال مزارعون إن المطر قليل. وقال [سليم الحاج]PER إن الماء يكفي. وأضافوا أن الآبار جفت.",
            ["مزارعون|وقال|المطر قليل", "سليم الحاج|وقال|الماء يكفي", "|وأضافوا|الآبار جفت"],
            ["مزارعون", HAJ, "مزارعون"],
        ),
        (
            "قال [سليم الحاج]PER إن الجسر مغلق، مؤكدا أن العمل بدأ.",
            ["سليم الحاج|قال|الجسر مغلق", "|مؤكدا|العمل بدأ"],
            [HAJ, HAJ],
        ),
        (
            "قال [سليم الحاج]PER إن الجسر مغلق.\n\nوتابع أن العمل بدأ.",
            ["سليم الحاج|قال|الجسر مغلق", "|وتابع|العمل بدأ"],
            [HAJ, HAJ],
        ),
    ],
)
def test_a_dropped_subject_agrees(text, quotes, names):
    assert spoken(text, *quotes) == names


@pytest.mark.parametrize(
    ("text", "quotes", "names"),
    [
        (
            "قال [سليم الحاج]PER إن لا.\n\nأما [هدى البستاني]PER فبقيت واقفة. وقالت إن الباب مفتوح.",
            ["سليم الحاج|قال|لا", "|وقالت|الباب مفتوح"],
            [HAJ, "هدى البستاني"],
        ),
        (
            "قال [سليم الحاج]PER إن لا.\n\nومن هؤلاء [مراد البستاني]PER الذي جاء. ويقول إن الطريق طويل.",
            ["سليم الحاج|قال|لا", "|ويقول|الطريق طويل"],
            [HAJ, BUSTANI],
        ),
        (
            "قال [سليم الحاج]PER إن لا.\n\nوحضر السباك [مراد البستاني]PER. وأوضح أن الأنابيب قديمة.",
            ["سليم الحاج|قال|لا", "|وأوضح|الأنابيب قديمة"],
            [HAJ, BUSTANI],
        ),
    ],
)
def test_somebody_introduced_in_the_narrative_speaks_later(text, quotes, names):
    assert spoken(text, *quotes) == names


@pytest.mark.parametrize(
    ("text", "quotes", "names"),
    [
        (
            "قال [سليم الحاج]PER إن الماء يكفي. وسأل صحفي عن الثمن، فأجاب أن الثمن ثابت.",
            ["سليم الحاج|قال|الماء يكفي", "صحفي|وسأل|الثمن", "|فأجاب|الثمن ثابت"],
            [HAJ, "صحفي", HAJ],
        ),
        (
            "وسأل صحفي [مراد البستاني]PER عن الموعد، فرد بأن اللقاء غدا.",
            ["صحفي|وسأل|الموعد", "|فرد|اللقاء غدا"],
            ["صحفي", BUSTANI],
        ),
        (
            "سألت [هدى البستاني]PER [سليم الحاج]PER عن الدار. فأجاب أن الدار بيعت. فردت بأن هذا ظلم.",
            ["هدى البستاني|سألت|الدار", "|فأجاب|الدار بيعت", "|فردت|هذا ظلم"],
            ["هدى البستاني", HAJ, "هدى البستاني"],
        ),
    ],
)
def test_question_and_answer(text, quotes, names):
    assert spoken(text, *quotes) == names


@pytest.mark.parametrize("cue", ["وقيل", "ويقال", "أُعلن"])
def test_a_verb_without_a_subject_has_no_speaker(cue):
    text = f"قال [سليم الحاج]PER إن لا. {cue} إن الجسر مغلق."
    assert spoken(text, "سليم الحاج|قال|لا", f"|{cue}|الجسر مغلق") == [HAJ, None]


@pytest.mark.parametrize(
    ("text", "quote", "names"),
    [
        ("[مراد البستاني]PER، الذي نفى الخبر، غائب.", "|نفى|الخبر", [BUSTANI]),
        ("حضرت [هدى البستاني]PER التي أكدت أن البذر بدأ.", "|أكدت|البذر بدأ", ["هدى البستاني"]),
        ("زارتنا [شركة النخلة]ORG، التي نفت الخبر.", "|نفت|الخبر", ["شركة النخلة"]),
    ],
)
def test_the_antecedent_of_a_relative_clause_speaks(text, quote, names):
    assert spoken(text, quote) == names


@pytest.mark.parametrize(
    ("text", "quotes", "name"),
    [
        ("وجاء في تقرير صادر عن [اتحاد الصيادين]ORG أن السمك قليل.",
         ["تقرير صادر عن اتحاد الصيادين|وجاء|السمك قليل"], "اتحاد الصيادين"),
        ("وتوصلت الدراسة، التي أعدتها [جامعة النخيل]ORG، إلى أن السمك قليل.",
         ["الدراسة|وتوصلت|السمك قليل"], "جامعة النخيل"),
        ("قال [اتحاد الصيادين]ORG في بيان إن السمك قليل. وأشار البيان إلى أن الشباك قديمة.",
         ["اتحاد الصيادين|قال|السمك قليل", "البيان|وأشار|الشباك قديمة"], "اتحاد الصيادين"),
        ("استطلاع: السمك قليل\n\nأظهر استطلاع أجراه [مركز الرأي]ORG أن الشباك قديمة.",
         ["استطلاع||السمك قليل", "استطلاع أجراه مركز الرأي|أظهر|الشباك قديمة"], "مركز الرأي"),
        ("اجتمعت [لجنة البذور]ORG. وأوضح بيان اللجنة أن القمح كاف.",
         ["بيان اللجنة|وأوضح|القمح كاف"], "لجنة البذور"),
    ],
)  # fmt: skip
def test_the_issuer_of_a_document_speaks(text, quotes, name):
    assert set(spoken(text, *quotes)) == {name}


@pytest.mark.parametrize("source", ["التقارير", "تقرير عن سوريا", "دراسة حديثة"])
def test_a_document_whose_issuer_is_not_said_speaks_for_itself(source):
    text = f"ذهب [اتحاد الصيادين]ORG. وتقول {source.replace('سوريا', '[سوريا]GPE')} إن السمك قليل."
    assert spoken(text, f"{source}|وتقول|السمك قليل") == [source]


@pytest.mark.parametrize(
    ("text", "source", "members"),
    [
        ("قال [مراد البستاني]PER و[سليم الحاج]PER إن لا بأس.", "مراد البستاني وسليم الحاج", [BUSTANI, HAJ]),
        ("قالت [روسيا]GPE و[تركيا]GPE إن لا بأس.", "روسيا وتركيا", ["روسيا", "تركيا"]),
        ("قالت شركات مثل [نخلة]ORG و[سنبلة]ORG إن لا بأس.", "شركات مثل نخلة وسنبلة", ["نخلة", "سنبلة"]),
    ],
)
def test_those_who_speak_together(text, source, members):
    document = Marked(text).quote("لا بأس", text.split()[0], source).resolved()
    by_id = {r.id: r.name for r in document.references}
    assert [by_id[member] for member in document.quotes[0].speaker.members] == members


def test_a_dual_verb_without_a_subject_has_the_two_named_before():
    document = Marked("وعرض [مراد البستاني]PER و[سليم الحاج]PER أرقاما. وأكدا أن القمح كاف.")
    speaker = document.quote("القمح كاف", "وأكدا").resolved().quotes[0].speaker
    assert (speaker.type, speaker.name) == ("GROUP", "مراد البستاني وسليم الحاج")
    assert len(speaker.members) == 2


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("وقالت مصادر مقربة من [البستاني]PER إن لا بأس.", "مصادر مقربة من البستاني"),
        ("وقال محامي [البستاني]PER إن لا بأس.", "محامي البستاني"),
        ("وقال أنصار [البستاني]PER إن لا بأس.", "أنصار البستاني"),
        ("وقال [متحدث باسم]TITLE [البستاني]PER إن لا بأس.", "متحدث باسم البستاني"),
        ("وقال [البستاني]PER وزملاؤه إن لا بأس.", "البستاني وزملاؤه"),
    ],
)
def test_the_person_in_a_source_is_not_always_the_speaker(text, source):
    assert spoken(text, f"{source}|{text.split()[0]}|لا بأس") == [source]


@pytest.mark.parametrize(
    ("text", "source", "name"),
    [
        ("وقالت الفنانة [هدى البستاني]PER إن لا بأس.", "الفنانة هدى البستاني", "هدى البستاني"),
        ("وقال محامي [البستاني]PER، [سليم الحاج]PER، إن لا بأس.", "محامي البستاني", HAJ),
        ("وقال [المتحدث باسم]TITLE القوات، [العقيد]TITLE [سليم الحاج]PER، إن لا بأس.",
         "المتحدث باسم القوات", HAJ),
    ],
)  # fmt: skip
def test_a_name_in_apposition_speaks(text, source, name):
    assert spoken(text, f"{source}|{text.split()[0]}|لا بأس") == [name]


@pytest.mark.parametrize(
    ("text", "quotes", "names"),
    [
        ("[الحاج]PER: الجسر مغلق\n\nزار [سليم الحاج]PER القرية.", ["الحاج||الجسر مغلق"], [HAJ]),
        ("[موسكو]GPE: الجسر مغلق", ["موسكو||الجسر مغلق"], ["موسكو"]),
        ("مصدر أمني: الجسر مغلق", ["مصدر أمني||الجسر مغلق"], ["مصدر أمني"]),
    ],
)
def test_a_headline(text, quotes, names):
    assert spoken(text, *quotes) == names


@pytest.mark.parametrize("marker", ["من جانبه", "بدوره", "من جهته"])
def test_the_other_takes_his_turn(marker):
    text = f"قال [مراد البستاني]PER إن نعم. {marker} قال [سليم الحاج]PER إن لا. وأضاف أن الباب مغلق."
    marked = Marked(text).quote("نعم", "قال", BUSTANI).quote("الباب مغلق", "وأضاف")
    marked.quotes.append(
        Quote("indirect", (marked.span("لا."),), Cue(marked.span("قال", 1)), marked.span(HAJ))
    )
    assert [q.speaker.name for q in marked.resolved().quotes] == [BUSTANI, HAJ, HAJ]


@pytest.mark.parametrize("agency", ["[رويترز]ORG", "[وكالة النخيل]ORG", "الصحيفة"])
def test_who_is_relayed_speaks_and_not_who_relays(agency):
    text = f"نقلت {agency} عن [الوزير]TITLE [سليم الحاج]PER قوله إن القمح كاف."
    assert spoken(text, "الوزير سليم الحاج|قوله|القمح كاف") == [HAJ]


@pytest.mark.parametrize("cue", ["وقال", "وأضاف", "وذكر"])
def test_the_same_source_again(cue):
    text = f"قال مصدر أمني إن لا. {cue} المصدر نفسه إن الطريق مغلق."
    assert spoken(text, "مصدر أمني|قال|لا", f"المصدر نفسه|{cue}|الطريق مغلق") == ["مصدر أمني"] * 2


def test_praise_tells_who_is_meant():
    assert spoken("قال تعالى كذا وكذا.", "|قال|كذا وكذا") == ["الله"]


def test_scores_are_probabilities_and_names_are_surest():
    values = [value for name, value in vars(scores).items() if name.isupper()]
    assert all(0 < value < 1 for value in values)
    assert max(values) == scores.NAMED
