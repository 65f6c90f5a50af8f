"""The course of a figure as a Vega-Lite chart, made by Altair: a point for each statement, a band for its range."""

from typing import Any

import altair as alt
from storywatch.transforms.shown import harmless

Row = dict[str, Any]


MOST = 300
"""Values that a chart shows, the latest."""


TOLD = {"said": "figure", "measure": "sense", "who": "said by", "class": "who that is", "source": "source", "where": "where", "day": "day"}
"""What a point tells on hover, and how it is called."""


def chart(counted: str, values: list[Row]) -> str:
    """The specification as JSON, of the latest MOST values. Each point tells on hover who said it, where and with which words."""
    points = []
    for v in values[-MOST:]:
        low = v["low"] if v["low"] is not None else v["high"]
        high = v["high"] if v["high"] is not None else v["low"]
        if low is None:
            continue
        who, where = v["speaker"] or "no speaker named", ", ".join(v["places"] or ())
        points.append(
            {
                "day": v["published"][:10],
                "low": low,
                "high": high,
                "middle": (low + high) / 2,
                "said": harmless(v["text"]),
                "who": harmless(who),
                "class": v.get("class") or "nobody named",
                "source": harmless(v["source"] or ""),
                "where": harmless(where),
                "measure": (v.get("measure") or "other").replace("_", " "),
                "word": harmless(v["text"]) if not any(c.isdigit() for c in v["text"]) and low != high else "",
            }
        )
    base = alt.Chart(alt.Data(values=points)).encode(
        x=alt.X("day:T", title=None, scale=alt.Scale(padding=14), axis=alt.Axis(labelOverlap=True, grid=False, tickCount=6)),
        tooltip=[alt.Tooltip(f"{name}:N", title=title) for name, title in TOLD.items()],
    )
    y = alt.Axis(title=counted.replace("_", " "), grid=True, tickCount=5, format="~s")
    band = base.mark_rule(strokeWidth=9, opacity=0.3, strokeCap="round").encode(y=alt.Y("low:Q", axis=y), y2="high:Q")
    # what was planned or authorised is another thing than what is there
    sense = alt.Shape("measure:N", title="sense", legend=alt.Legend(orient="bottom"))
    by = alt.Color("class:N", title="said by", legend=alt.Legend(orient="bottom"))
    point = base.mark_point(filled=True, size=70, opacity=0.9).encode(y=alt.Y("middle:Q", axis=y), color=by, shape=sense)
    # a vague word is no number: it stands as a word
    word = base.mark_text(dy=-10, fontSize=10).encode(y=alt.Y("middle:Q", axis=y), text="word:N")
    whole = (band + point + word).properties(width="container", height=220, background="transparent")
    return str(whole.to_json(indent=None))
