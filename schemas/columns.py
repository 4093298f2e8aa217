"""Every column of every table, defined once by name; tables only list the names.

A column that means the same in two tables has one definition here, and what differs (may it be empty?) stands
with the table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from schemas import vocabulary as v

Type = Literal["text", "integer", "number", "boolean", "date"]

ACTOR_PATTERN = r"^[A-Z][A-Z0-9]*$"
EDTF_PATTERN = r"^[0-9X./~?%-]+$"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its type, what it means, and what its values must be.

    `codes` is the closed list of values with their meaning; `minimum` and `maximum` bound numbers;
    `pattern` is a regular expression that the whole value must match; `unit` is the unit of measure;
    `origin` names the source of the definition where it is not ours.
    """

    name: str
    type: Type
    description: str
    codes: dict[str, str] | None = None
    pattern: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    unit: str | None = None
    origin: str | None = None

    @property
    def meaning(self) -> str:
        """What the column means, with its unit and the origin of its definition."""
        unit = f" Unit: {self.unit}." if self.unit else ""
        return self.description + unit + (f" Defined by {self.origin}." if self.origin else "")


def _id(name: str, prefix: str, what: str) -> Column:
    return Column(
        name, "text", f"Identifier of the {what}: a hash of what identifies it.", pattern=rf"^{prefix}_[0-9a-f]{{16}}$"
    )


_EDTF = "EDTF, Library of Congress 2019 (ISO 8601-2)"
_COW = "Correlates of War state system"
_GW = "Gleditsch and Ward 1999 and updates"
_ISO = "ISO 3166-1 alpha-3"

_COLUMNS = [
    # identifiers
    Column("source_id", "text", "Short name of the source.", pattern=r"^[a-z0-9][a-z0-9-]*$"),
    _id("passage_id", "p", "passage"),
    _id("work_id", "w", "cited work"),
    _id("citation_id", "k", "citation"),
    Column(
        "actor_id",
        "text",
        "Code of the actor: ISO 3166-1 alpha-3 for states, acronyms and names in capitals for others.",
        pattern=ACTOR_PATTERN,
    ),
    _id("name_id", "a", "actor's name"),
    _id("claim_id", "c", "claim"),
    _id("fact_id", "f", "fact"),
    _id("reject_id", "r", "rejected row"),
    _id("doubt_id", "q", "reason for doubt"),
    _id("decision_id", "d", "decision"),
    _id("other_claim_id", "c", "second claim that a decision names"),
    # sources and what is in them
    Column("source_type", "text", "What the document is.", codes=v.SOURCE_TYPE),
    Column("title", "text", "Title."),
    Column("authors", "text", "Authors, separated by semicolons."),
    Column("publisher", "text", "Publisher."),
    Column("container", "text", "Journal, book or site that holds the work."),
    Column("issued", "text", "Date of publication.", pattern=EDTF_PATTERN, origin=_EDTF),
    Column("doi", "text", "Digital object identifier, without a resolver.", pattern=r"^10\.\d{4,9}/\S+$"),
    Column("url", "text", "Address on the web.", pattern=r"^https?://\S+$"),
    Column("language", "text", "Language of the text.", pattern=r"^[a-z]{2,3}$", origin="ISO 639"),
    Column("licence", "text", "Terms under which the text may be used."),
    Column("may_quote", "boolean", "Whether the text's words may be published with its claims."),
    Column(
        "text_sha256",
        "text",
        "SHA-256 of the UTF-8 bytes of the text that offsets refer to.",
        pattern=r"^[0-9a-f]{64}$",
    ),
    Column("n_chars", "integer", "Length of the text.", minimum=1, unit="code points"),
    Column(
        "derived_from",
        "text",
        "Source that this one retells; it adds no independent evidence to it.",
        pattern=r"^[a-z0-9][a-z0-9-]*$",
    ),
    Column("passage_role", "text", "What the passage is.", codes=v.PASSAGE_ROLE),
    Column("section", "text", "Heading that the place stands under."),
    Column("page", "integer", "Page, counted from 1.", minimum=1),
    Column("paragraph", "integer", "Number of the logical paragraph in the source.", minimum=0),
    Column(
        "char_start", "integer", "First character of the place in the source's text.", minimum=0, unit="code points"
    ),
    Column("char_end", "integer", "Character after the last of the place.", minimum=1, unit="code points"),
    Column("marker", "text", "The citation as it stands in the text, or the label of its note."),
    Column("resolved_by", "text", "How the citation was tied to its work.", codes=v.RESOLVED_BY),
    Column(
        "reach_start",
        "integer",
        "First character of the words that the mark stands for; a claim that shares words with them cites the work. A "
        "mark stands for the words of its sentence before it, back to the mark before; marks with no word between "
        "them stand for the same. A name outside brackets with its year stands for the words of its sentence after it. "
        "The only marks of a paragraph, at its very end, stand for all of it.",
        minimum=0,
        unit="code points",
    ),
    Column(
        "reach_end",
        "integer",
        "Character after the last that the mark stands for; empty where a note has no mark in the prose.",
        minimum=1,
        unit="code points",
    ),
    # actors
    Column("actor_name", "text", "Name of the actor."),
    Column("actor_type", "text", "What the actor is.", codes=v.ACTOR_TYPE),
    Column("name_type", "text", "What kind of name it is.", codes=v.NAME_TYPE),
    Column(
        "iso3",
        "text",
        "Country code; codes of past states where ISO 3166-3 has them.",
        pattern=r"^[A-Z]{3}$",
        origin=_ISO,
    ),
    Column("ccode_cow", "integer", "Correlates of War country code.", minimum=2, maximum=999, origin=_COW),
    Column("gwcode", "integer", "Gleditsch-Ward country code.", minimum=2, maximum=999, origin=_GW),
    Column("valid_from", "date", "First day on which the row holds; empty for no known first day."),
    Column("valid_to", "date", "Last day on which the row holds; empty while it still holds."),
    # claims and facts
    Column("coder", "text", "Who coded the claim.", codes=v.CODER),
    Column("coder_version", "text", "Version of the coder: changes whenever its codings may."),
    Column(
        "is_preferred",
        "boolean",
        "Whether the source's best-ranked coder made this claim; only such claims support facts.",
    ),
    Column("kind", "text", "Kind of act.", codes=v.KIND),
    Column("status", "text", "How far the act got.", codes=v.STATUS),
    Column("phase", "text", "Whether the act begins or ends something lasting.", codes=v.PHASE),
    Column(
        "date_edtf",
        "text",
        "Date of the act as coded; never the date of publication.",
        pattern=EDTF_PATTERN,
        origin=_EDTF,
    ),
    Column("date_start", "date", "First day on which the act may have begun, by date_edtf."),
    Column("date_end", "date", "Last day on which the act may have ended, by date_edtf."),
    Column("date_precision", "text", "How precise date_edtf is.", codes=v.DATE_PRECISION),
    Column("date_basis", "text", "What the date rests on.", codes=v.DATE_BASIS),
    Column("amount_value", "number", "Sum of money, in whole units of the currency, nominal.", unit="amount_currency"),
    Column("amount_currency", "text", "Currency of the sum.", pattern=r"^[A-Z]{3}$", origin="ISO 4217"),
    Column("quantity_value", "number", "Number of things.", unit="quantity_item"),
    Column("quantity_item", "text", "The things that were counted, named as in the text."),
    Column(
        "quote_sha256",
        "text",
        "SHA-256 of the UTF-8 bytes of the source's text between char_start and char_end.",
        pattern=r"^[0-9a-f]{64}$",
    ),
    Column("quote", "text", "The words between char_start and char_end, only where the source may be quoted."),
    Column("agents", "text", "Persons or bodies who acted, as named in the text, separated by semicolons."),
    Column("asserted_by", "text", "To whom the text attributes the claim; empty if the author asserts it."),
    Column(
        "confidence",
        "number",
        "Coder's probability that the claim is right; for people their certainty mapped to 1/3, 2/3, 1.",
        minimum=0,
        maximum=1,
    ),
    Column("role", "text", "Part that the actor has in the act.", codes=v.ROLE),
    Column("agent", "text", "Person or body through whom the actor acted, where the lexicon knows whose agent it is."),
    Column(
        "plover_type",
        "text",
        "Event type.",
        codes=v.PLOVER_TYPE,
        origin="PLOVER, Halterman et al. 2023; definitions ours",
    ),
    Column(
        "quad_class",
        "text",
        "Cooperation or conflict, in word or deed.",
        codes=v.QUAD_CLASS,
        origin="CAMEO quad classes, Schrodt 2012",
    ),
    Column(
        "intensity",
        "number",
        "Cooperation (positive) or conflict (negative); of a fact half of what its kind has where the act is planned, "
        "proposed or alleged, 0 where it is cancelled.",
        minimum=-10,
        maximum=10,
        unit="points of our own scale, after Goldstein 1992",
    ),
    Column("n_claims", "integer", "Number of preferred claims that report it.", minimum=1),
    Column(
        "n_sources",
        "integer",
        "Number of independent sources that report it: a brief adds none to its origin, nor does a source that cites "
        "another of our sources for it.",
        minimum=1,
    ),
    Column("is_disputed", "boolean", "Whether its claims differ beyond what their precision explains."),
    Column(
        "is_anachronistic",
        "boolean",
        "Whether an actor did not exist at the date, or the act lies after the publication that tells it as done.",
    ),
    Column(
        "flags",
        "text",
        "Reasons for doubt, separated by semicolons: codes of `doubts.flag`, `flag:ACTOR` where it concerns one actor.",
    ),
    Column("attribute", "text", "What the claims differ on.", codes=v.DISPUTED_ATTRIBUTE),
    Column("value", "text", "One of the values reported."),
    Column("source_ids", "text", "Short names of the sources that report the value, separated by semicolons."),
    Column("is_chosen", "boolean", "Whether the fact shows this value."),
    Column("chosen_by", "text", "The rule by which the fact shows this value; empty if not chosen.", codes=v.CHOSEN_BY),
    Column("flag", "text", "What kind of doubt it is.", codes=v.FLAG),
    # kinds
    Column("label", "text", "Short name for people."),
    Column("definition", "text", "What counts."),
    Column("is_symmetric", "boolean", "Whether source and target may be exchanged."),
    *(
        Column(f"plover_{s}", "text", f"PLOVER type of an act of this kind that is {s}.", codes=v.PLOVER_TYPE)
        for s in v.STATUS
    ),
    Column(
        "plover_end",
        "text",
        "PLOVER type of an act of this kind that ends something, where it occurred or is alleged. An end that is "
        "planned is AGREE and one that is proposed REQUEST where quad_class_end is cooperation, else both are "
        "THREATEN; one that is cancelled is plover_cancelled.",
        codes=v.PLOVER_TYPE,
    ),
    Column(
        "quad_class_word",
        "text",
        "Quad class of an act of this kind that is planned, proposed or alleged; what is cancelled is verbal_conflict "
        "where its PLOVER type is REJECT, else verbal_cooperation, and an end that has not occurred is verbal, "
        "cooperation or conflict as quad_class_end says.",
        codes=v.QUAD_CLASS,
    ),
    Column("quad_class_end", "text", "Quad class of an act of this kind that ends something.", codes=v.QUAD_CLASS),
    Column("intensity_end", "number", "Intensity of an act of this kind that ends something.", minimum=-10, maximum=10),
    # dyad-years
    Column("source_actor", "text", "Actor that acts.", pattern=ACTOR_PATTERN),
    Column("target_actor", "text", "Actor acted on, or with.", pattern=ACTOR_PATTERN),
    Column("year", "integer", "Year.", minimum=1, maximum=9999),
    Column("n_facts", "integer", "Number of facts that occurred and can be dated to the year.", minimum=1),
    Column("mean_intensity", "number", "Mean intensity of these facts.", minimum=-10, maximum=10),
    *(
        Column(f"n_{q}", "integer", f"Number of these facts that are {q.replace('_', ' ')}.", minimum=0)
        for q in v.QUAD_CLASS
    ),
    *(Column(f"n_{k}", "integer", f"Number of these facts of kind {k}.", minimum=0) for k in v.KIND),
    # rejects
    Column(
        "table_name",
        "text",
        "Table that the row was meant for; `document` for a place in a text that could not be tied up.",
    ),
    Column("reason", "text", "Why: the row was refused, the doubt arose, the decision was made."),
    Column("row_json", "text", "The row, as JSON."),
    # decisions
    Column("action", "text", "What was decided.", codes=v.ACTION),
    Column("column_name", "text", "What was corrected in the claim.", codes=v.CORRECTED_COLUMN),
    Column("corrected_value", "text", "The right value; empty if the claim has none."),
    Column("value_before", "text", "The value as coded, before the correction; empty if it had none."),
    Column("decided_by", "text", "Who decided."),
    Column("decided_on", "date", "Day of the decision."),
    # redirects
    _id("redirect_id", "x", "redirect"),
    _id("old_fact_id", "f", "fact of an earlier release"),
    Column(
        "new_fact_id",
        "text",
        "Fact that has its claims, or some of them, now; empty if it is gone.",
        pattern=r"^f_[0-9a-f]{16}$",
    ),
    Column("redirect", "text", "What became of the earlier fact.", codes=v.REDIRECT),
    Column(
        "last_version",
        "text",
        "Last release in which the earlier fact was whole.",
        pattern=r"^\d{4}\.\d{2}\.\d+$",
    ),
]

COLUMNS: dict[str, Column] = {c.name: c for c in _COLUMNS}
