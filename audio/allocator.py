"""The C library told to keep memory that recognition asks for again and again."""

from __future__ import annotations

import ctypes
import sys
from typing import Final

_TRIM_THRESHOLD, _MMAP_MAX, _ARENA_MAX = -1, -4, -8  # parameters of mallopt, as glibc's malloc.h numbers them
_KEPT_BYTES: Final = 512_000_000  # two workers of the base size free 250 MB at a time
_DONE: Final = 1


def keep_memory() -> bool:
    """Let freed memory stay with this process; call it before threads are started. Returns whether that worked.

    CTranslate2 takes 72 MB (base size) for the attention of every layer and gives it back after it. glibc hands blocks
    of that size to the system at once, which clears every page anew: a third of the encoder's time (.3 of 1.0 CPU
    seconds a window, measured with the base shape in int8). With one arena and no mapped blocks they are used again.
    Other C libraries have no such switches, and do not need them.
    """
    if not sys.platform.startswith("linux"):
        return False
    try:
        set_option = ctypes.CDLL(None).mallopt
    except AttributeError:  # another C library, such as musl
        return False
    wanted = ((_ARENA_MAX, 1), (_MMAP_MAX, 0), (_TRIM_THRESHOLD, _KEPT_BYTES))
    return all(set_option(option, value) == _DONE for option, value in wanted)
