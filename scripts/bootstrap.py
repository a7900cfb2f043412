"""Make or reuse the environment in `.venv`, then run the program or the tests.

Only the standard library is used: this runs before anything is installed. Talk goes to stderr.
"""

from __future__ import annotations

import ctypes.util
import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
WINDOWS = sys.platform == "win32"
BIN = ENVIRONMENT / ("Scripts" if WINDOWS else "bin")
PYTHON = BIN / ("python.exe" if WINDOWS else "python")

LOCKS = {"run": ROOT / "scripts" / "requirements.lock", "test": ROOT / "scripts" / "requirements-dev.lock"}

# Debian package -> how to see whether it is there without asking the package manager.
LIBRARIES = {"libportaudio2": "portaudio", "libespeak-ng1": "espeak-ng"}
TEST_PROGRAMS = {
    "pulseaudio": ("pulseaudio",),
    "pulseaudio-utils": ("parec",),
    "chromium": ("chromium", "chromium-browser"),
}


def say(message: str) -> None:
    """Talk on stderr: stdout belongs to results."""
    print(message, file=sys.stderr, flush=True)


def fail(message: str) -> None:
    """Stop with a message that says what to do."""
    say(message)
    sys.exit(1)


def missing_system_packages(mode: str) -> list[str]:
    """Return the Debian packages that the mode needs and this machine lacks."""
    if not sys.platform.startswith("linux"):
        return []  # PortAudio comes inside sounddevice's wheels there, and the system speaks by itself.
    missing = [package for package, library in LIBRARIES.items() if not ctypes.util.find_library(library)]
    if "libespeak-ng1" in missing:
        missing.append("espeak-ng")
    if mode == "test":
        missing += [package for package, programs in TEST_PROGRAMS.items() if not any(map(shutil.which, programs))]
        if "pulseaudio" in missing:
            missing.append("libasound2-plugins")
        if not shutil.which("espeak-ng") and "espeak-ng" not in missing:
            missing.append("espeak-ng")
    return missing


def install_command(packages: list[str]) -> list[list[str]] | None:
    """Return the commands that install Debian packages without asking anything, or None without the rights."""
    if not shutil.which("apt-get"):
        return None
    prefix: list[str] = []
    if hasattr(os, "geteuid") and os.geteuid() != 0:
        sudo = shutil.which("sudo")
        if sudo is None or subprocess.run([sudo, "-n", "true"], capture_output=True).returncode != 0:
            return None
        prefix = [sudo, "-n"]
    return [
        [*prefix, "apt-get", "update", "-qq"],
        [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "-qq", *packages],
    ]


def install_system_packages(mode: str) -> None:
    """Install what is missing, or say exactly what to install; the program still starts without."""
    packages = missing_system_packages(mode)
    if not packages:
        return
    by_hand = f"sudo apt-get install {' '.join(packages)}"
    commands = install_command(packages)
    if commands is None:
        say(
            f"These system packages are missing: {' '.join(packages)}\n"
            f"  Debian/Ubuntu: {by_hand}\n"
            "  Fedora:        sudo dnf install portaudio espeak-ng\n"
            "  Arch:          sudo pacman -S portaudio espeak-ng\n"
            "Going on without them: what needs them will say so.\n"
            f"缺少系统软件包：{' '.join(packages)}。请按上面的命令安装；现在先继续，用到时会提示。"
        )
        return
    say(f"Installing system packages: {' '.join(packages)} …")
    for command in commands:
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            say(f"That did not work:\n{done.stderr.strip()[-800:]}\nInstall them by hand: {by_hand}")
            return


def make_environment() -> None:
    """Create `.venv` unless a working one is there."""
    if PYTHON.exists() and subprocess.run([PYTHON, "-c", "import pip"], capture_output=True).returncode == 0:
        return
    say(f"Making the environment in {ENVIRONMENT} …")
    try:
        venv.EnvBuilder(with_pip=True, clear=ENVIRONMENT.exists()).create(ENVIRONMENT)
    except (subprocess.CalledProcessError, OSError) as error:
        # Debian splits ensurepip into python3-venv.
        commands = install_command(["python3-venv"]) if sys.platform.startswith("linux") else None
        if commands is None or any(subprocess.run(c, capture_output=True).returncode for c in commands):
            fail(
                f"The environment could not be made ({error}).\n"
                "On Debian/Ubuntu: sudo apt-get install python3-venv – then run this again.\n"
                "无法创建运行环境。Debian/Ubuntu 请先运行 sudo apt-get install python3-venv，然后重试。"
            )
        venv.EnvBuilder(with_pip=True, clear=True).create(ENVIRONMENT)


def fingerprint(mode: str) -> str:
    """Return what the installed packages depend on, so that a second start is quick."""
    digest = hashlib.sha256(sys.version.encode())
    for path in (LOCKS[mode], ROOT / "pyproject.toml"):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def install_packages(mode: str) -> None:
    """Install the locked packages and the program itself, once for each change of the lock."""
    stamps = {name: ENVIRONMENT / f".installed-{name}" for name in LOCKS}
    # The test environment holds everything the program needs as well.
    for name in ("test",) if mode == "test" else ("run", "test"):
        if stamps[name].exists() and stamps[name].read_text() == fingerprint(name):
            return
    say("Installing Python packages (a minute or two, only the first time) …")
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    steps = [
        [*pip, "--require-hashes", "--requirement", str(LOCKS[mode])],
        [*pip, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)],
    ]
    for step in steps:
        if subprocess.run(step).returncode != 0:
            fail(
                "Installing the Python packages failed; the reason stands above. Check the network connection "
                "(or your pip index settings) and run this again.\n"
                "安装 Python 软件包失败，原因见上。请检查网络（或 pip 源设置）后重试。"
            )
    stamps[mode].write_text(fingerprint(mode))


def run_tests(arguments: list[str]) -> int:
    """Run style, types and tests; every one runs even if an earlier one failed."""
    python = str(PYTHON)
    checks = [
        [python, "-m", "ruff", "check", "--quiet", "."],
        [python, "-m", "ruff", "format", "--check", "--quiet", "."],
        [python, "-m", "mypy"],
    ]
    # With arguments the caller is after certain tests, not after the whole.
    codes = [subprocess.run(check, cwd=ROOT).returncode for check in checks] if not arguments else []
    codes.append(subprocess.run([python, "-m", "pytest", *arguments], cwd=ROOT).returncode)
    return max(codes)


def main() -> int:
    """Set up and run; return the exit code of what was run."""
    mode, *arguments = sys.argv[1:]
    if sys.version_info < (3, 11):  # noqa: UP036 - Windows starts this with whatever `py -3` is
        fail("Python 3.11 or newer is needed. / 需要 Python 3.11 或更新的版本。")
    install_system_packages(mode)
    make_environment()
    install_packages(mode)
    if mode == "test":
        return run_tests(arguments)
    program = [str(BIN / ("interviewer.exe" if WINDOWS else "interviewer")), *arguments]
    if WINDOWS:
        return subprocess.run(program).returncode
    os.execv(program[0], program)  # keys and Ctrl-C go straight to the program


if __name__ == "__main__":
    sys.exit(main())
