"""Checks what a language model answers: rows that can be proved become claims, the others rejects with their reason."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flows.extract.llm_currency import Currencies
from flows.extract.llm_dialect import answer_in
from flows.extract.llm_orders import is_under_orders
from flows.extract.llm_prompt import DATE_BASIS
from flows.extract.llm_told import DASHES, as_told
from flows.extract.llm_windows import BETWEEN, Window
from flows.lexicon.actors import Actors
from flows.parse.document import Document, Span
from schemas.claim import Amount, Claim, Quantity
from schemas.coding import CODED, json_types, wrong
from schemas.edtf import is_date
from schemas.ids import make_id, sha256_text
from schemas.vocabulary import KIND, PHASE, STATUS

REALIGNED = "+realigned"
"""Ends the coder_version of a claim whose quote was found only after white space and quotation marks were folded."""

_TYPES = {**CODED, **json_types("date_basis", "asserted_by"), "quote": (str,)}
_LISTS = ("source", "target", "others", "agents")
_CURRENCY = re.compile(r"[A-Z]{3}")
_FOLDS = str.maketrans({"‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})
# Two words or more; of a list's later items the item alone is quoted (codebook), which is a name or a number.
_STATES = re.compile(r"\w+\W+\w|[^\W_a-zß-ÿ]\w")
_LARGEST = 1e18  # more than any sum of money or number of things
_SHORT = 40  # characters, too few for a passage of a text
_NAME = 9  # words that a name or office has at most; more could be a passage of the text


@dataclass(frozen=True, slots=True)
class Reject:
    """What could not be used, or not wholly: `row` is the model's own row or text, `window` where it was shown."""

    source_id: str
    coder_version: str
    window: tuple[int, int]
    reason: str
    row: Any

    def table_row(self, number: int, *, quote: bool) -> dict[str, Any]:
        """Return the row of the table `rejects`; without `quote` only short codes of the model's row are kept.

        `number` tells equal rejects apart.
        """
        shown = self.row if quote else _without_words(self.row)
        body = shown if isinstance(shown, dict) else {"answer": shown}
        where = {"source_id": self.source_id, "coder": "llm", "coder_version": self.coder_version}
        row_json = json.dumps({**body, **where, "window": list(self.window)}, ensure_ascii=False)
        table = "claims" if isinstance(self.row, dict) else "document"
        reject_id = make_id("r", table, self.reason, row_json, number)
        return {"reject_id": reject_id, "table_name": table, "reason": self.reason, "row_json": row_json}


def rows_of(content: str) -> list[Any] | str:
    """Return the rows of an answer, or why it has none."""
    try:
        answer = answer_in(content)
        # Half a surrogate pair is JSON, but no text that a file could hold.
        answer = json.loads(json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return "the answer is not JSON"
    # Models leave the object around the list out; what its rows hold is checked all the same.
    rows = answer.get("claims") if isinstance(answer, dict) else answer
    if not isinstance(rows, list) or (rows is answer and not all(isinstance(row, dict) for row in rows)):
        return 'the answer is not of the form {"claims": [...]}'
    return rows


def check(
    row: Any, window: Window, document: Document, version: str, actors: Actors, currencies: Currencies
) -> tuple[Claim | None, str | None]:
    """Return the claim that a row states, if any, and why the row, or what of it the claim is without, is no use.

    A year, a sum (or its currency) or a number that the passage does not tell is the model's own knowledge: the claim
    is without it.
    """
    if problem := _shape(row) or _values(row) or _names(row, window):
        return None, problem
    found = locate(row["quote"], window.text)
    if isinstance(found, str):
        return None, found
    start, end, realigned = found
    if is_under_orders(window, start, end):
        return None, "the quote stands in or after a sentence that gives a machine orders"
    # Whom a name means at the time the model may know better than the passage tells.
    sides = {key: [_actor(name, row["date"], actors) for name in row[key]] for key in ("source", "target", "others")}
    if unknown := [n for key, ids in sides.items() for n, i in zip(row[key], ids, strict=True) if i is None]:
        listed = ", ".join(unknown)
        return None, f"unknown actor {listed}" if len(listed) <= _SHORT else "unknown actor"
    known = {key: _once(i for i in ids if i) for key, ids in sides.items()}
    span = window.reading.source_span(start, end)
    told, untold = as_told(row, window, currencies)
    claim = _claim(told, known, document, span, version + (REALIGNED if realigned else ""))
    if problem := claim.problem():
        return None, problem
    return claim, f"the text does not tell its {' and '.join(untold)}; kept without" if untold else None


def locate(quote: str, text: str) -> tuple[int, int, bool] | str:
    """Return where a quote stands in a text and whether it had to be realigned, or why it does not.

    The one attempt to realign folds white space, quotation marks, dashes and compatible characters on both
    sides, and leaves out marks around the quote; every word must still be there.
    """
    quote, realigned = quote.strip(), False
    at = _find(quote, text)
    end = at + len(quote)
    if at < 0:
        folded, places = _fold(text)
        wanted = _fold(quote)[0].strip(" \"'.…")
        hit = _find(wanted, folded)
        if hit < 0:
            return "the quote is not in the text"
        at, end, realigned = places[hit], places[hit + len(wanted) - 1] + 1, True
    if not _STATES.search(text[at:end]):
        return "the quote is too short to state an act"
    if BETWEEN in text[at:end]:
        return "the quote goes beyond a paragraph"
    return at, end, realigned


def _find(words: str, text: str) -> int:
    """Return where whole words stand in a text first, -1 if nowhere."""
    first = r"(?<!\w)" if words[:1].isalnum() else ""
    last = r"(?!\w)" if words[-1:].isalnum() else ""
    found = re.search(first + re.escape(words) + last, text) if words else None
    return found.start() if found else -1


def _fold(text: str) -> tuple[str, list[int]]:
    """Return the folded text and for each of its characters the place it came from."""
    chars: list[str] = []
    places: list[int] = []
    for i, raw in enumerate(text):
        for char in unicodedata.normalize("NFKC", DASHES.sub("-", raw.translate(_FOLDS))):
            plain = " " if char.isspace() else char
            if plain != " " or (chars and chars[-1] != " "):
                chars.append(plain)
                places.append(i)
    return "".join(chars), places


def _shape(row: Any) -> str | None:
    if not isinstance(row, dict):
        return "not a JSON object"
    if missing := sorted(set(_TYPES) - set(row)):
        return f"missing key {', '.join(missing)}"
    if len(row) > len(_TYPES):
        return "a key that the schema does not have"
    if keys := wrong(row, _TYPES):
        return f"value of another type than it should have in {', '.join(keys)}"
    if keys := [key for key in _LISTS if not all(isinstance(v, str) and v.strip() for v in row[key])]:
        return f"not a list of names: {', '.join(keys)}"
    return None


def _values(row: dict[str, Any]) -> str | None:
    for key, of in (("amount", "unit"), ("quantity", "item")):
        if row[key] is not None and not _is_pair(row[key], of):
            return f"{key} is not a value and its {of}"
    # The values themselves stay in the row: a reason must not carry words of the text.
    checks = (
        (row["kind"] in KIND, "unknown kind"),
        (row["status"] in STATUS, "unknown status"),
        (row["phase"] is None or row["phase"] in PHASE, "unknown phase"),
        (row["date_basis"] is None or row["date_basis"] in DATE_BASIS, "unknown date basis"),
        (row["date"] is None or is_date(row["date"]), "the date is not EDTF"),
        (row["amount"] is None or _CURRENCY.fullmatch(row["amount"]["unit"]), "the currency is no ISO 4217 code"),
    )
    return next((message for good, message in checks if not good), None)


def _names(row: dict[str, Any], window: Window) -> str | None:
    """Return which names are not words of what the model was shown, None if all are.

    To whom a claim is attributed must stand in the text itself; who acted may be named by its neighbours.
    """
    text = _fold(window.text)[0].casefold()
    shown = _fold(" ".join((window.section or "", window.before, window.text, window.after)))[0].casefold()
    said = [row["asserted_by"]] if row["asserted_by"] and row["asserted_by"].strip() else []
    for key, names, where in (("asserted_by", said, text), ("agents", row["agents"], shown)):
        if any(len(name.split()) > _NAME for name in names):
            return f"more words than a name has in {key}"
        if any(_find(_fold(name)[0].strip().casefold(), where) < 0 for name in names):
            return f"a name that is not in the text in {key}"
    return None


def _is_pair(pair: dict[str, Any], of: str) -> bool:
    value = pair.get("value")
    number = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= _LARGEST
    return set(pair) == {"value", of} and number and isinstance(pair[of], str) and bool(pair[of].strip())


def _actor(name: str, date: str | None, actors: Actors) -> str | None:
    """Return the actor that a code or, failing that, a name stands for in the year of the act."""
    name = re.sub(r"\A[Tt]he\s+", "", name.strip())
    if actors.is_actor(name):
        return name
    year = (int(date[:4]) if date and date[:4].isdigit() else 0) or None
    # Models write "POLAND" for a code; only what reads texts knows names in capitals.
    read = (m.actor_id for m in actors.mentions(name, year) if m.end - m.start == len(name))
    return actors.resolve(name, year) or next(read, None)


def _claim(
    row: dict[str, Any], sides: dict[str, tuple[str, ...]], document: Document, span: Span, version: str
) -> Claim:
    amount, quantity = row["amount"], row["quantity"]
    start, end = span
    return Claim(
        source_id=document.source_id,
        coder="llm",
        coder_version=version,
        kind=row["kind"],
        source=sides["source"],
        target=sides["target"],
        others=sides["others"],
        date=row["date"],
        date_basis=row["date_basis"] if row["date"] else None,
        status=row["status"],
        phase=row["phase"],
        amount=Amount(float(amount["value"]), amount["unit"]) if amount else None,
        quantity=Quantity(float(quantity["value"]), quantity["item"]) if quantity else None,
        agents=_once(row["agents"]),
        char_start=start,
        char_end=end,
        quote_sha256=sha256_text(document.text[start:end]),
        confidence=None,
        asserted_by=" ".join((row["asserted_by"] or "").split()) or None,
    )


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _without_words(row: Any) -> Any:
    """Return of a model's row what cannot be a passage of the text: codes, numbers and dates."""
    if not isinstance(row, dict):
        return {"answer_sha256": sha256_text(str(row))}
    kept = {key: row[key] for key in _TYPES if key in row and key not in ("quote", "agents", "asserted_by", "quantity")}
    if isinstance(things := row.get("quantity"), dict) and isinstance(things.get("value"), int | float):
        kept["quantity"] = {"value": things["value"]}
    return {key: value for key, value in kept.items() if len(json.dumps(value)) <= _SHORT}
