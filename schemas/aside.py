"""Which texts are kept aside: scored at the end, never trained, tuned or looked up on."""

from __future__ import annotations

import hashlib
from pathlib import PurePath
from typing import Literal

Aside = Literal["all", "only", "without"]
"""Which texts to take: all, only those kept aside, or all without them."""


def is_kept_aside(name: str) -> bool:
    """Return whether a text is kept aside, by its file name, with or without folder and `.txt` or `.jsonl`.

    It is when the SHA-256 of the base name's UTF-8 bytes ends in 0 to 3 in hexadecimal, about one text in four:
    the choice needs no list, and nobody can lean it.

    >>> is_kept_aside("texts/some-essay.txt") == is_kept_aside("some-essay")
    True
    """
    base = PurePath(name).name.removesuffix(".txt").removesuffix(".jsonl")
    return hashlib.sha256(base.encode()).hexdigest()[-1] in "0123"
