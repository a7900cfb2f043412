"""Log-mel features exactly as faster-whisper makes them."""

from __future__ import annotations

import random
from functools import cache

import numpy as np
import torch
from faster_whisper.feature_extractor import FeatureExtractor
from torch import Tensor

HOP = 160  # samples
_RANGE = 8.0  # decades kept below the loudest point of the recording


@cache
def _filters() -> tuple[Tensor, Tensor]:
    bank = FeatureExtractor(feature_size=80).mel_filters
    return torch.tensor(np.asarray(bank), dtype=torch.float32), torch.hann_window(400)


def log_mel(waves: np.ndarray, lengths: list[int], draw: random.Random | None = None) -> Tensor:
    """Return features of a batch; those after each recording's end are zero.

    faster-whisper pads features, not sound, so the padding is 0.0 and not silence. Its
    floor lies under the loudest point of the whole recording, which may be outside the
    window: with `draw`, the floor is sometimes raised as if it were.
    """
    bank, window = _filters()
    spectrum = torch.stft(torch.from_numpy(waves), 400, HOP, window=window, return_complex=True)[..., :-1]
    power = spectrum.real**2 + spectrum.imag**2
    mel = (bank @ power).clamp(min=1e-10).log10()
    top = mel.amax((1, 2), keepdim=True)
    if draw is not None:
        louder = [draw.uniform(0, 0.8) if draw.random() < 0.3 else 0.0 for _ in lengths]
        top = top + torch.tensor(louder)[:, None, None]
    mel = (torch.maximum(mel, top - _RANGE) + 4.0) / 4.0
    frames = torch.tensor([-(-length // HOP) for length in lengths])
    return mel * (torch.arange(mel.shape[2]) < frames[:, None]).unsqueeze(1)
