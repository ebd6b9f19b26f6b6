"""A WordPiece tokenizer whose normalisation is part of it, so that offsets stay in the original text."""

from __future__ import annotations

from collections.abc import Iterable

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import PreTrainedTokenizerFast

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")


def normalizer() -> normalizers.Normalizer:
    """NFKC, lower case, ASCII digits, hamza folded from alef; no diacritics, tatweel or invisible controls.

    The hamza of an alef is left out in much of the press («احمد», «الامارات»), so both spellings meet here.
    """
    digits = [normalizers.Replace(a, str(i % 10)) for i, a in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")]
    return normalizers.Sequence(
        [
            normalizers.NFKC(),
            normalizers.Replace(Regex(r"[\p{Mn}\p{Cf}\u0640]"), ""),
            normalizers.Replace(Regex("[أإآٱ]"), "ا"),
            *digits,
            normalizers.Lowercase(),
        ]
    )


def train_tokenizer(texts: Iterable[str], *, vocabulary: int, max_length: int) -> PreTrainedTokenizerFast:
    """Train WordPiece on texts. Returns a fast tokenizer that adds [CLS] … [SEP].

    Args:
        texts: paragraphs.
        vocabulary: number of pieces, special ones included.
        max_length: the longest sequence that the encoder reads, in pieces.
    """
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]", max_input_chars_per_word=100))
    tokenizer.normalizer = normalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece(prefix="##")
    trainer = trainers.WordPieceTrainer(
        vocab_size=vocabulary, special_tokens=list(SPECIAL), limit_alphabet=300, min_frequency=10,
        show_progress=False,
    )  # fmt: skip
    tokenizer.train_from_iterator(texts, trainer)
    ids = tokenizer.get_vocab()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", ids["[SEP]"]), ("[CLS]", ids["[CLS]"]))
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, model_max_length=max_length, pad_token="[PAD]", unk_token="[UNK]",
        cls_token="[CLS]", sep_token="[SEP]", mask_token="[MASK]",
    )  # fmt: skip
