"""The real recogniser over the mini Whisper; a scripted model only where a sound cannot provoke the case."""

import json
import math
import shutil
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from audio import whisper
from audio.clip import Clip
from audio.errors import ModelError, ModelMissing, RecognitionError
from audio.models import MINI_PATH, find_model
from audio.ports import Language, SpeechSpan, Transcript
from audio.whisper import WhisperTranscriber
from tests.audio.espeak import silence, spoken

SENTENCES: list[tuple[Language, str]] = [
    ("en", "I have five years of experience in data analysis."),
    ("en", "Um, I think the biggest risk is that the cost was growing too fast."),
    ("en", "Please repeat the question."),
    ("zh", "你好，我叫陈静。"),
    ("zh", "嗯，我认为最大的风险是成本增长太快。"),
    ("zh", "我把转化率提升了百分之三十。"),
]


@pytest.fixture(scope="module")
def mini() -> WhisperTranscriber:
    return WhisperTranscriber(MINI_PATH, name="mini", cpu_threads=1)


def assert_sound(transcript: Transcript, clip: Clip) -> None:
    assert "".join(word.text for word in transcript.words).strip() == transcript.text
    clock_s = 0.0
    for word in transcript.words:
        assert word.start_s is not None and word.end_s is not None and word.probability is not None
        assert clock_s <= word.start_s <= word.end_s <= clip.duration_s + 0.001
        assert 0 <= word.probability <= 1 and math.isfinite(word.probability)
        clock_s = word.end_s
    assert (transcript.confidence is None) == (not transcript.words)
    assert transcript.confidence is None or 0 <= transcript.confidence <= 1


@pytest.mark.parametrize(("language", "sentence"), SENTENCES)
def test_hears_a_sentence_with_its_fillers(mini: WhisperTranscriber, language: Language, sentence: str) -> None:
    clip = spoken(language, sentence)
    transcript = mini.transcribe(clip, language)
    assert transcript.text == sentence
    assert (transcript.language, transcript.engine, transcript.model) == (language, "faster-whisper", "mini")
    assert transcript.confidence is not None and transcript.confidence > 0.8
    assert_sound(transcript, clip)
    assert mini.transcribe(clip, language) == transcript


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    "samples",
    [
        silence(0),
        silence(0.01),
        silence(40),
        (np.random.default_rng(7).standard_normal(160_000) * 0.05).astype(np.float32),
    ],
    ids=["empty", "one frame", "silence", "noise"],
)
def test_hears_nothing_where_nobody_speaks(mini: WhisperTranscriber, language: Language, samples: np.ndarray) -> None:
    transcript = mini.transcribe(Clip(samples), language)
    assert (transcript.text, transcript.words, transcript.confidence) == ("", (), None)


def test_given_spans_decide_what_is_heard(mini: WhisperTranscriber) -> None:
    clip = spoken("en", "Please repeat the question.", "Good morning, my name is Emma.", gap_s=2.0)
    assert mini.transcribe(clip, "en", speech=()).text == ""
    first = mini.transcribe(clip, "en", speech=[SpeechSpan(0.4, 2.0)])
    assert first.text == "Please repeat the question."
    assert first.words[-1].end_s is not None and first.words[-1].end_s <= 2.5


def test_three_minutes_stay_in_bounds_and_report_progress(mini: WhisperTranscriber) -> None:
    clip = spoken("en", *[sentence for language, sentence in SENTENCES if language == "en"] * 13, gap_s=1.5)
    assert clip.duration_s > 170
    seen: list[tuple[float, float]] = []
    transcript = mini.transcribe(clip, "en", on_progress=lambda done_s, total_s: seen.append((done_s, total_s)))
    assert_sound(transcript, clip)
    assert len(transcript.words) > 50
    assert transcript.words[-1].end_s is not None and transcript.words[-1].end_s > 0.8 * clip.duration_s
    assert [done_s for done_s, _ in seen] == sorted(done_s for done_s, _ in seen)
    assert seen[-1][0] == pytest.approx(seen[-1][1]) and len(seen) >= 5


def test_cancel_keeps_what_was_heard(mini: WhisperTranscriber) -> None:
    clip = spoken("en", *[sentence for language, sentence in SENTENCES if language == "en"] * 5, gap_s=1.0)
    cancel = threading.Event()
    partial = mini.transcribe(clip, "en", cancel=cancel, on_progress=lambda *_: cancel.set())
    assert partial.text.startswith("I have five years")
    assert partial.words[-1].end_s is not None and partial.words[-1].end_s < 30
    assert any(note.startswith("cancelled:") for note in partial.notes)
    assert mini.transcribe(clip, "en", cancel=cancel).text == ""


def test_never_opens_a_connection(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    shutil.copytree(MINI_PATH, tmp_path / "small")
    model = find_model("small", models_dir=tmp_path, env={"HOME": str(tmp_path)})
    clip = spoken("zh", "请再说一遍。")
    assert WhisperTranscriber(model.path, name=model.name, cpu_threads=1).transcribe(clip, "zh").text == "请再说一遍。"
    with pytest.raises(ModelMissing):
        find_model("base", models_dir=tmp_path, env={"HOME": str(tmp_path)})
    (tmp_path / "small" / "tokenizer.json").unlink()
    with pytest.raises(ModelError) as caught:
        WhisperTranscriber(model.path, name="small").load()
    assert caught.value.facts["reason"] == "no_tokenizer"


def test_refuses_sound_it_cannot_use(mini: WhisperTranscriber) -> None:
    with pytest.raises(RecognitionError) as caught:
        mini.transcribe(Clip(silence(1), 44_100), "en")
    assert caught.value.facts["reason"] == "rate"
    with pytest.raises(RecognitionError) as caught:
        mini.transcribe(Clip(np.full(16_000, np.nan, np.float32)), "en")
    assert caught.value.facts["reason"] == "not_finite"


def test_an_english_model_refuses_mandarin(tmp_path: Path) -> None:
    folder = shutil.copytree(MINI_PATH, tmp_path / "tiny.en")
    vocabulary = json.loads((folder / "vocabulary.json").read_text(encoding="utf-8"))
    vocabulary[vocabulary.index("")] = "<|only English models lack the empty token|>"
    (folder / "vocabulary.json").write_text(json.dumps(vocabulary), encoding="utf-8")
    with pytest.raises(ModelError) as caught:
        WhisperTranscriber(folder, name="tiny.en").transcribe(spoken("zh", "请再说一遍。"), "zh")
    assert caught.value.facts["reason"] == "english_only"


def test_auto_means_the_cpu_where_the_gpu_does_not_work(monkeypatch: pytest.MonkeyPatch) -> None:
    if whisper.has_gpu():
        pytest.skip("the GPU of this machine works")
    monkeypatch.setattr(whisper, "has_gpu", lambda: True)
    transcriber = WhisperTranscriber(MINI_PATH, name="mini")
    transcriber.load()
    assert transcriber.device == "cpu"
    with pytest.raises(ModelError) as caught:
        WhisperTranscriber(MINI_PATH, name="mini", device="cuda").load()
    assert caught.value.facts["reason"] == "load"


class ScriptedModel:
    """Stands in for faster-whisper's model: answers with prepared segments and remembers how it was asked."""

    model = SimpleNamespace(is_multilingual=True)

    def __init__(self, *answers: list[SimpleNamespace] | Exception) -> None:
        self.answers = list(answers)
        self.asked: list[dict[str, object]] = []

    def transcribe(self, samples: np.ndarray, **options: object) -> tuple[list[SimpleNamespace], None]:
        self.asked.append(options)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer, None


def heard(*words: str, logprob: float = -0.2, compression: float = 1.2) -> list[SimpleNamespace]:
    timed = [
        SimpleNamespace(word=word, start=0.5 + 0.4 * i, end=0.8 + 0.4 * i, probability=0.9)
        for i, word in enumerate(words)
    ]
    return [SimpleNamespace(seek=0, words=timed, avg_logprob=logprob, compression_ratio=compression)]


def scripted(monkeypatch: pytest.MonkeyPatch, model: ScriptedModel) -> WhisperTranscriber:
    monkeypatch.setattr(WhisperTranscriber, "_open", lambda self, device: model)
    return WhisperTranscriber(MINI_PATH, name="small")


TEN_SECONDS = Clip(silence(10))
VOICED = [SpeechSpan(0.0, 10.0)]


def test_a_failed_window_is_decoded_again_and_the_better_result_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    loop = heard(*[" round"] * 5, logprob=-0.1, compression=3.0)
    model = ScriptedModel(loop, heard(" a", " plain", " answer", logprob=-0.6))
    transcript = scripted(monkeypatch, model).transcribe(TEN_SECONDS, "en", speech=VOICED)
    assert transcript.text == "a plain answer"
    assert "decoded_twice:0.0-10.0" in transcript.notes
    assert model.asked[0]["hotwords"] == whisper.PROMPTS["en"] and "hotwords" not in model.asked[1]
    assert all(asked["temperature"] == [0.0] and asked["condition_on_previous_text"] is False for asked in model.asked)

    model = ScriptedModel(heard(" maybe", logprob=-1.2), heard(" worse", logprob=-2.0))
    assert scripted(monkeypatch, model).transcribe(TEN_SECONDS, "en", speech=VOICED).text == "maybe"


class Candidates:
    """The engine of a real model, which remembers how many candidates every decoding followed."""

    def __init__(self, engine: object) -> None:
        self._engine = engine
        self.followed: list[int] = []

    def __getattr__(self, name: str) -> object:
        return getattr(self._engine, name)

    def generate(self, *arguments: object, beam_size: int, **options: object) -> object:
        self.followed.append(beam_size)
        return self._engine.generate(*arguments, beam_size=beam_size, **options)  # type: ignore[attr-defined]


@pytest.fixture
def candidates(mini: WhisperTranscriber, monkeypatch: pytest.MonkeyPatch) -> Candidates:
    model = mini.engine("en")
    counting = Candidates(model.model)
    monkeypatch.setattr(model, "model", counting)
    return counting


@pytest.mark.parametrize(("language", "sentence"), SENTENCES)
def test_in_a_hurry_one_candidate_is_followed(
    mini: WhisperTranscriber, candidates: Candidates, language: Language, sentence: str
) -> None:
    hurry = threading.Event()
    hurry.set()
    clip = spoken(language, sentence)
    transcript = mini.transcribe(clip, language, hurry=hurry)
    assert transcript.text == sentence and candidates.followed == [1]
    assert [note.partition(":")[0] for note in transcript.notes] == ["greedy"]
    assert mini.transcribe(clip, language).text == sentence and candidates.followed == [1, 5]


def test_a_hurry_that_comes_while_the_encoder_works_still_helps(
    mini: WhisperTranscriber, candidates: Candidates, monkeypatch: pytest.MonkeyPatch
) -> None:
    language, sentence = SENTENCES[0]
    hurry, model = threading.Event(), mini.engine(language)
    encode = model.encode

    def interrupted(features: np.ndarray) -> object:
        hurry.set()
        return encode(features)

    monkeypatch.setattr(model, "encode", interrupted)
    transcript = mini.transcribe(spoken(language, sentence), language, hurry=hurry)
    assert transcript.text == sentence and candidates.followed == [1]


def test_what_is_heard_badly_in_a_hurry_is_decoded_again_with_care(
    mini: WhisperTranscriber, candidates: Candidates, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whisper, "LOGPROB_LIMIT", 0.0)  # nothing is heard well enough
    language, sentence = SENTENCES[0]
    hurry = threading.Event()
    hurry.set()
    transcript = mini.transcribe(spoken(language, sentence), language, hurry=hurry)
    assert candidates.followed == [1, 5] and transcript.text
    assert [note.partition(":")[0] for note in transcript.notes] == ["greedy", "decoded_twice"]


def test_mandarin_becomes_simplified_word_by_word(monkeypatch: pytest.MonkeyPatch) -> None:
    model = ScriptedModel(heard("顯", "著", "提升", "了", "，", "跟", "著", "團隊", "學", "習"))
    transcript = scripted(monkeypatch, model).transcribe(TEN_SECONDS, "zh", speech=VOICED)
    assert transcript.text == "显著提升了，跟着团队学习"
    assert [word.text for word in transcript.words] == ["显", "著", "提升", "了", "，", "跟", "着", "团队", "学", "习"]
    assert transcript.confidence == pytest.approx(0.9)


def test_half_characters_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    model = ScriptedModel(heard("然后", "我\ufffd", "\ufffd", "做"))
    transcript = scripted(monkeypatch, model).transcribe(TEN_SECONDS, "zh", speech=VOICED)
    assert (transcript.text, len(transcript.words)) == ("然后我做", 3)


def test_one_model_serves_several_threads_one_after_the_other(mini: WhisperTranscriber) -> None:
    clips = [spoken(language, sentence) for language, sentence in SENTENCES]
    with ThreadPoolExecutor(3) as pool:
        together = list(pool.map(lambda i: mini.transcribe(clips[i], SENTENCES[i][0]).text, range(len(clips))))
    assert together == [sentence for _, sentence in SENTENCES]


def test_silent_windows_and_crawling_models_are_noted_or_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    transcript = scripted(monkeypatch, ScriptedModel([])).transcribe(TEN_SECONDS, "en", speech=VOICED)
    assert (transcript.text, transcript.notes) == ("", ("nothing_heard:0.0-10.0",))
    crawl = [SimpleNamespace(**{**vars(heard(f" word{seek}")[0]), "seek": seek}) for seek in range(100)]
    transcript = scripted(monkeypatch, ScriptedModel(crawl)).transcribe(TEN_SECONDS, "en", speech=VOICED)
    assert 0 < len(transcript.words) < 10


def test_engine_failures_carry_model_and_place(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RecognitionError) as caught:
        scripted(monkeypatch, ScriptedModel(RuntimeError("out of memory"))).transcribe(TEN_SECONDS, "en", speech=VOICED)
    assert caught.value.facts == {"model": "small", "at_s": 0.0, "detail": "out of memory"}
    assert isinstance(caught.value.__cause__, RuntimeError)
