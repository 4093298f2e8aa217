from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flows.extract.hand import HandCoder
from schemas.claim import Amount, Quantity
from schemas.ids import sha256_text

CODINGS = Path(__file__).resolve().parents[2] / "seeds" / "codings"
COUNTS = {"issi-khan": 93, "ipri-hanif": 221, "sav-pivot": 21, "gfpr-ishfaq": 45, "er-ruff": 97}  # typos:ignore
TEXT = "Envoys of Pakistan flew to Moscow in May 1965. Moscow lent Pakistan $30 million."
FLEW, LENT = "Envoys of Pakistan flew to Moscow", "Moscow lent Pakistan $30 million"


def record(words: str, **changes: Any) -> dict[str, Any]:
    start = TEXT.index(words)
    return {
        "kind": "visit",
        "source": ["PAK"],
        "target": ["RUS"],
        "others": [],
        "date": "1965-05",
        "status": "occurred",
        "phase": None,
        "amount": None,
        "quantity": None,
        "agents": [],
        "event_key": "visit-envoys",
        "confidence": 3,
        "char_start": start,
        "char_end": start + len(words),
        "quote_sha256": sha256_text(words),
        **changes,
    }


def loan(**changes: Any) -> dict[str, Any]:
    sides = {"source": ["RUS"], "target": ["PAK"], "date": None, "event_key": "loan-moscow"}
    return record(LENT, kind="aid", **{**sides, "amount": {"value": 3e7, "unit": "USD"}, **changes})


def coder(folder: Path, *lines: str) -> HandCoder:
    (folder / "essay.jsonl").write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return HandCoder(folder)


def dumped(*records: dict[str, Any]) -> list[str]:
    return [json.dumps(r, ensure_ascii=False) for r in records]


# the repository's own codings


@pytest.mark.parametrize(("source_id", "n"), COUNTS.items())
def test_own_codings_load_without_texts(source_id: str, n: int) -> None:
    claims = HandCoder(CODINGS).code(source_id)
    assert len(claims) == len({c.claim_id for c in claims}) == n
    assert {c.coder for c in claims} == {"hand"}
    assert all(c.event_key and c.quote is None for c in claims)


def test_no_other_codings_are_shipped() -> None:
    assert {file.stem for file in CODINGS.iterdir()} == set(COUNTS)


@pytest.mark.parametrize(("source_id", "n"), COUNTS.items())
def test_own_codings_stand_where_they_say(source_id: str, n: int, articles_dir: Path) -> None:
    text = (articles_dir / f"{source_id}.txt").read_text(encoding="utf-8")
    assert len(HandCoder(CODINGS).code(source_id, text)) == n


# what a coding becomes


def test_a_coding_becomes_a_claim(tmp_path: Path) -> None:
    quantity = {"value": 4, "item": "envoys"}
    written = dumped(record(FLEW, agents=["the envoys"], quantity=quantity, others=["IND"], phase="start"), loan())
    visit, aid = coder(tmp_path, *written).code("essay", TEXT)
    assert (visit.kind, visit.source, visit.target, visit.others) == ("visit", ("PAK",), ("RUS",), ("IND",))
    assert (visit.date, visit.date_basis, visit.phase) == ("1965-05", "coder", "start")
    assert (visit.quantity, visit.amount, visit.agents) == (Quantity(4.0, "envoys"), None, ("the envoys",))
    assert (aid.date, aid.date_basis, aid.amount) == (None, None, Amount(3e7, "USD"))
    assert TEXT[aid.char_start : aid.char_end] == LENT


@pytest.mark.parametrize(("sureness", "expected"), [(1, 1 / 3), (2, 2 / 3), (3, 1.0)])
def test_confidence_is_a_share_of_full_certainty(tmp_path: Path, sureness: int, expected: float) -> None:
    (claim,) = coder(tmp_path, *dumped(record(FLEW, confidence=sureness))).code("essay")
    assert claim.confidence == pytest.approx(expected)


def test_claims_come_in_order_of_place_whatever_the_lines_order(tmp_path: Path) -> None:
    there = coder(tmp_path, *dumped(loan(), record(FLEW))).code("essay", TEXT)
    assert [c.char_start for c in there] == sorted(c.char_start for c in there)
    again = coder(tmp_path, *dumped(record(FLEW), loan())).code("essay", TEXT)
    assert [c.claim_id for c in there] == [c.claim_id for c in again]


def test_the_version_follows_the_file(tmp_path: Path) -> None:
    first = coder(tmp_path, *dumped(loan())).version("essay")
    assert coder(tmp_path, *dumped(loan())).version("essay") == first
    changed = coder(tmp_path, *dumped(loan(confidence=2)))
    assert changed.version("essay") != first
    assert {c.coder_version for c in changed.code("essay")} == {changed.version("essay")}


def test_a_source_has_codings_or_not(tmp_path: Path) -> None:
    assert coder(tmp_path, *dumped(loan())).has("essay")
    assert not HandCoder(tmp_path).has("other")


def test_unusual_line_separators_inside_a_value_do_not_end_the_line(tmp_path: Path) -> None:
    (claim,) = coder(tmp_path, *dumped(loan(agents=["the bank\u2028of state\x85"]))).code("essay")
    assert claim.agents == ("the bank\u2028of state\x85",)


def test_an_empty_file_codes_nothing(tmp_path: Path) -> None:
    assert coder(tmp_path).code("essay", TEXT) == []


# refusals

Edit = Callable[[dict[str, Any]], dict[str, Any]]


def setting(**values: Any) -> Edit:
    return lambda r: {**r, **values}


def lacking(key: str) -> Edit:
    return lambda r: {k: v for k, v in r.items() if k != key}


@pytest.mark.parametrize(
    ("edit", "complaint"),
    [
        (lambda r: {**r, "char_start": r["char_start"] + 1}, "is not at characters"),
        (lambda r: {**r, "char_end": r["char_end"] - 1}, "is not at characters"),
        (setting(char_end=5000), "ends after the text (characters"),
        (setting(quote_sha256="0" * 64), "is not at characters"),
        (setting(char_start=-1), "hold no text; correct the coding"),
        (setting(char_end=0), "hold no text; correct the coding"),
        (lacking("date"), "missing or unknown key date"),
        (setting(evidence="Moscow lent"), "missing or unknown key evidence"),
        (setting(kind="picnic"), "unknown kind 'picnic'; correct the coding"),
        (setting(status="rumoured"), "unknown status 'rumoured'; correct the coding"),
        (setting(phase="middle"), "unknown phase 'middle'; correct the coding"),
        (setting(target=[]), "fewer than two actors; correct the coding"),
        (setting(source="RUS"), "value of another type than it should have in source"),
        (setting(target=None, char_start="47"), "value of another type than it should have in target, char_start"),
        (setting(confidence=4), "confidence 4 is not one of 1, 2, 3"),
        (setting(confidence=None), "value of another type than it should have in confidence"),
        (setting(amount={"value": 30}), '{"value": 30} should read {"value": <number>, "unit": <text>}'),
        (setting(amount={"value": "30", "unit": "USD"}), 'should read {"value": <number>, "unit": <text>}'),
        (setting(amount={"value": float("nan"), "unit": "USD"}), '"unit": "USD"} should read {"value": <number>'),
        (setting(quantity={"value": 10**400, "item": "jets"}), 'should read {"value": <number>, "item": <text>}'),
        (setting(quantity={"value": 4, "unit": "jets"}), 'should read {"value": <number>, "item": <text>}'),
    ],
)
def test_a_bad_coding_names_file_line_and_claim(tmp_path: Path, edit: Edit, complaint: str) -> None:
    lines = dumped(record(FLEW), edit(loan()))
    with pytest.raises(ValueError, match=r"essay\.jsonl, line 2, claim loan-moscow: ") as caught:
        coder(tmp_path, *lines).code("essay", TEXT)
    assert complaint in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{'kind': 'aid'}", "not JSON"),
        ('{"kind": "aid"', "not JSON"),
        ("", "not JSON"),
        ("[" * 100_000, "not JSON (nested too deeply)"),
        ("[1, 2]", "not a JSON object"),
        ("null", "not a JSON object"),
        ("{}", "missing or unknown key agents, amount"),
    ],
)
def test_a_broken_line_names_file_and_line(tmp_path: Path, line: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=r"essay\.jsonl, line 2") as caught:
        coder(tmp_path, *dumped(record(FLEW)), line, *dumped(loan())).code("essay")
    assert complaint in str(caught.value)


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    coding = coder(tmp_path, *dumped(record(FLEW)))
    [file] = tmp_path.rglob("essay.jsonl")
    file.write_bytes(file.read_bytes() + "für".encode("latin-1"))
    with pytest.raises(ValueError, match=r"essay\.jsonl is not UTF-8 \(byte \d+\); save it"):
        coding.code("essay")


def test_places_are_not_checked_without_the_text(tmp_path: Path) -> None:
    assert len(coder(tmp_path, *dumped(loan(quote_sha256="0" * 64))).code("essay")) == 1
