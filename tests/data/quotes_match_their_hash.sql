-- A quote is what its hash was made of.
SELECT claim_id FROM claims WHERE quote IS NOT NULL AND sha256(quote) <> quote_sha256;
