"""The measures of `scripts/bench_batch.py`."""
