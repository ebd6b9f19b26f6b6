"""Runs of names: how a person's name goes on once it has begun."""

from __future__ import annotations

import regex

from arabicnews.cues import forms_of
from arabicnews.lexicon import folded
from arabicnews.names import KUNYA, LINKS, given_names, name_words, sure_names
from arabicnews.rules.extents import Known
from arabicnews.rules.slots import Slots, is_person_noun
from arabicnews.rules.titles import Title
from arabicnews.rules.view import View
from arabicnews.rules.vocabulary import all_function_words, common_words, is_ordinary
from arabicnews.words import fold

_MAX_PIECES = 6
PARTICLES = folded("فون فان دي دو ديل دا دوس لا لو دير ماك أوغلو آل")
_CONJUNCTION = regex.compile(r"^[وف](?=عل[ىي]$)")  # «وعلى»
_SECOND = folded("الدين الله الإسلام الرحمن النبي")  # «نور الدين», «فضل الله»
_ORDINALS = folded(
    "الأول الثاني الثالث الرابع الخامس السادس السابع الثامن التاسع العاشر الثانية الأولى الثالثة"
)
_NO_FAMILY = folded(
    "الثاني الذي الماضي الحالي التالي الرسمي الدولي الآتي الرئيسي العالي الأساسي الخاص العام السابق "
    "الجديد الراحل الأول الأكبر الأصغر الوطني السياسي العسكري الأمني الإعلامي القانوني الفني المالي "
    "الشخصي"
)


class Runs:
    """Reads on from the first piece of a name in one text."""

    def __init__(self, view: View, known: Known, titles: dict[int, Title], slots: Slots) -> None:
        self.view, self.known, self.titles, self.slots = view, known, titles, slots
        self.raw = {token.text for token in view.tokens}

    def end(self, i: int, pieces: int) -> int:
        """Past the pieces of a name from a token on."""
        view = self.view
        while pieces < _MAX_PIECES and view.is_word(i) and not self.is_broken(i):
            step = 2 if self._pair(i) else int(self._single(i, pieces))
            if not step:
                break
            i, pieces = i + step, pieces + 1
        return i

    def _pair(self, i: int) -> bool:
        """Two words that are one piece: «أبو عاقلة», «بن زايد», «دي ميستورا», «عبد الله»."""
        view, key = self.view, self.view.keys[i]
        if not view.is_word(i + 1) or self.is_broken(i + 1):
            return False
        if key in KUNYA or key in ("بن", "بنت"):
            return view.keys[i + 1] not in all_function_words()
        if key == "عبد" and view.keys[i + 1].startswith("ال"):
            return True
        return (key in LINKS or key in PARTICLES) and not self.is_ala(i) and self.is_piece(i + 1)

    def _single(self, i: int, pieces: int) -> bool:
        key, before = self.view.keys[i], self.view.keys[i - 1]
        if key in _SECOND and before not in all_function_words():
            return True
        if key in _ORDINALS and pieces == 1 and before in given_names():
            return True
        return self.is_piece(i) or self._people_name(i, pieces) or self._family_slot(i, pieces)

    def is_piece(self, i: int) -> bool:
        """Whether a word goes on with a name."""
        view = self.view
        if not view.is_word(i) or self.is_ala(i):
            return False
        key = view.keys[i]
        if key in name_words() or (key.startswith("ال") and key[2:] in sure_names()):
            title = self.titles.get(i)
            return not (title and title.complete and key not in sure_names() and not key.startswith("ال"))
        if any(c.label != "PER" for c in self.known.get(i, ())) or i in self.titles:
            return False
        if key[0] == "و" or (key[0] != "ك" and any(r in name_words() for r in view.readings(i)[1:])):
            return False
        return self.is_unknown(i)

    def _people_name(self, i: int, pieces: int) -> bool:
        """A nationality as a family name: «سعد المصري», right behind one given name."""
        key = self.view.keys[i]
        people = any(c.label == "NORP" and c.end == i + 1 for c in self.known.get(i, ()))
        first = self.view.keys[i - 1] in given_names() and i - 1 not in self.slots.all
        after = self.view.key(i + 1)
        stops = not self.view.is_word(i + 1) or after in all_function_words() or bool(forms_of(after))
        return people and pieces == 1 and first and key.startswith("ال") and key.endswith("ي") and stops

    def _family_slot(self, i: int, pieces: int) -> bool:
        """An ordinary word as a family name: «الدكتور محمد شرفي قد …», «اللاعب عمار الجمل»."""
        view, key = self.view, self.view.keys[i]
        before = view.keys[i - 1]
        if before not in sure_names() and before in name_words() and i - 1 not in self.slots.all:
            return False  # «خير الناس»
        given = before in given_names() or view.keys[i - 2] == "عبد" or before == "الدين"
        if pieces > 3 or not given or self.known.get(i) or i in self.titles:
            return False
        if key in all_function_words() or forms_of(key) or is_person_noun(view.tokens[i].text):
            return False
        if (
            key.startswith("ال")
            and view.tokens[i].text.endswith("ي")
            and key not in _NO_FAMILY
            and len(key) > 4
        ):
            return True
        after = view.key(i + 1)
        stops = (
            not view.is_word(i + 1)
            or after in all_function_words()
            or bool(forms_of(after))
            or i + 1 in self.titles
        )
        sure = pieces == 1 and (before == "الدين" or bool({i - 1, i - 2} & self.slots.all))
        return stops and sure and not key.startswith(("وال", "بال", "لل")) and key not in _NO_FAMILY

    def is_unknown(self, i: int) -> bool:
        """An Arabic word that is neither ordinary nor a known name of another kind."""
        view = self.view
        text = view.tokens[i].text
        if not "\u0600" <= text[0] <= "\u06ff" or not fold(text).isalpha() or len(text) < 2:
            return False
        if not fold(text).strip("ـ") or (text.endswith("ه") and fold(text)[:-1] in common_words()):
            return False
        return not is_ordinary(text) and not self.known.get(i) and i not in self.titles

    def is_broken(self, i: int) -> bool:
        """Whether a line ends before a token."""
        return i > 0 and "\n" in self.view.text[self.view.tokens[i - 1].end : self.view.tokens[i].start]

    def is_ala(self, i: int) -> bool:
        """«على», also where the article writes it «علي» throughout."""
        text = _CONJUNCTION.sub("", self.view.tokens[i].text)
        after = self.view.key(i + 1)
        if text in ("على", "علي") and i in self.slots.all and (after in LINKS or after in sure_names()):
            return False
        return text == "على" or (text == "علي" and "على" not in self.raw and self.view.keys.count("علي") > 3)
