"""Check annotated articles in the inline format, and turn them into the dataset and back.

    python training/annotations.py plain --sample SAMPLE.jsonl --corpora DIR --output TEXTS
    python training/annotations.py check FILE… [--original FILE.txt | --texts TEXTS]
    python training/annotations.py convert FOLDER --output data.jsonl [--standoff] [--texts TEXTS]
    python training/annotations.py inline data.jsonl --output FOLDER [--corpora DIR]

``plain`` writes the articles that are to be annotated as plain text, ``check`` says what is wrong in
annotated ones, ``convert`` makes the dataset of a folder of them (all must be in order), ``inline`` makes a
folder of the dataset. The file of the article «ant-multi/000001» is ``ant-multi__000001.txt``.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from arabicnews.corpus import iterate, read_corpora, rows, sha256, write_jsonl, write_rows
from arabicnews.document import Document
from arabicnews.formats import inline
from arabicnews.standoff import detach, read_standoff
from arabicnews.validation import problems

CONTEXT = 30  # characters shown around a difference


def file_name(id_: str) -> str:
    """The name of an article's file."""
    return f"{id_.replace('/', '__')}.txt"


def read_text(path: Path) -> str:
    """A file's text as it is, with its own line ends."""
    return path.read_bytes().decode("utf-8")


def write_text(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8"))


def difference(found: str, original: str) -> str:
    """Where a text leaves its original, with what stands there in both; empty where it does not."""
    if found == original:
        return ""
    pairs = enumerate(zip(found, original, strict=False))
    at = next((i for i, (a, b) in pairs if a != b), min(len(found), len(original)))
    line = original.count("\n", 0, at) + 1
    here, there = (repr(t[max(0, at - CONTEXT) : at + CONTEXT]) for t in (found, original))
    return (
        f"the text differs from the original from line {line} of the article on (offset {at}):\n"
        f"    found    {here}\n    original {there}\n  copy the original exactly; only markup may be added"
    )


def read(path: Path, original: Path | None) -> tuple[Document | None, list[str]]:
    """An annotated article, or None where it cannot be read, and what is wrong with it."""
    try:
        document = inline.parse(read_text(path))
    except ValueError as error:
        return None, str(error).split("\n")
    found = problems(document)
    if original is not None:
        if not original.is_file():
            return document, [f"there is no original {original}", *found]
        found = [*filter(None, [difference(document.text, read_text(original))]), *found]
    return document, found


def check(paths: list[Path], original: Path | None, texts: Path | None) -> list[Document]:
    """Report on annotated articles.

    Returns:
        The documents, in the order of the files; empty where any has a problem.
    """
    documents, wrong = [], 0
    seen: dict[str, Path] = {}
    for path in paths:
        document, found = read(path, texts / path.name if texts else original)
        if document and (texts or len(paths) > 1) and path.name != file_name(document.id):
            found.append(f"its id is {document.id!r}, so its name must be {file_name(document.id)}")
        if document and document.id in seen:
            found.append(f"its id {document.id!r} is that of {seen[document.id]} too")
        if found or document is None:
            wrong += 1
            print(f"{path}: {len(found)} problems", *found, sep="\n  ")
            continue
        seen[document.id] = path
        documents.append(document)
        print(f"{path}: ok: {len(document.entities)} entities, {len(document.quotes)} quotes")
    return [] if wrong else documents


def convert(folder: Path, output: Path, *, standoff: bool, texts: Path | None) -> bool:
    """Make the dataset of a folder of annotated articles; whether it was made."""
    documents = sorted(check(sorted(folder.glob("*.txt")), None, texts), key=lambda d: d.id)
    if not documents:
        print(
            f"{output} is not written: {folder} holds no *.txt files, or some have problems", file=sys.stderr
        )
        return False
    if standoff:
        write_rows(map(detach, documents), output)
    else:
        write_jsonl(documents, output)
    print(f"{len(documents)} articles -> {output}")
    return True


def to_inline(dataset: Path, output: Path, corpora: Path | None) -> None:
    """Make a folder of annotated articles of a dataset; a stand-off one takes its texts from the corpora."""
    if corpora:
        texts = read_corpora(corpora, [row["id"] for _, row in rows(dataset)])
        documents = read_standoff(dataset, texts)
    else:
        documents = list(iterate(dataset))
    for document in documents:
        write_text(output / file_name(document.id), inline.render(document))
    print(f"{len(documents)} articles -> {output}")


def plain(sample: Path, corpora: Path, output: Path) -> None:
    """Write the articles of a sample as plain text, after checking that they are the ones drawn."""
    drawn = {row["id"]: row["sha256"] for _, row in rows(sample)}
    texts = read_corpora(corpora, drawn)
    others = [id_ for id_, text in texts.items() if sha256(text) != drawn[id_]]
    if others:
        raise ValueError(f"{len(others)} articles are not those drawn (SHA-256): {', '.join(others[:5])}")
    for id_, text in texts.items():
        write_text(output / file_name(id_), text)
    print(f"{len(texts)} articles -> {output}")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("check", help="say what is wrong in annotated articles")
    command.add_argument("files", type=Path, nargs="+")
    originals = command.add_mutually_exclusive_group()
    originals.add_argument("--original", type=Path, help="the plain article of the one file")
    originals.add_argument("--texts", type=Path, help="a folder with plain articles of the same file names")
    command = commands.add_parser("convert", help="make the dataset of a folder of annotated articles")
    command.add_argument("folder", type=Path)
    command.add_argument("--output", type=Path, required=True)
    command.add_argument("--standoff", action="store_true", help="leave the texts out")
    command.add_argument("--texts", type=Path, help="a folder with plain articles to compare with")
    command = commands.add_parser("inline", help="make a folder of annotated articles of a dataset")
    command.add_argument("dataset", type=Path)
    command.add_argument("--output", type=Path, required=True)
    command.add_argument(
        "--corpora", type=Path, help="for a stand-off dataset: the folder with text/<name>.jsonl.xz"
    )
    command = commands.add_parser("plain", help="write the articles of a sample as plain text")
    command.add_argument("--sample", type=Path, required=True)
    command.add_argument("--corpora", type=Path, required=True)
    command.add_argument("--output", type=Path, required=True)
    found = parser.parse_args()
    if found.command == "check" and found.original and len(found.files) > 1:
        parser.error("--original is for one file; give --texts FOLDER for several")
    return found


def main() -> int:
    given = arguments()
    try:
        if given.command == "check":
            return 0 if check(given.files, given.original, given.texts) else 1
        if given.command == "convert":
            return 0 if convert(given.folder, given.output, standoff=given.standoff, texts=given.texts) else 1
        if given.command == "inline":
            to_inline(given.dataset, given.output, given.corpora)
        else:
            plain(given.sample, given.corpora, given.output)
    except KeyError as error:
        print(
            f"error: a line of the input lacks the key {error}; take a file of the right kind",
            file=sys.stderr,
        )
        return 1
    except (OSError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
