"""Sound and speech for the interviewer: capture, playback, voices, recognition.

It knows nothing of questions or scores and never imports `interviewer`.
"""

INTERVIEWER_AUDIO = "voice-mock-interviewer"
"""Marker by which the program checks that this `audio` is the one it was built with, not a foreign package."""
