"""Training windows: mixed sound, the token sequence to write, and where to look."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

import numpy as np

from .model import MAX_TOKENS
from .synthesis import RATE, Utterance
from .tokenizer import TIME_STEP, MiniTokenizer

#: Prompts of the product that keep fillers in the text.
FILLER_PROMPTS = {"en": "Um, uh, hmm, er, ah.", "zh": " 嗯，呃，那个，就是。"}  # as faster-whisper writes its hotwords
SILENT_SHARE = 0.05  # windows without speech
TIMED_SHARE = 0.6  # windows written with time tokens
PROMPT_SHARE = 0.25  # windows after a previous text
ENGLISH_SHARE = 0.65  # it is learnt more slowly
DULL_SHARE = 0.4  # windows that lost their highest band, as resampling on the way takes it
IGNORE = -100
LATEST_FIRST_TIME = 1.0  # s; faster-whisper forbids a later first time token
_FRAME = int(TIME_STEP * RATE)  # samples


@dataclass
class Window:
    """One example; frame numbers count from the start of the window."""

    wave: np.ndarray
    length: int  # samples of real sound; the rest is padding
    tokens: list[int] = field(default_factory=list)
    targets: list[int] = field(default_factory=list)
    looks: list[tuple[int, int] | None] = field(default_factory=list)
    phonemes: np.ndarray | None = None  # per frame
    heard: np.ndarray | None = None  # (3, frames): token, the one before, and before that


@dataclass
class _Placed:
    utterance: Utterance
    start: float  # s in the window
    whole: bool  # False when the window ends inside it


class Windows:
    """Draws windows from the utterances."""

    def __init__(self, made: list[Utterance], tokenizer: MiniTokenizer) -> None:
        """Sort the utterances by language and number their phonemes."""
        self.tokenizer = tokenizer
        self.by_language: dict[str, list[Utterance]] = {"en": [], "zh": []}
        for utterance in made:
            self.by_language[utterance.language].append(utterance)
        names = sorted({name for u in made for name, _ in u.phonemes} | {""})
        self.phoneme_ids = {name: index for index, name in enumerate(names)}

    def draw(self, draw: random.Random, seconds: float, offset: int, padded: bool) -> Window:
        """Draw one window.

        `offset` (frames) says where in the 30 s it lies; `padded` lets the sound end
        early, as at the end of a recording.
        """
        size = int(seconds * RATE)
        frames = size // _FRAME
        noise = np.random.default_rng(draw.getrandbits(32))
        language = "en" if draw.random() < ENGLISH_SHARE else "zh"
        ends = size
        if padded and draw.random() < 0.6:
            ends = int(draw.uniform(2.0, seconds) * RATE)
        window = Window(np.zeros(size, np.float32), ends)
        window.phonemes = np.full(frames, self.phoneme_ids[""])
        window.heard = np.zeros((3, frames), np.int64)
        placed: list[_Placed] = []
        if draw.random() >= SILENT_SHARE:
            # Only a full window can be cut: a recording ends after its last word.
            cut = padded and ends == size
            placed = self._place(draw, window, language, ends, cut)
        if placed and placed[-1].whole and draw.random() < 0.5 and not (padded and ends == size):
            last = placed[-1]
            stop = last.start + last.utterance.seconds + draw.choice([0.0, 0.1, 0.5, 2.0])
            window.length = min(window.length, int(stop * RATE))
        self._add_noise(window, draw, noise, bool(placed))
        if draw.random() < DULL_SHARE:
            _dull(window.wave, draw)
        self._label(window, placed)
        self._write(window, placed, language, draw, offset, long_prompts=seconds >= 30)
        return window

    def _place(self, draw: random.Random, window: Window, language: str, ends: int, cut: bool) -> list[_Placed]:
        choices = self.by_language[language]
        at = draw.choice([0.0, 0.0, draw.uniform(0, 0.5), draw.uniform(0, 1.2)])
        if draw.random() < 0.15:
            at = draw.uniform(0, 3.0)
        most = draw.choice([1, 2, 3, 30]) if not cut else 30
        placed: list[_Placed] = []
        level = 10 ** (draw.uniform(-22, 4) / 20)
        misses = 0
        while len(placed) < most and misses < 8:
            utterance = draw.choice(choices)
            begin = round(at / TIME_STEP) * TIME_STEP
            first = int(begin * RATE)
            fits = first + len(utterance.samples) <= ends
            if not fits and not (cut and first < ends - RATE // 2 and placed):
                misses += 1
                continue
            gain = level * 10 ** (draw.uniform(-2, 2) / 20) / 32768
            piece = utterance.samples[: ends - first] * np.float32(gain)
            window.wave[first : first + len(piece)] += piece
            placed.append(_Placed(utterance, begin, fits))
            if not fits:
                break
            at = begin + utterance.seconds + draw.choice([0.15, 0.3, 0.4, 0.7, 1.2, 2.6]) * (draw.uniform(0.8, 1.2))
        return placed

    def _add_noise(self, window: Window, draw: random.Random, noise: np.random.Generator, speech: bool) -> None:
        end = window.length
        window.wave[end:] = 0
        if speech:
            if draw.random() < 0.3:
                return  # synthetic silence is digital silence
            power = float(np.sqrt(np.mean(window.wave[:end] ** 2)) + 1e-6)
            level = power * 10 ** (-draw.uniform(15, 60) / 20)
        else:
            level = draw.choice([0.0, 10 ** (-draw.uniform(20, 90) / 20)])
        sound = noise.standard_normal(end).astype(np.float32)
        kind = draw.random()
        if kind < 0.3:  # darker noise, as of a room
            sound = np.convolve(sound, np.ones(8, np.float32) / 8, "same") * 2.8
        if kind > 0.8:  # mains hum under it
            times = np.arange(end, dtype=np.float32) / RATE
            sound = 0.5 * sound + np.sin(2 * np.pi * draw.choice([50, 60, 100, 120]) * times)
        window.wave[:end] += level * sound
        np.clip(window.wave, -1, 1, out=window.wave)

    def _spoken(self, placed: _Placed) -> list[tuple[int, float, float, bool]]:
        """Return (token, start, end, sounds) of a sentence in seconds of the window."""
        utterance = placed.utterance
        lead = " " if utterance.language == "en" else ""
        ids, offsets = self.tokenizer.encode(lead + utterance.text)
        spoken = []
        end = placed.start
        words = utterance.words
        for token, (a, b) in zip(ids, offsets, strict=True):
            a, b = a - len(lead), b - len(lead)
            inside = [w for w in words if w[0] < b and a < w[1]]
            if inside:
                begin, end = placed.start + inside[0][2], placed.start + inside[-1][3]
                spoken.append((token, begin, end, True))
            else:  # punctuation is looked for in the pause after the word
                spoken.append((token, end, end + 0.16, False))
        return spoken

    def _label(self, window: Window, placed: list[_Placed]) -> None:
        assert window.phonemes is not None and window.heard is not None
        frames = len(window.phonemes)
        before = [0, 0]
        for item in placed:
            starts = [(round((item.start + s) / TIME_STEP), n) for n, s in item.utterance.phonemes]
            starts.append((round((item.start + item.utterance.seconds) / TIME_STEP), ""))
            for (a, name), (b, _) in zip(starts, starts[1:], strict=False):
                window.phonemes[a : min(b, frames)] = self.phoneme_ids[name]
            for token, start, end, sounds in self._spoken(item):
                if not sounds:
                    continue
                a, b = round(start / TIME_STEP), round(end / TIME_STEP)
                window.heard[0, a:b] = token + 1
                window.heard[1, a:] = before[0]
                window.heard[2, a:] = before[1]
                before = [token + 1, before[0]]
                window.heard[1, b:] = before[0]
                window.heard[2, b:] = before[1]

    def _write(
        self,
        window: Window,
        placed: list[_Placed],
        language: str,
        draw: random.Random,
        offset: int,
        *,
        long_prompts: bool,
    ) -> None:
        """Write the token sequence with the places to look at (frames)."""
        tok = self.tokenizer
        timed = draw.random() < TIMED_SHARE
        prompt: list[int] = []
        if draw.random() < PROMPT_SHARE:
            prompt = [tok.previous, *self._prompt(language, draw, long_prompts)]
        head = [tok.start, tok.languages[language], tok.transcribe] + [tok.no_times] * (not timed)
        rows: list[tuple[int, int, tuple[int, int] | None]] = []  # input, target, look
        for token in head[1:]:
            rows.append((token, token, None))

        def time_row(at: float, first: bool = False) -> None:
            frame = round(at / TIME_STEP)
            target = tok.time_zero + min(1500, frame + offset)
            given = frame
            if first and frame * TIME_STEP > LATEST_FIRST_TIME and draw.random() < 0.5:
                given = round(LATEST_FIRST_TIME / TIME_STEP)
            elif draw.random() < 0.3:  # the model must stand its own small errors
                given = frame + draw.randint(-5, 5)
            given = tok.time_zero + max(0, min(1500, given + offset))
            rows.append((given, target, (frame - 3, frame + 3)))

        ended = 0.0
        for number, item in enumerate(placed):
            if timed:
                time_row(item.start, first=number == 0)
            if timed and not item.whole:
                ended = item.start
                break
            stop = window.length / RATE
            for token, start, end, sounds in self._spoken(item):
                if not item.whole and (end > stop or not sounds):
                    break
                look = (int(start / TIME_STEP) - 1, int(end / TIME_STEP) + 2)
                rows.append((token, token, look))
                ended = end
            if timed:
                ended = item.start + item.utterance.seconds
                time_row(ended)
        if not placed and timed:
            rows.append((tok.time_zero + offset, tok.time_zero + offset, None))
        frame = int(ended / TIME_STEP)
        rows.append((tok.end, tok.end, (frame, frame + 15) if placed else None))

        room = MAX_TOKENS - len(rows) - 1
        prompt = prompt[:1] + prompt[1:][-(room - 1) :] if prompt else []
        window.tokens = prompt + [tok.start] + [given for given, _, _ in rows[:-1]]
        window.targets = [IGNORE] * len(prompt) + [target for _, target, _ in rows]
        window.looks = [None] * len(prompt) + [look for _, _, look in rows]
        if not placed:
            window.targets[len(prompt)] = tok.no_speech

    def _prompt(self, language: str, draw: random.Random, long: bool) -> list[int]:
        """Return a previous text: the product's filler prompt or earlier sentences.

        Long ones only for long windows: one of them makes a whole batch long.
        """
        lead = " " if language == "en" else ""
        if draw.random() < 0.4:
            return self.tokenizer.encode(lead + FILLER_PROMPTS[language])[0]
        count = draw.randint(1, 2)
        if long and draw.random() < 0.4:
            count = draw.randint(3, 18)
        texts = [lead + draw.choice(self.by_language[language]).text for _ in range(count)]
        return self.tokenizer.encode("".join(texts))[0][-220:]


def _dull(wave: np.ndarray, draw: random.Random) -> None:
    """Take away the highest band in place.

    A sound server that resamples cheaply to 48 kHz and back was measured at -6 dB from 6 to 7 kHz and -17 to -28 dB
    above; other paths begin lower or higher.
    """
    edge, width = draw.uniform(4500, 7500), draw.uniform(500, 2500)  # Hz
    depth = draw.uniform(10, 40)  # dB
    bands = np.fft.rfftfreq(len(wave), 1 / RATE)
    share = np.clip((bands - edge) / width, 0, 1)
    wave[:] = np.fft.irfft(np.fft.rfft(wave) * 10 ** (-depth * share / 20), len(wave))
