"""Changes of texts that keep their annotations true. People, towns' news and bodies are invented."""

from pathlib import Path
from random import Random

import pytest

from arabicnews.corpus import read_jsonl
from arabicnews.document import Document, Entity, Reference, Span
from arabicnews.finetuning.augmentation import (
    WAYS,
    Augmented,
    check_shares,
    clitics,
    punctuation,
    quotation_marks,
    spelling,
)
from arabicnews.finetuning.edits import Edit, edited
from arabicnews.finetuning.renaming import renamed
from arabicnews.finetuning.sources import Example
from arabicnews.formats.inline import parse
from arabicnews.names import gender
from arabicnews.validation import problems
from arabicnews.words import fold, tokenize

TRAIN = Path(__file__).parent.parent / "training" / "data" / "part_a" / "train.jsonl"
ARTICLE = parse("""# id: x1
===
[PER:r1 الخطيب] يفتتح جسر [GPE:r5 حلب]
{c1 أكدت} {s1 [TITLE:r2 المهندسة] [PER:r2 هند الصالحي]} أن {q1 الجسر جاهز ، وشكرت [PER:r1 سامر الخطيب]}.
{c2 وقال} {s2 [PER:r1 الخطيب]}: "{q2 شكرا [PER:r2 لهند الصالحي] ثم [PER:r3 لعبد الله الكرمي]}".
{c3 فرد} {s3 شقيق [PER:r1 سامر الخطيب]}: "{q3 الفضل [PER:r1 للخطيب]}"، في [ORG:r6 مؤسسة الخطيب] [GPE:r5 بحلب].
===
r1 PER سامر الخطيب
r2 PER هند الصالحي
r3 PER عبد الله الكرمي
r4 GROUP شقيق سامر الخطيب
r5 GPE حلب
r6 ORG مؤسسة الخطيب
q1 indirect r2
q2 direct r1
q3 direct r4
""")


def always(value=0.0):
    """Chance whose every number is the same."""

    class Chance(Random):
        def random(self):
            return value

    return Chance(1)


def layers(document):
    """The text of each annotation, in order."""
    quotes = document.quotes
    return {
        "entities": [e.text for e in document.entities],
        "cues": [q.cue.text for q in quotes if q.cue],
        "sources": [q.source.text for q in quotes if q.source],
        "contents": [piece.text for q in quotes for piece in q.content],
        "mentions": [m.text for r in document.references for m in r.mentions],
        "tokens": [t.text for t in document.tokens or ()],
    }


def words(text):
    return [t.text for t in tokenize(text) if t.is_word]


def test_spans_move_with_what_is_replaced_inserted_and_deleted():
    text = "زار سامر دمشق"
    entities = (Entity(Span(4, 8), "PER"), Entity(Span(9, 13), "GPE"))
    document = Document(text, "x", {"outlet": "o"}, entities, tokens=(Span(0, 3), Span(4, 8), Span(9, 13)))
    made = edited(document, [Edit(4, 8, "عبدالله"), Edit(9, 9, " "), Edit(0, 0, "و "), Edit(13, 13, " .")])
    assert made.text == "و زار عبدالله  دمشق ."
    assert layers(made)["entities"] == ["عبدالله", "دمشق"] and layers(made)["tokens"] == [
        "زار",
        "عبدالله",
        "دمشق",
    ]
    assert (made.id, made.meta) == ("x", {"outlet": "o"})
    assert edited(document, [Edit(3, 4, "")]).text == "زارسامر دمشق"


def test_an_edit_that_would_cut_or_empty_an_annotation_is_left_out():
    document = Document("زار سامر دمشق", entities=(Entity(Span(4, 8), "PER"),))
    assert edited(document, [Edit(6, 10, "x")]) is document
    assert edited(document, [Edit(4, 8, " ")]) is document
    assert edited(document, [Edit(4, 8, ""), Edit(9, 13, "حمص")]).text == "زار سامر حمص"


def test_all_mentions_of_a_person_and_a_town_change_alike():
    made = renamed(ARTICLE, Random(3))
    names = {r.id: r.name for r in made.references}
    first, family = names["r1"].split()
    woman, hers = names["r2"].split()
    assert len({first, family, woman, hers, "سامر", "الخطيب", "هند", "الصالحي"}) == 8
    assert gender(first) == "m" and gender(woman) == "f"
    assert family.startswith("ال") and hers.startswith("ال")
    assert names["r3"] == "عبد الله الكرمي" and names["r6"] == "مؤسسة الخطيب"  # a compound and a body stay
    assert names["r4"] == f"شقيق {first} {family}"
    town = names["r5"]
    assert town != "حلب"
    assert layers(made)["entities"] == [
        family, town, "المهندسة", f"{woman} {hers}", f"{first} {family}", family, f"ل{woman} {hers}",
        "لعبد الله الكرمي", f"{first} {family}", f"لل{family[2:]}", "مؤسسة الخطيب", f"ب{town}",
    ]  # fmt: skip
    assert layers(made)["sources"] == [f"المهندسة {woman} {hers}", family, f"شقيق {first} {family}"]
    assert problems(made) == []


def test_a_name_that_cannot_be_changed_for_sure_stays_and_keeps_the_words_it_shares():
    for name in ("ستيبان هورباتيوك", "عبد الله الكرمي", "نور الكرمي", "J. سامر"):
        reference = Reference("r1", "PER", name)
        entity = Entity(Span(0, len(name)), "PER", reference=reference)
        document = Document(name, entities=(entity,), references=(reference,))
        assert renamed(document, Random(1)) is document
    text = "عبد الله الكرمي وسامر الكرمي"
    shared = Document(text, entities=(Entity(Span(0, 15), "PER"), Entity(Span(16, 28), "PER")))
    first, family = renamed(shared, Random(1)).text.split()[-2:]
    assert first != "وسامر" and first.startswith("و") and family == "الكرمي"
    by_another_name = Reference("r1", "PER", "سامر الخطيب")
    mentions = (Entity(Span(0, 11), "PER", reference=by_another_name),
                Entity(Span(12, 20), "PER", reference=by_another_name))  # fmt: skip
    other = Document("سامر الخطيب أبو فراس", entities=mentions, references=(by_another_name,))
    assert renamed(other, Random(1)) is other


def test_names_of_a_corpus_without_references_keep_its_tokens():
    found = (Entity(Span(9, 20), "PERS"), Entity(Span(24, 27), "LOC"), Entity(Span(33, 39), "PERS"))
    document = Document.from_words("التقى ال سامر الخطيب في حلب وفد ل الخطيب".split())
    assert document.text[9:20] == "سامر الخطيب" and document.text[24:27] == "حلب"
    assert document.text[34:40] == "الخطيب"
    found = (*found[:2], Entity(Span(34, 40), "PERS"))
    made = renamed(Document(document.text, entities=found, tokens=document.tokens), Random(1))
    full, town, family = layers(made)["entities"]
    assert full.split()[1] == family and family != "الخطيب" and town != "حلب"
    assert layers(made)["tokens"] == made.text.split()


def test_a_reporting_verb_at_the_beginning_of_a_sentence_gains_or_loses_its_waw():
    made = clitics(ARTICLE, always(1.0))
    assert layers(made)["cues"] == ["وأكدت", "قال", "فرد"]
    assert layers(made)["contents"] == layers(ARTICLE)["contents"]
    assert "\nوأكدت المهندسة" in made.text and "\nقال الخطيب" in made.text
    assert clitics(ARTICLE, always()) is ARTICLE
    own = parse("# id: x\n===\nعنوان\n{c1 وصف} الأمر بأنه {q1 سهل}\n===\nq1 indirect -\n")
    assert layers(clitics(own, always(1.0)))["cues"] == ["ووصف"]


def test_quotation_marks_change_together_and_enclose_what_they_did():
    made = {quotation_marks(ARTICLE, Random(seed)).text for seed in range(40)}
    start, end = ARTICLE.text.index('"'), ARTICLE.text.index("، في مؤسسة")
    marked = ARTICLE.text[start:end].split('"')
    assert {text[start:end] for text in made} == {
        "".join(f"{left if n % 2 else right}{part}" for n, part in enumerate(marked)).removeprefix(right)
        for left, right in ("«»", "“”", "''", "„“", "‹›")
    }


def test_marks_within_marks_and_texts_without_any_stay():
    nested = Document('قال: «لن "نتراجع" أبدا»')
    assert {quotation_marks(nested, Random(seed)).text for seed in range(40)} == {
        f'قال: {left}لن "نتراجع" أبدا{right}' for left, right in ("“”", "''", "„“", "‹›")
    }
    plain = Document("قال إنه لن يتراجع")
    assert quotation_marks(plain, Random(1)) is plain


def test_careless_spelling_changes_letters_and_no_words():
    text = "أعلنت إدارةُ المستشفى في آخر الأسبوعـ أن الآلة 3.5"
    found = {spelling(Document(text), Random(seed)).text for seed in range(200)}
    assert len(found) > 20 and all(
        [fold(w) for w in words(t)] == [fold(w) for w in words(text)] for t in found
    )
    letters = set("".join(found)) - set(text)
    assert letters == {"ه"}  # ي and ى stood in the text before
    assert any("فى" in t for t in found) and any("المستشفي" in t for t in found)
    assert not any("فى" in t and "المستشفي" in t for t in found)  # nobody does both
    assert any(t.startswith("اعلنت ") and "ادارة" in t for t in found)


def test_punctuation_is_glued_or_set_apart_between_arabic_words_only():
    text = "قال: نعم، ثم عاد. وزاد 3. 5 و BBC, CNN، «لا» ،و"
    found = {punctuation(Document(text), Random(seed)).text for seed in range(60)}
    assert "قال:نعم،ثم عاد.وزاد 3. 5 و BBC, CNN، «لا» ،و" in found
    assert "قال : نعم ، ثم عاد . وزاد 3. 5 و BBC, CNN، «لا» ،و" in found
    assert {tuple(words(t)) for t in found} == {tuple(words(text))}
    split = Document.from_words("قال: نعم".split())
    assert {punctuation(split, Random(seed)).text for seed in range(20)} == {"قال: نعم", "قال:نعم"}
    assert layers(punctuation(split, always()))["tokens"] == ["قال: نعم"[:4], "نعم"]


SAME_WORDS = {
    "names": lambda old, new: len(old) == len(new),
    "clitics": lambda old, new: all(b in (a, f"و{a}", a[1:]) for a, b in zip(old, new, strict=True)),
    "marks": lambda old, new: old == new,
    "spelling": lambda old, new: [fold(w) for w in old] == [fold(w) for w in new],
    "punctuation": lambda old, new: old == new,
}


def test_all_ways_keep_the_gold_of_our_articles_true():
    changed = dict.fromkeys(WAYS, 0)
    for number, document in enumerate(read_jsonl(TRAIN)):
        before = layers(document)
        for way, change in WAYS.items():
            made = change(document, Random(number))
            if made is document:
                continue
            changed[way] += 1
            after = layers(made)
            for layer in before:
                old, new = (words(" ".join(of[layer])) for of in (before, after))
                assert len(before[layer]) == len(after[layer]), (document.id, way, layer)
                assert SAME_WORDS[way](old, new), (document.id, way, layer)
            document, before = made, after
        assert problems(document) == []
    assert min(changed.values()) > 140  # of 215


EXAMPLES = [Example(ARTICLE, "news", True, 1.0)] * 3


def test_without_shares_the_examples_are_those_that_were_given():
    data = Augmented(EXAMPLES, {}, 1)
    assert len(data) == 3 and all(data[i] is EXAMPLES[i] for i in range(3))


def test_seed_epoch_and_number_decide_what_is_changed():
    data = Augmented(EXAMPLES, {"names": 1.0}, 1)
    texts = [data[i].document.text for i in range(3)]
    assert texts == [data[i].document.text for i in range(3)] and len(set(texts)) == 3
    assert all(data[i].changed and data[i].scheme == "news" for i in range(3)) and not EXAMPLES[0].changed
    data.epoch = 1
    assert data[0].document.text not in texts
    other = Augmented(EXAMPLES, {"names": 1.0}, 2)
    assert other[0].document.text not in texts
    both = Augmented(EXAMPLES, {"names": 1.0, "marks": 1.0}, 1)
    assert (
        layers(both[0].document)["entities"]
        == layers(Augmented(EXAMPLES, {"names": 1.0}, 1)[0].document)["entities"]
    )


def test_a_share_is_that_of_the_examples():
    data = Augmented(EXAMPLES[:1] * 400, {"names": 0.25}, 1)
    assert 80 <= sum(data[i].changed for i in range(400)) <= 120


def test_shares_that_cannot_be_are_errors():
    with pytest.raises(ValueError, match="unknown augmentation 'name'; there are names, clitics, marks"):
        check_shares({"name": 0.2})
    with pytest.raises(ValueError, match="share of the augmentation names is 20; it is a number from"):
        Augmented(EXAMPLES, {"names": 20}, 1)
