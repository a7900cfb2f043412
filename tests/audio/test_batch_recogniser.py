"""Batches across files hear what one recogniser hears alone; failures stay where they belong."""

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from audio.batch_decoding import BatchDecoder
from audio.batch_recogniser import BatchRecogniser
from audio.batch_records import BatchOptions, Recognised, Recording, Unheard
from audio.batch_setup import batch_that_fits, open_recogniser
from audio.batch_task import Step, WindowTask
from audio.clip import Clip
from audio.errors import ModelError, RecognitionError
from audio.files import read_clip
from audio.models import MINI_PATH
from audio.ports import Language
from audio.wav import write_wav
from audio.whisper import WhisperTranscriber
from tests.audio.espeak import silence, spoken
from tests.audio.test_whisper import SENTENCES

ENGLISH, MANDARIN = ([text for language, text in SENTENCES if language == wanted] for wanted in ("en", "zh"))


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> list[Recording]:
    folder = tmp_path_factory.mktemp("recordings")
    clips: dict[str, tuple[Language, Clip]] = {
        "short": ("en", spoken("en", ENGLISH[0])),
        "pauses": ("en", spoken("en", *ENGLISH, gap_s=2.5)),
        "long": ("en", spoken("en", *ENGLISH * 4, gap_s=0.6)),
        "mandarin": ("zh", spoken("zh", *MANDARIN * 5, gap_s=0.5)),
        "brief": ("zh", spoken("zh", MANDARIN[0])),
        "misheard": ("zh", spoken("en", ENGLISH[1])),  # decoded a second time, under stricter rules
        "silent": ("en", Clip(silence(4))),
    }
    for name, (_, clip) in clips.items():
        write_wav(folder / f"{name}.wav", clip)
    return [Recording(name, folder / f"{name}.wav", language) for name, (language, _) in clips.items()]


@pytest.fixture(scope="module")
def decoder() -> BatchDecoder:
    return BatchDecoder(WhisperTranscriber(MINI_PATH, name="mini", cpu_threads=1, workers=2))


def test_the_same_words_as_alone(decoder: BatchDecoder, recordings: list[Recording]) -> None:
    alone = WhisperTranscriber(MINI_PATH, name="mini", cpu_threads=1)
    results = list(BatchRecogniser(decoder, BatchOptions(2, 4)).recognise(iter(recordings)))
    assert sorted(result.recording.key for result in results) == sorted(one.key for one in recordings)
    for result in results:
        assert isinstance(result, Recognised)
        clip = read_clip(result.recording.path)
        expected = alone.transcribe(clip, result.recording.language)
        assert (result.transcript.text, result.transcript.notes) == (expected.text, expected.notes)
        assert result.sound.duration_s == clip.duration_s
        for word, other in zip(result.transcript.words, expected.words, strict=True):
            assert (word.start_s, word.end_s) == pytest.approx((other.start_s, other.end_s), abs=0.05)
            assert word.probability == pytest.approx(other.probability, abs=0.02)


def test_an_unreadable_recording_costs_only_itself(
    decoder: BatchDecoder, recordings: list[Recording], tmp_path: Path
) -> None:
    (tmp_path / "text.wav").write_text("no sound")
    bad = [Recording("text", tmp_path / "text.wav", "en"), Recording("none", tmp_path / "none.wav", "en")]
    results = {
        result.recording.key: result
        for result in BatchRecogniser(decoder, BatchOptions(2, 4)).recognise(iter([*bad, recordings[0], recordings[4]]))
    }
    assert isinstance(results["short"], Recognised) and isinstance(results["brief"], Recognised)
    for key in ("text", "none"):
        failed = results[key]
        assert isinstance(failed, Unheard) and failed.stage == "decode" and f"{key}.wav" in str(failed.error)


class PickyDecoder(BatchDecoder):
    """The real decoder, but it fails whenever a certain window is in the batch."""

    sizes: list[int] = []

    def step(self, tasks: Sequence[WindowTask]) -> list[Step]:
        self.sizes.append(len(tasks))
        if any(task.window.duration_s > 20 for task in tasks):
            raise RecognitionError("out of memory", model="mini", at_s=0.0, detail="out of memory")
        return super().step(tasks)


def test_a_window_that_fails_takes_no_other_file_along(recordings: list[Recording]) -> None:
    picky = PickyDecoder(WhisperTranscriber(MINI_PATH, name="mini", cpu_threads=1, workers=1))
    results = list(BatchRecogniser(picky, BatchOptions(1, 8)).recognise(iter(recordings)))
    failed = {result.recording.key for result in results if isinstance(result, Unheard)}
    assert failed == {"long", "mandarin"} and len(results) == len(recordings)
    assert all(result.stage == "recognise" for result in results if isinstance(result, Unheard))
    assert max(picky.sizes) > 1


def test_stopping_finishes_what_was_read_and_begins_nothing(decoder: BatchDecoder, recordings: list[Recording]) -> None:
    stop = threading.Event()
    asked: list[str] = []

    def endless() -> Iterator[Recording]:
        while True:
            asked.append("")
            yield Recording(str(len(asked)), recordings[0].path, "en")

    keys = []
    for result in BatchRecogniser(decoder, BatchOptions(1, 2)).recognise(endless(), stop):
        keys.append(result.recording.key)
        stop.set()
    assert 0 < len(keys) <= len(asked) < 30  # bounded queues: an endless list is not read to its end


def test_who_listens_no_more_stops_the_threads(decoder: BatchDecoder, recordings: list[Recording]) -> None:
    before = threading.active_count()
    results = BatchRecogniser(decoder, BatchOptions(1, 2)).recognise(iter(recordings * 50))
    next(results)
    results.close()  # type: ignore[attr-defined]
    assert threading.active_count() == before


def test_errors_of_the_list_and_of_the_model_reach_the_caller(
    decoder: BatchDecoder, recordings: list[Recording], tmp_path: Path
) -> None:
    def broken() -> Iterator[Recording]:
        yield recordings[0]
        raise ValueError("the list broke")

    with pytest.raises(ValueError, match="the list broke"):
        list(BatchRecogniser(decoder, BatchOptions(1, 2)).recognise(broken()))
    with pytest.raises(ModelError):
        open_recogniser(tmp_path, name="nothing")


def test_short_windows_give_the_encoder_less(decoder: BatchDecoder) -> None:
    from audio.batch_sound import WindowStream

    stream = WindowStream()
    cuts = stream.push(np.concatenate([spoken("en", ENGLISH[0]).samples]))
    cuts += stream.end()[0]
    long, short = decoder.task(cuts[0], "en"), decoder.task(cuts[0], "en", short=True)
    assert long.frames == 3000
    assert cuts[0].window.duration_s * 100 + 100 <= short.frames < cuts[0].window.duration_s * 100 + 400
    (step,) = decoder.step([short])
    assert step.segments


def test_batches_fit_the_memory() -> None:
    assert batch_that_fits(MINI_PATH, 2) == 8
    assert batch_that_fits(MINI_PATH, 1_000) == 2
