"""Page furniture: lines that stand around an article and claim nothing (datelines, captions, "Read also", bylines, topic lines)."""

import re

from storywatch.transforms.claims.analysis import Analysed
from storywatch.transforms.claims.geography import city_of
from storywatch.transforms.claims.names import gazetteer
from storywatch.transforms.vocabulary import of_vocabulary, vocabulary

MOST_WORDS = 25
"""Words that a line of furniture has at most."""
LONG, CAPITALS, GRAMMAR = 40, 0.45, 0.05
"""Words of a list of headlines at least, the share of them that have a capital letter, and of those that hold a sentence together."""
_FINITE = ("VBD", "VBZ", "VBP", "MD")
_ENDS = re.compile(r"[.!?…][”\"»’')\]]*$")
_PAUSES = re.compile(r"[.!?…,;:–—-][”\"»’')\]]*$")


@of_vocabulary
def _credits() -> re.Pattern[str]:
    # names of people and places, or brackets, tell them from sentences about editors
    return re.compile(rf"[\W_]*(?i:{'|'.join(vocabulary('furniture')['credits'])})\s+[A-Z]")


@of_vocabulary
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = vocabulary("furniture")
    leads = "|".join(sorted(words["leads"], key=lambda w: (-len(w), w)))
    return re.compile(rf"[\W_]*(?:{leads})\b\s*(?P<colon>[:|–—-])?", re.IGNORECASE), re.compile(
        rf"\b(?:{'|'.join(words['about_itself'])})\b", re.IGNORECASE
    )


@of_vocabulary
def _comments() -> re.Pattern[str]:
    return re.compile("|".join(vocabulary("furniture")["readers"]))


def own_text(text: str) -> int:
    """How many characters of a page are the article's own: what follows are comments of its readers."""
    found = _comments().search(text)
    return found.start() if found else len(text)


_DATELINE = re.compile(
    r"(?:Reporting from [A-Z][^.!?]{1,60}?\s[-–—]+|(?P<place>[A-Z][^.!?()]{1,100})?\((?P<agency>[A-Z][\w .]{1,30})\)\s*[-–—:]+|[A-Z][A-Z][A-Z’'. ]+(?:,[^.!?()–—]{1,40})?\s[-–—]+)\s+"
)
""" "HARARE, (CAJ News) - ", "Goma, DR Congo, April 8 (AFP) - ", "PARIS — ": before the sentence that an article begins with."""


def dateline(text: str) -> int:
    """How many characters of a sentence are a dateline, with what its page puts before it; 0 where there is none."""
    found = _DATELINE.match(text)
    if found and found["place"] and found["agency"].replace(" ", "") in "".join(re.findall(r"\b[A-Z]", found["place"])):
        # "the Free Norland Army (FNA) - a group of rebels - said"
        found = None
    found = found or _agency().search(text)
    end = found.end() if found else _bare_dateline(text)
    return end if end < len(text) else 0


_CAPITALS = re.compile(r"(?P<place>[A-Z][A-Z’'-]{3,}(?: [A-Z][A-Z’'-]+)*)(?P<comma>,?) ")
_BEGINS = re.compile(r"[“\"']?[A-Z](?=.{0,30}[a-z]{3})")


def _bare_dateline(text: str) -> int:
    """The end of a dateline without a dash, "PESHAWAR, Pakistan A drone fired ...": a known city in capitals before a sentence."""
    found = _CAPITALS.match(text)
    if found is None or city_of(found["place"].title()) is None:
        return 0
    country = gazetteer().pattern.match(text, found.end()) if found["comma"] else None
    if found["comma"] and country is None:
        return 0
    end = len(text) - len(text[country.end() :].lstrip()) if country else found.end()
    return end if _BEGINS.match(text, end) else 0


@of_vocabulary
def _agency() -> re.Pattern[str]:
    return re.compile(rf"\((?:{'|'.join(map(re.escape, vocabulary('furniture')['agencies']))})\)\s*[-–—]+\s+")


def alone(text: str, start: int, end: int) -> bool:
    """Whether [start, end) is a line of its own in the article's text, or what stands behind a heading that runs into it."""
    before, after = text[:start].rstrip(" \t\r"), text[end:].lstrip(" \t\r")
    return (not before or before.endswith("\n") or not _PAUSES.search(before)) and (not after or after.startswith("\n"))


def runs_on(text: str, start: int, end: int) -> bool:
    """Whether [start, end) has no stop, though its line goes on behind it: a heading or a caption beside a sentence."""
    after = text[end:].lstrip(" \t\r")
    return bool(after) and not after.startswith("\n") and not _PAUSES.search(text[start:end])


def _is_list(sentence: Analysed, written: str) -> bool:
    """Whether a long sentence is a list of headlines, links or names without a full stop between them: such lists have capitals and
    nouns, and hardly any article, auxiliary or pronoun."""
    words = re.findall(r"[^\W\d_]+", written)
    if len(words) < LONG or sum(word[0].isupper() for word in words) <= CAPITALS * len(words):
        return False
    return sum(w.pos in ("DET", "AUX", "PRON") for w in sentence.words) < GRAMMAR * len(words)


def is_furniture(sentence: Analysed, text: str, start: int, end: int) -> bool:
    """Whether a sentence is furniture: a line of its own without a finite verb, one that begins as such lines do, a page about itself, a
    list of headlines, a heading that runs into a sentence. [start, end) is where it stands in the article's `text`."""
    written = text[start:end]
    if _credits().match(sentence.text) and not any(w.tag in _FINITE for w in sentence.words):
        return True
    words = len(sentence.text.split())
    if words < LONG and runs_on(text, start, end):
        return True
    if words > MOST_WORDS:
        return _is_list(sentence, written)
    leads, about = _patterns()
    if about.search(sentence.text):
        return True
    lead = leads.match(sentence.text)
    finite = any(w.tag in _FINITE for w in sentence.words)
    own_line = alone(text, start, end)
    if own_line and lead and (lead.group("colon") or not finite or not _ENDS.search(sentence.text)):
        return True
    # a headline in the middle has no full stop, a caption or a dateline no verb either
    return own_line and not finite
