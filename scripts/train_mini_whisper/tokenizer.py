"""The text tokens, and the special tokens in the order CTranslate2 expects."""

from __future__ import annotations

import json
from functools import cached_property

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from .corpus import lexicon

TIME_STEP = 0.02  # s, one time token and one encoder frame
TIMES = 1501  # time tokens, 0.00 to 30.00 s
SPECIALS = [
    "<|endoftext|>",
    "<|startoftranscript|>",
    "<|en|>",
    "<|zh|>",
    "<|translate|>",
    "<|transcribe|>",
    "<|startoflm|>",
    "<|startofprev|>",
    "<|nospeech|>",
    "<|notimestamps|>",
]


def _train() -> Tokenizer:
    """Learn merges that make every English word and every hanzi a single token."""
    english, chinese = lexicon("en"), lexicon("zh")
    words = english + [" " + word for word in english if word.isalpha()] + chinese
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=6000,
        min_frequency=1,
        show_progress=False,
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
    )
    tokenizer.train_from_iterator(sorted(set(words)), trainer)
    return tokenizer


class MiniTokenizer:
    """Text tokens first, then an empty token, the specials and the times.

    The empty token marks a multilingual vocabulary for CTranslate2, which counts
    the languages from the distance between the special tokens.
    """

    def __init__(self) -> None:
        """Train the tokenizer; the grammar decides it completely."""
        self.model = _train()
        self.texts = self.model.get_vocab_size()
        first = self.texts + 1
        ids = {name: first + index for index, name in enumerate(SPECIALS)}
        self.end, self.start = ids["<|endoftext|>"], ids["<|startoftranscript|>"]
        self.languages = {"en": ids["<|en|>"], "zh": ids["<|zh|>"]}
        self.transcribe, self.previous = ids["<|transcribe|>"], ids["<|startofprev|>"]
        self.no_speech, self.no_times = ids["<|nospeech|>"], ids["<|notimestamps|>"]
        self.time_zero = first + len(SPECIALS)
        self.size = self.time_zero + TIMES

    def encode(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        """Return token ids and the character span of each."""
        encoding = self.model.encode(text, add_special_tokens=False)
        return encoding.ids, encoding.offsets

    @cached_property
    def vocabulary(self) -> list[str]:
        """Return all tokens in the order of their ids."""
        texts = sorted(self.model.get_vocab().items(), key=lambda pair: pair[1])
        times = [f"<|{index * TIME_STEP:.2f}|>" for index in range(TIMES)]
        return [text for text, _ in texts] + ["", *SPECIALS, *times]

    def to_json(self) -> str:
        """Return the tokenizer.json that faster-whisper reads."""
        data = json.loads(self.model.to_str())
        data["model"]["vocab"] = {t: i for i, t in enumerate(self.vocabulary[: self.texts + 1])}
        data["added_tokens"] = [
            {
                "id": self.texts + 1 + index,
                "content": content,
                "single_word": False,
                "lstrip": False,
                "rstrip": False,
                "normalized": False,
                "special": True,
            }
            for index, content in enumerate(self.vocabulary[self.texts + 1 :])
        ]
        return json.dumps(data, ensure_ascii=False)
