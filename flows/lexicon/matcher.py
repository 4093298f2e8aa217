"""Finds phrases of a fixed list in a text: the longest at each place, whole words only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from string import ascii_letters
from typing import Any
from unicodedata import normalize

Form = tuple[str, ...]

# A blank line is a token of its own, which no phrase holds: a name does not run from one paragraph into the next.
_TOKEN = re.compile(r"\n[^\S\n]*\n|\w[\w\u0300-\u036f]*|[^\w\s]")
_COMBINING = re.compile(r"[\u0300-\u036f]+")
_MARKS = {"’": "'", "‘": "'", "ʼ": "'", "‐": "-", "‑": "-", "–": "-"}
# Letters that have no plain letter by Unicode's decomposition, but one in English print.
_LETTERS = {"Đ": "D", "đ": "d", "Ł": "L", "ł": "l", "Ø": "O", "ø": "o", "ı": "i"}
_ACCENTED = {
    letter: plain for letter in map(chr, range(0xC0, 0x1F00)) if (plain := normalize("NFD", letter)[0]) in ascii_letters
}
# One character for one, so that places stay as they are.
_SAME = str.maketrans({**_MARKS, **_LETTERS, **_ACCENTED})
_ENDS_HERE = ""


def tokens(text: str) -> Form:
    """Return the words and marks of the text, without accents, typographic apostrophes and hyphens made plain."""
    return tuple(_COMBINING.sub("", token) for token in _TOKEN.findall(text.translate(_SAME)))


def shouted(form: Form) -> Form:
    """Return the tokens as a heading in capitals has them; up to three letters stay as they are.

    Short ones would run into abbreviations ("Man" and "MAN").
    """
    return tuple(token.upper() for token in form) if sum(map(len, form)) > 3 else form


class Matcher:
    """A tree of phrases by their tokens. White space between tokens does not matter, case does.

    `forms` gives for each sequence of tokens the phrase it stands for.
    """

    def __init__(self, forms: Mapping[Form, str]) -> None:
        self._root: dict[str, Any] = {}
        for form, phrase in forms.items():
            node = self._root
            for token in form:
                node = node.setdefault(token, {})
            node[_ENDS_HERE] = phrase

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield (start, end, phrase) in order, without overlap; the longest phrase at a place wins."""
        plain = text.translate(_SAME)
        found = [(_COMBINING.sub("", m.group()), m.start(), m.end()) for m in _TOKEN.finditer(plain)]
        at = 0
        while at < len(found):
            length, phrase = self._longest(found, at)
            if length:
                yield found[at][1], found[at + length - 1][2], phrase
            at += length or 1

    def _longest(self, found: list[tuple[str, int, int]], at: int) -> tuple[int, str]:
        node, best, phrase = self._root, 0, ""
        for i in range(at, len(found)):
            if found[i][0] not in node:
                break
            node = node[found[i][0]]
            if _ENDS_HERE in node:
                best, phrase = i - at + 1, node[_ENDS_HERE]
        return best, phrase
