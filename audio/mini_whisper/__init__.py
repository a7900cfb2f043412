"""A very small Whisper model for tests, the demo and benchmarks of plumbing.

It recognises espeak-ng speech from a small interview grammar and nothing else; it must
never be chosen for a person's recording unless asked for by name. See README.md.
"""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).resolve().parent
#: How the model is named wherever it speaks.
LABEL = "mini (synthetic speech only)"
LANGUAGES = ("en", "zh")


def path() -> Path:
    """Return the folder of the weights, as faster-whisper's `WhisperModel` takes it."""
    return _HERE / "weights"


def candidate_path() -> Path:
    """Return the YAML file with what the demo's candidate says."""
    return _HERE / "candidate.yaml"
