import json
from dataclasses import asdict

import pytest
import tiny
import torch

from arabicnews.corpus import sha256, write_jsonl
from arabicnews.document import Cue, Document, Entity, Quote, Reference, Span
from arabicnews.finetuning.augmentation import Augmented
from arabicnews.finetuning.batches import Collator, gold_parts
from arabicnews.finetuning.recipe import Recipe
from arabicnews.finetuning.sources import (
    Example,
    Source,
    checksum,
    examples,
    held_out,
    joined,
    outside,
    shingles,
)
from arabicnews.finetuning.trainer import Weighted
from arabicnews.finetuning.training import new_reader, train
from arabicnews.formats.arrow import to_dataset
from arabicnews.labels import iob2_labels
from arabicnews.model import IGNORED, ReaderConfig, ReaderModel
from arabicnews.pipeline import Pipeline
from arabicnews.windows import PieceCoder, Text

TEXT = "قالت هند إن الجسر آمن. «سنعود»، أضاف سامر، «غدا»."


def at(phrase):
    start = TEXT.index(phrase)
    return Span(start, start + len(phrase))


HIND = Reference("r1", "PER", "هند", (at("هند"),))
SAMER = Reference("r2", "PER", "سامر", (at("سامر"),))
GOLD = Document(
    TEXT,
    id="g",
    references=(HIND, SAMER),
    entities=(Entity(at("هند"), "PER", reference=HIND), Entity(at("سامر"), "PER", reference=SAMER)),
    quotes=(
        Quote("indirect", (at("الجسر آمن"),), Cue(at("قالت")), at("هند"), HIND),
        Quote("direct", (at("سنعود"), at("غدا")), Cue(at("أضاف")), at("سامر"), SAMER),
    ),
)


def test_gold_parts_and_their_links():
    parts, cue_of, source_of = gold_parts(GOLD.quotes, Text.of(GOLD))
    assert [p.label for p in parts] == ["CUE", "SOURCE", "INDIRECT", "DIRECT", "CUE", "SOURCE", "DIRECT"]
    assert cue_of == {2: 0, 3: 4, 6: 4}
    assert source_of == {0: 1, 4: 5}


def test_a_shared_source_is_one_part_and_a_headline_links_content_to_source():
    text = Document("هند: الجسر آمن")
    quotes = (
        Quote("indirect", (Span(5, 10),), None, Span(0, 3)),
        Quote("indirect", (Span(11, 14),), None, Span(0, 3)),
    )
    parts, cue_of, source_of = gold_parts(quotes, Text.of(text))
    assert [p.label for p in parts] == ["SOURCE", "INDIRECT", "INDIRECT"]
    assert cue_of == {1: None, 2: None} and source_of == {1: 0, 2: 0}


@pytest.fixture(scope="module")
def collate():
    config = ReaderConfig(schemes=["news", "anercorp"], window=64, overlap=24)
    return Collator(PieceCoder(tiny.tokenizer("bert")), config)


def test_targets_name_the_gold_tags_and_links(collate):
    found = collate([Example(GOLD, "news", True, 1.0)])
    tokens = [t.text for t in Text.of(GOLD).tokens]
    news, parts = iob2_labels("news"), iob2_labels("quotes")
    entities = {tokens[i]: news[t] for i, t in enumerate(found["entity_tags"].tolist()) if t}
    assert entities == {"هند": "B-PER", "سامر": "B-PER"}
    tagged = {tokens[i]: parts[t] for i, t in enumerate(found["part_tags"].tolist()) if t}
    assert tagged == {
        "قالت": "B-CUE", "هند": "B-SOURCE", "الجسر": "B-INDIRECT", "آمن": "I-INDIRECT", "سنعود": "B-DIRECT",
        "أضاف": "B-CUE", "سامر": "B-SOURCE", "غدا": "B-DIRECT",
    }  # fmt: skip
    chosen = [
        tokens[found["links"]["candidates"][i, t - 1, 0]]
        for i, t in enumerate(found["link_targets"].tolist())
    ]
    assert chosen == ["قالت", "أضاف", "أضاف", "هند", "سامر"]


def test_sentences_without_quotes_teach_no_quote_head_and_links_count_tokens_over_the_batch(collate):
    sentence = Document.from_words(["في", "عمان"], entities=(Entity(Span(3, 7), "LOC"),))
    found = collate([Example(sentence, "anercorp", False, 1.0), Example(GOLD, "news", True, 1.0)])
    assert found["part_tags"][:2].tolist() == [IGNORED, IGNORED]
    assert found["entity_scheme"].tolist() == [1, 1] + [0] * (len(found["entity_tags"]) - 2)
    assert found["links"]["dependent"].min() >= 2 and found["links"]["candidates"][0, 0, 0] == 2


CONLL = "سامر B-PERS\nالخطيب I-PERS\nفي O\nعمان B-LOC\n\nقال O\nنعم O\n\nهند B-PERS\n"


def test_sentences_are_joined_line_by_line_with_their_tokens(tmp_path):
    (tmp_path / "x.conll").write_text(CONLL, encoding="utf-8")
    found = examples(Source("x.conll", "conll", "anercorp", weight=0.5, join=5), tmp_path)
    assert [e.document.text for e in found] == ["سامر الخطيب في عمان\nقال نعم", "هند"]
    assert [(e.text, e.label) for e in found[0].document.entities] == [
        ("سامر الخطيب", "PERS"),
        ("عمان", "LOC"),
    ]
    assert len(found[0].document.tokens) == 6 and not found[0].quotes and found[0].weight == 0.5


def test_separate_clitics_are_attached_where_they_are_clitics(tmp_path):
    rows = "و O\nقال O\nل O\nسامر B-PERS\nو O\nل O\nالمدير O\nد B-ORG\nب I-ORG\nا I-ORG\nب O\n( O\nو O\n\n"
    (tmp_path / "x.conll").write_text(rows, encoding="utf-8")
    found = examples(Source("x.conll", "conll", "anercorp", glue=True), tmp_path)[0].document
    assert found.text == "وقال لسامر وللمدير د ب ا ب ( و"
    assert [(e.text, e.label) for e in found.entities] == [("لسامر", "PERS"), ("د ب ا", "ORG")]
    assert [t.text for t in found.tokens] == found.text.split()


def test_held_out_letters_are_found_however_the_text_is_cut(tmp_path):
    held = "وأعلن المتحدث باسم الهيئة أن المباريات ستقام في موعدها رغم الأمطار الغزيرة"
    (tmp_path / "h.json").write_text(json.dumps({"shingles": sorted(shingles(held))}))
    copies = [
        "و اعلن المتحدث باسم الهيئه ان المباريات ستقام في موعد ها رغم الامطار الغزيره",
        "نص آخر لا صلة له بذلك الخبر البتة وهو طويل بما يكفي",
    ]
    left = outside([Document(t) for t in copies], held_out(tmp_path / "h.json"))
    assert [d.text for d in left] == copies[1:]


def test_joined_groups_reach_the_wanted_size():
    sentences = [Document.from_words(["كلمة"] * 4) for _ in range(5)]
    assert [len(d.tokens) for d in joined(sentences, 8)] == [8, 8, 4]


def test_missing_sources_and_unknown_formats_are_errors(tmp_path):
    with pytest.raises(FileNotFoundError, match="give its place with --corpora"):
        examples(Source("none.jsonl"), tmp_path)
    (tmp_path / "x.conll").write_text(CONLL, encoding="utf-8")
    with pytest.raises(FileNotFoundError, match=r"held\.json is not there"):
        examples(Source("x.conll", "conll", "anercorp", without="held.json"), tmp_path)
    (tmp_path / "x").write_text("")
    with pytest.raises(ValueError, match="allowed are jsonl, arrow, parquet, conll"):
        examples(Source("x", format="xml"), tmp_path)


def test_a_label_of_another_scheme_is_an_error_with_file_and_line(tmp_path):
    (tmp_path / "x.conll").write_text(CONLL.replace("B-LOC", "B-CITY"), encoding="utf-8")
    with pytest.raises(
        ValueError, match=r"x\.conll, line 4: the label 'CITY' .* which has PERS, LOC, ORG, MISC"
    ):
        examples(Source("x.conll", "conll", "anercorp"), tmp_path)
    write_jsonl([Document("نعم", id="0"), GOLD], tmp_path / "x.jsonl")
    with pytest.raises(
        ValueError, match=r"x\.jsonl, line 2: the label 'PER' is not of the scheme 'anercorp'"
    ):
        examples(Source("x.jsonl", scheme="anercorp"), tmp_path)
    with pytest.raises(ValueError, match="'old' is unknown; there are news"):
        examples(Source("x.jsonl", scheme="old"), tmp_path)


def test_a_text_that_is_not_the_annotated_one_is_an_error(tmp_path):
    write_jsonl([GOLD], tmp_path / "x.jsonl")
    assert len(examples(Source("x.jsonl"), tmp_path, {"g": sha256(TEXT), "other": "0"})) == 1
    with pytest.raises(
        ValueError, match=r"1 texts are not those that were annotated .*: g; make the file again"
    ):
        examples(Source("x.jsonl"), tmp_path, {"g": sha256(TEXT + " ")})


def test_datasets_are_read_as_the_documents_that_they_were_made_of(tmp_path):
    bare = Document("لا أحد", id="b", meta={"outlet": "x"})
    made = to_dataset([GOLD, bare])
    made.save_to_disk(tmp_path / "arrow")
    made.to_parquet(tmp_path / "x.parquet")
    for source in (Source("arrow", "arrow"), Source("x.parquet", "parquet")):
        found = examples(source, tmp_path)
        assert [e.document for e in found] == [GOLD, bare] and all(e.quotes for e in found)
    (tmp_path / "splits" / "train").mkdir(parents=True)
    with pytest.raises(ValueError, match="give that of one split"):
        examples(Source("splits", "arrow"), tmp_path)
    assert len({checksum(tmp_path / n) for n in ("arrow", "x.parquet")}) == 2


def test_what_is_not_annotated_teaches_nothing(collate):
    found = collate([Example(GOLD, "news", True, 1.0, entities=False)])
    assert set(found["entity_tags"].tolist()) == {IGNORED} and max(found["part_tags"].tolist()) > 0


def test_examples_made_for_one_epoch_are_not_kept(collate):
    kept = len(collate.texts)
    collate([Example(GOLD, "news", True, 1.0, changed=True)])
    assert len(collate.texts) == kept


def test_weights_draw_whole_copies_and_chance_for_the_rest():
    def weighted():
        given = [Example(GOLD, "news", True, weight) for weight in (2.0, 0.5, 0.5, 0.0)]
        return Weighted(Augmented(given, {}, 1), seed=1)

    sampler, again = weighted(), weighted()
    drawn = [list(sampler) for _ in range(20)]
    assert all(len(d) == 3 and d.count(0) == 2 and 3 not in d for d in drawn)
    assert {i for d in drawn for i in d} == {0, 1, 2}
    assert [list(again) for _ in range(20)] == drawn
    again.set_epoch(7)
    assert list(again) == drawn[7] and again.data.epoch == 7


def test_training_learns_the_examples_by_heart_and_scores_what_users_call(tmp_path):
    folder = tiny.save_encoder("modernbert", tmp_path / "encoder")
    recipe = Recipe(
        encoder=str(folder), sources=(), dev=(), reader={"window": 64, "overlap": 24, "dropout": 0.0},
        epochs=30, batch=2, rate=3e-3, head_rate=1e-2, warmup_share=0.05,
    )  # fmt: skip
    reader = train(recipe, [Example(GOLD, "news", True, 2.0)], [GOLD], tmp_path / "run")
    report = Pipeline(reader, name="x").evaluate([GOLD], resamples=0)
    assert report.headline["entities_f1"] == 1.0
    assert report.headline["content_f1"] == 1.0 and report.headline["end_to_end_f1"] == 1.0
    log = json.loads((tmp_path / "run" / "log.json").read_text())
    best = max(row["eval_score"] for row in log if "eval_score" in row)
    assert best == (report.headline["entities_f1"] + report.headline["end_to_end_f1"]) / 2


def test_a_reader_is_gone_on_from_with_the_heads_that_fit(tmp_path):
    from arabicnews.loading import save_reader

    folder = tiny.save_encoder("modernbert", tmp_path / "encoder")
    first = new_reader(
        Recipe(encoder=str(folder), sources=(), dev=(), reader={"window": 64, "overlap": 24, "hints": False})
    )
    with torch.no_grad():
        for parameter in first.model.parameters():
            parameter.add_(0.125)
    save_reader(first, tmp_path / "first")
    options = {"window": 64, "overlap": 24, "schemes": ["news", "anercorp"]}
    second = new_reader(Recipe(encoder=str(tmp_path / "first"), sources=(), dev=(), reader=options))
    old, new = first.model.state_dict(), second.model.state_dict()
    assert set(new) - set(old) == {"entities.anercorp.weight", "entities.anercorp.bias"}
    assert all(torch.allclose(new[k], v, atol=1e-3) for k, v in old.items())
    assert second.model.config.hints and second.model.config.schemes == ["news", "anercorp"]


@pytest.mark.parametrize("kind", tiny.KINDS)
def test_every_architecture_can_be_fine_tuned_and_loaded(kind, tmp_path):
    from arabicnews.loading import load_reader, save_reader

    folder = tiny.save_encoder(kind, tmp_path / "encoder")
    recipe = Recipe(encoder=str(folder), sources=(), dev=(), reader={"window": 64, "overlap": 24})
    reader = new_reader(recipe)
    batch = Collator(reader.coder, reader.model.config)([Example(GOLD, "news", True, 1.0)])
    optimizer = torch.optim.AdamW(reader.model.parameters(), lr=1e-3)
    losses = []
    for _ in range(5):
        loss = reader.model(**batch)["loss"]
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    assert losses[-1] < losses[0]
    save_reader(reader, tmp_path / "reader")
    reader.model.eval()
    found, expected = load_reader(tmp_path / "reader")(TEXT), Pipeline(reader, name="x")(TEXT)
    assert asdict(found) == tiny.approximately(asdict(expected))
    assert isinstance(reader.model, ReaderModel)
