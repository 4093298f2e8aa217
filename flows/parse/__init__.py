"""Parse: a file goes in, a Document with its passages, paragraphs, notes, references and citations comes out."""

from flows.parse.assemble import parse_text
from flows.parse.document import Document, Paragraph, Passage, Reading
from flows.parse.files import parse_file
from flows.parse.reading import reading
from flows.parse.serialise import document_from_json, document_to_json
from flows.parse.tables import citation_rows, passage_rows, work_rows

__all__ = [
    "Document",
    "Paragraph",
    "Passage",
    "Reading",
    "citation_rows",
    "document_from_json",
    "document_to_json",
    "parse_file",
    "parse_text",
    "passage_rows",
    "reading",
    "work_rows",
]
