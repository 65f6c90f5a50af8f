"""One decoder for everything that is read: byte order mark, header, declaration, UTF-8, then detection, which is said."""

import re
import zlib

from charset_normalizer import from_bytes

MAX_BYTES = 200_000_000
"""Of a file, after decompression."""
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_DECLARED = re.compile(rb"<(?:\?xml[^>]*\bencoding|meta[^>]*\bcharset)\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)


class TooLarge(ValueError):
    """What is larger than MAX_BYTES once it is unpacked."""


def unpacked(data: bytes) -> bytes:
    """The bytes, out of gzip where they are packed. Raises ValueError for broken gzip, TooLarge for a bomb."""
    if not data.startswith(b"\x1f\x8b"):
        return data
    reader = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        out = reader.decompress(data, MAX_BYTES + 1)
    except zlib.error as error:
        raise ValueError(f"broken gzip: {error}") from error
    if len(out) > MAX_BYTES:
        raise TooLarge(f"more than {MAX_BYTES:,} bytes once it is unpacked")
    if not reader.eof:
        raise ValueError("broken gzip: it ends too early")
    # what follows is another part, as some tools write
    return out + unpacked(reader.unused_data) if reader.unused_data.startswith(b"\x1f\x8b") else out


def decoded(data: bytes, charset: str | None = None) -> tuple[str, str | None]:
    """(the text, a warning where its encoding had to be guessed). `charset`: what the answer's header said, if there was one."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data.decode(name, "replace"), None
    declared = _DECLARED.search(data[:4096])
    for told in (charset, declared.group(1).decode("ascii", "replace") if declared else None):
        if told:
            try:
                return data.decode(told, "replace"), None
            except (LookupError, UnicodeError):
                pass
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError:
        best = from_bytes(data[:200_000]).best()
        name = best.encoding if best else "cp1252"
        return data.decode(name, "replace"), f"no encoding is declared, and it is not UTF-8: read as {name}"


def sound(text: str) -> str:
    """The text without halves of characters (lone surrogates), which no file can hold."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
