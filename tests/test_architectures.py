"""Every kind of encoder that configs/ has a file for: from its authors' files to a reader, loaded again."""

import json
from dataclasses import asdict
from importlib.util import find_spec

import pytest
import tiny
import torch
from safetensors.torch import load_file, save_file
from transformers import AutoModel, XLMRobertaConfig

import arabicnews
from arabicnews.document import Cue, Document, Entity, Quote, Span
from arabicnews.finetuning.batches import Collator
from arabicnews.finetuning.recipe import Recipe
from arabicnews.finetuning.sources import Example
from arabicnews.finetuning.training import new_reader
from arabicnews.loading import load_encoder, load_tokenizer, pinned, save_reader
from arabicnews.model import ReaderConfig, ReaderModel, longest
from arabicnews.neural import NeuralReader
from arabicnews.pipeline import Pipeline
from arabicnews.windows import Text, batch

GOLD = Document(
    "قالت هند إن الجسر آمن",
    entities=(Entity(Span(5, 8), "PER"),),
    quotes=(Quote("indirect", (Span(12, 21),), Cue(Span(0, 4)), Span(5, 8)),),
)
NASTY = [
    "\u064b",
    "ـــ",
    "\u200f",
    "😀",
    "漢字",
    "ط" * 300,
    "مُحَمَّد",
    "ﷺ",
    "\u0301",
    "ﻻ",
    "[SEP]",
    "</s>",
    "٢٠٪",
]
LONG = " ".join(f"{word} {tiny.TEXT[i % 3]}" for i, word in enumerate(NASTY))
NEEDS_SENTENCEPIECE = pytest.mark.skipif(
    find_spec("sentencepiece") is None,
    reason="transformers converts its files with the package sentencepiece",
)
NAMES = [
    pytest.param(name, marks=[NEEDS_SENTENCEPIECE] if name == "xlm_roberta_slow" else [])
    for name in tiny.PUBLISHED
]


def recipe(folder, **reader):
    options = {"window": tiny.POSITIONS, "overlap": 16, "hints": False, **reader}
    return Recipe(encoder=str(folder), sources=(), dev=(), reader=options)


def trained(folder):
    """A reader that has taken two steps."""
    reader = new_reader(recipe(folder))
    found = Collator(reader.coder, reader.model.config)([Example(GOLD, "news", True, 1.0)])
    optimizer = torch.optim.AdamW(reader.model.parameters(), lr=0.01)
    for _ in range(2):
        optimizer.zero_grad()
        reader.model(**found)["loss"].backward()
        optimizer.step()
    reader.model.eval()
    return reader


def scores(reader, document):
    config = reader.model.config
    laid = batch([Text.of(document)], reader.coder, size=config.window, overlap=config.overlap)
    with torch.inference_mode():
        return laid, reader.model.read(**laid.arrays())


@pytest.mark.parametrize("name", NAMES)
def test_trained_saved_and_loaded_it_says_the_same_of_every_word(name, tmp_path):
    reader = trained(tiny.save_published(name, tmp_path / "encoder"))
    idle = [n for n, p in reader.model.named_parameters() if p.grad is None]
    assert idle in ([], ["encoder.embeddings.word_embeddings.weight"])
    save_reader(reader, tmp_path / "reader")
    nlp = arabicnews.load(tmp_path / "reader", device="cpu")
    document = Document(LONG)
    laid, before = scores(reader, document)
    again, after = scores(nlp.reader, document)
    assert laid.input_ids.shape[0] > 2 and laid.input_ids.shape[1] <= tiny.POSITIONS
    assert torch.equal(laid.input_ids, again.input_ids)
    assert sorted(set(laid.piece_token.tolist())) == list(range(len(Text.of(document).tokens)))
    assert torch.isfinite(before.parts).all()
    torch.testing.assert_close(after.parts, before.parts)
    torch.testing.assert_close(after.entities["news"], before.entities["news"])
    short = "قالت " + " ".join(NASTY)
    expected = Pipeline(reader, name="reader", min_score=nlp.min_score)(short)
    assert asdict(nlp(short)) == tiny.approximately(asdict(expected))


@pytest.mark.parametrize("name", NAMES)
def test_the_converted_tokenizer_keeps_letters_and_knows_where_words_begin(name, tmp_path):
    folder = tiny.save_published(name, tmp_path)
    reader = new_reader(recipe(folder))
    ids = reader.coder.of_word("أعلن")
    tokenizer = reader.coder.tokenizer
    assert tokenizer.decode(ids).strip() == "أعلن"
    assert ids == tuple(tokenizer("قالت أعلن", add_special_tokens=False)["input_ids"][-len(ids) :])
    assert reader.coder.of_word("\U0001f7e9")


@pytest.mark.parametrize("name", ["arabert", "araelectra", "roberta", "xlm_roberta", "modernbert"])
def test_a_window_is_as_long_as_there_are_positions_and_no_longer(name, tmp_path):
    folder = tiny.save_published(name, tmp_path)
    reader = new_reader(recipe(folder))
    laid, found = scores(reader, Document(LONG))
    assert laid.input_ids.shape[1] >= tiny.POSITIONS - 1 and torch.isfinite(found.parts).all()
    with pytest.raises(
        ValueError, match=r"a window of 65 pieces is longer .* set reader.window to 64 or less"
    ):
        new_reader(recipe(folder, window=65))


def test_xlm_r_reads_two_fewer_than_it_has_positions():
    with torch.device("meta"):
        encoder = AutoModel.from_config(XLMRobertaConfig(max_position_embeddings=514, num_hidden_layers=1))
    assert longest(encoder) == 512


def test_a_vocabulary_that_does_not_say_how_words_were_spelt_keeps_its_hamzas_when_saved_again(tmp_path):
    tokenizer = load_tokenizer(str(tiny.save_published("marbert", tmp_path / "encoder")))
    assert tokenizer.tokenize("أعلن") == ["أعلن"]
    tokenizer.save_pretrained(tmp_path / "again")
    assert load_tokenizer(str(tmp_path / "again")).tokenize("أعلن") == ["أعلن"]


def test_the_steps_of_normalisation_are_kept_with_the_reader(tmp_path):
    folder = tiny.save_published("arabert", tmp_path / "encoder")
    steps = ["plain", "short_repeats", "numbers_apart"]
    reader = new_reader(recipe(folder, normalisation=steps))
    save_reader(reader, tmp_path / "reader")
    assert json.loads((tmp_path / "reader" / "config.json").read_text())["normalisation"] == steps
    coder = arabicnews.load(tmp_path / "reader").reader.coder
    assert coder.of_word("أَعلننننن") == coder.of_word("أعلنن") != coder.of_word("أعلن")
    assert coder.of_word("الإنتاج٩٥") == coder.of_word("الإنتاج") + coder.of_word("95")
    written = json.loads((tmp_path / "reader" / "config.json").read_text())
    (tmp_path / "reader" / "config.json").write_text(json.dumps({**written, "normalisation": ["farasa"]}))
    with pytest.raises(ValueError, match="no step of normalisation is called 'farasa'; there are plain"):
        arabicnews.load(tmp_path / "reader")


def test_a_reader_that_names_no_steps_has_the_plain_one():
    assert ReaderConfig().normalisation == ["plain"]


def test_a_tokenizer_larger_than_its_encoder_is_refused():
    pieces = tiny.tokenizer("bert")
    model = ReaderModel.from_encoder(tiny.encoder("bert", len(pieces) - 1), ReaderConfig())
    with pytest.raises(ValueError, match=f"has {len(pieces)} pieces, the encoder knows {len(pieces) - 1};"):
        NeuralReader(model, pieces)


def test_an_encoder_without_its_weights_is_refused(tmp_path):
    tiny.save_published("arabert", tmp_path)
    weights = load_file(tmp_path / "model.safetensors")
    kept = {k: v for k, v in weights.items() if "pooler" not in k and "layer.1." not in k}
    save_file(kept, tmp_path / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(
        ValueError, match=r"lacks weights of its encoder: encoder\.layer\.1\.[\w.]+, .* and 13 more"
    ):
        load_encoder(str(tmp_path))


def test_a_tokenizer_that_cannot_be_converted_is_told_with_what_may_be_missing(tmp_path):
    tiny.save_published("xlm_roberta", tmp_path)
    for name in ("tokenizer.json", "tokenizer_config.json"):
        (tmp_path / name).unlink()
    (tmp_path / "sentencepiece.bpe.model").write_bytes(b"no model at all")
    with pytest.raises(ValueError, match=r"cannot be loaded: .*that needs `pip install sentencepiece`"):
        load_tokenizer(str(tmp_path))


def test_the_memory_of_activations_can_be_saved_in_training(tmp_path):
    """The gradients stay the same."""
    folder, gradients = tiny.save_published("arabert", tmp_path), []
    for saving in (False, True):
        reader = new_reader(recipe(folder))
        if saving:
            reader.model.gradient_checkpointing_enable()
        found = Collator(reader.coder, reader.model.config)([Example(GOLD, "news", True, 1.0)])
        torch.manual_seed(1)
        reader.model.train()(**found)["loss"].backward()
        gradients.append(reader.model.encoder.encoder.layer[0].output.dense.weight.grad)
    assert torch.allclose(*gradients, atol=1e-6) and gradients[0].abs().sum() > 0


@pytest.fixture
def hub(tmp_path, monkeypatch):
    """The cache of a Hub repository with two commits, fetched before; the network is away."""
    from huggingface_hub import constants

    cache = tmp_path / "cache" / "models--someone--an-encoder"
    commits = {"main": "a" * 40, "v1": "b" * 40}
    for number, (ref, commit) in enumerate(commits.items()):
        folder = tiny.save_published("arabert", cache / "snapshots" / commit)
        model = load_encoder(str(folder))
        torch.nn.init.constant_(model.embeddings.word_embeddings.weight, number + 1.0)
        model.save_pretrained(folder)
        (cache / "refs").mkdir(exist_ok=True)
        (cache / "refs" / ref).write_text(commit)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(cache.parent))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    return commits


def test_an_encoder_of_the_hub_is_read_at_the_commit_that_is_asked_for(hub):
    name = "someone/an-encoder"
    assert pinned(name) == hub["main"] and pinned(name, "v1") == hub["v1"] == pinned(name, hub["v1"])
    for revision, value in ((None, 1.0), ("main", 1.0), ("v1", 2.0), (hub["v1"], 2.0)):
        assert load_encoder(name, revision).get_input_embeddings().weight[5, 0] == value
        assert load_tokenizer(name, revision).tokenize("أعلن") == ["أعلن"]


def test_a_folder_is_at_no_commit(tmp_path):
    assert pinned(str(tmp_path), "main") is None


@pytest.mark.parametrize("find", [pinned, load_encoder, load_tokenizer])
def test_an_encoder_that_cannot_be_fetched_is_told_by_its_name(hub, find):
    for name, revision in (("someone/other", None), ("someone/an-encoder", "v2"), ("no/such/folder", None)):
        with pytest.raises(FileNotFoundError, match=f"^'{name}' is neither a folder"):
            find(name, revision)
