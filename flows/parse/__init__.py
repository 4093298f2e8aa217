"""Parse: a file goes in, a Document with its passages, paragraphs, notes, references and citations comes out."""

from flows.parse.assemble import parse_text
from flows.parse.document import Document
from flows.parse.files import parse_file
from flows.parse.reading import reading

__all__ = ["Document", "parse_file", "parse_text", "reading"]
