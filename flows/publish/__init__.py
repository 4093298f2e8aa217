"""The database -> a release: Parquet, codebook, manifest and checksums."""
