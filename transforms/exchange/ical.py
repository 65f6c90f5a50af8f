"""The days that were promised, as an iCalendar file (RFC 5545): what is overdue is marked."""

from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event
from storywatch.transforms.exchange.content import OVERDUE, Content
from storywatch.transforms.shown import harmless


def ical(content: Content) -> str:
    """One whole-day entry for each promise: the words that made it, and whether it was kept as far as the state knows."""
    calendar = Calendar()
    calendar.add("prodid", "-//storywatch//promised days//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "storywatch: promised days")
    for promise in content.promises():
        row = promise.claim
        entry = Event()
        entry.add("uid", f"{row['claim_id']}-{promise.type}-{promise.day}@storywatch")
        entry.add("dtstamp", datetime.fromisoformat(row["published"][:10]).replace(tzinfo=UTC))
        day = date.fromisoformat(promise.day)
        entry.add("dtstart", day)
        entry.add("dtend", day + timedelta(days=1))
        said = "overdue: " if promise.outcome == OVERDUE else ""
        entry.add("summary", said + harmless(row["text"]))
        source = content.articles[row["article_id"]]["source"] or "no source named"
        entry.add("description", f"{harmless(promise.story['title'])}\n{harmless(source)}, {row['published'][:10]}; {promise.outcome}")
        entry.add("categories", [promise.type, promise.outcome])
        if promise.link:
            entry.add("url", promise.link)
        calendar.add_component(entry)
    return str(calendar.to_ical().decode("utf-8"))
