"""From scores to annotations: tags to spans, spans to linked quotes. No weights here.

``link_problems`` lists who may be linked to whom; training asks it with gold parts, inference with found
ones.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from arabicnews.decoding import Floats, best_path, grammar
from arabicnews.document import Cue, Entity, Quote, Span
from arabicnews.labels import QUOTE_PARTS, TagSpan
from arabicnews.windows import INSIDE, Text

CONTENT_CUE, CUE_SOURCE, CONTENT_SOURCE = 0, 1, 2
CANDIDATES = 8  # the nearest on offer to each dependent
SENTENCE_ENDS = frozenset(".؟?!")
CONTENT = frozenset(QUOTE_PARTS[2:])
INSIDE_SHARE = 0.8  # of a content inside one of the rules', for it to be a piece of that
ALIKE = 0.4  # intersection over union of the two, for them to be the same
MARKED_SHARE = 0.6  # of a content's words inside one pair of marks, for it to be snapped to them


class Part(NamedTuple):
    """A labelled run of tokens [start, end) with its probability."""

    label: str
    start: int
    end: int
    score: float


def find_parts(logits: Floats, scheme: str, text: Text) -> list[Part]:
    """Labelled spans under the best path, trimmed to word edges; a span of marks alone is dropped.

    A part's score is the mean probability of its label over its tokens, B and I taken together.
    """
    shifted = logits - logits.max(axis=1, keepdims=True) if len(logits) else logits
    log_probabilities = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    tags = grammar(scheme).tags
    path = best_path(log_probabilities, scheme, text)
    found, start = [], None
    for at in range(len(path) + 1):
        tag = tags[path[at]] if at < len(path) else "O"
        if start is not None and not tag.startswith("I-"):
            found.append(_part(log_probabilities, path, start, at, tags, text))
            start = None
        if tag.startswith("B-"):
            start = at
    return [p for p in found if p]


def _part(
    log_probabilities: Floats, path: list[int], start: int, end: int, tags: tuple[str, ...], text: Text
) -> Part | None:
    start, end = _trimmed(start, end, text)
    if start == end:
        return None
    label = tags[path[start]][2:]
    columns = [i for i, t in enumerate(tags) if t[2:] == label]
    score = np.exp(log_probabilities[start:end, columns]).sum(axis=1).mean()
    return Part(label, start, end, min(1.0, float(score)))


def entities(parts: Sequence[Part], text: Text) -> list[Entity]:
    """Parts of an entity scheme as entities without references."""
    return [Entity(_span(p, text), p.label, p.score) for p in parts]


def take_extents(parts: Sequence[Part], hinted: Sequence[TagSpan]) -> list[Part]:
    """Let content that agrees with a content of the rules begin and end where that does.

    The rules read clauses by their grammar and know their ends better than a small network does: on the
    development split this raises exact contents by four points of F1 (and changes little else).

    Args:
        parts: the quote parts found.
        hinted: the quote parts that the rules see.
    """
    fixed = [p for p in parts if p.label not in CONTENT]
    contents = [h for h in hinted if h.label in CONTENT]

    def free(start: int, end: int) -> bool:
        return not any(p.start < end and start < p.end for p in fixed)

    taken = list(fixed)
    for part in (p for p in parts if p.label in CONTENT):
        for start, end, _ in contents:
            shared = min(end, part.end) - max(start, part.start)
            inside = shared >= INSIDE_SHARE * (part.end - part.start)
            alike = shared >= ALIKE * (max(end, part.end) - min(start, part.start))
            if (inside or alike) and free(start, end):
                part = part._replace(start=start, end=end)
                break
        taken.append(part)
    return _without_overlap(taken)


def snap_to_marks(parts: Sequence[Part], text: Text) -> list[Part]:
    """Let content that stands mostly inside one pair of marks begin and end where the marks do, as direct.

    The rest of a sentence that a marked stretch belongs to keeps its label (a mixed quote).
    """
    snapped: list[Part] = []
    for part in parts:
        if part.label not in ("DIRECT", "INDIRECT"):
            snapped.append(part)
            continue
        runs = _marked_runs(text, part)
        best = max(runs, key=lambda r: min(r[1], part.end) - max(r[0], part.start), default=None)
        if best is None:
            snapped.append(part)
            continue
        shared = min(best[1], part.end) - max(best[0], part.start)
        if part.label == "DIRECT" and shared >= MARKED_SHARE * (part.end - part.start):
            snapped.append(part._replace(start=best[0], end=best[1]))
        elif part.label == "INDIRECT" and best[0] <= part.start and part.end <= best[1]:
            snapped.append(part._replace(label="DIRECT"))
        else:
            snapped.append(part)
    return _without_overlap(snapped)


def _trimmed(begin: int, end: int, text: Text) -> tuple[int, int]:
    """A run of tokens from its first word to its last."""
    while begin < end and not text.tokens[begin].is_word:
        begin += 1
    while end > begin and not text.tokens[end - 1].is_word:
        end -= 1
    return begin, end


def _marked_runs(text: Text, part: Part) -> list[tuple[int, int]]:
    """The runs of tokens inside marks that meet a part, trimmed to words."""
    runs, start = [], None
    low, high = part.start, part.end
    while low > 0 and text.marks[low - 1] == INSIDE:
        low -= 1
    while high < len(text.marks) and text.marks[high] == INSIDE:
        high += 1
    for at in range(low, high + 1):
        inside = at < high and text.marks[at] == INSIDE
        if inside and start is None:
            start = at
        elif not inside and start is not None:
            runs.append((start, at))
            start = None
    trimmed = (_trimmed(begin, end, text) for begin, end in runs)
    return [(begin, end) for begin, end in trimmed if begin < end and begin < part.end and part.start < end]


def _without_overlap(parts: list[Part]) -> list[Part]:
    kept: list[Part] = []
    for part in sorted(parts, key=lambda p: (p.start, -p.end)):
        if kept and part.start < kept[-1].end:
            if part.end <= kept[-1].end:
                continue
            part = part._replace(start=kept[-1].end)
        kept.append(part)
    return kept


@dataclass(frozen=True, slots=True)
class LinkProblems:
    """Dependents and their candidates, as arrays; shapes as in ``model.LinkScorer``.

    ``choices`` gives each dependent's candidates as indices into the parts.
    """

    dependents: tuple[int, ...]
    choices: tuple[tuple[int, ...], ...]
    type: NDArray[np.int64]
    dependent: NDArray[np.int64]
    candidates: NDArray[np.int64]
    features: NDArray[np.int64]
    mask: NDArray[np.bool_]

    def tensors(self, device: torch.device | str = "cpu") -> dict[str, torch.Tensor]:
        """The arrays as the link scorer takes them."""
        names = ("type", "dependent", "candidates", "features", "mask")
        return {name: torch.from_numpy(getattr(self, name)).to(device) for name in names}


def link_problems(parts: Sequence[Part], kind: int, dependents: Sequence[int], text: Text) -> LinkProblems:
    """For each dependent the nearest parts that it may be linked to.

    Args:
        parts: all quote parts of a document, in order.
        kind: CONTENT_CUE, CUE_SOURCE or CONTENT_SOURCE.
        dependents: indices of the parts to be linked.
        text: where they stand.
    """
    wanted = "CUE" if kind == CONTENT_CUE else "SOURCE"
    pool = [i for i, p in enumerate(parts) if p.label == wanted]
    starts = [parts[i].start for i in pool]
    ends = np.cumsum([t.text in SENTENCE_ENDS for t in text.tokens])
    count = len(dependents)
    candidates = np.zeros((count, CANDIDATES, 2), np.int64)
    features = np.zeros((count, CANDIDATES, 4), np.int64)
    mask = np.zeros((count, CANDIDATES), np.bool_)
    choices = []
    for row, index in enumerate(dependents):
        own = parts[index]
        here = bisect_left(starts, own.start)  # parts stand in order: the nearest are among its neighbours
        around = pool[max(0, here - CANDIDATES) : here + CANDIDATES]
        nearest = sorted(around, key=lambda i: _gap(own, parts[i]))[:CANDIDATES]
        choices.append(tuple(nearest))
        for column, other in enumerate(nearest):
            candidates[row, column] = parts[other].start, parts[other].end - 1
            features[row, column] = _features(own, parts[other], starts, text, ends)
            mask[row, column] = True
    own_spans = [(parts[i].start, parts[i].end - 1) for i in dependents]
    return LinkProblems(
        tuple(dependents), tuple(choices), np.full(count, kind),
        np.array(own_spans, np.int64).reshape(count, 2), candidates, features, mask,
    )  # fmt: skip


def _gap(a: Part, b: Part) -> int:
    return max(a.start - b.end, b.start - a.end, 0)


def _features(
    own: Part, other: Part, starts: list[int], text: Text, ends: NDArray[np.int64]
) -> tuple[int, int, int, int]:
    """Side and distance, side and number of rivals between, sentence ends between, paragraphs between."""
    after = other.start >= own.end
    low, high = (own.end, other.start) if after else (other.end, own.start)
    low, high = min(low, high), max(low, high)
    distance = min(15, int(np.log2(max(0, high - low) + 1) * 2))
    between = bisect_left(starts, high) - bisect_left(starts, low) - (low <= other.start < high)
    sentences = min(7, int(ends[high - 1] - ends[low - 1]) if high > low > 0 else 0)
    paragraphs = min(7, abs(text.paragraph[own.start] - text.paragraph[other.start]))
    return distance + 16 * after, min(7, between) + 8 * after, sentences, paragraphs


def assemble(
    parts: Sequence[Part], cue_of: dict[int, tuple[int | None, float]],
    source_of: dict[int, tuple[int | None, float]], text: Text,
) -> list[Quote]:  # fmt: skip
    """Quotes without speakers: pieces that share a cue are one quote.

    Their ``speaker_score`` says how sure the source is, or that none is written.

    Args:
        parts: the quote parts of a document.
        cue_of: content part → (its cue part or None, probability).
        source_of: cue part, or content part without a cue → (its source part or None, probability).
        text: where they stand.
    """
    groups: dict[tuple[str, int], list[int]] = {}
    for content, (its_cue, _) in cue_of.items():
        groups.setdefault(("none", content) if its_cue is None else ("cue", its_cue), []).append(content)
    quotes = []
    for (has, index), members in groups.items():
        members.sort(key=lambda i: parts[i].start)
        source, sure = source_of.get(index, (None, 1.0))
        scores = [parts[i].score * cue_of[i][1] for i in members]
        cue = parts[index] if has == "cue" else None
        quotes.append(
            Quote(
                kind=_kind([parts[i].label for i in members]),
                content=tuple(_span(parts[i], text) for i in members),
                cue=Cue(_span(cue, text), cue.score) if cue else None,
                source=_span(parts[source], text) if source is not None else None,
                score=float(np.mean(scores)),
                speaker_score=sure if source is None else sure * parts[source].score,
            )
        )
    return sorted(quotes, key=lambda q: q.content[0])


def _kind(labels: Sequence[str]) -> str:
    kinds = {label.lower() for label in labels}
    return kinds.pop() if len(kinds) == 1 else "mixed"


def _span(part: Part, text: Text) -> Span:
    return Span(text.tokens[part.start].start, text.tokens[part.end - 1].end)
