"""Training: first hear short windows, then write them, then whole windows of 30 s."""

from __future__ import annotations

import argparse
import math
import random
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .features import log_mel
from .model import FRAMES, MiniWhisper, Shape
from .synthesis import cached
from .tokenizer import TIMES, MiniTokenizer
from .windows import IGNORE, Window, Windows

SEED = 20
UTTERANCES = 7000  # per language
CACHE_SEED = 1
PEAK_RATE = 2e-3
SAVE_EVERY = 100  # steps


@dataclass(frozen=True)
class Stage:
    """A stretch of training: (seconds, batch, share) of its windows, and its end."""

    until: int  # step
    mix: tuple[tuple[float, int, float], ...]
    decoder: bool = True


STAGES = (
    Stage(400, ((8.0, 16, 1.0),), decoder=False),
    Stage(1000, ((8.0, 16, 1.0),)),
    Stage(1150, ((8.0, 16, 0.6), (15.0, 8, 0.4))),
    Stage(2400, ((8.0, 16, 0.3), (15.0, 8, 0.2), (30.0, 5, 0.5))),
)


@dataclass
class Batch:
    """Tensors of one step."""

    mel: Tensor
    offsets: Tensor
    tokens: Tensor
    targets: Tensor
    looks: Tensor  # (batch, tokens, 2); -1 where the place does not matter
    phonemes: Tensor
    heard: Tensor  # (batch, 3, frames)


def stack(windows: list[Window], offsets: list[int], draw: random.Random, pad: int) -> Batch:
    """Turn windows into tensors."""
    mel = log_mel(np.stack([w.wave for w in windows]), [w.length for w in windows], draw)
    for row in range(len(windows)):
        if draw.random() < 0.3:  # hide a few bands
            low = draw.randint(0, 70)
            mel[row, low : low + draw.randint(1, 10)] = 0
    longest = max(len(w.tokens) for w in windows)
    tokens = torch.full((len(windows), longest), pad)
    targets = torch.full_like(tokens, IGNORE)
    looks = torch.full((len(windows), longest, 2), -1)
    for row, window in enumerate(windows):
        count = len(window.tokens)
        tokens[row, :count] = torch.tensor(window.tokens)
        targets[row, :count] = torch.tensor(window.targets)
        for place, look in enumerate(window.looks):
            if look is not None:
                looks[row, place] = torch.tensor((max(look[0], 0), max(look[1], 1)))
    phonemes = torch.from_numpy(np.stack([w.phonemes for w in windows]))
    heard = torch.from_numpy(np.stack([w.heard for w in windows]))
    return Batch(mel, torch.tensor(offsets), tokens, targets, looks, phonemes, heard)


def next_batch(source: Windows, draw: random.Random, seconds: float, size: int) -> Batch:
    """Draw the windows of one step; short ones lie anywhere in the 30 s."""
    whole = seconds >= 30
    room = FRAMES - int(seconds * 50)
    offsets = [0 if whole or draw.random() < 0.25 else draw.randint(0, room) for _ in range(size)]
    windows = [source.draw(draw, seconds, offset, padded=seconds > 10) for offset in offsets]
    return stack(windows, offsets, draw, source.tokenizer.end)


def look_loss(weights: list[Tensor], looks: Tensor) -> Tensor:
    """Return -log of the attention that falls inside the wanted frames."""
    frames = torch.arange(weights[0].shape[-1])
    first, last = looks[..., :1], looks[..., 1:]
    inside = (frames >= first) & (frames < last)
    rows = inside.any(-1)
    losses = [-torch.log((w * inside[:, None]).sum(-1) + 1e-4).mean(1)[rows].mean() for w in weights]
    return torch.stack(losses).mean()


def losses(model: MiniWhisper, batch: Batch, *, decoder: bool, phase: int) -> dict[str, Tensor]:
    """Return the parts of the loss."""
    with torch.autocast("cpu", torch.bfloat16):
        states, middle = model.encoder(batch.mel, batch.offsets)
        parts = {
            "phoneme": F.cross_entropy(
                model.phoneme_head(middle[:, phase % 2 :: 2]).float().flatten(0, 1),
                batch.phonemes[:, phase % 2 :: 2].flatten(),
            )
        }
        for number, name in enumerate(("token", "before", "second")):
            step = 2 if number == 0 else 4
            parts[name] = F.cross_entropy(
                model.token_heads[number](states[:, phase % step :: step]).float().flatten(0, 1),
                batch.heard[:, number, phase % step :: step].flatten(),
            )
        if decoder:
            parts |= writing_losses(model, batch.tokens, batch.targets, batch.looks, states)
    return parts


def writing_losses(
    model: MiniWhisper, tokens: Tensor, targets: Tensor, looks: Tensor, states: Tensor
) -> dict[str, Tensor]:
    """Return the decoder's parts of the loss: text, time tokens, and where it looks."""
    hidden, guided = model.decoder(tokens, states)
    wanted = targets != IGNORE
    goals = targets[wanted]
    logits = (hidden[wanted] @ model.decoder.table().T).float()
    each = F.cross_entropy(logits, goals, reduction="none")
    timed = goals >= model.shape.vocabulary - TIMES
    return {
        "text": each[~timed].mean(),
        "time": each[timed].mean() if timed.any() else each.sum() * 0,
        "look": look_loss(guided, looks),
    }


WEIGHTS = {
    "phoneme": 0.5,
    "token": 1.0,
    "before": 0.3,
    "second": 0.3,
    "text": 1.0,
    "time": 0.6,
    "look": 0.3,
}


def rate(step: int, last: int, peak: float = PEAK_RATE, rise: int = 100, floor: float = 0.02) -> float:
    """Return the learning rate: a rise over so many steps, then half a cosine down to a share of the peak."""
    return peak * min(1.0, (step + 1) / rise) * (floor + (1 - floor) * 0.5 * (1 + math.cos(math.pi * step / last)))


def update(
    trained: list[nn.Parameter],
    optimiser: torch.optim.Optimizer,
    parts: dict[str, Tensor],
    weights: dict[str, float],
    rate: float,
) -> None:
    """Take one step down the weighted sum of the loss."""
    for group in optimiser.param_groups:
        group["lr"] = rate
    total = sum(weights[name] * part for name, part in parts.items())
    optimiser.zero_grad()
    total.backward()
    nn.utils.clip_grad_norm_(trained, 1.0)
    optimiser.step()


class Progress:
    """Running means of the parts of the loss, printed now and then."""

    def __init__(self, every: int) -> None:
        """Print after so many steps."""
        self.every = every
        self.means: dict[str, float] = {}
        self.began = time.monotonic()

    def add(self, step: int, parts: dict[str, Tensor], prefix: str = "") -> None:
        """Take in the parts of a step; the first one is number 1."""
        for name, part in parts.items():
            key = prefix + name
            self.means[key] = 0.97 * self.means.get(key, part.item()) + 0.03 * part.item()
        if step % self.every == 0:
            shown = " ".join(f"{key} {value:.3f}" for key, value in sorted(self.means.items()))
            print(f"step {step} after {time.monotonic() - self.began:.0f} s: {shown}", flush=True)


def save(path: Path, model: MiniWhisper, step: int, optimiser: torch.optim.Optimizer | None = None) -> None:
    """Write a checkpoint, complete or not at all."""
    state: dict[str, Any] = {"model": model.state_dict(), "step": step, "shape": model.shape.as_dict()}
    if optimiser is not None:
        state["optimiser"] = optimiser.state_dict()
    partial = path.with_suffix(".part")
    torch.save(state, partial)
    partial.replace(path)


def parameters(model: MiniWhisper) -> list[nn.Parameter]:
    """Return what is trained."""
    return [p for p in model.parameters() if p.requires_grad]


def train(work: Path, last: int | None = None, stop: int | None = None) -> None:
    """Train from the newest checkpoint in `work`, or from the beginning."""
    last = last or STAGES[-1].until
    torch.manual_seed(SEED)
    tokenizer = MiniTokenizer()
    source = Windows(cached(work / "train.pkl", UTTERANCES, CACHE_SEED), tokenizer)
    shape = Shape(
        tokenizer.texts,
        tokenizer.size,
        TIMES,
        len(source.phoneme_ids),
        width=128,
        heads=4,
    )
    model = MiniWhisper(shape)
    optimiser = torch.optim.AdamW(parameters(model), lr=PEAK_RATE, betas=(0.9, 0.98), weight_decay=0.01)
    step, checkpoint = 0, work / "checkpoint.pt"
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(saved["model"])
        optimiser.load_state_dict(saved["optimiser"])
        step = saved["step"]
    progress = Progress(every=50)
    stop = min(last, stop or last)
    while step < stop:
        stage = next(s for s in STAGES if step < s.until)
        draw = random.Random(f"{SEED}-{step}")  # so that a resumed run draws the same
        seconds, size, _ = draw.choices(stage.mix, weights=[m[2] for m in stage.mix])[0]
        batch = next_batch(source, draw, seconds, size)
        parts = losses(model, batch, decoder=stage.decoder, phase=draw.randrange(4))
        update(parameters(model), optimiser, parts, WEIGHTS, rate(step, last))
        step += 1
        progress.add(step, parts, f"{seconds:.0f}s/")
        if step % SAVE_EVERY == 0 or step == stop:
            save(checkpoint, model, step, optimiser)


def main(arguments: list[str] | None = None) -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path, help="folder for the cache and the checkpoint")
    parser.add_argument("--steps", type=int, help="length of the schedule")
    parser.add_argument("--stop", type=int, help="stop at this step, the schedule unchanged")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args(arguments)
    torch.set_num_threads(options.threads)
    train(options.work, options.steps, options.stop)


if __name__ == "__main__":
    main()
