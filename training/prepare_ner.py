"""Make ``ner/<name>.conll`` of a public set of named entities, from the files that its makers hand out.

    python training/prepare_ner.py SET FILE… --output $CORPORA/ner/NAME.conll [--encoding windows-1256]

What is read is CoNLL of any kind (see arabicnews/formats/conll.py); what is written is UTF-8, a token and
its IOB2 tag a line, a blank line behind each sentence. A file with anything wrong is refused, with its lines.
What is odd but known of these sets, as a sentence that comes twice, is counted and stays.

Sets are not handed on by this project; get them from their makers, under their licences. Without SET and
files the script lists the sets that it knows.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from arabicnews.files import write_text
from arabicnews.finetuning.sources import shingles
from arabicnews.formats.conll import Sentence, outermost, read_conll, read_sentences
from arabicnews.labels import OUTSIDE, SCHEMES, encode, is_valid_transition

SHOWN = 10  # problems, and lines of what is odd


@dataclass(frozen=True, slots=True)
class Set:
    """A public set.

    Attributes:
        origin: whose it is, and which part.
        licence: as stated by its makers.
        labels: its labels, and what each is called in our file.
        counts: sentences, tokens and entities of the release that this project trains on; None: not known.
        nested: whether its names stand inside one another; the outermost are kept.
    """

    origin: str
    licence: str
    labels: Mapping[str, str]
    counts: tuple[int, int, int] | None = None
    nested: bool = False


def _same(labels: Sequence[str]) -> dict[str, str]:
    return dict(zip(labels, labels, strict=True))


_WOJOOD = (
    "PERS", "NORP", "OCC", "ORG", "GPE", "LOC", "FAC", "EVENT", "DATE", "TIME", "LANGUAGE", "WEBSITE", "LAW",
    "PRODUCT", "CARDINAL", "ORDINAL", "PERCENT", "QUANTITY", "UNIT", "MONEY", "CURR",
)  # fmt: skip
# AQMAR has a kind of its own for what each article is about, MIS0 to MIS3; its makers score them as one.
_AQMAR = {"PER": "PERS", "LOC": "LOC", "ORG": "ORG", "MIS": "MISC"} | {f"MIS{n}": "MISC" for n in range(4)}
SETS = {
    "anercorp": Set(
        "ANERcorp (Benajiba et al. 2007), CAMeL Lab's split, training part",
        "none stated in the copy read; catalogued as CC BY-SA 4.0 on request",
        _same(SCHEMES["anercorp"]), (3973, 125102, 9000),
    ),
    "cleananercorp": Set(
        "CLEANANERCorp (github.com/iwan-rg/CLEANANERCorp, 8dd850c1), training part", "GPL-3.0 file",
        _same(SCHEMES["cleananercorp"]), (3974, 125101, 12534),
    ),
    "caraner": Set(
        "CAraNER (github.com/kacst-ncdaai/caraner, fbc9c9b7)", 'none stated; "cite"',
        _same(SCHEMES["caraner"]), (1267, 54947, 3777),
    ),
    "wikifane": Set(
        "WikiFANE_Gold (Alotaibi and Lee 2014)", "CC BY-SA 3.0",
        _same(SCHEMES["fane"]), (15608, 481649, 35920),
    ),
    "newsfane": Set(
        "NewsFANE_Gold (Alotaibi and Lee 2014); with --without, as its text is ANERcorp's", "CC BY-SA 3.0",
        _same(SCHEMES["fane"]), (3839, 136450, 8840),
    ),
    "wojood": Set(
        "Wojood (Jarrar et al. 2022), the sample of github.com/SinaLab/ArabicNER, ef3a7f4e, both parts",
        "repository MIT", _same(_WOJOOD), (1274, 21224, 2697), nested=True,
    ),
    "aqmar": Set(
        "AQMAR Wikipedia (Mohit et al. 2012), in ANERcorp's labels", "CC BY-SA 3.0", _AQMAR
    ),
}  # fmt: skip


class Part(NamedTuple):
    """A sentence and the file that it is from."""

    file: Path
    sentence: Sentence

    def at(self, word: int) -> str:
        return f"{self.file}, line {self.sentence.lines[word]}"

    def near(self, word: int) -> str:
        return f"{self.file.name}:{self.sentence.lines[word]}"


def read(which: Set, options: argparse.Namespace) -> list[Part]:
    """The sentences of all files but those that overlap the files of ``--without``.

    Raises:
        ValueError: if a file is not in its encoding or a line is wrong; with the line.
    """
    columns = options.token_column, options.tag_column, options.encoding
    parts = [
        Part(file, sentence)
        for file in options.files
        for sentence in read_sentences(file, *columns, nested=which.nested)
    ]
    held = {hash_ for file in options.without for d in read_conll(file) for hash_ in shingles(d.text)}
    return [p for p in parts if not shingles(" ".join(p.sentence.words)) & held]


def problems(parts: Sequence[Part], which: Set) -> Iterator[str]:
    """What must not be in a file: labels that are not the set's, and words that a line cannot hold."""
    for part in parts:
        for position, word in enumerate(part.sentence.words):
            if " " in word or "\ufffd" in word:
                yield f"{part.at(position)}: {word!r} holds a blank, or a character lost in decoding"
        for start, _, label in part.sentence.spans():
            if label not in which.labels:
                known = ", ".join(which.labels)
                yield f"{part.at(start)}: the label {label!r} is none of this set, which has {known}"


def oddities(parts: Sequence[Part]) -> dict[str, list[str]]:
    """Where something is odd, by what it is."""
    orphans, twice, hidden = [], [], []
    seen: set[tuple[str, ...]] = set()
    for part in parts:
        words, tags = part.sentence.words, part.sentence.tags
        if all(len(t) == 1 for t in tags):
            row = [OUTSIDE, *(t[0] for t in tags)]
            orphans += [
                part.near(i) for i, pair in enumerate(pairwise(row)) if not is_valid_transition(*pair)
            ]
        if tuple(words) in seen:
            twice.append(part.near(0))
        seen.add(tuple(words))
        hidden += [part.near(i) for i, word in enumerate(words) if not word.isprintable()]
    return {
        "entities that begin with I- (written with B-)": orphans,
        "sentences that were there before (kept)": twice,
        "words with characters that nobody sees (kept)": hidden,
    }


def rows(part: Part, which: Set) -> list[tuple[str, str]]:
    """The words of a sentence with their tags."""
    spans = [(s, e, which.labels[label]) for s, e, label in outermost(part.sentence.spans())]
    words = part.sentence.words
    return list(zip(words, encode(spans, len(words)), strict=True))


def told(which: Set, sentences: Sequence[Sequence[tuple[str, str]]], odd: Mapping[str, list[str]]) -> str:
    """What was made, in words."""
    labels = Counter(tag[2:] for sentence in sentences for _, tag in sentence if tag.startswith("B-"))
    found = len(sentences), sum(map(len, sentences)), labels.total()
    lines = [which.origin, f"licence: {which.licence}"]
    lines.append("{:,} sentences, {:,} tokens, {:,} entities".format(*found))
    lines.append(", ".join(f"{label} {number:,}" for label, number in labels.most_common()))
    for what, where in odd.items():
        some = f": {' '.join(where[:SHOWN])}{' …' if len(where) > SHOWN else ''}" if where else ""
        lines.append(f"{len(where)} {what}{some}")
    if which.counts and which.counts != found:
        known = "{:,} sentences, {:,} tokens, {:,} entities".format(*which.counts)
        lines.append(f"This is another release than the one that this project trains on: that has {known}.")
    return "\n".join(lines)


def prepare(which: Set, options: argparse.Namespace) -> str:
    """Write the file and say what it holds.

    Raises:
        ValueError: if something is wrong with the files; nothing is written then.
    """
    if options.output.resolve() in {file.resolve() for file in options.files}:
        raise ValueError(f"{options.output} is an input and would be overwritten; name another --output")
    parts = read(which, options)
    if wrong := list(problems(parts, which)):
        more = [f"and {len(wrong) - SHOWN} more"] if len(wrong) > SHOWN else []
        raise ValueError("\n".join([f"{len(wrong)} problems; nothing was written", *wrong[:SHOWN], *more]))
    if not parts:
        raise ValueError("no sentence is left; are these the right files?")
    sentences = [rows(part, which) for part in parts]
    lines = ("".join(f"{word} {tag}\n" for word, tag in sentence) for sentence in sentences)
    options.output.parent.mkdir(parents=True, exist_ok=True)
    write_text(options.output, "".join(text + "\n" for text in lines))
    return told(which, sentences, oddities(parts))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("set", nargs="?", choices=SETS, metavar="SET")
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--output", type=Path)
    parser.add_argument("--encoding", default="utf-8", help="of the files, perhaps windows-1256")
    parser.add_argument("--token-column", type=int, default=0, help="which column holds the words, from 0")
    parser.add_argument("--tag-column", type=int, default=-1, help="and which the tags; the last by default")
    parser.add_argument(
        "--without", type=Path, nargs="+", default=[], help="leave out what overlaps these (a test part)"
    )
    options = parser.parse_args(arguments)
    if options.set is None:
        for name, each in SETS.items():
            print(f"{name:<14} {each.origin}\n{'':<14} licence: {each.licence}")
        return 0
    if not options.files or not options.output:
        parser.error("name the files of the set, and --output")
    try:
        print(prepare(SETS[options.set], options))
    except (OSError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
