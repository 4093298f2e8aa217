"""Markdown signs: how text from other formats is written so that it reads back as it was."""

from __future__ import annotations

import re

SIGNS = re.compile(r"[\\*_`<]|(?<=\])\(")


def escaped(words: str | None) -> str:
    """Return the words with a backslash before each sign that Markdown would take for its own."""
    return SIGNS.sub(lambda m: "\\" + m.group(), words or "")
