"""The rule-based reader: lists, patterns and grammar instead of weights. The baseline of every table.

It reads what the neural reader reads and gives back the same kind of document; it needs no torch.
"""

from __future__ import annotations

from arabicnews.document import Document, Entity, Quote
from arabicnews.references import resolve
from arabicnews.rules.candidates import Candidate
from arabicnews.rules.entities import find_entities
from arabicnews.rules.quotes import Quotes
from arabicnews.rules.view import View

__all__ = ["RuleReader"]

ENTITY_SCORE = {"DATE": 0.9, "NORP": 0.9, "GPE": 0.9, "TITLE": 0.85, "PER": 0.8, "ORG": 0.8}
OTHER_SCORE = 0.7


class RuleReader:
    """Reads a document by rules.

    Example:
        >>> RuleReader()(Document("قالت سلمى النجار إن الجسر مغلق.")).quotes[0].speaker.name
        'سلمى النجار'
    """

    def __call__(self, document: Document) -> Document:
        """Entities, quotes, speakers and references of a document; what it already has is replaced.

        Args:
            document: its text is read, by its own tokens where it has some.

        Returns:
            A document with the same text, id, meta and tokens.
        """
        view, entities, quotes = self.find(document)
        return resolve(document.text, view.tokens, entities, quotes).on(document)

    def find(self, document: Document) -> tuple[View, list[Entity], list[Quote]]:
        """Entities and quotes alone, without references and speakers, and the view they were found in."""
        view = View(document)
        found = find_entities(view)
        return view, [_entity(view, candidate) for candidate in found], Quotes(view, found).find()


def _entity(view: View, candidate: Candidate) -> Entity:
    score = ENTITY_SCORE.get(candidate.label, OTHER_SCORE)
    return Entity(view.span(candidate.start, candidate.end), candidate.label, score)
