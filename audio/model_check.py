"""Is a folder a complete Whisper model that faster-whisper can load without going online?"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from audio.errors import ModelError, ModelMissing

DEFAULT_MELS = 80
"""Mel bands that faster-whisper assumes where no preprocessor_config.json says otherwise."""

_MEL_WEIGHT = "encoder/conv1/weight"  # shape (width, mel bands, 3)
_FIRST_VERSION = 4  # of CTranslate2's binary format with a type byte per variable (CTranslate2 1.x wrote older ones)


class _Truncated(Exception):
    """The file ends in the middle of what its own headers announce."""


def verify(path: Path) -> None:
    """Check a model folder without loading it (milliseconds, whatever its size).

    The headers of model.bin are walked from variable to variable, so a download cut short is found exactly.

    Args:
        path: a folder.

    Raises:
        ModelMissing: there is no such folder.
        ModelError: what is wrong stands in `facts["reason"]`: "not_a_folder", "no_model_bin", "truncated",
            "not_ctranslate2", "not_whisper", "no_tokenizer", "no_vocabulary", "no_config", "bad_json" or "mels".
    """
    if not path.exists():
        raise ModelMissing(f"There is no model folder at {path}.", reason="no_folder", path=str(path))
    if not path.is_dir():
        raise _error("not_a_folder", f"{path} is a file; a model is the folder that holds model.bin.", path)
    if not (path / "model.bin").is_file():
        raise _error(
            "no_model_bin",
            f"{path} holds no model.bin. A CTranslate2 model is needed (faster-whisper's format); "
            "ct2-transformers-converter makes one from a Hugging Face Whisper model.",
            path,
        )
    mels = _check_weights(path / "model.bin")
    _read_json(path, "config.json", "no_config")
    _read_json(path, "tokenizer.json", "no_tokenizer")
    if not any((path / name).is_file() for name in ("vocabulary.json", "vocabulary.txt")):
        raise _error("no_vocabulary", f"{path} holds neither vocabulary.json nor vocabulary.txt.", path)
    expected = DEFAULT_MELS
    if (path / "preprocessor_config.json").is_file():
        expected = _read_json(path, "preprocessor_config.json", "bad_json").get("feature_size", DEFAULT_MELS)
    if mels != expected:
        raise _error(
            "mels",
            f"The model in {path} hears {mels} mel bands, but its preprocessor_config.json is missing or says "
            f"{expected}. Take that file from where the model came from.",
            path, mels=mels, expected=expected,
        )  # fmt: skip


def decoder_shape(path: Path) -> tuple[int, int]:
    """Return (layers, width) of the decoder of a model folder, from the headers of model.bin.

    Raises:
        ModelMissing, ModelError: as `verify`.
    """
    verify(path)
    layers, width = set(), 0
    with (path / "model.bin").open("rb") as stream:
        _unpack(stream, "I")
        _string(stream)
        for name, shape in _variables(stream, (path / "model.bin").stat().st_size):
            if name.startswith("decoder/layer_") and (number := name.split("/")[1].removeprefix("layer_")).isdigit():
                layers.add(int(number))
            if name == "decoder/embeddings/weight":
                width = shape[1]
    return len(layers), width


def folder_size(path: Path) -> int:
    """Return the bytes of the files in a folder (links followed); 0 when there is no such folder."""
    return sum(file.stat().st_size for file in path.glob("*") if file.is_file())


def _check_weights(file: Path) -> int:
    """Walk model.bin and return the number of mel bands the encoder takes."""
    mels = None
    with file.open("rb") as stream:
        size = file.stat().st_size
        try:
            (version,) = _unpack(stream, "I")
            name = _string(stream) if _FIRST_VERSION <= version < 100 else ""
            if not name.endswith("Spec"):
                raise _error("not_ctranslate2", f"{file} is not the weights of a CTranslate2 model.", file.parent)
            if name != "WhisperSpec":
                raise _error("not_whisper", f"{file} is a CTranslate2 model, but not Whisper ({name}).", file.parent)
            for variable, shape in _variables(stream, size):
                if variable == _MEL_WEIGHT and len(shape) == 3:
                    mels = shape[1]
        except _Truncated as error:
            raise _error(
                "truncated",
                f"{file} is cut short ({size} bytes). Delete the folder and download the model again.",
                file.parent, size_bytes=size,
            ) from error  # fmt: skip
        except UnicodeDecodeError as error:
            raise _error("not_ctranslate2", f"{file} is damaged.", file.parent) from error
    if mels is None:
        raise _error("not_whisper", f"{file} holds no Whisper encoder.", file.parent)
    return mels


def _variables(stream: BinaryIO, size: int) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield name and shape of every variable, skipping the numbers; reads the file to its end."""
    _, count = _unpack(stream, "II")  # revision of the specification, number of variables
    for _ in range(count):
        name = _string(stream)
        (rank,) = _unpack(stream, "B")
        shape = _unpack(stream, f"{rank}I")
        _, length = _unpack(stream, "BI")  # type, bytes
        if stream.tell() + length > size:
            raise _Truncated
        stream.seek(length, 1)
        yield name, shape
    (aliases,) = _unpack(stream, "I")
    for _ in range(2 * aliases):  # other name, name
        _string(stream)


def _string(stream: BinaryIO) -> str:
    (length,) = _unpack(stream, "H")
    return str(_read(stream, length)[:-1].decode("utf-8"))  # ends with a zero byte


def _unpack(stream: BinaryIO, layout: str) -> tuple[int, ...]:
    layout = f"<{layout}"
    return struct.unpack(layout, _read(stream, struct.calcsize(layout)))


def _read(stream: BinaryIO, length: int) -> bytes:
    data = stream.read(length)
    if len(data) < length:
        raise _Truncated
    return data


def _read_json(path: Path, name: str, reason_missing: str) -> dict[str, Any]:
    try:
        content = json.loads((path / name).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise _error(
            reason_missing, f"{path} holds no {name}; without it the model cannot be used offline.", path, file=name
        ) from error
    except (OSError, ValueError) as error:
        raise _error("bad_json", f"{path / name} cannot be read: {error}", path, file=name) from error
    if not isinstance(content, dict):
        raise _error("bad_json", f"{path / name} is not a JSON object.", path, file=name)
    return content


def _error(reason: str, message: str, path: Path, **facts: object) -> ModelError:
    return ModelError(message, reason=reason, path=str(path), **facts)
