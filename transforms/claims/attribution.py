"""Who says it: the speaker with role and organisation, the verb, its strength, and whether it is a quotation.

The verb is the first verb of attribution (config/vocabulary/attribution.yaml) that has a speaker: a name, a body, an
office or a pronoun before it ("Ryder said"), behind it ("said Ryder"), or behind "according to". A pronoun or a bare
family name is the speaker of that name, or the last one, that the article brought before.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from transforms.claims.analysis import Analysed, Word
from transforms.claims.names import Name, fold, gazetteer
from transforms.vocabulary import vocabulary, words_regex

_PRONOUNS = {"he", "she", "it", "they", "his", "her", "who"}
_QUOTED = re.compile(r"[“\"«]([^”\"»]{2,})[”\"»]?|[”\"»]")
_PASSIVE = {"be", "been", "was", "were", "is", "are", "being"}


@dataclass(frozen=True)
class Attribution:
    """Offsets are inside the sentence; `verb_span` and `speaker_span` are the words that it was read from."""

    speaker: str | None = None
    role: str | None = None
    org: str | None = None
    party: str | None = None
    source_class: str | None = None
    verb: str | None = None
    strength: str | None = None
    quote: bool = False
    verb_span: tuple[int, int] | None = None
    speaker_span: tuple[int, int] | None = None


@lru_cache(maxsize=4)
def _strengths() -> dict[str, str]:
    return {verb: strength for strength, verbs in vocabulary("attribution")["verbs"].items() for verb in verbs}


@lru_cache(maxsize=4)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    words = vocabulary("attribution")
    return (words_regex(words["phrases"]), words_regex(words["roles"]), words_regex(words["unnamed"]), words_regex(words["unverified"]))


@lru_cache(maxsize=4)
def _bodies() -> re.Pattern[str]:
    return words_regex(vocabulary("attribution")["bodies"])


def _clause_start(text: str, at: int) -> int:
    """Where the clause that holds `at` begins (after ; : a quotation mark, or "and"/"but" with a comma)."""
    start = 0
    for match in re.finditer(r"[;:“”\"]\s*|,\s+(?:and|but|while|as)\s+|\s+(?:that|after|because|when|which|although)\s+", text[:at]):
        start = match.end()
    return start


def _role_of(text: str, start: int, end: int) -> tuple[str | None, tuple[int, int] | None]:
    """The office next to the name at [start, end): before it, or behind it between commas."""
    roles = _patterns()[1]
    before = text[max(0, start - 70) : start]
    last = next(reversed(list(roles.finditer(before))), None)
    if last and not re.search(r"[.;:]|\b(?:said|says|told)\b", before[last.end() :]) and len(before[last.end() :]) < 30:
        at = max(0, start - 70)
        return last.group(0), (at + last.start(), at + last.end())
    behind = re.match(r"^(?:['’]s)?,?\s+(?:the |a |an |who (?:leads|heads) )?[^,.;]{0,50}", text[end : end + 80])
    if behind:
        match = roles.search(text[end : end + behind.end()])
        if match and text[end : end + 1] == ",":
            return match.group(0), (end + match.start(), end + match.end())
    return None, None


def _party(found: list[Name], start: int, end: int, text: str) -> tuple[str | None, str | None]:
    """(organisation, country or body that it belongs to) that stands by a speaker: "Pentagon spokesman Pat Ryder"."""
    known = gazetteer()
    near = [n for n in found if n.kind in ("actor", "country", "org") and start - 75 <= n.start < end + 60]
    near = [n for n in near if not re.search(r"[;:]|[a-z]{4}\. |\b(?:said|told|that)\b", text[min(n.end, start) : start])]
    near = [n for n in near if n.start < end or text[end : end + 1] == ","]
    # a comma ends what belongs to the speaker, but for "Ukraine's minister, Rustem Umerov"
    near = [n for n in near if n.end > start or re.fullmatch(r"[^,]*|[^,]*\w[^,]*,\s*", text[n.end : start])]
    actors = [n for n in near if n.kind == "actor"]
    org = actors[-1].name if actors else next((n.text for n in reversed(near) if n.kind == "org"), None)
    countries = [n for n in near if n.kind == "country"]
    party = known.of.get(actors[-1].name, actors[-1].name) if actors else countries[0].name if countries else None
    return org, party


def _class(name: str | None, role: str | None, org: str | None, text: str, unnamed: bool) -> str:
    known = gazetteer()
    for body in (org, name):
        if body in known.classes:
            return known.classes[body]
    words = " ".join(filter(None, (role, text))).lower()
    if re.search(r"intelligence|spy agency", words):
        return "intelligence"
    if re.search(r"analyst|researcher|expert|think tank|observer|monitor", words):
        return "analyst"
    if unnamed:
        return "unnamed"
    if re.search(r"gen\.|col\.|adm\.|general\b(?! secretary)|colonel|army|military|armed forces|navy|chief of staff|general staff", words):
        return "military"
    if role or re.search(r"ministry|government|president|minister|authorit|parliament|council|embassy|police|office|court", words):
        return "official"
    return "person"


@dataclass
class Speakers:
    """The speakers that an article has brought so far, for "he said" and for family names."""

    by_name: dict[str, Attribution]
    last: Attribution | None = None

    def remember(self, attribution: Attribution) -> None:
        if attribution.speaker:
            self.by_name[fold(attribution.speaker).split()[-1] if fold(attribution.speaker) else ""] = attribution
            self.last = attribution


def _speaker_before(text: str, found: list[Name], words: tuple[Word, ...], verb: Word) -> tuple[int, int, str] | None:
    """(start, end, kind) of the subject before the verb: the last name of its clause, an office or a pronoun."""
    low = _clause_start(text, verb.start)
    comma = text.rfind(", ", low, verb.start)
    if comma >= 0 and any(comma < w.start < verb.start and w.pos in ("NOUN", "PROPN", "PRON") for w in words):
        # "…, the navy said": the subject stands between the comma and the verb
        low = comma + 2
    roles, unnamed = _patterns()[1], _patterns()[2]
    options: list[tuple[int, int, str]] = []
    for name in found:
        if low <= name.start and name.end <= verb.start and not (name.kind == "country" and name.place):
            options.append((name.start, name.end, name.kind))
    persons = [o for o in options if o[2] == "person"]
    gap = [w for w in words if verb.start - 40 <= w.start < verb.start and w.start >= low]
    for word in reversed(gap):
        if word.text.lower() in _PRONOUNS and word.text.lower() != "his" and word.text.lower() != "her":
            if not persons or persons[-1][0] < word.start:
                return word.start, word.end, "pronoun"
            break
        if word.pos in ("VERB",):
            break
    if persons and verb.start - persons[-1][1] < 90:
        return persons[-1]
    for pattern, kind in ((roles, "role"), (unnamed, "unnamed")):
        last = None
        for match in pattern.finditer(text, low, verb.start):
            last = match
        if last and verb.start - last.end() < 40:
            return last.start(), last.end(), kind
    bodies = [o for o in options if verb.start - o[1] < 60]
    if bodies:
        body = bodies[-1] if bodies[-1][2] == "actor" else bodies[0]
        # "Indian intelligence", "Burkina Faso's army": the noun behind the country is the speaker
        rest = [w for w in words if body[1] <= w.start < verb.start]
        tail = [w for w in rest if w.pos in ("NOUN", "PROPN", "ADJ", "PART") or w.text in ("'s", "’s")]
        if body[2] == "country" and tail and tail == rest[: len(tail)] and any(w.pos in ("NOUN", "PROPN") for w in tail):
            return body[0], tail[-1].end, "body"
        return body
    nouns = [w for w in words if low <= w.start < verb.start and w.pos in ("NOUN", "PROPN")]
    if nouns and verb.start - nouns[-1].end < 25 and _bodies().fullmatch(nouns[-1].text):
        return nouns[-1].start, nouns[-1].end, "body"
    return None


def _speaker_behind(text: str, found: list[Name], at: int, near: int = 6) -> tuple[int, int, str] | None:
    """The speaker directly behind `at` ("according to …", "said …")."""
    roles, unnamed = _patterns()[1], _patterns()[2]
    stop = re.search(r"[.;:!?]|,\s+(?!the |a |an |spokes|who )", text[at:])
    high = at + (stop.start() if stop else len(text))
    named = [n for n in found if at <= n.start < high and n.kind != "place"]
    persons = [n for n in named if n.kind == "person"]
    if persons and persons[0].start - at < 90 and (near > 6 or persons[0].start - at <= near or re.match(roles, text[at:].lstrip())):
        return persons[0].start, persons[0].end, "person"
    if named and named[0].start - at <= max(near, 6):
        return named[0].start, named[0].end, named[0].kind
    for pattern, kind in ((roles, "role"), (unnamed, "unnamed")):
        match = pattern.search(text, at, high)
        if match and match.start() - at <= near:
            return match.start(), match.end(), kind
    if named and near > 6:
        return named[0].start, named[0].end, named[0].kind
    return None


def _noun_phrase(text: str, start: int, end: int, low: int) -> tuple[int, int]:
    """[start, end) widened to the whole name of an office or body: "South Korea's spy agency", "a US defence official"."""
    before = re.search(
        r"(?:(?:[A-Z][\w.’'-]*|a|an|the|senior|former|high-ranking|local|military|defen[cs]e|foreign|state|private|border|independent)\s+){1,6}$",
        text[low:start],
    )
    if before:
        start = low + before.start()
    return start, end


def attribution(sentence: Analysed, found: list[Name], speakers: Speakers) -> Attribution:
    """The attribution of a sentence; an empty one where nobody is named. `speakers` is read and added to."""
    text = sentence.text
    phrases, _, _, unverified = _patterns()
    strengths = _strengths()
    words = vocabulary("attribution")
    quote = bool(re.search(r"[“\"«][^“”\"«»]{3,}", text)) or bool(re.search(r"^[^“\"]*[”\"]", text))
    best: tuple[Word | re.Match[str], tuple[int, int, str]] | None = None
    for i, word in enumerate(sentence.words):
        strength = strengths.get(word.lemma)
        if strength is None or word.pos not in ("VERB", "AUX"):
            continue
        inside = _inside_quote(text, word.start)
        if inside:
            continue
        previous = sentence.words[i - 1].text.lower() if i else ""
        passive = previous in _PASSIVE and word.lemma in words["seldom_passive"]
        if passive:
            continue
        if word.lemma in words["seldom_participle"] and word.text.lower().endswith("ing"):
            continue
        subject = _speaker_before(text, found, sentence.words, word)
        if subject is None:
            subject = _speaker_behind(text, found, word.end)
        if subject is not None:
            best = (word, subject)
            break
    match = phrases.search(text)
    if match and (best is None or not isinstance(best[0], Word) or best[1][2] in ("unnamed", "body")):
        subject = _speaker_behind(text, found, match.end(), near=60)
        if subject is not None:
            best = (match, subject)
    if best is None:
        return Attribution(quote=quote, strength=None)
    verb, (start, end, kind) = best
    verb_span = (verb.start, verb.end) if isinstance(verb, Word) else verb.span()
    verb_text = verb.lemma if isinstance(verb, Word) else verb.group(0).lower()
    strength = strengths.get(verb_text, "said")
    before = text[max(0, verb_span[0] - 25) : verb_span[0]]
    negated = unverified.search(before) or re.search(r"\b(?:not|n't|n’t)\s+(?:\w+\s+)?$", before)
    if negated:
        strength = "unverified" if strength == "confirmed" or verb_text in ("say", "corroborate", "find", "see") else strength
    made = _make(text, found, start, end, kind, speakers)
    made = replace(made, verb=verb_text, strength=strength, quote=quote, verb_span=verb_span)
    speakers.remember(made)
    return made


def _inside_quote(text: str, at: int) -> bool:
    opened = max(text.rfind("“", 0, at), text.rfind("«", 0, at))
    closed = max(text.rfind("”", 0, at), text.rfind("»", 0, at))
    return opened > closed or text[:at].count('"') % 2 == 1


def _make(text: str, found: list[Name], start: int, end: int, kind: str, speakers: Speakers) -> Attribution:
    if kind == "pronoun":
        return (
            replace(speakers.last, speaker_span=(start, end))
            if speakers.last
            else Attribution(speaker=text[start:end], source_class="person", speaker_span=(start, end))
        )
    if kind == "person":
        name = text[start:end]
        role, _ = _role_of(text, start, end)
        org, party = _party(found, start, end, text)
        known = speakers.by_name.get(fold(name).split()[-1]) if fold(name) else None
        if known and known.speaker:
            return replace(
                known,
                speaker=known.speaker if len(known.speaker) >= len(name) else name,
                role=known.role or role, org=known.org or org, party=known.party or party, speaker_span=(start, end),
            )  # fmt: skip
        return Attribution(name, role, org, party, _class(name, role, org, text[max(0, start - 60) : end + 60], False),
                           speaker_span=(start, end))  # fmt: skip
    if kind in ("role", "unnamed", "body"):
        low = _clause_start(text, start)
        start, end = _noun_phrase(text, start, end, low)
        org, party = _party(found, start, end, text)
        name = text[start:end]
        known_as = gazetteer().forms.get(re.sub(r"^(?:the|a|an)\s+", "", name, flags=re.IGNORECASE))
        if known_as and known_as[0] == "actor":
            name = org = known_as[1]
        elif org and org in gazetteer().classes and kind == "body" and name.lower().endswith(("agency", "service")):
            # "South Korea's spy agency" is known by a name
            name = org
        return Attribution(name, name if kind == "role" else None, org, party, _class(None, name if kind == "role" else None, org, name, kind == "unnamed"),
                           speaker_span=(start, end))  # fmt: skip
    known_names = [n for n in found if n.start == start]
    name = known_names[0].name if known_names and kind in ("actor", "country") else text[start:end]
    party = gazetteer().of.get(name, name) if kind in ("actor", "country") else None
    source_class = gazetteer().classes.get(name, "official" if kind == "country" else _class(name, None, name, text[start:end], False))
    return Attribution(name, None, name if kind != "country" else None, party, source_class, speaker_span=(start, end))
