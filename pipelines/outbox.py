"""Alerts leave through an outbox: committed with the state, then sent, then marked as sent.

A crash between sending and marking repeats a message, with the same id; none is lost. A channel begins with the run in
which it is first named, so that it is not flooded with what was known before.
"""

import json
import os
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import apprise
import yaml
from storywatch.pipelines.settings import Settings
from storywatch.transforms.digest.content import Digest, StoryDigest, collect
from storywatch.transforms.digest.lines import Line
from storywatch.transforms.digest.render import when, who
from storywatch.transforms.digest.watch import WatchList
from storywatch.transforms.rows import content_id
from storywatch.transforms.shown import harmless
from storywatch.transforms.state.store import State, now

EVERYTHING = "*"
"""Marks, in `deliveries`, the run with which a channel begins."""


class OutboxError(ValueError):
    """A channel that cannot be used; the message names it, never its address."""


DIGEST, OWED = "digest", "owed"
"""The channel that is the digest's folder, in `deliveries`; and, in a run's report, that its digest is to be written."""


@dataclass(frozen=True)
class Message:
    """What is sent: one alert, or the summary of several (`covers` are the developments that it tells of)."""

    title: str
    body: str
    covers: tuple[str, ...]
    how: str


def address(channel: str, secrets: str | None) -> str:
    """The Apprise address of a channel: STORYWATCH_CHANNEL_<NAME> in the environment, or its line in the secrets file."""
    variable = "STORYWATCH_CHANNEL_" + "".join(c if c.isalnum() else "_" for c in channel).upper()
    if variable in os.environ:
        return os.environ[variable]
    if secrets:
        try:
            found = yaml.safe_load(Path(secrets).read_text("utf-8"))
        except (OSError, yaml.YAMLError, UnicodeDecodeError) as error:
            # a YAML error quotes the line, and the line may be a password
            raise OutboxError(f"{secrets}: cannot be read ({type(error).__name__})") from None
        if isinstance(found, dict) and isinstance(found.get(channel), str):
            return str(found[channel])
    raise OutboxError(f"channel {channel}: no address; set {variable}, or name it in the file `secrets`")


def sender(channel: str, secrets: str | None) -> apprise.Apprise:
    """Who sends to a channel. Raises OutboxError where its address is missing or is none that Apprise knows."""
    made = apprise.Apprise()
    if not made.add(address(channel, secrets)):
        raise OutboxError(f"channel {channel}: its address is none that Apprise understands")
    return made


def quiet(hours: str | None, zone: str, moment: datetime) -> bool:
    """Whether `moment` (UTC) lies in the quiet hours "22:00-06:00" of a time zone."""
    if not hours:
        return False
    try:
        local = moment.astimezone(ZoneInfo(zone)).time().replace(tzinfo=None)
    except (ZoneInfoNotFoundError, ValueError):
        raise OutboxError(f"timezone {zone!r} is not known") from None
    begin, end = (time.fromisoformat(part) for part in hours.split("-"))
    return begin <= local < end if begin <= end else local >= begin or local < end


def message(story: StoryDigest, line: Line) -> Message:
    """One alert: its words, what is new, who says it, and its id."""
    told = [harmless(line.text), "", f"New: {harmless(line.reason)}."]
    if line.against:
        told.append(f"Before: {harmless(line.against)}")
    told += ["", f"{harmless(who(line))}, {when(line)}; {line.sources} independent sources", harmless(line.link or line.article_id),
             f"id: {line.development_id}"]  # fmt: skip
    title = f"{line.severity.upper()} {line.kind.replace('_', ' ')}: {harmless(story.title)}"
    return Message(title, "\n".join(told), (line.development_id,), "alert")


def summary(rest: Sequence[tuple[StoryDigest, Line]]) -> Message:
    """What goes beyond the day's number of messages, in one."""
    covers = tuple(line.development_id for _, line in rest)
    name = content_id("summary", *covers)
    told = [
        f"{line.severity} {line.kind.replace('_', ' ')}: {harmless(line.text)} ({harmless(line.link or line.article_id)})"
        for _, line in rest
    ]
    return Message(f"{len(rest)} more alerts", "\n".join([*told, f"id: {name}"]), covers, "summary")


def messages(digest: Digest, watch: WatchList, sent: set[str], sent_today: int) -> list[Message]:
    """What a channel of a watch list is to get: its alerts that were not sent, the gravest first, and a summary of the rest."""
    due = [(s, line) for s in digest.stories if watch.name in s.watch for line in s.alerts if watch.wants(line.severity)]
    due = [(s, line) for s, line in due if line.development_id not in sent]
    room = max(0, watch.most_per_day - sent_today)
    out = [message(*pair) for pair in due[:room]]
    rest = due[room:]
    return [*out, summary(rest)] if rest else out


def check_channels(settings: Settings) -> None:
    """Raises OutboxError for the first channel that cannot be used."""
    for watch in settings.watch:
        quiet(watch.quiet_hours, watch.timezone, datetime.now(UTC))
        for channel in watch.deliver:
            sender(channel, settings.secrets)


def begin(state: State, settings: Settings, run: int) -> None:
    """Before a run: notes the channels that begin with it (run number `run`), and finds out what is wrong with any."""
    channels = sorted({f"{w.name}: {c}" for w in settings.watch for c in w.deliver})
    check_channels(settings)
    if not channels:
        return
    known = {row["channel"] for row in state.deliveries() if row["development_id"] == EVERYTHING}
    fresh = [{"development_id": EVERYTHING, "channel": c, "sent": now(), "how": str(run)} for c in channels if c not in known]
    if fresh:
        state.mark(fresh)


def owed(state: State) -> list[str]:
    """The runs whose digest was not written yet, oldest first."""
    written = {row["run_id"] for row in state.deliveries() if row["channel"] == DIGEST}
    return [r["run_id"] for r in state.runs() if r["run_id"] not in written and json.loads(r["report"] or "{}").get(DIGEST) == OWED]


def mark_written(state: State, run_id: str) -> None:
    """Marks that the digest of a run was written."""
    row = {"development_id": EVERYTHING, "channel": DIGEST, "sent": now(), "how": "written", "run_id": run_id}
    state.mark([row])


def deliver(state: State, settings: Settings, run_id: str, moment: datetime | None = None) -> list[str]:
    """After a run: sends what is due to every channel, and marks it; a line about each channel that got something."""
    pairs = [(w, c) for w in settings.watch for c in w.deliver]
    if not pairs:
        return []
    moment = moment or datetime.now(UTC)
    head = state.head()
    marks: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in state.deliveries():
        marks[row["channel"]].append(row)
    numbers = {r["run_id"]: r["number"] for r in state.runs()}
    of_run = dict(zip(*(state.read("developments", ("development_id", "run_id"), head=head)[c].to_pylist() for c in range(2)), strict=True))
    out = []
    for watch, channel in pairs:
        if quiet(watch.quiet_hours, watch.timezone, moment):
            out.append(f"{watch.name}: {channel}: quiet hours; what is due goes out after them")
            continue
        name = f"{watch.name}: {channel}"
        begun = min((int(r["how"]) for r in marks[name] if r["development_id"] == EVERYTHING), default=head.number)
        sent = {r["development_id"] for r in marks[name]}
        due = {d for d, run in of_run.items() if numbers.get(run, 0) >= begun and d not in sent}
        if not due:
            continue
        digest = collect(state, head, only=due, watch=[watch], known_sources=settings.sources)
        today = moment.date().isoformat()
        # a summary marks what it tells of too, but is one message
        sent_today = sum(r["how"] == "alert" and (r["sent"] or "")[:10] == today for r in marks[name])
        wanted = messages(digest, watch, sent, sent_today)
        done = 0
        for told in wanted:
            if not sender(channel, settings.secrets).notify(body=told.body, title=told.title, body_format=apprise.NotifyFormat.TEXT):
                out.append(f"{name}: {len(wanted) - done} messages could not be sent; the next run tries again")
                break
            mark = {"channel": name, "sent": moment.isoformat(timespec="seconds"), "how": told.how, "run_id": run_id}
            marked = [{"development_id": d, **mark} for d in told.covers]
            state.mark(marked)
            done += 1
        if done:
            out.append(f"{name}: {done} messages sent")
    return out
