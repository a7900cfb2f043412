"""The child process that takes a PDF or DOCX apart: `python -m interviewer.planning.unpack pdf|docx FILE`.

The text goes to stdout as UTF-8. Exit codes: 0 done, 2 damaged or hostile, 3 encrypted, 4 a scan without text.
"""

from __future__ import annotations

import logging
import sys
import zipfile
from collections.abc import Iterator
from typing import Any

MEMORY_LIMIT_BYTES = 1024**3
CPU_LIMIT_S = 25
PAGE_LIMIT = 60
UNPACKED_LIMIT_BYTES = 60 * 1024 * 1024

DAMAGED, ENCRYPTED, SCANNED = 2, 3, 4

_FEW = 20  # characters a page: less is a page number or a watermark, not a page of text


class Refused(Exception):
    """The document cannot be used; `code` is the exit code."""

    def __init__(self, code: int, reason: str) -> None:
        """Keep both."""
        super().__init__(reason)
        self.code = code


def limit_resources() -> None:
    """Limit this process's memory and time where the system can (POSIX)."""
    try:
        import resource
    except ImportError:
        return  # Windows: the parent's time limit is what there is
    for what, limit in ((resource.RLIMIT_AS, MEMORY_LIMIT_BYTES), (resource.RLIMIT_CPU, CPU_LIMIT_S)):
        _, hard = resource.getrlimit(what)
        ceiling = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(what, (ceiling, hard))


def pdf_text(path: str) -> str:
    """Return the text of a PDF.

    Raises:
        Refused: it is encrypted or a scan.
    """
    from pypdf import PdfReader
    from pypdf.errors import DependencyError

    try:
        reader = PdfReader(path)
        locked = reader.is_encrypted and not reader.decrypt("")
    except DependencyError:  # AES, for which pypdf wants another package: even an empty password cannot be tried
        locked = True
    if locked:
        raise Refused(ENCRYPTED, "it is encrypted")
    pages = [page.extract_text() or "" for page in reader.pages[:PAGE_LIMIT]]
    if sum(len(page.strip()) for page in pages) < _FEW * len(pages) and _has_pictures(reader):
        raise Refused(SCANNED, "its pages are pictures")
    return "\n".join(pages)


def _has_pictures(reader: Any) -> bool:
    for page in reader.pages[:PAGE_LIMIT]:
        drawn = _resolved(_resolved(page.get("/Resources")).get("/XObject"))
        if any(_resolved(thing).get("/Subtype") == "/Image" for thing in drawn.values()):
            return True
    return False


def _resolved(thing: Any) -> Any:
    """Follow a reference; nothing is an empty dictionary."""
    return {} if thing is None else thing.get_object()


def docx_text(path: str) -> str:
    """Return the text of a DOCX, tables included, in the order of the page.

    Raises:
        Refused: it is encrypted, or unpacks to far more than a document.
    """
    with open(path, "rb") as file:
        if file.read(8) == bytes.fromhex("d0cf11e0a1b11ae1"):  # Office encrypts into the older container
            raise Refused(ENCRYPTED, "it is encrypted")
    with zipfile.ZipFile(path) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > UNPACKED_LIMIT_BYTES:
            raise Refused(DAMAGED, "it unpacks to far more than a document")
    import docx

    return "\n".join(_lines(docx.Document(path)))


def _lines(part: Any) -> Iterator[str]:
    """Yield the paragraphs and table rows of a document or a cell."""
    for block in part.iter_inner_content():
        if hasattr(block, "rows"):
            for row in block.rows:
                cells = dict.fromkeys(" ".join(_lines(cell)).strip() for cell in row.cells)  # a merged cell comes twice
                yield "  ".join(cell for cell in cells if cell)
        else:
            style = (block.style.name or "") if block.style is not None else ""
            yield f"- {block.text}" if "List" in style and block.text.strip() else block.text


def main(arguments: list[str]) -> int:
    """Read one document and return the exit code."""
    kind, path = arguments
    limit_resources()
    logging.disable()  # pypdf logs every oddity of a file
    try:
        content = pdf_text(path) if kind == "pdf" else docx_text(path)
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return refusal.code
    except Exception as error:  # a hostile file may raise anything from the depths of a parser
        print(f"it is damaged ({type(error).__name__})", file=sys.stderr)
        return DAMAGED
    sys.stdout.buffer.write(content.encode("utf-8", errors="replace"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
