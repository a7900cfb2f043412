"""Question banks: the format, the loader, the validator and the shipped banks."""
