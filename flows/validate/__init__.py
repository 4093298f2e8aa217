"""Frames -> checked frames and rejects; then the gate that a release must pass."""
