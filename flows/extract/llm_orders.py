"""Sentences of a document that speak to a machine, not of states: no claim can rest on them or on what they bring in.

This is a net under the other checks, for a model that reports what such a sentence tells it to. People are assistants
too, ignore rules and report that something happened, so a pattern has to see more than the words alone.
"""

from __future__ import annotations

import re

from flows.extract.llm_windows import BETWEEN, SENTENCE_END, Window

_MACHINE = r"(?:ai|ai (?:assistant|model|coder)|(?:large )?language model|llm|chatbot)s?"
_READER = r"(?:ai )?(?:coder|annotator|model|assistant|machine)s?"
_RULES = r"(?:instructions?|prompts?|rules|codebook)"
_ALL = r"(?:the |any |all |every )?"
_CALLED = r"\s?[:,;.!–—-]"
# Where an order begins: a sentence, with the signs of a list and what softens an order left out.
_BEGIN = r"(?:^|[.!?][”’\"')\]]*\s+|\n)[-–—*#>\s]{0,8}(?:(?:please|now|then|also|and|so|instead),? )*"
_WRITE = r"(?:report|add|include|output|record|code|insert)"
_NO_ORDER = r"(?:year|month|week|day|decade|time|to|with|was|were|had|has|is|are|of|over|but|along|across|around|up)"
_NO_OBJECT = rf"(?:{_NO_ORDER}|this|that|these|those|in)\b"
_ORDERS = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b[^.!?]{0,20}\b"
    rf"(?:(?:previous|prior|preceding|earlier|above|your|system)\b[^.!?]{{0,20}}\b{_RULES}|{_RULES} (?:above|before))\b"
    r"|\b(?:system|developer) (?:prompt|message)\b"
    rf"|\byou are (?:now )?an? {_MACHINE}\b"
    rf"|\b(?:as an?|dear|attention,?|(?:notes?|messages?|instructions?) (?:to|for)) {_ALL}{_MACHINE}\b"
    r"|\b(?:respond|answer|reply|output)\b[^.!?]{0,30}\bjson\b"
    rf"|\byou (?:must|should|are to) {_WRITE}\b[^.!?]{{0,40}}\b(?:json|output|answer|claims?)\b"
    rf"|\bfrom now on,? (?:(?:you|please|must|should|will) )*(?:{_WRITE}|treat|mark|classify)"
    r" (?:every|each|all|any|the|this|that|it|no|only|as|nothing)\b"
    rf"|{_BEGIN}(?:report|add|include|record|insert) that (?!{_NO_ORDER}\b)"
    # Code that was found, output that fell: a name behind it makes it an order.
    rf"|{_BEGIN}(?:code|output) that (?-i:[A-Z])"
    rf"|{_BEGIN}{_WRITE} (?:(?:the|this|these|those|an?|one) )?(?:following|additional|extra) "
    r"(?:\w+ )?(?:claim|row|coding|fact|event|record)s?\b"
    rf"|{_BEGIN}{_WRITE} (?:the|this|these|those|an?|one) (?:claim|row|coding)s?\b"
    rf"|{_BEGIN}{_WRITE} (?:every|each|all)(?!-| {_NO_OBJECT})\b"
    rf"|{_BEGIN}attention,? {_ALL}{_READER}{_CALLED}"
    rf"|{_BEGIN}(?:(?:an?|important) )*(?:note|message|instruction|reminder)s? (?:to|for) {_ALL}{_READER}{_CALLED}"
    rf"|{_BEGIN}\W?(?-i:SYSTEM)\W?:",
    re.IGNORECASE,
)
_CLOSING = "”’\"')]"


def is_under_orders(window: Window, start: int, end: int) -> bool:
    """Return whether a part of a window's text stands in a sentence that orders a machine, or after it in a paragraph.

    What an order brings in is often a sentence of its own.
    """
    text = window.text
    paragraph = text.rfind(BETWEEN, 0, start)
    if paragraph >= 0:
        lead = text[paragraph + len(BETWEEN) : start]
    else:
        lead = (_last_sentences(window.before) if window.continues else "") + text[:start]
    ended = SENTENCE_END.search(text, max(start, len(text[:end].rstrip(_CLOSING)) - 1))
    return bool(_ORDERS.search(lead + text[start : ended.end() if ended else len(text)]))


def _last_sentences(before: str) -> str:
    """Return the whole sentences that the last paragraph of a window's neighbour ends with."""
    head, _, last = before.rpartition(BETWEEN)
    if not head:
        begun = SENTENCE_END.search(last)
        last = last[begun.end() :] if begun else ""
    return f"{last} " if last else ""
