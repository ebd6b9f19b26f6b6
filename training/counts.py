"""Count what the dataset holds, and write the tables of the data card.

    python training/counts.py                         print the tables, of the files as they are
    python training/counts.py --joined DIR --write    count with texts; write counts.json and the card
    python training/counts.py --check                 whether counts.json and card are what the files hold

Only the cue families of part B need its texts; everything else is counted from the shipped files.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from arabicnews.corpus import rows
from arabicnews.cues import cue_family
from arabicnews.document import ENTITY_LABELS, QUOTE_KINDS, Entity, Quote, Span
from arabicnews.metrics.counting import NAMES, realisation

DATA = Path(__file__).parent / "data"
COUNTS, CARD = DATA / "counts.json", DATA / "README.md"
BEGIN, END = "<!-- BEGIN counts -->", "<!-- END counts -->"
SPLITS = ("train", "dev", "test")
TRAITS = ("topic", "register", "style", "marks")
Row = Mapping[str, Any]


def measure(articles: Sequence[Row], words: int) -> dict[str, Any]:
    """What some articles hold; rows as ``Document.to_dict`` or ``detach`` give them."""
    quotes = [(a, q) for a in articles for q in a["quotes"]]
    labels = Counter(e["label"] for a in articles for e in a["entities"])
    kinds = Counter(q["kind"] for _, q in quotes)
    return {
        "articles": len(articles), "words": words,
        "without quotes": sum(not a["quotes"] for a in articles),
        "entities": {label: labels[label] for label in ENTITY_LABELS},
        "quotes": {kind: kinds[kind] for kind in QUOTE_KINDS},
        "realisation": _sorted(_realisation(a, q) for a, q in quotes),
        "in pieces": sum(len(q["content"]) > 1 for _, q in quotes),
        "no cue": sum(q["cue"] is None for _, q in quotes),
        "speaker unknown": sum(q["speaker"] is None for _, q in quotes),
        "references": sum(len(a["references"]) for a in articles),
    }  # fmt: skip


def _realisation(article: Row, quote: Row) -> str:
    """How a quote tells its speaker, from offsets alone."""
    source = quote["source"] and Span(quote["source"]["start"], quote["source"]["end"])
    names = [e for e in article["entities"] if e["label"] in NAMES]
    entities = [Entity(Span(e["start"], e["end"]), e["label"]) for e in names]
    return realisation(Quote(quote["kind"], (), source=source), entities)


def families(articles: Iterable[Row]) -> dict[str, int]:
    """Cue families of quotes whose text is there."""
    cues = (q["cue"]["text"] for a in articles for q in a["quotes"] if q["cue"])
    return _sorted(cue_family(cue) or "other" for cue in cues)


def _sorted(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items(), key=lambda item: (-item[1], item[0])))


def part_a() -> dict[str, Any]:
    splits = {split: _rows(DATA / "part_a" / f"{split}.jsonl") for split in SPLITS}
    every = [a for articles in splits.values() for a in articles]
    found: dict[str, Any] = {s: measure(r, sum(len(a["text"].split()) for a in r)) for s, r in splits.items()}
    found |= {key: _sorted(a["meta"][key] for a in every) for key in TRAITS}
    return found | {"cue families": families(every)}


def part_b(joined: Path | None) -> dict[str, Any]:
    """Part B; its cue families as counted before where there are no texts."""
    drawn = {row["id"]: row for row in _rows(DATA / "part_b" / "sample.jsonl")}
    splits = {split: _rows(DATA / "part_b" / f"{split}.jsonl") for split in SPLITS}
    found: dict[str, Any] = {
        s: measure(r, sum(drawn[a["id"]]["words"] for a in r)) for s, r in splits.items()
    }
    every = [a for articles in splits.values() for a in articles]
    found |= {key: _sorted(a["meta"][key] or "unknown" for a in every) for key in ("outlet", "year")}
    if joined:
        texts = [a for split in SPLITS for a in _rows(joined / "part_b" / f"{split}.jsonl")]
        return found | {"cue families": families(texts)}
    known = json.loads(COUNTS.read_text(encoding="utf-8")) if COUNTS.exists() else {}
    return found | {"cue families": known.get("part_b", {}).get("cue families", {})}


def _rows(path: Path) -> list[Row]:
    return [row for _, row in rows(path)]


def tables(found: Mapping[str, Any]) -> str:
    """The counts as Markdown."""
    columns = [(part, split) for part in ("part_a", "part_b") for split in SPLITS]
    cells = [found[part][split] for part, split in columns]
    head = ["", *(f"{part[-1].upper()} {split}" for part, split in columns), "all"]
    lines = [_line(head), "|---|" + "--:|" * (len(head) - 1)]
    for key in ("articles", "words", "without quotes"):
        lines.append(_numbers(key, [c[key] for c in cells]))
    lines.append(_numbers("**entities**", [sum(c["entities"].values()) for c in cells]))
    lines += [_numbers(label, [c["entities"][label] for c in cells]) for label in ENTITY_LABELS]
    lines.append(_numbers("**quotes**", [sum(c["quotes"].values()) for c in cells]))
    lines += [_numbers(kind, [c["quotes"][kind] for c in cells]) for kind in QUOTE_KINDS]
    for name in ("named", "nominal", "zero"):
        lines.append(_numbers(f"source {name}", [c["realisation"].get(name, 0) for c in cells]))
    for key in ("in pieces", "no cue", "speaker unknown", "references"):
        lines.append(_numbers(key, [c[key] for c in cells]))
    lists = [
        f"**{title}**: {', '.join(f'{name} {n}' for name, n in values.items())}"
        for title, values in (
            *((f"Part A, {key}", found["part_a"][key]) for key in (*TRAITS, "cue families")),
            *((f"Part B, {key}", found["part_b"][key]) for key in ("outlet", "year", "cue families")),
        )
    ]
    return "\n".join(lines) + "\n\n" + "\n\n".join(lists)


def _numbers(name: str, values: Sequence[int]) -> str:
    return _line([name, *(f"{v:,}" for v in (*values, sum(values)))])


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def with_tables(card: str, text: str) -> str:
    """The card with the tables in their place."""
    before, rest = card.split(BEGIN)
    return f"{before}{BEGIN}\n{text}\n{END}{rest.split(END)[1]}"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--joined", type=Path, help="where dataset.py join wrote")
    parser.add_argument("--write", action="store_true", help="write counts.json and the card")
    parser.add_argument("--check", action="store_true", help="fail where they are not up to date")
    arguments = parser.parse_args()
    found = {"part_a": part_a(), "part_b": part_b(arguments.joined)}
    card = CARD.read_text(encoding="utf-8")
    new = with_tables(card, tables(found))
    if arguments.write:
        COUNTS.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        CARD.write_text(new, encoding="utf-8")
    elif arguments.check:
        if new != card or json.loads(COUNTS.read_text(encoding="utf-8")) != found:
            print("the card or counts.json is behind the files: run training/counts.py --joined DIR --write")
            return 1
    else:
        print(tables(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
