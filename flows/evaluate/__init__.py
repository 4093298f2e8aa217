"""A coder held against codings, or against another coder: which claims it found, and how well it coded them."""
