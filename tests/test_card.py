import pytest

from arabicnews.card import corpora_table, encoder_card, reader_card
from arabicnews.document import Document, Entity, Span
from arabicnews.metrics import evaluate

GOLD = Document("هند قالت", entities=(Entity(Span(0, 3), "PER"),))
CORPORA = [{"name": "Some News", "use": "fine-tuning", "licence": "CC BY 9.9"}]
RUN = {
    "scores": {
        "dev": evaluate([GOLD], [GOLD], resamples=0).to_dict(),
        "dev_rules": evaluate([GOLD], [GOLD.bare()], resamples=0).to_dict(),
    },
    "recipe": {
        "encoder_name": "some-encoder",
        "epochs": 3,
        "batch": 8,
        "rate": 0.001,
        "head_rate": 0.01,
        "seed": 7,
    },
    "corpora": CORPORA,
    "versions": {"python": "3.11.7"},
    "data": {"part_a/train.jsonl": "0123456789abcdef"},
}


def test_every_corpus_is_named_with_its_licence():
    assert corpora_table(CORPORA).splitlines()[-1] == "| Some News | fine-tuning | CC BY 9.9 |"


def test_the_card_of_a_reader_says_what_its_record_says():
    card = reader_card("x-small", RUN)
    for said in (
        "# x-small",
        "Some News",
        "CC BY 9.9",
        "some-encoder",
        "seed 7",
        "python 3.11.7",
        "`0123456789ab`",
    ):
        assert said in card
    row = next(line for line in card.splitlines() if line.startswith("| entities_f1"))
    assert "100.0" in row and "0.0" in row.replace("100.0", "")


def test_each_further_split_of_the_record_has_a_table_beside_the_rules():
    assert "Scores on the test split" not in reader_card("x", RUN)
    wrong = Document(GOLD.text, entities=(Entity(Span(0, 3), "ORG"),))
    test = {
        "test": evaluate([GOLD], [wrong], resamples=0),
        "test_rules": evaluate([GOLD], [GOLD], resamples=0),
    }
    card = reader_card("x", {**RUN, "scores": {**RUN["scores"], **{n: r.to_dict() for n, r in test.items()}}})
    section = card.split("## Scores on the test split\n")[1].split("\n## ")[0]
    row = next(line for line in section.splitlines() if line.startswith("| entities_f1"))
    assert row.split("|")[2].strip() == "0.0" and "100.0" in row.split("|")[3]
    assert "part A" not in card  # of which this record has nothing


def test_the_card_of_a_reader_tells_every_stage():
    earlier = {"recipe": {**RUN["recipe"], "encoder_name": "first", "seed": 1}, "data": {"weak.jsonl": "ff"}}
    card = reader_card("x", {**RUN, "before": [earlier], "encoder": {"pieces": 5296128, "steps": 1293}})
    stages = [line for line in card.splitlines() if line.startswith(("- pretraining", "- fine-tuning"))]
    assert [line.split(":")[0] for line in stages] == [
        "- pretraining",
        "- fine-tuning from first on weak.jsonl",
        "- fine-tuning from some-encoder on part_a/train.jsonl",
    ]
    assert "5,296,128 pieces, 1,293 steps" in stages[0] and "seed 1" in stages[1]


def test_the_card_of_an_encoder_counts_what_it_read():
    facts = {
        "pieces": 5296128,
        "steps": 1293,
        "hours": 0.75,
        "device": "cpu",
        "loss": 5.5,
        "corpora": CORPORA,
    }
    card = encoder_card("x", facts)
    assert "5,296,128 pieces" in card and "1,293 steps" in card and "Some News" in card


def test_a_record_without_scores_has_no_card():
    with pytest.raises(KeyError):
        reader_card("x", {**RUN, "scores": {}})
