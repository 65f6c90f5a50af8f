"""Read figures: numbers in words and digits, vague numbers, ranges and limits, and what they count.

"several thousand", "10,000 to 12,000", "at least 30", "a small number", "no fewer than 3,000", "two". Dates, times, ages,
names of units and of weapons ("B-52", "203rd Tank Battalion") are not figures.
"""

import re
from functools import lru_cache

from text_to_num import text2num

from transforms.rows import Figure
from transforms.vocabulary import vocabulary, words_regex

_ONES = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_SCALE = "hundred|thousand|million|billion"
_WORD = rf"(?:{_TENS}|{_ONES}|{_SCALE})"
_WORDS = rf"(?:a (?={_SCALE}))?{_WORD}(?:(?:[ -]|\sand\s){_WORD})*"
_DIGITS = r"\d{1,3}(?:[,\u202f\u00a0 ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_MULTIPLIER = r"(?:[ -]?(?:hundred|thousand|million|billion|mn|bn|m|k)(?![\w]))?"
_NUMBER = rf"(?:(?:{_DIGITS}){_MULTIPLIER}|{_WORDS})"
_VAGUE = (
    r"(?:a (?:small|limited|low|tiny) number|a small group|a handful|a few(?: (?:dozen|hundred|thousand))?"
    r"|(?:a |another )?couple of(?: (?:dozen|hundred|thousand))?|several(?: (?:dozen|hundred|thousand))?"
    r"|(?:many |some )?(?:tens of thousands|hundreds of thousands|dozens|scores|hundreds|thousands)"
    r"|(?:a |two |three )?dozen|a pair)"
)
_APPROX = r"about|around|roughly|some|approximately|nearly|almost|close to|an estimated|estimated|circa|in the region of|or so"
_AT_LEAST = (
    r"at least|more than|over|above|no fewer than|not fewer than|no less than|a minimum of|minimum|upwards of|exceeding|in excess of"
)
_AT_MOST = (
    r"up to|as many as|fewer than|less than|under|at most|no more than|not more than|a maximum of|at the most|below|almost"
    r"|nearly"
)
_LIMIT = rf"(?P<limit>{_AT_LEAST}|{_AT_MOST}|{_APPROX})"
_FIGURE = re.compile(
    rf"(?<![\w.,/:$€£-])(?:{_LIMIT}\s+)?(?:(?:the|a|an|another|the other|only|just)\s+)?(?P<currency>[$€£])?"
    rf"(?:(?:between\s+|from\s+)?(?P<low>{_NUMBER})(?:\s*(?:to|and|or|–|—|-)\s*(?:even\s+)?(?P<high>{_NUMBER}))?|(?P<vague>{_VAGUE}))"
    rf"(?P<after>\s+or\s+(?:more|so|fewer)|\s+at (?:least|most)|\+)?(?![\w]|[.,:]\d)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"(?:between|from)\s+$", re.IGNORECASE)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_IS_DATE_BEFORE = re.compile(rf"(?:{_MONTH}|\bon|\bsince|\bby|\buntil|\bearly|\blate|\bmid)\s+(?:the\s+)?$", re.IGNORECASE)
_MONTH_BEFORE = re.compile(rf"{_MONTH}\s+(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s+)?(?:(?:and|or|to|-|–)\s+)?$", re.IGNORECASE)
_MONTH_AFTER = re.compile(rf"^(?:\s*(?:and|or|to|-|–)\s*\d{{1,2}})?(?:\s+of)?\s+{_MONTH}", re.IGNORECASE)
_YEAR_LED = re.compile(
    r"(?:\b(?:in|of|since|by|from|until|during|late|early|mid|before|after|to|and|year|spring|summer|autumn|fall|winter|"
    r"through|around|end of|throughout)[ -]|[-–/,]\s?|\(|"
    rf"{_MONTH} )$",
    re.IGNORECASE,
)
_NOT_FIGURE_BEFORE = re.compile(
    r"(?:\b(?:No|Nr|article|resolutions?|chapter|section|page|channel|flight|camp|level|phase|day|group|unit|brigade|"
    r"operation|age|aged|mirage|boeing|airbus|type|mark|mk|block|su|mig|article|number|km|decree|order|bill)\.?\s*"
    r"|\bUNSCR\s*|\b(?:resolutions? [\d, ]+(?:and )?)|[#@№]|\b\d\s*:\s*)$",
    re.IGNORECASE,
)
_NOT_FIGURE_AFTER = re.compile(
    r"^(?:\s*(?:a\.?m\.?|p\.?m\.?|o'clock|GMT|UTC|local time)\b|\s*:\s*\d|[- ]years?[- ]old|-day\b|-month\b|-hour\b|-year\b"
    r"|-km\b|(?:st|nd|rd|th)\b|\s+of\s+(?:the|them|these|those|its|his|their)\s+(?:most|main|first|few|last)\b|/\d)",
    re.IGNORECASE,
)
_ONE_PRONOUN_AFTER = re.compile(
    r"^\s+(?:of|another|thing|day|side|way|that|who|which|can|could|should|has|is|was|had|would|final|more|by one|hopes|must|in|to"
    r"|among|them|can|after|may|morning|week|month|year|night|subject|ones?)\b",
    re.IGNORECASE,
)
_ONE_PRONOUN_BEFORE = re.compile(r"\b(?:no|any|every|each|some|this|that|which|the|only|by|as|another)\s+$", re.IGNORECASE)
_VAGUE_RANGES: dict[str, tuple[float, float | None]] = {
    "a small number": (2, 99), "a limited number": (2, 99), "a low number": (2, 99), "a tiny number": (2, 99),
    "a small group": (2, 99), "a handful": (3, 9), "a few": (3, 9), "couple of": (2, 3), "several": (3, 9), "a pair": (2, 2),
    "dozens": (24, 99), "scores": (40, 99), "hundreds": (200, 999), "thousands": (2000, 9999),
    "tens of thousands": (20000, 99999), "hundreds of thousands": (200000, 999999), "dozen": (12, 12),
}  # fmt: skip
_SCALES = {"hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "mn": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9, "dozen": 12}


def number(text: str) -> float | None:
    """The value of one number in digits or words ("1.5 million", "three thousand"), or None."""
    text = text.lower().strip()
    match = re.fullmatch(rf"({_DIGITS})[ -]?([a-z]+)?", text)
    if match:
        value = float(re.sub(r"[,\s\u202f\u00a0]", "", match.group(1)))
        if match.group(2) and match.group(2) not in _SCALES:
            return None
        return value * _SCALES.get(match.group(2) or "", 1)
    words = re.sub(rf"^a (?={_SCALE})", "one ", text).replace("-", " ")
    if words in _SCALES:
        words = "one " + words
    try:
        return float(text2num(words, "en"))
    except (ValueError, KeyError):
        return None


def _vague(text: str) -> tuple[float, float | None] | None:
    text = re.sub(r"\s+", " ", text.lower())
    for tail, scale in (("dozen", 12), ("hundred", 100), ("thousand", 1000)):
        if text.endswith(" " + tail):
            head = text[: -len(tail) - 1]
            if head in ("a", "two", "three"):
                return (scale * {"a": 1, "two": 2, "three": 3}[head],) * 2
            low, high = _vague(head) or (2, 9)
            return low * scale, high * scale if high else None
    text = re.sub(r"^(?:many|some|a(?= couple)|another) ", "", text)
    return _VAGUE_RANGES.get(text)


def _range(match: re.Match[str], before: str) -> tuple[float | None, float | None, bool] | None:
    """(low, high, approximate) of a match, or None where it is no number after all."""
    limit = (match.group("limit") or "").lower()
    after = (match.group("after") or "").lower().strip()
    if match.group("vague"):
        bounds = _vague(match.group("vague"))
        return (*bounds, True) if bounds else None
    low = number(match.group("low"))
    if low is None:
        return None
    if match.group("high"):
        high = number(match.group("high"))
        if high is None:
            return None
        scale = re.search(r"(hundred|thousand|million|billion)$", match.group("high").lower())
        if low < high and low < 1000 and scale and not re.search(scale.group(1), match.group("low").lower()):
            low *= _SCALES[scale.group(1)]
        return (low, high, False) if low <= high else (high, low, False)
    # fullmatch, as "up to" and "to" or "nearly" (which is near, not a limit) must not be mixed up
    if re.fullmatch(_APPROX, limit) or after == "or so":
        return low, low, True
    if (limit and re.fullmatch(_AT_LEAST, limit)) or after in ("or more", "at least", "+"):
        return low, None, False
    if (limit and re.fullmatch(_AT_MOST, limit)) or after in ("or fewer", "at most"):
        return None, low, False
    return low, low, False


def _is_date_or_name(sentence: str, match: re.Match[str]) -> bool:
    """Whether the number belongs to a date, a time, an age or a name."""
    start = match.start("low") if match.group("low") else match.start()
    low = match.group("low") or ""
    before, after = sentence[:start], sentence[match.end() :]
    if _NOT_FIGURE_BEFORE.search(before) or _NOT_FIGURE_AFTER.search(after):
        return True
    if match.group("vague"):
        return False
    digits = low.isdigit()
    if digits and len(low) <= 2 and (_MONTH_AFTER.search(after) or _MONTH_BEFORE.search(before)):
        return True
    if digits and len(low) <= 2 and re.match(r"^\d{1,2}$", low) and _MONTH_AFTER.search(sentence[match.end("low") :]):
        return True
    if digits and len(low) == 4 and 1850 <= int(low) <= 2100:
        if not match.group("limit") or match.group("limit").lower() in ("around", "about", "over", "under"):
            unit = re.match(r"\s+[a-z]+", after)
            if _YEAR_LED.search(before) or not unit or before.rstrip().endswith(("-", "–")):
                return True
    if low.lower() == "one":
        if _ONE_PRONOUN_BEFORE.search(before) or _ONE_PRONOUN_AFTER.search(after) or not after.strip(" .,;:!?\"'”"):
            return True
    return bool(match.group("high") is None and re.search(r"[A-Za-z]-$", before))


@lru_cache(maxsize=4)
def _counted() -> list[tuple[str, re.Pattern[str] | None, re.Pattern[str] | None]]:
    groups = []
    for name, words in vocabulary("counted").items():
        context = words_regex(words["context"]) if words["context"] else None
        units = re.compile("(?<![A-Za-z])(?:" + "|".join(words["units"]) + r")(?![\w])", re.IGNORECASE) if words["units"] else None
        groups.append((name, context, units))
    return groups


_CLAUSE_END = re.compile(
    r"[;:.!?]|,\s+(?:and|but|while|which|who|with|as|according|said)\b|\s+(?:while|but|although)\s+|,\s+(?=(?:some|about|at least|\d))"
)
_NEXT_NUMBER = re.compile(rf"\b(?:{_DIGITS}|{_ONES}|{_TENS})\b")
# adjectives and nouns that may stand between the number and what it counts
_NP_STOP = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|in|on|at|to|from|for|by|with|and|or|that|who|which|as|of|said|than)\b|[,;:.()]"
)


def _what_is_counted(sentence: str, start: int, end: int, currency: str | None) -> tuple[str | None, str | None]:
    """(unit, group): the word counted and its group in the vocabulary."""
    if currency:
        return currency, "money"
    after = sentence[end : end + 90]
    stop = _CLAUSE_END.search(after)
    if stop:
        after = after[: stop.start()]
    nearest: tuple[int, int, str, str] | None = None
    np = after
    of = re.match(r"\s+of\s+(?:the|its|their|his|these|those|them)?\s*", np)
    head = np[of.end() :] if of else np
    cut = _NP_STOP.search(head)
    phrase = head[: cut.start()] if cut else head
    for rank, (name, _, units) in enumerate(_counted()):
        found = units.search(phrase) if units else None
        if found and (nearest is None or (found.start(), rank) < nearest[:2]):
            nearest = (found.start(), rank, name, found.group(0))
    unit = nearest[3] if nearest else None
    group = nearest[2] if nearest else None
    if group in (None, "troops", "events"):
        before = sentence[max(0, start - 60) : start]
        before = re.split(r"[;:.!?]|,\s", before)[-1]
        cutoff = _NEXT_NUMBER.search(after, 1)
        window = after[: cutoff.start()] if cutoff else after
        near = [(found.start(), name) for name, context, _ in _counted() if context and (found := context.search(window))]
        if not near:
            near = [
                (0, name)
                for name, context, _ in _counted()
                if context
                and (found := context.search(before))
                and (group is None or not re.search(r"\w+\W+\w+\W+\w+\W+\w+", before[found.end() :]))
            ]
        if near:
            name = min(near, key=lambda pair: pair[0])[1]
            return unit or name, name
    if group is None:
        word = re.match(r"[\s-]+([A-Za-z][\w'-]+)", head)
        unit = word.group(1).lower() if word and not _NP_STOP.fullmatch(word.group(1)) else None
    return (unit.lower() if unit else None), group


_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
             "eleventh": 11, "twelfth": 12, "fifteenth": 15, "twentieth": 20}  # fmt: skip
# "A Kenyan officer was killed", "a second soldier died": one of the counted, or so many so far
_SINGLE = re.compile(
    rf"\b(?P<word>(?:[Aa]n?|[Tt]he|[Ii]ts|[Aa]nother)(?: (?P<ordinal>{'|'.join(_ORDINALS)}))?|[Ff]irst|[Ss]econd)\s+(?:[\w'’-]+\s+){{0,4}}?"
    r"(?P<unit>soldier|officer|serviceman|policeman|policewoman|peacekeeper|sailor|marine|fighter|pilot|member|commando|mercenary)\b"
    r"(?P<fate>[^.;]{0,80}?\b(?:killed|died|dies|dead|shot dead|wounded|injured|captured|missing))\b"
)


def _singles(sentence: str, offset: int, found: list[Figure]) -> list[Figure]:
    """One soldier killed, told without a number."""
    out = []
    for match in _SINGLE.finditer(sentence):
        start, end = match.span("word")
        words = match.group("word").lower().split()
        ordinal = match.group("ordinal") or (words[0] if words[0] in _ORDINALS else None)
        if (words[0] == "the" and not ordinal) or any(f.start < offset + match.end() and offset + start < f.end for f in found):
            continue
        count = float(_ORDINALS[ordinal]) if ordinal else 1.0
        near = [(m.start(), name) for name, context, _ in _counted() if context and (m := context.search(match.group("fate")))]
        counted = min(near)[1] if near else "casualties"
        out.append(Figure(sentence[start:end], offset + start, offset + end, count, count, match.group("unit"), counted))
    return out


def figures(sentence: str, offset: int = 0) -> tuple[Figure, ...]:
    """The figures of a sentence in order. `offset` is the sentence's start in the article. Never raises on any text."""
    found = []
    at = 0
    while match := _FIGURE.search(sentence, at):
        at = max(match.end(), at + 1)
        low_start = match.start("low") if match.group("low") else match.start("vague")
        if match.group("high") and _is_pair(sentence, match):
            # "30 soldiers and 12": two figures, not a range
            match = _FIGURE.match(sentence[: match.end("low")], match.start()) or match
            at = match.end()
        if _is_date_or_name(sentence, match):
            continue
        bounds = _range(match, sentence[:low_start])
        if bounds is None:
            continue
        low, high, approximate = bounds
        unit, counted = _what_is_counted(sentence, match.start(), match.end(), match.group("currency"))
        start = match.start("limit") if match.group("limit") else match.start("currency") if match.group("currency") else low_start
        between = _BETWEEN.search(sentence[:low_start])
        if between and match.group("high"):
            start = min(start, between.start())
        found.append(Figure(sentence[start : match.end()], offset + start, offset + match.end(), low, high, unit, counted, approximate))
    return tuple(sorted([*found, *_singles(sentence, offset, found)], key=lambda f: f.start))


def _is_pair(sentence: str, match: re.Match[str]) -> bool:
    """Whether "X and Y" are two figures: only "between … and …" makes a range of them; "or" joins near numbers."""
    joint = sentence[match.end("low") : match.start("high")].strip().lower()
    if joint == "and":
        return not re.search(r"between\s+$", sentence[: match.start("low")] or "", re.IGNORECASE) and not re.match(
            r".*between\s+$", sentence[max(0, match.start("low") - 9) : match.start("low")], re.IGNORECASE
        )
    return False
