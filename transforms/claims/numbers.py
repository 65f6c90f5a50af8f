"""Numbers in a sentence: digits and words, vague ones, ranges and limits, each as a range. One reader for every spelling.

"several thousand", "10,000 to 12,000", "10.000", "ten thousand", "10k", "2-3,000", "half a million", "two dozen", "at least 30", "30-plus".
Dates, times, ages and what is a name ("B-52", "203rd Brigade", "resolution 2719") are no numbers here. What is counted is read from the
syntax (`transforms/claims/figures.py`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from text_to_num import text2num

_ONES = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_BIG = "hundred|thousand|million|billion|lakh|crore"
_WORD = rf"(?:{_TENS}|{_ONES}|{_BIG})"
_DASHES = "-–—−‑‒"
_DASH = re.escape(_DASHES)
_SPACE = "\u00a0\u2009\u202f "
_GROUPED = rf"\d{{1,3}}(?:,\d{{2}})+,\d{{3}}(?!\d)|\d{{1,3}}(?:[,.'’{_SPACE}]\d{{3}})+(?!\d)(?:\.\d+)?"
_DIGITS = rf"(?:{_GROUPED}|\d+(?:[.,]\d{{1,2}}(?=[ -]?(?:{_BIG}|mn|bn|m|k)\b)|\.\d+)?[½¼¾]?)"
_SUFFIX = r"(?:[ -]?(?:hundred|thousand|million|billion|lakhs?|crores?|mn|bn|m|k)(?!\w))"
_DOZENS = rf"(?:half a|a|(?:{_ONES})|\d+)[ -]dozen|dozen"
_PART = rf"(?:half a|a quarter of a|three quarters of a)[ -](?:{_BIG})"
_AND = r"(?:(?<=hundred)|(?<=thousand)|(?<=million)|(?<=billion))\sand\s(?!a\b)"
_SPELLED = rf"(?:a (?={_BIG}))?{_WORD}(?:(?:[ -]|{_AND}){_WORD})*(?:\sand\sa\shalf(?:[ -](?:{_BIG}))?)?"
_NUMBER = rf"(?:{_DOZENS}|{_PART}|{_DIGITS}{_SUFFIX}?|{_SPELLED})"
_VAGUE = (
    r"(?:a (?:small|limited|low|tiny) number|a small group|a handful|a few(?: (?:dozen|hundred|thousand))?"
    r"|(?:a |another )?couple of(?: (?:dozen|hundred|thousand))?|several(?: (?:dozen|hundred|thousand))?"
    r"|(?:many |some )?(?:tens of thousands|hundreds of thousands|dozens|scores|hundreds|thousands)|a pair)"
)
_APPROX = (
    r"about|around|roughly|some|approximately|nearly|almost|close to|an estimated|estimated|circa|ca\.?|c\.|in the region of|~|≈|or so"
)
_AT_LEAST = r"at least|more than|over|above|no fewer than|not fewer than|no less than|a minimum of|minimum|upwards of|exceeding|in excess of|beyond|>|≥"
_AT_MOST = (
    r"up to|as many as|fewer than|less than|under|at most|no more than|not more than|a maximum of|at the most|below|<|≤|almost|nearly"
)
_CURRENCY = rf"(?:US|A|C|NZ|HK|S)?[$€£¥₹₽₴₩₪₺]\s?|(?:Rs\.?|KSh\.?|USD|EUR|GBP)\s?(?=\d)|R(?=[\d.,]+{_SUFFIX})"
_FIGURE = re.compile(
    rf"(?<![\w.,/:+{_DASH}])(?:(?P<limit>(?:{_AT_LEAST}|{_AT_MOST}|{_APPROX})(?=\s)|[~≈<>≤≥]|ca?\.)\s*)?(?:(?:the|a|an|another|the other|only|just)\s+)?(?P<currency>{_CURRENCY})?"
    rf"(?:(?P<low>{_NUMBER})(?:\s*(?P<joint>to|and|or|[{_DASH}])\s*(?:even\s+)?(?P<high>{_NUMBER}))?|(?P<vague>{_VAGUE}))"
    rf"(?P<after>\s+or\s+(?:more|so|fewer)|\s+at (?:least|most)|\+|-plus\b|-odd\b)?(?![\w½]|[.,:]\d)",
    re.IGNORECASE,
)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_MONTH_BEFORE = re.compile(rf"{_MONTH}[\s-]+(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s+)?(?:(?:and|or|to|-|–)\s+)?$", re.IGNORECASE)
_MONTH_AFTER = re.compile(rf"^(?:\s*(?:and|or|to|-|–)\s*\d{{1,2}})?(?:\s+of)?[\s-]+{_MONTH}", re.IGNORECASE)
_YEAR_LED = re.compile(
    r"(?:\b(?:in|of|since|by|from|until|during|late|early|mid|before|after|to|and|year|spring|summer|autumn|fall|winter|"
    r"through|around|end of|throughout|model)[ -]|[-–/,]\s?|\(|"
    rf"{_MONTH} )$",
    re.IGNORECASE,
)
_NAME_BEFORE = re.compile(
    r"(?:\b(?:No|Nos|Nr|articles?|resolutions?|chapters?|sections?|pages?|items?|channels?|rooms?|tables?|versions?|platforms?|phases?|"
    r"levels?|unit|age|aged|mark|mk|block|decree|(?<!to )(?<!will )orders?|bills?|call(?:ed|s|ing)?|dial(?:l?ed|s|l?ing)?|kilomet(?:er|re)|km|postcode|gate|pier|route|highway|grid|FM|article|line|"
    r"type|model|serial|UNSCR|hull|tail|square|clause|paragraph|flight|camp|group|(?<!last )(?<!this )(?<!that )(?<!next )(?<!past )(?:day|week))\.?\s*(?:numbers?\s*)?|[#@№§]|\b\d\s*:\s*|\b(?:resolutions?|numbers?|pages|items|articles) [\d, ]+(?:and |or )?)$",
    re.IGNORECASE,
)
_NOT_AFTER = re.compile(
    r"^(?:\s*(?:a\.?m\.?|p\.?m\.?|o['’]clock|GMT|UTC|local time)\b|\s*:\s*\d|[- ]years?[- ]olds?|[- ](?:day|month|hour|year|week|minute|night|storey|story|page|point)\b(?!s)|[- ]member\b(?!s|(?:[\s-][\w-]+){0,2}\s(?:contingent|force|team|unit|battalion|brigade|mission|company|squad|crew|delegation|group|platoon|regiment|detachment|garrison)\b)"
    r"|[- ](?:km|kilomet(?:re|er)|mile|ton|tonne|met(?:re|er)|foot|inch|mm|calibre|caliber|magnitude|way|stage|seat)\b(?!s)|(?:st|nd|rd|th)\b|-(?:thirds?|quarters?|fifths?|halves)\b|mm\b|/\d|\s*°|\s+FM\b|\s+block\b)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"(?:\bbetween|\bfrom)\s+$", re.IGNORECASE)
_FROM = re.compile(rf"\bfrom\s+(?:(?:{_APPROX}|{_AT_LEAST})\s+)?$", re.IGNORECASE)
_RANGING = re.compile(r"\b(?:rang(?:e[sd]?|ing)|var(?:y|ies|ied|ying)|anywhere|of)\s+from\b[^,;]*$", re.IGNORECASE)
_BY = re.compile(r"\bby\s+$", re.IGNORECASE)
_NOT_BUT = re.compile(r"\bnot\s+$", re.IGNORECASE)
_VAGUE_RANGES: dict[str, tuple[float, float | None]] = {
    "a small number": (2, 99), "a limited number": (2, 99), "a low number": (2, 99), "a tiny number": (2, 99),
    "a small group": (2, 99), "a handful": (3, 9), "a few": (3, 9), "couple of": (2, 3), "several": (3, 9), "a pair": (2, 2),
    "dozens": (24, None), "scores": (40, None), "hundreds": (200, None), "thousands": (2000, None),
    "tens of thousands": (20000, None), "hundreds of thousands": (200000, None),
}  # fmt: skip
_SCALES = {"hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "mn": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9, "dozen": 12, "lakh": 1e5,
           "lakhs": 1e5, "crore": 1e7, "crores": 1e7}  # fmt: skip
_SHORT = re.compile(r"\d{1,2}")
_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75}


@dataclass(frozen=True)
class Number:
    """A number in a sentence, offsets inside it; an open side is None."""

    text: str
    start: int
    end: int
    low: float | None
    high: float | None
    approximate: bool
    currency: str | None = None


def _digits(text: str) -> float:
    """ "10,000", "10.000", "1,00,000", "10 000", "10'000" and "1,5": a mark before three digits, or given twice, is none of decimals."""
    fraction = _FRACTIONS.get(text[-1:], 0.0)
    text = text.rstrip("".join(_FRACTIONS))
    if re.fullmatch(_GROUPED, text):
        whole, point, rest = text.partition(".") if text.count(".") == 1 and not re.search(r"\.\d{3}$", text) else (text, "", "")
        return float(re.sub(r"\D", "", whole) + (point + rest if rest else "")) + fraction
    return float(text.replace(",", ".") or 0) + fraction


def number(text: str) -> float | None:
    """The value of one number in digits or words ("1.5 million", "three thousand"), or None."""
    text = re.sub(r"\s+", " ", text.lower().strip())
    for lead, share in (("half a ", 0.5), ("a quarter of a ", 0.25), ("three quarters of a ", 0.75)):
        if text.startswith(lead):
            return share * _SCALES[text[len(lead) :].strip()]
    match = re.fullmatch(rf"({_DIGITS})[ -]?([a-z]+)?", text)
    if match:
        if match.group(2) and match.group(2) not in _SCALES:
            return None
        return _digits(match.group(1)) * _SCALES.get(match.group(2) or "", 1)
    head, half, scale = text.partition(" and a half")
    if half:
        value = number(head)
        return None if value is None else (value + 0.5) * _SCALES.get(scale.strip(), 1)
    for name in ("dozen", "lakh", "crore"):
        if text.endswith(name):
            before = text[: -len(name)].strip(" -")
            times = 1.0 if before in ("", "a") else number(before)
            return None if times is None else times * _SCALES[name]
    words = re.sub(rf"^a (?={_BIG})", "one ", text).replace("-", " ")
    try:
        return float(text2num("one " + words if words in _SCALES else words, "en"))
    except (ValueError, KeyError):
        return None


def _vague(text: str) -> tuple[float, float | None] | None:
    text = re.sub(r"\s+", " ", text.lower())
    for tail, scale in (("dozen", 12), ("hundred", 100), ("thousand", 1000)):
        if text.endswith(" " + tail):
            low, high = _vague(text[: -len(tail) - 1]) or (2, 9)
            return low * scale, high * scale if high else None
    return _VAGUE_RANGES.get(re.sub(r"^(?:many|some|a(?= couple)|another) ", "", text))


def _range(match: re.Match[str]) -> tuple[float | None, float | None, bool] | None:
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
        if low < high and low < 1000 and low * 1000 <= high * 10 and not re.search(r"[a-z]", match.group("low").lower()):
            # "2-3,000", "3-4k", "10 to 12 thousand"
            scale = _SCALES.get((re.search(r"[a-z]+$", match.group("high").lower()) or [""])[0], 1000 if high % 1000 == 0 else 1)
            low = low * scale if low * scale <= high else low
        return (low, high, False) if low <= high else (high, low, False)
    # fullmatch, as "up to" and "to" or "nearly" (which is near, not a limit) must not be mixed up
    if re.fullmatch(_APPROX, limit) or after in ("or so", "-odd"):
        return low, low, True
    if (limit and re.fullmatch(_AT_LEAST, limit)) or after in ("or more", "at least", "+", "-plus"):
        return low, None, False
    if (limit and re.fullmatch(_AT_MOST, limit)) or after in ("or fewer", "at most"):
        return None, low, False
    return low, low, False


def _is_date_or_name(sentence: str, match: re.Match[str]) -> bool:
    """Whether the number belongs to a date, a time, an age or a name."""
    start = match.start("low") if match.group("low") else match.start()
    low = match.group("low") or ""
    before, after = sentence[:start], sentence[match.end() :]
    if match.group("vague"):
        return False
    named = _NAME_BEFORE.search(before)
    if (named and not ("," in low and re.match("day|week", named.group(), re.IGNORECASE))) or _NOT_AFTER.search(after):
        return True
    if re.search(r"(?<!\bwho )(?<!\bwhich )(?<!\bthey )\bnumbers?\s+$", before, re.IGNORECASE) and not re.match(r"\s+[a-z]", after):
        # "hull number 314", but "the unit numbers 1,900 soldiers", "who number 400"
        return True
    digits = low.isdigit()
    if digits and len(low) <= 2 and int(low) <= 31 and (_MONTH_AFTER.search(sentence[match.end("low") :]) or _MONTH_BEFORE.search(before)):
        return True
    if digits and len(low) == 4 and 1850 <= int(low) <= 2100:
        if not match.group("limit") or match.group("limit").lower() in ("around", "about", "over", "under"):
            unit = re.match(r"\s+[a-z]+", after)
            if _YEAR_LED.search(before) or not unit or before.rstrip().endswith(("-", "–")):
                return True
    if (
        low[:1].isupper()
        and match.start("low") > 2
        and low.isalpha()
        and not re.search(rf"[:.\"“‘(]\s*$|\s[{_DASH}]+\s*$", sentence[: match.start()])
    ):
        # "Thousand Swords": a word for a number in the middle of a sentence has a capital letter in names only; what follows a dateline
        # ("PARIS (AP) — Two jets"), a colon or an opening quotation mark begins a sentence
        return True
    # "0800 555": no count begins with a zero
    return bool(re.match(r"0\d", low))


def _is_pair(sentence: str, match: re.Match[str]) -> bool:
    """Whether "X and Y" are two numbers: only "between … and …" makes a range of them, and "by X to Y" is a change and what is left."""
    joint, before = match.group("joint").lower(), sentence[: match.start("low")]
    if joint == "to" and _FROM.search(before) and not _RANGING.search(before):
        # "a reduction from 2,200 to 600": how many there were, and how many there will be
        return True
    if joint.strip(_DASHES) == "":
        # "3,838 - 2,493 civilians and 1,345 police": the parts of a sum, no range
        low, high = number(match.group("low")), number(match.group("high"))
        return low is not None and high is not None and low > high and not _SHORT.fullmatch(match.group("low"))
    if joint == "and":
        return not re.search(r"between\s+$", before, re.IGNORECASE)
    return joint == "to" and bool(_BY.search(before))


_HANDED = re.compile(r"\b(?:hand|tak|turn|giv|gave|took|sign|fl[yi]|flew)(?:e|es|s|ed|ing|en|ying)?\s+$", re.IGNORECASE)


def numbers(sentence: str) -> Iterator[Number]:
    """The numbers of a sentence in order. Never raises on any text."""
    at = 0
    while match := _FIGURE.search(sentence, at):
        at = max(match.end(), at + 1)
        low_start = match.start("low") if match.group("low") else match.start("vague")
        changed = False
        if match.group("high") and _is_pair(sentence, match):
            changed = bool(_BY.search(sentence[: match.start("low")]))
            match = _FIGURE.match(sentence[: match.end("low")], match.start()) or match
            at = match.end()
        if (match.group("limit") or "").lower() == "over" and _HANDED.search(sentence[: match.start()]):
            # "to hand over 18 tanks": "over" belongs to the verb
            match = _FIGURE.match(sentence, low_start) or match
        if _is_date_or_name(sentence, match) or changed:
            continue
        if _NOT_BUT.search(sentence[: match.start()]) and re.match(r"\s+but\b", sentence[match.end() :]):
            continue
        bounds = _range(match)
        if bounds is None:
            continue
        start = match.start("limit") if match.group("limit") else match.start("currency") if match.group("currency") else low_start
        between = _BETWEEN.search(sentence[:low_start])
        if between and match.group("high"):
            start = min(start, between.start())
        yield Number(sentence[start : match.end()], start, match.end(), *bounds, (match.group("currency") or "").strip() or None)
