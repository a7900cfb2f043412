"""Reading a job description or a resume: text, Markdown, PDF or DOCX, whoever wrote it.

PDF and DOCX are taken apart in a child process with a limit of time and memory: such a file can be made to exhaust
whoever opens it, and its reader must not take the program with it.
"""

from __future__ import annotations

import re
import subprocess
import sys
import unicodedata
from pathlib import Path

from interviewer.errors import InputError
from interviewer.llm.task import visible_text
from interviewer.planning.requirements import BULLET

FILE_LIMIT_BYTES = 10 * 1024 * 1024
"""A resume with a photo has two or three."""

TEXT_LIMIT = 100_000
"""Characters; a long resume has ten thousand."""

_TIME_LIMIT_S = 30.0
_FULL_CELLS, _FULL_SHARE = 60, 0.85
"""A line is full from so many columns and from that share of the longest one: only such a line was broken."""

_SENTENCE_ENDS = tuple("。；;.!?！？:：")
_LOOK_ALIKE = re.compile("[\u2e80-\u2fdf\uf900-\ufaff\ufb00-\ufb06]")
"""PDFs often give radicals and ligatures where a character or letters are meant."""

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
    """Drop what nobody can see (controls, direction marks), keep line ends, and write look-alikes as what they mean."""
    lines = content.replace("\r\n", "\n").replace("\r", "\n").replace("\u3000", " ").replace("\xa0", " ")
    plain = _LOOK_ALIKE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), lines)
    return visible_text(plain)


def _unwrapped(content: str) -> str:
    """Join the lines a PDF broke at the edge of the page: full lines that end in the middle of a sentence."""
    lines = [line.rstrip() for line in content.splitlines()]
    full = max(_FULL_CELLS, _FULL_SHARE * max(map(_cells, lines), default=0))
    joined: list[str] = []
    goes_on = False
    for line in lines:
        if goes_on and line.strip() and not BULLET.match(line):
            between = "" if _is_wide(joined[-1][-1]) or _is_wide(line.lstrip()[0]) else " "
            joined[-1] += between + line.lstrip()
        else:
            joined.append(line)
        goes_on = _cells(line) >= full and not line.endswith(_SENTENCE_ENDS)
    return "\n".join(joined)


def _cells(line: str) -> int:
    return sum(2 if _is_wide(character) else 1 for character in line)


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


def _unpack(path: Path, kind: str) -> str:
    command = [sys.executable, "-m", "interviewer.planning.unpack", kind, str(path.resolve())]
    # The child finds the program where this one did, whatever folder it was started from.
    root = Path(__file__).parents[2]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_TIME_LIMIT_S, cwd=root, check=False)
    except subprocess.TimeoutExpired as error:
        raise _problem(path, "document_damaged", "reading it takes too long") from error
    if done.returncode == 0:
        content = done.stdout.decode()
        return _unwrapped(content) if kind == "pdf" else content
    reason = done.stderr.decode(errors="replace").strip().splitlines()[-1:] or ["reading it failed"]
    code = {3: "encrypted", 4: "scanned"}.get(done.returncode, "document_damaged")
    raise _problem(path, code, reason[0][:200])


def _problem(path: Path, problem: str, reason: str) -> InputError:
    return InputError(f"{path} cannot be used: {reason}", path=str(path), reason=reason, problem=problem)
