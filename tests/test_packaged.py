"""The packaged model, as it is shipped: offline, on the shipped article, on hard and on long input."""

import json
import re
import sys
from pathlib import Path

import pytest

import arabicnews
from arabicnews.metrics import Report
from arabicnews.pipeline import DEFAULT, PACKAGED
from arabicnews.words import tokenize

ROOT = Path(__file__).parent.parent
FOLDER = PACKAGED / DEFAULT


@pytest.fixture(scope="module")
def nlp():
    return arabicnews.load()


@pytest.fixture(scope="module")
def texts():
    return [d.text for d in arabicnews.read_jsonl(ROOT / "training" / "data" / "part_a" / "test.jsonl")]


def test_the_folder_is_an_ordinary_one_and_small():
    held = {p.name for p in FOLDER.iterdir()}
    assert {"README.md", "config.json", "model.safetensors", "run.json", "tokenizer.json"} <= held
    assert sum(p.stat().st_size for p in FOLDER.iterdir()) <= 32 * 2**20
    card = (FOLDER / "README.md").read_text(encoding="utf-8")
    for corpus in json.loads((FOLDER / "run.json").read_text(encoding="utf-8"))["corpora"]:
        assert corpus["name"] in card and corpus["licence"] in card


def test_every_number_of_the_readme_is_one_of_the_run():
    sys.path.insert(0, str(ROOT / "training"))
    try:
        from fill_readme import filled
    finally:
        sys.path.pop(0)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert filled(readme) == readme


def test_the_package_beats_the_rules_on_real_news():
    scores = json.loads((FOLDER / "run.json").read_text(encoding="utf-8"))["scores"]
    model, rules = (Report.from_dict(scores[n]).headline for n in ("dev", "dev_rules"))
    for name in ("entities_f1", "speaker_accuracy", "end_to_end_f1"):
        assert model[name] > rules[name], name


def test_small_windows_change_next_to_nothing(nlp, texts):
    """Of texts that fit one window, under 1 % of the tags change when they are read in several."""
    config = nlp.reader.model.config
    short = [" ".join(t.split()[:130]) for t in texts]
    whole = list(nlp.pipe(short))
    window, overlap = config.window, config.overlap
    try:
        config.window, config.overlap = 128, 64
        cut = list(nlp.pipe(short))
    finally:
        config.window, config.overlap = window, overlap
    changed = sum(_changed_tags(a, b) for a, b in zip(whole, cut, strict=True))
    assert changed < 0.01 * sum(len(tokenize(t)) for t in short)


def _changed_tags(one, other):
    def tags(document):
        return {(t.start, e.label) for e in document.entities for t in tokenize(document.text)
                if e.start <= t.start < e.end}  # fmt: skip

    return len({start for start, _ in tags(one) ^ tags(other)})


def test_a_text_of_100000_words_is_read_to_its_end(nlp, texts):
    text = "\n\n".join(texts * 200)
    text = text[: [m.end() for m in re.finditer(r"\S+", text)][99_999]]
    assert len(text.split()) == 100_000
    document = nlp(text)
    assert document.text == text
    tenths = [0] * 10
    for entity in document.entities:
        tenths[min(9, 10 * entity.start // len(text))] += 1
    assert min(tenths) > 0.6 * max(tenths) > 600
    assert document.entities[-1].end > 0.995 * len(text) and document.quotes[-1].end > 0.98 * len(text)
