import json
import subprocess
import sys

import pytest
import tiny
import torch

import arabicnews
from arabicnews.document import Document, Quote, Reference, Span
from arabicnews.loading import save_reader
from arabicnews.model import ReaderConfig, ReaderModel
from arabicnews.neural import NeuralReader
from arabicnews.pipeline import Pipeline, withhold
from arabicnews.words import tokenize

NASTY = [
    "",
    "   \n\t ",
    "وَقَالَ الْوَزِيرُ: «لَنْ نَتَرَاجَعَ»",
    "مـــوسكو ﻻ ﷺ ﺍﻟﺴﻼﻡ",
    "\u200fقال\u200e \u202bنعم\u202c \u2067لا\u2069",
    "😀 قال 👨‍👩‍👧 نعم ❤️",
    "F-16 و USB 3.0 بنسبة ٣٫٥٪ يوم 12/7/2018",
    "\u064b \u0651 ً",
    "«“\"'‹",
    "ق" * 30000,
    "قال\r\nنعم\u2028ثم\x00عاد",
    "[CLS] قال [SEP] [PAD] نعم",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A reader with random weights: it answers nonsense, but it must answer it rightly placed."""
    path = tmp_path_factory.mktemp("reader")
    pieces = tiny.tokenizer("modernbert")
    config = ReaderConfig(schemes=["news", "anercorp"], window=64, overlap=24)
    model = ReaderModel.from_encoder(tiny.encoder("modernbert", len(pieces)), config).eval()
    torch.manual_seed(0)
    for head in (*model.entities.values(), model.parts):
        torch.nn.init.normal_(head.weight, std=1.0)
    save_reader(NeuralReader(model, pieces), path)
    return path


@pytest.fixture(scope="module", params=["random", "rules"])
def nlp(request, folder):
    return arabicnews.load("rules" if request.param == "rules" else folder)


def spans(document):
    for entity in document.entities:
        yield entity.span
    for quote in document.quotes:
        yield from quote.content
        yield from (s for s in (quote.cue and quote.cue.span, quote.source) if s)
    for reference in document.references:
        yield from reference.mentions


@pytest.mark.parametrize("text", NASTY)
def test_the_text_comes_back_untouched_and_spans_slice_to_whole_words(nlp, text):
    document = nlp(text)
    assert document.text == text
    tokens = tokenize(text)
    starts, ends = {t.start for t in tokens}, {t.end for t in tokens}
    for span in spans(document):
        assert text[span.start : span.end] == span.text
        assert span.start in starts and span.end in ends


@pytest.mark.parametrize("text", ["", " \n ", "«»", "\u200f"])
def test_nothing_to_read_gives_nothing(nlp, text):
    document = nlp(text)
    assert (document.entities, document.quotes) == ((), ())


def test_a_batch_gives_what_single_calls_give(nlp):
    texts = [*NASTY, " ".join(tiny.TEXT * 30), *tiny.TEXT]
    for together, text in zip(nlp.pipe(texts, batch_size=5), texts, strict=True):
        alone = nlp(text)
        assert [(e.span, e.label) for e in together.entities] == [(e.span, e.label) for e in alone.entities]
        assert [(q.content, q.kind) for q in together.quotes] == [(q.content, q.kind) for q in alone.quotes]
        for a, b in zip(together.entities, alone.entities, strict=True):
            assert (a.score is None and b.score is None) or abs(a.score - b.score) < 1e-3


def test_no_word_of_a_long_text_is_left_out(folder):
    """The random reader labels by the word alone where windows meet, so its answers cover the text evenly."""
    nlp = arabicnews.load(folder)
    text = " ".join(tiny.TEXT * 400)
    document = nlp(text)
    halves = [sum(e.start < len(text) / 2 for e in document.entities), len(document.entities)]
    assert halves[1] > 100 and 0.4 < halves[0] / halves[1] < 0.6
    assert document.entities[-1].end > len(text) - 200


def test_id_meta_and_given_words_are_kept(nlp):
    document = Document.from_words(["قال", "ع.ب", "نعم"], id="a1", meta={"outlet": "x"})
    read = nlp(document)
    assert (read.id, read.meta, read.tokens) == ("a1", {"outlet": "x"}, document.tokens)


def test_what_is_annotated_already_is_not_looked_at(nlp):
    text = tiny.TEXT[0]
    assert nlp(Document(text, quotes=(Quote("direct", (Span(0, 4),)),))) == nlp(text)


@pytest.mark.parametrize(
    "wrong, message", [(b"x", "decode bytes first"), (None, "found NoneType"), (["x"], "found list")]
)
def test_what_is_no_article_is_refused(nlp, wrong, message):
    with pytest.raises(TypeError, match=message):
        nlp(wrong)


def test_pipe_refuses_a_single_text_at_once(nlp):
    with pytest.raises(TypeError, match="pipe takes several articles"):
        nlp.pipe("نص")
    with pytest.raises(ValueError, match="batch_size must be at least 1"):
        nlp.pipe(["نص"], batch_size=0)


def test_pipe_is_lazy(nlp):
    def articles():
        yield "قال"
        raise RuntimeError("read too far")

    assert next(nlp.pipe(articles(), batch_size=1)).text == "قال"


class Fixed:
    def read(self, documents):
        r = Reference("r1", "PER", "هند", (Span(0, 3),))
        return [
            Document(d.text, references=(r,), quotes=(
                Quote("direct", (Span(0, 3),), speaker=r, speaker_score=0.9),
                Quote("direct", (Span(4, 7),), speaker=r, speaker_score=0.4),
            )) for d in documents
        ]  # fmt: skip


def test_min_score_leaves_out_the_speakers_that_are_not_sure():
    kept = Pipeline(Fixed(), name="x", min_score=0.5)("هند قال")
    assert [q.speaker and q.speaker.name for q in kept.quotes] == ["هند", None]
    assert [q.speaker_score for q in kept.quotes] == [0.9, 0.4]
    with pytest.raises(ValueError, match=r"min_score is a probability in \[0, 1\], found 2"):
        Pipeline(Fixed(), name="x", min_score=2)


def test_withholding_later_is_the_same_as_reading_with_a_least_score():
    everything = Pipeline(Fixed(), name="x")("هند قال")
    assert [bool(q.speaker) for q in everything.quotes] == [True, True]
    assert withhold(everything, 0.5) == Pipeline(Fixed(), name="x", min_score=0.5)("هند قال")
    assert withhold(everything, 0.4) is everything


def test_saving_reloading_and_evaluating_gives_the_identical_report(folder, tmp_path):
    nlp = arabicnews.load(folder)
    gold = list(arabicnews.load("rules").pipe(tiny.TEXT * 3))
    first = nlp.evaluate(gold, resamples=10)
    save_reader(nlp.reader, tmp_path / "again")
    second = arabicnews.load(tmp_path / "again").evaluate(gold, resamples=10)
    assert first == second and first.to_json() == second.to_json()


def test_two_pipelines_live_in_one_process(folder):
    one, two = arabicnews.load(folder), arabicnews.load(folder, scheme="anercorp")
    text = " ".join(tiny.TEXT)
    before = one(text)
    labels = {e.label for e in two(text).entities}
    assert labels <= {"PERS", "LOC", "ORG", "MISC"} and labels
    assert one(text) == before


def test_errors_of_loading_say_what_was_looked_for_and_what_is_there(folder, tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no model 'nowhere'.*packaged models are: .*'rules'"):
        arabicnews.load("nowhere")
    with pytest.raises(FileNotFoundError, match="no such folder"):
        arabicnews.load(tmp_path / "not" / "there")
    with pytest.raises(FileNotFoundError, match=r"holds no config.json \(it holds nothing\)"):
        arabicnews.load(tmp_path)
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "bert"}))
    with pytest.raises(
        ValueError, match=r"type 'bert', not 'arabicnews-reader'.*fine-tuned into a reader first"
    ):
        arabicnews.load(tmp_path)
    (tmp_path / "config.json").write_text((folder / "config.json").read_text())
    with pytest.raises(
        FileNotFoundError, match=r"lacks model.safetensors and tokenizer.json \(it holds config.json\)"
    ):
        arabicnews.load(tmp_path)
    with pytest.raises(ValueError, match="no label scheme 'conll'; it has news, anercorp"):
        arabicnews.load(folder, scheme="conll")
    with pytest.raises(ValueError, match="rule-based reader answers in the scheme 'news' only"):
        arabicnews.load("rules", scheme="anercorp")
    with pytest.raises(ValueError, match="name is empty"):
        arabicnews.load("")


def test_a_hub_id_without_network_is_an_error_that_says_so(monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    code = (
        "import arabicnews\n"
        "try:\n    arabicnews.load('someone/some-reader')\n"
        "except FileNotFoundError as error:\n    print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert "'someone/some-reader' is neither a folder nor a packaged model" in done.stdout, done.stderr


def test_the_vocalised_first_word_of_a_name_is_not_lost(folder):
    """The Hugging Face pipeline takes «مُحمّد» for a continuation and drops it; here all words have answers."""
    nlp = arabicnews.load(folder)
    plain, vocalised = nlp("محمد العلي"), nlp("مُحمّد العلي")
    assert [e.label for e in plain.entities] == [e.label for e in vocalised.entities]
    assert [e.text.replace("\u064f", "").replace("\u0651", "") for e in vocalised.entities] == [
        e.text for e in plain.entities
    ]
