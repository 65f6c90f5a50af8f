"""Who says it, by syntax: the speaker with role and organisation, the verb, its strength, and whether it is a quotation.

The speaker is the subject of the verb of saying that governs the sentence (config/vocabulary/attribution.yaml), what stands behind
"by" in the passive, or behind "according to". A pronoun or a bare family name is the speaker of that name, or the last one, that
the article brought before.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from storywatch.transforms.claims.analysis import Analysed
from storywatch.transforms.claims.arguments import EQUIPMENT, PEOPLE, classes, group_of, is_designation, name_at
from storywatch.transforms.claims.governors import none_of
from storywatch.transforms.claims.names import Name, fold, gazetteer
from storywatch.transforms.claims.saying import phrase_of, sayings, strengths
from storywatch.transforms.claims.source_class import class_of
from storywatch.transforms.vocabulary import of_vocabulary, vocabulary, words_regex


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


@of_vocabulary
def _phrases() -> re.Pattern[str]:
    return words_regex(vocabulary("attribution")["phrases"])


@of_vocabulary
def _roles() -> re.Pattern[str]:
    return words_regex(vocabulary("attribution")["roles"])


@of_vocabulary
def _unnamed() -> re.Pattern[str]:
    return words_regex(vocabulary("attribution")["unnamed"])


@of_vocabulary
def _unverified() -> re.Pattern[str]:
    return words_regex(vocabulary("attribution")["unverified"])


def _is_charge(sentence: Analysed, name: Name, prepositions: str) -> bool:
    """Whether a country is that for which somebody has an office, or to which he was sent: "coordinator for Sudan", "chief to Iceland"."""
    before = sentence.text[: name.start]
    # "according to the Polish general staff"
    return re.search(rf"(?<!according )\b(?:{prepositions}) (?:the )?$", before, re.IGNORECASE) is not None


OF_SEVERAL = re.compile(r"\b(?:western|european|african|asian|arab|allied|alliance|foreign|nato)\b", re.I)
"""Who may be of any of several countries."""


def _party(sentence: Analysed, found: Sequence[Name], near: Sequence[int]) -> tuple[str | None, str | None]:
    """(organisation, country or body that it belongs to) among the words of a speaker's phrase: "Pentagon spokesman Pat Ryder"."""
    known = gazetteer()
    own = [n for n in (name_at(found, sentence.words[k].start, sentence.words[k].end) for k in near) if n is not None]
    actors = [n for n in own if n.kind == "actor"]
    org = actors[0].name if actors else next((n.text for n in own if n.kind == "org"), None)
    # "the UN's coordinator for Sudan" speaks for the UN
    countries = [n for n in own if n.kind == "country" and not _is_charge(sentence, n, "for|to|on" if actors else "to")]
    if any(OF_SEVERAL.fullmatch(sentence.words[k].text) and sentence.words[k].dep == "amod" for k in near):
        # "a Western diplomat in Bamako" speaks for no one there
        countries = [n for n in countries if not _is_charge(sentence, n, "in|at")]
    # "Libyan coast guard", "the ministry in Tallinn", "Defence Ministry spokesman"; "a NATO official in Naples, Italy" speaks for NATO
    international = bool(actors) and known.classes.get(actors[0].name) == "international"
    if actors and (international or not countries or actors[0].name in known.of):
        return org, known.of.get(actors[0].name, actors[0].name)
    return org, countries[0].name if countries else None


@dataclass
class Speakers:
    """The speakers that an article has brought so far, for "he said" and for family names."""

    by_name: dict[str, Attribution]
    last: Attribution | None = None

    def known(self, name: str) -> Attribution | None:
        """Who spoke before by the family name of `name`."""
        words = fold(name).split()
        return self.by_name.get(words[-1]) if words else None

    def remember(self, attribution: Attribution) -> None:
        if attribution.speaker:
            self.by_name[fold(attribution.speaker).split()[-1] if fold(attribution.speaker) else ""] = attribution
            self.last = attribution


def _human(sentence: Analysed, found: Sequence[Name], i: int) -> Name | None:
    """The person that a speaker's phrase names: the head itself, or in apposition."""
    inside = phrase_of(sentence, i)
    own = [n for n in found if n.kind == "person" and any(n.start <= sentence.words[k].start < n.end for k in inside)]
    if not own:
        return None
    at = sentence.words[i]
    head = next((n for n in own if n.start <= at.start < n.end), None)
    # the last one: "Guyana's president, Irfaan Ali", "a spokeswoman for the mission, Hélène Dabiré"
    apart = [n for n in own if any(sentence.words[k].dep == "appos" or k == i for k in sentence.at(n.start, n.end))]
    return head or (apart[-1] if apart else None)


def _span_of(sentence: Analysed, i: int) -> tuple[int, int]:
    """[start, end) of the name of an office or body: "South Korea's spy agency", "head of the Swiss trade mission"."""
    words = sentence.words
    inside = set(sentence.subtree(i, "relcl", "acl", "appos", "conj", "cc", "advcl", "punct", "prep"))
    for prep in sentence.children(i, "prep"):
        if (words[prep].lemma == "of" and sentence.children(prep, "pobj")) or (
            words[prep].lemma in ("for", "to") and words[i].lemma in ("head", "envoy", "ambassador")
        ):
            inside |= set(sentence.subtree(prep, "relcl", "acl", "appos"))
    first, last = min(inside), max(inside)
    while last > i and words[last].pos == "PUNCT":
        last -= 1
    while first < i and (words[first].pos in ("DET", "PUNCT", "CCONJ", "ADP") or words[first].dep in ("det", "neg", "mark")):
        first += 1
    return words[first].start, words[last].end


_MEDIA = frozenset(
    [
    "agency", "newspaper", "daily", "broadcaster", "radio", "television", "paper", "magazine", "station", "outlet", "website",
    "blog", "report", "media", "press", "gazette", "wire", "journal", "site", "correspondent",
    "channel", "network",
    ]
)  # fmt: skip


def _is_media(sentence: Analysed, i: int) -> bool:
    """Whether a phrase is of the media; "spy agency" and "disaster agency" are none."""
    word = sentence.words[i]
    if word.lemma not in _MEDIA:
        return False
    kinds = [sentence.words[k].lemma for k in sentence.children(i, "compound", "amod") if sentence.words[k].pos in ("NOUN", "ADJ")]
    return word.lemma != "agency" or not kinds or kinds[-1] in ("news", "press", "state")


def attribution(sentence: Analysed, found: list[Name], speakers: Speakers) -> Attribution:
    """The attribution of a sentence; an empty one where nobody is named. `speakers` is read and added to."""
    text, words = sentence.text, sentence.words
    quote = bool(re.search(r"[“\"«][^“”\"«»]{3,}", text)) or bool(re.search(r"^[^“\"]*[”\"]", text))
    # nor does a week say anything: "a week after denying it"
    options = [o for o in sayings(sentence) if not _is_of_a_force(sentence, o.verb) and group_of(words[o.head].lemma) != "time"]
    if len(options) > 1 and _is_media(sentence, options[0].head):
        # whom the media quote; not who says something else: "television said that …, though an activist said"
        beside = [o.verb for o in options if words[o.verb].dep == "advcl" and sentence.children(o.verb, "mark")]
        options = [o for o in options if not _is_media(sentence, o.head) and o.verb not in beside] or options
    named = _named_source(sentence)
    weak = (
        not options or words[options[0].verb].lemma in vocabulary("attribution")["only_with_clause"] or words[options[0].head].pos == "PRON"
    )
    if named is not None and weak:
        verb, verb_text, strength = named[0], named[2], "said"
        made = _made(sentence, found, named[1], phrase_of(sentence, named[1]), None, speakers)
    elif options:
        best = options[0]
        verb, verb_text, strength = best.verb, words[best.verb].lemma, _strength_of(sentence, best.verb)
        made = _made(sentence, found, best.head, best.near, best.name, speakers)
    else:
        made = None
    if made is None:
        return Attribution(quote=quote, strength=None)
    made = replace(made, verb=verb_text, strength=strength, quote=quote, verb_span=(words[verb].start, words[verb].end))
    speakers.remember(made)
    return made


def _is_of_a_force(sentence: Analysed, i: int) -> bool:
    """Whether a verb of saying only tells which force is meant: "the tanks promised by Norland", "the soldiers mentioned"."""
    word, up = sentence.words[i], sentence.words[sentence.words[i].head]
    # "an officer acknowledged", which the parser may take for a participle
    group = (*PEOPLE, *EQUIPMENT) if sentence.children(i, "agent") else EQUIPMENT
    return word.dep in ("acl", "amod") and word.tag == "VBN" and (group_of(up.text.lower()) in group or is_designation(up.text))


def _strength_of(sentence: Analysed, i: int) -> str:
    """How strongly it is said; a confirmation that is not given verifies nothing."""
    words, text = sentence.words, sentence.text
    particle = next(
        (words[c].lemma for c in sentence.children(i, "prt", "advmod") if f"{words[i].lemma} {words[c].lemma}" in strengths()), None
    )
    strength = strengths()[f"{words[i].lemma} {particle}" if particle else words[i].lemma]
    before = text[max(0, words[i].start - 25) : words[i].start]
    if sentence.children(i, "neg") or _unverified().search(before):
        if strength == "confirmed" or words[i].lemma in ("say", "corroborate", "find", "see"):
            return "unverified"
    return strength


def _named_source(sentence: Analysed) -> tuple[int, int, str] | None:
    """(word, speaker, phrase) of "according to X" and its like."""
    match = _phrases().search(sentence.text)
    if match is None:
        return None
    inside = sentence.at(match.start(), match.end())
    for k in reversed(inside):
        for prep in (k, *sentence.children(k, "prep")):
            inner = sentence.child(prep, "pobj", "dobj")
            if inner is not None and sentence.words[inner].start >= match.end():
                return inside[0], inner, match.group(0).lower()
    behind = [k for k, w in enumerate(sentence.words) if w.start >= match.end() and w.pos in ("NOUN", "PROPN")]
    if not behind:
        return None
    k = behind[0]
    while sentence.words[k].dep in ("compound", "poss", "amod") and sentence.words[k].head > k:
        k = sentence.words[k].head
    return inside[0], k, match.group(0).lower()


def _made(
    sentence: Analysed, found: list[Name], i: int, near: Sequence[int], apart: tuple[int, int] | None, speakers: Speakers
) -> Attribution | None:
    """Who the phrase with the head `i` and the words `near` is, with office, body, and party. `apart`: his name where it stands in apposition."""
    text, words = sentence.text, sentence.words
    word = words[i]
    if word.pos == "PRON" and word.lemma in _PRONOUNS:
        return _of_pronoun(sentence, found, i, speakers)
    if word.pos == "PRON" or word.lemma in ("none", "nobody", "neither") or none_of(sentence, i):
        # "neither side said"
        return None
    org, party = _party(sentence, found, near)
    about = text[words[near[0]].start : words[near[-1]].end]
    start, end = _person_span(sentence, found, i, apart) or _span_of(sentence, i)
    person = bool(_person_span(sentence, found, i, apart))
    name = text[start:end]
    role = _roles().search(about.replace(name, "") if person else about)
    office = role.group(0) if role else None
    if party is None and org is None and any(words[k].lemma in _OF_THE_UN for k in near):
        # of the body whose mission it is, where the sentence names one
        party = _body_named(found) or "UN"
    if party is None and word.lemma == "force" and not sentence.children(i, "amod", "compound"):
        # "the post of Unifil …, the force said"
        party = _body_named(found)
    for word_for, body in BODIES.items():
        if party is None and any(words[k].lemma == word_for for k in near):
            party = next((n.name for n in found if n.name == body), None)
    if (party is not None and gazetteer().classes.get(party) in _OF_NOBODY) or word.lemma in PRIVATE:
        party = None
    if person:
        known = speakers.known(name)
        if known and known.speaker:
            return replace(
                known, speaker=known.speaker if len(known.speaker) >= len(name) else name, role=known.role or office, org=known.org or org,
                party=known.party or party, speaker_span=(start, end),
            )  # fmt: skip
        return Attribution(name, office, org, party, class_of(name, office, org, about, False), speaker_span=(start, end))
    if _is_media(sentence, i):
        return Attribution(name, None, org, None, gazetteer().classes.get(org or "", "media"), speaker_span=(start, end))
    return _of_body(sentence, found, i, name, office, org, party, about, (start, end))


def _body_named(found: Sequence[Name]) -> str | None:
    """The international body that a sentence names first."""
    known = gazetteer()
    return next((known.of.get(n.name, n.name) for n in found if n.kind == "actor" and known.classes.get(n.name) == "international"), None)


def _of_body(
    sentence: Analysed,
    found: list[Name],
    i: int,
    name: str,
    office: str | None,
    org: str | None,
    party: str | None,
    about: str,
    span: tuple[int, int],
) -> Attribution | None:
    """A country, a body or an office without a person's name as the speaker; None for a place or a weapon."""
    word = sentence.words[i]
    own = name_at(found, word.start, word.end)
    if own is not None and own.kind in ("country", "actor") and own.start <= span[0] and span[1] <= own.end:
        # media speak for nobody
        of = gazetteer().of.get(own.name, None if gazetteer().classes.get(own.name) in _OF_NOBODY else own.name)
        source_class = gazetteer().classes.get(
            own.name, "official" if own.kind == "country" else class_of(own.name, None, own.name, name, False)
        )
        # a country is named as the text names it ("Pyongyang")
        return Attribution(
            name if own.kind == "country" else own.name,
            None,
            own.name if own.kind != "country" else None,
            of,
            source_class,
            speaker_span=span,
        )
    if own is not None and own.kind == "place" and not _MEDIA & {word.lemma for word in sentence.words if span[0] <= word.start < span[1]}:
        return None
    as_known = gazetteer().forms.get(name)
    if as_known and as_known[0] == "actor":
        name = org = as_known[1]
    elif org and org in gazetteer().classes and name.lower().endswith(("agency", "service")):
        # "South Korea's spy agency" is known by a name
        name = org
    if "equipment" in classes(sentence, found, i) and not office:
        return None
    unnamed = bool(_unnamed().search(about)) and office is None
    return Attribution(name, office, org, party, class_of(None, office, org, about, unnamed), speaker_span=span)


def _person_span(sentence: Analysed, found: list[Name], i: int, apart: tuple[int, int] | None) -> tuple[int, int] | None:
    """[start, end) of the name of the person that a speaker's phrase names, without his rank."""
    person = _human(sentence, found, i)
    if person is not None:
        return person.start, person.end
    names = [k for k in sentence.children(i, "appos") if sentence.words[k].pos == "PROPN" and sentence.words[i].pos == "NOUN"]
    if (
        apart is None
        and names
        and not any(n.kind in ("country", "actor") for n in found if n.start <= sentence.words[names[-1]].start < n.end)
    ):
        inside = sentence.subtree(names[-1], "appos", "punct", "relcl", "prep")
        apart = sentence.words[inside[0]].start, sentence.words[inside[-1]].end
    if apart is None or any(n.kind in ("country", "place") and n.start == apart[0] for n in found):
        # "an official in Naples, Italy, said"
        return None
    inner = next((n for n in found if n.kind == "person" and apart[0] <= n.start and n.end <= apart[1]), None)
    if inner is not None:
        return inner.start, inner.end
    inside = [k for k in sentence.at(*apart) if not _roles().fullmatch(sentence.words[k].text)]
    if not inside or not all(
        sentence.words[k].text[0].isupper() or sentence.words[k].pos in ("ADP", "PART", "X", "PUNCT", "NOUN") for k in inside
    ):
        return None
    return sentence.words[inside[0]].start, sentence.words[inside[-1]].end


_OF_NOBODY = ("media", "monitor", "analyst")
PRIVATE = frozenset(
    [
        *("resident", "witness", "villager", "medic", "doctor", "nurse", "neighbour", "neighbor", "shopkeeper", "driver", "fisherman"),
        *("employee", "worker", "farmer", "student", "teacher", "tourist", "refugee", "survivor", "protester", "activist", "shopper"),
    ]
)
"""Who speaks for nobody but himself."""
_PRONOUNS = frozenset(("he", "she", "it", "they", "who"))
BODIES = {"alliance": "NATO", "bloc": "EU", "council": "UN"}
"""What a body is called again once it was named."""
_OF_THE_UN = frozenset(("mission", "peacekeeping"))
"""Words for a mission of peacekeepers, whose spokesmen speak for the UN."""


def _of_pronoun(sentence: Analysed, found: list[Name], i: int, speakers: Speakers) -> Attribution | None:
    """The one whom "he" means: the person or office before it in the sentence, else the last speaker of the article."""
    words = sentence.words
    # nobody is called "he" who is named only within what "he" says: "If they kill Ali, there will be others, he said"
    parts = sentence.children(words[i].head, "ccomp")
    said = {k for part in parts for k in sentence.subtree(part, "nsubj", "nsubjpass")}
    for k in range(i):
        if k not in said and words[k].dep in ("nsubj", "nsubjpass") and words[k].pos in ("NOUN", "PROPN"):
            person = _human(sentence, found, k)
            office = _roles().search(sentence.text[words[k].start : words[k].end])
            body = (
                words[i].lemma in ("it", "they")
                and name_at(found, words[k].start, words[k].end) is not None
                and words[words[k].head].head in (words[i].head, words[k].head)
            )
            if body or ((person or office) and words[i].lemma in ("she", "he")):
                return _made(sentence, found, k, phrase_of(sentence, k), None, speakers)
    span = (words[i].start, words[i].end)
    near = [n for n in found if n.kind == "person" and n.end <= words[i].start and said.isdisjoint(sentence.at(n.start, n.end))]
    if words[i].lemma in ("he", "she") and near and not any(n.start < near[-1].start for n in near):
        # "Gaddafi's departure …, but he told": the one person of the sentence
        known = speakers.known(near[-1].text) or Attribution(near[-1].text, source_class="person")
        return replace(known, speaker_span=span)
    last = speakers.last
    if last and not (words[i].lemma in ("he", "she") and last.speaker in vocabulary("countries")):
        return replace(last, speaker_span=span)
    return Attribution(speaker=words[i].text, source_class="person", speaker_span=span) if words[i].lemma in ("he", "she") else None
