"""Voice lists as the three platforms give them."""

import pytest

from audio.errors import NoVoice
from audio.ports import Language
from audio.voice_choice import InstalledVoice as V
from audio.voice_choice import choose_voice

ESPEAK = (
    V("gmw/af", "Afrikaans", ("af",), "Male"),
    V("sit/cmn", "Chinese (Mandarin, latin as English)", ("cmn",), "Male"),
    V("sit/cmn-latn-pinyin", "Chinese (Mandarin, latin as Pinyin)", ("cmn-latn-pinyin",), "Male"),
    V("sit/yue", "Chinese (Cantonese)", ("yue",), "Male"),
    V("gmw/en-029", "English (Caribbean)", ("en-029",), "Male"),
    V("gmw/en", "English (Great Britain)", ("en-gb",), "Male"),
    V("gmw/en-gb-scotland", "English (Scotland)", ("en-gb-scotland",), "Male"),
    V("gmw/en-us", "English (America)", ("en-us",), "Male"),
    V("gmw/en-us-nyc", "English (America, New York City)", ("en-us-nyc",), "Male"),
    V("mb/mb-us1", "us-mbrola-1", ("en-us",), "Female"),
)
MACOS = (
    V("com.apple.speech.synthesis.voice.Bells", "Bells", ("en_US",), "VoiceGenderNeuter"),
    V("com.apple.speech.synthesis.voice.Albert", "Albert", ("en_US",), "VoiceGenderMale"),
    V("com.apple.voice.compact.en-GB.Daniel", "Daniel", ("en_GB",), "VoiceGenderMale"),
    V("com.apple.eloquence.en-US.Flo", "Flo", ("en_US",), "VoiceGenderFemale"),
    V("com.apple.voice.compact.en-US.Samantha", "Samantha", ("en_US",), "VoiceGenderFemale"),
    V("com.apple.voice.enhanced.en-US.Samantha", "Samantha (Enhanced)", ("en_US",), "VoiceGenderFemale"),
    V("com.apple.speech.synthesis.voice.Alex", "Alex", ("en_US",), "VoiceGenderMale"),
    V("com.apple.voice.compact.zh-HK.Sinji", "Sin-ji", ("zh_HK",), "VoiceGenderFemale"),
    V("com.apple.voice.compact.zh-TW.Meijia", "Mei-Jia", ("zh_TW",), "VoiceGenderFemale"),
    V("com.apple.eloquence.zh-CN.Eddy", "Eddy", ("zh_CN",), "VoiceGenderMale"),
    V("com.apple.voice.compact.zh-CN.Tingting", "Ting-Ting", ("zh_CN",), "VoiceGenderFemale"),
)
_TOKENS = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Speech\Voices\Tokens" + "\\"
WINDOWS = (
    V(_TOKENS + "TTS_MS_EN-US_ZIRA_11.0", "Microsoft Zira Desktop - English (United States)", ("en-US",), "Female"),
    V(_TOKENS + "TTS_MS_EN-US_DAVID_11.0", "Microsoft David Desktop - English (United States)", ("en-US",), "Male"),
    V(_TOKENS + "TTS_MS_ZH-HK_TRACY_11.0", "Microsoft Tracy Desktop - Chinese(Traditional, HongKong)", ("zh-HK",)),
    V(
        _TOKENS + "TTS_MS_ZH-CN_HUIHUI_11.0",
        "Microsoft Huihui Desktop - Chinese (Simplified)",
        ("Unknown Locale: 2052",),
        "Female",
    ),
)


@pytest.mark.parametrize(
    ("voices", "driver", "language", "expected"),
    [
        (ESPEAK, "espeak", "zh", "sit/cmn-latn-pinyin"),
        (ESPEAK, "espeak", "en", "gmw/en-us"),
        (MACOS, "nsss", "zh", "com.apple.voice.compact.zh-CN.Tingting"),
        (MACOS, "nsss", "en", "com.apple.voice.enhanced.en-US.Samantha"),
        (WINDOWS, "sapi5", "zh", WINDOWS[3].id),
        (WINDOWS, "sapi5", "en", WINDOWS[1].id),
    ],
)
def test_the_usual_voice_of_each_platform(
    voices: tuple[V, ...], driver: str, language: Language, expected: str
) -> None:
    assert choose_voice(voices, language, driver=driver) == expected
    assert choose_voice(voices[::-1], language, driver=driver) == expected


@pytest.mark.parametrize(
    ("voices", "driver", "wanted", "language", "expected"),
    [
        (ESPEAK, "espeak", "cmn+f3", "zh", "sit/cmn-latn-pinyin+f3"),
        (ESPEAK, "espeak", "cmn+f3", "en", "gmw/en-us+f3"),
        (ESPEAK, "espeak", "+m3", "en", "gmw/en-us+m3"),
        (ESPEAK, "espeak", "en-gb", "en", "gmw/en"),
        (ESPEAK, "espeak", "sit/cmn", "zh", "sit/cmn"),
        (ESPEAK, "espeak", "English (Scotland)", "en", "gmw/en-gb-scotland"),
        (MACOS, "nsss", "daniel", "en", "com.apple.voice.compact.en-GB.Daniel"),
        (MACOS, "nsss", "Mei-Jia", "zh", "com.apple.voice.compact.zh-TW.Meijia"),
        (MACOS, "nsss", "en-GB", "en", "com.apple.voice.compact.en-GB.Daniel"),
        (WINDOWS, "sapi5", "zira", "en", WINDOWS[0].id),
        (WINDOWS, "sapi5", "zira", "zh", WINDOWS[3].id),
    ],
)
def test_a_wanted_voice_by_id_name_tag_or_variant(
    voices: tuple[V, ...], driver: str, wanted: str, language: Language, expected: str
) -> None:
    assert choose_voice(voices, language, wanted, driver=driver) == expected


@pytest.mark.parametrize(("voices", "driver"), [(ESPEAK, "espeak"), (MACOS, "nsss"), (WINDOWS, "sapi5")])
def test_another_persona_is_another_voice(voices: tuple[V, ...], driver: str) -> None:
    assert choose_voice(voices, "en", driver=driver, persona=1) != choose_voice(voices, "en", driver=driver)


def test_a_second_person_is_of_the_other_gender_where_one_is_installed() -> None:
    assert choose_voice(MACOS, "en", driver="nsss", persona=1) == "com.apple.speech.synthesis.voice.Alex"


def test_cantonese_is_not_taken_for_mandarin() -> None:
    cantonese = (ESPEAK[3], MACOS[7], WINDOWS[2])
    with pytest.raises(NoVoice) as caught:
        choose_voice(cantonese, "zh", driver="nsss")
    assert "Spoken Content" in str(caught.value)
    assert caught.value.facts["language"] == "zh"


@pytest.mark.parametrize(("driver", "word"), [("espeak", "apt install espeak-ng"), ("sapi5", "Language & region")])
def test_no_voice_says_what_to_install(driver: str, word: str) -> None:
    with pytest.raises(NoVoice, match=word):
        choose_voice((), "en", driver=driver)


def test_an_unknown_voice_is_refused_with_what_there_is() -> None:
    with pytest.raises(NoVoice) as caught:
        choose_voice(WINDOWS, "en", "Xiaoxiao", driver="sapi5")
    assert "Xiaoxiao" in str(caught.value)
    assert "Microsoft Zira Desktop" in str(caught.value)
    assert caught.value.facts["available"] == [WINDOWS[1].name, WINDOWS[0].name]
