"""Build the dataset's files from annotated articles, and join part B with its texts.

    python training/dataset.py build --part-a FOLDER --part-b FOLDER
    python training/dataset.py join  --corpora DIR --output DIR

Part A is shipped in full text. Part B is public news: its annotations are stored by offsets, and ``join``
puts them together with a copy of the corpora, outside the repository. The split of an article never changes:
in part A it follows from the id, in part B it stands in ``data/part_b/sample.jsonl``.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from pathlib import Path

from arabicnews.corpus import read_corpora, rows, sha256, write_jsonl, write_rows
from arabicnews.document import Document
from arabicnews.formats import inline
from arabicnews.standoff import detach, read_standoff
from arabicnews.validation import problems

DATA = Path(__file__).parent / "data"
SPLITS = ("train", "dev", "test")


def split_of(id_: str) -> str:
    """The split of an article of part A: 14 of 20 train, 3 dev, 3 test, by a hash of the id."""
    place = int(hashlib.sha1(id_.encode()).hexdigest()[:8], 16) % 20
    return "train" if place < 14 else "dev" if place < 17 else "test"


def sound(folder: Path) -> list[Document]:
    """The annotated articles of a folder.

    Raises:
        ValueError: if any breaks the rulebook; all of them are named.
    """
    documents, wrong = [], []
    for path in sorted(folder.glob("*.txt")):
        try:
            document = inline.parse(path.read_bytes().decode("utf-8"))
            wrong += [f"{path.name}: {p}" for p in problems(document)]
            documents.append(document)
        except ValueError as error:
            wrong.append(f"{path.name}: {error}")
    if wrong:
        raise ValueError("\n".join([f"{len(wrong)} problems; mend them first:", *wrong]))
    return documents


def build(part_a: Path | None, part_b: Path | None) -> None:
    if part_a:
        documents = sound(part_a)
        for split in SPLITS:
            chosen = [d for d in documents if split_of(d.id) == split]
            write_jsonl(chosen, DATA / "part_a" / f"{split}.jsonl")
    if part_b:
        drawn = {row["id"]: row for _, row in rows(DATA / "part_b" / "sample.jsonl")}
        documents = sound(part_b)
        if changed := [d.id for d in documents if sha256(d.text) != drawn[d.id]["sha256"]]:
            raise ValueError(f"these articles are not word for word those drawn: {', '.join(changed)}")
        for split in SPLITS:
            chosen = [d for d in documents if drawn[d.id]["split"] == split]
            write_rows((_with_outlet(d, drawn[d.id]) for d in chosen), DATA / "part_b" / f"{split}.jsonl")


def _with_outlet(document: Document, row: dict[str, object]) -> dict[str, object]:
    return {**detach(document), "meta": {"outlet": row["outlet"], "year": row["year"]}}


def join(corpora: Path, output: Path) -> None:
    for split in SPLITS:
        file = DATA / "part_b" / f"{split}.jsonl"
        texts = read_corpora(corpora, [row["id"] for _, row in rows(file)])
        write_jsonl(read_standoff(file, texts), output / "part_b" / f"{split}.jsonl")
    print(f"part B with its texts -> {output / 'part_b'}")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("build", help="the dataset's files from folders of annotated articles")
    command.add_argument("--part-a", type=Path)
    command.add_argument("--part-b", type=Path)
    command = commands.add_parser("join", help="part B with its texts, outside the repository")
    command.add_argument("--corpora", type=Path, required=True)
    command.add_argument("--output", type=Path, required=True)
    given = parser.parse_args()
    try:
        if given.command == "build":
            build(given.part_a, given.part_b)
        else:
            join(given.corpora, given.output)
    except (OSError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
