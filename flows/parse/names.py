"""Names: the people before a title, as notes and reference lists write them."""

from __future__ import annotations

import re
import unicodedata

INITIALS = r"(?:[A-Z][a-z]?\.?[\s-]?){1,4}"
FAMILY_FIRST = re.compile(rf"(?P<name>[^\W\d_][\w’'\s.-]*?\s*,\s*{INITIALS})(?=\s*(?:,|&|\band\b|;|\Z))")
SEPARATOR = re.compile(r"\s*(?:;|&|,\s*and\b|\band\b|,)\s*")
PARTICLE = frozenset(
    {
        "al",
        "bin",
        "de",
        "del",
        "della",
        "den",
        "der",
        "di",
        "du",
        "el",
        "la",
        "le",
        "ul",
        "van",
        "von",
        "y",
        "and",
        "et",
    }
)
SUFFIX = re.compile(r"\s*(?:\(?\beds?\b\.?\)?|\bet al\b\.?|,?\s*\b(?:Jr|Sr|trans|others)\b\.?)\s*", re.IGNORECASE)
CUE = re.compile(
    r"(?:^|.*\b)(?:see(?: also)?|cf\.?|quoted in|cited in|interview (?:of|with|by)|in|by|also|e\.g\.,?)[:,]?\s+",
    re.IGNORECASE | re.DOTALL,
)


LEAD_CHARS = 400  # how far before a title its authors can begin


def split_names(text: str) -> tuple[str, ...]:
    """Return the names in an author line, each as written: "Osei, L." or "Ann V. Reed"."""
    text = re.sub(r"\s+", " ", SUFFIX.sub(" ", text)).replace(" ,", ",").strip(" ,:;–—-")
    text = text if re.search(r"\b[A-Z]\.\Z", text) else text.rstrip(".")
    if FAMILY_FIRST.match(text):
        names = [m["name"].strip(" ,&") for m in FAMILY_FIRST.finditer(text)]
        return tuple(re.sub(r"^(?:&|and\s)\s*", "", name) for name in names)
    parts = [p for p in SEPARATOR.split(text) if p.strip()]
    if len(parts) == 2 and "," in text and all(len(p.split()) == 1 for p in parts):
        return (", ".join(parts),)  # "Family, Given"
    return tuple(parts)


def family(name: str) -> str:
    """Return a person's family name in small letters without accents or signs.

    >>> family("Osei, L. M."), family("Ann V. Reed")
    ('osei', 'reed')
    """
    words = name.split(",", maxsplit=1)[0] if "," in name else (name.split() or [""])[-1]
    plain = unicodedata.normalize("NFKD", words)
    return re.sub(r"[^\w]+", "", plain).lower()


def leading_names(text: str) -> tuple[tuple[str, ...], bool]:
    """Return the names that stand just before a title, and whether other words stand before it too."""
    rest = CUE.sub("", text.strip()[-LEAD_CHARS:]).strip(" ,:;.")
    tokens = rest.split()
    at = len(tokens)
    while at and _is_name_token(tokens[at - 1]):
        at -= 1
    while at < len(tokens) and tokens[at].lower().strip(",") in PARTICLE:
        at += 1
    names = " ".join(tokens[at:])
    prose = at > 0
    return (split_names(names) if names else ()), prose


def _is_name_token(token: str) -> bool:
    bare = token.strip(",.()’'")
    return bare[:1].isupper() or bare.lower() in PARTICLE or token == "&" or bare.lower() in ("ed", "eds")
