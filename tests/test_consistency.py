"""Odd places of annotated articles, in small articles of our own."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "training"))
from consistency import findings, main

from arabicnews.formats import inline


def article(number, text, *table):
    return inline.parse("\n".join([f"# id: x{number}", "===", text, "===", *table, ""]))


def kinds(documents, **options):
    found = findings(documents, options.get("minimum", 3), options.get("share", 0.7))
    return [(f.article, f.kind, f.offset) for f in found]


USUAL = [article(i, "زار [GPE:r1 دمشق] وفد كبير", "r1 GPE دمشق") for i in range(3)]


def test_a_string_that_usually_has_another_label_is_found_and_the_usual_one_is_not():
    other = article(7, "عاد إلى [ORG:r1 دمشق]", "r1 ORG دمشق")
    bare = article(8, "عاد إلى دمشق ليلا")
    assert kinds([*USUAL, other]) == [("x7", "label", 8)]
    assert kinds([*USUAL, bare]) == [("x8", "label", 8)]
    assert kinds([*USUAL, article(9, "مدينة [GPE:r1 دمشق القديمة]", "r1 GPE دمشق القديمة")]) == []


def quote(number, cue="وأضاف"):
    return article(
        number, f"{{c1 {cue}}} {{s1 المدير}} أن {{q1 العمل مستمر}}", "r1 GROUP المدير", "q1 indirect r1"
    )


def test_a_cue_word_outside_every_quote_is_found_inside_a_content_it_is_not():
    quotes = [quote(i) for i in range(3)]
    assert kinds([*quotes, article(7, "وأضاف الفريق هدفا")]) == [("x7", "cue", 0)]
    inside = article(
        8, "{c1 قال} {s1 المدير} إن {q1 اللاعب مرر وأضاف هدفا}", "r1 GROUP المدير", "q1 indirect r1"
    )
    assert kinds([*quotes, inside]) == []


def test_names_of_one_thing_under_two_references_are_found():
    two = article(1, "[PER:r1 سمير الخطيب] ثم [PER:r2 الخطيب]", "r1 PER سمير الخطيب", "r2 PER الخطيب")
    other = article(2, "[PER:r1 سمير الخطيب] ثم [PER:r2 هدى مراد]", "r1 PER سمير الخطيب", "r2 PER هدى مراد")
    assert kinds([two, other]) == [("x1", "unlinked", 15)]


def test_a_mention_without_a_word_of_its_reference_is_found():
    far = article(1, "[GPE:r1 سوريا] [GPE:r1 والمملكة]", "r1 GPE سوريا")
    assert [k for _, k, _ in kinds([far])] == ["link"]


def test_quotes_that_nothing_shows_and_sources_without_speaker_are_found():
    unknown = article(2, "عنوان\n\n{c1 قال} {s1 المدير} إن {q1 العمل مستمر}", "q1 indirect -")
    assert [k for _, k, _ in kinds([unknown])] == ["speaker"]
    alone = article(3, "عنوان\n\n{q1 العمل مستمر} اليوم", "q1 indirect -")
    assert [k for _, k, _ in kinds([alone])] == ["bare"]


def test_a_content_that_begins_with_a_bare_complementiser_is_found():
    bare = article(1, "{c1 نفى} {s1 المدير} {q1 أن يكون العمل توقف}", "r1 GROUP المدير", "q1 indirect r1")
    fused = article(2, "{c1 قال} {s1 المدير} {q1 إنه باق}", "r1 GROUP المدير", "q1 indirect r1")
    assert kinds([bare, fused]) == [("x1", "start", 11)]


def test_the_command_reads_folders_and_writes_a_table(tmp_path, monkeypatch, capsys):
    (tmp_path / "in").mkdir()
    for i, document in enumerate([*USUAL, article(8, "عاد إلى دمشق ليلا")]):
        (tmp_path / "in" / f"{i}.txt").write_text(inline.render(document), encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["consistency.py", str(tmp_path / "in"), "--share", "0.7"])
    main()
    out, err = capsys.readouterr()
    assert out.startswith("x8\t8\tlabel\t") and "⟦دمشق⟧" in out and "'label': 1" in err
    with pytest.raises(FileNotFoundError):
        monkeypatch.setattr(sys, "argv", ["consistency.py", str(tmp_path / "none.jsonl")])
        main()
