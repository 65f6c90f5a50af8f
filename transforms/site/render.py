"""The site as files: pages that need no server of ours, no build step and no request to anywhere else."""

import json
from importlib import resources
from pathlib import Path

import vl_convert
from jinja2 import Environment, PackageLoader, StrictUndefined

from transforms.digest.render import count
from transforms.shown import harmless
from transforms.site.charts import chart
from transforms.site.content import Site, slug

ASSETS = ("site.css", "site.js", "search.js")


def _environment() -> Environment:
    env = Environment(loader=PackageLoader("transforms.site", "templates"), autoescape=True, undefined=StrictUndefined,
                      trim_blocks=True, lstrip_blocks=True)  # fmt: skip
    env.filters.update(
        harmless=harmless, count=count, slug=slug, words=lambda text: str(text).replace("_", " "),
        day=lambda value: (value or "undated")[:10], http=lambda link: str(link or "").startswith(("http://", "https://")),
    )  # fmt: skip
    return env


def in_script(value: object) -> str:
    """JSON that may stand in a script element."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def write(site: Site, out: Path) -> list[Path]:
    """Writes the site below `out` (what lies there under the same names is written over); the files, in order."""
    env = _environment()
    pages = {"index.html": env.get_template("index.html").render(site=site, here="index.html", title="Stories", up="")}
    pages["search.html"] = env.get_template("search.html").render(site=site, here="search.html", title="Search", up="")
    pages["sources.html"] = env.get_template("sources.html").render(site=site, here="sources.html", title="Sources", up="")
    story = env.get_template("story.html")
    for page in site.stories:
        charts = {counted: in_script(json.loads(chart(counted, values))) for counted, values in page.figures.items()}
        pages[f"stories/{page.story['story_id']}.html"] = story.render(
            site=site, page=page, charts=charts, here="", title=harmless(page.story["title"]), up="../"
        )
    moved = env.get_template("moved.html")
    for page in site.stories:
        for old in page.story["merged"]:
            # links to a story that became part of another still lead somewhere
            pages.setdefault(f"stories/{old}.html", moved.render(site=site, story=page.story, here="", title="Story", up="../"))
    source = env.get_template("source.html")
    for of in site.sources:
        pages[f"sources/{of.slug}.html"] = source.render(site=site, page=of, here="", title=harmless(of.name), up="../")
    assets = {name: resources.files("transforms.site").joinpath("assets", name).read_text("utf-8") for name in ASSETS}
    assets["claims.js"] = f"window.CLAIMS = {in_script([{k: harmless(v) for k, v in row.items()} for row in site.search])};\n"
    assets["vega.js"] = vl_convert.javascript_bundle(
        "window.drawChart = (element, spec, config) => vegaEmbed(element, spec, {actions: false, renderer: 'svg', config});"
    )
    written = []
    for name, text in [*pages.items(), *((f"assets/{name}", text) for name, text in assets.items())]:
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        written.append(path)
    return written
