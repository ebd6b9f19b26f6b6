import pytest
import tiny

from arabicnews.document import Document, Span
from arabicnews.windows import INSIDE, MARK, OUTSIDE, PieceCoder, Text, Window, batch, plan


def test_a_short_text_is_one_window():
    assert plan([1, 2, 1], 40, 4) == [Window(0, 3, 0, 3)]


def test_an_empty_text_has_no_window():
    assert plan([], 40, 4) == []


def test_windows_share_the_overlap_and_divide_it_in_the_middle():
    assert plan([1] * 60, 40, 8) == [Window(0, 40, 0, 36), Window(32, 60, 36, 60)]


@pytest.mark.parametrize("size, overlap", [(40, 0), (40, 8), (50, 18), (64, 32)])
def test_every_token_is_read_exactly_once_and_no_window_is_too_long(size, overlap):
    lengths = [1 + (7 * i) % 16 for i in range(500)]
    windows = plan(lengths, size, overlap)
    read = [i for w in windows for i in range(w.first, w.last)]
    assert read == list(range(500))
    assert all(sum(lengths[w.start : w.end]) <= size for w in windows)
    assert all(w.start <= w.first < w.last <= w.end for w in windows)


def test_an_overlap_without_room_to_advance_is_refused():
    with pytest.raises(ValueError, match="no room to advance; allowed are 0 to 8"):
        plan([1] * 100, 40, 20)


def test_paragraphs_and_marks_of_tokens():
    text = Text.of(Document("قال: «لن نعود».\n\nوأضاف"))
    assert [t.text for t in text.tokens] == ["قال", ":", "«", "لن", "نعود", "»", ".", "وأضاف"]
    assert text.paragraph == (0, 0, 0, 0, 0, 0, 0, 1)
    assert text.marks == (OUTSIDE, OUTSIDE, MARK, INSIDE, INSIDE, MARK, OUTSIDE, OUTSIDE)


def test_nested_marks_leave_the_outer_stretch_inside():
    text = Text.of(Document('«قال "نعم" مرة» ثم'))
    assert [m for t, m in zip(text.tokens, text.marks, strict=True) if t.is_word] == [
        INSIDE,
        INSIDE,
        INSIDE,
        OUTSIDE,
    ]


def test_own_tokens_of_a_document_are_kept():
    document = Document("ع.ب قال", tokens=(Span(0, 3), Span(4, 7)))
    assert [t.text for t in Text.of(document).tokens] == ["ع.ب", "قال"]


@pytest.mark.parametrize("kind", tiny.KINDS)
@pytest.mark.parametrize("nasty", ["\u064b", "مُحَمَّد", "\u200f", "ﷺ", "😀", "ـــ", "x" * 5000, "\u0301"])
def test_every_token_has_pieces_to_be_read_by(kind, nasty):
    coder = PieceCoder(tiny.tokenizer(kind))
    text = Text.of(Document(f"قال {nasty} ثم\nعاد"))
    laid = batch([text, Text.of(Document("")), text], coder, size=64, overlap=8)
    count = len(text.tokens)
    assert laid.sizes == (count, 0, count)
    assert sorted(set(laid.piece_token.tolist())) == list(range(2 * count))
    flat = laid.input_ids.flatten()[laid.piece_index]
    special = {coder.pad, coder.begin, coder.separator}
    assert not special & set(flat.tolist())


def test_a_paragraph_break_is_a_separator_that_belongs_to_no_token():
    coder = PieceCoder(tiny.tokenizer("bert"))
    laid = batch([Text.of(Document("قال\nعاد"))], coder, size=64, overlap=8)
    assert laid.input_ids[0].tolist().count(coder.separator) == 2
    assert laid.attention_mask.sum() == laid.input_ids.numel()


def test_a_tokenizer_without_special_tokens_is_refused():
    pieces = tiny.tokenizer("bert")
    pieces.cls_token = None
    with pytest.raises(ValueError, match="no cls token; the reader needs"):
        PieceCoder(pieces)
