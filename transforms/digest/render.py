"""A digest as Markdown, HTML or JSON. Text from articles is shown as harmless text in all of them."""

import json
import re
import unicodedata
from dataclasses import asdict
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from transforms.digest.content import Digest, Line

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+!|~&-])")
_EMPTY = "Nothing new."


def harmless(text: str | None) -> str:
    """On one line, without control, formatting (right-to-left marks) and escape characters."""
    kept = (c for c in str(text or "") if unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cs") or c in "\n\t ")
    return " ".join("".join(kept).split())


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
    return count(line.sources, "independent source")


def markdown(digest: Digest) -> str:
    """Markdown; alerts first, details of severity low below them."""
    out = [f"# {markdown_text(digest.title)}", ""]
    if digest.empty:
        out += [_EMPTY, ""]
    for story in digest.stories:
        out += [f"## {markdown_text(story.title)}", "",
                f"{count(story.articles, 'article')}, {count(story.sources, 'source')}; latest state: {markdown_text(story.status.replace('_', ' '))}; {story.story_id}", ""]  # fmt: skip
        for line in story.alerts:
            out += [
                f"- **{line.severity.upper()} · {line.kind.replace('_', ' ')}** · {when(line)} · {markdown_text(who(line))} · {_link(line)} · {_sources(line)}",
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
    if digest.dead_letters:
        out += [f"{digest.dead_letters} inputs could not be read: `storywatch export deadletters`", ""]
    return "\n".join(out)


def _environment() -> Environment:
    env = Environment(loader=PackageLoader("transforms.digest", "templates"), autoescape=True, undefined=StrictUndefined,
                      trim_blocks=True, lstrip_blocks=True)  # fmt: skip
    env.filters.update(harmless=harmless, who=who, when=when, sources=_sources, count=count)
    return env


def html(digest: Digest) -> str:
    """A page that needs nothing else: styles inside, readable by mail programs, light and dark."""
    return _environment().get_template("digest.html").render(digest=digest, nothing=_EMPTY)


def as_json(digest: Digest) -> str:
    data: dict[str, Any] = asdict(digest)
    return json.dumps(data, ensure_ascii=False, indent=1)


RENDERERS = {"md": markdown, "html": html, "json": as_json}
