"""Frames -> the DuckDB database, with everything its schema says."""
