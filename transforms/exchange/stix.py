"""Stories as STIX 2.1: a report for each story, a note for each development, the countries as locations."""

from datetime import UTC, datetime
from typing import Any

from stix2 import Bundle, ExternalReference, Identity, Location, Note, Report
from storywatch.transforms.claims.geography import capital_of
from storywatch.transforms.exchange.content import Content, uuid_of

START = datetime(1970, 1, 1, tzinfo=UTC)


def _moment(published: str | None) -> datetime:
    """When something was published; of what has no date the beginning of time, so that it is never the newest."""
    if not published:
        return START
    found = datetime.fromisoformat(published.replace("Z", "+00:00"))
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def stix(content: Content) -> str:
    """A bundle with the same ids for the same state. Stories without an alert are left out."""
    producer = Identity(id=f"identity--{uuid_of('producer')}", created=START, modified=START, name="storywatch", identity_class="system")
    objects: list[Any] = [producer]
    places: dict[str, Location] = {}
    countries: dict[str, set[str]] = {}
    for row in content.events:
        if row["country"]:
            countries.setdefault(row["story_id"], set()).add(row["country"])
    for name, story in content.stories.items():
        told = content.developments.get(name, [])
        if not told:
            continue
        report = f"report--{uuid_of('story', name)}"
        for country in sorted(countries.get(name, ())):
            capital = capital_of(country)
            if country not in places and capital:
                # STIX asks for a country's code or a point; the point is the capital's, and the description says so
                places[country] = Location(
                    id=f"location--{uuid_of('country', country)}", created=START, modified=START, created_by_ref=producer.id, name=country,
                    description="the point is the country's capital", latitude=capital.latitude, longitude=capital.longitude,
                )  # fmt: skip
        notes = [_note(content, row, report, producer.id) for row in told]
        where = [places[c].id for c in sorted(countries.get(name, ())) if c in places]
        first, last = _moment(story["first_seen"]), _moment(story["last_seen"])
        objects += notes
        objects.append(
            Report(
                id=report,
                created=first,
                modified=max(first, last),
                created_by_ref=producer.id,
                name=story["title"],
                published=first,
                report_types=["observed-data"],
                object_refs=[*(note.id for note in notes), *where],
            )
        )
    return str(Bundle(objects=[*objects, *places.values()], id=f"bundle--{uuid_of('bundle', *sorted(content.stories))}",
                      allow_custom=False).serialize(pretty=True)) + "\n"  # fmt: skip


def _note(content: Content, row: dict[str, Any], report: str, producer: str) -> Note:
    article = content.articles[row["article_id"]]
    when = _moment(row["published"])
    reference = {"source_name": article["source"] or "no source named", "description": article["title"] or article["article_id"]}
    if article["url"]:
        reference["url"] = content.link(row) or article["url"]
    return Note(
        id=f"note--{uuid_of('development', row['development_id'])}", created=when, modified=when, created_by_ref=producer,
        abstract=f"{row['severity']} {row['kind'].replace('_', ' ')}: {row['reason']}", content=row["text"], object_refs=[report],
        external_references=[ExternalReference(**reference)],
    )  # fmt: skip
