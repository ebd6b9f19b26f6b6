import json
import lzma
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest
import tiny
import torch
from transformers import AutoModel, AutoTokenizer

from arabicnews.pretraining import mlm, stream, text, tokenizer, vectors
from arabicnews.pretraining.muon import orthogonal
from arabicnews.pretraining.optimization import Schedule, rate_at
from arabicnews.pretraining.trainer import Trainer

PACKAGED = Path(__file__).parent.parent / "arabicnews" / "pretrained" / "news-small"
NASTY = ["وَأَكَّدَ", "مـــوسكو", "\u200fسوريا\u200e", "ﻻ إله", "٢٠٢٤", "ﷺ", "😀 نعم", "\u064b", "", "   ", "F-16"]


@pytest.fixture(scope="module")
def pieces():
    return tokenizer.train_tokenizer(tiny.TEXT * 20, vocabulary=110, max_length=64)


@pytest.fixture
def corpora(tmp_path):
    folder = tmp_path / "corpora" / "text"
    folder.mkdir(parents=True)
    rows = [
        {"id": f"x/{i}", "title": f"عنوان {i}", "text": "\n".join(tiny.TEXT) + f"\n\nفقرة  رقم {i}"}
        for i in range(300)
    ]
    rows.append({**rows[0], "id": "x/same"})
    with lzma.open(folder / "x.jsonl.xz", "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(r, ensure_ascii=False) + "\n" for r in rows)
    return tmp_path / "corpora"


def test_articles_are_cleaned_deduplicated_excluded_and_shuffled(corpora):
    found = text.articles(corpora, excluded={"x/7"}, seed=1)
    ids = [a.id for a in found]
    assert len(ids) == 299 and "x/7" not in ids and "x/same" not in ids
    assert ids != sorted(ids) and ids == [a.id for a in text.articles(corpora, excluded={"x/7"}, seed=1)]
    assert next(a for a in found if a.id == "x/5").paragraphs == ("عنوان 5", *tiny.TEXT, "فقرة رقم 5")
    assert 0 < sum(a.held_out for a in found) < 20


def test_no_corpora_is_an_error_that_says_where_it_looked(tmp_path):
    with pytest.raises(FileNotFoundError, match="give the folder that holds the corpora"):
        text.articles(tmp_path)


@pytest.fixture(scope="module", params=["made here", "packaged"])
def any_pieces(request, pieces):
    return pieces if request.param == "made here" else AutoTokenizer.from_pretrained(PACKAGED)


@pytest.mark.parametrize("nasty", NASTY)
def test_offsets_stay_in_the_original_text(any_pieces, nasty):
    line = f"قال {nasty} ثم عاد"
    found = any_pieces(line, return_offsets_mapping=True, add_special_tokens=False)
    offsets = found["offset_mapping"]
    assert all(0 <= a <= b <= len(line) for a, b in offsets)
    assert line[offsets[0][0] : offsets[0][1]].startswith("ق")
    assert line[offsets[-1][0] : offsets[-1][1]].endswith("د")


def test_spelling_variants_meet_in_the_tokenizer(pieces):
    one, other = (pieces(w)["input_ids"] for w in ("أعْلَنَ الإنتاج ٩٥", "اعلن الانتـــاج 95"))
    assert one == other


def test_the_stream_holds_every_article_between_its_special_pieces(pieces, tmp_path):
    article = text.Article("a", ("أعلن", "قالت"), False)
    total = stream.write(stream.encode([article, article], pieces), tmp_path / "s.bin")
    read = stream.read(tmp_path / "s.bin").tolist()
    assert len(read) == total and read[: total // 2] == read[total // 2 :]
    assert read[0] == pieces.cls_token_id and read.count(pieces.sep_token_id) == 4


def test_sequences_depend_on_the_step_alone_and_every_pass_reads_all():
    numbers = np.arange(1000, dtype=np.uint16)
    one = [stream.sequences(numbers, 10, batch=4, step=s, seed=5) for s in range(48)]
    assert np.array_equal(one[17], stream.sequences(numbers, 10, batch=4, step=17, seed=5))
    first = np.concatenate(one[:24]).ravel()
    assert len(set(first.tolist())) == 960  # 24 steps of 4 sequences of 10, none twice
    assert not np.array_equal(np.concatenate(one[24:]), np.concatenate(one[:24]))


def test_whole_words_are_masked_together_and_special_pieces_never(pieces):
    masker = mlm.Masker(pieces, 0.4, True)
    ids = torch.tensor([pieces(tiny.TEXT[0])["input_ids"]] * 200)
    inputs, labels = masker(ids, seed=1)
    chosen = labels != -100
    continues = masker.continues[ids]
    assert continues.any()
    assert (chosen[:, 1:][continues[:, 1:]] == chosen[:, :-1][continues[:, 1:]]).all()
    assert not chosen[masker.special[ids]].any()
    assert 0.3 < chosen.float().mean() < 0.45
    masked = inputs == pieces.mask_token_id
    assert 0.75 < (masked & chosen).sum() / chosen.sum() < 0.85 and not (masked & ~chosen).any()
    again = masker(ids, seed=1)
    assert torch.equal(again[0], inputs) and not torch.equal(masker(ids, seed=2)[0], inputs)


def test_the_rate_rises_stays_and_falls_to_nothing():
    schedule = Schedule(steps=100, decay=50, warmup=10)
    assert [rate_at(s, schedule) for s in (0, 9, 50, 99, 100, 125, 150)] == [0.1, 1, 1, 1, 1, 0.5, 0]


SHAPE = mlm.Shape(hidden=32, layers=2, heads=2, inner=32, max_length=64)


def make_trainer(pieces, folder, steps=8, **options):
    torch.manual_seed(1)
    schedule = Schedule(steps=steps, warmup=2, batch=2, length=16, log_every=1, **options)
    return Trainer(mlm.build(SHAPE, pieces, None), schedule, folder, device="cpu")


@pytest.mark.parametrize("muon_rate", [0.0, 0.01])
def test_a_stopped_run_goes_on_bit_for_bit(pieces, tmp_path, muon_rate):
    numbers = np.random.default_rng(0).integers(5, len(pieces), 3000).astype(np.uint16)
    masker = mlm.Masker(pieces, 0.3, True)
    straight = make_trainer(pieces, tmp_path / "straight", muon_rate=muon_rate)
    losses = [row["loss"] for row in straight.run(numbers, masker)]
    first = make_trainer(pieces, tmp_path / "halves", muon_rate=muon_rate)
    for row in first.run(numbers, masker):
        if row["step"] == 3:
            first.save()
            break
    second = make_trainer(pieces, tmp_path / "halves", muon_rate=muon_rate)
    assert second.resume() and second.step == 3
    assert [row["loss"] for row in second.run(numbers, masker)] == losses[3:]
    for a, b in zip(straight.model.parameters(), second.model.parameters(), strict=True):
        assert torch.equal(a, b)


def test_training_learns_and_exports_an_ordinary_encoder(pieces, tmp_path):
    article = text.Article("a", tuple(tiny.TEXT) * 10, False)
    stream.write(stream.encode([article] * 5, pieces), tmp_path / "s.bin")
    found = vectors.train_vectors(
        stream.read(tmp_path / "s.bin"),
        vocabulary=len(pieces),
        size=32,
        window=3,
        passes=1,
        seed=1,
        workers=1,
    )
    assert found.shape == (len(pieces), 32) and np.isfinite(found).all()
    torch.manual_seed(1)
    schedule = Schedule(steps=60, decay=20, warmup=5, batch=8, length=16, rate=5e-3, log_every=20)
    run = Trainer(mlm.build(SHAPE, pieces, found), schedule, tmp_path / "run", device="cpu")
    rows = list(run.run(stream.read(tmp_path / "s.bin"), mlm.Masker(pieces, 0.3, True)))
    assert rows[-1]["loss"] < rows[0]["loss"] - 0.5
    mlm.export(run.model, pieces, tmp_path / "encoder")
    encoder = AutoModel.from_pretrained(tmp_path / "encoder")
    assert encoder.config.hidden_size == 32 and len(
        AutoTokenizer.from_pretrained(tmp_path / "encoder")
    ) == len(pieces)


def test_a_run_killed_while_it_trains_resumes_from_a_whole_checkpoint(pieces, tmp_path):
    """SIGKILL at no chosen moment: what lies there afterwards loads, and training goes on."""
    pieces.save_pretrained(tmp_path / "tokenizer")
    script = textwrap.dedent(f"""
        import numpy as np, torch
        from pathlib import Path
        from transformers import AutoTokenizer
        from arabicnews.pretraining import mlm
        from arabicnews.pretraining.optimization import Schedule
        from arabicnews.pretraining.trainer import Trainer
        pieces = AutoTokenizer.from_pretrained({str(tmp_path / "tokenizer")!r})
        schedule = Schedule(
            steps=100000, warmup=2, batch=2, length=16, log_every=5, checkpoint_minutes=0.0
        )
        model = mlm.build(mlm.Shape(hidden=32, layers=2, heads=2, inner=32, max_length=64), pieces, None)
        run = Trainer(model, schedule, Path({str(tmp_path / "run")!r}), device="cpu")
        numbers = np.random.default_rng(0).integers(5, len(pieces), 3000).astype(np.uint16)
        for row in run.run(numbers, mlm.Masker(pieces, 0.3, True)):
            print(row["step"], flush=True)
    """)
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert int(process.stdout.readline()) == 5
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    run = make_trainer(pieces, tmp_path / "run")
    assert run.resume() and run.step >= 4


@pytest.mark.parametrize("shape", [(3, 16, 48), (3, 48, 16), (1, 32, 32)])
def test_muon_steps_are_nearly_orthogonal(shape):
    torch.manual_seed(1)
    values = torch.linalg.svdvals(orthogonal(torch.randn(shape)))
    assert values.min() > 0.5 and values.max() < 1.3


def test_own_texts_are_articles_and_other_files_an_error(tmp_path):
    (tmp_path / "a.txt").write_text("عنوان\n\nفقرة  أولى\n", encoding="utf-8")
    (tmp_path / "b.jsonl").write_text('{"title": "ت", "text": "ن"}\n{"text": "م"}\n', encoding="utf-8")
    found = list(text.own_articles([tmp_path / "a.txt", tmp_path / "b.jsonl"]))
    assert [a.paragraphs for a in found] == [("عنوان", "فقرة أولى"), ("ت", "ن"), ("م",)]
    (tmp_path / "c.jsonl").write_text('{"body": "ن"}\n', encoding="utf-8")
    with pytest.raises(ValueError, match="line 1: no «text»"):
        list(text.own_articles([tmp_path / "c.jsonl"]))
    with pytest.raises(ValueError, match=r"allowed are .txt and .jsonl"):
        list(text.own_articles([tmp_path / "d.docx"]))


def test_large_vocabularies_get_larger_numbers(tmp_path):
    ids = np.array([1, 70_000], dtype=np.uint32)
    stream.write([ids], tmp_path / "s.bin")
    assert stream.read(tmp_path / "s.bin").tolist() == [1, 70_000]
