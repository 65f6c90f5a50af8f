"""Foreign text as it may be shown: in a terminal, a report, a digest, a page."""

import re
import unicodedata


def harmless(text: str | None) -> str:
    """On one line, without control, formatting (right-to-left marks) and escape characters."""
    kept = (c for c in str(text or "") if unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cs") or c in "\n\t ")
    return " ".join("".join(kept).split())


def without_secrets(text: str) -> str:
    """A text in which addresses have no user and password: "postgresql://db/x" of "postgresql://me:secret@db/x"."""
    return re.sub(r"(\w+://)[^\s/@'\"]*:[^\s/'\"]*@", r"\1", text)
