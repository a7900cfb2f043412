"""Memory that is asked for again and again comes from the process, not from the system."""

import platform
import subprocess
import sys

import pytest

FAULTS = """
import resource, sys, threading
from audio.allocator import keep_memory
if sys.argv[1] == "kept" and not keep_memory():
    raise SystemExit("not kept")
size = 72_000_000  # bytes, as the attention of a window takes them
def work():
    for _ in range(10):
        b"x" * size
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
thread = threading.Thread(target=work)
thread.start()
thread.join()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc gives memory back at once")
def test_large_blocks_are_used_again() -> None:
    faults = {
        how: int(subprocess.run([sys.executable, "-c", FAULTS, how], check=True, capture_output=True).stdout)
        for how in ("kept", "given back")
    }
    assert faults["kept"] < faults["given back"] / 2
