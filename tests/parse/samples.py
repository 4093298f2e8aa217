"""Miniature documents, one for each kind of layout that the parser has to read."""

from __future__ import annotations

from pathlib import Path

from reportlab.lib.pagesizes import A5
from reportlab.pdfgen.canvas import Canvas

MARKDOWN = """\
# **Ferries and Frontiers**

**Ann Reed \\***

### **Abstract**

*The paper tells how two small states came to share a ferry, a pier and a court of arbitration. It follows the talks
over thirty years and asks what kept them going when trade between the two had all but ceased.*

**Keywords:** Norland, Sudmark, ferry.

### **Introduction**

In 1994 the government of Norland opened a consulate in Sudmark and, after two winters of talks, its

---

\\* Ann Reed teaches history in Valby.

foreign minister signed a treaty on fishing rights.<sup>1</sup> The treaty was never published. In 1996 Sud\u00admark
delivered the 5<sup>th</sup> ferry,<sup>2</sup> which Norland paid for out of the loan of the year before, and the

---

<sup>1</sup> Kaya Toma, "Ports and Peace: A History," *Harbour Review* 12, no. 3 (Winter 1995): 4-9,
<http://example.org/ports_and_peace>

<sup>2</sup> *Ibid.*, 7.

Sudmark Chamber of Commerce gave it back to the town.<sup>3</sup>

#### *The pier*

The pier was built in 1997.<sup>4</sup> Its cost was shared.<sup>5</sup>

---

<sup>3</sup> Lena Osei and Ivo Brandt, *Ferry Law* (Valby: Harbour Press, 2001), 55.

<sup>4</sup> Kaya Toma, "Ports and Peace," 8; Lena Osei, *Ferry Law*, 60.

<sup>5</sup> The chamber kept no accounts of that year.

<sup>6</sup> Ministry of Harbours of Norland, "The Pier in Figures", Yearbook Office,

---

[http://example.org/figures\\_2](http://example.org/figures_2)

<sup>7</sup> Ibid.
"""

REFERENCES = """\
Two States and a Ferry

Introduction

Norland and Sudmark have shared a ferry since 1996, and the ferry has outlived four treaties (Toma, 1995; Osei & Brandt,
2001). Brandt (2004) holds that the court of arbitration mattered more, and (Lund et al., 2010) agree with him.

The court sat for the first time in the spring (March 2003) and again in Sudmark (Quist, 1999).

References

- Brandt, I. (2004). The court at Valby. *Harbour Review*, 8(1), 3-9.
- Lund, A., Moe, B., & Dahl, C. (2010, May 4). Courts of the north. *The Valby Post*.
<https://example.org/courts>
- Osei, L. & Brandt, I. (2001). *Ferry Law*. Harbour Press.
- Rask, T. (1988). Piers. *Harbour Review*.
- Toma, K. (1995). Ports and peace. *Harbour Review*.
"""

WEB = """\
Ferry at dusk, photo

For thirty years the ferry between Norland and Sudmark has carried more than passengers. It has carried the mail, \
the verdicts of a court and the quarrels of two harbour towns that cannot do without each other.

A rocky start

Norland opened a consulate in Sudmark in 1994. It was closed again when the two states fell out over cod.

Norland opened a consulate in Sudmark in 1994. It was closed again when the two states fell out over cod.

Will it last?

Short¬haul ferries rarely pay, and Nor\u00adland’s treasury knows it. But the loan has been repaid.

Editor’s note: this is the second of three articles on the northern harbours.

Click here to read this article in Danish

***

Image 1: Harbour Board of Valby

Share this:

Ann Reed

Ann Reed is a columnist who writes on harbours and the law of the sea for several papers.

Related articles

Why the Lighthouse Went Dark

The keepers of the northern light have gone, and nobody…
"""

HTML = """\
<html><head><title>Ferries and Frontiers</title></head><body>
<nav><a href="/">Home</a> <a href="/about">About us</a></nav>
<article><h1>Ferries and Frontiers</h1>
<p>In 1994 the government of Norland opened a consulate in Sudmark and signed a treaty on fishing
rights.<sup>1</sup> The two foreign ministers met again the next spring in the harbour town of Valby.</p>
<h2>The long winter</h2>
<p>Sudmark delivered two ferries to Norland in 1996, and <em>paid for</em> the pier at Valby; the loan was repaid
over ten years by the port authority of the town.</p>
<ul><li>The first item tells of the pier that was built in 1997.</li><li>The second tells of the court.</li></ul>
<h3>Notes</h3><ol><li>Kaya Toma, "Ports and Peace," Harbour Review, 1995.</li></ol></article>
<aside><h3>Related articles</h3><a href="/x">Why the lighthouse went dark</a></aside>
<footer>Copyright The Valby Post</footer></body></html>
"""

TEI = """\
<?xml version="1.0" encoding="UTF-8"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>Ferries &amp; Frontiers</title>
</titleStmt></fileDesc><profileDesc><abstract><p>How two states shared a ferry.</p></abstract></profileDesc></teiHeader>
<text><body><pb n="11"/><div><head>The treaty</head>
<p>In 1994 Norland signed a treaty with Sudmark.<note place="foot" n="1">Kaya Toma, <title level="a">Ports and
Peace</title>, <title level="j">Harbour Review</title> 3 (1995): 4.</note> The two states then<pb n="12"/> built a
pier, as <ref type="bibr">(Reed, 2001)</ref> tells.</p><list><item>One ferry.</item><item>Two * ferries.</item></list>
</div></body><back><div type="references"><listBibl><biblStruct><analytic><title level="a">The pier at Valby</title>
<author><persName><forename>Ann</forename> <surname>Reed</surname></persName></author></analytic><monogr>
<title level="j">Harbour Review</title><imprint><date when="2001"/></imprint></monogr></biblStruct></listBibl></div>
</back></text></TEI>
"""


def make_pdf(path: Path) -> None:
    """Write two small pages: a running head, a title, a paragraph cut by a footnote and the page's end."""
    canvas = Canvas(str(path), pagesize=A5)
    width, height = A5
    for page in (1, 2):
        _lines(canvas, ["Harbour Review 12"], (60, height - 25), ("Times-Italic", 8))
        if page == 1:
            _lines(canvas, ["Ferries and Frontiers"], (60, height - 60), ("Times-Bold", 18))
            _lines(canvas, ["Introduction"], (60, height - 90), ("Times-Bold", 11))
            body = [
                "In 1994 Norland opened a consulate in Sudmark, and the two",
                "states signed a treaty on fishing rights in the harbour of Valby.",
                ("The ministers met again in spring.", "1", " They agreed a plan for the"),
            ]
            _lines(canvas, body, (60, height - 110), ("Times-Roman", 11))
            _lines(
                canvas, [("", "1", ' Kaya Toma, "Ports and Peace," Review (1995): 4.')], (60, 60), ("Times-Roman", 8)
            )
        else:
            body = [
                "ferry and for its pier, which Sudmark paid for and Nor-",
                "land built. The loan was repaid in 2006.",
            ]
            _lines(canvas, body, (60, height - 60), ("Times-Roman", 11))
            _lines(canvas, ["Sudmark delivered two ferries in 1996."], (72, height - 86), ("Times-Roman", 11))
        _lines(canvas, [str(page)], (width / 2, 25), ("Times-Roman", 8))
        canvas.showPage()
    canvas.save()


def _lines(
    canvas: Canvas, lines: list[str | tuple[str, str, str]], place: tuple[float, float], font: tuple[str, float]
) -> None:
    name, size = font
    x, y = place
    for line in lines:
        words = canvas.beginText(x, y)
        before, raised, after = line if isinstance(line, tuple) else (line, "", "")
        words.setFont(name, size)
        words.textOut(before)
        words.setFont(name, size * 0.6)
        words.setRise(size * 0.35)
        words.textOut(raised)
        words.setRise(0)
        words.setFont(name, size)
        words.textOut(after)
        canvas.drawText(words)
        y -= size * 1.2
