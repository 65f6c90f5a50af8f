"""The site as files: pages that need no server of ours, no build step and no request to anywhere else."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from importlib import resources
from pathlib import Path
from typing import Any

import vl_convert
from jinja2 import Environment, PackageLoader, StrictUndefined
from storywatch.transforms.digest.atom import Entry, atom
from storywatch.transforms.digest.gravity import rank_of
from storywatch.transforms.digest.render import count, html
from storywatch.transforms.shown import harmless
from storywatch.transforms.site.charts import chart
from storywatch.transforms.site.content import Site, StoryPage, slug
from storywatch.transforms.site.maps import map_spec
from storywatch.transforms.site.paging import CARDS, chunks, page_name, thread_pages

Row = dict[str, Any]
ASSETS = ("site.css", "site.js", "search.js", "cards.js", "changes.js")
MARKER = ".storywatch-site"
"""Of a folder that a site was written into: what lies there may be written over."""
SHARD = 4_000
"""Claims of a file that the search reads."""
CHANGES = 5_000
"""Alerts that the page of all changes holds, the newest."""
TOP = 8
"""Changes of the last day and week on the first page."""
TABLE = 300
"""Values of a figure that its table has, the latest."""
ENTRIES = 50
"""Entries of a feed, the newest."""
SIDES = 30
"""Denials and contradictions of a story that are shown, the latest."""


class FolderTaken(OSError):
    """The folder holds other files than a site's; nothing is written over."""


def _environment() -> Environment:
    env = Environment(loader=PackageLoader("storywatch.transforms.site", "templates"), autoescape=True, undefined=StrictUndefined,
                      trim_blocks=True, lstrip_blocks=True)  # fmt: skip
    env.filters.update(
        harmless=harmless, count=count, slug=slug, words=lambda text: str(text).replace("_", " "), citation=_citation,
        day=lambda value: (value or "undated")[:10], http=lambda link: str(link or "").startswith(("http://", "https://")),
    )  # fmt: skip
    return env


def in_script(value: object) -> str:
    """JSON that may stand in a script element."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _citation(d: Row) -> str:
    """What "copy citation" gives: the words, who said them where and when, and the address."""
    speaker = d["claim"]["speaker"] if d["claim"] else None
    told = ", ".join(filter(None, (speaker, d["article"]["source"], (d["published"] or "undated")[:10])))
    link = d["link"] if str(d["link"] or "").startswith(("http://", "https://")) else d["article"]["article_id"]
    return harmless(f"“{d['text']}” ({told}) {link}")


def _entries(alerts: list[Row], titles: dict[str, str]) -> list[Entry]:
    """The newest alerts for a feed. `titles`: story -> its title."""
    return [
        Entry(d["development_id"], d["severity"], d["kind"], titles[d["story_id"]], d["published"], d["link"], d["article"]["source"] or "",
              d["text"], d["reason"])
        for d in alerts[:ENTRIES]
    ]  # fmt: skip


def _gravest(alerts: list[Row], since: str) -> list[Row]:
    """The gravest alerts from a day on, of those as grave the newest."""
    found = [d for d in alerts if (d["published"] or "")[:10] >= since]
    found.sort(key=lambda d: (d["published"] or "", d["development_id"]), reverse=True)
    return sorted(found, key=lambda d: rank_of(d["kind"], d["reason"]))[:TOP]


def _changes(site: Site) -> list[Row]:
    """What the page of all changes filters: a row for each alert, the newest first."""
    rows = []
    for page in site.stories:
        for d in page.alerts:
            claim = d["claim"] or {}
            rows.append(
                {
                    "d": (d["published"] or "")[:10],
                    "s": d["severity"],
                    "k": d["kind"],
                    "p": claim.get("speaker_party") or "",
                    "w": [harmless(place) for place in claim.get("places") or ()],
                    "t": harmless(d["text"]),
                    "r": harmless(d["reason"]),
                    "u": harmless(d["link"] or ""),
                    "n": harmless(page.story["title"]),
                    "h": f"stories/{page.story['story_id']}.html#{d['development_id']}",
                    "c": _citation(d),
                }
            )
    return sorted(rows, key=lambda row: (row["d"], row["h"]), reverse=True)[:CHANGES]


def _story_pages(env: Environment, site: Site, page: StoryPage) -> Iterator[tuple[str, str]]:
    """The pages of a story, its feed, and where a line is that an old link leads to."""
    name, title = page.story["story_id"], harmless(page.story["title"])
    common: dict[str, Any] = {"site": site, "page": page, "here": "", "up": "../", "title": title}
    charts = {f"chart-{i}": json.loads(chart(of, values)) for i, (of, values) in enumerate(page.figures.items(), 1)}
    if page.points:
        charts["map"] = map_spec([{**point, "href": ""} for point in page.points])
    parts = chunks(page.alerts, CARDS) or [[]]
    files = [page_name(name, i, len(parts)) for i in range(len(parts))]
    threads = thread_pages(page.threads)
    thread_files = [f"{name}-threads{f'-{i}' if i > 1 else ''}.html" for i in range(1, len(threads) + 1)]
    story = env.get_template("story.html")
    yield f"stories/{name}.html", story.render(
        **common, alerts=parts[0], details=page.details[:CARDS], files=files, thread_files=thread_files, charts=in_script(charts),
        has_charts=bool(charts), has_map=bool(page.points), table=TABLE, sides=SIDES,
    )  # fmt: skip
    earlier = env.get_template("earlier.html")
    for i, part in enumerate(parts[1:], 1):
        yield f"stories/{files[i]}", earlier.render(**common, alerts=part, files=files, number=i)
    of_threads = env.get_template("threads.html")
    for i, thread_part in enumerate(threads):
        yield f"stories/{thread_files[i]}", of_threads.render(**common, parts=thread_part, files=thread_files, number=i)
    if len(parts) > 1:
        places = {d["development_id"]: files[i] for i, part in enumerate(parts[1:], 1) for d in part}
        yield f"stories/{name}-lines.js", f"window.LINES = {in_script(places)};\n"
    yield f"stories/{name}.atom", atom(name, page.story["title"], _entries(page.alerts, {name: page.story["title"]}))


def _pages(site: Site) -> Iterator[tuple[str, str]]:
    """(file, text) of everything but the fixed assets."""
    env = _environment()
    alerts = sorted(
        (d for page in site.stories for d in page.alerts), key=lambda d: (d["published"] or "", d["development_id"]), reverse=True
    )
    titles = {page.story["story_id"]: page.story["title"] for page in site.stories}
    last_week, of_today = _days_before(site.today, 6), _gravest(alerts, site.today) if site.today else []
    earlier = [d for d in alerts if (d["published"] or "")[:10] < site.today]
    yield "index.html", env.get_template("index.html").render(
        site=site, here="index.html", title="Stories", up="", titles=titles,
        of_day=of_today, of_week=_gravest(earlier, last_week),
    )  # fmt: skip
    changes = _changes(site)
    yield (
        "changes.html",
        env.get_template("changes.html").render(
            site=site, here="changes.html", title="Changes", up="", total=len(alerts), shown=len(changes)
        ),
    )
    yield (
        "map.html",
        env.get_template("map.html").render(
            site=site, here="map.html", title="Map", up="", charts=in_script({"map": map_spec(site.points)}), points=site.points
        ),
    )
    for name, title in (("search", "Search"), ("sources", "Sources"), ("contradictions", "Contradictions"), ("digests", "Digests")):
        yield (
            f"{name}.html",
            env.get_template(f"{name}.html").render(site=site, here=f"{name}.html", title=title, up="", shards=_shards(site)),
        )
    for page in site.stories:
        yield from _story_pages(env, site, page)
    own = {page.story["story_id"] for page in site.stories}
    moved = env.get_template("moved.html")
    for page in site.stories:
        for old in page.story["merged"]:
            if old not in own:
                # links to a story that became part of another still lead somewhere
                yield f"stories/{old}.html", moved.render(site=site, story=page.story, here="", title="Story", up="../")
    source = env.get_template("source.html")
    for of in site.sources:
        yield f"sources/{of.slug}.html", source.render(site=site, page=of, here="", title=harmless(of.name), up="../")
    for run_id, digest in site.digests:
        yield f"digests/{run_id}.html", html(digest)
    yield "alerts.atom", atom("alerts", "storywatch: alerts of all stories", _entries(alerts, titles))
    for watch, stories in site.lists:
        wanted = [d for d in alerts if d["story_id"] in stories and watch.wants(d["severity"])]
        yield f"lists/{slug(watch.name)}.atom", atom(f"list:{slug(watch.name)}", f"storywatch: {watch.name}", _entries(wanted, titles))
    yield "assets/alerts.js", f"window.CHANGES = {in_script(changes)};\n"
    for i in range(_shards(site)):
        rows = [{k: harmless(v) for k, v in row.items()} for row in site.search[i * SHARD : (i + 1) * SHARD]]
        yield f"assets/claims-{i}.js", f"(window.SHARDS ||= [])[{i}] = {in_script(rows)};\n"


def _shards(site: Site) -> int:
    return -(-len(site.search) // SHARD)


def _days_before(day: str, days: int) -> str:
    return (date.fromisoformat(day) - timedelta(days=days)).isoformat() if day else ""


def write(site: Site, out: Path) -> list[Path]:
    """Writes the site below `out`; the files, in order. Raises FolderTaken for a folder that holds other files than a site's."""
    if out.is_dir() and any(out.iterdir()) and not (out / MARKER).exists():
        raise FolderTaken(f"{out} holds files that are no site's: name an empty or a new folder with --out")
    assets = {
        name: resources.files("storywatch.transforms.site").joinpath("assets", name).read_text("utf-8") for name in (*ASSETS, "world.json")
    }
    assets["world.js"] = f"window.WORLD = {in_script(json.loads(assets.pop('world.json')))};\n"
    bundle = vl_convert.javascript_bundle(
        "window.drawChart = (element, spec, config) => vegaEmbed(element, spec, {actions: false, renderer: 'svg', config});"
    )
    # no module: a browser reads none from a folder
    assets["vega.js"] = f'(() => {{"use strict";{bundle}}})();\n'
    written = []
    fixed = ((f"assets/{name}", text) for name, text in assets.items())
    for name, text in (*_pages(site), *fixed, (MARKER, "")):
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        written.append(path)
    return written
