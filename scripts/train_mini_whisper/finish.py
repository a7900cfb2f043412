"""The last stretch: the decoder alone, on the states of an encoder that no longer changes.

The encoder costs most of a step, and hears long before the decoder writes well. So its states for a few thousand
whole windows are computed once and kept, and the decoder goes over them many times. Some of its input tokens are
replaced by others: it must listen, not guess from the grammar.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import torch
from torch import Tensor, nn

from . import windows as window_settings
from .export import load
from .model import MiniWhisper
from .synthesis import cached
from .tokenizer import MiniTokenizer
from .train import CACHE_SEED, UTTERANCES, Progress, rate, save, stack, update, writing_losses
from .windows import IGNORE, Windows

SEED = 30
WINDOWS = 3000  # of 30 s, encoded once
ENCODE_BATCH = 10
BATCH = 16
STEPS = 900
LONGEST = 150  # tokens: one long prompt would make a whole batch long, so such prompts are left out
PEAK_RATE = 1e-3
WRONG_SHARE = 0.15  # input tokens that are replaced
STATE_NOISE = 0.05  # added to the states, whose size is about 1
TIMED_SHARE = 0.2  # the program decodes whole windows without time tokens
PROMPT_SHARE = 0.6  # and always with its filler prompt
WEIGHTS = {"text": 1.0, "look": 0.3, "time": 0.1}


Kept = tuple[Tensor, Tensor, Tensor, Tensor]
"""One encoded window: states (1500, width) in bfloat16, then tokens, targets and looks with a first axis of 1."""


def encode(model: MiniWhisper, source: Windows, count: int, kept: list[Kept]) -> list[Kept]:
    """Draw windows and keep what the encoder makes of them, after those already kept."""
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        for number in range(len(kept) // ENCODE_BATCH, count // ENCODE_BATCH):
            draw = random.Random(f"{SEED}-{number}")
            drawn = [source.draw(draw, 30.0, 0, padded=True) for _ in range(ENCODE_BATCH)]
            batch = stack(drawn, [0] * ENCODE_BATCH, draw, source.tokenizer.end)
            states, _ = model.encoder(batch.mel, batch.offsets)
            for row in range(ENCODE_BATCH):
                length = len(drawn[row].tokens)
                tokens, targets, looks = (x[row : row + 1, :length] for x in (batch.tokens, batch.targets, batch.looks))
                kept.append((states[row].bfloat16(), tokens, targets, looks))
            if number % 50 == 0:
                print(f"encoded {len(kept)} windows", flush=True)
    return kept


def without_long_prompt(kept: list[Kept], start: int) -> list[Kept]:
    """Drop the previous text of sequences that are too long, and those that are too long without it."""
    shorter = []
    for states, *rows in kept:
        if rows[0].shape[1] > LONGEST:
            first = int((rows[0][0] == start).nonzero()[0])
            rows = [x[:, first:] for x in rows]
        if rows[0].shape[1] <= LONGEST:
            shorter.append((states, rows[0], rows[1], rows[2]))
    return shorter


def misled(tokens: Tensor, draw: random.Random, texts: int, share: float) -> Tensor:
    """Return the input tokens, a share of the text tokens replaced by any others."""
    torch.manual_seed(draw.getrandbits(32))
    wrong = (torch.rand(tokens.shape) < share) & (tokens < texts)
    return torch.where(wrong, torch.randint(0, texts, tokens.shape), tokens)


def gather(kept: list[Kept], draw: random.Random, texts: int, end: int) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Return (states, tokens, targets, looks) of a random batch, some input tokens replaced."""
    chosen = draw.sample(kept, BATCH)
    longest = max(item[1].shape[1] for item in chosen)
    tokens = torch.full((BATCH, longest), end)
    targets = torch.full((BATCH, longest), IGNORE)
    looks = torch.full((BATCH, longest, 2), -1)
    for row, item in enumerate(chosen):
        length = item[1].shape[1]
        tokens[row, :length], targets[row, :length], looks[row, :length] = item[1][0], item[2][0], item[3][0]
    tokens = misled(tokens, draw, texts, WRONG_SHARE)
    states = torch.stack([item[0] for item in chosen]).float()
    return states + STATE_NOISE * torch.randn_like(states), tokens, targets, looks


def states(model: MiniWhisper, tokenizer: MiniTokenizer, work: Path, count: int) -> list[Kept]:
    """Return the first `count` encoded windows, encoding those that are not in the work folder yet."""
    path = work / "states.pt"
    kept: list[Kept] = torch.load(path, weights_only=True) if path.exists() else []
    if len(kept) < count:
        source = Windows(cached(work / "train.pkl", UTTERANCES, CACHE_SEED), tokenizer)
        torch.save(encode(model, source, count, kept), path)
    return kept[:count]


def finish(checkpoint: Path, work: Path, out: Path, steps: int, windows: int) -> None:
    """Train the decoder of a checkpoint and write the new one.

    The encoder of a finished checkpoint is unchanged: it can be finished again, on the same encoded windows and more.
    """
    window_settings.TIMED_SHARE, window_settings.PROMPT_SHARE = TIMED_SHARE, PROMPT_SHARE
    tokenizer = MiniTokenizer()
    model = load(checkpoint)
    kept = without_long_prompt(states(model, tokenizer, work, windows), tokenizer.start)
    trained: list[nn.Parameter] = [p for p in model.decoder.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(trained, lr=PEAK_RATE, betas=(0.9, 0.98), weight_decay=0.01)
    progress = Progress(every=50)
    joint_steps = torch.load(checkpoint, weights_only=True)["step"]
    for step in range(steps):
        draw = random.Random(f"{SEED}-step-{step}")
        heard, tokens, targets, looks = gather(kept, draw, model.shape.texts, tokenizer.end)
        with torch.autocast("cpu", torch.bfloat16):
            parts = writing_losses(model, tokens, targets, looks, heard)
        update(trained, optimiser, parts, WEIGHTS, rate(step, steps, PEAK_RATE, 60, 0.01))
        progress.add(step + 1, parts)
        if (step + 1) % 200 == 0 or step + 1 == steps:
            save(out, model, joint_steps)


def main(arguments: list[str] | None = None) -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("checkpoint", type=Path, help="of train")
    parser.add_argument("work", type=Path, help="folder of the cached speech")
    parser.add_argument("out", type=Path, help="where the finished checkpoint goes")
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--windows", type=int, default=WINDOWS, help="of 30 s, encoded once")
    options = parser.parse_args(arguments)
    finish(options.checkpoint, options.work, options.out, options.steps, options.windows)
