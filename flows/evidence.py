"""The words that claims rest on: as published, or from the text itself where it is at hand, for this screen only."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from flows.settings import Settings
from schemas.ids import sha256_text, words_at
from schemas.source import Source, read_sources

_LONGEST = 400  # characters of a claim's words that are shown: a long sentence
_AROUND = 120  # characters shown to either side of a place: about a line and a half


class Words:
    """Gives a claim's words; texts are read once each, and only those that are asked for."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._text = cache(self._read)
        self._sources = cache(self._registered)

    def of(self, claim: Mapping[str, Any]) -> str | None:
        """Return the words of a row of `claims` on one line, None where they may not or cannot be shown.

        A text that is not the one the claim was coded from gives none.
        """
        found = claim["quote"]
        if found is None and (text := self._text(claim["source_id"])) is not None:
            found = words_at(text, claim["char_start"], claim["char_end"], claim["quote_sha256"])
        if found is None:
            return None
        line = " ".join(found.split())
        return line if len(line) <= _LONGEST else line[:_LONGEST].rsplit(" ", 1)[0] + " ..."

    def around(self, place: Mapping[str, Any]) -> str | None:
        """Return the words around a place of a source on one line, None if the registered text is not at hand."""
        source, text = self._sources().get(place["source_id"]), self._text(place["source_id"])
        if source is None or text is None or sha256_text(text) != source.text_sha256:
            return None
        start, end = max(0, place["char_start"] - _AROUND), place["char_end"] + _AROUND
        line = " ".join(text[start:end].split())
        return ("... " if start else "") + line + (" ..." if end < len(text) else "")

    def text(self, source_id: str) -> str | None:
        """Return a source's text as its offsets mean it, None where it is not at hand or cannot be read."""
        return self._text(source_id)

    def _read(self, source_id: str) -> str | None:
        source = self._sources().get(source_id)
        # Whoever holds a release and its texts, but not our registry, may name each text by its source.
        names = [source.file] if source else [p.name for p in sorted(self._settings.articles.glob(f"{source_id}.*"))]
        file = next((found for name in names if (found := self._settings.text_of(name))), None)
        if file is None:
            return None
        # Only the readers of some formats are heavy; most commands need none.
        from flows.parse import parse_file  # noqa: PLC0415

        try:
            return parse_file(file, source_id).text
        except (ValueError, OSError):
            return None

    def _registered(self) -> dict[str, Source]:
        registry = self._settings.registry
        return {s.source_id: s for s in read_sources(registry)} if registry.is_file() else {}
