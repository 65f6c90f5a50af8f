"""Files for other tools: read back by the libraries of their fields."""

import json
from pathlib import Path
from typing import Any

import pytest
import stix2
from icalendar import Calendar
from pymisp import MISPEvent
from storywatch.transforms.claims.geography import capital_of, locate
from test_run import write

PROMISES = [
    {"id": "p1", "url": "https://example.org/p1", "source": "Wire", "published": "2025-03-03", "title": "Kenya to send police to Haiti",
     "text": "Kenya will send 1,000 police officers to Port-au-Prince by 20 March 2025, Interior Minister Kip Mwangi said on Monday."},
    {"id": "p2", "url": "https://example.org/p2", "source": "Post", "published": "2025-04-10", "title": "400 Kenyan police now in Haiti",
     "text": "There are 400 Kenyan police officers in Port-au-Prince, the mission's spokesman said on Thursday."},
]  # fmt: skip


@pytest.fixture
def export(storywatch: Any, tmp_path: Path) -> Any:
    write(tmp_path / "in.jsonl", PROMISES)
    assert storywatch("run", "--input", tmp_path / "in.jsonl", "--state", "state").exit_code == 0
    return lambda what, *more: storywatch("export", what, "--state", "state", *more)


def test_every_file_is_read_by_the_library_of_its_field(export: Any) -> None:
    found = json.loads(export("geojson").stdout)
    assert found["type"] == "FeatureCollection"
    # longitude comes first
    points = {tuple(f["geometry"]["coordinates"]): f["properties"] for f in found["features"]}
    assert points[(-72.33881, 18.54349)]["place"] == "Port-au-Prince" and points[(-72.33881, 18.54349)]["precision"] == "town"
    bundle = stix2.parse(export("stix").stdout, allow_custom=False)
    notes = [o for o in bundle.objects if o.type == "note"]
    assert {o.type for o in bundle.objects} == {"identity", "report", "note", "location"}
    told = {row["text"] for p in PROMISES for row in [p] if any(n.content in row["text"] for n in notes)}
    assert told and all(any(n.content in p["text"] for p in PROMISES) for n in notes)
    assert all(n.external_references[0].url.startswith("https://example.org/") for n in notes)
    events = json.loads(export("misp").stdout)["response"]
    (event,) = events
    read = MISPEvent()
    read.from_dict(**event)
    assert {a.type for a in read.attributes} == {"text", "link"} and not any(a.to_ids for a in read.attributes)
    # the same state gives the same bytes, ids and all
    assert export("stix").stdout == export("stix").stdout
    first, second = (json.loads(export("misp").stdout)["response"][0]["Event"] for _ in range(2))
    assert first == second


def test_a_promise_is_overdue_until_as_many_are_there(export: Any) -> None:
    (entry,) = Calendar.from_ical(export("ical").stdout).walk("VEVENT")
    assert str(entry["dtstart"].dt) == "2025-03-20"
    # 400 of 1,000 came
    assert "overdue" in [str(c) for c in entry["categories"].cats] and str(entry["summary"]).startswith("overdue: Kenya will send 1,000")


def test_a_promise_before_its_day_is_open_and_one_that_was_kept_is_met(storywatch: Any, tmp_path: Path) -> None:
    for name, (published, many), expected in (("open", ("2025-03-10", "400"), "open"), ("met", ("2025-04-10", "1,000"), "met")):
        later = {**PROMISES[1], "published": published, "text": PROMISES[1]["text"].replace("400", many)}
        write(tmp_path / f"{name}.jsonl", [PROMISES[0], later])
        storywatch("run", "--input", tmp_path / f"{name}.jsonl", "--state", name)
        (entry,) = Calendar.from_ical(storywatch("export", "ical", "--state", name).stdout).walk("VEVENT")
        assert expected in [str(c) for c in entry["categories"].cats]


def test_a_file_takes_no_format_of_rows(export: Any) -> None:
    found = export("ical", "--format", "csv")
    assert found.exit_code == 2 and "takes no --format" in found.output


def test_places_lie_where_they_are_and_countries_at_their_capital() -> None:
    kursk = locate("Kursk")
    assert kursk and (kursk.country, kursk.precision) == ("Russia", "town") and abs(kursk.latitude - 51.7) < 0.2
    haiti = locate("Haiti")
    assert haiti and (haiti.name, haiti.precision) == ("Haiti", "country")
    assert locate("Nowhereville") is None
    # of a name that several countries have, the one that is spoken of
    assert locate("Tripoli", frozenset(["Lebanon"])).country == "Lebanon"  # type: ignore[union-attr]
    assert capital_of("Djibouti") is not None
