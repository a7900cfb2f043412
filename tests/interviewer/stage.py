"""An interview or a role-play on a virtual clock: real capture and endpointing, prepared words."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from audio.clip import SPEECH_RATE_HZ, Clip
from audio.files import read_clip
from audio.ports import Language, Microphone
from audio.replay import ReplayMicrophone
from audio.speaking import Speaker
from interviewer.practice.desk import Desk
from interviewer.practice.keys import Keyboard
from interviewer.settings import Settings
from interviewer.store import Store
from interviewer.wiring import Recogniser
from tests.interviewer.doubles import NotingPanel, RepeatingLines

SPEECH = Path(__file__).parents[1] / "data" / "jfk.ogg"


def spoken_for(seconds: float, tail_s: float = 8.0) -> Clip:
    """Real speech of some length (by repetition) with room for the end to be found."""
    speech = read_clip(SPEECH).samples
    size = round(seconds * SPEECH_RATE_HZ)
    samples = np.tile(speech, -(-size // len(speech)))[:size]
    tail = np.random.default_rng(1).normal(0, 1e-3, round(tail_s * SPEECH_RATE_HZ)).astype(np.float32)
    return Clip(np.concatenate([samples, tail]))


def nobody() -> Clip:
    """Silence until nobody is expected to speak any more."""
    return Clip(np.zeros(32 * SPEECH_RATE_HZ, np.float32))


class Stage:
    """A desk with prepared words, and what was said at it.

    Attributes:
        said: what the voice was asked to say.
    """

    def __init__(self, folder: Path, store: Store, language: Language, *texts: str) -> None:
        self.store = store
        self.panel = NotingPanel()
        self.keyboard = Keyboard(attended=True)
        self.hears = RepeatingLines(*texts) if texts else RepeatingLines("")
        settings = Settings(language=language, data_dir=folder)
        self.desk = Desk(
            settings, Speaker(None, None), Recogniser(self.hears), self.panel, self.keyboard, folder / "recordings"
        )
        self.said: list[str] = []
        say = self.desk.say
        self.desk.say = lambda sentence: self.said.append(sentence) or say(sentence)  # type: ignore[method-assign,func-returns-value]

    def microphones(self, *clips: Clip | Microphone | None) -> object:
        """Hand out clips one after another, then nothing; None stands for five seconds of speech."""
        queue = [spoken_for(5) if clip is None else clip for clip in clips]

        def following() -> Microphone | None:
            if not queue:
                return None
            clip = queue.pop(0)
            return ReplayMicrophone(clip) if isinstance(clip, Clip) else clip

        return following
