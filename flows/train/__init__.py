"""Teaches the local coder: from coded documents to the model in `seeds/model`, and what it is worth."""
