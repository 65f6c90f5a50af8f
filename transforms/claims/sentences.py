"""Cut a text into sentences, each with its exact character offsets.

pysbd does the cutting inside a paragraph; around it stand the rules that news text needs: a paragraph or a heading
ends a sentence, hard-wrapped lines do not, and a quotation that ends before the next one begins is a sentence.
"""

import itertools
import re
from collections.abc import Iterator
from functools import lru_cache
from types import SimpleNamespace

import pysbd
from pysbd.lang.english import English
from pysbd.languages import LANGUAGE_CODES

PARAGRAPH_LIMIT = 20_000
"""Characters of a paragraph that are segmented at once; the rules of pysbd are quadratic in it."""

_BLANK = re.compile(r"\n[ \t\r]*\n")
_LINE = re.compile(r"\n")
# “… there soon.” “The remaining …”: the end of one quotation directly before the start of another
_BETWEEN_QUOTES = re.compile(r"(?<=[.!?…][”\"»])\s+(?=[“\"«‘(]?[A-Z“\"«])")
# "… for the attack.The army …": a page that lost the space between two sentences
_GLUED = re.compile(r"(?<=[a-z]{3}[.!?])(?=[A-Z][a-z]*(?:\s|['’]))|(?<=[a-z]{3}[.!?][”\"])(?=[A-Z][a-z]*\s)")
# "Graffiti artist killed in Libya The announcement came ...": a heading or a caption that a page runs into the sentence behind it; a title in
# capitals ("Troops Leave As the Junta ...") has its small words only behind such a word, a name ("Class A drugs", "Fix It now") the word alone
_SMALL = r"(?:an?|the|to|of|in|on|and|or|for|from|by|with|at|as|its?)\b"
# and where an item of a list ends, behind no name ("Channel Four") but a day
_COUNTING = (
    r"(?:(?:Some|At least|More than|Fewer than|About|Around|Nearly|Almost|Over|Up to) (?:\d|[a-z])|(?:Dozens|Scores|Hundreds|Thousands) of"
    r"|(?:Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|Eleven|Twelve|Thirteen|Fourteen|Fifteen|Sixteen|Seventeen|Eighteen|Nineteen|Twenty) [a-z])"
)
_RUN_ON = re.compile(
    rf"\b(?!{_SMALL})\w[\w’'%-]*\)? +(?=(?:The|This|These|Those|They|There|Their|We|But|An|In|On|At|As|After|When|While|If) (?!{_SMALL})[a-z])"
    rf"|(?:\b(?!{_SMALL})[a-z][\w’'-]*|[\d)]) +(?=(?:A|He|She|His|Her|It) [a-z])"
    rf"|(?:\b(?!{_SMALL})[a-z][\w’'-]*|[\d)]|day) +(?={_COUNTING})"
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:Maj|Gen|Lt|Col|Sgt|Capt|Cmdr|Cpl|Adm|Brig|Pvt|Rep|Sen|Gov|Dr|Mr|Mrs|Ms|St|Prof|Rev|Hon|Pres|Min|Amb"
    r"|No|vs|approx|[0-9](?:st|nd|rd|th) (?:Bn|Bde|Div)|Bn|Bde|Jan|Feb|Aug|Sept|Oct|Nov|Dec)|\b[A-Z](?:\.[A-Z])*)\.$"
)


class _English(English):  # type: ignore[misc]
    """pysbd tries each of 200 abbreviations on the whole text; only those before a full stop can change it."""

    class AbbreviationReplacer(English.AbbreviationReplacer):  # type: ignore[misc]
        def search_for_abbreviations_in_string(self, text: str) -> str:
            language = self.__dict__["lang"]
            known = language.Abbreviation
            spaced = " ".join(["", *text.lower().split()])
            present = [a for a in known.ABBREVIATIONS if f" {a.strip()}." in spaced]
            if not present:
                return text

            class Present(known):  # type: ignore[misc,valid-type]
                ABBREVIATIONS = present

            self.lang = SimpleNamespace(Abbreviation=Present)
            replaced: str = super().search_for_abbreviations_in_string(text)
            self.lang = language
            return replaced


_RELATED = {"uk": "ru", "be": "ru", "pt": "es", "ca": "es", "gl": "es", "cs": "sk", "no": "da", "nb": "da", "sv": "da", "fi": "de", "et": "de",
            "lt": "pl", "lv": "pl", "hu": "de", "tr": "de", "ro": "it", "ko": "en"}  # fmt: skip
"""Languages that pysbd does not know -> one that it knows and that ends sentences in the same way."""
# "am 5. Januar", "EE. UU.", "т. е.": a number or a few letters before a full stop that a sentence seldom ends with
_SHORT = re.compile(r"(?:(?<![^\W_])\d{1,2}|(?<![^\W_])[^\W\d_]{1,2})\.$")


@lru_cache(maxsize=32)
def _segmenter(language: str) -> pysbd.Segmenter:
    known = language if language in LANGUAGE_CODES else _RELATED.get(language, "en")
    segmenter = pysbd.Segmenter(language=known, clean=False, char_span=False)
    if known == "en":
        segmenter.language_module = _English
    return segmenter


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Offsets of the paragraphs: parts between blank lines, and single lines unless the text is hard-wrapped."""
    start = 0
    for end in [m.start() for m in _BLANK.finditer(text)] + [len(text)]:
        block = text[start:end]
        lines = block.split("\n")
        starts_lower = sum(1 for line in lines[1:] if line.lstrip()[:1].islower())
        if len(lines) > 1 and starts_lower * 3 <= len(lines) - 1:
            at = start
            for line in lines:
                yield at, at + len(line)
                at += len(line) + 1
        else:
            yield start, end
        start = end


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _cut(text: str, start: int, end: int, language: str) -> Iterator[tuple[int, int]]:
    """The sentences of one paragraph. pysbd may change white space, so its pieces are found again in the text."""
    paragraph = text[start:end]
    # one character for one character, so that offsets hold
    flat = _LINE.sub(" ", paragraph).replace("\u00a0", " ")
    at = 0
    bounds = [0]
    # not `segment`, which compiles a pattern for each sentence to find it in the text
    for piece in _segmenter(language).processor(flat).process() if flat else ():
        piece = piece.strip()
        if not piece:
            continue
        found = flat.find(piece, at)
        if found < 0:
            continue
        if found > bounds[-1]:
            bounds.append(found)
        at = found + len(piece)
    bounds.append(len(flat))
    merged = [bounds[0]]
    for high in bounds[1:]:
        low = merged[-1]
        # "Sgt. Smith of the 3rd Bn." goes on
        piece = flat[low:high].rstrip()
        short = _ABBREVIATION if language == "en" else _SHORT
        if high != bounds[-1] and (short.search(piece) or (language != "en" and flat[high:].lstrip()[:1].islower())):
            continue
        merged.append(high)
    for low, high in itertools.pairwise(merged):
        between = {low + m.end() for pattern in (_BETWEEN_QUOTES, _GLUED) for m in pattern.finditer(flat[low:high])}
        if language == "en":
            between |= {low + m.end() for m in _RUN_ON.finditer(flat[low:high])}
        inner = sorted({low, *between, high})
        for a, b in itertools.pairwise(inner):
            yield start + a, start + b


def sentences(text: str, language: str = "en") -> list[tuple[int, int]]:
    """(start, end) of each sentence of `text`, in characters, in order, without overlap and without outer spaces.

    `language`: ISO 639-1.
    """
    spans = []
    for start, end in _paragraphs(text):
        for low in range(start, end, PARAGRAPH_LIMIT):
            for a, b in _cut(text, low, min(end, low + PARAGRAPH_LIMIT), language):
                a, b = _strip(text, a, b)
                if any(c.isalnum() for c in text[a:b]):
                    spans.append((a, b))
    return spans
