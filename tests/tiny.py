"""Tiny encoders and tokenizers of the architectures that users bring; equality up to rounding."""

import json
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import (
    BertConfig,
    BertForPreTraining,
    BertModel,
    ElectraConfig,
    ElectraForPreTraining,
    ElectraModel,
    ModernBertConfig,
    ModernBertForMaskedLM,
    ModernBertModel,
    PreTrainedTokenizerFast,
    RobertaConfig,
    RobertaForMaskedLM,
    XLMRobertaConfig,
    XLMRobertaForMaskedLM,
    XLMRobertaModel,
)

TEXT = [
    "أعلن مدير المصنع سامر الخطيب أمس أن الإنتاج سيعود الأسبوع المقبل",
    "وأضاف أن العمال «لن يتركوا» مواقعهم قبل دفع الرواتب",
    "قالت المهندسة هند بن صالح إن الجسر آمن بنسبة 95%",
]
KINDS = ("bert", "electra", "modernbert", "xlm-roberta")
SIZES = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 48}


def tokenizer(kind: str) -> PreTrainedTokenizerFast:
    """WordPiece for BERT and ELECTRA, byte-level BPE for ModernBERT, Unigram for XLM-R."""
    if kind in ("bert", "electra"):
        core, special = (
            Tokenizer(models.WordPiece(unk_token="[UNK]")),
            ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"],
        )
        core.normalizer = normalizers.BertNormalizer(strip_accents=False, lowercase=False)
        core.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
        trainer = trainers.WordPieceTrainer(vocab_size=200, special_tokens=special)
    elif kind == "modernbert":
        core, special = Tokenizer(models.BPE()), ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
        core.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
        core.decoder = decoders.ByteLevel()
        alphabet = pre_tokenizers.ByteLevel.alphabet()
        trainer = trainers.BpeTrainer(vocab_size=400, special_tokens=special, initial_alphabet=alphabet)
    else:
        core, special = Tokenizer(models.Unigram()), ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
        core.pre_tokenizer = pre_tokenizers.Metaspace()
        core.decoder = decoders.Metaspace()
        trainer = trainers.UnigramTrainer(vocab_size=150, special_tokens=special, unk_token="<unk>")
    core.train_from_iterator(TEXT, trainer)
    pad, unknown, begin, end, mask = (
        special if kind != "xlm-roberta" else ("<pad>", "<unk>", "<s>", "</s>", "<mask>")
    )
    ids = {t: core.token_to_id(t) for t in (begin, end)}
    core.post_processor = processors.BertProcessing((end, ids[end]), (begin, ids[begin]))
    return PreTrainedTokenizerFast(
        tokenizer_object=core, pad_token=pad, unk_token=unknown, cls_token=begin, sep_token=end,
        mask_token=mask, model_max_length=512,
    )  # fmt: skip


def encoder(kind: str, size: int) -> torch.nn.Module:
    """A random encoder over so many pieces."""
    torch.manual_seed(3)
    sizes = {**SIZES, "vocab_size": size}
    if kind == "bert":
        return BertModel(BertConfig(**sizes))
    if kind == "electra":
        return ElectraModel(ElectraConfig(**sizes, embedding_size=16))
    if kind == "modernbert":
        return ModernBertModel(ModernBertConfig(**sizes, pad_token_id=0, cls_token_id=2, sep_token_id=3,
                                                bos_token_id=None, eos_token_id=None))  # fmt: skip
    return XLMRobertaModel(XLMRobertaConfig(**sizes, max_position_embeddings=514, pad_token_id=1))


def save_encoder(kind: str, folder: Path) -> Path:
    """A folder as it would come from the Hub."""
    pieces = tokenizer(kind)
    encoder(kind, len(pieces)).save_pretrained(folder)
    pieces.save_pretrained(folder)
    return folder


PUBLISHED = ("arabert", "camelbert", "marbert", "araelectra", "xlm_roberta", "xlm_roberta_slow", "roberta",
             "modernbert", "mmbert")  # fmt: skip
POSITIONS = 64


def save_published(name: str, folder: Path) -> Path:
    """An encoder with its pretraining's head and the very files that its authors put on the Hub."""
    folder.mkdir(parents=True, exist_ok=True)
    if name in ("arabert", "camelbert", "marbert", "araelectra"):
        size = _save_word_pieces(folder, name)
    elif name == "roberta":
        size = _save_byte_pairs(folder)
    elif name == "xlm_roberta_slow":
        size = _save_sentence_pieces(folder)
    else:
        pieces = _mmbert_tokenizer() if name == "mmbert" else tokenizer(name.replace("_", "-"))
        if name == "modernbert":
            pieces.backend_tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        pieces.save_pretrained(folder)
        if name == "xlm_roberta":  # its class is known by the type of the model
            (folder / "tokenizer_config.json").write_text('{"model_max_length": 512}')
        size = len(pieces)
    torch.manual_seed(3)
    _with_head(name, {**SIZES, "vocab_size": size}).save_pretrained(folder)
    return folder


def _with_head(name: str, sizes: dict[str, int]) -> torch.nn.Module:
    behind_padding = {"max_position_embeddings": POSITIONS + 2, "pad_token_id": 1}
    if name == "araelectra":
        sizes |= {"embedding_size": 16, "max_position_embeddings": POSITIONS}
        return ElectraForPreTraining(ElectraConfig(**sizes))
    if name == "roberta":
        return RobertaForMaskedLM(RobertaConfig(**sizes, **behind_padding))
    if name.startswith("xlm_roberta"):
        return XLMRobertaForMaskedLM(XLMRobertaConfig(**sizes, **behind_padding, type_vocab_size=1))
    if name in ("modernbert", "mmbert"):
        special = {"pad_token_id": 0, "cls_token_id": 2, "sep_token_id": 3, "bos_token_id": None,
                   "eos_token_id": None}  # fmt: skip
        sizes["max_position_embeddings"] = POSITIONS
        return ModernBertForMaskedLM(ModernBertConfig(**sizes, **special))
    return BertForPreTraining(BertConfig(**sizes, max_position_embeddings=POSITIONS))


def _save_word_pieces(folder: Path, name: str) -> int:
    """vocab.txt and, but for the one that leaves it to be guessed, how words were spelt for it."""
    vocabulary = tokenizer("bert").get_vocab()
    lines = sorted(vocabulary, key=vocabulary.__getitem__)
    (folder / "vocab.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    if name != "marbert":
        never = {"never_split": ["[بريد]", "[مستخدم]", "[رابط]"]} if name == "arabert" else {}
        written = {"do_lower_case": False, "max_len": 512, **never}
        (folder / "tokenizer_config.json").write_text(json.dumps(written), encoding="utf-8")
    return len(lines)


def _save_byte_pairs(folder: Path) -> int:
    """vocab.json and merges.txt, which say nothing of a blank in front of the first word."""
    core = Tokenizer(models.BPE())
    core.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=400, special_tokens=special, initial_alphabet=alphabet)
    core.train_from_iterator(TEXT, trainer)
    core.model.save(str(folder))
    return core.get_vocab_size()


def _save_sentence_pieces(folder: Path) -> int:
    """sentencepiece.bpe.model alone; its numbers are two less than those of the converted tokenizer."""
    import sentencepiece

    with (folder / "sentencepiece.bpe.model").open("wb") as file:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(TEXT), model_writer=file, vocab_size=60, hard_vocab_limit=False,
            model_type="unigram", character_coverage=1.0, minloglevel=2,
        )  # fmt: skip
    held = sentencepiece.SentencePieceProcessor(model_file=str(folder / "sentencepiece.bpe.model"))
    return held.get_piece_size() + 2


def _mmbert_tokenizer() -> PreTrainedTokenizerFast:
    """A decoder's: a blank is a letter of the next word, and bos and eos enclose a text."""
    core, special = Tokenizer(models.BPE(unk_token="<unk>")), ["<pad>", "<unk>", "<bos>", "<eos>", "<mask>"]
    core.normalizer = normalizers.Replace(" ", "▁")
    core.pre_tokenizer = pre_tokenizers.Split("▁", "merged_with_next")
    core.decoder = decoders.Metaspace()
    core.train_from_iterator(TEXT, trainers.BpeTrainer(vocab_size=200, special_tokens=special))
    core.post_processor = processors.BertProcessing(("<eos>", 3), ("<bos>", 2))
    return PreTrainedTokenizerFast(
        tokenizer_object=core, pad_token="<pad>", unk_token="<unk>", bos_token="<bos>", eos_token="<eos>",
        mask_token="<mask>",
    )  # fmt: skip


def approximately(value):
    """Equal but for the last digits of floats: where weights lie in memory changes the order of sums."""
    if isinstance(value, dict):
        return {key: approximately(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(approximately(item) for item in value)
    return pytest.approx(value, abs=1e-4) if isinstance(value, float) else value
