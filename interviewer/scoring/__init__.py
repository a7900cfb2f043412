"""Judging what was said: cues and rubrics offline, optionally a language model."""
