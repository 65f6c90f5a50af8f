"""Events on a map: a GeoJSON FeatureCollection (RFC 7946)."""

import json

from storywatch.transforms.exchange.content import Content


def geojson(content: Content) -> str:
    """Every event whose place GeoNames knows, a point each. `precision` says whether it is the town or the capital of the country."""
    features = [
        {
            "type": "Feature",
            "id": f"{row['claim_id']}:{row['start']}",
            "geometry": {"type": "Point", "coordinates": [row["longitude"], row["latitude"]]},
            "properties": {
                **{name: row[name] for name in ("type", "modality", "agent", "object", "figure", "from", "to", "place", "date", "precision",
                                                "country", "published", "text", "background", "story_id", "claim_id", "article_id")},
                "story": content.stories[row["story_id"]]["title"],
                "link": content.link(row),
            },
        }
        for row in content.events
        if row["latitude"] is not None
    ]  # fmt: skip
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, indent=1) + "\n"
