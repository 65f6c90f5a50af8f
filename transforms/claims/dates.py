"""Read dates and resolve them against the day of publication.

The expressions are found by patterns; what a full date means is read by dateparser, the calendar arithmetic of the
relative ones ("on Tuesday", "last month", "two weeks ago", "early on Friday") is dateutil's. Each mention has a frame:
whether it is when something happened, since when it goes on, a deadline ahead, or long past.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

from dateutil.relativedelta import relativedelta
from storywatch.transforms.rows import DateMention

RECENT_DAYS = 12
"""An event that lies further back than this is told in retrospect."""

NEAR_AHEAD, FAR_BACK = 75, 275
"""Days: a day without a year is ahead where that is near and the last one was long ago."""

_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan\.?|Feb\.?|Mar\.|Apr\.?|Jun\.?|Jul\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?)"
)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_SMALL = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
          "ten": 10, "a couple of": 2, "several": 4, "some": 3, "a few": 3}  # fmt: skip
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"

_PATTERNS = [
    ("iso", re.compile(r"\b(?P<year>20\d\d|19\d\d)-(?P<month>\d\d)-(?P<day>\d\d)\b")),
    ("dotted", re.compile(r"(?<![\d.])(?P<day>0?[1-9]|[12]\d|3[01])[./](?P<month>0?[1-9]|1[0-2])[./](?P<year>(?:19|20)\d\d)(?![\d.]*\d)")),
    ("years", re.compile(r"\b(?:the\s+)?(?P<year>(?:19|20)\d\d)\s?[-–/]\s?(?:(?:19|20)\d\d|\d\d)\b(?![-–/.,]?\d|\s+(?:soldiers|troops|men|people))")),
    ("decade", re.compile(r"\b(?:the\s+)?(?:early\s+|late\s+|mid-?)?(?P<year>(?:19|20)\d0)s\b")),
    ("quarter", re.compile(r"\bQ(?P<quarter>[1-4]) (?P<year>20\d\d)\b|\b(?P<quarter_>first|second|third|fourth|last) quarter of (?P<year_>20\d\d)\b", re.I)),
    ("feast", re.compile(r"\b(?P<feast>Christmas(?: Eve| Day)?|New Year(?:['’]s (?:Eve|Day))?)\b")),
    ("year_end", re.compile(r"\b(?:end of the year|year['’]s end|year-end|the year is out|end of this year)\b", re.I)),
    ("hours", re.compile(r"\b(?:past|last) (?:24|twenty-four|12|few) hours\b", re.I)),
    ("nth", re.compile(r"\bon the (?P<nth>3[01]st|2[1]st|1st|2[2]nd|2nd|2[3]rd|3rd|\d{1,2}th|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth)(?=\s*(?:[,.;]|$|and\b|in\b|at\b|from\b|for\b|after\b|said\b|the\b))")),
    ("day", re.compile(rf"\b(?:(?P<day>{_DAY})(?:\s*(?:-|–|to|and)\s*(?P<day2>{_DAY}))?\s+(?:of\s+)?(?P<month>{_MONTH})|(?P<month_>{_MONTH})[\s-]+(?P<day_>{_DAY})(?:\s*(?:-|–|to|and)\s*(?P<day2_>{_DAY}))?)(?!,\d{{3}}\b)(?![\d,.]*\d{{3}}\s*(?:soldiers|troops))(?:,?\s+(?P<year>(?:19|20)\d\d))?\b")),
    ("month", re.compile(rf"\b(?P<part>early|late|mid|the (?:end|middle|start|beginning) of|last|this|next|this past)?[\s-]*(?P<month>{_MONTH})(?:,?\s+(?:of\s+)?(?P<year>(?:19|20)\d\d|last year|this year|next year))?(?!\s*\d{{1,2}}(?![\d,]))\b")),
    ("weekday", re.compile(rf"\b(?P<rel>last|next|this|this past|the previous|the following|the next|previous|Tuesday of last)?\s*(?P<weekday>{_WEEKDAY})(?P<of>\s+of\s+last\s+week|\s+last\s+week)?\b")),
    ("ago", re.compile(r"\b(?P<n>\d+|a|an|one|two|three|four|five|six|seven|eight|nine|ten|a couple of|several|some|a few)\s+(?P<unit>day|week|fortnight|month|year|hour)s?\s+(?P<dir>ago|earlier|before|later)\b", re.I)),
    ("relative", re.compile(r"\b(?P<word>the day before yesterday|today|yesterday|tonight|tomorrow|overnight|this (?:morning|afternoon|evening|week|month|year|spring|summer|autumn|fall|winter)|last (?:night|week|weekend|month|year|spring|summer|autumn|fall|winter)|next (?:week|month|year|spring|summer|autumn|fall|winter)|a (?:day|week|month|year) (?:earlier|before|later)|the (?:day|previous day|night) before(?!\s+(?:an?|the|his|her|their|its|he|she|it|they|(?-i:[A-Z]\w+))\b)|the following day|the next day|that (?:same )?(?:day|morning|afternoon|evening|night)|(?:over|at|on|during) the weekend|(?:earlier|later) (?:this|that) (?:week|month|year))\b", re.I)),
    ("year", re.compile(r"\b(?P<lead>the|in|since|by|until|during|early|late|mid|of|before|after|from)[\s-]+(?:(?:the\s+)?(?:end|start|beginning|middle|spring|summer|autumn|fall|winter)\s+(?:of\s+)?)?(?P<year>(?:19|20)\d\d)\b(?!\s*[-–]\s*\d)", re.I)),
]  # fmt: skip
_SINCE = re.compile(r"\bsince\s+(?:(?:the|early|late|mid|about|around|at least)[\s-]+)*$", re.I)
_DEADLINE = re.compile(
    r"\b(?:by|until|till|before|no later than|at the latest|deadline|due|until about)\s+(?:(?:the|early|late|mid|end of|about|around|then|on)[\s-]+)*$",
    re.I,
)
_FUTURE = re.compile(
    r"\b(?:will|would|shall|is to|are to|was to|were to|be|going to|expected|plans?|planned|due|should|scheduled|set for|from|next|upcoming|intends?|may|might|could|must|wants?|demand\w*|ask\w*)\b",
    re.I,
)


def _month_number(name: str) -> int:
    key = name.lower().rstrip(".")[:3]
    return next(i + 1 for i, month in enumerate(_MONTHS) if month.startswith(key))


@lru_cache(maxsize=4096)
def _nearest_year(month: int, day: int, base: date, future: bool) -> date | None:
    """The day nearest to the day of publication; one ahead only if the words are of the future."""
    options = []
    for year in (base.year - 1, base.year, base.year + 1):
        try:
            options.append(date(year, month, day))
        except ValueError:
            continue
    if not options:
        return None
    if future:
        ahead = [d for d in options if d >= base - timedelta(days=60)]
        return min(ahead) if ahead else max(options)
    ahead = [d for d in options if timedelta(0) < d - base <= timedelta(days=NEAR_AHEAD)]
    back = [d for d in options if d <= base + timedelta(days=45)]
    if ahead and back and base - max(back) > timedelta(days=FAR_BACK):
        # "ends on 31 December", written at the end of October
        return ahead[0]
    return max(back) if back else min(options)


Resolved = tuple[date, str]
"""(first day meant, precision)"""


def _whole(year: str, month: int, day: int) -> Resolved | None:
    try:
        return date(int(year), month, day), "day"
    except ValueError:
        return None


def _of_day(g: dict[str, str], base: date | None, future: bool) -> Resolved | None:
    """ "8 October 2024", "October 8 and 13", of which the later day counts."""
    month = _month_number(g["month"] or g["month_"])
    day = int(re.sub(r"\D", "", g["day2"] or g["day2_"] or g["day"] or g["day_"]))
    if g["year"]:
        return _whole(g["year"], month, day)
    found = _nearest_year(month, day, base, future) if base else None
    return (found, "day") if found else None


def _of_quarter(g: dict[str, str], base: date | None, future: bool) -> Resolved | None:
    nth = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4}.get((g["quarter_"] or "").lower()) or int(g["quarter"])
    return date(int(g["year"] or g["year_"]), 3 * nth - 2, 1), "quarter"


def _of_month(g: dict[str, str], base: date | None, future: bool) -> Resolved | None:
    month, year = _month_number(g["month"]), g["year"]
    if year and year.isdigit():
        return date(int(year), month, 1), "month"
    if not base:
        return None
    if year:
        return date(base.year + {"last year": -1, "this year": 0, "next year": 1}[year], month, 1), "month"
    part = (g["part"] or "").lower()
    if part == "last":
        return date(base.year - (month >= base.month), month, 1), "month"
    if part == "next" or (future and part != "this"):
        return date(base.year + (month < base.month), month, 1), "month"
    return date(base.year - (month > base.month), month, 1), "month"


_FULL: dict[str, Callable[[dict[str, str], date | None, bool], Resolved | None]] = {
    "iso": lambda g, base, future: _whole(g["year"], int(g["month"]), int(g["day"])),
    "dotted": lambda g, base, future: _whole(g["year"], int(g["month"]), int(g["day"])),
    "day": _of_day,
    "quarter": _of_quarter,
    "year": lambda g, base, future: (date(int(g["year"]), 1, 1), "year"),
    "years": lambda g, base, future: (date(int(g["year"]), 1, 1), "year"),
    "decade": lambda g, base, future: (date(int(g["year"]), 1, 1), "year"),
    "month": _of_month,
}
"""Kinds of dates that may tell their year."""


def _of_feast(g: dict[str, str], base: date, future: bool) -> Resolved | None:
    name = g["feast"].replace("’", "'")
    if name == "Christmas Eve":
        month, day = 12, 24
    elif name.startswith("Christmas"):
        month, day = 12, 25
    else:
        month, day = (12, 31) if name.endswith("Eve") else (1, 1)
    found = _nearest_year(month, day, base, future)
    return (found, "day") if found else None


def _of_weekday(g: dict[str, str], base: date, future: bool) -> Resolved | None:
    index = _WEEKDAYS.index(g["weekday"].lower())
    rel = (g["rel"] or "").lower()
    back, on = (base.weekday() - index) % 7, (index - base.weekday()) % 7
    if g["of"]:
        return base - timedelta(days=base.weekday() + 7 - index), "day"
    if rel.startswith(("next", "the following")):
        return base + timedelta(days=on or 7), "day"
    if rel in ("last", "the previous", "previous"):
        return base - timedelta(days=back or 7), "day"
    return (base + timedelta(days=on) if future and back > 1 else base - timedelta(days=back)), "day"


def _ago(g: dict[str, str], base: date, future: bool) -> Resolved | None:
    """ "three weeks ago", "a fortnight later"."""
    n = _SMALL.get(g["n"].lower()) or (int(g["n"]) if g["n"].isdigit() else 1)
    unit = g["unit"].lower()
    if unit == "hour":
        return base - timedelta(days=n // 24), "day"
    n *= 1 if g["dir"].lower() == "later" else -1
    try:
        if unit == "fortnight":
            return base + relativedelta(weeks=2 * n), "day"
        steps = {
            "day": relativedelta(days=n),
            "week": relativedelta(weeks=n),
            "month": relativedelta(months=n),
            "year": relativedelta(years=n),
        }
        return base + steps[unit], unit
    except (OverflowError, ValueError):
        return None


_NEAR_DAYS = {
    **dict.fromkeys(("today", "tonight", "this morning", "this afternoon", "this evening", "overnight"), 0),
    **dict.fromkeys([f"that {same}{part}" for same in ("", "same ") for part in ("day", "morning", "afternoon", "evening", "night")], 0),
    **dict.fromkeys(
        ("yesterday", "last night", "a day earlier", "a day before", "the day before", "the previous day", "the night before"), -1
    ),
    **dict.fromkeys(("tomorrow", "the following day", "the next day", "a day later"), 1),
    "the day before yesterday": -2,
}
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}


def _of_word(g: dict[str, str], base: date, future: bool) -> Resolved | None:
    """ "yesterday", "last week", "next summer"."""
    word = (g.get("word") or "").lower()
    if word in _NEAR_DAYS:
        return base + timedelta(days=_NEAR_DAYS[word]), "day"
    if word.endswith("weekend"):
        return base - timedelta(days=(base.weekday() - 6) % 7), "day"
    back, on = word.startswith("last") or word.endswith(("earlier", "before")), word.startswith("next") or word.endswith("later")
    step = -1 if back else int(on)
    if "week" in word:
        return base - timedelta(days=base.weekday()) + timedelta(weeks=step), "week"
    if "month" in word:
        return base.replace(day=1) + relativedelta(months=step), "month"
    if "year" in word:
        return date(base.year + step, 1, 1), "year"
    month = next((month for season, month in _SEASONS.items() if word.endswith(season)), None)
    if month is None:
        return None
    year = base.year - (step < 0 and month > base.month - 3) + (step > 0 and month <= base.month)
    return date(year, month, 1), "month"


_NEAR: dict[str, Callable[[dict[str, str], date, bool], Resolved | None]] = {
    "feast": _of_feast,
    "year_end": lambda g, base, future: (date(base.year, 12, 1), "month"),
    "hours": lambda g, base, future: (base, "day"),
    "nth": lambda g, base, future: _nth(g["nth"], base, future),
    "weekday": _of_weekday,
    "ago": _ago,
}
"""Kinds that are told from the day of publication on; all others are words (`_of_word`)."""


def _resolve(kind: str, match: re.Match[str], base: date | None, future: bool) -> Resolved | None:
    """The first day that is meant and the precision, or None where it cannot be told."""
    g = match.groupdict()
    if kind in _FULL:
        return _FULL[kind](g, base, future)
    return _NEAR.get(kind, _of_word)(g, base, future) if base is not None else None


_NTH = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth",
        "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth")  # fmt: skip


def _nth(text: str, base: date, future: bool) -> tuple[date, str] | None:
    """ "on the 5th": the last one, or the next one where the words are of the future."""
    day = _NTH.index(text.lower()) + 1 if text.lower() in _NTH else int(re.sub(r"\D", "", text))
    for step in (0, 1, 2) if future else (0, -1, -2):
        month = base.replace(day=1) + relativedelta(months=step)
        try:
            found = month.replace(day=day)
        except ValueError:
            continue
        if (found >= base) if future else (found <= base):
            return found, "day"
    return None


def _told_from(match: re.Match[str]) -> str | None:
    """Whether a date is counted from another one, and which way: "nine days later", "the day before", "that day" are later or earlier."""
    g = match.groupdict()
    words = f"{g.get('dir') or ''} {g.get('word') or ''}".lower()
    if any(word in words for word in ("later", "following", "the next day", "that ")):
        return "later"
    earlier = (g.get("dir") or "").lower() in ("earlier", "before") or words.endswith((" earlier", " before"))
    return "earlier" if earlier else None


def dates(
    sentence: str, published: str | None, offset: int = 0, ahead: Callable[[int, int], bool | None] | None = None
) -> tuple[DateMention, ...]:
    """The dates that a sentence mentions, in order, resolved; without a day of publication only full dates are.

    `ahead` says of [start, end) whether its clause is of the future, or None where it cannot tell; without it words around decide.
    """
    try:
        base = date.fromisoformat(published[:10]) if published else None
    except ValueError:
        base = None
    taken: list[tuple[int, int]] = []
    found: list[DateMention] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(sentence):
            start, end = match.span()
            while start < end and sentence[start] in " -":
                start += 1
            if any(a < end and start < b for a, b in taken):
                continue
            text = sentence[start:end]
            if (
                kind == "month"
                and re.fullmatch(r"(?:May|March|Mar\.?)", text)
                and not re.search(
                    r"\b(?:in|of|since|by|until|early|late|mid|last|this|next|from|to|and|till|during)[\s-]+$", sentence[:start], re.I
                )
            ):
                continue
            before = sentence[max(0, start - 48) : start]
            clause = re.split(r"[;:.]|,\s", before)[-1]
            year_lead = (match.groupdict().get("lead") or "").lower() if kind == "year" else ""
            deadline = bool(_DEADLINE.search(before)) or year_lead in ("by", "until")
            told = ahead(start, end) if ahead else None
            future = deadline or (told if told is not None else bool(_FUTURE.search(clause)) and not re.search(r"\bhad\b", clause))
            told_from = base
            if (way := _told_from(match)) is not None:
                # from the day that was named before it; none is known of what came later than what another sentence told
                before_it = (d for d in found if d.precision == "day" and d.end <= offset + start)
                named = max(before_it, key=lambda d: d.end, default=None)
                told_from = date.fromisoformat(named.date) if named else None if way == "later" else base
            try:
                resolved = _resolve(kind, match, told_from, future)
            except (ValueError, OverflowError):
                resolved = None
            if resolved is None:
                continue
            taken.append((start, end))
            day, precision = resolved
            if _SINCE.search(before) or year_lead == "since":
                frame = "since"
            elif (base and day > base) or (deadline and precision != "day" and not (base and day < base - timedelta(days=RECENT_DAYS))):
                frame = "deadline"
            elif base and _is_past(day, precision, base):
                frame = "past"
            else:
                frame = "event"
            found.append(DateMention(text, offset + start, offset + end, day.isoformat(), precision, frame))
    found.sort(key=lambda d: d.start)
    return tuple(found)


def _is_past(day: date, precision: str, base: date) -> bool:
    if precision == "day":
        return day < base - timedelta(days=RECENT_DAYS)
    if precision == "week":
        return day < base - timedelta(days=7 + RECENT_DAYS)
    if precision in ("month", "quarter"):
        return (day.year, day.month) < (base.year, base.month)
    return day.year < base.year
