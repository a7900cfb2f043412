"""What was practised: sessions, answers and recordings, in one SQLite file that only the user can read."""

from interviewer.store.opening import open_store
from interviewer.store.saved import SavedAnswer, SavedSession
from interviewer.store.store import Store

__all__ = ["SavedAnswer", "SavedSession", "Store", "open_store"]
