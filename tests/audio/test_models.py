"""Finding and checking models, without any network."""

import json
import shutil
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from audio.errors import ModelError, ModelMissing
from audio.model_check import verify
from audio.models import KNOWN_MODELS, MINI_PATH, canonical_name, find_model, installed_models


def install(models_dir: Path, *names: str) -> None:
    for name in names:
        shutil.copytree(MINI_PATH, models_dir / name)


def install_in_cache(cache: Path, repo: str, revision: str, *, current: bool = False) -> Path:
    folder = cache / f"models--{repo.replace('/', '--')}"
    shutil.copytree(MINI_PATH, folder / "snapshots" / revision)
    if current:
        (folder / "refs").mkdir()
        (folder / "refs" / "main").write_text(revision, encoding="utf-8")
    return folder / "snapshots" / revision


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """An environment whose Hugging Face cache is empty."""
    return {"HOME": str(tmp_path / "home")}


def test_the_names_are_those_of_faster_whisper() -> None:
    from faster_whisper.utils import _MODELS

    ours = {name: KNOWN_MODELS[canonical_name(name)].repo for name in _MODELS}
    assert ours == _MODELS
    assert set(KNOWN_MODELS) <= set(_MODELS)


def test_finds_by_name_alias_path_and_environment(tmp_path: Path, home: dict[str, str]) -> None:
    install(tmp_path, "small", "large-v3-turbo", "my-accent")
    assert find_model("small", models_dir=tmp_path, env=home).path == tmp_path / "small"
    assert find_model("turbo", models_dir=tmp_path, env=home).name == "large-v3-turbo"
    assert find_model("my-accent", models_dir=tmp_path, env=home).kind == "models_dir"
    by_path = find_model(str(tmp_path / "my-accent"), models_dir=tmp_path / "none", env=home)
    assert (by_path.name, by_path.kind) == ("my-accent", "path")
    assert by_path.size_bytes == sum(file.stat().st_size for file in MINI_PATH.iterdir())
    assert find_model(None, models_dir=tmp_path, env={**home, "INTERVIEWER_MODEL": "my-accent"}).name == "my-accent"
    assert find_model("small", models_dir=tmp_path, env={**home, "INTERVIEWER_MODEL": "mini"}).name == "small"


def test_finds_in_the_hub_cache_wherever_it_is(tmp_path: Path) -> None:
    repo = KNOWN_MODELS["base"].repo
    for variable, cache in [
        ("HF_HUB_CACHE", tmp_path / "a"),
        ("HF_HOME", tmp_path / "b" / "hub"),
        ("XDG_CACHE_HOME", tmp_path / "c" / "huggingface" / "hub"),
        ("HOME", tmp_path / "d" / ".cache" / "huggingface" / "hub"),
    ]:
        install_in_cache(cache, repo, "a-old")
        path = install_in_cache(cache, repo, "b-new", current=True)
        root = {"HF_HUB_CACHE": "a", "HF_HOME": "b", "XDG_CACHE_HOME": "c", "HOME": "d"}[variable]
        env = {"HOME": str(tmp_path / "nobody"), variable: str(tmp_path / root)}
        found = find_model("base", models_dir=tmp_path / "none", env=env)
        assert (found.path, found.kind) == (path, "hub_cache")


def test_the_default_suits_the_machine_and_is_never_the_mini(tmp_path: Path, home: dict[str, str]) -> None:
    with pytest.raises(ModelMissing) as caught:
        find_model(None, models_dir=tmp_path, env=home)
    assert caught.value.facts["command"] == "interviewer models download small"
    assert "HF_ENDPOINT" in str(caught.value) and "--model PATH" in str(caught.value)
    install(tmp_path, "tiny.en")
    with pytest.raises(ModelMissing):
        find_model(None, models_dir=tmp_path, env=home, language="zh")
    assert find_model(None, models_dir=tmp_path, env=home, language="en").name == "tiny.en"
    expected = [("large-v3", "large-v3"), ("tiny", "tiny"), ("base", "base"), ("small", "small")]
    for newcomer, best in expected:
        install(tmp_path, newcomer)
        assert find_model(None, models_dir=tmp_path, env=home).name == best
    assert find_model(None, models_dir=tmp_path, env=home, gpu=True).name == "large-v3"
    (tmp_path / "small" / "model.bin").unlink()
    assert find_model(None, models_dir=tmp_path, env=home).name == "base"


def test_missing_unknown_and_unfit_models_say_what_to_do(tmp_path: Path, home: dict[str, str]) -> None:
    with pytest.raises(ModelMissing) as missing:
        find_model("medium", models_dir=tmp_path, env=home)
    assert missing.value.facts["command"] == "interviewer models download medium"
    assert missing.value.facts["size_mb"] == 1530
    for name in ("giant", "..", "."):
        with pytest.raises(ModelError) as unknown:
            find_model(name, models_dir=tmp_path, env=home)
        assert unknown.value.facts["reason"] == "unknown_name"
    with pytest.raises(ModelError) as unfit:
        find_model("small.en", models_dir=tmp_path, env=home, language="zh")
    assert unfit.value.facts["reason"] == "english_only"
    with pytest.raises(ModelMissing) as gone:
        find_model("../nowhere", models_dir=tmp_path, env=home)
    assert gone.value.facts["path"] == "../nowhere"


def test_a_damaged_copy_gives_way_to_a_sound_one(tmp_path: Path) -> None:
    env = {"HF_HUB_CACHE": str(tmp_path / "cache")}
    install(tmp_path, "base")
    (tmp_path / "base" / "model.bin").write_bytes(b"")
    with pytest.raises(ModelError) as caught:
        find_model("base", models_dir=tmp_path, env=env)
    assert caught.value.facts["reason"] == "truncated"
    install_in_cache(tmp_path / "cache", KNOWN_MODELS["base"].repo, "good", current=True)
    assert find_model("base", models_dir=tmp_path, env=env).kind == "hub_cache"


def test_the_list_shows_sound_and_damaged_models(tmp_path: Path, home: dict[str, str]) -> None:
    assert [model.name for model in installed_models(models_dir=tmp_path / "none", env=home)] == ["mini"]
    install(tmp_path, "small", "own", ".small-0123.partial")
    (tmp_path / "own" / "tokenizer.json").unlink()
    listed = installed_models(models_dir=tmp_path, env=home)
    assert [(model.name, model.kind) for model in listed] == [
        ("mini", "shipped"), ("small", "models_dir"), ("own", "models_dir"),
    ]  # fmt: skip
    problems = [model.problem.facts["reason"] if model.problem else None for model in listed]
    assert problems == [None, None, "no_tokenizer"]


def cut(folder: Path, size: int) -> None:
    (folder / "model.bin").write_bytes((folder / "model.bin").read_bytes()[:size])


def rename_spec(folder: Path, name: bytes) -> None:
    content = (folder / "model.bin").read_bytes()
    (folder / "model.bin").write_bytes(content.replace(b"WhisperSpec", name, 1))


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda f: (f / "model.bin").unlink(), "no_model_bin"),
        (lambda f: cut(f, 0), "truncated"),
        (lambda f: cut(f, 3), "truncated"),
        (lambda f: cut(f, 1_000_000), "truncated"),
        (lambda f: cut(f, (f / "model.bin").stat().st_size - 1), "truncated"),
        (lambda f: (f / "model.bin").write_bytes(b"<html>502 Bad Gateway</html>" * 100), "not_ctranslate2"),
        (lambda f: (f / "model.bin").write_bytes(struct.pack("<IH", 6, 3) + b"\xff\xfe\0"), "not_ctranslate2"),
        (lambda f: rename_spec(f, b"Wav2BerSpec"), "not_whisper"),
        (lambda f: (f / "tokenizer.json").unlink(), "no_tokenizer"),
        (lambda f: (f / "tokenizer.json").write_text('{"version": ', encoding="utf-8"), "bad_json"),
        (lambda f: (f / "config.json").unlink(), "no_config"),
        (lambda f: (f / "config.json").write_text("[]", encoding="utf-8"), "bad_json"),
        (lambda f: (f / "vocabulary.json").unlink(), "no_vocabulary"),
        (lambda f: (f / "preprocessor_config.json").write_text('{"feature_size": 128}', encoding="utf-8"), "mels"),
    ],
)
def test_check_names_what_is_wrong(tmp_path: Path, damage: Callable[[Path], object], reason: str) -> None:
    folder = shutil.copytree(MINI_PATH, tmp_path / "model")
    verify(folder)
    damage(folder)
    with pytest.raises(ModelError) as caught:
        verify(folder)
    assert caught.value.facts["reason"] == reason
    assert str(folder) in str(caught.value)


def test_large_v3_without_its_mel_setting_is_refused(tmp_path: Path) -> None:
    folder = shutil.copytree(MINI_PATH, tmp_path / "model")
    content = (folder / "model.bin").read_bytes()
    header = b"encoder/conv1/weight\0" + struct.pack("<BI", 3, 128)
    place = content.index(header) + len(header)
    assert struct.unpack_from("<I", content, place) == (80,)
    (folder / "model.bin").write_bytes(content[:place] + struct.pack("<I", 128) + content[place + 4 :])
    (folder / "preprocessor_config.json").unlink()
    with pytest.raises(ModelError) as caught:
        verify(folder)
    assert (caught.value.facts["reason"], caught.value.facts["mels"]) == ("mels", 128)
    (folder / "preprocessor_config.json").write_text(json.dumps({"feature_size": 128}), encoding="utf-8")
    verify(folder)


def test_a_file_is_not_a_model_folder(tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(b"x")
    with pytest.raises(ModelError) as caught:
        verify(tmp_path / "model.bin")
    assert caught.value.facts["reason"] == "not_a_folder"
    with pytest.raises(ModelMissing):
        verify(tmp_path / "nothing")
