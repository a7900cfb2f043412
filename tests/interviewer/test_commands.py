"""Spoken commands: the whole utterance, in both languages, and nothing that only sounds like one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio.clip import Clip
from audio.ports import Language, SpeechSpan, Transcript, Utterance, Word
from interviewer.banks.loader import shipped_banks
from interviewer.practice.commands import spoken_command
from interviewer.practice.cutting import cut_out

SPOKEN = {
    "repeat": [
        "Please repeat the question.",
        "Repeat the question.",
        "Could you say that again, please?",
        "Once more",
        "Sorry, what was the question again?",
        "I didn't catch that.",
        "请再说一遍。",
        "再说一遍",
        "能再说一遍题目吗？",
        "不好意思，我没听清。",
        "麻烦您重复一下问题，谢谢",
    ],
    "next": [
        "Next question, please.",
        "Skip this question.",
        "Let's move on.",
        "Can we skip this one?",
        "下一题。",
        "请说下一题。",
        "跳过这题吧",
        "下一个问题",
        "我想跳过这道题",
    ],
    "pause": [
        "Pause.",
        "Please wait.",
        "Hold on",
        "Just a moment, please.",
        "暂停。",
        "请等一下。",
        "稍等",
        "我先暂停一下",
    ],
    "continue": ["Continue.", "Please continue", "Okay, I'm ready", "继续。", "请继续", "我准备好了", "我回来了"],
    "time": [
        "How much time is left.",
        "How much time do I have left?",
        "还剩多少时间。",
        "还有多久？",
        "请问还剩多少时间",
    ],
    "finish": ["Finish the interview.", "Stop.", "End the interview, please", "结束面试", "停止。", "结束吧"],
}

ANSWERS = [
    "The next question was how to pay for it.",
    "We had to pause the roll-out for two weeks.",
    "Thank you.",
    "Yes.",
    "I am finished.",
    "That is all from me.",
    "I like to finish what I start.",
    "How much time it saved was the point.",
    "下一个项目我负责上线。",
    "我们继续优化提示词。",
    "我结束了上一份工作。",
    "好的",
    "以上就是我的介绍，谢谢。",
    "还剩两个月的时候上线了。",
    "",
    "  。",
]


@pytest.mark.parametrize(("command", "text"), [(name, text) for name, texts in SPOKEN.items() for text in texts])
def test_commands_are_understood(command: str, text: str) -> None:
    assert spoken_command(text) == command


@pytest.mark.parametrize("text", ANSWERS)
def test_parts_of_answers_are_none(text: str) -> None:
    assert spoken_command(text) is None


def test_no_sentence_of_a_model_answer_is_a_command() -> None:
    for bank in shipped_banks():
        for question in bank.questions:
            for text in filter(
                None, (question.model_answer and (question.model_answer.zh, question.model_answer.en)) or ()
            ):
                for sentence in text.replace("。", ".").replace("？", ".").split("."):
                    assert spoken_command(sentence) is None, sentence


@given(st.text(max_size=60))
def test_any_text_is_survived(text: str) -> None:
    assert spoken_command(text) in {None, *SPOKEN}


def utterance(duration_s: float, *spans: tuple[float, float]) -> Utterance:
    samples = np.arange(round(duration_s * 16_000), dtype=np.float32) / 1e9
    speech = tuple(SpeechSpan(*span) for span in spans)
    return Utterance(Clip(samples), speech[0].start_s, speech[-1].end_s, "silence", speech)


def words(language: Language, *times: tuple[float, float]) -> Transcript:
    items = tuple(Word(f" word{index}", *time) for index, time in enumerate(times))
    return Transcript("".join(word.text for word in items).strip(), items, language, "test")


def test_a_command_in_the_middle_is_cut_out_of_sound_times_and_words() -> None:
    whole = utterance(40, (1, 10), (14, 16), (25, 35))
    kept, transcript = cut_out(whole, words("en", (1, 10), (25, 35)), [(14.0, 16.0)])
    assert kept.clip.duration_s == pytest.approx(40 - (24.7 - 10.3))
    assert [(span.start_s, round(span.end_s, 3)) for span in kept.speech][0] == (1, 10)
    assert kept.speech[1].start_s == pytest.approx(10.6) and kept.end_s == pytest.approx(20.6)
    assert transcript.words[1].start_s == pytest.approx(10.6)
    # What is at a moment now was said then.
    assert kept.clip.samples[round(11 * 16_000)] == whole.clip.samples[round((11 + 14.4) * 16_000)]


def test_a_command_before_the_answer_and_one_after_it() -> None:
    whole = utterance(40, (2, 4), (8, 20), (30, 32))
    kept, transcript = cut_out(whole, words("zh", (8, 20)), [(2.0, 4.0), (30.0, 32.0)])
    assert kept.onset_s == pytest.approx(0.3)
    assert kept.clip.duration_s == pytest.approx(12.6)
    assert transcript.words[0].start_s == pytest.approx(0.3)
