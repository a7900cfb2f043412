"""Reading a job description or a resume: text, Markdown, PDF or DOCX, whoever wrote it.

PDF and DOCX are taken apart in a child process with a limit of time and memory: such a file can be made to exhaust
whoever opens it, and its reader must not take the program with it.
"""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from pathlib import Path

from interviewer.errors import InputError

FILE_LIMIT_BYTES = 10 * 1024 * 1024
"""A resume with a photo has two or three."""

TEXT_LIMIT = 100_000
"""Characters; a long resume has ten thousand."""

_TIME_LIMIT_S = 30.0
_PACKED = {".pdf": "pdf", ".docx": "docx"}
_OTHER = frozenset(
    {".doc", ".rtf", ".odt", ".pages", ".wps", ".xls", ".xlsx", ".ppt", ".pptx", ".png", ".jpg", ".jpeg"}
)


def read_document(path: Path) -> str:
    """Return the text of a document, its lines kept.

    Raises:
        InputError: no such file; too large; encrypted; scanned (a picture of text); damaged; of a kind that cannot be
            read; empty. `facts["problem"]` says which.
    """
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise IsADirectoryError(21, "it is a folder", str(path))
        if size > FILE_LIMIT_BYTES:
            raise _problem(path, "document_size", f"it has more than {FILE_LIMIT_BYTES // 1024 // 1024} MB")
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise _problem(path, "missing", "there is no such file") from error
    except OSError as error:
        raise _problem(path, "unreadable", error.strerror or str(error)) from error
    kind = _PACKED.get(path.suffix.lower())
    if data.startswith(b"%PDF-"):
        kind = "pdf"
    elif path.suffix.lower() in _OTHER:
        raise _problem(path, "document_kind", f"{path.suffix} files cannot be read")
    content = _unpack(path, kind) if kind else _decode(path, data)
    content = _visible(content)
    if not content.strip():
        raise _problem(path, "document_empty", "it holds no text")
    if len(content) > TEXT_LIMIT:
        raise _problem(path, "document_size", f"it has more than {TEXT_LIMIT} characters")
    return content


def _decode(path: Path, data: bytes) -> str:
    """Decode text: a byte order mark decides, then UTF-8, then GB 18030 (which holds GBK and GB 2312)."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            content = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in content:
            return content
    raise _problem(path, "document_kind", "it is no text")


def _visible(content: str) -> str:
    """Drop what nobody can see (controls, direction marks), keep line ends, and write full-width blanks as blanks."""
    lines = content.replace("\r\n", "\n").replace("\r", "\n").replace("\u3000", " ").replace("\xa0", " ")
    return "".join(c for c in lines if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cs", "Cn"))


def _unpack(path: Path, kind: str) -> str:
    command = [sys.executable, "-m", "interviewer.planning.unpack", kind, str(path.resolve())]
    # The child finds the program where this one did, whatever folder it was started from.
    root = Path(__file__).parents[2]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_TIME_LIMIT_S, cwd=root, check=False)
    except subprocess.TimeoutExpired as error:
        raise _problem(path, "document_damaged", "reading it takes too long") from error
    if done.returncode == 0:
        return done.stdout.decode()
    reason = done.stderr.decode(errors="replace").strip().splitlines()[-1:] or ["reading it failed"]
    code = {3: "encrypted", 4: "scanned"}.get(done.returncode, "document_damaged")
    raise _problem(path, code, reason[0][:200])


def _problem(path: Path, problem: str, reason: str) -> InputError:
    return InputError(f"{path} cannot be used: {reason}", path=str(path), reason=reason, problem=problem)
