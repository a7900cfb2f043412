"""A voice mock interviewer: asks aloud, listens, times, scores and gives spoken feedback."""

__version__ = "0.1.0"
