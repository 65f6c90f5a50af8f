"""Where events happened, as a Vega-Lite map made by Altair; the outlines of countries are Natural Earth's (public domain)."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import altair as alt
from storywatch.transforms.shown import harmless

Row = dict[str, Any]
MOST = 300
"""Places of a map, those with most events."""
TOWN, COUNTRY = "a town", "a country, shown at its capital"


def points(events: Iterable[Row], names: dict[str, str]) -> list[Row]:
    """A row for each place of events that were told as facts or plans. `names`: story -> its title."""
    of_place: dict[tuple[float, float, str], list[Row]] = defaultdict(list)
    for event in events:
        if event["latitude"] is not None and event["modality"] in ("fact", "planned") and not event["background"]:
            of_place[event["latitude"], event["longitude"], event["precision"]].append(event)
    out = []
    for (_, _, precision), found in of_place.items():
        last = max(found, key=lambda e: (e["published"] or "", e["claim_id"]))
        place = last["country"] if precision == "country" else last["place"] or last["to"] or last["from"]
        row = {name: last[name] for name in ("latitude", "longitude", "country")}
        row |= {"place": harmless(place), "events": len(found), "known": COUNTRY if precision == "country" else TOWN}
        row |= {
            "latest": (last["published"] or "undated")[:10],
            "said": harmless(last["text"][:160]),
            "story": harmless(names[last["story_id"]]),
        }
        out.append({**row, "href": f"stories/{last['story_id']}.html"})
    out.sort(key=lambda row: (-row["events"], row["place"] or "", row["latitude"]))
    return out[:MOST]


def map_spec(rows: list[Row]) -> dict[str, Any]:
    """The specification; the page puts the outlines in as the dataset `world`."""
    world = alt.Data(name="world", format=alt.TopoDataFormat(type="topojson", feature="countries"))
    land = alt.Chart(world).mark_geoshape(strokeWidth=0.5, aria=False)
    shown = ["place", "country", "events", "known", "latest", "said", "story"]
    places = (
        alt.Chart(alt.Data(values=rows))
        .mark_circle(aria=False, opacity=0.75, stroke="black", strokeWidth=0.6)
        .encode(
            longitude="longitude:Q",
            latitude="latitude:Q",
            href="href:N",
            size=alt.Size("events:Q", legend=None, scale=alt.Scale(range=[50, 700])),
            # a country as a whole is no point on the ground
            color=alt.Color("known:N", title="known as", scale=alt.Scale(domain=[TOWN, COUNTRY], range=["#c2410c", "#7c9cc9"]),
                            legend=alt.Legend(orient="bottom")),
            tooltip=[alt.Tooltip(f"{name}:N", title=name) for name in shown],
        )
    )  # fmt: skip
    spec: dict[str, Any] = (
        (land + places).project("naturalEarth1").properties(width="container", height=440, background="transparent").to_dict()
    )
    return spec
