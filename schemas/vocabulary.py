"""The closed lists of values a column may take, each with what its values mean.

Sources: the kinds, statuses, phases and roles are the project's codebook (`docs/codebook.md`); PLOVER types
are the sixteen roots of the PLOVER manual (Halterman, Bagozzi, Beger, Schrodt, Scraborough 2023), with our
own definitions; quad classes are those of Schrodt's CAMEO tradition.
"""

from __future__ import annotations

KIND = {
    "visit": "officials, envoys or forces as guests of the source travel to the target",
    "meeting": "the parties talk: a summit, call, consultation or dialogue, travel not the point",
    "invitation": "the source invites the target to visit, attend or join",
    "diplomatic_relations": "relations opened, cut, upgraded; envoys exchanged; a government recognised",
    "agreement": "a treaty, pact, memorandum, protocol or declared partnership between the parties",
    "joint_body": "a commission, working group, council or forum set up between the parties",
    "membership": "the source joins, leaves, observes or applies to the target organisation",
    "support": "the source backs the target in word, vote or veto",
    "opposition": "the source criticises, accuses, objects to or votes against the target",
    "mediation": "the source brokers or hosts peace between the target and others",
    "threat": "the source warns the target of force or penalty, or masses troops",
    "aid": "a grant, loan, credit or technical, development or military help, given or pledged",
    "trade": "trade volume, target, tariff, free-trade talks or currency swap between the parties",
    "investment": "the source builds, funds or explores a project in the target",
    "sanction": "sanctions, embargo, aid withheld or listing, imposed by the source; also their lifting",
    "arms_transfer": "the source sells, supplies, leases or contracts to supply arms to the target",
    "military_cooperation": "basing, overflight, logistics, intelligence, training or staff work",
    "military_exercise": "a joint drill of the parties",
    "armed_conflict": "invasion, war, attack, occupation, strike or shoot-down by the source",
    "proxy_support": "the source arms, trains or hosts an armed group against the target",
    "withdrawal": "the source pulls forces out of the target; ceasefire; end of hostilities",
}

SYMMETRIC_KINDS = frozenset(
    {
        "meeting",
        "agreement",
        "joint_body",
        "trade",
        "military_exercise",
        "military_cooperation",
        "diplomatic_relations",
    }
)

STATUS = {
    "occurred": "took place or is in force",
    "planned": "agreed or announced, not yet done",
    "proposed": "offered, sought, asked for or under talks",
    "cancelled": "called off, put off, declined, refused or never materialised",
    "alleged": "only reported as someone's claim, suspicion or speculation",
}

PHASE = {"start": "the act begins something that lasts", "end": "the act ends something that lasted"}

ROLE = {
    "source": "who acts",
    "target": "on whom, or with whom",
    "other": "third party named as object, opponent or venue",
}

PASSAGE_ROLE = {
    "title": "the document's own title",
    "abstract": "summary that precedes the body",
    "heading": "heading of a section",
    "body": "the document's prose",
    "note": "footnote or endnote",
    "reference": "entry of a reference list",
    "furniture": "navigation, teasers, captions, author notes, page furniture",
}

ACTOR_TYPE = {
    "state": "a state, past or present",
    "igo": "an intergovernmental organisation or one of its organs",
    "armed_group": "an organised armed group that is not a state",
}

NAME_TYPE = {
    "short": "usual short name",
    "official": "full official name",
    "abbreviation": "abbreviation or acronym",
    "demonym": "adjective or name of the people",
    "capital": "capital or seat of government, standing for the government",
    "metonym": "building, street or residence standing for the government",
    "agency": "ministry, force, agency or state company",
    "leader": "head of state or government, or foreign minister, in office",
    "variant": "old or other spelling",
}

DATE_PRECISION = {
    "day": "one day",
    "month": "one month",
    "season": "one season",
    "year": "one year",
    "decade": "one decade",
    "century": "one century",
    "interval": "between two dates",
    "open_interval": "from a date on, or until a date",
}

DATE_BASIS = {
    "explicit": "stated in the evidence itself",
    "context": "stated in the same paragraph for the same act",
    "relative": "worked out from a relative expression",
    "coder": "judged by a human coder, who did not note how",
}

CODER = {
    "hand": "people, by the codebook",
    "local": "the embedded, offline coder",
    "llm": "a language model behind an endpoint",
}

PLOVER_TYPE = {
    "AGREE": "agrees to a thing, in word",
    "CONSULT": "meets, talks, visits",
    "SUPPORT": "backs or praises in word; gives diplomatic recognition",
    "CONCEDE": "gives way in word: drops a demand, a threat or a penalty",
    "COOPERATE": "cooperates in deed: trade, projects, exercises, intelligence",
    "AID": "gives material help",
    "RETREAT": "gives way in deed: lifts sanctions, withdraws, ends fire",
    "REQUEST": "asks for or proposes a thing",
    "ACCUSE": "criticises, blames, alleges",
    "REJECT": "refuses, vetoes, calls off",
    "THREATEN": "warns of force or penalty",
    "PROTEST": "takes part in a civil demonstration",
    "SANCTION": "withdraws or reduces relations, imposes penalties",
    "MOBILIZE": "readies or moves forces",
    "COERCE": "seizes, arrests, uses force short of armed attack",
    "ASSAULT": "uses armed force",
}

QUAD_CLASS = {
    "verbal_cooperation": "cooperation in word",
    "material_cooperation": "cooperation in deed",
    "verbal_conflict": "conflict in word",
    "material_conflict": "conflict in deed",
}

RESOLVED_BY = {
    "direct": "the note or entry gives the work itself",
    "ibid": "points to the note before",
    "short_title": "short form of a work cited earlier",
    "author_year": "author and year matched to the reference list",
    "comment": "the note holds a comment and cites no work",
    "unresolved": "no work could be tied to it",
}

DISPUTED_ATTRIBUTE = {
    "date": "the act's date: no day can be both, an approximate date reaching as far again to either side",
    "status": "how far it got: took place or not, asserted or alleged; stages of one course of things are no dispute",
    "amount": "sum of money: another number than rounding explains, or another currency",
    "quantity": "number of things: another than rounding explains",
    "direction": "who acted on whom: all is the other way round",
    "participants": "who took part: each names one whom the other does not know",
}

CHOSEN_BY = {
    "sources": "told by more independent sources",
    "claims": "told by as many sources, but more claims",
    "order": "told by as many, and first in the order of sources and text",
    "people": "coded by people, beside whom machines have no say",
}

FLAG = {
    "before_actor": "the date lies before the actor existed",
    "after_actor": "the date lies after the actor ended",
    "after_publication": "told as done, but dated after the document's issue",
    "reversed_interval": "the date ends before it starts, and was left out",
    "out_of_office": "the person held no office, or not the one named, at the date",
    "amount_without_currency": "the sum has no currency",
    "amount_without_scale": "the sum is too small for an act of states: its text seems to lack a million or the like",
    "odd_years": "a span of years in the text ends before it starts, or lies beyond any life or the document's issue",
    "outside_state_lists": "the state was in neither state list at the date, so that it has no codes",
    "unsettled_name": "several actors bore the name, and the text does not say which one is meant",
    "machine_coded": "no person coded any of its claims, or the date, sum or number of things that it shows",
    "derived_only": "told only by sources that retell another one",
}

HOW_KNOWN = ("machine_coded", "derived_only")
"""Those of FLAG that say how a fact is known. All others say that something may be wrong with what is told."""

REDIRECT = {
    "merge": "the fact became part of the new one, which other claims report too",
    "split": "the fact was parted: each new one has some of its claims, and the old id may still stand for the rest",
    "renamed": "the new one is the same fact under another first claim",
    "gone": "no claim of it is left, so there is no new one",
}

ACTION = {
    "merge": "the two claims report one act",
    "split": "the two claims report two acts",
    "correct": "the claim's coding is wrong in one column",
    "reject": "the claim is none, and is kept among the rejects",
}

CORRECTED_COLUMN = {
    "kind": "kind of act",
    "status": "how far the act got",
    "phase": "whether it begins or ends something lasting",
    "date_edtf": "date of the act",
    "amount_value": "sum of money",
    "amount_currency": "currency of the sum",
    "quantity_value": "number of things",
    "quantity_item": "the things counted",
    "agents": "persons or bodies who acted, separated by semicolons",
    "asserted_by": "to whom the text attributes the claim",
    "source": "actors who act, separated by semicolons",
    "target": "actors acted on, or with, separated by semicolons",
    "others": "third parties, separated by semicolons",
}

SOURCE_TYPE = {
    "article": "scholarly article",
    "commentary": "op-ed or commentary",
    "brief": "the project's own retelling of another source",
    "other": "any other document",
}
