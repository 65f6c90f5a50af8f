"""Stories as MISP events: an attribute for each development with its words, and one for its article's address."""

import json

from pymisp import MISPAttribute, MISPEvent
from storywatch.transforms.exchange.content import Content, uuid_of


def misp(content: Content) -> str:
    """A list of events as MISP imports them, of this organisation only, not published. Stories without an alert are left out."""
    out = []
    for name, story in content.stories.items():
        told = content.developments.get(name, [])
        if not told:
            continue
        event = MISPEvent()
        event.uuid = uuid_of("misp", name)
        event.info = story["title"]
        event.set_date((story["first_seen"] or "1970-01-01")[:10])
        event.distribution, event.threat_level_id, event.analysis, event.published = 0, 4, 1, False
        for row in told:
            said = MISPAttribute()
            said.from_dict(
                type="text", value=row["text"], category="External analysis", to_ids=False, distribution=5,
                comment=f"{row['severity']} {row['kind'].replace('_', ' ')}, {(row['published'] or 'undated')[:10]}: {row['reason']}",
                uuid=uuid_of("misp text", row["development_id"]),
            )  # fmt: skip
            said.add_tag(f'storywatch:severity="{row["severity"]}"')
            said.add_tag(f'storywatch:kind="{row["kind"]}"')
            event.attributes.append(said)
            url = content.articles[row["article_id"]]["url"]
            if url:
                event.add_attribute(
                    "link", content.link(row) or url, category="External analysis", to_ids=False, distribution=5,
                    comment=content.articles[row["article_id"]]["source"] or "", uuid=uuid_of("misp link", row["development_id"]),
                )  # fmt: skip
        out.append({"Event": json.loads(event.to_json())})
    return json.dumps({"response": out}, ensure_ascii=False, indent=1) + "\n"
