"""Annotate raw news with a reader: much text, imperfect labels, to train another on before the gold.

    python training/weak_labels.py --corpora DIR --articles 4000 --output DIR/weak.jsonl
    python training/finetune.py --config configs/weak_small.yaml --data DIR --encoder DIR --output DIR

The network, which is not told what the rules say here, learns to see names and quotes as they do from the
words around them (weak supervision; cf. Ratner et al. 2017, "Snorkel"). In a second round `--reader` is the
model that came of the first and `--without` names the articles of the first (self-training; cf. Xie et al.
2020, "Self-training with Noisy Student"). None of the drawn articles of part B and no article that the probe
measures masked words on is among them. No corpus gives more than a fifth.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import arabicnews
from arabicnews.corpus import rows, write_jsonl
from arabicnews.document import Document
from arabicnews.pretraining import text

SAMPLE = Path(__file__).parent / "data" / "part_b" / "sample.jsonl"
LENGTHS = (60, 650)  # words, as in part B
NO_NEWS = ("arwiki-2017",)
LARGEST_SHARE = 5


def drawn(corpora: Path, count: int, seed: int, without: Iterable[Path] = ()) -> Iterator[Document]:
    """So many articles at random, without annotation; none of those that the given files hold."""
    known = {row["id"] for path in (SAMPLE, *without) for _, row in rows(path)}
    found = [a for a in text.articles(corpora, excluded=known, seed=seed) if not a.held_out]
    random.Random(seed).shuffle(found)
    taken: Counter[str] = Counter()
    for article in found:
        corpus = article.id.split("/")[0]
        body = "\n".join(article.paragraphs)
        if corpus in NO_NEWS or not LENGTHS[0] <= len(body.split()) <= LENGTHS[1]:
            continue
        if taken[corpus] < count / LARGEST_SHARE:
            taken[corpus] += 1
            yield Document(body, id=article.id)
        if taken.total() == count:
            break


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpora", type=Path, required=True, help="folder that holds text/<name>.jsonl.xz")
    parser.add_argument("--articles", type=int, default=4000)
    parser.add_argument(
        "--output", type=Path, required=True, help="outside the repository: it holds the texts"
    )
    parser.add_argument("--reader", default="rules", help="what annotates: rules, a model's name or folder")
    parser.add_argument("--without", type=Path, nargs="*", default=(), help="files of articles to leave out")
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    nlp = arabicnews.load(arguments.reader, min_score=0.0)
    found = drawn(arguments.corpora, arguments.articles, arguments.seed, arguments.without)
    documents = list(nlp.pipe(found, progress=True))
    write_jsonl(documents, arguments.output)
    print(f"{len(documents)} articles -> {arguments.output}")


if __name__ == "__main__":
    main()
