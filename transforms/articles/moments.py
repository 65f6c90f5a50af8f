"""When an article says that it was published: dates as feeds and pages write them, in any language, none reckoned from today."""

import re
from datetime import UTC, datetime

import dateparser
from dateutil.parser import isoparse

_ISO = re.compile(r"\d{4}-?\d{2}-?\d{2}(?:[T ]?\d{2}:?\d{2}.*)?$")
_TIME = re.compile(r"\d:\d\d|\d ?[ap]\.?m\b", re.IGNORECASE)
_DOTTED = re.compile(r"\d{1,2}\.\s?\d{1,2}\.\s?\d{4}")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/\d{4}")
_SECONDS = re.compile(r"\d{10}(?:\d{3})?(?:\.\d+)?$")


def moment(text: str) -> str | None:
    """The ISO day, or the time in UTC, that a date means, or None where it tells no whole day, or might tell two.

    "06.05.2024" is a day in May, as all who write dots write it; "06/05/2024" is two days, and so none.
    """
    try:
        if _SECONDS.match(text):
            seconds = float(text[:10])
            return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None).isoformat(timespec="seconds")
        if _ISO.match(text):
            # isoparse knows the compact forms, and 24:00
            spaced = re.sub(r"(?<=\d) (?=[+-]\d|Z)", "", re.sub(r"^(\d{4}-?\d\d-?\d\d) ", r"\1T", text))
            return _told(isoparse(spaced), ":" in text or "T" in spaced)
    except (ValueError, OverflowError):
        return None
    slashed = _SLASHED.search(text)
    if slashed and slashed.group(1) != slashed.group(2) and max(int(slashed.group(1)), int(slashed.group(2))) <= 12:
        return None
    order = "DMY" if _DOTTED.search(text) or (slashed and int(slashed.group(1)) > 12) else "MDY"
    settings: dict[str, object] = {
        "PARSERS": ["absolute-time", "custom-formats"], "REQUIRE_PARTS": ["day", "month", "year"], "DATE_ORDER": order,
        "RELATIVE_BASE": datetime(2000, 1, 1),
    }  # fmt: skip
    try:
        found = dateparser.parse(text, settings=settings)
    except (ValueError, OverflowError, TypeError, RecursionError):
        return None
    return _told(found, bool(_TIME.search(text))) if found else None


def _told(found: datetime, with_time: bool) -> str:
    """The day as it was written, or the time in UTC where one was."""
    if not with_time:
        return found.date().isoformat()
    if found.tzinfo:
        found = found.astimezone(UTC)
    return found.replace(tzinfo=None).isoformat(timespec="seconds")
