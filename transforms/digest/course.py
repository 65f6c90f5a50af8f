"""The course of a story, or of the whole state, in so many dates: the words that tell what happened on each, and who said them."""

import json
from collections.abc import Collection
from dataclasses import asdict, dataclass

from storywatch.transforms.developments.timeline import timeline
from storywatch.transforms.digest.content import fragment_link
from storywatch.transforms.digest.render import environment, markdown_text, quoted
from storywatch.transforms.shown import harmless
from storywatch.transforms.state.scan import Head
from storywatch.transforms.state.store import State
from storywatch.transforms.state.views import articles, claims, stories


@dataclass(frozen=True)
class Dated:
    """A date of the course."""

    date: str
    rank: int
    """1 is the most important of all days."""
    text: str
    speaker: str | None
    source: str | None
    published: str | None
    link: str | None
    story_id: str
    story: str
    claim_id: str
    article_id: str


@dataclass(frozen=True)
class Course:
    title: str
    days: tuple[Dated, ...]
    """In the order of the calendar."""


def course(
    state: State, head: Head, only: Collection[str] = (), dates: int = 20, since: str | None = None, until: str | None = None
) -> Course:
    """The `dates` most important days from `since` to `until` of the stories `only`, or of all; merged stories under either id."""
    lineage = state.lineage(head)
    wanted = {lineage.story(name) for name in only}
    told = [c for c in claims(state, head) if not wanted or c["story_id"] in wanted]
    days = [d for d in timeline(told) if (not since or d.date >= since) and (not until or d.date <= until)][:dates]
    of_claim = {c["claim_id"]: c for c in told}
    of_article = {a["article_id"]: a for a in articles(state, head)}
    titles = {s["story_id"]: s["title"] for s in stories(state, head, wanted | {day.story_id for day in days})}
    found = []
    for day in sorted(days, key=lambda day: day.date):
        claim, article = of_claim[day.claim_id], of_article[day.article_id]
        found.append(
            Dated(
                day.date, day.rank, day.text, claim["speaker"], article["source"], claim["published"],
                fragment_link(article["url"], day.text), day.story_id, titles[day.story_id], day.claim_id, day.article_id,
            )
        )  # fmt: skip
    named = ", ".join(titles[name] for name in sorted(wanted) if name in titles)
    return Course(named or "All stories", tuple(found))


def _said(day: Dated) -> str:
    return " — ".join(filter(None, (day.speaker, day.source))) or "no source named"


def markdown(found: Course) -> str:
    out = [f"# {markdown_text(found.title)}", ""]
    for day in found.days:
        source = markdown_text(_said(day))
        link = harmless(day.link) if day.link and day.link.startswith(("http://", "https://")) else None
        out.append(f"- **{day.date}** {markdown_text(quoted(day.text))} ({f'[{source}](<{link}>)' if link else source})")
    return "\n".join([*out, "" if found.days else "No dated event is known.\n"])


def html(found: Course) -> str:
    return environment().get_template("course.html").render(title=found.title, course=found, said=_said)


def as_json(found: Course) -> str:
    return json.dumps(asdict(found), ensure_ascii=False, indent=1) + "\n"


RENDERERS = {"md": markdown, "html": html, "json": as_json}
