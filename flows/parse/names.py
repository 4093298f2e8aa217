"""Names: the people before a title, as notes and reference lists write them."""

from __future__ import annotations

import re
import unicodedata

INITIALS = r"(?:[A-Z][a-z]?\.?[\s-]?){1,4}"
FAMILY_FIRST = re.compile(rf"(?P<name>[^\W\d_][\w’'\s.-]*?\s*,\s*{INITIALS})(?=\s*(?:,|&|\band\b|;|\Z))")
SEPARATOR = re.compile(r"\s*(?:;|&|,\s*and\b|\band\b|,)\s*")
PARTICLES = re.findall(r"\w+", "al bin da das de del della den der di do dos du el ibn la le ul van von")
"""What may stand before a family name in small letters, as in "de Gaulle"."""
SMALL = frozenset({*PARTICLES, "e", "y", "and", "et"})  # words in small letters inside or between names
SUFFIX = re.compile(r"\s*(?:\(?\beds?\b\.?\)?|\bet al\b\.?|,?\s*\b(?:Jr|Sr|trans|others)\b\.?)\s*", re.IGNORECASE)
CUE = re.compile(
    r"(?:^|.*\b)(?:see(?: also)?|cf\.?|quoted in|cited in|interview (?:of|with|by)|in|by|also|e\.g\.,?)[:,]?\s+",
    re.IGNORECASE | re.DOTALL,
)
INSTITUTION = re.compile(
    r"\b(?:Ministry|Department|Council|Organi[sz]ation|Committee|Commission|Government|Embassy|Office|Bureau|Agency|Institute"
    r"|Institution|Bank|Assembly|Nations|Union|Court|Parliament|Senate|Congress|Foundation|Association|Cent(?:re|er)|University"
    r"|Authority|Secretariat|Corporation|Board|Service|Directorate|Forum|Group|House|Society|Academy|Fund|Network|Federation)\b"
)
BODY = re.compile(r"(?:\A|,\s)(?P<body>[A-Z][\w’'.-]*(?:\s+(?:of|for|the|on|and|&|to|[A-Z][\w’'.-]*))*)\Z")
DESIGNATION = re.compile(  # "Resolution 51/204", "Doc. A/52/1", "Issue Brief no. 117"
    r",\s*(?:[A-Z]\w+\s+)?(?:Resolution|Res\.|Document|Doc\.|Decision|Report|Brief|Release|Paper)\s+(?:[Nn]o\.?\s*)?\S*\d\S*\s*\Z"
)
ROLE = re.compile(
    r",\s*(?:(?:[A-Z]\w+|the|of)\s+){0,3}(?:[Cc]hairman|[Cc]hairperson|[Pp]resident|[Mm]inister|[Aa]mbassador|[Dd]irector|[Pp]rofessor"
    r"|[Cc]orrespondent|[Ss]ecretary|[Ss]pokes(?:man|woman|person)|[Rr]eporter|[Aa]nalyst|[Cc]olumnist|PhD|Ph\.D\.?|MP)\s*\Z"
)
INVERTED = re.compile(
    r"(?P<family>[^,]+),\s*(?P<given>[^,&]+?)(?:\s*,?\s*(?:and|&)\s+(?P<more>.+)|,\s*(?P<others>et al.*))?\Z"
)
GIVEN_SECOND = re.compile(  # "Osei, Lena M., and Ivo Brandt"
    r"(?P<family>[^\W\d_][\w’'-]*),\s+(?P<given>(?:[A-Z]\.\s*)*[^\W\d_][\w’'-]*(?:\s+[A-Z]\b\.?)*)"
    r"(?:,?\s+(?:and|&)\s+(?P<more>.+))?\Z"
)
ARTICLES = frozenset({"a", "an", "the"})
NO_NAME = ARTICLES | frozenset(
    re.findall(
        r"\w+",
        "in on at as by for from to of it its this that these those he she they we his her their but if when while "
        "after before since see ibid",
    )
)
MOST_WORDS = 6
LEAD_CHARS = 400  # how far before a title its authors can begin


def split_names(text: str) -> tuple[str, ...]:
    """Return the names in an author line, each as written: "Osei, L." or "Ann V. Reed"."""
    text = re.sub(r"\s+", " ", SUFFIX.sub(" ", text)).replace(" ,", ",").strip(" ,:;–—-")
    text = text if re.search(r"\b[A-Z]\.\Z", text) else text.rstrip(".")
    if FAMILY_FIRST.match(text):
        names = [m["name"].strip(" ,&") for m in FAMILY_FIRST.finditer(text)]
        return tuple(re.sub(r"^(?:&|and\s)\s*", "", name) for name in names)
    if (m := GIVEN_SECOND.match(text)) and (not m["more"] or " " in m["more"]):
        return (f"{m['family']}, {m['given']}", *(split_names(m["more"]) if m["more"] else ()))
    return tuple(p for p in SEPARATOR.split(text) if p.strip())


def family(name: str) -> str:
    """Return a person's family name in small letters without accents or signs.

    >>> family("Osei, L. M."), family("Ann V. Reed")
    ('osei', 'reed')
    """
    words = name.split(",", maxsplit=1)[0] if "," in name else (name.split() or [""])[-1]
    plain = unicodedata.normalize("NFKD", words)
    return re.sub(r"[^\w]+", "", plain).lower()


def leading_names(text: str) -> tuple[tuple[str, ...], bool]:
    """Return the names that stand just before a title, and whether other words stand before it too.

    Names before a title that a full stop sets off begin with a family name ("Osei, Lena M., and Ivo Brandt.").
    """
    rest = CUE.sub("", text.strip()[-LEAD_CHARS:]).strip()
    inverted = bool(re.search(r"[^\W\d_]{3,}\.\Z", rest))
    rest = ROLE.sub("", DESIGNATION.sub("", rest.strip(" ,:;."))).strip(" ,:;.")
    body = BODY.search(rest)
    if body and INSTITUTION.search(body["body"]):
        return _bodies(body["body"]), body.start("body") > 0
    tokens = rest.split()
    at = len(tokens)
    while at and _is_name_token(tokens[at - 1]):
        at -= 1
    while at < len(tokens) and tokens[at].lower().strip(",") in SMALL:
        at += 1
    names = " ".join(tokens[at:])
    prose = at > 0
    if inverted and not prose and (m := INVERTED.match(names)):
        more = split_names(m["more"]) if m["more"] else ()
        return (f"{m['family']}, {m['given']}", *more), prose
    return (split_names(names) if names else ()), prose


def is_name(text: str) -> bool:
    """Return whether words can be the name of a person or body: one to six, with capitals but for particles."""
    tokens = text.split()
    named = 0 < len(tokens) <= MOST_WORDS and tokens[0].lower() not in NO_NAME and not re.search(r"\d", text)
    return named and all(_is_name_token(token) for token in tokens) and tokens[-1][:1].isupper()


def called(name: str, author: str) -> bool:
    """Return whether a short form means an author: by the family name, in whatever order the names stand."""
    words = {family(word) for word in author.replace(",", " ").split()}
    return family(name) == family(author) or family(name) in words - {""}


def _bodies(text: str) -> tuple[str, ...]:
    """Return institutions, two where the second is one by itself: "Ministry of Trade and Industry" is one."""
    first, joined, last = text.rpartition(" and ")
    return (first, last) if joined and INSTITUTION.search(last) else (text,)


def _is_name_token(token: str) -> bool:
    bare = token.strip(",.()’'")
    head, hyphen, tail = bare.partition("-")
    if hyphen and head.lower() in SMALL:
        bare = tail
    return bare[:1].isupper() or bare.lower() in SMALL or token == "&" or bare.lower() in ("ed", "eds")
