"""Places where annotated articles may contradict each other or themselves, for a second reader to look at.

    python training/consistency.py FOLDER_OR_JSONL… [--output FILE.tsv] [--minimum 3] [--share 0.8]

Reads folders of the inline format and JSON Lines with texts. Nothing is corrected: each line of the output is
an article, an offset, what looks odd and the words around it. Looked for:

- label: a string that nearly always carries another label (or none, or any at all) than here
- cue: a word that is nearly always a cue and stands here outside every quote, unmarked
- unlinked: two references of an article, one of whose names is contained in the other's
- link: a mention that shares no word with the name of its reference
- bare: a quote without marks, cue and source outside the headline
- start: a content that begins with a complementiser or preposition that may belong to the cue
- speaker: a source whose speaker is said to be unknown
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

from arabicnews.corpus import iterate
from arabicnews.document import Document, Reference
from arabicnews.formats import inline
from arabicnews.names import name_key, readings
from arabicnews.validation import NAMED
from arabicnews.words import Token, fold, tokenize

NONE = "-"  # the label of a string that no entity covers
STARTS = frozenset(map(fold, ("أن", "إن", "بأن", "فإن", "لأن", "إلى", "على", "عن")))
AROUND = 40  # characters shown on either side


class Finding(NamedTuple):
    """One odd place."""

    article: str
    offset: int
    kind: str
    what: str
    around: str


class Place(NamedTuple):
    """One occurrence of a string, with the label it has there."""

    document: Document
    start: int
    end: int
    label: str


def read(paths: Iterable[Path]) -> Iterator[Document]:
    for path in paths:
        if path.is_dir():
            for file in sorted(path.glob("*.txt")):
                try:
                    yield inline.parse(file.read_bytes().decode("utf-8"))
                except ValueError as error:
                    raise ValueError(f"{file}: {error}") from error
        else:
            yield from iterate(path)


def findings(documents: list[Document], minimum: int, share: float) -> list[Finding]:
    """All odd places, by article and offset."""
    found = [*labels(documents, minimum, share), *cues(documents, minimum, share)]
    for document in documents:
        found += [*unlinked(document), *links(document), *quotes(document)]
    return sorted(found)


def labels(documents: list[Document], minimum: int, share: float) -> Iterator[Finding]:
    """Strings of which ``share`` or more carry one label, where one does not."""
    for key, places in _occurrences(documents).items():
        counts = Counter(p.label for p in places)
        usual, times = counts.most_common(1)[0]
        if times < minimum or times == len(places) or times / len(places) < share:
            continue
        for place in places:
            if place.label != usual:
                what = f"«{' '.join(key)}» is {place.label} here, {usual} {times} times of {len(places)}"
                yield _finding(place.document, place.start, place.end, "label", what)


def _occurrences(documents: list[Document]) -> dict[tuple[str, ...], list[Place]]:
    """Where the strings that are an entity somewhere stand, as a whole entity or outside every entity."""
    found: dict[tuple[str, ...], list[Place]] = defaultdict(list)
    for document in documents:
        for e in document.entities:
            found[_key(e.text)].append(Place(document, e.start, e.end, e.label))
    longest = max(map(len, found), default=0)
    for document in documents:
        for run in _outside(document):
            keys = [fold(t.text) for t in run]
            at = 0
            while at < len(run):
                fitting = (n for n in range(longest, 0, -1) if tuple(keys[at : at + n]) in found)
                size = min(next(fitting, 0), len(run) - at)
                if size:
                    place = Place(document, run[at].start, run[at + size - 1].end, NONE)
                    found[tuple(keys[at : at + size])].append(place)
                at += size or 1
    return found


def _key(text: str) -> tuple[str, ...]:
    return tuple(fold(t.text) for t in tokenize(text) if t.is_word)


def _outside(document: Document) -> Iterator[list[Token]]:
    """Runs of words that no entity covers."""
    run: list[Token] = []
    covered = {i for e in document.entities for i in range(e.start, e.end)}
    for token in tokenize(document.text):
        if token.is_word and token.start not in covered:
            run.append(token)
        elif run:
            yield run
            run = []
    if run:
        yield run


def cues(documents: list[Document], minimum: int, share: float) -> Iterator[Finding]:
    """Words outside every quote that are a cue nearly everywhere else outside one."""
    marked, bare = Counter[str](), defaultdict[str, list[Place]](list)
    for document in documents:
        taken = {i for q in document.quotes for piece in q.content for i in range(piece.start, piece.end)}
        spans = {q.cue.start: q.cue.text for q in document.quotes if q.cue}
        for token in tokenize(document.text):
            if spans.get(token.start) == token.text:
                marked[fold(token.text)] += 1
            elif token.is_word and token.start not in taken:
                bare[fold(token.text)].append(Place(document, token.start, token.end, NONE))
    for word, places in bare.items():
        times = marked[word]
        if times >= minimum and times / (times + len(places)) >= share:
            for place in places:
                what = f"«{word}» is no cue here, but {times} times of {times + len(places)}"
                yield _finding(place.document, place.start, place.end, "cue", what)


def unlinked(document: Document) -> Iterator[Finding]:
    """References of one type of which one's name holds the other's last word or all its words."""
    named = [r for r in document.references if r.type in NAMED and r.mentions and not r.members]
    for one, other in combinations(named, 2):
        if one.type != other.type:
            continue
        a, b = name_key(one.name), name_key(other.name)
        short, long = sorted((set(a), set(b)), key=len)
        if short and (short <= long or (one.type == "PER" and a[-1] == b[-1])):
            at = max(one.mentions[0], other.mentions[0])
            yield _finding(document, at.start, at.end, "unlinked", f"«{one.name}» and «{other.name}»")


def links(document: Document) -> Iterator[Finding]:
    """Names that share no word with the name of their reference."""
    for entity in document.entities:
        reference = entity.reference
        if entity.label not in NAMED or reference is None or _shares(entity.text, reference):
            continue
        what = f"{entity.label} «{entity.text}» stands for «{reference.name}»"
        yield _finding(document, entity.start, entity.end, "link", what)


def _shares(text: str, reference: Reference) -> bool:
    name = {fold(form) for word in reference.name.split() for form in readings(word)}
    return any(fold(form) in name for word in text.split() for form in readings(word))


def quotes(document: Document) -> Iterator[Finding]:
    """Quotes that nothing but their place in the text shows, and sources of unknown speakers."""
    headline = document.text.find("\n")
    firsts = {t.start: t for t in tokenize(document.text)}
    for quote in document.quotes:
        if quote.source and not quote.speaker:
            what = f"the source «{quote.source.text}» has no speaker"
            yield _finding(document, quote.source.start, quote.source.end, "speaker", what)
        if quote.kind != "direct" and not quote.cue and not quote.source and quote.start > headline:
            yield _finding(document, quote.start, quote.end, "bare", f"{quote.kind}, without cue and source")
        if (word := firsts[quote.start].text) and fold(word) in STARTS:
            yield _finding(document, quote.start, quote.end, "start", f"the content begins with «{word}»")


def _finding(document: Document, start: int, end: int, kind: str, what: str) -> Finding:
    end = min(end, start + AROUND)
    around = document.text[max(0, start - AROUND) : start] + "⟦" + document.text[start:end] + "⟧"
    around += document.text[end : end + AROUND]
    return Finding(document.id, start, kind, what, " ".join(around.split()))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", nargs="+", type=Path, help="folders of inline files, or JSON Lines with text")
    parser.add_argument("--output", type=Path, help="write there as TSV, not to the terminal")
    parser.add_argument("--minimum", type=int, default=3, help="how often the usual label must be seen")
    parser.add_argument("--share", type=float, default=0.8, help="from what share on it counts as usual")
    arguments = parser.parse_args()
    found = findings(list(read(arguments.data)), arguments.minimum, arguments.share)
    lines = "".join("\t".join(map(str, row)) + "\n" for row in found)
    if arguments.output:
        arguments.output.write_text(lines, encoding="utf-8")
    else:
        sys.stdout.write(lines)
    print(dict(Counter(row.kind for row in found)), file=sys.stderr)


if __name__ == "__main__":
    main()
