"""What one coder's reading of one source gives: above all, which words tell its acts apart."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from flows.parse.step import parse_source
from flows.resolve.jobs import File, ReadFile
from flows.resolve.reading import read, with_words
from schemas.claim import Claim, write_claims
from schemas.ids import sha256_text
from schemas.source import read_sources

from .factories import SEEDS, claim, knowledge

TEXT = "Before the flood the two states dredged the canal.\r\nAfter it they shared the pumps.\n"
SOURCE = replace(read_sources(SEEDS / "sources.toml")[0], may_quote=False, text_sha256=sha256_text(TEXT))


def resting_on(words: str, **changes: object) -> Claim:
    start = TEXT.index(words)
    told = claim("PAK>IND", source_id=SOURCE.source_id, at=start)
    return replace(told, char_start=start, char_end=start + len(words), quote_sha256=sha256_text(words), **changes)


def test_a_claim_without_a_key_is_told_in_the_words_of_its_text() -> None:
    told = resting_on("shared the pumps", event_key=None)
    assert with_words(told, TEXT).quote == "shared the pumps"
    assert with_words(told, None) is told


def test_a_claim_with_a_key_or_a_quote_needs_no_text() -> None:
    for told in (resting_on("shared the pumps", event_key="pumps"), resting_on("the canal", quote="the canal")):
        assert with_words(told, TEXT) is told


def test_words_of_another_text_are_not_taken() -> None:
    assert with_words(resting_on("the canal", event_key=None), TEXT.replace("canal", "river")).quote is None


def test_units_know_the_words_and_rows_do_not() -> None:
    known, best = knowledge(SOURCE), {SOURCE.source_id: "hand"}
    found = read([resting_on("shared the pumps", event_key=None)], known, best, TEXT)
    assert {"shared", "pumps"} <= found.units[0].words
    assert found.claims[0].quote is None


def test_a_build_takes_them_from_the_parsed_text(tmp_path: Path) -> None:
    (tmp_path / "text.md").write_bytes(TEXT.encode())
    parsed = parse_source(SOURCE, tmp_path / "text.md", tmp_path)
    claims = tmp_path / "claims.jsonl"
    write_claims(claims, [resting_on("shared the pumps", event_key=None)])
    known, best = knowledge(SOURCE), {SOURCE.source_id: "hand"}
    for folders, times in (({SOURCE.source_id: parsed}, 1), ({}, 0)):
        heard = ReadFile(known, best, folders, {}, tmp_path / "parts")(File(0, 0, SOURCE.source_id, "hand", claims))
        assert heard.told.words["pumps"] == times
