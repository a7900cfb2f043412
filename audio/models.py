"""Which Whisper models exist, which are on this machine, and which to take. Never connects to a network.

Models lie in our own models folder (one folder per name) or in the Hugging Face cache that other programs share.
The mini Whisper comes with the program; it understands synthetic test speech only, so it is never taken for a
person's recording unless it is named.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from audio.errors import ModelError, ModelMissing
from audio.model_check import folder_size, verify
from audio.ports import Language

MINI: Final = "mini"
MINI_PATH: Final = Path(__file__).parent / "mini_whisper" / "weights"

ENV_MODEL: Final = "INTERVIEWER_MODEL"
"""Environment variable that names the model where no option does."""

Kind = Literal["shipped", "path", "models_dir", "hub_cache"]


@dataclass(frozen=True)
class KnownModel:
    """A model that can be downloaded.

    Attributes:
        name: short name, as faster-whisper uses it.
        repo: repository on the Hugging Face Hub, "owner/name".
        size_mb: download size in megabytes (10^6 bytes), rounded.
        languages: of zh and en, those it was trained for.
    """

    name: str
    repo: str
    size_mb: int
    languages: tuple[Language, ...] = ("zh", "en")


@dataclass(frozen=True)
class FoundModel:
    """A model on this machine.

    Attributes:
        name: for the record: a known name, "mini", or the folder's name.
        path: its folder.
        size_bytes: of all its files.
        kind: where it lies: came with the program, given as a path, in our models folder, in the Hugging Face cache.
        problem: what is wrong with it; None for a sound model. Only `installed_models` returns unsound ones.
    """

    name: str
    path: Path
    size_bytes: int
    kind: Kind
    problem: ModelError | None = None


_ENGLISH: Final[tuple[Language, ...]] = ("en",)

KNOWN_MODELS: Final[dict[str, KnownModel]] = {
    model.name: model
    for model in (
        KnownModel("tiny", "Systran/faster-whisper-tiny", 78),
        KnownModel("tiny.en", "Systran/faster-whisper-tiny.en", 78, _ENGLISH),
        KnownModel("base", "Systran/faster-whisper-base", 148),
        KnownModel("base.en", "Systran/faster-whisper-base.en", 148, _ENGLISH),
        KnownModel("small", "Systran/faster-whisper-small", 486),
        KnownModel("small.en", "Systran/faster-whisper-small.en", 486, _ENGLISH),
        KnownModel("distil-small.en", "Systran/faster-distil-whisper-small.en", 336, _ENGLISH),
        KnownModel("medium", "Systran/faster-whisper-medium", 1530),
        KnownModel("medium.en", "Systran/faster-whisper-medium.en", 1530, _ENGLISH),
        KnownModel("distil-medium.en", "Systran/faster-distil-whisper-medium.en", 792, _ENGLISH),
        KnownModel("large-v1", "Systran/faster-whisper-large-v1", 3090),
        KnownModel("large-v2", "Systran/faster-whisper-large-v2", 3090),
        KnownModel("large-v3", "Systran/faster-whisper-large-v3", 3090),
        KnownModel("large-v3-turbo", "mobiuslabsgmbh/faster-whisper-large-v3-turbo", 1620),
        KnownModel("distil-large-v2", "Systran/faster-distil-whisper-large-v2", 1515, _ENGLISH),
        KnownModel("distil-large-v3", "Systran/faster-distil-whisper-large-v3", 1515, _ENGLISH),
        KnownModel("distil-large-v3.5", "distil-whisper/distil-large-v3.5-ct2", 1515, _ENGLISH),
    )
}

_ALIASES: Final = {"large": "large-v3", "turbo": "large-v3-turbo"}

RECOMMENDED: Final = "small"
"""The model to download first: Mandarin and accents need it, and two CPU cores keep up with speech."""

# On a CPU `small` hears well and keeps up; larger models hear a little better but let the speaker wait, and under
# `base` Mandarin gets unreliable. On a GPU all are fast, so the best ear wins.
_CPU_ORDER: Final = ("small", "base", "medium", "large-v3-turbo", "tiny", "large-v3", "large-v2", "large-v1")
_GPU_ORDER: Final = ("large-v3", "large-v3-turbo", "large-v2", "medium", "large-v1", "small", "base", "tiny")


def canonical_name(name: str) -> str:
    """Return the name a model is stored under ("turbo" is "large-v3-turbo")."""
    return _ALIASES.get(name, name)


def find_model(
    name_or_path: str | None,
    *,
    models_dir: Path,
    env: Mapping[str, str],
    language: Language | None = None,
    gpu: bool = False,
) -> FoundModel:
    """Find a sound model on this machine.

    Args:
        name_or_path: a known name, "mini", the name of a folder in `models_dir`, or a path to a model folder; None:
            what INTERVIEWER_MODEL says, else the best installed model for the machine (never the mini Whisper).
        models_dir: our models folder; need not exist.
        env: the environment: INTERVIEWER_MODEL and the variables that move the Hugging Face cache.
        language: the one that must be understood; None: both.
        gpu: whether recognition will run on a GPU (changes which model is best).

    Raises:
        ModelMissing: it is not here; the message and `facts` say how to get it.
        ModelError: it is here but damaged, the name means nothing, or it does not know the language.
    """
    wanted = name_or_path or env.get(ENV_MODEL)
    if not wanted:
        return _best(models_dir, env, language, gpu)
    if wanted == MINI:
        verify(MINI_PATH)
        return _found(MINI, MINI_PATH, "shipped")
    if wanted.startswith("~") or Path(wanted).is_absolute() or "/" in wanted or os.sep in wanted:
        path = Path(wanted).expanduser()
        verify(path)
        return _found(path.resolve().name, path, "path")
    name = canonical_name(wanted)
    known = KNOWN_MODELS.get(name)
    if known and language and language not in known.languages:
        raise ModelError(f'The model "{name}" knows only English.', reason="english_only", name=name, language=language)
    problems: list[ModelError] = []
    for path, kind in _places(name, models_dir, env):
        problem = _problem(path)
        if problem is None:
            return _found(name, path, kind)
        problems.append(problem)
    if problems:
        raise problems[0]
    if known is None:
        raise ModelError(
            f'There is no Whisper model called "{wanted}". Known: {", ".join((MINI, *KNOWN_MODELS))}; '
            "or give the path of a model folder.",
            reason="unknown_name", name=wanted, known=(MINI, *KNOWN_MODELS),
        )  # fmt: skip
    raise _missing(known, models_dir, f'The Whisper model "{name}" is not on this machine.')


def installed_models(*, models_dir: Path, env: Mapping[str, str]) -> tuple[FoundModel, ...]:
    """Return every model on this machine, the mini Whisper first; damaged ones carry their problem."""
    names = list(KNOWN_MODELS)
    if models_dir.is_dir():
        own = sorted(entry.name for entry in models_dir.iterdir() if entry.is_dir())
        names += [name for name in own if name not in KNOWN_MODELS]
    places: list[tuple[str, Path, Kind]] = [(MINI, MINI_PATH, "shipped")]
    places += [(name, path, kind) for name in names for path, kind in _places(name, models_dir, env)]
    return tuple(_found(name, path, kind, _problem(path)) for name, path, kind in places)


def _best(models_dir: Path, env: Mapping[str, str], language: Language | None, gpu: bool) -> FoundModel:
    """Return the first sound model in the order for the machine; English-only ones after the others."""
    order = list(_GPU_ORDER if gpu else _CPU_ORDER)
    if language == "en":
        order += [name for name, model in KNOWN_MODELS.items() if model.languages == _ENGLISH]
    for name in order:
        for path, kind in _places(name, models_dir, env):
            if _problem(path) is None:
                return _found(name, path, kind)
    raise _missing(KNOWN_MODELS[RECOMMENDED], models_dir, "There is no Whisper model for people's speech here.")


def _places(name: str, models_dir: Path, env: Mapping[str, str]) -> Iterator[tuple[Path, Kind]]:
    """Yield the folders that hold a model of this name: ours first, then those of the Hugging Face cache."""
    if re.fullmatch(r"[\w][\w.-]*", name) and (models_dir / name).is_dir():
        yield models_dir / name, "models_dir"
    known = KNOWN_MODELS.get(name)
    if known is None:
        return
    cache = _hub_cache(env) / f"models--{known.repo.replace('/', '--')}"
    snapshots = cache / "snapshots"
    if not snapshots.is_dir():
        return
    try:
        current = (cache / "refs" / "main").read_text(encoding="utf-8").strip()
    except OSError:
        current = ""
    revisions = [entry for entry in snapshots.iterdir() if entry.is_dir()]
    for path in sorted(revisions, key=lambda entry: (entry.name != current, entry.name)):
        yield path, "hub_cache"


def _hub_cache(env: Mapping[str, str]) -> Path:
    """Return where huggingface_hub keeps its files, read from the same variables in the same order."""
    if cache := env.get("HF_HUB_CACHE") or env.get("HUGGINGFACE_HUB_CACHE"):
        return Path(cache).expanduser()
    if home := env.get("HF_HOME"):
        return Path(home).expanduser() / "hub"
    base = Path(env["XDG_CACHE_HOME"]) if env.get("XDG_CACHE_HOME") else Path(env.get("HOME") or Path.home()) / ".cache"
    return base.expanduser() / "huggingface" / "hub"


def _problem(path: Path) -> ModelError | None:
    try:
        verify(path)
    except ModelError as error:
        return error
    return None


def _found(name: str, path: Path, kind: Kind, problem: ModelError | None = None) -> FoundModel:
    return FoundModel(name, path, folder_size(path), kind, problem)


def _missing(model: KnownModel, models_dir: Path, what: str) -> ModelMissing:
    command = f"interviewer models download {model.name}"
    return ModelMissing(
        f"{what} Download it once with `{command}` (about {model.size_mb} MB, then everything works offline); where "
        "huggingface.co cannot be reached, set HF_ENDPOINT to a mirror. Or give a folder with --model PATH.",
        name=model.name, command=command, size_mb=model.size_mb, models_dir=str(models_dir),
    )  # fmt: skip
