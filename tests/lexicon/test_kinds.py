from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from flows.lexicon.kinds import load_kinds
from schemas.models import frame, model
from schemas.vocabulary import KIND, PHASE, PLOVER_TYPE, QUAD_CLASS, STATUS, SYMMETRIC_KINDS

LEXICON = Path(__file__).resolve().parents[2] / "seeds" / "lexicon"
KINDS = load_kinds(LEXICON)


def test_the_seeds_hold_every_kind_in_the_codebooks_order() -> None:
    assert list(KINDS) == list(KIND)
    rows = [kind.row for kind in KINDS.values()]
    model("kinds").validate(frame("kinds", rows))
    assert {r["kind"] for r in rows if r["is_symmetric"]} == SYMMETRIC_KINDS
    assert {r["kind"]: r["definition"] for r in rows} == KIND


@pytest.mark.parametrize(
    ("kind", "status", "phase", "expected"),
    [
        ("visit", "occurred", None, ("CONSULT", "verbal_cooperation", 2.5)),
        ("visit", "planned", None, ("CONSULT", "verbal_cooperation", 1.25)),
        ("visit", "proposed", None, ("REQUEST", "verbal_cooperation", 1.25)),
        ("visit", "cancelled", None, ("REJECT", "verbal_conflict", 0.0)),
        ("threat", "cancelled", None, ("CONCEDE", "verbal_cooperation", 0.0)),
        ("sanction", "proposed", "end", ("REQUEST", "verbal_cooperation", 2.5)),
        ("membership", "planned", "end", ("THREATEN", "verbal_conflict", -2.0)),
        ("sanction", "alleged", "end", ("RETREAT", "verbal_cooperation", 2.5)),
        ("aid", "occurred", None, ("AID", "material_cooperation", 7.0)),
        ("aid", "occurred", "start", ("AID", "material_cooperation", 7.0)),
        ("aid", "planned", None, ("AGREE", "verbal_cooperation", 3.5)),
        ("aid", "occurred", "end", ("SANCTION", "material_conflict", -5.5)),
        ("sanction", "occurred", "start", ("SANCTION", "material_conflict", -6.5)),
        ("sanction", "occurred", "end", ("RETREAT", "material_cooperation", 5.0)),
        ("sanction", "planned", None, ("THREATEN", "verbal_conflict", -3.25)),
        ("armed_conflict", "occurred", None, ("ASSAULT", "material_conflict", -10.0)),
        ("armed_conflict", "alleged", None, ("ASSAULT", "verbal_conflict", -5.0)),
        ("withdrawal", "planned", None, ("AGREE", "verbal_cooperation", 3.0)),
    ],
)
def test_event_types(kind: str, status: str, phase: str | None, expected: tuple[str, str, float]) -> None:
    assert KINDS[kind].event_type(status, phase) == expected


@pytest.mark.parametrize("kind", KIND)
def test_what_did_not_occur_is_word_and_weaker(kind: str) -> None:
    _, _, done = KINDS[kind].event_type("occurred", None)
    for status in set(STATUS) - {"occurred"}:
        _, quad, intensity = KINDS[kind].event_type(status, None)
        assert quad.startswith("verbal_")
        assert abs(intensity) < abs(done)
        assert intensity * done >= 0


@pytest.mark.parametrize("kind", KIND)
def test_every_status_and_phase_has_a_type_and_signs_agree(kind: str) -> None:
    for status in STATUS:
        for phase in (None, *PHASE):
            plover, quad, intensity = KINDS[kind].event_type(status, phase)
            assert plover in PLOVER_TYPE
            assert quad in QUAD_CLASS
            assert intensity == 0 or (intensity > 0) == quad.endswith("_cooperation")


def test_giving_way_is_a_concession_in_word_and_a_retreat_in_deed() -> None:
    found: dict[str, set[str]] = {}
    for kind in KINDS.values():
        for status in STATUS:
            for phase in (None, *PHASE):
                plover, quad, _ = kind.event_type(status, phase)
                found.setdefault(plover, set()).add(quad)
    assert found["CONCEDE"] == {"verbal_cooperation"}
    assert "material_cooperation" in found["RETREAT"]
    assert not any(quad.endswith("_conflict") for quad in found["RETREAT"])


def test_there_are_the_sixteen_types_of_plover() -> None:
    assert len(PLOVER_TYPE) == 16


# refusals


def changed(folder: Path, edit: Callable[[str], str]) -> Path:
    """Write the seeds' table, edited, into a folder."""
    text = (LEXICON / "kinds.csv").read_text(encoding="utf-8")
    assert edit(text) != text
    (folder / "kinds.csv").write_text(edit(text), encoding="utf-8")
    return folder


def without(line: str) -> Callable[[str], str]:
    return lambda text: "".join(x for x in text.splitlines(keepends=True) if not x.startswith(line))


@pytest.mark.parametrize(
    ("edit", "complaint"),
    [
        (without("visit,"), "missing, repeated or unknown kind visit; one row per kind"),
        (lambda t: t.replace("visit,", "picnic,", 1), "unknown kind picnic, visit; one row per kind"),
        (lambda t: t + t.splitlines()[1] + "\n", "repeated or unknown kind visit; one row per kind"),
        (lambda t: t.replace("CONSULT", "CHAT", 1), "kind visit has unknown plover_occurred=CHAT; see"),
        (lambda t: t.replace("Visit,CONSULT", "Visit,", 1), "kind visit has unknown plover_occurred=; see"),
        (lambda t: t.replace("verbal_cooperation", "warmth", 1), "kind visit has unknown quad_class=warmth; see"),
        (lambda t: t.replace(",2.5,", ",much,", 1), "kind visit has intensity 'much'; give a number from -10 to 10"),
        (lambda t: t.replace(",2.5,", ",,", 1), "kind visit has intensity ''; give a number"),
        (lambda t: t.replace(",2.5,", ",nan,", 1), "kind visit has intensity 'nan'; give a number"),
        (lambda t: t.replace(",2.5,", ",11,", 1), "kind visit has intensity '11'; give a number"),
        (lambda t: t.replace("7,-5.5", "7,-55", 1), "kind aid has intensity_end '-55'; give a number"),
        (lambda t: t.replace(",2.5,0", ",2.5", 1), "kind visit has an empty label, or more or fewer fields"),
        (lambda t: t.replace(",2.5,0", ",2.5,0,1", 1), "kind visit has an empty label, or more or fewer fields"),
        (lambda t: t.replace("visit,Visit,", "visit,,", 1), "kind visit has an empty label"),
        (lambda t: t.replace("label", "name", 1), "has other columns: make its first line kind,label,plover_occurred"),
        (lambda _: "", "has other columns: make its first line kind,label"),
    ],
)
def test_a_bad_table_is_refused_with_the_row_and_the_mend(
    tmp_path: Path, edit: Callable[[str], str], complaint: str
) -> None:
    with pytest.raises(ValueError, match=r"kinds\.csv") as caught:
        load_kinds(changed(tmp_path, edit))
    assert complaint in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"kinds\.csv is missing: put the table there"):
        load_kinds(tmp_path)
