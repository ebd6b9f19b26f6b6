"""Names of people (PER): runs of given and family names, and of unknown words where a name is expected."""

from __future__ import annotations

from arabicnews.cues import forms_of
from arabicnews.lexicon import folded
from arabicnews.names import (
    KUNYA,
    LINKS,
    given_names,
    name_words,
    sure_names,
    without_article,
)
from arabicnews.references.nouns import source_noun
from arabicnews.rules.candidates import Candidate
from arabicnews.rules.extents import Known
from arabicnews.rules.slots import is_person_noun, name_slots
from arabicnews.rules.titles import Title
from arabicnews.rules.view import View
from arabicnews.rules.vocabulary import all_function_words, common_words, function_words, is_ordinary
from arabicnews.words import fold

RANK = 2
_MAX_PIECES = 6
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
_PARTICLES = folded("فون فان دي دو ديل دا دوس لا لو دير ماك أوغلو آل")
_SECOND = folded("الدين الله الإسلام الرحمن النبي")  # «نور الدين», «فضل الله»
_ORDINALS = folded(
    "الأول الثاني الثالث الرابع الخامس السادس السابع الثامن التاسع العاشر الثانية الأولى الثالثة"
)
_NO_FAMILY = folded(
    "الثاني الذي الماضي الحالي التالي الرسمي الدولي الآتي الرئيسي العالي الأساسي الخاص العام السابق "
    "الجديد الراحل الأول الأكبر الأصغر الوطني السياسي العسكري الأمني الإعلامي القانوني الفني المالي "
    "الشخصي"
)


class People:
    """Finds the names of people of one text."""

    def __init__(self, view: View, known: Known, titles: dict[int, Title]) -> None:
        self.view, self.known, self.titles = view, known, titles
        self.slots = name_slots(view, known, titles)
        self.in_titles = {i: title for title in titles.values() for i in range(title.start, title.end)}
        self.raw = {token.text for token in view.tokens}

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
            key in _PARTICLES
            and key not in all_function_words()
            and self._piece(i + 1)
            and not self._broken(i + 1)
        ):
            return self._run_end(i + 2, 1)
        if self._is_ala(i) or self._people_before_name(i) or self._is_title(i):
            return i
        if any(r in sure_names() for r in readings[:1]) or self._conjoined_sure(i):
            return self._run_end(i + 1, 1)
        if any(r in name_words() for r in readings):
            return self._unsure(i)
        if self._unknown(i):
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
        """Whether a word belongs to a title rather than to a name: «الشيخ», «باسم»; but «أمير حسين» is a name."""
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
            return self._run_end(i + 2, 1)
        if link == "عبد" and listed and following in sure_names():
            return self._run_end(i + 1, 1)
        noun = following not in all_function_words() and not self.known.get(i)
        if link in ("ابو", "ابا") and (listed or self._unknown(i + 1) or noun):
            return self._run_end(i + 2, 1)
        if link == "بن" and (listed or self._unknown(i + 1)):
            return self._run_end(i + 2, 1)
        if link in ("ابن", "بنت", "ابي", "بو", "ولد") and listed and not self._is_ala(i + 1):
            sure = following in sure_names() or following in given_names() or i in self.slots.all
            return self._run_end(i + 2, 1) if sure else i
        return i

    def _unsure(self, i: int) -> int:
        """A name that is also a common word: next to a name, after a title, or as the subject of a verb."""
        whole = self.view.keys[i] in name_words()
        end = self._run_end(i + 1, 1)
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
        end = self._run_end(i + 1, 1)
        key = self.view.keys[i]
        if end > i + 2 and self.view.keys[i + 1] in sure_names() & given_names().keys():
            return i  # «مدرب هدرسفيلد ديفيد واجنر»: the name begins later
        if i in self.slots.all and len(key) > 2 and (end > i + 1 or self._alone(i)):
            return end
        if self._after_cue(i) and (end > i + 1 or self._before_content(end)):
            return end
        sure = [k for k in self.view.keys[i + 1 : end] if k in name_words()]
        if (
            end > i + 1
            and not key.startswith("ال")
            and ((sure and not key.endswith("ي")) or self._foreign(i, end))
        ):
            return end
        return i

    def _alone(self, i: int) -> bool:
        """Whether one unknown word behind a title may be a family name: no verb, no adjective with a complement."""
        key, after = self.view.keys[i], self.view.key(i + 1)
        if key.startswith("ال"):
            return key.endswith(("ي", "اوي")) or not after.startswith(("ب", "ل", "ال"))
        return i not in self.slots.nouns or not key.endswith(("ت", "وا", "نا"))

    def _foreign(self, i: int, end: int) -> bool:
        """Two unknown words or more of which the last ends as foreign family names do."""
        keys = self.view.keys[i:end]
        return keys[-1].endswith(_FOREIGN_ENDINGS) and len(keys[-1]) > 4 and min(map(len, keys)) > 2

    def _run_end(self, i: int, pieces: int) -> int:
        """Past the pieces of a name from a token on."""
        view = self.view
        while pieces < _MAX_PIECES and view.is_word(i) and not self._broken(i):
            step = 2 if self._pair(i) else int(self._single(i, pieces))
            if not step:
                break
            i, pieces = i + step, pieces + 1
        return i

    def _pair(self, i: int) -> bool:
        """Two words that are one piece: «أبو عاقلة», «بن زايد», «دي ميستورا», «عبد الله»."""
        view, key = self.view, self.view.keys[i]
        if not view.is_word(i + 1) or self._broken(i + 1):
            return False
        if key in KUNYA:
            return view.keys[i + 1] not in all_function_words()
        if key == "عبد" and view.keys[i + 1].startswith("ال"):
            return True
        return (key in LINKS or key in _PARTICLES) and not self._is_ala(i) and self._piece(i + 1)

    def _single(self, i: int, pieces: int) -> bool:
        key, before = self.view.keys[i], self.view.keys[i - 1]
        if key in _SECOND and before not in all_function_words():
            return True
        if key in _ORDINALS and pieces == 1 and before in given_names():
            return True
        return self._piece(i) or self._people_name(i, pieces) or self._family_slot(i, pieces)

    def _piece(self, i: int) -> bool:
        """Whether a word goes on with a name."""
        view = self.view
        if not view.is_word(i) or self._is_ala(i):
            return False
        key = view.keys[i]
        if key in name_words() or (key.startswith("ال") and key[2:] in sure_names()):
            title = self.titles.get(i)
            return not (title and title.complete and key not in sure_names() and not key.startswith("ال"))
        if any(c.label != "PER" for c in self.known.get(i, ())) or i in self.titles:
            return False
        if key[0] == "و" or (key[0] != "ك" and any(r in name_words() for r in view.readings(i)[1:])):
            return False
        return self._unknown(i)

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
        sure = pieces == 1 and (i - 1 in self.slots.all or key.startswith("ال"))
        return stops and sure and not key.startswith(("وال", "بال", "لل")) and key not in _NO_FAMILY

    def _unknown(self, i: int) -> bool:
        """An Arabic word that is neither ordinary nor a known name of another kind."""
        view = self.view
        text = view.tokens[i].text
        if not "\u0600" <= text[0] <= "\u06ff" or not fold(text).isalpha() or len(text) < 2:
            return False
        if not fold(text).strip("ـ") or (text.endswith("ه") and fold(text)[:-1] in common_words()):
            return False
        return not is_ordinary(text) and not self.known.get(i) and i not in self.titles

    def _broken(self, i: int) -> bool:
        """Whether a line ends before a token."""
        return i > 0 and "\n" in self.view.text[self.view.tokens[i - 1].end : self.view.tokens[i].start]

    def _after_cue(self, i: int) -> bool:
        """Whether a reporting verb stands right before a token."""
        forms = forms_of(self.view.key(i - 1))
        return any(form.kind in ("past", "present") and "weak" not in form.governs for form in forms)

    def _before_content(self, i: int) -> bool:
        """Whether the words reported may begin at a token."""
        key = self.view.key(i)
        return key in _COMPLEMENTISERS or key in function_words("preposition") or not self.view.is_word(i)

    def _is_ala(self, i: int) -> bool:
        """«على», also where the article writes it «علي» throughout."""
        text = self.view.tokens[i].text
        after = self.view.key(i + 1)
        if text in ("على", "علي") and i in self.slots.all and (after in LINKS or after in sure_names()):
            return False
        return text == "على" or (text == "علي" and "على" not in self.raw and self.view.keys.count("علي") > 3)


def is_whole_word(text: str) -> bool:
    """Whether a word with a possible clitic is an ordinary word as it stands («وعد», «بدر»)."""
    key = fold(text)
    return key in name_words() or without_article(key) in sure_names() or key in common_words()
