"""The claim as a line of JSON, and the ids of claims."""

import json
import random
from dataclasses import replace

import pytest
from factories import claim
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.claim import Amount, Claim, Quantity, from_json, read_claims, to_json, with_ids, write_claims
from schemas.ids import fingerprint, make_id, sha256_text

words = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
codes = st.lists(st.sampled_from(["PAK", "RUS", "IND", "UN"]), max_size=3, unique=True).map(tuple)
numbers = st.floats(allow_nan=False, allow_infinity=False)
records = st.builds(
    Claim,
    source_id=words, coder=words, coder_version=words, kind=words, source=codes, target=codes, others=codes,
    date=st.none() | words, date_basis=st.none() | words, status=words, phase=st.none() | words,
    amount=st.none() | st.builds(Amount, numbers, words), quantity=st.none() | st.builds(Quantity, numbers, words),
    agents=st.lists(words, max_size=2).map(tuple), char_start=st.integers(0, 99), char_end=st.integers(0, 99),
    quote_sha256=words, confidence=st.none() | numbers, asserted_by=st.none() | words, event_key=st.none() | words,
    section=st.none() | words, page=st.none() | st.integers(1, 99), quote=st.none() | words, claim_id=words,
)  # fmt: skip


@given(records)
@settings(max_examples=80, deadline=None)
def test_a_claim_survives_its_json(record):
    assert from_json(to_json(record)) == record


@given(st.lists(records, max_size=3))
@settings(max_examples=30, deadline=None)
def test_claims_survive_their_file(tmp_path_factory, claims):
    path = tmp_path_factory.mktemp("claims") / "claims.jsonl"
    write_claims(path, claims)
    assert list(read_claims(path)) == claims


@pytest.mark.parametrize("damage", [b"\x00\xff", b'{"kind": "vis'])
def test_a_damaged_file_is_named(tmp_path, damage):
    path = tmp_path / "ports-local-12ab.jsonl"
    path.write_bytes(damage)
    with pytest.raises(ValueError, match=r"ports-local-12ab\.jsonl: .*; remove the file, and it is made anew"):
        list(read_claims(path))


def test_what_only_some_coders_know_is_left_out_if_empty():
    bare, full = json.loads(to_json(claim())), json.loads(to_json(claim(event_key="visit-x", quote="came", page=3)))
    assert not {"event_key", "section", "page", "quote"} & set(bare)
    assert (full["event_key"], full["quote"], full["page"]) == ("visit-x", "came", 3)


@pytest.mark.parametrize("line", ["", "{", "[]", "3", "null", "{}", '{"amount": null, "quantity": null}'])
def test_any_other_line_is_refused(line):
    with pytest.raises(ValueError, match="not a claim"):
        from_json(line)


@pytest.mark.parametrize("change", [{"stranger": 1}, {"kind": ...}, {"amount": 5}, {"source": None}])
def test_a_line_with_a_missing_strange_or_mistyped_key_is_refused(change):
    row = {k: v for k, v in {**json.loads(to_json(claim())), **change}.items() if v is not ...}
    with pytest.raises(ValueError, match="not a claim"):
        from_json(json.dumps(row))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kind": "party"}, "unknown kind 'party'"),
        ({"status": "done"}, "unknown status 'done'"),
        ({"phase": "middle"}, "unknown phase 'middle'"),
        ({"coder": "parrot"}, "unknown coder 'parrot'"),
        ({"date_basis": "guess"}, "unknown date basis 'guess'"),
        ({"char_start": 9}, "offsets 9-9 hold no text"),
        ({"char_start": -1}, "offsets -1-9 hold no text"),
        ({"amount": Amount(-5, "USD")}, "a negative sum"),
        ({"quantity": Quantity(-1, "dams")}, "a negative quantity"),
        ({"target": ("PAK",)}, "fewer than two actors"),
    ],
)
def test_a_claim_says_what_is_wrong_with_it(change, message):
    assert claim(**change).problem() == message


def test_a_good_claim_has_no_problem():
    assert claim().problem() is None
    assert claim(target=(), others=("RUS",), date=None, date_basis=None).problem() is None


# Claims that share a place: two sums, two sets of agents, two of wholly equal content.
TWINS = [
    claim(kind="aid", amount=Amount(5, "USD")),
    claim(kind="aid", amount=Amount(7, "USD")),
    claim(kind="visit", agents=("the envoy",)),
    claim(kind="visit", agents=("the minister",)),
    claim(kind="visit", agents=("the envoy",), confidence=0.5),
    claim(kind="visit", agents=("the envoy",), date_basis="context"),
    claim(kind="visit", coder="local"),
    claim(char_start=3),
    claim(source_id="brief"),
]


@given(st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_ids_do_not_depend_on_the_order_of_claims(rng: random.Random):
    shuffled = TWINS.copy()
    rng.shuffle(shuffled)
    assert with_ids(shuffled) == with_ids(TWINS)


def test_each_claim_has_an_id_of_its_own_which_a_second_run_keeps():
    once = with_ids([*TWINS, TWINS[0]])
    assert len({c.claim_id for c in once}) == len(once)
    assert with_ids(once) == once


def test_an_id_rests_on_source_coder_kind_place_and_parties_alone():
    first = with_ids([claim()])[0].claim_id
    same = [{"status": "planned"}, {"coder_version": "codings-2"}, {"date": None}, {"others": ("IND",)}]
    other = [{"source_id": "x"}, {"coder": "llm"}, {"kind": "aid"}, {"char_end": 8}, {"target": ("IND",)}]
    assert all(with_ids([claim(**change)])[0].claim_id == first for change in same)
    assert all(with_ids([claim(**change)])[0].claim_id != first for change in other)
    sides = claim(source=("PAK", "IND")), claim(source=("IND", "PAK"))
    assert len({with_ids([side])[0].claim_id for side in sides}) == 1


def test_ids_of_claims_have_the_form_that_the_schema_asks_for():
    assert all(len(c.claim_id) == 18 and c.claim_id.startswith("c_") for c in with_ids([claim()]))
    assert replace(with_ids([claim()])[0], claim_id="") == claim()


def test_make_id_is_the_same_on_every_machine():
    assert make_id("c", "first-essay", 12, None) == "c_" + sha256_text("first-essay\x1f12\x1f\x00")[:16]


def test_make_id_tells_parts_empty_text_and_nothing_apart():
    ids = {make_id("c", *parts) for parts in (("a", "b"), ("ab",), ("a", ""), ("a", None), ("a",), ("b", "a"))}
    assert len(ids) == 6


def test_a_fingerprint_rests_on_names_and_bytes_and_not_on_order_or_folder(tmp_path):
    def made(folder, files):
        (tmp_path / folder).mkdir()
        for name, text in files.items():
            (tmp_path / folder / name).write_text(text)
        return sorted((tmp_path / folder).iterdir())

    one, other = made("one", {"a": "1", "b": "2"}), made("other", {"a": "1", "b": "2"})
    assert fingerprint(one) == fingerprint(reversed(other))
    assert fingerprint(one) != fingerprint(made("swapped", {"a": "2", "b": "1"}))
    assert fingerprint(one) != fingerprint(made("renamed", {"a": "1", "c": "2"}))
