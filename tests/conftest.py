"""What several tests share: an invented article, fully annotated. Country, people and bodies are fiction."""

import re

import pytest

from arabicnews.document import Cue, Document, Entity, Quote, Reference, Span

TEXT = (
    'أعلن وزير المياه الندوري سامي الكرملاوي، أمس الثلاثاء، أن بلاده "لن تغلق" سد الرمّان هذا العام، '
    "مشيراً إلى اتفاق مع نهر الفضة.\n"
    "«المياه تكفي الجميع»، قال الكرملاوي، «ومن يقل غير ذلك فليأتنا بالأرقام».\n"
    "\n"
    "في المقابل، أكدت المهندسة هالة بن طارق ورئيس بلدية وادي السرو عمر الزيتوني "
    "أن «السد يحتاج إلى صيانة عاجلة».\n"
    "وأضافت بن طارق أن التقرير، الذي نشرته مجلة «ماء» الأسبوع الماضي، لم يُقرأ في وادي السرو، "
    "وقالت: «سأنشر كل شيء.\n"
    "ولن أنتظر موافقة الوزير».\n"
    "وقُدِّر أن كلفة الصيانة ستبلغ 3.5% من الموازنة (نحو 900,000 USD)."
)

REFERENCES = {
    "r1": Reference("r1", "PER", "سامي الكرملاوي"),
    "r2": Reference("r2", "PER", "هالة بن طارق"),
    "r3": Reference("r3", "PER", "عمر الزيتوني"),
    "r4": Reference("r4", "GROUP", "هالة بن طارق وعمر الزيتوني", members=("r2", "r3")),
    "r5": Reference("r5", "FAC", "سد الرمّان"),
    "r6": Reference("r6", "ORG", "نهر الفضة"),
    "r7": Reference("r7", "ORG", "بلدية وادي السرو"),
    "r8": Reference("r8", "GPE", "وادي السرو"),
    "r9": Reference("r9", "ORG", "ماء"),
}


def span(text, phrase, number=1):
    """Where a phrase stands in a text for the ``number``-th time."""
    starts = [m.start() for m in re.finditer(re.escape(phrase), text)]
    return Span(starts[number - 1], starts[number - 1] + len(phrase))


def _entity(label, phrase, reference=None, number=1, score=None):
    return Entity(span(TEXT, phrase, number), label, score, REFERENCES.get(reference))


ENTITIES = (
    _entity("TITLE", "وزير المياه", "r1", score=0.75),
    _entity("NORP", "الندوري"),
    _entity("PER", "سامي الكرملاوي", "r1", score=0.984375),
    _entity("DATE", "أمس الثلاثاء"),
    _entity("FAC", "سد الرمّان", "r5"),
    _entity("DATE", "هذا العام"),
    _entity("ORG", "نهر الفضة", "r6"),
    _entity("PER", "الكرملاوي", "r1", number=2),
    _entity("TITLE", "المهندسة", "r2"),
    _entity("PER", "هالة بن طارق", "r2"),
    _entity("TITLE", "ورئيس", "r3"),
    _entity("ORG", "بلدية وادي السرو", "r7"),
    _entity("PER", "عمر الزيتوني", "r3"),
    _entity("PER", "بن طارق", "r2", number=2),
    _entity("ORG", "ماء", "r9"),
    _entity("DATE", "الأسبوع الماضي"),
    _entity("GPE", "وادي السرو", "r8", number=2),
    _entity("TITLE", "الوزير", "r1"),
    _entity("MISC", "USD"),
)


def _quote(kind, contents, cue, source, speaker, score=None, speaker_score=None):
    return Quote(
        kind,
        tuple(span(TEXT, phrase) for phrase in contents),
        cue=Cue(span(TEXT, cue[0]), cue[1]) if cue else None,
        source=span(TEXT, *source) if source else None,
        speaker=REFERENCES.get(speaker),
        score=score,
        speaker_score=speaker_score,
    )


MINISTER = ("وزير المياه الندوري سامي الكرملاوي",)
JOINT = ("المهندسة هالة بن طارق ورئيس بلدية وادي السرو عمر الزيتوني",)
QUOTES = (
    _quote(
        "mixed", ['بلاده "لن تغلق" سد الرمّان هذا العام'], ("أعلن", 0.875), MINISTER, "r1", 0.9375, 0.90625
    ),
    _quote("indirect", ["اتفاق مع نهر الفضة"], ("مشيراً", None), MINISTER, "r1"),
    _quote(
        "direct",
        ["المياه تكفي الجميع", "ومن يقل غير ذلك فليأتنا بالأرقام"],
        ("قال", None),
        ("الكرملاوي", 2),
        "r1",
    ),
    _quote("direct", ["السد يحتاج إلى صيانة عاجلة"], ("أكدت", None), JOINT, "r4"),
    _quote(
        "indirect",
        ["التقرير، الذي نشرته مجلة «ماء» الأسبوع الماضي، لم يُقرأ في وادي السرو"],
        ("وأضافت", None),
        ("بن طارق", 2),
        "r2",
    ),
    _quote("direct", ["سأنشر كل شيء.\nولن أنتظر موافقة الوزير"], ("وقالت", None), ("بن طارق", 2), "r2"),
    _quote("indirect", ["كلفة الصيانة ستبلغ 3.5% من الموازنة"], ("وقُدِّر", None), None, None, 0.5),
)


@pytest.fixture
def article():
    """The article as a gold-like document: every kind of quote, pieces, a joint speaker, some scores.

    It goes through ``from_dict`` once, so that references have their mentions.
    """
    data = Document(
        TEXT,
        "ندورا/1",
        {"outlet": "صحيفة مخترعة", "date": "2031-04-02"},
        ENTITIES,
        QUOTES,
        tuple(REFERENCES.values()),
    ).to_dict()
    for reference in data["references"]:
        del reference["mentions"]
    return Document.from_dict(data)
