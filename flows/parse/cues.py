"""Cues: the signs by which headings, boilerplate and page furniture of English texts make themselves known."""

from __future__ import annotations

import re

from flows.parse.names import PARTICLES

ABSTRACT = frozenset({"abstract", "summary", "executive summary", "synopsis"})
REFERENCES = frozenset(
    {"references", "reference", "reference list", "bibliography", "works cited", "literature", "literature cited"}
    | {"sources", "selected bibliography", "cited works"}
)
NOTES = frozenset({"notes", "endnotes", "footnotes", "notes and references", "references and notes", "end notes"})

# The head of an entry of a reference list: names, and the year in brackets or between points.
ENTRY = re.compile(
    r"[^\W\d_][\w’'-]*(?:\s[\w’'-]+){0,3},\s[^()\d]{1,150}(?:\((?:1[5-9]|20)\d\d[a-z]?\)|[.,]\s(?:1[5-9]|20)\d\d[a-z]?\.\s)"
)

INLINE_ABSTRACT = re.compile(r"(?:abstract|summary)\s*[:.—–-]\s*\S", re.IGNORECASE)
BOILERPLATE = re.compile(
    r"(?:corresponding author|citation|how to cite|cite (?:this|as)|suggested citation|doi\b|https?://(?:dx\.)?doi\.org"
    r"|pages?\s*[:\d]|pp\.|vol(?:ume|\.)|issue\b|e?-?issn\b|isbn\b|key\s?-?words?\b|index terms|jel (?:codes?|class)"
    r"|received\b|accepted\b|published\b|submitted\b|revised\b|article history|e-?mail\b|orcid\b|copyright\b|©"
    r"|\(c\) \d{4}|licen[cs]e\b|affiliations?\b|article info|open access|(?:posted|updated|last updated)\b)",
    re.IGNORECASE,
)
KEYWORDS = re.compile(r"(?:key\s?-?words?|index terms)\b\s*[:.—–-]", re.IGNORECASE)
BYLINE = re.compile(r"(?:by|By|BY)\s+[A-Z][\w.’'-]+(?:\s+[A-Z][\w.’'-]*){0,4}(?:\s*(?:,|and|&)\s*[A-Z].*)?", re.DOTALL)
NAME = re.compile(
    r"(?:(?:Dr|Prof|Professor|Mr|Mrs|Ms|Col|Gen|Maj|Lt|Amb|Ambassador|Sir)\.?\s+){0,2}"
    rf"[A-Z][\w.’'-]*(?:\s+(?:(?:{'|'.join(PARTICLES)}|y)[\s-])?[A-Z][\w.’'-]*){{1,4}}"
)
SYMBOL_END = re.compile(r"(?:<sup>)?\\?(?P<symbol>[*†‡§¶])(?:</sup>)?[*_\s]*\Z")
SYMBOL_START = re.compile(r"(?:<sup>\s*(?P<a>[*†‡§¶])\s*</sup>|\\(?P<b>\*)|(?P<c>[†‡§¶])|(?P<d>\*)(?=\s))\s*(?=[^\s*])")

PAGE_NUMBER = re.compile(r"(?:page\s+)?[-–—|\s]*\d{1,4}[-–—|\s]*(?:(?:of|/)\s*\d{1,4})?", re.IGNORECASE)
RUNNING_HEAD_MAX, RUNNING_HEAD_TIMES = 80, 3  # characters at most, and how often at least it stands in the text
CAPTION = re.compile(
    r"(?:featured )?(?:images?|photos?|photographs?|pictures?|figures?|fig\.|maps?|charts?|tables?|banner|caption"
    r"|credits?)"
    r"(?: (?:credits?|courtesy|source|by))?\s*(?:\d+[a-z]?\s*)?[:.|]\s*\S",
    re.IGNORECASE,
)
IMAGE_NOUN = re.compile(
    r"\b(?:flags?|photos?|photographs?|images?|logos?|pictures?|portraits?|screenshots?)\Z", re.IGNORECASE
)
SITE_LINE = re.compile(
    r"(?:share(?: (?:this|on|via|article|post)\b.*|:)?|tweet|print(?: this.*)?|e-?mail|facebook|twitter|linkedin"
    r"|whatsapp|reddit|telegram|pinterest|click (?:here|to|on)\b.*"
    r"|read (?:more|also|next|in|the (?:entire|full|rest|whole))\b.*|(?:also )?read:.*|continue reading\b.*"
    r"|subscribe\b.*|sign up\b.*|follow us\b.*|join our\b.*|download (?:the )?(?:pdf|app)\b.*"
    r"|(?:tags?|tagged|topics?|filed under|categor(?:y|ies)|posted (?:in|on|by)|labels)\s*:.*|advertisements?"
    r"|skip to\b.*"
    r"|home\s*[>»/|].*|all rights reserved.*|copyright\b.*|©.*|log ?in|search|menu|previous(?: (?:post|article)\b.*)?"
    r"|next (?:post|article)\b.*|back to top|your email address\b.*|required fields\b.*|save my name\b.*|post comment"
    r"|(?:the )?(?:opinions|views) (?:expressed|presented)\b.*"
    r"|this (?:article|piece|essay) (?:was )?(?:first|originally) (?:appeared|published)\b.*"
    r"|\d+\s+(?:comments?|shares?|views?|min(?:ute)?s? read))",
    re.IGNORECASE | re.DOTALL,
)
SITE_LINE_MAX = 300  # characters; a longer block is prose that happens to begin so
SITE_SECTION = re.compile(
    r"(?:related (?:articles?|posts?|stories|content|reading|topics|news|items)|you (?:may|might) (?:also|be)\b.{0,40}"
    r"|more (?:from|on|by|stories|articles)\b.{0,40}|recommended\b.{0,40}|recent (?:posts?|articles?|comments?)"
    r"|(?:most|also) (?:read|popular|viewed)|latest (?:posts?|articles?|news)|leave a (?:reply|comment)"
    r"|comments?(?: \(\d+\))?|\d+ comments?|post a comment|join the conversation|author bio(?:graphy)?"
    r"|about the (?:authors?|writers?))\s*:?",
    re.IGNORECASE,
)
BIO_VERB = r"(?:is|are|was|were|works|serves|teaches|holds|has (?:been|worked|written|served)|writes)\b"
AUTHOR_NOTE = re.compile(rf"(?:the |about the )?(?:authors?|writers?|contributors?)\s*(?:{BIO_VERB}|:)", re.IGNORECASE)

TERMINAL = re.compile(
    r"[.!?…:]\W{0,4}(?:\[\^?\w{1,12}\]\W?|[⁰¹²³⁴-⁹]|(?<=[.”\"’])\d{1,3}\Z)*\Z"
)  # a note mark may follow
ABBREVIATION_END = re.compile(
    r"\b(?:(?:[A-Z]\.){1,4}|(?:vs|Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Maj|St|Sen|cf|viz|e\.g|i\.e)\.)\Z"
)
INITIAL_END = re.compile(r"(?<![.\w])(?:Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Maj|Sen|Rep|[A-HJ-Z])\.\Z")  # a name follows
OPEN_END = re.compile(
    r"(?:[,;(–—&/-]|\b(?:a|an|the|of|in|on|at|to|for|from|by|with|and|or|nor|but|as|that|which|who|whose|than|into|its"
    r"|their|his|her|our|this|these|those|is|are|was|were|be|been|has|have|had|will|would|could|should|may|might|can|not"
    r"|between|against|towards?|under|over|after|before|during|through|about|because|while|when|where|if))\Z",
    re.IGNORECASE,
)


def figureless(line: str) -> str:
    """Return a line with its figures made one sign: running heads that differ in the number of the page are alike."""
    return re.sub(r"\d+", "#", line.lower())
