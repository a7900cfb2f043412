"""Whisper folders of real size with random weights: what recognition costs, where nothing may be downloaded.

The cost of a window depends on the shape of the network and on how many tokens it decodes, not on what the numbers
are. So every weight is random, with two exceptions that make the cost a fixed one: only short words of the mini
Whisper's vocabulary can win, far ahead of the rest (an unsure text would be decoded twice), and the end of the text
wins at one position of the decoder. The words mean nothing: measure time and memory with it, never accuracy.

    .venv/bin/python scripts/random_whisper.py base /tmp/whisper-base-random --tokens 48
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from audio import mini_whisper  # noqa: E402 - the project's root comes first
from audio.whisper import PROMPTS  # noqa: E402

ShapeName = Literal["tiny", "base", "small"]

VOCABULARY = 51_865  # tokens of the multilingual Whisper
TOKENS = 48  # decoded per window: fifteen seconds of English at 150 words a minute
POSITIONS = 448  # of the decoder
FRAMES = 1_500  # of the encoder, 20 ms each
MEL_BANDS = 80

_ALLOWED, _ENDING = 0, 1  # coordinates of the decoder's state that say which tokens may win
_PUSH = 8.0  # of these coordinates, beside others of about 1
_VETO = 60.0  # weight on them: far beyond any word's score
_CERTAINTY = 2.0  # weight of a word: its score leads the next one's by several units
_LONGEST_WORD = 5  # letters: 48 of them are no faster than people speak
_SPECIALS_BEFORE_TEXT = 5  # start of previous, start, language, task, no timestamps


@dataclass(frozen=True)
class Shape:
    """Size of a published Whisper (table 1 of the paper); heads are 64 wide, encoder and decoder equally deep."""

    layers: int
    width: int

    @property
    def heads(self) -> int:
        """Attention heads of a layer."""
        return self.width // 64


SHAPES: Final[dict[ShapeName, Shape]] = {"tiny": Shape(4, 384), "base": Shape(6, 512), "small": Shape(12, 768)}


def build(shape: ShapeName, folder: Path, *, tokens: int = TOKENS) -> Path:
    """Write a Whisper with random int8 weights that faster-whisper loads like any other.

    Args:
        shape: whose size it has.
        folder: where model.bin, tokenizer.json and the rest go.
        tokens: decoded from every window, whatever is heard (under Whisper's longer prompt; a few more under the
            shorter one).

    Returns:
        The folder.
    """
    from ctranslate2.specs import whisper_spec

    size = SHAPES[shape]
    source = mini_whisper.path()
    tokenizer = json.loads((source / "tokenizer.json").read_text(encoding="utf-8"))
    vocabulary = _vocabulary(json.loads((source / "vocabulary.json").read_text(encoding="utf-8")))
    spec = whisper_spec.WhisperSpec(size.layers, size.heads, size.layers, size.heads)
    numbers = np.random.default_rng(7)
    _fill_encoder(spec.encoder, size, numbers)
    _fill_decoder(spec.decoder, size, vocabulary, _longest_prompt(source) + tokens, numbers)
    spec.register_vocabulary(vocabulary)
    spec.config.suppress_ids, spec.config.suppress_ids_begin = [], []
    spec.config.lang_ids = [vocabulary.index("<|en|>"), vocabulary.index("<|zh|>")]
    spec.config.alignment_heads = [[size.layers - 1, head] for head in range(size.heads)]
    spec.validate()
    spec.optimize(quantization="int8")
    folder.mkdir(parents=True, exist_ok=True)
    spec.save(str(folder))
    (folder / "tokenizer.json").write_text(_widened(tokenizer, vocabulary), encoding="utf-8")
    shutil.copyfile(source / "preprocessor_config.json", folder / "preprocessor_config.json")
    return folder


def _longest_prompt(source: Path) -> int:
    """Return the tokens that stand before the text of a window at most."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(source / "tokenizer.json"))
    # faster-whisper puts a space before the prompt.
    lengths = [len(tokenizer.encode(f" {prompt}", add_special_tokens=False).ids) for prompt in PROMPTS.values()]
    return max(lengths) + _SPECIALS_BEFORE_TEXT


def _vocabulary(mini: list[str]) -> list[str]:
    """Return the mini vocabulary, filled up with words nobody says; the special tokens keep their order at the end."""
    end = mini.index("<|endoftext|>") - 1  # the empty token before it belongs to the special ones
    fill = [f"\u2581{number}" for number in range(VOCABULARY - len(mini))]
    return [*mini[:end], *fill, *mini[end:]]


def _widened(tokenizer: dict[str, Any], vocabulary: list[str]) -> str:
    """Return tokenizer.json for the vocabulary: the same text tokens, the special ones moved up."""
    ids = {token: number for number, token in enumerate(vocabulary)}
    added = [{**token, "id": ids[token["content"]]} for token in tokenizer["added_tokens"]]
    texts = {token: number for token, number in ids.items() if number < added[0]["id"]}
    return json.dumps({**tokenizer, "added_tokens": added, "model": {**tokenizer["model"], "vocab": texts}})


def _fill_encoder(spec: Any, size: Shape, numbers: np.random.Generator) -> None:
    _linear(spec.conv1, (size.width, MEL_BANDS, 3), numbers)
    _linear(spec.conv2, (size.width, size.width, 3), numbers)
    spec.position_encodings.encodings = numbers.standard_normal((FRAMES, size.width), np.float32)
    _norm(spec.layer_norm, size.width)
    for layer in spec.layer:
        _attention(layer.self_attention, size.width, numbers, itself=True)
        _feed_forward(layer.ffn, size.width, numbers)


def _fill_decoder(spec: Any, size: Shape, vocabulary: list[str], end: int, numbers: np.random.Generator) -> None:
    width = size.width
    spec.embeddings.weight = 0.02 * numbers.standard_normal((len(vocabulary), width), np.float32)
    spec.projection.weight = _scores(vocabulary, width, numbers)
    spec.scale_embeddings = False
    positions = numbers.standard_normal((POSITIONS, width), np.float32)
    positions[:, _ALLOWED] = _PUSH
    positions[:, _ENDING] = -_PUSH
    positions[end - 1 :, _ENDING] = _PUSH  # the state at one position scores the token at the next
    spec.position_encodings.encodings = positions
    _norm(spec.layer_norm, width)
    for layer in spec.layer:
        _attention(layer.self_attention, width, numbers, itself=True)
        _attention(layer.attention, width, numbers, itself=False)
        _feed_forward(layer.ffn, width, numbers)


def _scores(vocabulary: list[str], width: int, numbers: np.random.Generator) -> np.ndarray[Any, Any]:
    """Return the last matrix, shape (tokens, width): words at random, the end at its position, nothing else."""
    weight: np.ndarray[Any, Any] = _CERTAINTY * numbers.standard_normal((len(vocabulary), width), np.float32)
    weight[:, (_ALLOWED, _ENDING)] = 0
    for number, token in enumerate(vocabulary):
        word = token[1:] if token.startswith("\u0120") else ""  # how byte-level tokens write a space
        if not (word.isascii() and word.isalpha() and len(word) <= _LONGEST_WORD):
            weight[number, _ALLOWED] = -_VETO * width**0.5
    end = weight[vocabulary.index("<|endoftext|>")]
    end[:] = 0
    end[_ENDING] = _VETO * width**0.5
    return weight


def _attention(spec: Any, width: int, numbers: np.random.Generator, *, itself: bool) -> None:
    """CTranslate2 joins query, key and value, or for cross attention key and value."""
    _norm(spec.layer_norm, width)
    for linear, rows in zip(spec.linear, (3, 1) if itself else (1, 2, 1), strict=True):
        _linear(linear, (rows * width, width), numbers)


def _feed_forward(spec: Any, width: int, numbers: np.random.Generator) -> None:
    _norm(spec.layer_norm, width)
    _linear(spec.linear_0, (4 * width, width), numbers)
    _linear(spec.linear_1, (width, 4 * width), numbers)


def _linear(spec: Any, shape: tuple[int, ...], numbers: np.random.Generator) -> None:
    spec.weight = 0.02 * numbers.standard_normal(shape, np.float32)
    spec.bias = np.zeros(shape[0], np.float32)


def _norm(spec: Any, width: int) -> None:
    spec.gamma, spec.beta = np.ones(width, np.float32), np.zeros(width, np.float32)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("shape", choices=list(SHAPES))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--tokens", type=int, default=TOKENS, help="decoded from every window of 30 s or less")
    options = parser.parse_args()
    print(build(options.shape, options.folder, tokens=options.tokens))


if __name__ == "__main__":
    main()
