import json

import pytest

from flows.evaluate.mention import actor_code, from_claim, from_record, read_mentions
from schemas.claim import Amount, Claim, to_json

from .build import mention, record

TEXT = "In Oslo the ministers met. In Oslo they signed nothing."


def write(path, *records):
    path.write_text("".join(json.dumps(r) + "\n" for r in records), encoding="utf-8")
    return path


def claim(**changes):
    values = {
        "source_id": "s", "coder": "hand", "coder_version": "1", "kind": "aid", "source": ("CHN",),
        "target": ("PAK",), "others": ("UNSC",), "date": "1965~", "date_basis": None, "status": "planned",
        "phase": None, "amount": Amount(5e6, "USD"), "quantity": None, "agents": (), "char_start": 3,
        "char_end": 9, "quote_sha256": "0" * 64, "confidence": 3, "event_key": "aid-x",
    }  # fmt: skip
    return Claim(**values | changes)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("USSR", "RUS"), ("un", "UN"), ("UNGA", "UN"), ("Al-Qaeda", "ALQAEDA"), ("Daesh", "ISIS"), ("ISI", "PAK"),
     ("Afghan Taliban", "TALIBAN"), ("Mujahedeen", "MUJAHIDEEN"), ("NOR", "NOR")],
)  # fmt: skip
def test_names_of_one_actor_become_one_code(written, meant):
    assert actor_code(written) == meant


@pytest.mark.parametrize(
    ("kind", "sides", "dyads"),
    [
        ("visit", "A B>C", {"AC", "BC"}),
        ("meeting", "A B>C", {"AB", "AC", "BC"}),
        ("armed_conflict", "A B C>", {"AB", "AC", "BC"}),
        ("visit", "A>A", set()),
        ("visit", "A>", set()),
        ("meeting", "A>A B", {"AB"}),
    ],
)
def test_dyads_cross_the_sides_or_join_all_parties(kind, sides, dyads):
    assert mention(kind=kind, sides=sides).dyads() == {frozenset(pair) for pair in dyads}


def test_others_make_no_dyad():
    assert mention(sides="A>", others=["B"]).dyads() == set()


def test_place_by_evidence_is_its_first_place_in_the_text(tmp_path):
    path = write(tmp_path / "p.jsonl", record(None, None, evidence="In Oslo"), record(27, 34))
    first, second = read_mentions(path, TEXT)
    assert ((first.start, first.end), (second.start, second.end)) == ((0, 7), (27, 34))


def test_blank_lines_are_no_mentions_and_separators_inside_strings_no_line_ends(tmp_path):
    path = tmp_path / "p.jsonl"
    row = json.dumps(record(agents=["a\u2028b\u0085c"]), ensure_ascii=False)
    path.write_text(f"\n{row}\n  \n{row}\n", encoding="utf-8")
    assert len(read_mentions(path)) == 2


def test_offsets_need_no_text(tmp_path):
    path = tmp_path / "hand.jsonl"
    path.write_text(to_json(claim()) + "\n", encoding="utf-8")
    (read,) = read_mentions(path)
    assert read == from_claim(claim())
    assert (read.source, read.others, read.amount) == ({"CHN"}, {"UN"}, (5e6, "USD"))
    assert (read.date, read.start, read.end, read.confidence) == ("1965~", 3, 9, 3)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"confidence": 1, "event_key": "k"}, True),
        ({"confidence": 2, "event_key": "k"}, False),
        ({"confidence": 1}, False),
        ({"confidence": 1.0}, False),
        ({"event_key": "k"}, False),
    ],
)
def test_borderline_is_a_hand_coders_confidence_of_one(keys, expected):
    assert mention(**keys).borderline is expected


def test_a_predicted_claim_that_is_certain_is_not_borderline():
    assert not from_claim(claim(coder="local", confidence=1.0, event_key=None)).borderline


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ({"char_start": None}, "hold no text"),
        ({"char_start": 10}, "hold no text"),
        ({"char_start": -1}, "hold no text"),
        ({"char_end": 5.0}, "hold no text"),
        ({"char_end": 1000}, "past the text's 55 characters"),
        ({"char_start": None, "char_end": None}, "no place"),
        ({"char_start": None, "char_end": None, "evidence": "In Rome"}, "not in the text"),
        ({"kind": None}, "kind is None"),
        ({"kind": "visitt"}, "kind is 'visitt'; give one of the codebook's words"),
        ({"status": ""}, "status is ''"),
        ({"source": "PAK"}, "list of actor codes"),
        ({"target": [1]}, "list of actor codes"),
        ({"date": 1965}, "EDTF as a string"),
        ({"date": "1973-13"}, "date '1973-13' is of no known form, .* write it like 1965-04-03, "),
        ({"date": "1998-02-30"}, "of no known form, or no day;"),
        ({"date": "in May"}, "date 'in May' is of no known form"),
        ({"amount": 5}, "object with value and unit"),
        ({"amount": {"value": "much"}}, "give a number"),
        ({"amount": {"value": float("nan"), "unit": "USD"}}, "the value 'nan'; give a number"),
        ({"amount": {"value": 10**400, "unit": "USD"}}, "give a number"),
        ({"amount": {"value": 5, "unit": ["USD"]}}, "the unit \\['USD'\\]; give a currency"),
        ({"confidence": "high"}, "give a number"),
        ({"confidence": float("nan")}, "give a number"),
        ({"coder": "hand", "event_key": "k", "confidence": 0.8}, "1 \\(borderline\\), 2 or 3"),
    ],
)
def test_a_record_that_cannot_be_scored_is_named_with_file_line_and_mend(tmp_path, bad, message):
    path = write(tmp_path / "p.jsonl", record(), record() | bad)
    with pytest.raises(ValueError, match=f"p.jsonl, line 2: .*{message}"):
        read_mentions(path, TEXT)


@pytest.mark.parametrize("date", [None, "", "1965-04-03~", "XXXX-12", "1947/..", "1972/1969"])
def test_a_date_that_is_one_is_kept_as_coded(tmp_path, date):
    [read] = read_mentions(write(tmp_path / "p.jsonl", record() | {"date": date}))
    assert read.date == (date or None)


def test_a_coder_that_copies_an_impossible_day_from_its_text_is_scored():
    assert from_claim(claim(date="1998-02-30")).date == "1998-02-30"


def test_a_line_that_is_not_json_is_named(tmp_path):
    path = tmp_path / "p.jsonl"
    path.write_text("{\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"line 1: not JSON"):
        read_mentions(path)
    path.write_text("\n" + "[" * 100_000 + "\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"line 2: not JSON \(nested too deeply\)"):
        read_mentions(path)
    path.write_text("[]\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"line 1: a record must be a JSON object"):
        read_mentions(path)


def test_a_file_in_another_encoding_is_named(tmp_path):
    path = write(tmp_path / "p.jsonl", record())
    path.write_bytes(path.read_bytes() + "{'kind': 'für'}".encode("latin-1"))
    with pytest.raises(ValueError, match=r"p\.jsonl is not UTF-8 \(byte \d+\); save it"):
        read_mentions(path)


def test_evidence_alone_needs_the_text():
    with pytest.raises(ValueError, match="needs the text"):
        from_record(record(None, None, evidence="In Oslo"))
