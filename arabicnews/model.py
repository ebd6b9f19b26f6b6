"""The network: one encoder, one pass, several heads.

Windows go through the encoder; the vectors of a token's pieces are averaged; on these token vectors stand a
head for the entity tags of each label scheme, one for quote parts, and a scorer for the links between parts.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from transformers import AutoConfig, AutoModel, PreTrainedConfig, PreTrainedModel
from transformers.utils import SAFE_WEIGHTS_NAME
from transformers.utils.hub import cached_file

from arabicnews.labels import iob2_labels
from arabicnews.normalisation import PLAIN
from arabicnews.quantisation import restored
from arabicnews.windows import MARK_STATES

IGNORED = -100  # the target of a token or link that no gold annotation speaks of
WINDOWS_AT_ONCE = 64
LINK_TYPES = 3  # content→cue, cue→source, content→source
FEATURE_VALUES = (MARK_STATES, len(iob2_labels("news")), len(iob2_labels("quotes")))
LINK_FEATURES = (32, 16, 8, 8)  # how many values each feature of a candidate link may take, see finders.py


class ReaderConfig(PreTrainedConfig):
    """What a reader is made of.

    Args:
        encoder: the encoder's own configuration, as a dict with its ``model_type``.
        schemes: the entity label schemes that have a head, the first one being the default.
        window: pieces read together, special ones included.
        overlap: pieces that neighbouring windows share.
        dropout: on token vectors, in training.
        link_size: width of the vectors that links are scored with.
        hints: show the network what the rules found, word by word (see ``hints.py``).
        normalisation: what is done to each word before it is cut into pieces (see ``normalisation.py``).
        min_score: the speaker score below which no speaker is given, chosen on the development split.
        scaling: lines that make scores probabilities (see ``scaling.py``), fitted there, too.
        drop_below: the least scores of ``entities`` and ``quotes`` that are answered at all.
        quantised: its file holds the weights in eight bits.
    """

    model_type = "arabicnews-reader"

    def __init__(
        self,
        encoder: dict[str, Any] | None = None,
        schemes: tuple[str, ...] | list[str] = ("news",),
        window: int = 256,
        overlap: int = 96,
        dropout: float = 0.2,
        link_size: int = 128,
        hints: bool = True,
        normalisation: tuple[str, ...] | list[str] = PLAIN,
        min_score: float = 0.0,
        scaling: dict[str, list[float]] | None = None,
        drop_below: dict[str, float] | None = None,
        quantised: bool = False,
        **kwargs: Any,
    ) -> None:
        self.encoder = dict(encoder or {})
        self.schemes = list(schemes)
        self.window = window
        self.overlap = overlap
        self.dropout = dropout
        self.link_size = link_size
        self.hints = hints
        self.normalisation = list(normalisation)
        self.min_score = min_score
        self.scaling = {kind: list(line) for kind, line in (scaling or {}).items()}
        self.drop_below = dict(drop_below or {})
        self.quantised = quantised
        super().__init__(**kwargs)

    def encoder_config(self) -> PreTrainedConfig:
        """The encoder's configuration object."""
        values = dict(self.encoder)
        return AutoConfig.for_model(values.pop("model_type"), **values)


class Scores(NamedTuple):
    """What the heads say of the tokens.

    Attributes:
        vectors: (tokens, hidden).
        entities: scheme → (tokens, tags) logits.
        parts: (tokens, tags) logits of the quote parts.
    """

    vectors: Tensor
    entities: dict[str, Tensor]
    parts: Tensor


class LinkScorer(nn.Module):
    """Scores candidate links between spans: a product of the two ends plus what lies between them."""

    def __init__(self, hidden: int, size: int, dropout: float) -> None:
        super().__init__()
        self.link_type = nn.Embedding(LINK_TYPES, size)
        self.dependent = nn.Sequential(nn.Dropout(dropout), nn.Linear(2 * hidden, size))
        self.candidate = nn.Sequential(nn.Dropout(dropout), nn.Linear(2 * hidden, size))
        self.features = nn.ModuleList(nn.Embedding(n * LINK_TYPES, 1) for n in LINK_FEATURES)
        self.none = nn.Linear(size, 1)

    def forward(self, vectors: Tensor, links: dict[str, Tensor]) -> Tensor:
        """Logits over «no link» and the candidates: (dependents, 1 + candidates).

        Args:
            vectors: (tokens, hidden).
            links: ``type`` (dependents,), ``dependent`` (dependents, 2) first and last token, ``candidates``
                (dependents, candidates, 2), ``features`` (dependents, candidates, features), ``mask``
                (dependents, candidates) of the candidates there are.
        """
        kind = links["type"]
        left = torch.relu(self.dependent(vectors[links["dependent"]].flatten(1)) + self.link_type(kind))
        right = torch.relu(self.candidate(vectors[links["candidates"]].flatten(2)))
        scores = torch.einsum("dh,dch->dc", left, right) / left.shape[-1] ** 0.5
        for number, table in enumerate(self.features):
            scores = scores + table(
                links["features"][..., number] + kind[:, None] * LINK_FEATURES[number]
            ).squeeze(-1)
        scores = scores.masked_fill(~links["mask"], -1e4)
        return torch.cat([self.none(left), scores], dim=1)


class ReaderModel(PreTrainedModel):
    """Encoder and heads. ``forward`` gives the training loss; ``read`` what the pipeline decodes.

    Raises:
        ValueError: if a window of the configuration is longer than the encoder can read.
    """

    config: ReaderConfig
    config_class = ReaderConfig
    base_model_prefix = "reader"
    supports_gradient_checkpointing = True

    def __init__(self, config: ReaderConfig) -> None:
        super().__init__(config)
        self.encoder = AutoModel.from_config(config.encoder_config())
        if hasattr(self.encoder, "pooler"):
            self.encoder.pooler = None  # words are read, not the text as a whole
        limit = longest(self.encoder)
        if limit is not None and config.window > limit:
            raise ValueError(
                f"a window of {config.window} pieces is longer than this encoder reads, which is {limit}; "
                f"set reader.window to {limit} or less"
            )
        hidden = self.encoder.config.hidden_size
        width = self.encoder.get_input_embeddings().weight.shape[1]
        self.features = nn.ModuleList(nn.Embedding(n, width) for n in FEATURE_VALUES)
        self.dropout = nn.Dropout(config.dropout)
        self.entities = nn.ModuleDict({s: nn.Linear(hidden, len(iob2_labels(s))) for s in config.schemes})
        self.parts = nn.Linear(hidden, len(iob2_labels("quotes")))
        self.links = LinkScorer(hidden, config.link_size, config.dropout)
        self.post_init()

    def _init_weights(self, module: nn.Module) -> None:
        if isinstance(module, nn.Linear):
            nn.init.normal_(module.weight, std=0.02)
            if module.bias is not None:
                nn.init.zeros_(module.bias)
        elif isinstance(module, nn.Embedding):
            # Token features and link features say nothing until training gives them a meaning.
            nn.init.zeros_(module.weight)

    @classmethod
    def from_encoder(cls, encoder: PreTrainedModel, config: ReaderConfig) -> ReaderModel:
        """A reader with fresh heads on a pretrained encoder, whose weights are taken over."""
        config.encoder = {**encoder.config.to_diff_dict(), "model_type": encoder.config.model_type}
        model = cls(config)
        weights = {k: v for k, v in encoder.state_dict().items() if not k.startswith("pooler.")}
        model.encoder.load_state_dict(weights, strict=True)
        return model

    @classmethod
    def from_pretrained(cls, source: Any, *inputs: Any, **options: Any) -> Any:  # type: ignore[override]
        """As in transformers; weights kept in eight bits are made whole (see ``quantisation.py``)."""
        place = {key: options[key] for key in ("revision", "cache_dir", "token") if key in options}
        config = options.get("config") or ReaderConfig.from_pretrained(source, **place)
        if not config.quantised:
            return super().from_pretrained(source, *inputs, **options)
        file = cached_file(source, SAFE_WEIGHTS_NAME, **place)
        config.quantised = False  # in memory it no longer is, nor where it is saved from there
        options["config"] = config
        return super().from_pretrained(None, *inputs, state_dict=restored(load_file(str(file))), **options)

    def read(
        self,
        input_ids: Tensor,
        attention_mask: Tensor,
        features: Tensor,
        piece_index: Tensor,
        piece_token: Tensor,
    ) -> Scores:
        """Scores of every token; shapes as in ``windows.Batch``."""
        vectors = self.vectors(input_ids, attention_mask, features, piece_index, piece_token)
        dropped = self.dropout(vectors)
        return Scores(vectors, {s: head(dropped) for s, head in self.entities.items()}, self.parts(dropped))

    def vectors(
        self,
        input_ids: Tensor,
        attention_mask: Tensor,
        features: Tensor,
        piece_index: Tensor,
        piece_token: Tensor,
    ) -> Tensor:
        """(tokens, hidden): the mean of each token's pieces, each read in its own window."""
        embedded = self.encoder.get_input_embeddings()(input_ids)
        for number, table in enumerate(self.features):
            embedded = embedded + table(features[..., number])
        # A long text is read a few windows at a time, so that memory does not grow with it.
        chunks = zip(embedded.split(WINDOWS_AT_ONCE), attention_mask.split(WINDOWS_AT_ONCE), strict=True)
        read = [
            self.encoder(inputs_embeds=e, attention_mask=m).last_hidden_state for e, m in chunks if len(e)
        ]
        states = torch.cat(read) if read else embedded.new_zeros(0, 1, self.encoder.config.hidden_size)
        pieces = states.flatten(0, 1)[piece_index].float()
        tokens = int(piece_token[-1]) + 1 if len(piece_token) else 0
        counts = torch.bincount(piece_token, minlength=tokens)
        summed = torch.zeros(tokens, pieces.shape[-1], device=pieces.device).index_add(0, piece_token, pieces)
        return summed / counts.clamp(min=1)[:, None]

    def forward(
        self,
        input_ids: Tensor,
        attention_mask: Tensor,
        features: Tensor,
        piece_index: Tensor,
        piece_token: Tensor,
        entity_tags: Tensor,
        entity_scheme: Tensor,
        part_tags: Tensor,
        links: dict[str, Tensor] | None = None,
        link_targets: Tensor | None = None,
    ) -> dict[str, Tensor]:
        """The training loss, summed over the heads that the batch has gold for.

        Args:
            input_ids: and the following four as in ``windows.Batch``.
            attention_mask: as there.
            features: as there.
            piece_index: as there.
            piece_token: as there.
            entity_tags: (tokens,) tag ids within each token's scheme, or ``IGNORED``.
            entity_scheme: (tokens,) which scheme of the config a token is annotated in.
            part_tags: (tokens,) tag ids of quote parts, or ``IGNORED``.
            links: candidate links as ``LinkScorer`` takes them.
            link_targets: (dependents,) 0 for no link, else 1 + the candidate.
        """
        scores = self.read(input_ids, attention_mask, features, piece_index, piece_token)
        losses = {"parts": _cross_entropy(scores.parts, part_tags)}
        for number, (scheme, logits) in enumerate(scores.entities.items()):
            tags = entity_tags.masked_fill(entity_scheme != number, IGNORED)
            losses[f"entities_{scheme}"] = _cross_entropy(logits, tags)
        if links is not None and link_targets is not None and len(link_targets):
            losses["links"] = 0.3 * _cross_entropy(self.links(scores.vectors, links), link_targets)
        return {"loss": torch.stack(list(losses.values())).sum()}


def longest(encoder: PreTrainedModel) -> int | None:
    """How many pieces an encoder has positions for; None where it has no limit.

    RoBERTa and its kin number theirs from behind the padding's, and so read two fewer than they have.
    """
    positions: int | None = getattr(encoder.config, "max_position_embeddings", None)
    table = getattr(getattr(encoder, "embeddings", None), "position_embeddings", None)
    padding = getattr(table, "padding_idx", None)
    return positions if positions is None or padding is None else positions - padding - 1


def _cross_entropy(logits: Tensor, targets: Tensor) -> Tensor:
    """Mean over what is annotated; zero where nothing is (PyTorch's own mean would be nan)."""
    total = nn.functional.cross_entropy(logits.float(), targets, ignore_index=IGNORED, reduction="sum")
    return total / (targets != IGNORED).sum().clamp(min=1)


AutoConfig.register("arabicnews-reader", ReaderConfig)
AutoModel.register(ReaderConfig, ReaderModel)
