"""Keeps C libraries that print on their own away from the user's terminal."""

from __future__ import annotations

import contextlib
import ctypes
import functools
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_stderr_lock = threading.Lock()


@functools.cache
def silence_alsa() -> object:
    """Give ALSA's C library a message handler that does nothing; the result must stay alive as long as the library.

    It would otherwise write on the terminal from its own threads, for example at every underrun.
    """
    if not sys.platform.startswith("linux"):
        return None
    # void handler(const char *file, int line, const char *function, int error, const char *format, ...)
    handler = ctypes.CFUNCTYPE(None, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p)(
        lambda *message: None
    )
    with contextlib.suppress(OSError, AttributeError):  # no ALSA, no messages
        ctypes.CDLL("libasound.so.2").snd_lib_error_set_handler(handler)
    return handler


@contextmanager
def quiet_stderr() -> Iterator[None]:
    """Keep ALSA's and PortAudio's own chatter (written by C code to descriptor 2) off the user's terminal."""
    if not sys.platform.startswith("linux"):
        yield
        return
    with _stderr_lock:
        kept = os.dup(2)
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
        os.close(nowhere)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)
