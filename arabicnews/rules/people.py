"""Names of people (PER): runs of given and family names, and of unknown words where a name is expected."""

from __future__ import annotations

from functools import cache

from arabicnews.cues import forms_of
from arabicnews.lexicon import folded
from arabicnews.names import (
    LINKS,
    given_names,
    name_words,
    sure_names,
    without_article,
)
from arabicnews.references.nouns import source_noun
from arabicnews.rules.candidates import Candidate
from arabicnews.rules.extents import Known
from arabicnews.rules.runs import PARTICLES, Runs
from arabicnews.rules.slots import name_slots
from arabicnews.rules.titles import Title
from arabicnews.rules.view import View
from arabicnews.rules.vocabulary import all_function_words, common_words, function_words
from arabicnews.words import fold

RANK = 2
_COMPLEMENTISERS = folded("أن إن بأن أنه أنها إنه إنها بأنه بأنها أنهم إنهم")
_FOREIGN_ENDINGS = (
    *(
        "وف",
        "يف",
        "وفا",
        "سكي",
        "فيتش",
        "يتش",
        "سون",
        "برغ",
        "برج",
        "شفيلي",
        "نكو",
        "يني",
        "ينو",
        "يليو",
        "وفسكي",
    ),
    *(
        "نسن",
        "مان",
        "فورد",
        "تون",
        "شتاين",
        "ستين",
        "يانو",
        "ناني",
        "ريني",
        "اكيس",
        "وبولوس",
        "اوغلو",
        "زاده",
    ),
)


class People:
    """Finds the names of people of one text."""

    def __init__(self, view: View, known: Known, titles: dict[int, Title]) -> None:
        self.view, self.known, self.titles = view, known, titles
        self.slots = name_slots(view, known, titles)
        self.in_titles = {i: title for title in titles.values() for i in range(title.start, title.end)}
        self.runs = Runs(view, known, titles, self.slots)

    def find(self) -> list[Candidate]:
        """Every run that is taken for a name; runs that begin inside another are not looked for."""
        found, i = [], 0
        while i < len(self.view.tokens):
            end = self._name(i) if self.view.is_word(i) else i
            if end > i:
                found.append(Candidate(i, end, "PER", RANK))
            i = max(end, i + 1)
        return found

    def _name(self, i: int) -> int:
        """Past the name that begins at a token; the token itself if none does."""
        view, key = self.view, self.view.keys[i]
        readings = view.readings(i)
        if key in LINKS or any(r in LINKS for r in readings[1:] if len(r) > 2):
            return self._linked(i)
        if (
            key in PARTICLES
            and key not in all_function_words()
            and self.runs.is_piece(i + 1)
            and not self.runs.is_broken(i + 1)
        ):
            return self.runs.end(i + 2, 1)
        if self.runs.is_ala(i) or self._people_before_name(i) or self._is_title(i):
            return i
        if any(r in sure_names() for r in readings[:1]) or self._conjoined_sure(i):
            return self.runs.end(i + 1, 1)
        if any(r in name_words() for r in readings):
            return self._unsure(i)
        if self.runs.is_unknown(i):
            return self._unlisted(i)
        return i + 1 if self._plain_subject(i) else i

    def _plain_subject(self, i: int) -> bool:
        """«كشف رحال أن»: one word between a reporting verb and its clause, though it looks ordinary."""
        view, key = self.view, self.view.keys[i]
        if (
            not self._after_cue(i)
            or view.key(i + 1) not in _COMPLEMENTISERS
            or self.known.get(i)
            or i in self.titles
        ):
            return False
        other = (
            key in all_function_words() or bool(forms_of(key)) or source_noun(view.tokens[i].text) is not None
        )
        return not other and not key.startswith("ال") and not key.endswith(("ا", "ين", "ون", "ات", "ه"))

    def _is_title(self, i: int) -> bool:
        """Whether a word belongs to a title and no name: «الشيخ», «باسم»; but «أمير حسين» is a name."""
        title = self.in_titles.get(i)
        if title is None or self.view.keys[i] in sure_names():
            return False
        return title.complete or title.definite or self.view.key(i + 1) not in name_words()

    def _people_before_name(self, i: int) -> bool:
        """«السوداني عمر …»: a nationality in front of a given name is none of its pieces."""
        people = any(c.label == "NORP" for c in self.known.get(i, ()))
        return people and self.view.key(i + 1) in given_names()

    def _conjoined_sure(self, i: int) -> bool:
        """«وبوتين», «لبوتين»: a sure name behind a clitic, where the whole is no ordinary word."""
        readings = self.view.readings(i)
        least = 3 if readings[0].startswith("و") else 4
        return not is_whole_word(self.view.tokens[i].text) and any(
            r in sure_names() and len(r) >= least for r in readings[1:]
        )

    def _linked(self, i: int) -> int:
        """«أبو مازن», «بن سلمان», «عبد الفتاح السيسي»."""
        view = self.view
        link = next(r for r in view.readings(i) if r in LINKS)
        following = view.key(i + 1)
        if not view.is_word(i + 1) or "\n" in view.text[view.tokens[i].end : view.tokens[i + 1].start]:
            return i
        listed = following in name_words()
        if link == "عبد" and following.startswith("ال"):
            return self.runs.end(i + 2, 1)
        if link == "عبد" and listed and following in sure_names():
            return self.runs.end(i + 1, 1)
        noun = following not in all_function_words() and not self.known.get(i)
        if link in ("ابو", "ابا") and (listed or self.runs.is_unknown(i + 1) or noun):
            return self.runs.end(i + 2, 1)
        if link == "بن" and (listed or self.runs.is_unknown(i + 1)):
            return self.runs.end(i + 2, 1)
        if link in ("ابن", "بنت", "ابي", "بو", "ولد") and listed and not self.runs.is_ala(i + 1):
            sure = following in given_names() or i in self.slots.all
            return self.runs.end(i + 2, 1) if sure else i
        return i

    def _unsure(self, i: int) -> int:
        """A name that is also a common word: next to a name, after a title, or as the subject of a verb."""
        whole = self.view.keys[i] in name_words()
        end = self.runs.end(i + 1, 1)
        if i in self.slots.all and whole:
            return end
        following = [self.view.keys[j] for j in range(i + 1, end)]
        sure = [k for k in following if k in sure_names() or k in LINKS or k not in name_words()]
        if end > i + 1 and sure and (whole or self.view.readings(i)[0].startswith(("و", "ل"))):
            return end
        if whole and end > i + 1 and (self._after_cue(i) or following[0] in given_names()):
            return end
        return end if whole and self._after_cue(i) and self._before_content(end) else i

    def _unlisted(self, i: int) -> int:
        """Unknown words: a name after a title, as the subject of a reporting verb, or two in a row."""
        end = self.runs.end(i + 1, 1)
        key = self.view.keys[i]
        if "\u064b" in self.view.tokens[i].text:
            return i  # «قال ممازحاً»
        leads = self.view.key(i + 1) in _given() or self.view.key(i + 1) in ("عبد", "ابو", "ابي")
        if end > i + 1 and (leads or key.startswith(("وي", "وت")) or self._is_noun(i)):
            return i  # «مدرب هدرسفيلد ديفيد واجنر»: the name begins later
        if i in self.slots.all and len(key) > 2 and (end > i + 1 or self._alone(i)):
            return end
        if self._after_cue(i) and (end > i + 1 or self._before_content(end)):
            return end
        if (end > i + 1 and self._explained(end)) or self._before_cue(i, end):
            return end
        sure = [k for k in self.view.keys[i + 1 : end] if k in name_words()]
        if (
            end > i + 1
            and not key.startswith("ال")
            and ((sure and not key.endswith("ي")) or self._foreign(i, end))
        ):
            return end
        return i

    def _is_noun(self, i: int) -> bool:
        """Whether an unknown word ends in ة and so is hardly the first of a man's names («نطحة زيدان»)."""
        return self.view.tokens[i].text.endswith("ة") and i not in self.slots.all

    def _explained(self, i: int) -> bool:
        """Whether a comma and a title or role stand here («عواطف حيار، وزيرة …»)."""
        if i >= len(self.view.tokens) or self.view.tokens[i].text not in "،,":
            return False
        noun = source_noun(self.view.tokens[i + 1].text) if self.view.is_word(i + 1) else None
        return i + 1 in self.titles or (noun is not None and noun.kind == "person" and noun.number == "s")

    def _before_cue(self, i: int, end: int) -> bool:
        """«لكن جرودشتين قالت إنه»: an unknown word between the beginning of a clause and a verb of saying."""
        view = self.view
        forms = [f for f in forms_of(view.key(end)) if f.kind != "participle" and "weak" not in f.governs]
        begins = (
            i == 0 or not view.is_word(i - 1) or view.key(i - 1) in ("لكن", "ولكن", "ان", "بينما", "فيما")
        )
        said = view.key(end + 1) in _COMPLEMENTISERS or not view.is_word(end + 1)
        return bool(forms) and begins and said and not view.key(end).startswith("و")

    def _alone(self, i: int) -> bool:
        """Whether one unknown word behind a title may be a family name, and is no verb or adjective."""
        key, after = self.view.keys[i], self.view.key(i + 1)
        if key.startswith("ال"):
            return key.endswith(("ي", "اوي")) or not after.startswith(("ب", "ل", "ال"))
        return i not in self.slots.nouns or not key.endswith(("ت", "وا", "نا"))

    def _foreign(self, i: int, end: int) -> bool:
        """Two unknown words or more of which the last ends as foreign family names do."""
        keys = self.view.keys[i:end]
        return keys[-1].endswith(_FOREIGN_ENDINGS) and len(keys[-1]) > 4 and min(map(len, keys)) > 2

    def _after_cue(self, i: int) -> bool:
        """Whether a reporting verb stands right before a token."""
        forms = forms_of(self.view.key(i - 1))
        return any(form.kind in ("past", "present") and "weak" not in form.governs for form in forms)

    def _before_content(self, i: int) -> bool:
        """Whether the words reported may begin at a token."""
        key = self.view.key(i)
        return key in _COMPLEMENTISERS or key in function_words("preposition") or not self.view.is_word(i)


@cache
def _given() -> frozenset[str]:
    return frozenset(name for name in given_names() if name in sure_names())


def is_whole_word(text: str) -> bool:
    """Whether a word with a possible clitic is an ordinary word as it stands («وعد», «بدر»)."""
    key = fold(text)
    return key in name_words() or without_article(key) in sure_names() or key in common_words()
