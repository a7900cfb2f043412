"""Encoder and decoder together once more, on the windows the program decodes.

`finish` leaves a decoder that writes better than its encoder hears. Here both go on from a finished checkpoint: mostly
whole windows, the filler prompt, dull sound, and wrong input tokens, so that the
decoder listens instead of guessing from the grammar.
"""

from __future__ import annotations

import argparse
import math
import random
import time
from dataclasses import replace
from pathlib import Path

import torch
from torch import nn

from . import windows as window_settings
from .export import load
from .finish import PROMPT_SHARE, TIMED_SHARE, misled
from .synthesis import cached
from .tokenizer import MiniTokenizer
from .train import CACHE_SEED, UTTERANCES, WEIGHTS, losses, next_batch, parameters
from .windows import Windows

SEED = 40
STEPS = 600
PEAK_RATE = 1e-3
WRONG_SHARE = 0.15  # input tokens that are replaced
MIX = ((30.0, 8, 0.6), (8.0, 16, 0.4))  # seconds, batch, share of the steps
SAVE_EVERY = 50  # steps


def rate(step: int, last: int) -> float:
    """Return the learning rate: a short rise, then half a cosine."""
    rise = min(1.0, (step + 1) / 50)
    return PEAK_RATE * rise * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * step / last)))


def refine(checkpoint: Path, work: Path, out: Path, steps: int) -> None:
    """Train a finished checkpoint further and write the new one; goes on where `out` stopped."""
    window_settings.TIMED_SHARE, window_settings.PROMPT_SHARE = TIMED_SHARE, PROMPT_SHARE
    tokenizer = MiniTokenizer()
    source = Windows(cached(work / "train.pkl", UTTERANCES, CACHE_SEED), tokenizer)
    model = load(out if out.exists() else checkpoint).train()
    optimiser = torch.optim.AdamW(parameters(model), lr=PEAK_RATE, betas=(0.9, 0.98), weight_decay=0.01)
    step = 0
    if out.exists():
        saved = torch.load(out, weights_only=True)
        optimiser.load_state_dict(saved["optimiser"])
        step = saved["step"]
    running: dict[str, float] = {}
    began = time.monotonic()
    while step < steps:
        draw = random.Random(f"{SEED}-{step}")  # so that a resumed run draws the same
        seconds, size, _ = draw.choices(MIX, weights=[m[2] for m in MIX])[0]
        batch = next_batch(source, draw, seconds, size)
        batch = replace(batch, tokens=misled(batch.tokens, draw, model.shape.texts, WRONG_SHARE))
        for group in optimiser.param_groups:
            group["lr"] = rate(step, steps)
        parts = losses(model, batch, decoder=True, phase=draw.randrange(4))
        total = sum(WEIGHTS[name] * part for name, part in parts.items())
        optimiser.zero_grad()
        total.backward()
        nn.utils.clip_grad_norm_(parameters(model), 1.0)
        optimiser.step()
        step += 1
        for name, part in parts.items():
            key = f"{seconds:.0f}s/{name}"
            running[key] = 0.97 * running.get(key, part.item()) + 0.03 * part.item()
        if step % 25 == 0:
            shown = " ".join(f"{k} {v:.3f}" for k, v in sorted(running.items()))
            print(f"step {step} after {time.monotonic() - began:.0f} s: {shown}", flush=True)
        if step % SAVE_EVERY == 0 or step == steps:
            state = {"model": model.state_dict(), "optimiser": optimiser.state_dict()}
            partial = out.with_suffix(".part")
            torch.save({**state, "step": step, "shape": model.shape.as_dict()}, partial)
            partial.replace(out)


def main(arguments: list[str] | None = None) -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("checkpoint", type=Path, help="of finish")
    parser.add_argument("work", type=Path, help="folder of the cached speech")
    parser.add_argument("out", type=Path, help="where the refined checkpoint goes")
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args(arguments)
    torch.set_num_threads(options.threads)
    refine(options.checkpoint, options.work, options.out, options.steps)
