"""Intervals, reports, and one prediction against another."""

from __future__ import annotations

import json

import numpy as np
import pytest
from metrics_documents import (
    HADI,
    RIGHT,
    SALMA,
    WRONG,
    entities,
    one,
    quote,
    quotes,
    word,
)

from arabicnews.document import Document, Entity
from arabicnews.metrics import (
    Difference,
    Report,
    agreement,
    compare,
    differences,
    evaluate,
    paired_bootstrap,
)

# Intervals


def test_intervals_span_what_the_documents_span():
    same = evaluate([RIGHT] * 4, [RIGHT] * 4).scores["entities"]
    assert same.intervals == {"precision": (1.0, 1.0), "recall": (1.0, 1.0), "f1": (1.0, 1.0)}
    mixed = evaluate([RIGHT] * 2, [RIGHT, WRONG]).scores["entities"]
    assert (mixed.f1, mixed.intervals["f1"]) == (0.5, (0.0, 1.0))
    assert evaluate([RIGHT], [RIGHT], resamples=0).scores["entities"].intervals == {}


def test_intervals_are_those_of_scores_on_drawn_documents():
    gold = [entities(*((word(i), "PER") for i in range(n % 4)), id=str(n)) for n in range(9)]
    predicted = [entities(*((word(i), "PER") for i in range(1, n % 3 + 1)), id=str(n)) for n in range(9)]
    chance, values = np.random.default_rng(3), []
    for _ in range(40):
        drawn = chance.integers(9, size=9)
        report = evaluate([gold[i] for i in drawn], [predicted[i] for i in drawn], resamples=0)
        values.append(report.headline["entities_f1"])
    expected = tuple(np.percentile(values, (2.5, 97.5)))
    report = evaluate(gold, predicted, resamples=40, seed=3)
    assert report.intervals["entities_f1"] == pytest.approx(expected)
    assert expected[0] < report.headline["entities_f1"] < expected[1]
    assert evaluate(gold, predicted, resamples=40, seed=3) == report
    assert evaluate(gold, predicted, resamples=40, seed=4) != report


def test_draws_without_anything_to_count_are_left_out_of_an_interval():
    empty = entities()
    report = evaluate([RIGHT, empty, empty], [RIGHT, empty, empty], resamples=200)
    assert report.intervals["entities_f1"] == (1.0, 1.0)
    assert report.intervals["cue_f1"] is None


# Reports


def _report() -> Report:
    gold = quotes(
        quote(word(1, 2), cue=word(3), source=word(0), speaker=SALMA),
        quote(word(6, 7), kind="indirect", speaker=HADI),
        references=(SALMA, HADI),
        entities=(Entity(word(0), "PER", None, SALMA), Entity(word(5), "GPE")),
    )
    predicted = quotes(
        quote(word(1, 2), cue=word(3), source=word(0), speaker=SALMA, score=0.9, speaker_score=0.8),
        references=(SALMA,),
        entities=(Entity(word(0), "PER", 0.75, SALMA), Entity(word(5), "LOC", 0.5)),
    )
    return evaluate([gold] * 2, [predicted] * 2, resamples=20, family=lambda cue: None)


def test_headline():
    assert _report().headline == {
        "entities_f1": 1 / 2,
        "cue_f1": 1.0,
        "source_f1": 1.0,
        "content_f1": 2 / 3,
        "direct_f1": 1.0,
        "indirect_f1": 0.0,
        "quotes_f1_0.8": 2 / 3,
        "speaker_accuracy": 1.0,  # of the one quote that is matched
        "end_to_end_f1": 2 / 3,
        "b3_f1": 1.0,  # the one mention that is missed was alone in gold
    }


def test_a_report_survives_json():
    report = _report()
    read = Report.from_dict(json.loads(report.to_json()))
    assert read == report
    assert read.to_markdown() == report.to_markdown()
    assert read != evaluate([RIGHT], [RIGHT])


def test_markdown_has_percent_with_one_decimal_and_intervals():
    markdown = _report().to_markdown(level=3)
    assert markdown.startswith("### Summary (2 documents)\n\n| measure | % | 95 % interval |\n")
    for line in (
        "| content_f1 | 66.7 | 66.7 to 66.7 |",
        "| all | 50.0 | 50.0 | 50.0 | 50.0 to 50.0 | 4 | 4 |",
        "| LOC | 0.0 | – | 0.0 | 0.0 to 0.0 | 0 | 2 |",
        "|  | PER | LOC |",
        "| GPE | · | 2 |",
        "| mixed, IoU ≥ 0.8 | – | – | – | – | 0 | 0 |",
        "| other | 100.0 | 100.0 | 100.0 to 100.0 | 2 |",
        "| zero | – | – | – | 0 | 0 | 0 |",
        "| 0.800 | 100.0 | 100.0 |",
        "| entities | 37.5 | 4 |",
    ):
        assert line in markdown.splitlines(), line
    assert _report()._repr_markdown_().startswith("## Summary")
    with pytest.raises(ValueError, match="level of headings is 7"):
        _report().to_markdown(level=7)


def test_the_curve_is_thinned_in_markdown_alone():
    predicted = [
        quotes(quote(word(0), speaker=SALMA, speaker_score=n / 40), references=(SALMA,)) for n in range(31)
    ]
    report = evaluate(
        [quotes(quote(word(0), speaker=SALMA), references=(SALMA,))] * 31, predicted, resamples=0
    )
    assert len(report.curve) == 31
    section = report.to_markdown().partition("## Speakers kept by score")[2].partition("##")[0]
    assert section.count("\n| 0.") == 11
    assert "| 0.000 | 100.0 | 100.0 |" in section
    assert "| 0.750 | 3.2 | 100.0 |" in section


def test_repr_is_the_headline():
    assert repr(one(RIGHT, RIGHT)) == (
        "Report(documents=1, entities_f1=1.000, cue_f1=None, source_f1=None, content_f1=None, "
        "direct_f1=None, indirect_f1=None, quotes_f1_0.8=None, speaker_accuracy=None, "
        "end_to_end_f1=None, b3_f1=None)"
    )


@pytest.mark.parametrize("documents", [[], [Document("")], [Document("لا شيء هنا.")]])
def test_nothing_to_score_is_undefined_never_zero_or_one(documents):
    report = evaluate(documents, documents, resamples=10)
    assert set(report.headline.values()) == {None}
    assert set(report.intervals.values()) == {None}
    assert (report.curve, report.confusion) == ((), {})
    assert {found.error for found in report.calibration.values()} == {None}
    assert "| entities_f1 | – | – |" in report.to_markdown()
    assert Report.from_dict(json.loads(report.to_json())) == report


# Comparing


def test_compare_puts_reports_side_by_side_with_the_best_in_bold():
    good, bad = (
        evaluate([RIGHT] * 2, [RIGHT] * 2),
        evaluate([RIGHT], [entities((word(1), "LOC"))], resamples=0),
    )
    lines = compare({"good": good, "bad|one": bad}).splitlines()
    assert lines[:4] == [
        "|  | good | bad\\|one |",
        "| --- | ---: | ---: |",
        "| documents | 2 | 1 |",
        "| entities_f1 | **100.0** (100.0 to 100.0) | 0.0 |",
    ]
    assert lines[4:] == [
        "| entities/PER | **100.0** (100.0 to 100.0) | 0.0 |",
        "| entities/LOC | – | **0.0** |",
    ]
    assert "| entities_f1 | 0.0 |" in compare({"alone": bad})
    with pytest.raises(ValueError, match="no reports"):
        compare({})


def test_quotes_are_shown_where_any_side_has_them():
    bare = evaluate([RIGHT], [RIGHT], resamples=0)
    assert bare.entities_only and not _report().entities_only
    headings = [line for line in bare.to_markdown().splitlines() if line.startswith("#")]
    assert headings == [
        "## Summary (1 documents)",
        "## Entities",
        "## Labels taken for one another (rows: gold)",
    ]
    found = quotes(quote(word(1)))
    invented = evaluate([entities()], [found], resamples=0)
    assert "| content_f1 | 0.0 |" in compare({"": invented})
    assert "| cue_f1 | – | **100.0** (100.0 to 100.0) |" in compare({"a": bare, "b": _report()})
    assert "## Speakers" in invented.to_markdown()
    known = quotes(references=(SALMA,), entities=(Entity(word(0), "PER", None, SALMA),))
    assert not evaluate([known], [known], resamples=0).entities_only


def test_paired_bootstrap():
    gold = [RIGHT] * 8
    assert paired_bootstrap(gold, gold, gold) == Difference(0.0, 0.0, 0.0, 1.0)
    assert paired_bootstrap(gold, gold, [WRONG] * 8, resamples=99) == Difference(1.0, 1.0, 1.0, 2 / 100)
    assert paired_bootstrap(gold, [WRONG] * 8, gold, resamples=99) == Difference(-1.0, -1.0, -1.0, 2 / 100)
    some = paired_bootstrap(gold, gold, [RIGHT] * 4 + [WRONG] * 4)
    assert some.difference == 0.5
    assert 0.0 < some.low < 0.5 < some.high < 1.0
    assert some.p < 0.05
    assert paired_bootstrap(gold, gold, gold, "cue_f1") == Difference(None, None, None, None)
    assert paired_bootstrap(gold, gold, [WRONG] * 8, "entities/PER", resamples=9).difference == 1.0
    assert paired_bootstrap([], [], []) == Difference(None, None, None, None)


def test_differences_are_those_of_each_metric_alone():
    gold, other = [RIGHT] * 6, [RIGHT, WRONG] * 3
    names = ["entities/PER", "entity_words", "cue_f1"]
    found = differences(gold, gold, other, names, resamples=50, seed=2)
    assert found == {n: paired_bootstrap(gold, gold, other, n, resamples=50, seed=2) for n in names}
    assert found["entities/PER"].difference == 0.5 and found["cue_f1"].p is None
    assert list(differences(gold, gold, gold)) == list(one(RIGHT, RIGHT).headline)


def test_paired_bootstrap_refuses():
    with pytest.raises(ValueError, match="'f2' is unknown; allowed are entities_f1, "):
        paired_bootstrap([RIGHT], [RIGHT], [RIGHT], "f2")
    with pytest.raises(ValueError, match="resamples is 0"):
        paired_bootstrap([RIGHT], [RIGHT], [RIGHT], resamples=0)
    with pytest.raises(ValueError, match="resamples is -1; allowed are 0"):
        evaluate([RIGHT], [RIGHT], resamples=-1)


@pytest.mark.parametrize(
    ("gold", "predicted", "message"),
    [
        ([RIGHT], [], "1 gold documents and 0 predicted"),
        ([RIGHT, RIGHT], [RIGHT, entities(id="b")], "document 1 has the id 'a' in gold and 'b'"),
        (
            [Document("نعم", "a")],
            [Document("نعيم", "a")],
            r"\(id 'a'\): the texts differ from character 2 on",
        ),
        ([Document("نعم", "a")], [Document("نعم.", "a")], "differ from character 3 on, gold has '' and"),
    ],
)
def test_documents_that_do_not_belong_together_are_refused(gold, predicted, message):
    for call in (evaluate, agreement):
        with pytest.raises(ValueError, match=message):
            call(gold, predicted)
