"""Fixtures for every test."""

from tests.soundcard import soundcard

__all__ = ["soundcard"]
