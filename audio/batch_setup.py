"""How many workers and how large a batch suit this machine and this model."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from audio.allocator import keep_memory
from audio.batch_decoding import BatchDecoder
from audio.batch_recogniser import BatchRecogniser
from audio.batch_records import BatchOptions
from audio.model_check import decoder_shape
from audio.whisper import WhisperTranscriber, has_gpu, usable_cores

POSITIONS: Final = 1500  # of the encoder, for a window of 30 s
MEMORY_BYTES: Final = 320_000_000  # for what the decoder keeps of the encoded windows, all workers together
MOST_ON_CPU: Final = 8  # windows decoded together; beyond, a CPU gains nothing
ON_GPU: Final = 24  # a GPU does (16 to 32 fill it)
_LEAST = 2


def open_recogniser(
    model_path: Path,
    *,
    name: str,
    workers: int = 0,
    limit_s: float = 3600.0,
    short_windows: bool = False,
    device: str = "auto",
) -> BatchRecogniser:
    """Return a recogniser for many recordings.

    Args:
        model_path: folder of a CTranslate2 Whisper model.
        name: model name for the record.
        workers: threads that decode at the same time; 0: one per core on a CPU, one on a GPU.
        limit_s: longest recording accepted, in seconds.
        short_windows: encode only as much as there is sound (faster, and not what Whisper was trained on).
        device: "cpu", "cuda" or "auto".

    Raises:
        ModelError: the folder is no complete Whisper model.
    """
    gpu = device == "cuda" or (device == "auto" and has_gpu())
    workers = workers or (1 if gpu else usable_cores())
    batch_size = ON_GPU if gpu else batch_that_fits(model_path, workers)
    keep_memory()
    # On a CPU one thread each: cores that work on windows of their own never wait for one another.
    transcriber = WhisperTranscriber(model_path, name=name, device=device, cpu_threads=0 if gpu else 1, workers=workers)
    options = BatchOptions(workers, batch_size, limit_s=limit_s, short_windows=short_windows)
    return BatchRecogniser(BatchDecoder(transcriber), options)


def batch_that_fits(model_path: Path, workers: int) -> int:
    """Return how many windows each worker may decode together: keys and values of every layer stay in memory."""
    layers, width = decoder_shape(model_path)
    window_bytes = 2 * layers * width * POSITIONS * 4
    return max(_LEAST, min(MOST_ON_CPU, MEMORY_BYTES // (window_bytes * workers)))
