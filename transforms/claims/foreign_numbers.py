"""Numbers and dates in articles of other languages, by what CLDR (babel) and dateparser know of the language."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

import dateparser
from anyascii import anyascii
from babel import Locale, UnknownLocaleError
from babel.numbers import get_decimal_symbol, get_group_symbol
from storywatch.transforms.rows import DateMention, Figure
from text_to_num import find_numbers

_MONTH = r"(?:de\s+|d[’'])?[^\W\d_]{3,}\.?"
_FULL = r"\d{4}-\d\d-\d\d|\d{1,2}\.\d{1,2}\.\d{4}"
_DATE = re.compile(rf"(?<![\w.])(?:{_FULL}|\d{{1,2}}\.?º?\s+{_MONTH}(?:\s+(?:de\s+)?\d{{4}})?)(?!\w)")
_DAY_OF_MONTH = re.compile(r"(?<!\d)(\d{1,2})[일日号](?!間|간)")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?")
_OF_TIME = "년월일시분초年月日時时分秒号%"
"""What stands behind numbers that count nothing, in scripts without spaces."""
_LETTER_BEHIND = r"(?![a-zA-Z\u00c0-\u1fff:/-]|[.,]\d)"
"""What may not stand behind a number: letters of scripts that put a space there."""


@lru_cache(maxsize=64)
def locale_of(language: str) -> Locale | None:
    """None for a language that CLDR does not know."""
    try:
        return Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return None


@lru_cache(maxsize=64)
def _scales(language: str) -> dict[str, float]:
    """Words and signs for thousands, millions and so on behind a number, in plain lower case -> how many."""
    locale = locale_of(language)
    out: dict[str, float] = {}
    for of_plural in (locale.compact_decimal_formats if locale else {}).values():
        for patterns in of_plural.values():
            for size, pattern in patterns.items():
                told = getattr(pattern, "pattern", str(pattern)).replace("'", "")
                word, zeros = re.sub(r"[0\s.]", "", told).lower(), told.count("0")
                if zeros and len(word) > (0 if not word.isascii() else 1):
                    out[word] = float(int(size) / 10 ** (zeros - 1))
    return out


def _scale(text: str, end: int, language: str) -> tuple[float, int]:
    """(how many times, where it ends) by the word behind a number that ends at `end`; (1, end) where there is none."""
    behind = re.match(r"\s?([^\W\d_]+)\.?", text[end:])
    if behind is None:
        return 1.0, end
    known, word = _scales(language), behind.group(1).lower()
    if word in known:
        return known[word], end + behind.end(1)
    # "1만명": a sign of a script without spaces
    return (known[word[0]], end + behind.start(1) + 1) if not word[0].isascii() and len(word[0]) == 1 and word[0] in known else (1.0, end)


def numbers(text: str, language: str, taken: Sequence[tuple[int, int]], offset: int) -> Iterator[Figure]:
    """Numbers in digits, with the marks of the language for thousands and decimals, and its words for thousands and millions.

    `taken`: what is a date; `offset`: of the text in its article.
    """
    locale = locale_of(language)
    point = get_decimal_symbol(locale) if locale else "."
    group = get_group_symbol(locale) if locale else ","
    groups = re.escape(group) + "., '\u00a0\u202f"
    pattern = re.compile(
        rf"(?<![\w.,/:-])\d{{1,3}}(?:[{groups}]\d{{3}})+(?!\d)|(?<![\w.,/:-])\d+(?:{re.escape(point)}\d+)?(?!\d){_LETTER_BEHIND}"
    )
    for match in pattern.finditer(text):
        start, end = match.span()
        if any(a < end and start < b for a, b in taken) or text[end : end + 1] in (*_OF_TIME,):
            continue
        digits = match.group(0)
        value = float(re.sub(r"\D", "", digits)) if re.search(r"\D\d{3}$", digits) else float(digits.replace(point, "."))
        times, end = _scale(text, end, language)
        yield Figure(text[start:end], offset + start, offset + end, value * times, value * times, None)


SPELLED = ("ca", "de", "es", "fr", "it", "nl", "pt")
"""Languages whose number words text2num reads, beside English."""


class _Token:
    """A word as text2num wants it."""

    def __init__(self, word: str) -> None:
        self._word = word

    def text(self) -> str:
        return self._word

    def nt_separated(self, _before: "_Token") -> bool:
        return False

    def not_a_number_part(self) -> bool:
        return self._word[0].isdigit()


def spelled(text: str, language: str, offset: int) -> Iterator[Figure]:
    """Numbers in words, from two on; "one" is an article in many languages. Ordinal numbers count nothing."""
    if language not in SPELLED:
        return
    words = list(re.finditer(r"\w+|[^\w\s]", text))
    for found in find_numbers([_Token(m.group(0)) for m in words], language, threshold=0.0):
        start, end = words[found.start].start(), words[found.end - 1].end()
        if not found.is_ordinal and found.value >= 2 and not any(c.isdigit() for c in text[start:end]):
            yield Figure(text[start:end], offset + start, offset + end, float(found.value), float(found.value), None)


@lru_cache(maxsize=64)
def _weekdays(language: str) -> dict[str, int]:
    """The beginnings of the names of the days of the week, in plain letters, without what changes by case -> day, Monday 0."""
    locale = locale_of(language)
    found: dict[str, int] = {}
    for context in ("format", "stand-alone"):
        for day, name in (locale.days[context]["wide"] if locale else {}).items():
            plain = anyascii(name.split("-")[0]).lower()
            found[plain if plain.isascii() and len(plain) < 5 else plain[:-1]] = day
    return found


def _weekday(word: str, language: str) -> int | None:
    plain = anyascii(word.split("-")[0]).lower()
    known = _weekdays(language)
    stem = next((plain[:length] for length in range(len(plain), 2, -1) if plain[:length] in known and len(plain) - length <= 2), None)
    return known[stem] if stem else None


@lru_cache(maxsize=4096)
def _parsed(text: str, language: str, published: str | None) -> date | None:
    base = date.fromisoformat(published[:10]) if published else None
    if base is None and not re.search(r"\d{4}", text):
        return None
    settings: dict[str, Any] = {"DATE_ORDER": "DMY", "REQUIRE_PARTS": ["day", "month"]}
    if base is not None:
        settings |= {"RELATIVE_BASE": datetime(base.year, base.month, base.day), "PREFER_DATES_FROM": "past"}
    try:
        found = dateparser.parse(text, languages=[language], settings=settings)
    except (ValueError, OverflowError, TypeError, RecursionError):
        return None
    return found.date() if found else None


def dates(text: str, language: str, published: str | None, offset: int) -> Iterator[DateMention]:
    """Days that are told by day and month, or by the day of the week: the last one before the article was published."""
    taken = []
    for match in _DATE.finditer(text):
        found = _parsed(match.group(0), language, published)
        if found:
            taken.append(match.span())
            yield DateMention(match.group(0), offset + match.start(), offset + match.end(), found.isoformat(), "day", "event")
    if not published:
        return
    day = date.fromisoformat(published[:10])
    for match in _DAY_OF_MONTH.finditer(text):
        number = int(match.group(1))
        near = [day - timedelta(days=back) for back in range(28)]
        found = next((d for d in near if d.day == number), None)
        if found and not re.search(r"[월月]\s*$", text[: match.start()]):
            yield DateMention(match.group(0), offset + match.start(), offset + match.end(), found.isoformat(), "day", "event")
    for match in _WORD.finditer(text):
        weekday = _weekday(match.group(0), language) if not any(a <= match.start() < b for a, b in taken) else None
        if weekday is not None:
            found = day - timedelta(days=(day.weekday() - weekday) % 7)
            yield DateMention(match.group(0), offset + match.start(), offset + match.end(), found.isoformat(), "day", "event")
