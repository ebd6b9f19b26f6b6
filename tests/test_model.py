import pytest
import tiny
import torch

from arabicnews.document import Document
from arabicnews.finders import CONTENT_CUE, Part, link_problems
from arabicnews.model import IGNORED, ReaderConfig, ReaderModel
from arabicnews.windows import PieceCoder, Text, batch

LONG = " ".join(tiny.TEXT * 12)


@pytest.fixture(params=tiny.KINDS)
def parts(request):
    pieces = tiny.tokenizer(request.param)
    config = ReaderConfig(schemes=["news", "anercorp"], window=64, overlap=24)
    model = ReaderModel.from_encoder(tiny.encoder(request.param, len(pieces)), config).eval()
    return model, PieceCoder(pieces)


def lay(coder, *texts, size=64, overlap=24):
    return batch([Text.of(Document(t)) for t in texts], coder, size=size, overlap=overlap)


def test_every_token_gets_one_row_of_scores_from_each_head(parts):
    model, coder = parts
    laid = lay(coder, LONG, "", tiny.TEXT[0])
    scores = model.read(**laid.arrays())
    count = sum(laid.sizes)
    assert scores.vectors.shape == (count, 32)
    assert {s: tuple(v.shape) for s, v in scores.entities.items()} == {
        "news": (count, 21),
        "anercorp": (count, 9),
    }
    assert scores.parts.shape == (count, 11)
    assert torch.isfinite(scores.parts).all()


def test_nothing_at_all_can_be_read(parts):
    model, coder = parts
    assert model.read(**lay(coder, "").arrays()).parts.shape == (0, 11)


def test_texts_read_together_get_the_scores_they_get_alone(parts):
    model, coder = parts
    together = model.read(**lay(coder, LONG, tiny.TEXT[1]).arrays()).parts
    alone = [model.read(**lay(coder, t).arrays()).parts for t in (LONG, tiny.TEXT[1])]
    assert torch.allclose(together, torch.cat(alone), atol=1e-4)


def test_the_vector_of_a_token_is_the_mean_of_its_pieces():
    pieces = tiny.tokenizer("bert")
    model = ReaderModel.from_encoder(tiny.encoder("bert", len(pieces)), ReaderConfig(window=64)).eval()
    coder = PieceCoder(pieces)
    laid = lay(coder, "المهندسة قالت")
    ids, mask = laid.input_ids, laid.attention_mask
    states = model.encoder(input_ids=ids, attention_mask=mask).last_hidden_state[0]
    first = len(coder.of_word("المهندسة"))
    expected = torch.stack([states[1 : 1 + first].mean(0), states[1 + first : -1].mean(0)])
    assert torch.allclose(model.vectors(**laid.arrays()), expected, atol=1e-5)


def test_the_marks_of_a_fresh_reader_change_nothing_and_can_be_learnt():
    pieces = tiny.tokenizer("bert")
    model = ReaderModel.from_encoder(tiny.encoder("bert", len(pieces)), ReaderConfig(window=64)).eval()
    laid = lay(PieceCoder(pieces), "قال «نعم» ثم")
    before = model.vectors(**laid.arrays())
    assert torch.equal(
        before, model.vectors(**{**laid.arrays(), "features": torch.zeros_like(laid.features)})
    )
    torch.nn.init.normal_(model.features[0].weight)
    assert not torch.allclose(before, model.vectors(**laid.arrays()))


def test_links_score_no_link_first_and_never_what_is_no_candidate():
    pieces = tiny.tokenizer("bert")
    model = ReaderModel.from_encoder(tiny.encoder("bert", len(pieces)), ReaderConfig()).eval()
    text = Text.of(Document("قال الوزير إن الماء كاف"))
    found = link_problems([Part("CUE", 0, 1, 1.0), Part("INDIRECT", 3, 5, 1.0)], CONTENT_CUE, [1], text)
    scores = model.links(torch.randn(5, 32), found.tensors())
    assert scores.shape == (1, 9)
    assert (scores[0, 2:] < -1000).all() and (scores[0, :2] > -1000).all()


def test_a_batch_without_gold_of_a_head_gives_a_finite_loss_and_no_gradient_there():
    pieces = tiny.tokenizer("bert")
    config = ReaderConfig(schemes=["news", "anercorp"], window=64)
    model = ReaderModel.from_encoder(tiny.encoder("bert", len(pieces)), config)
    laid = lay(PieceCoder(pieces), "قال الوزير")
    loss = model(
        **laid.arrays(), entity_tags=torch.tensor([0, 1]), entity_scheme=torch.tensor([1, 1]),
        part_tags=torch.tensor([IGNORED, IGNORED]),
    )["loss"]  # fmt: skip
    loss.backward()
    assert torch.isfinite(loss)
    assert model.entities["anercorp"].weight.grad.abs().sum() > 0
    assert model.entities["news"].weight.grad.abs().sum() == 0
    assert model.parts.weight.grad.abs().sum() == 0


def test_the_first_loss_is_that_of_guessing():
    """Every head starts near uniform: a wrong initialisation (uninitialised memory) would show here."""
    pieces = tiny.tokenizer("bert")
    model = ReaderModel.from_encoder(tiny.encoder("bert", len(pieces)), ReaderConfig(window=64)).eval()
    laid = lay(PieceCoder(pieces), tiny.TEXT[0])
    count = sum(laid.sizes)
    zeros = torch.zeros(count, dtype=torch.long)
    loss = model(**laid.arrays(), entity_tags=zeros, entity_scheme=zeros, part_tags=zeros)["loss"]
    assert abs(loss.item() - (torch.log(torch.tensor(21.0)) + torch.log(torch.tensor(11.0)))) < 0.5


def test_saved_and_loaded_the_weights_are_the_same(parts, tmp_path):
    model, _ = parts
    model.save_pretrained(tmp_path)
    loaded = ReaderModel.from_pretrained(tmp_path)
    for name, value in model.state_dict().items():
        assert torch.equal(value, loaded.state_dict()[name]), name
    assert {p.name for p in tmp_path.iterdir()} == {"config.json", "model.safetensors"}
