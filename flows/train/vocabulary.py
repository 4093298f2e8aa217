"""The word pieces that the encoder keeps: those of texts as the coder reads, and the most common of the base model.

The table of pieces is half of the encoder's file, and more than half of it are names and words of no such text.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from flows.extract.local_model import read_tokenizer

# BERT's marks (the beginning, the end of a part, what is unknown) have their places here; the last stands for a hidden
# piece.
MARKS = 104
MASK = MARKS - 1
# The base model's pieces are in order of how common they are, after its marks, places left free and characters.
_COMMON = 6_000
_SEEN = 3


def smaller(tokenizer: Path, texts: Iterable[str], to: Path) -> list[int]:
    """Write a tokenizer with fewer pieces, and return those it keeps, as numbers of the old one, in their new order.

    Words whose pieces are left out are cut into shorter ones.
    """
    old = read_tokenizer(tokenizer)
    seen = Counter(piece for text in texts for piece in old.encode(text, add_special_tokens=False).ids)
    described = json.loads(tokenizer.read_text(encoding="utf-8"))
    pieces: dict[str, int] = described["model"]["vocab"]
    kept = sorted(number for piece, number in pieces.items() if seen[number] >= _SEEN or _common(piece, number))
    place = {number: n for n, number in enumerate(kept)}
    described["model"]["vocab"] = {piece: place[number] for piece, number in pieces.items() if number in place}
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_text(json.dumps(described, ensure_ascii=False), encoding="utf-8")
    return kept


def _common(piece: str, number: int) -> bool:
    """Say whether a piece is a mark, a single character, or among the most common that are in use."""
    character = len(piece.removeprefix("##")) == 1
    return number < MARKS or character or (number < _COMMON and not piece.startswith("[unused"))
