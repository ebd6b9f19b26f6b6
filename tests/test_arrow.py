"""Documents as datasets: explicit features, nothing lost."""

from pathlib import Path

import pytest
from datasets import load_dataset

from arabicnews.corpus import read_jsonl, write_jsonl
from arabicnews.document import Document, Entity, Quote, Reference, Span
from arabicnews.formats.arrow import features, from_dataset, to_dataset

SHIPPED = Path(__file__).parent.parent / "training" / "data" / "part_a"


def test_the_shipped_dataset_loads_with_the_explicit_features(tmp_path):
    files = {split: str(SHIPPED / f"{split}.jsonl") for split in ("train", "dev", "test")}
    found = load_dataset("json", data_files=files, features=features(), cache_dir=str(tmp_path))
    for split, path in files.items():
        assert found[split].features == features()
        assert from_dataset(found[split]) == read_jsonl(path)


def test_documents_go_there_and_back_with_scores_members_tokens_and_no_annotation(tmp_path):
    one = Reference("r1", "PER", "سمير", (Span(0, 4),))
    both = Reference("r2", "GROUP", "سمير وهدى", (), ("r1",))
    full = Document(
        "سمير: نعم",
        id="a",
        meta={"outlet": "x"},
        entities=(Entity(Span(0, 4), "PER", 0.5, one),),
        quotes=(Quote("indirect", (Span(6, 9),), None, Span(0, 4), both, 0.25, 0.75),),
        references=(one, both),
        tokens=(Span(0, 4), Span(4, 5), Span(6, 9)),
    )
    documents = [full, Document("نص", id="b"), Document("", id="c", meta={"year": "2020"})]
    assert from_dataset(to_dataset(documents)) == documents
    assert from_dataset(to_dataset([])) == []
    write_jsonl(documents, tmp_path / "d.jsonl")
    loaded = load_dataset(
        "json", data_files=str(tmp_path / "d.jsonl"), features=features(("outlet", "year")),
        cache_dir=str(tmp_path / "cache"), split="train",
    )  # fmt: skip
    assert from_dataset(loaded) == documents


def test_meta_that_is_no_string_is_an_error():
    with pytest.raises(ValueError, match="document 'a': meta 'year' is 2020, a int"):
        to_dataset([Document("نص", id="a", meta={"year": 2020})])
