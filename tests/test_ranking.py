"""training/ranking.py: candidates in small documents, and rankings that must find what tells them apart."""

import sys
from pathlib import Path

import pytest
import torch
from test_references import documents

sys.path.insert(0, str(Path(__file__).parent.parent / "training"))
import ranking


def pieces(text):
    """An encoder that tells where a piece stands."""
    return {(i, i + 1): torch.tensor([i, 1.0]) for i in range(len(text))}


@pytest.fixture(scope="module")
def dropped():
    found = (param.values[0] for param in documents("speakers"))
    return [d for d in found if d.meta["phenomenon"] == "dropped subject"]


def test_quotes_without_a_source_become_cases(dropped):
    found = list(ranking.cases(dropped, pieces))
    unsourced = [q for d in dropped for q in d.quotes if q.speaker and not q.source]
    assert len(found) == len(unsourced) > 2
    assert {case.article for case in found} <= {d.id for d in dropped}
    assert all(sum(c.right for c in case.candidates) == 1 for case in found)
    assert all(c.right == c.answered for case in found for c in case.candidates)  # the resolver knows these


def test_features_tell_turns_places_and_agreement(dropped):
    [case] = [c for c in ranking.cases(dropped, pieces) if c.article == dropped[0].id][:1]
    right = next(c for c in case.candidates if c.right)
    assert right.features["spoke, 0 others since"] == right.features["the resolver says so"] == 1
    assert right.features["gender differs"] == right.features["plural verb, one person"] == 0
    assert right.vector[1] == 1 and right.vector[0] > 0


def case(article, *right, clue="spoke last", vector=0.0):
    found = [
        ranking.Candidate(
            {clue: float(r), f"noise {i % 2}": 1.0}, torch.tensor([vector * r, float(i)]), r, i == 0
        )
        for i, r in enumerate(right)
    ]
    return ranking.Case(article, found)


def test_what_tells_the_right_ones_apart_is_learnt():
    train = [
        case(a, *right) for a in "abcd" for right in ((True, False), (False, True), (False, False, True))
    ]
    train += [case("e", True)]
    test = [case("d", False, True), case("e", False, False), case("f")]
    assert ranking.ranked(train, test, (False, False), 1.0) == 1
    assert ranking.folded(train, (False, False), 1.0) == len(train)


def test_vectors_and_the_resolvers_answer_count_where_they_are_asked_for(monkeypatch):
    monkeypatch.setattr(ranking, "COMPONENTS", 1)
    train = [case(str(i), i % 2 == 0, i % 2 == 1, clue=ranking.ANSWER, vector=9.0) for i in range(20)]
    counts = {row: ranking.folded(train, row, 1.0) for row in ranking.ROWS.values()}
    assert counts[False, False] < counts[True, False] == counts[False, True] == counts[True, True] == 20


def test_the_page_counts_the_right_ones():
    train = [case(str(i), i % 2 == 0, i % 2 == 1) for i in range(10)]
    lines = ranking.page(train, {"dev": train[:3]}).splitlines()
    assert lines[0] == "| right of | train, five folds (10) | dev (3) |"
    assert lines[2] == "| resolver | 5 | 2 |" and lines[3] == "| ranking | 10 | 3 |"
    assert lines[-1] == "| the right one is among the candidates | 10 | 3 |"
