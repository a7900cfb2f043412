"""What was practised: sessions, answers and recordings, in one SQLite file that only the user can read."""

from interviewer.store.store import SavedAnswer, Store, open_store

__all__ = ["SavedAnswer", "Store", "open_store"]
