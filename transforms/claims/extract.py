"""Cut an article into claims. Plain functions; `transforms/claims/stage.py` runs them on Beam."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from storywatch.transforms.claims import foreign
from storywatch.transforms.claims.analysis import Analysed
from storywatch.transforms.claims.antecedents import NOBODY, antecedent
from storywatch.transforms.claims.arguments import content, group_at, group_of
from storywatch.transforms.claims.attribution import Attribution, Speakers, attribution
from storywatch.transforms.claims.coreference import resolved
from storywatch.transforms.claims.dates import dates
from storywatch.transforms.claims.days import happened, is_ahead, sayings, settle, without_asides
from storywatch.transforms.claims.events import Reader
from storywatch.transforms.claims.figures import HARMFUL, figures
from storywatch.transforms.claims.furniture import dateline, is_furniture, own_text
from storywatch.transforms.claims.legible import sentence_case, visible
from storywatch.transforms.claims.lexicon import SPEECH
from storywatch.transforms.claims.names import Name, names, terms
from storywatch.transforms.claims.parsing import analyse
from storywatch.transforms.claims.party import with_party
from storywatch.transforms.claims.roles import Found, place_of, text_of
from storywatch.transforms.claims.saying import parsed_apart
from storywatch.transforms.claims.sentences import sentences
from storywatch.transforms.rows import Article, ArticleClaims, Claim, DateMention, Event, Figure, Span, content_id
from storywatch.transforms.vocabulary import of_vocabulary, vocabulary, words_regex

MAX_CLAIMS = 400
"""Claims of one article; what follows in a longer text is left out."""

_SECTION = re.compile(r"^\s*(?:\(?background\)?(?: information)?|what came before|background)\s*[:.\n)]", re.I)
_UNCLEAR = re.compile(
    r"\b(?:unclear|not (?:yet )?(?:clear|known|established|confirmed|verified)|could not (?:be )?(?:independently )?(?:verif|confirm|corroborat|say)\w*|"
    r"cannot (?:verify|confirm|corroborate)|unverified|unconfirmed|remains to be|whether|no evidence)\b", re.I
)  # fmt: skip


@of_vocabulary
def _background() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = vocabulary("background")
    return words_regex(words["markers"]), words_regex(words["retrospect"])


def is_recap(title: str | None, text: str) -> bool:
    """Whether an article says of itself that it looks back ("Background:", "The week in review", "Column")."""
    markers, _ = _background()
    head = re.sub(r"^\W+", "", text[:60])
    if re.match(markers, head) and re.match(r"[\w ]+\s*[).:—–-]", head):
        return True
    return bool(title) and bool(
        re.search(
            rf"(?:^|[:|-]\s*){markers.pattern}(?:\s*[:|-]|\s*$|\s+information)|^what we know|\bwhat became of\b|\bweek in\b",
            title or "",
            re.I,
        )
    )


@dataclass(frozen=True)
class Line:
    """A sentence as it stands in the article's text, from `start`; `read` is what is read of it, `at` where each character of that stands."""

    start: int
    text: str
    read: str
    at: list[int]

    def place(self, offset: int) -> int:
        """The place in the article of an offset in what is read."""
        return self.start + self.at[min(offset, len(self.at) - 1)]


def _line(text: str, start: int, end: int) -> Line:
    read, at = visible(text[start:end])
    # a dateline is no part of the sentence, and would be taken for its subject
    lead = dateline(read)
    read, at = read[lead:], at[lead:]
    return Line(start, text[start:end], sentence_case(read, text), at)


def _places(text: str, found: Sequence[Name], says: Attribution) -> list[Name]:
    speaker = says.speaker_span or (-1, -1)
    return [n for n in found if n.place and not (speaker[0] <= n.start < speaker[1]) and not _SAYS_SO.search(text[: n.start])]


_SAYS_SO = re.compile(r"\baccording to (?:the )?$", re.IGNORECASE)


def _states(events: Sequence[Found]) -> tuple[str, ...]:
    """What the deployment does by these events, in their order."""
    known = vocabulary("events")
    out = []
    for event in events:
        entry = known.get(event.type, {})
        if event.modality == "denied":
            out.append("denied")
        elif event.modality == "ended":
            out.append("withdrawn" if event.type in ("train", "present", "depart", "move") else "terms")
        elif event.modality == "planned" and entry.get("planned"):
            out.append(entry["planned"])
        elif event.modality == "fact" and entry.get("state"):
            out.append(entry["state"])
    return tuple(dict.fromkeys(out))


def _polarity(sentence: Analysed, events: Sequence[Found], says: Attribution) -> str:
    """asserted, denied or unclear, by the first event that is no act of speech."""
    main = next((e for e in events if e.type not in SPEECH), None)
    if says.strength == "unverified" or _UNCLEAR.search(sentence.text):
        return "unclear"
    if main is not None and main.modality in ("hypothetical", "possible"):
        return "unclear"
    if main is not None:
        return "denied" if main.modality == "denied" else "asserted"
    if says.strength == "denied":
        return "denied"
    root = next((i for i, w in enumerate(sentence.words) if w.dep == "ROOT"), None)
    clause = next((k for k in sentence.children(root, "ccomp")), root) if root is not None else None
    if clause is not None and sentence.words[clause].lemma in sayings():
        # who does not comment denies nothing
        return "unclear" if sentence.children(clause, "neg") else "asserted"
    if clause is not None and (
        sentence.children(clause, "neg")
        or any(
            sentence.words[k].lemma == "no" for s in sentence.children(clause, "nsubj", "dobj", "attr") for k in sentence.children(s, "det")
        )
    ):
        return "denied"
    return "asserted"


def _looks_back(sentence: Analysed, says: Attribution) -> bool:
    """A past perfect that nobody says: reported speech ("said that 2,000 had arrived") is news."""
    beside = ("relcl", "acl", "advcl")
    perfect = [
        w.head
        for w in sentence.words
        if w.dep == "aux" and w.lemma == "have" and w.tag == "VBD" and sentence.words[w.head].dep not in beside
    ]
    said = says.verb_span[0] if says.verb_span else -1
    # "he had said earlier that": what was said looks back itself
    return bool(perfect) and (says.verb is None or any(sentence.words[k].start == said for k in perfect))


def _is_told_now(sentence: Analysed, says: Attribution) -> bool:
    """Whether somebody is quoted with what the sentence tells: what is said now of last month is news, not background."""
    said = says.verb_span[0] if says.verb_span else -1
    verb = next((i for i, w in enumerate(sentence.words) if w.start == said), None)
    if verb is None or says.speaker is None:
        return False
    if sentence.words[verb].dep == "pcomp":
        # "shot down in 1988 in what the navy said was a mistake"
        return False
    # "had said", "said in May": what was said looks back itself
    return not any(w.dep == "aux" and w.lemma == "have" and w.tag == "VBD" and w.head == verb for w in sentence.words)


def _tells_the_past(sentence: Analysed, mention: DateMention) -> bool:
    """Whether a day long ago is that of something past: not of "has 7,000 men, down from 10,000 in January"."""
    inside = sentence.at(mention.start, mention.end)
    verb = next((k for k in sentence.ancestors(sentence.top(inside)) if sentence.words[k].pos in ("VERB", "AUX")), None) if inside else None
    if verb is not None and sentence.words[verb].dep in ("acl", "relcl", "advcl"):
        # nor of "the troops, withdrawn last month, are back", "patrol without them since they were recalled in March"
        above = (k for k in sentence.ancestors(verb) if sentence.words[k].pos in ("VERB", "AUX"))
        verb = next(above, verb)
    return verb is None or sentence.words[verb].tag not in ("VBZ", "VBP")


def _is_retrospect(sentence: Analysed, events: Sequence[Found], retrospect: re.Pattern[str], counts: bool) -> bool:
    """Whether words such as "earlier" or "since" go with the main verb or the first event, not with a clause beside it.

    `counts`: the sentence has a figure, and how many there are since then is no look back.
    """
    # "the number of people killed since May has risen": a participle that says which people is not what the sentence tells
    told = [e.at for e in events if sentence.words[e.at].dep not in ("acl", "relcl")]
    main = set(told[:1]) or {i for i, w in enumerate(sentence.words) if w.dep == "ROOT"}
    # "caused the deaths of 80": what goes with the verb of an event's noun goes with the event
    main |= {sentence.words[i].head for i in main if sentence.words[i].dep in ("dobj", "nsubj", "nsubjpass")}
    for match in retrospect.finditer(sentence.text):
        inside = sentence.at(*match.span())
        if not inside:
            continue
        top = sentence.top(inside)
        if sentence.words[top].dep == "mark":
            # "since Pyongyang sent them" begins a clause beside
            continue
        above = list(sentence.ancestors(top))
        verb = next((k for k in above if sentence.words[k].pos in ("VERB", "AUX")), top)
        if main & {top, verb, *above[: above.index(verb) if verb in above else 0]} and not (
            counts and _UP_TO_NOW.fullmatch(match.group(0)) and _is_perfect(sentence, verb)
        ):
            return True
    return False


_UP_TO_NOW = re.compile(r"since|so far|already", re.IGNORECASE)


def _is_perfect(sentence: Analysed, verb: int) -> bool:
    """Whether a verb is in the present perfect: "have been killed since September" is how it stands now."""
    return any(sentence.words[k].lemma == "have" and sentence.words[k].tag in ("VBZ", "VBP", "VB") for k in sentence.children(verb, "aux"))


def _rows(
    line: Line, sentence: Analysed, found: Sequence[Name], events: Sequence[Found], told: Sequence[tuple[Figure, int]]
) -> tuple[Event, ...]:
    """Events as rows, with the words of their arguments."""
    out = []
    reader = Reader(sentence, found)
    for event in events:
        word = sentence.words[event.at]
        spans: list[Span] = []
        values: dict[str, str | None] = {}
        # "their patrol was ambushed": by others
        owner = reader.possessor(event.theme) if event.agent is None and event.theme is not None and event.type not in HARMFUL else None
        # "is expected", "is visited by 13 soldiers": passive, and still the unit goes by itself
        sent = event.theme in sentence.children(event.at, "nsubjpass") or word.dep == "acl"
        own_way = not reader.passive(event.at) or word.lemma == "expect" or not sent
        goes = antecedent(reader, event.theme)
        if goes is not None and group_at(sentence, content(sentence, goes)) in ("weapons", "vehicles"):
            # these go nowhere by themselves; a battery has its crew
            own_way = own_way and sentence.words[content(sentence, goes)].lemma == "battery"
        if event.type == "train" and event.theme is not None and "party" not in reader.classes(event.theme) and event.agent is None:
            # who trains is trained
            own_way = False
        unit_itself = event.agent is None and event.type in _GOES and owner is None and own_way
        parts = {"agent": event.theme if unit_itself else event.agent if event.agent is not None else owner, "object": None if unit_itself else event.object,
                 "from_": event.from_, "to": event.to, "place": event.place}  # fmt: skip
        parts.update({name: antecedent(reader, parts[name]) for name in ("agent", "object")})
        meant = parts["object"]
        if meant is not None and meant != event.object and event.type in ("kill", "wound") and "people" not in reader.classes(meant):
            # "drones strike a camp, 9 dead": not nine drones
            parts["object"] = None
        if parts["object"] is not None and sentence.words[content(sentence, parts["object"])].lemma in NOBODY:
            parts["object"] = None
        if parts["agent"] == parts["object"]:
            # "the weapons they need": who acts is not what is acted on
            parts["agent"] = None
        if parts["object"] is not None and _is_clause(sentence, parts["object"]):
            parts["object"] = None
        for name, at in parts.items():
            piece = (text_of if name in ("agent", "object") else lambda s, i: place_of(s, found, i))(sentence, at)
            if piece:
                values[name] = piece[0]
                spans.append(
                    Span(name.rstrip("_"), line.text[line.at[piece[1]] : line.at[piece[2]]], line.place(piece[1]), line.place(piece[2]))
                )
        counted = next((f.text for f, at in told if at >= 0 and at == event.theme), None) or reader.another(event.theme)
        out.append(
            Event(
                event.type,
                figure=counted,
                date=event.date,
                modality=event.modality,
                start=line.place(word.start),
                end=line.place(word.end),
                spans=tuple(spans),
                **values,
            )
        )
    return tuple(out)


def _is_clause(sentence: Analysed, i: int) -> bool:
    """Whether what is told of is no thing: "agreed that it was reasonable", "agreed to look into it"."""
    word = sentence.words[i]
    return word.tag in ("VBD", "VBZ", "VBP") or (word.pos == "VERB" and not sentence.children(i, "dobj"))


_GOES = ("depart", "move", "arrive", "present", "withdraw", "rotate", "train", "reinforce")


def claim_of(line: Line, sentence: Analysed, article: Article, speakers: Speakers, recap: bool, before: Figure | None) -> Claim:
    """The claim that one sentence makes.

    `recap`: the article looks back there; `before`: the last figure that the article told.
    """
    text = sentence.text
    found = names(sentence)
    says = attribution(sentence, found, speakers)
    events = Reader(sentence, found).read()
    mentions = settle(
        sentence, dates(text, article.published, ahead=lambda start, end: is_ahead(sentence, start, end)), events, article.published
    )
    events = without_asides(sentence, mentions, events, article.published)
    told = figures(sentence, found, events, 0, before, says.speaker_span)
    says = with_party(sentence, found, events, says)
    events = Reader(sentence, found).without_known(events)
    event_date = happened(mentions, events, article.published)
    _, retrospect = _background()
    past = any(m.frame == "past" and _tells_the_past(sentence, m) for m in mentions)
    looks_back = past or _is_retrospect(sentence, events, retrospect, bool(told)) or _looks_back(sentence, says)

    def own(start: int, end: int) -> str:
        return line.text[line.at[start] : line.at[min(end, len(text))]]

    known = tuple(replace(f, text=own(f.start, f.end), start=line.place(f.start), end=line.place(f.end)) for f, _ in told)
    dated = tuple(replace(m, text=own(m.start, m.end), start=line.place(m.start), end=line.place(m.end)) for m in mentions)
    spans = [Span("figure", f.text, f.start, f.end) for f in known]
    spans += [Span("date", m.text, m.start, m.end) for m in dated]
    places = _places(text, found, says)
    marked = [("place", n.start, n.end) for n in places] + [("actor", n.start, n.end) for n in found if n.kind in ("country", "actor")]
    marked += [(f"event:{e.type}", sentence.words[e.at].start, sentence.words[e.at].end) for e in events]
    marked += [(field, *at) for field, at in (("speaker", says.speaker_span), ("attribution", says.verb_span)) if at]
    spans += [Span(field, own(a, b), line.place(a), line.place(b)) for field, a, b in marked]
    return Claim(
        claim_id=content_id("c", article.article_id, str(line.start), line.text),
        article_id=article.article_id,
        text=line.text,
        start=line.start,
        end=line.start + len(line.text),
        published=article.published,
        speaker=says.speaker,
        speaker_role=says.role,
        speaker_org=says.org,
        speaker_party=says.party,
        source_class=says.source_class,
        attribution=says.verb,
        strength=says.strength,
        quote=says.quote,
        figures=known,
        places=tuple(dict.fromkeys(n.name if n.kind != "place" else n.text for n in places)),
        actors=tuple(dict.fromkeys(n.name for n in found if n.kind in ("country", "actor"))),
        dates=dated,
        event_date=event_date,
        polarity=_polarity(sentence, events, says),
        events=_rows(line, sentence, found, events, told),
        states=_states(events),
        background=recap or (looks_back and event_date is None and not _is_told_now(sentence, says)),
        spans=tuple(spans),
        terms=tuple(terms(sentence, found)),
    )


def _spoken_of(claim: Claim) -> Figure | None:
    """A figure without a number for the force that a claim without figures speaks of: "additional soldiers were sent", then "some speak of 3,000"."""
    for event in claim.events:
        what = (event.object or event.agent or "").split()
        group = group_of(what[-1].lower()) if what else None
        if group in ("troops", "aircraft", "ships", "weapons", "vehicles") and event.type != "other":
            return Figure(what[-1], claim.start, claim.start, None, None, what[-1].lower(), group, what=what[-1].lower().removesuffix("s"))
    return None


def _goes_on(claim: Claim, sentence: Analysed, last: Claim) -> bool:
    """Whether a claim that names nothing goes on with what the last one looked back on: "razed the town in 1982. Thousands were killed."."""
    if not last.background or not any(d.frame == "past" for d in last.dates):
        return False
    root = next((i for i, w in enumerate(sentence.words) if w.dep == "ROOT"), 0)
    tense = {sentence.words[k].tag for k in (root, *sentence.children(root, "aux", "auxpass"))}
    return "VBD" in tense and not (claim.places or claim.actors or claim.dates or claim.speaker)


def claims_of(article: Article) -> ArticleClaims:
    """The claims of an article in the order of its text; every claim's offsets give its text."""
    language = article.language or "en"
    spans = sentences(article.text[: own_text(article.text)] or article.text, language)[:MAX_CLAIMS]
    if language != "en":
        return ArticleClaims(article, *foreign.claims(article, language, spans))
    lines = [_line(article.text, a, b) for a, b in spans]
    has_title = bool(article.title) and article.title != article.text
    title_text = sentence_case(visible(article.title or "")[0], article.text)
    analysed = parsed_apart(analyse([line.read for line in lines] + ([title_text] if has_title else [])))
    title = analysed.pop() if has_title else None
    recap = is_recap(article.title, article.text)
    speakers = Speakers({})
    claims: list[Claim] = []
    section = False
    before: Figure | None = None
    told_lines = [
        (line, s)
        for line, s in zip(lines, analysed, strict=True)
        if not is_furniture(s, article.text, line.start, line.start + len(line.text))
    ]
    for line, sentence in told_lines or zip(lines, analysed, strict=True):
        section = section or bool(_SECTION.match(sentence.text))
        claim = claim_of(line, sentence, article, speakers, recap or section, before)
        claim = resolved(claim, claims[-1] if claims else None)
        if claims and _goes_on(claim, sentence, claims[-1]):
            claim = replace(claim, background=True)
        claims.append(claim)
        before = next((f for f in reversed(claim.figures) if f.what), _spoken_of(claim) or before)
    return ArticleClaims(article, tuple(claims), tuple(terms(title, names(title))) if title else ())
