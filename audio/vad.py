"""Voice activity detection: Silero VAD, through the ONNX file that faster-whisper brings along."""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audio.clip import SPEECH_RATE_HZ, Clip, Samples
from audio.errors import ModelError, ModelMissing
from audio.ports import SpeechSpan
from audio.spans import SpanOptions, SpanTracker

FRAME_SAMPLES = 512  # 32 ms at 16 kHz: the only step the model was trained for
CONTEXT_SAMPLES = 64  # 4 ms of the frame before, put in front of each frame
STATE_SHAPE = (1, 1, 128)  # of both recurrent states, h and c
BATCH_FRAMES = 1024  # 33 s at a time for whole files: bounds memory, costs no speed


class SileroDetector:
    """Streaming Silero VAD; implements `audio.ports.SpeechDetector`.

    Costs about 5 ms of one core per second of sound.
    """

    frame_samples = FRAME_SAMPLES

    def __init__(self) -> None:
        """Load the model (once per process).

        Raises:
            ModelMissing: the installed faster-whisper holds no Silero file.
            ModelError: the file cannot be loaded.
        """
        self._session = _session()
        self.reset()

    def reset(self) -> None:
        """Forget everything heard so far."""
        self._h = np.zeros(STATE_SHAPE, np.float32)
        self._c = np.zeros(STATE_SHAPE, np.float32)
        self._context = np.zeros(CONTEXT_SAMPLES, np.float32)

    def probability(self, frame: Samples) -> float:
        """Return the probability of speech, 0..1, in the next frame.

        Args:
            frame: float32, shape (512,), at 16 kHz.

        Raises:
            ValueError: the frame has another shape.
        """
        return float(self._probabilities(frame, 1)[0])

    def probabilities(self, samples: Samples) -> NDArray[np.float32]:
        """Return the probabilities of the next frames at once: the same numbers as frame by frame, faster.

        Args:
            samples: float32, shape (n * 512,), at 16 kHz.

        Returns:
            Shape (n,).

        Raises:
            ValueError: not a whole number of frames.
        """
        count, rest = divmod(len(samples), FRAME_SAMPLES)
        if rest:
            raise ValueError(f"{len(samples)} samples are not a whole number of frames of {FRAME_SAMPLES}")
        parts = [
            self._probabilities(samples[first * FRAME_SAMPLES : last * FRAME_SAMPLES], last - first)
            for first in range(0, count, BATCH_FRAMES)
            for last in (min(first + BATCH_FRAMES, count),)
        ]
        return np.concatenate(parts) if parts else np.empty(0, np.float32)

    def _probabilities(self, samples: Samples, count: int) -> NDArray[np.float32]:
        if samples.shape != (count * FRAME_SAMPLES,):
            raise ValueError(f"a frame holds {FRAME_SAMPLES} samples, not {samples.shape}")
        frames = np.empty((count, CONTEXT_SAMPLES + FRAME_SAMPLES), np.float32)
        frames[:, CONTEXT_SAMPLES:] = samples.reshape(count, FRAME_SAMPLES)
        frames[0, :CONTEXT_SAMPLES] = self._context
        frames[1:, :CONTEXT_SAMPLES] = frames[:-1, -CONTEXT_SAMPLES:]
        result: NDArray[np.float32]
        result, self._h, self._c = self._session.run(None, {"input": frames, "h": self._h, "c": self._c})
        self._context = frames[-1, -CONTEXT_SAMPLES:]
        return result


def speech_spans(clip: Clip, options: SpanOptions | None = None) -> tuple[SpeechSpan, ...]:
    """Return the voiced spans of a whole recording, found exactly as they are in live sound.

    Args:
        clip: 16 kHz; its last frame is filled up with silence.
        options: when sound counts as speech.

    Raises:
        ValueError: the clip is not at 16 kHz.
        ModelError: the detector cannot be loaded.
    """
    if clip.rate_hz != SPEECH_RATE_HZ:
        raise ValueError(f"speech is detected at {SPEECH_RATE_HZ} Hz, not {clip.rate_hz}")
    filled = np.pad(clip.samples, (0, -len(clip.samples) % FRAME_SAMPLES))
    tracker = SpanTracker(options)
    for index, probability in enumerate(SileroDetector().probabilities(filled), start=1):
        tracker.step(min(index * FRAME_SAMPLES, len(clip.samples)) / SPEECH_RATE_HZ, float(probability))
    return tracker.spans()


@lru_cache(maxsize=1)
def _session() -> Any:
    """Return the ONNX session: one thread, since frames come one after the other and the recogniser needs the rest."""
    import onnxruntime

    path = _model_path()
    options = onnxruntime.SessionOptions()
    options.inter_op_num_threads = 1
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(str(path), sess_options=options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's own exceptions share no other base
        raise ModelError(
            f"The speech detector {path} cannot be loaded: {error}. Install faster-whisper again.", path=str(path)
        ) from error


def _model_path() -> Path:
    """Return the newest Silero file of the installed faster-whisper, found without importing it (a second saved)."""
    spec = find_spec("faster_whisper")
    folder = Path(spec.origin).parent / "assets" if spec is not None and spec.origin is not None else Path("assets")
    files = sorted(folder.glob("silero_vad_v*.onnx"))
    if not files:
        raise ModelMissing(
            f"No speech detector (silero_vad_v*.onnx) in {folder}. Install faster-whisper again.", path=str(folder)
        )
    return files[-1]
