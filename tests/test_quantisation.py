"""Weights in eight bits, and made whole again."""

import json
from dataclasses import asdict

import pytest
import tiny
import torch
from safetensors.torch import load_file

import arabicnews
from arabicnews.loading import load_encoder, save_reader
from arabicnews.quantisation import quantised, restored

TEXT = "قالت الوزيرة هناء السروجي أمس إن «المحطة ستعمل قريباً». وأضافت أن الأعمال انتهت."


def test_each_row_has_its_own_factor_and_half_a_step_is_the_most_that_is_lost():
    weights = {"a": torch.tensor([[1.0, -2.0, 0.5], [0.01, 0.0, 0.004]]), "b": torch.tensor([0.25, 3.0])}
    small = quantised(weights)
    assert small["a"].dtype == torch.int8 and small["a"][0].tolist() == [64, -127, 32]
    assert small["b"].dtype == torch.float16 and "b.factors" not in small
    whole = restored(small)
    assert whole.keys() == weights.keys()
    lost = (whole["a"] - weights["a"]).abs().amax(1)
    assert (lost <= weights["a"].abs().amax(1) / 127 * 0.51).all()


def test_a_row_of_zeros_and_indices_stay_what_they_are():
    weights = {"a": torch.zeros(2, 3), "ids": torch.tensor([[3, 70000]])}
    whole = restored(quantised(weights))
    assert torch.equal(whole["a"], weights["a"]) and torch.equal(whole["ids"], weights["ids"])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("small")
    save_reader(arabicnews.load().reader, folder, weights="int8")
    return folder


def test_a_folder_in_eight_bits_is_half_as_large_and_loads_like_any_other(folder):
    assert json.loads((folder / "config.json").read_text())["quantised"] is True
    kept = load_file(folder / "model.safetensors")
    assert kept["encoder.embeddings.tok_embeddings.weight"].dtype == torch.int8
    nlp = arabicnews.load(folder)
    weights = nlp.reader.model.state_dict()
    assert {w.dtype for w in weights.values() if w.is_floating_point()} == {torch.float32}
    assert all(torch.equal(weights[k], w) for k, w in restored(kept).items() if k in kept and w.ndim == 2)
    assert [q.text for q in nlp(TEXT).quotes] == [q.text for q in arabicnews.load()(TEXT).quotes]


def test_what_was_loaded_from_eight_bits_is_saved_and_gone_on_from_like_any_other(folder, tmp_path):
    nlp = arabicnews.load(folder)
    assert nlp.reader.model.config.quantised is False
    nlp.reader.model.save_pretrained(tmp_path)  # transformers' own way of saving
    nlp.reader.coder.tokenizer.save_pretrained(tmp_path)
    assert asdict(arabicnews.load(tmp_path)(TEXT)) == tiny.approximately(asdict(nlp(TEXT)))
    again = load_encoder(str(folder)).state_dict()
    assert all(torch.equal(again[k], w) for k, w in nlp.reader.model.state_dict().items())


def test_saving_leaves_the_reader_as_it_is_and_names_what_is_allowed(tmp_path):
    reader = arabicnews.load().reader
    before = {k: w.clone() for k, w in reader.model.state_dict().items()}
    for weights in ("float32", "float16", "int8"):
        save_reader(reader, tmp_path / weights, weights=weights)
    assert all(torch.equal(before[k], w) for k, w in reader.model.state_dict().items())
    with pytest.raises(ValueError, match="'int4'; allowed are float32, float16, int8"):
        save_reader(reader, tmp_path / "x", weights="int4")
