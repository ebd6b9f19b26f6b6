"""The rule-based reader, on small invented texts. Every person who speaks here is invented."""

import pytest

from arabicnews.cues import agreement, cue_family
from arabicnews.document import Document, Span
from arabicnews.rules import RuleReader
from arabicnews.rules.dates import dates
from arabicnews.rules.view import View

READ = RuleReader()


def entities(text):
    return [(e.text, e.label) for e in READ(Document(text)).entities]


def labelled(text, label):
    return [e.text for e in READ(Document(text)).entities if e.label == label]


def quotes(text):
    found = READ(Document(text)).quotes
    return [
        (q.kind, q.text, q.cue and q.cue.text, q.source and q.source.text, q.speaker and q.speaker.name)
        for q in found
    ]


def only(text):
    found = quotes(text)
    assert len(found) == 1, found
    return found[0]


# -- cues ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("قال", "say"),
        ("وأضافت", "add"),
        ("مؤكداً", "stress"),
        ("مؤكّداًً", "stress"),
        ("لافتةً", "point"),
        ("ونفوا", "deny"),
        ("على حد قوله", "attribute"),
        ("وفقاً", "attribute"),
        ("نقلاً عن", "attribute"),
        ("وطالبهم", "call"),
        ("النافذة", None),
    ],
)
def test_cue_family(text, family):
    assert cue_family(text) == family


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("قال", ("m", "s")),
        ("وأضافت", ("f", "s")),
        ("أعلنوا", ("m", "p")),
        ("قولها", ("f", "s")),
        ("بحسب", ("", "")),
    ],
)
def test_agreement_of_cues(text, shown):
    assert agreement(text) == shown


# -- quotes --------------------------------------------------------------------------------------------


def test_indirect_quote_behind_inna():
    assert only("قالت سلمى النجار إن الجسر مغلق.") == (
        "indirect",
        "الجسر مغلق",
        "قالت",
        "سلمى النجار",
        "سلمى النجار",
    )


def test_a_fused_complementiser_is_kept():
    assert only("وأوضح مراد البستاني أنه باع المزرعة.")[1] == "أنه باع المزرعة"


def test_direct_quote_behind_anna_and_a_colon():
    text = 'وأكد مراد البستاني، خلال جولة في السوق، أن: "الأسعار مستقرة، وأن المخزون كاف".'
    assert only(text)[:4] == ("direct", "الأسعار مستقرة، وأن المخزون كاف", "وأكد", "مراد البستاني")


def test_direct_quote_without_a_colon():
    assert only("وأضاف «سنعيد بناء المدرسة قبل الشتاء».")[:2] == ("direct", "سنعيد بناء المدرسة قبل الشتاء")


def test_direct_quote_with_the_cue_behind_it():
    found = only('"سنعيد بناء المدرسة قبل الشتاء"، قالت هدى الكيلاني.')
    assert found == ("direct", "سنعيد بناء المدرسة قبل الشتاء", "قالت", "هدى الكيلاني", "هدى الكيلاني")


def test_an_interrupted_quote_is_one_in_two_pieces():
    found = READ(Document('"لن نبيع الأرض"، قالت هدى الكيلاني، "مهما ارتفعت الأسعار".')).quotes
    assert [[piece.text for piece in q.content] for q in found] == [["لن نبيع الأرض", "مهما ارتفعت الأسعار"]]


def test_two_marked_pieces_of_one_cue():
    found = READ(Document('قال مراد البستاني إن "البئر جفت" وأن "القرية عطشى".')).quotes
    assert [[piece.text for piece in q.content] for q in found] == [["البئر جفت", "القرية عطشى"]]


def test_mixed_quote():
    found = only('قال مراد البستاني إن القرية "لن تنتظر طويلا" قبل حفر بئر.')
    assert found[:2] == ("mixed", 'القرية "لن تنتظر طويلا" قبل حفر بئر')


def test_marks_round_a_name_do_not_make_a_clause_mixed():
    assert only('قال مراد البستاني إن مقهى "النخيل" سيغلق.')[0] == "indirect"


def test_scare_quotes_and_titles_are_no_quotes():
    assert quotes('شاهد الجمهور فيلم "ظلال النخيل" في قاعة صغيرة تسمى "القبو".') == []


def test_participles_take_the_subject_of_their_sentence():
    text = "قال مراد البستاني إن البئر جفت، مشيراً إلى ضرورة حفر أخرى، ومعرباً عن أمله في الدعم."
    assert [(q[1], q[2], q[3]) for q in quotes(text)] == [
        ("البئر جفت", "قال", "مراد البستاني"),
        ("ضرورة حفر أخرى", "مشيراً", "مراد البستاني"),
        ("أمله في الدعم", "ومعرباً", "مراد البستاني"),
    ]


def test_no_source_where_arabic_drops_the_subject():
    found = quotes("قالت هدى الكيلاني إن المدرسة جاهزة. وأضافت أن الطلاب سيعودون.")
    assert [(q[3], q[4]) for q in found] == [("هدى الكيلاني", "هدى الكيلاني"), (None, "هدى الكيلاني")]


def test_a_second_verb_of_the_sentence_takes_its_subject():
    found = quotes("قالت هدى الكيلاني إن المدرسة جاهزة، وأضافت أن الطلاب سيعودون.")
    assert [q[3] for q in found] == ["هدى الكيلاني", "هدى الكيلاني"]


def test_a_noun_phrase_as_content():
    found = only("نفت هدى الكيلاني صحة الأنباء عن إغلاق المدرسة.")
    assert found[1:4] == ("صحة الأنباء عن إغلاق المدرسة", "نفت", "هدى الكيلاني")


def test_somebody_addressed_is_left_out():
    found = only("دعا مراد البستاني أهالي القرية إلى ترشيد المياه.")
    assert found[1:4] == ("ترشيد المياه", "دعا", "مراد البستاني")


def test_a_tail_verb_is_no_cue_of_its_own():
    assert only("وأضاف مراد البستاني قائلا إن البئر جفت.")[1:3] == ("البئر جفت", "وأضاف")


def test_host_clause_in_front_of_bihasab():
    found = only("انهارت ثلاثة منازل في القرية، بحسب مصدر أمني.")
    assert found == ("indirect", "انهارت ثلاثة منازل في القرية", "بحسب", "مصدر أمني", "مصدر أمني")


def test_host_clause_behind_bihasab():
    assert only("وبحسب شهود عيان، فإن ثلاثة منازل انهارت.")[1:4] == (
        "ثلاثة منازل انهارت",
        "وبحسب",
        "شهود عيان",
    )


def test_a_relay_gives_its_verb_as_cue():
    found = only("انهارت ثلاثة منازل في القرية، حسبما أعلنت الشرطة.")
    assert found[1:4] == ("انهارت ثلاثة منازل في القرية", "أعلنت", "الشرطة")


def test_the_inner_speaker_of_a_chain_counts():
    found = only("ونقلت صحيفة محلية عن هدى الكيلاني قولها إن المدرسة جاهزة.")
    assert found[1:4] == ("المدرسة جاهزة", "قولها", "هدى الكيلاني")


def test_a_self_reference_ends_the_content():
    assert only("قال مراد البستاني إن البئر جفت على حد قوله.")[1] == "البئر جفت"


def test_headline():
    found = quotes("هدى الكيلاني: المدرسة ستفتح أبوابها غدا\n\nتستعد القرية للعام الدراسي.")
    assert found == [("indirect", "المدرسة ستفتح أبوابها غدا", None, "هدى الكيلاني", "هدى الكيلاني")]


@pytest.mark.parametrize(
    "text",
    [
        "لم تقل هدى الكيلاني إن المدرسة جاهزة.",
        "سيعلن مراد البستاني أن البئر جفت.",
        "يذكر أن المدرسة بنيت عام 1950.",
        "ومن المقرر أن يعلن مراد البستاني موعد الافتتاح.",
        "كشف النقاب عن تمثال في الساحة.",
        "انتقلت الأسرة بين القرية والمدينة.",
    ],
)
def test_no_quote(text):
    assert quotes(text) == []


def test_a_clause_runs_over_a_paragraph_break_inside_a_sentence():
    text = (
        "افتتحت القرية سوقا جديدة.\n\nوأشار مراد البستاني إلى استعداد المزارعين للعمل\n\n"
        'مع التجار في السوق، مؤكداً أن: "الطريق صار سالكا".\n\nوانتهى اليوم بعرض شعبي.'
    )
    found = quotes(text)
    assert [q[1] for q in found] == ["استعداد المزارعين للعمل\n\nمع التجار في السوق", "الطريق صار سالكا"]
    assert [q[3] for q in found] == ["مراد البستاني", "مراد البستاني"]


def test_a_subject_in_front_of_the_verb():
    assert only("هدى الكيلاني قالت إن المدرسة جاهزة.")[3] == "هدى الكيلاني"


def test_a_role_without_a_comma_belongs_to_the_source():
    found = only("قال مراد البستاني لاعب الفريق السابق إن الموسم صعب.")
    assert found[3:] == ("مراد البستاني لاعب الفريق السابق", "مراد البستاني")


def test_an_unknown_word_as_subject_is_a_name():
    assert entities("كشف زنغوري أن البئر جفت.") == [("زنغوري", "PER")]


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("وقالت المشرفة على المتحف هدى الكيلاني إن القاعة ستفتح.", "المشرفة على المتحف هدى الكيلاني"),
        ("وأفاد تقرير صادر عن مركز الجسور بأن المحصول جيد.", "تقرير صادر عن مركز الجسور"),
        ("وأشار باخ إلى أن الحفل تأخر.", "باخ"),
        ("وأكد مصدر أمني لوكالة الجسور أن الطريق مفتوح.", "مصدر أمني"),
        ("وأفاد، ذات المصدر، أن الطريق مفتوح.", "ذات المصدر"),
        ("وفي الوقت الذي أكد فيه مراد البستاني أن السوق جاهز.", "مراد البستاني"),
        ("أكد د. مراد البستاني، استشاري القلب، أن المريض بخير.", "د. مراد البستاني"),
        ("لكن التاجر مراد البستاني قال إن السوق جاهز.", "التاجر مراد البستاني"),
        ("بينما نشطاء من القرية قالوا إن الماء ملوث.", "نشطاء من القرية"),
        ("فرنسا تتهم إسبانيا بسرقة المياه.", "فرنسا"),
    ],
)
def test_how_far_a_source_goes(text, source):
    assert only(text)[3] == source


@pytest.mark.parametrize(
    ("text", "cue", "content"),
    [
        ("ونفى مراد البستاني، وجود خلاف في البلدية.", "ونفى", "وجود خلاف في البلدية"),
        ("كشفت البلدية، أمس، تفاصيل المشروع.", "كشفت", "تفاصيل المشروع"),
        ("نفت هدى الكيلاني ما تردد عن إغلاق المدرسة.", "نفت", "ما تردد عن إغلاق المدرسة"),
        ("أفاد ناشطون محليون بإغلاق الطريق.", "أفاد", "بإغلاق الطريق"),
        ("انهار الجسر، وفق ما نقلته صحيفة النهر.", "نقلته", "انهار الجسر"),
        ("انهار الجسر، بحسب ما جاء في بيان للبلدية.", "جاء", "انهار الجسر"),
        ("وجاء في الرسالة، التي وزعت أمس، أن المدرسة جاهزة.", "وجاء", "المدرسة جاهزة"),
        ('فأجابه مراد البستاني: "لا خلاف بيننا أبدا".', "فأجابه", "لا خلاف بيننا أبدا"),
        ('فرد مراد البستاني: "لا خلاف بيننا أبدا".', "فرد", "لا خلاف بيننا أبدا"),
        ('"لا خلاف بيننا أبدا"، قالت وهي تبتسم.', "قالت", "لا خلاف بيننا أبدا"),
        ('قال مراد البستاني: "إن السوق جاهز منذ أسبوع".', "قال", "السوق جاهز منذ أسبوع"),
        ("قال مراد البستاني إن السوق جاهز، فيما بقيت المدرسة مغلقة.", "قال", "السوق جاهز"),
    ],
)
def test_what_a_cue_brings(text, cue, content):
    assert only(text)[1:3] == (content, cue)


def test_another_report_behind_an_exception():
    found = quotes("قال مراد البستاني إن السوق جاهز، إلا أنه أقر بأن الطريق مغلق.")
    assert [(q[1], q[2]) for q in found] == [("السوق جاهز", "قال"), ("الطريق مغلق", "أقر")]


# -- entities ------------------------------------------------------------------------------------------


def test_title_nationality_and_name_are_three_entities():
    assert entities("استقبل وزير الزراعة السوري مراد البستاني وفدا.") == [
        ("وزير الزراعة", "TITLE"),
        ("السوري", "NORP"),
        ("مراد البستاني", "PER"),
    ]


def test_a_clitic_belongs_to_the_span():
    assert entities("سافر الوفد من دمشق لموسكو وبيروت.") == [
        ("دمشق", "GPE"),
        ("لموسكو", "GPE"),
        ("وبيروت", "GPE"),
    ]


def test_a_ministry_sheds_its_nationality_and_an_army_keeps_it():
    assert entities("وزارة الخارجية الروسية والجيش السوري") == [
        ("وزارة الخارجية", "ORG"),
        ("الروسية", "NORP"),
        ("والجيش السوري", "ORG"),
    ]


def test_names_win_over_a_title():
    assert entities("رئيس مجلس النواب ونائب رئيس الوزراء") == [
        ("رئيس", "TITLE"),
        ("مجلس النواب", "ORG"),
        ("ونائب رئيس الوزراء", "TITLE"),
    ]


def test_class_words():
    assert entities("في مدينة حلب ومحافظة درعا وقطاع غزة") == [
        ("حلب", "GPE"),
        ("ومحافظة درعا", "GPE"),
        ("وقطاع غزة", "GPE"),
    ]


def test_buildings_and_landscapes():
    assert entities("من مطار بيروت الدولي إلى البحر المتوسط ومستشفى النخيل") == [
        ("مطار بيروت الدولي", "FAC"),
        ("البحر المتوسط", "LOC"),
        ("ومستشفى النخيل", "FAC"),
    ]


def test_the_name_of_a_work_stands_between_its_marks():
    assert entities('عرض فيلم "ظلال النخيل" مجانا.') == [("ظلال النخيل", "MISC")]


def test_a_family_name_alone_after_the_full_one():
    assert labelled("وصل مراد الزغلاوي مساء. ثم غادر الزغلاوي القرية.", "PER") == [
        "مراد الزغلاوي",
        "الزغلاوي",
    ]


def test_a_kunya_is_a_name():
    assert labelled("زار أبو نواف السوق.", "PER") == ["أبو نواف"]


def test_the_preposition_ala_is_no_name():
    assert labelled("اتفق الطرفان على هدنة ووقعا على الوثيقة.", "PER") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("تشرين الأول/ أكتوبر 2025", "تشرين الأول/ أكتوبر 2025"),
        ("اليوم الأربعاء", "اليوم الأربعاء"),
        ("يونيو (حزيران) الماضي", "يونيو (حزيران) الماضي"),
        ("مساء الخميس", "مساء الخميس"),
        ("قبل أشهر قليلة", "قبل أشهر قليلة"),
        ("الـ24 ساعة الأخيرة", "الـ24 ساعة الأخيرة"),
        ("30 من جويلية 2018", "30 من جويلية 2018"),
        ("وقت سابق من الشهر الجاري", "وقت سابق من الشهر الجاري"),
        ("القرن التاسع عشر", "القرن التاسع عشر"),
        ("الساعة 10:30 مساء بتوقيت غرينتش", "الساعة 10:30 مساء بتوقيت غرينتش"),
    ],
)
def test_dates(text, found):
    view = View(Document(f"حدث ذلك {text}."))
    assert [view.text[s.start : s.end] for s in (view.span(c.start, c.end) for c in dates(view))] == [found]


def test_durations_and_prayers_are_no_dates():
    assert labelled("استمر العمل ثلاثة أيام قبل صلاة الجمعة.", "DATE") == []


# -- the reader ----------------------------------------------------------------------------------------


def test_the_document_comes_back_with_its_text_id_and_meta():
    document = Document("قالت سلمى النجار إن الجسر مغلق.", id="x1", meta={"outlet": "قرية"})
    found = READ(document)
    assert (found.text, found.id, found.meta) == (document.text, "x1", {"outlet": "قرية"})
    assert found.tokens is None


def test_what_a_document_already_has_is_replaced():
    once = READ(Document("قالت سلمى النجار إن الجسر مغلق."))
    assert READ(once) == once


def test_own_tokens_are_kept_and_used():
    document = Document.from_words(["قالت", "سلمى", "النجار", "إن", "الجسر", "مغلق", "."])
    found = READ(document)
    assert found.tokens == document.tokens
    assert found.quotes[0].content == (Span(20, 30),)


@pytest.mark.parametrize("text", ["", " \n\n ", "«", "قال", "قال:", '"', "؟!.", "CNN 2018 :"])
def test_texts_with_nothing_to_read(text):
    assert READ(Document(text)).quotes == ()


def test_spans_stand_at_word_edges():
    text = "«قالت» (سلمى النجار)، أمس: «إن الجسر مغلق!»، وفق «مصدر» أمني؛ في دمشق."
    found = READ(Document(text))
    spans = [e.span for e in found.entities] + [s for q in found.quotes for s in q.content]
    assert spans
    assert all(s.text == s.text.strip("«»()،.:؛! ") for s in spans)
