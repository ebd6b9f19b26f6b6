"""Tiny encoders and tokenizers of the architectures that users bring, made on the spot, weights random."""

from pathlib import Path

import torch
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import (
    BertConfig,
    BertModel,
    ElectraConfig,
    ElectraModel,
    ModernBertConfig,
    ModernBertModel,
    PreTrainedTokenizerFast,
    XLMRobertaConfig,
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
        core.normalizer = normalizers.BertNormalizer(strip_accents=True, lowercase=False)
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
