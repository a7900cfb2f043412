"""Small documents for tests, made on the spot."""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

TO_UNICODE = (
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def 1 begincodespacerange <0000> <FFFF>"
    b" endcodespacerange 1 beginbfrange <0000> <FFFF> <0000> endbfrange endcmap end end"
)


def pdf(lines: Sequence[str]) -> bytes:
    """Return a PDF of one page with these lines (its font maps every character to itself)."""
    drawn = "".join(f"<{line.encode('utf-16-be').hex()}> Tj T* " for line in lines)
    return _pdf_of(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            b" /Resources << /Font << /F1 5 0 R >> >> >>",
            _stream(f"BT /F1 12 Tf 14 TL 50 800 Td {drawn} ET".encode()),
            b"<< /Type /Font /Subtype /Type0 /BaseFont /Any /Encoding /Identity-H /DescendantFonts [6 0 R]"
            b" /ToUnicode 7 0 R >>",
            b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Any /DW 1000"
            b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
            _stream(TO_UNICODE),
        ]
    )


def scanned_pdf() -> bytes:
    """Return a PDF whose one page is a picture."""
    return _pdf_of(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            b" /Resources << /XObject << /Im1 5 0 R >> >> >>",
            _stream(b"q 595 0 0 842 0 0 cm /Im1 Do Q"),
            _stream(
                b"\xff",
                b"/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8",
            ),
        ]
    )


def encrypted_pdf(lines: Sequence[str], password: str) -> bytes:
    """Return a PDF that opens with a password only."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(lines))))
    writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def aes_pdf(lines: Sequence[str]) -> bytes:
    """Return a PDF that says it is encrypted with AES-256, as most programs write them today."""
    secret = f"/O <{'11' * 48}> /U <{'22' * 48}> /OE <{'33' * 32}> /UE <{'44' * 32}> /Perms <{'55' * 16}>".encode()
    lock = (
        b"/Encrypt << /Filter /Standard /V 5 /R 6 /Length 256 /P -4 /StmF /StdCF /StrF /StdCF %s /CF << /StdCF"
        b" << /AuthEvent /DocOpen /CFM /AESV3 /Length 32 >> >> >> /ID [<00> <00>] /Root 1 0 R >>" % secret
    )
    return pdf(lines).replace(b"/Root 1 0 R >>", lock)


def write_docx(path: Path, lines: Sequence[str], table: Sequence[Sequence[str]] = ()) -> Path:
    """Write a DOCX with paragraphs (`- ` begins a bullet) and a table at its end."""
    import docx

    document = docx.Document()
    for line in lines:
        style = "List Bullet" if line.startswith("- ") else None
        document.add_paragraph(line.removeprefix("- "), style=style)
    if table:
        grid = document.add_table(len(table), len(table[0]))
        for row, values in zip(grid.rows, table, strict=True):
            for cell, value in zip(row.cells, values, strict=True):
                cell.text = value
    document.save(str(path))
    return path


def zip_bomb(path: Path) -> Path:
    """Write a file that calls itself DOCX and unpacks to 200 MB of nothing."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("word/document.xml", "w") as entry:
        for _ in range(200):
            entry.write(bytes(1024 * 1024))
    return path


def _stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (entries, len(content), content)


def _pdf_of(objects: Sequence[bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.5\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
