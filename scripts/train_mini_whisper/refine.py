"""Encoder and decoder together once more, on the windows the program decodes.

`finish` leaves a decoder that writes better than its encoder hears. Here both go on from a finished checkpoint: mostly
whole windows, the filler prompt, dull sound, and wrong input tokens, so that the
decoder listens instead of guessing from the grammar.
"""

from __future__ import annotations

import argparse
import random
from dataclasses import replace
from pathlib import Path

import torch

from . import windows as window_settings
from .export import load
from .finish import PROMPT_SHARE, TIMED_SHARE, misled
from .synthesis import cached
from .tokenizer import MiniTokenizer
from .train import CACHE_SEED, UTTERANCES, WEIGHTS, Progress, losses, next_batch, parameters, rate, save, update
from .windows import Windows

SEED = 40
STEPS = 600
PEAK_RATE = 1e-3
WRONG_SHARE = 0.15  # input tokens that are replaced
MIX = ((30.0, 8, 0.6), (8.0, 16, 0.4))  # seconds, batch, share of the steps
SAVE_EVERY = 50  # steps


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
    progress = Progress(every=25)
    while step < steps:
        draw = random.Random(f"{SEED}-{step}")  # so that a resumed run draws the same
        seconds, size, _ = draw.choices(MIX, weights=[m[2] for m in MIX])[0]
        batch = next_batch(source, draw, seconds, size)
        batch = replace(batch, tokens=misled(batch.tokens, draw, model.shape.texts, WRONG_SHARE))
        parts = losses(model, batch, decoder=True, phase=draw.randrange(4))
        update(parameters(model), optimiser, parts, WEIGHTS, rate(step, steps, PEAK_RATE, 50, 0.01))
        step += 1
        progress.add(step, parts, f"{seconds:.0f}s/")
        if step % SAVE_EVERY == 0 or step == steps:
            save(out, model, step, optimiser)


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
