"""A digest as Markdown, HTML, mail, Atom or JSON. Text from articles is shown as harmless text in all of them."""

import json
import re
from email.message import EmailMessage
from itertools import groupby

import css_inline
from feedgen.feed import FeedGenerator
from jinja2 import Environment, PackageLoader, StrictUndefined
from pydantic import TypeAdapter

from transforms.digest.content import Digest, Line, StoryDigest
from transforms.shown import harmless

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+!|~&-])")
_EMPTY = "Nothing new."


def markdown_text(text: str | None) -> str:
    """Text that Markdown shows as it is."""
    return _MARKDOWN.sub(r"\\\1", harmless(text))


def count(n: int, what: str) -> str:
    """ "1 source", "2 sources"."""
    return f"{n} {what}{'' if n == 1 else 's'}"


def who(line: Line) -> str:
    """Speaker with role, and source."""
    role = line.role if line.role and line.speaker and line.role.lower() not in line.speaker.lower() else None
    speaker = ", ".join(filter(None, (line.speaker, role)))
    return " — ".join(filter(None, (speaker, line.source)))


def when(line: Line) -> str:
    return (line.published or "undated").replace("T", " ")


def _link(line: Line) -> str:
    if line.link and line.link.startswith(("http://", "https://")):
        return "[source](<" + harmless(line.link).replace("<", "%3C").replace(">", "%3E").replace(" ", "%20") + ">)"
    return f"article {markdown_text(line.article_id)}"


def _sources(line: Line) -> str:
    return count(line.sources, "independent source") + (f" · {line.unsure}" if line.unsure else "")


def _markdown_story(story: StoryDigest) -> list[str]:
    out = [f"## {markdown_text(story.title)}", "",
           f"{count(story.articles, 'article')}, {count(story.sources, 'source')}; latest state: {markdown_text(story.status.replace('_', ' '))}; {story.story_id}", ""]  # fmt: skip
    for line in story.alerts:
        out += [
            f"- **{line.severity.upper()} · {line.kind.replace('_', ' ')}** · {when(line)} · {markdown_text(who(line))} · {_link(line)} · {markdown_text(_sources(line))}",
            f"  > {markdown_text(line.text)}",
            "",
            f"  New: {markdown_text(line.reason)}." + (f" Before: “{markdown_text(line.against)}”" if line.against else ""),
            "",
        ]
    if story.details:
        out += ["Kept, not alerted:", ""]
        out += [
            f"- {line.kind.replace('_', ' ')} · {when(line)} · {markdown_text(line.source)}: {markdown_text(line.text)} ({_link(line)})"
            for line in story.details
        ]
        out.append("")
    return out


def markdown(digest: Digest) -> str:
    """Markdown; by watch list where there are any, alerts first, details below them."""
    out = [f"# {markdown_text(digest.title)}", ""]
    if digest.empty:
        out += [_EMPTY, ""]
    for names, stories in by_watch(digest):
        out += [f"# {markdown_text(names)}", ""] if names else []
        out += [line for story in stories for line in _markdown_story(story)]
    if digest.uncovered:
        out += ["## New stories that no watch list covers", ""]
        out += [f"- {markdown_text(s.title)} · {_link(s.alerts[0] if s.alerts else s.details[0])}" for s in digest.uncovered]
        out.append("")
    out += [f"{markdown_text(feed)}\n" for feed in digest.failing_feeds]
    if digest.dead_letters:
        out += [f"{digest.dead_letters} inputs could not be read: `storywatch export deadletters`", ""]
    return "\n".join(out)


def by_watch(digest: Digest) -> list[tuple[str, list[StoryDigest]]]:
    """The stories by the watch lists that cover them ("" where there are none)."""
    return [(", ".join(names), list(stories)) for names, stories in groupby(digest.stories, key=lambda story: story.watch)]


def _environment() -> Environment:
    env = Environment(loader=PackageLoader("transforms.digest", "templates"), autoescape=True, undefined=StrictUndefined,
                      trim_blocks=True, lstrip_blocks=True)  # fmt: skip
    env.filters.update(harmless=harmless, who=who, when=when, sources=_sources, count=count)
    return env


def html(digest: Digest) -> str:
    """A page that needs nothing else, light and dark; its styles are inlined too, as mail programs want them."""
    page = _environment().get_template("digest.html").render(digest=digest, nothing=_EMPTY, groups=by_watch(digest))
    return css_inline.CSSInliner(keep_style_tags=True, load_remote_stylesheets=False).inline(page)


def eml(digest: Digest) -> str:
    """A mail with the digest as plain text and as HTML; whoever sends it adds who it is from and to."""
    message = EmailMessage()
    message["Subject"] = harmless(digest.title)
    message.set_content(markdown(digest))
    message.add_alternative(html(digest), subtype="html")
    return message.as_string()


def as_json(digest: Digest) -> str:
    """JSON as `schema` describes it."""
    return TypeAdapter(Digest).dump_json(digest, indent=1).decode()


def schema() -> str:
    """The JSON Schema of `as_json`: docs/digest.schema.json."""
    described = TypeAdapter(Digest).json_schema(mode="serialization")
    described = {"$schema": "https://json-schema.org/draft/2020-12/schema", **described}
    return json.dumps(described, indent=1, ensure_ascii=False) + "\n"


def atom(digest: Digest) -> str:
    """An Atom feed: an entry for each alert, whose id is its development's and never changes."""
    feed = FeedGenerator()
    feed.id("urn:storywatch:digest")
    feed.title(harmless(digest.title))
    feed.author(name="storywatch")
    moments = []
    for story in digest.stories:
        for line in story.alerts:
            entry = feed.add_entry(order="append")
            entry.id(f"urn:storywatch:{line.development_id}")
            entry.title(f"{line.severity}, {line.kind.replace('_', ' ')}: {harmless(story.title)}")
            published = line.published or "1970-01-01"
            moment = (published if len(published) > 10 else published + "T00:00:00") + "+00:00"
            moments.append(moment)
            entry.updated(moment)
            entry.published(moment)
            if line.link and line.link.startswith(("http://", "https://")):
                entry.link(href=harmless(line.link), rel="alternate")
            entry.author(name=harmless(who(line)) or "unknown")
            against = f"\nBefore: {harmless(line.against)}" if line.against else ""
            entry.content(f"{harmless(line.text)}\nNew: {harmless(line.reason)}.{against}", type="text")
    feed.updated(max(moments, default="1970-01-01T00:00:00+00:00"))
    return str(feed.atom_str(pretty=True).decode())


RENDERERS = {"md": markdown, "html": html, "json": as_json, "atom": atom, "eml": eml}
