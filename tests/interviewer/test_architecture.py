"""The walls hold: imports point one way, and each speech package is touched in one module."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

WRAPPERS = {
    "sounddevice": {"audio/portaudio.py"},
    "pyttsx3": {"audio/voice_worker.py", "audio/pyttsx3_voice.py"},
    "faster_whisper": {"audio/whisper.py", "audio/batch_decoding.py"},
    "ctranslate2": {"audio/whisper.py"},
    "openai": {"interviewer/llm/client.py"},
}
BACKENDS = {"audio.devices", "audio.portaudio", "audio.pyttsx3_voice", "audio.whisper", "audio.vad"}
"""Concrete backends: chosen in wiring.py; doctor.py, which examines them, is the one exception."""


def modules(folder: str) -> list[Path]:
    return sorted(path for path in (ROOT / folder).rglob("*.py"))


def imports(path: Path) -> Iterator[tuple[str, bool]]:
    """Yield (module, at the top of the file)."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    top = {id(node) for node in tree.body}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, id(node) in top
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, id(node) in top


def test_there_is_something_to_check() -> None:
    assert len(modules("audio")) > 15 and len(modules("interviewer")) > 20


@pytest.mark.parametrize("path", modules("audio"), ids=lambda path: path.name)
def test_audio_knows_nothing_of_interviews(path: Path) -> None:
    assert not [name for name, _ in imports(path) if name.split(".")[0] == "interviewer"]


@pytest.mark.parametrize(
    "path", modules("audio") + modules("interviewer"), ids=lambda path: str(path.relative_to(ROOT))
)
def test_speech_packages_are_wrapped_once_and_imported_late(path: Path) -> None:
    relative = path.relative_to(ROOT).as_posix()
    for name, at_top in imports(path):
        wrappers = WRAPPERS.get(name.split(".")[0])
        if wrappers is not None:
            assert relative in wrappers, f"{relative} imports {name}"
            assert not at_top or relative == "audio/voice_worker.py", f"{relative} imports {name} at its top"


@pytest.mark.parametrize("path", modules("interviewer"), ids=lambda path: str(path.relative_to(ROOT)))
def test_backends_are_chosen_in_one_place(path: Path) -> None:
    relative = path.relative_to(ROOT).as_posix()
    if relative not in ("interviewer/wiring.py", "interviewer/doctor.py"):
        assert not [name for name, _ in imports(path) if name in BACKENDS]


def test_no_file_is_called_audio_where_it_would_shadow_the_package() -> None:
    assert not list((ROOT / "scripts").rglob("audio.py"))
