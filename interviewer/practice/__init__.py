"""Practising aloud: the turn-taking between the voice, the microphone and the screen."""
