"""A sentence as it is read: without invisible characters, and with capital letters only where names have them."""

import re
import unicodedata

from storywatch.transforms.claims.names import gazetteer
from storywatch.transforms.vocabulary import of_vocabulary
from wordfreq import zipf_frequency

LEAST_WORDS = 4
"""Words from which a line is long enough to tell that all of it is in capitals."""
MOST_CAPITAL = 0.75
EVERYDAY = 3.3
"""Frequency (Zipf's scale) from which a word is no name where nothing else tells."""
_WORD = re.compile(r"[^\W\d_][\w’'-]*")


def visible(text: str) -> tuple[str, list[int]]:
    """(the text without invisible characters, such as soft hyphens; for each character its place in `text`, and the end)."""
    at = [i for i, c in enumerate(text) if unicodedata.category(c) != "Cf"]
    return "".join(text[i] for i in at), [*at, len(text)]


@of_vocabulary
def _forms() -> tuple[re.Pattern[str], dict[str, str]]:
    forms = {form.lower(): form for form in gazetteer().forms if len(form) > 2 or form.isupper()}
    alternatives = "|".join(re.escape(form) for form in sorted(forms, key=lambda f: (-len(f), f)))
    return re.compile(rf"(?<![\w-])(?:{alternatives})(?!\w)", re.IGNORECASE), forms


def _style(text: str) -> str | None:
    """capitals, title ("North Korea Sends Troops To Russia"), or None for a sentence as sentences are."""
    words = _WORD.findall(text)
    if len(words) < LEAST_WORDS:
        return None
    if sum(len(w) for w in words if w.isupper()) >= MOST_CAPITAL * sum(len(w) for w in words):
        return "capitals"
    long = [w for w in words[1:] if len(w) > 3]
    if len(long) >= LEAST_WORDS - 1 and sum(w[0].isupper() for w in long) >= MOST_CAPITAL * len(long):
        everyday = sum(zipf_frequency(w.lower(), "en") >= EVERYDAY and w.lower() not in _forms()[1] and w[0].isupper() for w in words)
        return "title" if everyday * 3 >= len(words) else None
    return None


def sentence_case(text: str, article: str) -> str:
    """A line in capitals or in title case as a sentence, of the same length. `article` shows how other words are written."""
    style = _style(text)
    if style is None:
        return text
    pattern, forms = _forms()
    kept = [
        (m.start(), m.end(), forms[m.group(0).lower()]) for m in pattern.finditer(text) if len(forms[m.group(0).lower()]) == len(m.group(0))
    ]
    written = set(_WORD.findall(article))
    out = list(text)
    words = list(_WORD.finditer(text))
    for match, behind in zip(words, [*words[1:], None], strict=True):
        start, end = match.span()
        known = next((k for k in kept if k[0] <= start and end <= k[1]), None)
        word = match.group(0)
        if known:
            form = known[2][start - known[0] : end - known[0]]
        elif style == "title" and behind and behind.group(0)[0].isupper() and zipf_frequency(behind.group(0).lower(), "en") < EVERYDAY:
            # "Joseph Mwangoma": a word before a name belongs to it
            form = word
        elif word.lower() in written or zipf_frequency(word.lower(), "en") >= EVERYDAY:
            form = word.lower() if style == "capitals" or not (word.isupper() and len(word) > 1) else word
        elif style == "capitals":
            form = word.capitalize() if len(word) > 3 and len(word.capitalize()) == len(word) else word
        else:
            form = word
        if len(form) == len(word):
            out[start:end] = form
    first = next((i for i, c in enumerate(out) if c.isalpha()), 0)
    out[first] = out[first].upper() if len(out[first].upper()) == 1 else out[first]
    return "".join(out)
