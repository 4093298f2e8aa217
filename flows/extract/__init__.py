"""Coders: what reads a Document and returns the claims it states. Importing this loads no parser."""
