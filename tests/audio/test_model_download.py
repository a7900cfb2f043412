"""Downloads from a hub on this machine: whole, broken off and resumed, refused, lying."""

import shutil
import socket
import time
from pathlib import Path

import pytest

from audio.errors import HubUnreachable, ModelError
from audio.model_download import Progress, download
from audio.models import MINI_PATH, find_model, installed_models
from tests.audio.hub_server import REVISION, FakeHub, serve

MODEL_BYTES = (MINI_PATH / "model.bin").stat().st_size


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hub of these tests is on this machine, whatever proxy its owner uses."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")


def mini_files() -> dict[str, bytes]:
    files = {file.name: file.read_bytes() for file in MINI_PATH.iterdir() if file.is_file()}
    return {**files, "README.md": b"not wanted"}


def fetch(hub: FakeHub, models_dir: Path, seen: list[Progress] | None = None) -> Path:
    report = seen.append if seen is not None else None
    return download("tiny", models_dir=models_dir, env={"HF_ENDPOINT": f"{hub.endpoint}/"}, progress=report).path


@pytest.mark.parametrize("redirect", [False, True])
def test_a_download_is_a_usable_model_and_nothing_else(tmp_path: Path, redirect: bool) -> None:
    models_dir = tmp_path / "deep" / "models"
    seen: list[Progress] = []
    with serve(FakeHub(mini_files(), redirect=redirect)) as hub:
        path = fetch(hub, models_dir, seen)
    assert [entry.name for entry in models_dir.iterdir()] == ["tiny"]
    assert {file.name: file.read_bytes() for file in path.iterdir()} == {
        name: content for name, content in hub.files.items() if name != "README.md"
    }
    assert hub.requests[0][0] == "/api/models/Systran/faster-whisper-tiny/revision/main?blobs=true"
    assert all(REVISION in path for path, _ in hub.requests[1:])
    done = [progress.done_bytes for progress in seen]
    assert done == sorted(done) and done[-1] == seen[-1].total_bytes == sum(f.stat().st_size for f in path.iterdir())
    assert find_model("tiny", models_dir=models_dir, env={"HOME": str(tmp_path)}).path == path


def test_a_broken_download_goes_on_where_it_stopped(tmp_path: Path) -> None:
    piece = MODEL_BYTES // 8  # three attempts bring three pieces
    with serve(FakeHub(mini_files(), break_after=piece)) as hub:
        with pytest.raises(HubUnreachable) as caught:
            fetch(hub, tmp_path)
        assert caught.value.facts["endpoint"] == hub.endpoint
        done, total = caught.value.facts["done_bytes"], caught.value.facts["total_bytes"]
        assert isinstance(done, int) and isinstance(total, int) and 3 * piece <= done < total
        assert not (tmp_path / "tiny").exists()
        assert [model.name for model in installed_models(models_dir=tmp_path, env={"HOME": str(tmp_path)})] == ["mini"]
        hub.break_after = None
        hub.requests.clear()
        seen: list[Progress] = []
        path = fetch(hub, tmp_path, seen)
    assert [(path.rsplit("/", 1)[-1], wanted) for path, wanted in hub.requests[1:]] == [
        ("model.bin", f"bytes={3 * piece}-")
    ]
    assert seen[0].done_bytes > 3 * piece
    assert (path / "model.bin").read_bytes() == hub.files["model.bin"]


def test_a_server_without_ranges_starts_over(tmp_path: Path) -> None:
    with serve(FakeHub(mini_files(), break_after=MODEL_BYTES // 3, no_ranges=True)) as hub:
        with pytest.raises(HubUnreachable):
            fetch(hub, tmp_path)
        hub.break_after = None
        assert (fetch(hub, tmp_path) / "model.bin").read_bytes() == hub.files["model.bin"]


def test_a_short_break_is_bridged_without_the_user(tmp_path: Path) -> None:
    with serve(FakeHub(mini_files(), break_after=MODEL_BYTES * 2 // 3)) as hub:
        path = fetch(hub, tmp_path)
    assert (path / "model.bin").read_bytes() == hub.files["model.bin"]
    assert [wanted for _, wanted in hub.requests if wanted] == [f"bytes={MODEL_BYTES * 2 // 3}-"]


def test_damaged_content_is_thrown_away(tmp_path: Path) -> None:
    hub = FakeHub(mini_files())
    hub.listing = hub.entries()
    for name in ("config.json", "model.bin"):
        content = hub.files[name]
        hub.files[name] = b"X" + content[1:]
        with serve(hub), pytest.raises(ModelError) as caught:
            fetch(hub, tmp_path)
        assert (caught.value.facts["reason"], caught.value.facts["file"]) == ("checksum", name)
        assert not list(tmp_path.rglob(f"{name}*"))
        hub.files[name] = content
    with serve(hub):
        assert fetch(hub, tmp_path).is_dir()


def test_nobody_there_is_said_at_once(tmp_path: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        endpoint = f"http://127.0.0.1:{unused.getsockname()[1]}"
    with pytest.raises(HubUnreachable) as caught:
        download("small", models_dir=tmp_path, env={"HF_ENDPOINT": endpoint})
    assert caught.value.facts["endpoint"] == endpoint
    assert "HF_ENDPOINT" in str(caught.value) and "--model PATH" in str(caught.value)
    assert not list(tmp_path.iterdir())


def test_a_silent_server_is_given_up_in_time(tmp_path: Path) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        started = time.monotonic()
        with pytest.raises(HubUnreachable):
            download(
                "small", models_dir=tmp_path, reach_timeout_s=0.2,
                env={"HF_ENDPOINT": f"http://127.0.0.1:{silent.getsockname()[1]}"},
            )  # fmt: skip
        assert time.monotonic() - started < 2


@pytest.mark.parametrize(("status", "error"), [(404, ModelError), (401, ModelError), (503, HubUnreachable)])
def test_refusals_are_told_apart(tmp_path: Path, status: int, error: type[ModelError]) -> None:
    with serve(FakeHub(mini_files(), status=status)) as hub, pytest.raises(ModelError) as caught:
        fetch(hub, tmp_path)
    assert type(caught.value) is error and caught.value.facts["status"] == status


def test_a_lying_list_leads_nowhere(tmp_path: Path) -> None:
    evil: list[dict[str, object]] = [
        {"rfilename": name, "size": 4, "blobId": "0" * 40}
        for name in ("../../evil", "/etc/evil", "sub/model.bin", "..\\evil", "model.bin/../../evil")
    ]
    hub = FakeHub(mini_files())
    hub.listing = [*hub.entries(), *evil]
    with serve(hub):
        path = fetch(hub, tmp_path / "models")
    assert not [file for file in tmp_path.rglob("*") if "evil" in file.name]
    assert sorted(file.name for file in path.iterdir()) == sorted(set(hub.files) - {"README.md"})


@pytest.mark.parametrize(
    "listing", [[], [{"name": "model.bin"}], [{"rfilename": "model.bin", "size": 3, "blobId": "0"}]]
)
def test_a_useless_list_is_refused(tmp_path: Path, listing: list[dict[str, object]]) -> None:
    with serve(FakeHub(mini_files(), listing=listing)) as hub, pytest.raises(ModelError) as caught:
        fetch(hub, tmp_path)
    assert caught.value.facts["reason"] == "bad_listing"
    assert not list(tmp_path.iterdir())


def test_a_full_disk_is_seen_before(tmp_path: Path) -> None:
    hub = FakeHub(mini_files())
    hub.listing = [
        {**entry, "lfs": {"sha256": "0" * 64, "size": 10**16}} if entry["rfilename"] == "model.bin" else entry
        for entry in hub.entries()
    ]
    with serve(hub), pytest.raises(ModelError) as caught:
        fetch(hub, tmp_path)
    assert caught.value.facts["reason"] == "disk_space"
    assert len(hub.requests) == 1


def test_a_damaged_model_is_replaced_whole(tmp_path: Path) -> None:
    shutil.copytree(MINI_PATH, tmp_path / "tiny")
    (tmp_path / "tiny" / "model.bin").write_bytes(b"")
    (tmp_path / ".tiny-aaaaaaaaaaaa.partial").mkdir()
    with serve(FakeHub(mini_files())) as hub:
        path = fetch(hub, tmp_path)
    assert (path / "model.bin").stat().st_size == len(hub.files["model.bin"])
    assert [entry.name for entry in tmp_path.iterdir()] == ["tiny"]


@pytest.mark.parametrize(
    ("name", "endpoint", "reason"),
    [
        ("../evil", "http://127.0.0.1:9", "unknown_name"),
        ("mini", "http://127.0.0.1:9", "unknown_name"),
        ("small", "file:///etc", "bad_endpoint"),
        ("small", "hf-mirror.com", "bad_endpoint"),
    ],
)
def test_nonsense_is_refused_without_asking_anybody(tmp_path: Path, name: str, endpoint: str, reason: str) -> None:
    with pytest.raises(ModelError) as caught:
        download(name, models_dir=tmp_path, env={"HF_ENDPOINT": endpoint})
    assert caught.value.facts["reason"] == reason
