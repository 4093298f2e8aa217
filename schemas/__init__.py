"""What every table must be: columns, vocabularies, keys and the claim record. Imports nothing of ours."""
