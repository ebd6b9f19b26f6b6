"""Who speaks where no source is written: the resolver beside a trained ranking of candidates.

    python training/ranking.py --data DIR --encoder training/encoders/encoder-small [--output FILE.md]

Entities and quotes are gold; who is who, and who spoke so far, is what the resolver found. Candidates of a
quote without a source are those who were named outside of quotes in the three paragraphs before it or spoke
before it. A conditional logit (McFadden 1974) ranks them by what the article tells of each; then also by an
encoder's vectors of cue and mention, and by the resolver's answer. The encoder must not have been fine-tuned
on these articles. How strongly weights are drawn to nothing is chosen by five folds over the training
splits of both parts; the development splits are read once for each row.
"""

from __future__ import annotations

import argparse
import math
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import torch
from speakers import HERE, attributed
from torch import Tensor

from arabicnews.corpus import read_jsonl
from arabicnews.cues import agreement, cue_family
from arabicnews.document import Document, Quote, Reference, Span
from arabicnews.files import write_text
from arabicnews.loading import load_encoder, load_tokenizer
from arabicnews.metrics.alignment import align
from arabicnews.metrics.tables import table
from arabicnews.names import gender
from arabicnews.references import resolve
from arabicnews.references.article import Article
from arabicnews.words import sentence_ends, tokenize

REACH = 3  # paragraphs
SPEAKING = ("PER", "ORG", "GPE", "GROUP")
LENGTH = 256  # pieces that the encoder reads at once
FOLDS, STRENGTHS = 5, (1.0, 3.0, 10.0, 30.0)
RIGHT, WRONG, NOBODY = range(3)
COMPONENTS = 16  # of the encoder's vectors
ANSWER = "the resolver"  # how features begin that tell of its answer
ROWS = {  # of the table: whether vectors and the resolver's answer are among the features
    "ranking": (False, False),
    "ranking, with the encoder's vectors": (True, False),
    "ranking, with the resolver's answer": (False, True),
    "ranking, with both": (True, True),
}
Encoded = Mapping[tuple[int, int], Tensor]  # the vector of each piece, by its offsets
Features = dict[str, float]


class Candidate(NamedTuple):
    """Somebody who may speak: what tells of it, whether it is right, and whether the resolver says so."""

    features: Features
    vector: Tensor  # cue times mention, (hidden,)
    right: bool
    answered: bool


class Case(NamedTuple):
    """A quote without a source, and who may speak it."""

    article: str
    candidates: list[Candidate]


class Context:
    """An article as the resolver sees it, and what stands before an offset."""

    def __init__(self, document: Document, encoded: Encoded) -> None:
        self.document, self.encoded = document, encoded
        self.paragraph = Article(document.text, tokenize(document.text), document.entities).paragraph
        self.ends = [0, *sentence_ends(document.text)]
        self.contents = [span for quote in document.quotes for span in quote.content]
        self.spoken = sorted((q for q in document.quotes if q.speaker), key=begin, reverse=True)

    def sentence(self, offset: int) -> int:
        """Where the sentence of an offset begins."""
        return self.ends[max(bisect_right(self.ends, offset) - 1, 0)]

    def mentions(self, reference: Reference, before: int) -> list[Span]:
        """Where somebody is mentioned before an offset, outside of what is quoted."""
        spans = (m for m in reference.mentions if m.start < before)
        return [m for m in spans if not any(m.overlaps(content) for content in self.contents)]

    def turns(self, before: int) -> list[tuple[Quote, Reference]]:
        """The quotes before an offset whose speakers are known, the last one first."""
        return [(q, q.speaker) for q in self.spoken if q.speaker and begin(q) < before]

    def first_person(self, start: int, end: int) -> str | None:
        """The id of the first person named between two offsets."""
        people = (e for e in self.document.entities if start <= e.start < end and e.label == "PER")
        return next((e.reference.id for e in people if e.reference), None)

    def product(self, reference: Reference, quote: Quote) -> Tensor:
        """The vectors of a quote's cue and of a candidate's last mention, multiplied; 0 where it has none."""
        named = self.mentions(reference, begin(quote))
        cue = self._mean(quote.cue.span if quote.cue else quote.content[0])
        return cue * self._mean(named[-1]) if named else torch.zeros_like(cue)

    def _mean(self, span: Span) -> Tensor:
        pieces = (v for (start, end), v in self.encoded.items() if start < span.end and span.start < end)
        return torch.stack([*pieces]).mean(0)


def begin(quote: Quote) -> int:
    return quote.cue.start if quote.cue else quote.start


def cases(gold: Iterable[Document], encoder: Callable[[str], Encoded]) -> Iterator[Case]:
    """All quotes of these articles that have a speaker and no source."""
    for document in gold:
        comparison = align(document, attributed(document, resolve))
        unsourced = [pair for pair in comparison.pairs if pair.gold.speaker and not pair.gold.source]
        context = Context(comparison.predicted, encoder(document.text) if unsourced else {})
        for pair in unsourced:
            quote, found = pair.predicted, []
            for reference in candidates(context, quote):
                right = comparison.same_speaker(pair._replace(predicted=replace(quote, speaker=reference)))
                answered = quote.speaker is not None and quote.speaker.id == reference.id
                told = features(context, reference, quote) | (answer(quote) if answered else {})
                found.append(Candidate(told, context.product(reference, quote), right, answered))
            yield Case(document.id, found)


def candidates(context: Context, quote: Quote) -> list[Reference]:
    """Who was named near a quote or spoke before it, and whom the resolver answers."""
    at = begin(quote)
    known = {speaker.id for _, speaker in context.turns(at)} | {quote.speaker.id if quote.speaker else None}
    for reference in context.document.references:
        named = context.mentions(reference, at) if reference.type in SPEAKING else []
        if named and context.paragraph(at) - context.paragraph(named[-1].start) <= REACH:
            known.add(reference.id)
    return [reference for reference in context.document.references if reference.id in known]


def features(context: Context, reference: Reference, quote: Quote) -> Features:
    """What the article tells of a candidate; a category is a feature of its own, 1 where it holds."""
    named = context.mentions(reference, begin(quote))
    return {
        f"type {reference.type}": 1.0,
        "mentions": math.log1p(len(named)),
        **spoken(context, reference, quote),
        **agreeing(context, reference, quote),
        **(mentioned(context, reference, quote, named) if named else {"never named": 1.0}),
    }


def answer(quote: Quote) -> Features:
    """That the resolver says so, and how surely (log odds)."""
    sure = quote.speaker_score or 0.5
    return {f"{ANSWER} says so": 1.0, f"{ANSWER} is sure": math.log(sure / (1 - sure))}


def spoken(context: Context, reference: Reference, quote: Quote) -> Features:
    """How many others spoke since, how many paragraphs ago, how often so far, and how the quote goes on."""
    at, turns = begin(quote), context.turns(begin(quote))
    own = [turn for turn, speaker in turns if speaker.id == reference.id]
    if not own:
        return {"has not spoken": 1.0}
    rank = list(dict.fromkeys(speaker.id for _, speaker in turns)).index(reference.id)
    back = context.paragraph(at) - context.paragraph(begin(own[0]))
    found = {f"spoke, {min(rank, 3)} others since": 1.0, f"spoke {min(back, 4)} paragraphs ago": 1.0}
    if rank == 0:
        joined = quote.cue is not None and quote.cue.text.startswith(("و", "ف"))
        family = cue_family(quote.cue.text) if quote.cue else "no cue"
        found |= {f"spoke last, {family}": 1.0, "spoke last, joined": float(joined)}
    return found | {"turns": math.log1p(len(own))}


def agreeing(context: Context, reference: Reference, quote: Quote) -> Features:
    """Whether gender and number of the verb are the candidate's, as its name and earlier verbs show them."""
    shown, number = agreement(quote.cue.text) if quote.cue else ("", "")
    turns = context.turns(begin(quote))
    earlier = (q.cue.text for q, speaker in turns if q.cue and q.source and speaker.id == reference.id)
    genders = (gender(reference.name), *(agreement(cue)[0] for cue in earlier))
    own = next(filter(None, genders), "") if reference.type == "PER" else ""
    return {
        "gender agrees": float(bool(shown and own) and shown == own),
        "gender differs": float(bool(shown and own) and shown != own),
        "plural verb, one person": float(number in ("p", "d") and reference.type == "PER"),
        "singular verb, several": float(number == "s" and bool(reference.members)),
    }


def mentioned(context: Context, reference: Reference, quote: Quote, named: Sequence[Span]) -> Features:
    """Where a candidate was named before the quote."""
    at, last, turns = begin(quote), named[-1].start, context.turns(begin(quote))
    sentence, line = context.sentence(at), context.document.text.rfind("\n", 0, at) + 1
    before = context.sentence(sentence - 1) if sentence else 0
    return {
        f"named {min(context.paragraph(at) - context.paragraph(last), 4)} paragraphs ago": 1.0,
        "distance": math.log1p(len(context.document.text[last:at].split())),
        "in the sentence": float(last >= sentence),
        "in the sentence before": float(any(before <= m.start < sentence for m in named)),
        "first of the sentence before": float(context.first_person(before, sentence) == reference.id),
        "first of the paragraph": float(context.first_person(line, at) == reference.id),
        "named since the last quote": float(bool(turns) and last > begin(turns[0][0])),
        "named in the beginning": float(named[0].start < context.ends[min(2, len(context.ends) - 1)]),
    }


def reading(folder: str) -> Callable[[str], Encoded]:
    """A function from an article to an encoder's vectors of its pieces."""
    encoder, tokenizer = load_encoder(folder).eval(), load_tokenizer(folder)

    @torch.inference_mode()
    def encoded(text: str) -> Encoded:
        read = tokenizer(
            text, max_length=LENGTH, stride=LENGTH // 4, truncation=True, padding=True, return_tensors="pt",
            return_overflowing_tokens=True, return_offsets_mapping=True,
        )  # fmt: skip
        states = encoder(input_ids=read["input_ids"], attention_mask=read["attention_mask"])[0]
        offsets = read["offset_mapping"].flatten(0, 1).tolist()
        return {(s, e): v for (s, e), v in zip(offsets, states.flatten(0, 1), strict=True) if e > s}

    return encoded


def stacked(cases: Sequence[Case], names: Sequence[str]) -> tuple[Tensor, Tensor, Tensor]:
    """Features (cases, most candidates, names), vectors (…, …, hidden), and RIGHT, WRONG or NOBODY (…, …)."""
    most = max(len(case.candidates) for case in cases)
    hidden = next(len(c.vector) for case in cases for c in case.candidates)
    told = torch.zeros(len(cases), most, len(names), dtype=torch.float64)
    vectors = torch.zeros(len(cases), most, hidden, dtype=torch.float64)
    kinds = torch.full((len(cases), most), NOBODY)
    for i, case in enumerate(cases):
        for j, candidate in enumerate(case.candidates):
            told[i, j] = torch.tensor([candidate.features.get(name, 0.0) for name in names])
            vectors[i, j] = candidate.vector
            kinds[i, j] = RIGHT if candidate.right else WRONG
    return told, vectors, kinds


def ranked(train: Sequence[Case], test: Sequence[Case], row: tuple[bool, bool], strength: float) -> int:
    """How many test cases get a right speaker by the weights that make those of ``train`` likeliest."""
    with_vectors, with_answer = row
    known = [case for case in train if any(c.right for c in case.candidates)]
    found = {name for case in known for c in case.candidates for name in c.features}
    names = sorted(name for name in found if with_answer or not name.startswith(ANSWER))
    told, vectors, kinds = stacked(known, names)
    there = kinds != NOBODY
    centred = vectors[there] - vectors[there].mean(0)
    axes = torch.linalg.svd(centred, full_matrices=False)[2][: COMPONENTS * with_vectors].T
    inputs = torch.cat([told, vectors @ axes], -1)
    scale = inputs[there].std(0).clamp(min=1e-3)
    weights = fitted(inputs / scale, kinds, strength)
    told, vectors, kinds = stacked(test, names)
    scores = torch.cat([told, vectors @ axes], -1) / scale @ weights
    best = scores.masked_fill(kinds == NOBODY, -math.inf).argmax(-1)
    return int((kinds[torch.arange(len(best)), best] == RIGHT).sum())


def fitted(inputs: Tensor, kinds: Tensor, strength: float) -> Tensor:
    """The weights that make the right candidates likeliest, less L2 of this strength."""
    weights = torch.zeros(inputs.shape[-1], dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=200, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimizer.zero_grad()
        logs = (inputs @ weights).masked_fill(kinds == NOBODY, -math.inf).log_softmax(-1)
        likely = logs.masked_fill(kinds != RIGHT, -math.inf).logsumexp(-1)
        loss = strength * (weights @ weights) / 2 - likely.sum()
        loss.backward()
        return loss

    optimizer.step(closure)
    return weights.detach()


def folded(train: Sequence[Case], row: tuple[bool, bool], strength: float) -> int:
    """How many are right where each fifth of the articles is answered by what the others taught."""
    fold = {article: i % FOLDS for i, article in enumerate(sorted({case.article for case in train}))}
    parts = [[case for case in train if fold[case.article] == i] for i in range(FOLDS)]
    rests = [[case for case in train if fold[case.article] != i] for i in range(FOLDS)]
    return sum(ranked(rest, part, row, strength) for rest, part in zip(rests, parts, strict=True))


def page(train: Sequence[Case], dev: Mapping[str, Sequence[Case]]) -> str:
    """The table: how many quotes get the right speaker."""
    splits = {"train, five folds": train, **dev}
    answers = [[[c for c in case.candidates if c.answered] for case in s] for s in splits.values()]
    rows = [["resolver", *(sum(any(c.right for c in case) for case in s) for s in answers)]]
    for name, row in ROWS.items():
        counts = {strength: folded(train, row, strength) for strength in STRENGTHS}
        best = max(counts, key=lambda strength: counts[strength])
        rows.append([name, counts[best], *(ranked(train, s, row, best) for s in dev.values())])
    there = [sum(any(c.right for c in case.candidates) for case in s) for s in splits.values()]
    rows.append(["the right one is among the candidates", *there])
    header = ["right of", *(f"{name} ({len(s)})" for name, s in splits.items())]
    return table(header, [[str(cell) for cell in row] for row in rows])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="where dataset.py join wrote part B")
    parser.add_argument("--encoder", required=True, help="folder or Hub id")
    parser.add_argument("--output", type=Path, help="write the table there, too")
    arguments = parser.parse_args()
    encoder = reading(arguments.encoder)
    places = {"part A": HERE / "data" / "part_a", "part B": arguments.data / "part_b"}
    train = [c for place in places.values() for c in cases(read_jsonl(place / "train.jsonl"), encoder)]
    dev = {f"dev {name}": [*cases(read_jsonl(p / "dev.jsonl"), encoder)] for name, p in places.items()}
    text = f"# Who speaks where no source is written\n\n{page(train, dev)}\n"
    print(text)
    if arguments.output:
        write_text(arguments.output, text)


if __name__ == "__main__":
    main()
