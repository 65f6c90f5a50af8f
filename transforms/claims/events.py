"""The events of a sentence, read from its syntax: what happened or is planned, who did it to whom, from where to where.

The verbs and nouns that tell an event, and what must take part in it, are in config/vocabulary/events.yaml.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from transforms.claims.analysis import Analysed
from transforms.claims.arguments import classes, content, fits, group_at, group_of, name_at, phrase
from transforms.claims.geography import country_of
from transforms.claims.modality import modality
from transforms.claims.names import Name, gazetteer
from transforms.vocabulary import vocabulary

SUBJECTS = ("nsubj", "nsubjpass")
_AT = frozenset(
    [
        "in",
        "at",
        "near",
        "on",
        "off",
        "outside",
        "around",
        "inside",
        "within",
        "across",
        "over",
        "along",
        "between",
        "beside",
        "above",
        "below",
        "opposite",
    ]
)
_TO = frozenset(["to", "into", "toward", "towards", "for", "onto"])
_FROM = frozenset(("from", "out"))
_RELATIVE = frozenset(("that", "which", "who", "whom", "whose"))
_HOME = frozenset(("home", "good"))
_LIGHT = frozenset(
    [
        "carry",
        "conduct",
        "launch",
        "begin",
        "start",
        "take",
        "hold",
        "make",
        "mount",
        "undertake",
        "suffer",
        "join",
        "continue",
        "resume",
        "stage",
        "see",
        "lead",
        "announce",
        "order",
        "approve",
        "authorise",
        "authorize",
        "face",
        "report",
        "repel",
        "finish",
        "complete",
        "attend",
    ]
)
"""Verbs that only say that the event of their noun takes place."""
_REAL_LEAD = frozenset(["in", "during", "after", "since", "amid", "before", "from", "with", "by", "of", "at", "following", "despite"])
"""Prepositions behind which the noun of an event tells that it happened."""


@dataclass
class Found:
    """An event in a sentence, its arguments by the places of their head words."""

    type: str
    at: int
    modality: str = "fact"
    agent: int | None = None
    object: int | None = None
    theme: int | None = None
    """Who or what goes, comes, suffers; the object, or the subject where nothing else is told."""
    to: int | None = None
    from_: int | None = None
    place: int | None = None
    nominal: bool = False
    date: str | None = None
    dates: list[int] = field(default_factory=list)


@lru_cache(maxsize=4)
def _lexicon() -> tuple[dict[str, list[tuple[str, str]]], dict[str, str], dict[str, str]]:
    """(verb -> its types and frames, noun -> its type, adjective -> its type)."""
    verbs: dict[str, list[tuple[str, str]]] = {}
    nouns: dict[str, str] = {}
    adjectives: dict[str, str] = {}
    for name, entry in vocabulary("events").items():
        for frame in FRAMES:
            for verb in entry.get(frame, ()):
                verbs.setdefault(verb, []).append((name, frame))
        for noun in entry.get("nouns", ()):
            nouns.setdefault(noun, name)
        for adjective in entry.get("adjectives", ()):
            adjectives.setdefault(adjective, name)
    return verbs, nouns, adjectives


SPEECH = ("announce", "deny", "confirm", "accuse", "threaten", "react")
"""Types of events that are acts of speech."""
FRAMES = ("go", "stay", "give", "promise", "get", "harm", "shoot", "suffer", "lose", "act", "over", "retract", "say")


def _themes(name: str) -> Any:
    return vocabulary("events")[name]["theme"]


class Reader:
    """Reads the events of one sentence."""

    def __init__(self, sentence: Analysed, found: Sequence[Name]) -> None:
        self.sentence, self.names = sentence, found
        self.words = sentence.words

    # arguments of verbs

    def passive(self, i: int) -> bool:
        s = self.sentence
        if s.children(i, "nsubjpass", "auxpass", "agent"):
            return True
        word = self.words[i]
        if word.tag == "VBN" and word.dep == "conj" and not s.children(i, "aux", "dobj"):
            # "300 were killed and 2,700 wounded"
            return self.passive(word.head)
        if word.tag != "VBN" or s.children(i, "dobj", "nsubj", "aux"):
            return False
        if word.dep == "acomp" and self.words[word.head].lemma in ("be", "get"):
            # "the border was closed", read as a state
            return True
        if word.dep in ("acl", "amod", "ROOT", "advcl"):
            return True
        return word.dep == "conj" and self.passive(word.head)

    def subject(self, i: int, depth: int = 0) -> int | None:
        """The subject of a verb, shared or understood ones too."""
        s, word = self.sentence, self.words[i]
        own = s.child(i, *SUBJECTS)
        if own is not None:
            if self.words[own].lemma in _RELATIVE and word.dep == "relcl":
                return word.head
            return own
        if depth > 4 or word.head == i:
            return None
        if word.dep in ("acl",):
            return word.head
        if word.dep == "acomp":
            return self.subject(word.head, depth + 1)
        if word.dep == "relcl":
            return None if s.children(i, *SUBJECTS) else word.head
        if word.dep == "xcomp":
            # "asked Canberra to leave": the object of the verb above, else its subject
            inner = s.child(word.head, "dobj")
            return inner if inner is not None and self.words[inner].pos != "ADJ" else self.subject(word.head, depth + 1)
        if word.dep == "ccomp" and word.tag == "VBN":
            # "a policeman reported missing was killed", where the parser takes "reported" for a clause of its own
            beside = [k for k in s.children(word.head, "ccomp") if k < i and self.words[k].tag in ("VBD", "VBN")]
            if beside and s.children(beside[-1], "oprd", "xcomp"):
                return self.subject(beside[-1], depth + 1)
        if word.dep == "pcomp":
            prep = word.head
            up = self.words[prep].head
            if self.words[up].pos not in ("VERB", "AUX"):
                return None
            # "barred Kenya from sending", "accused Cambodia of firing": the object does it
            inner = s.child(up, "dobj") if self.words[prep].lemma in ("from", "of", "into") else None
            return inner if inner is not None else self.subject(up, depth + 1)
        if word.dep in ("conj", "advcl", "dep") and self.words[word.head].pos in ("VERB", "AUX"):
            return self.subject(word.head, depth + 1)
        if word.dep == "ccomp" and word.tag in ("VB", "VBG"):
            return self.subject(word.head, depth + 1)
        return None

    def object(self, i: int) -> int | None:
        own = self.sentence.child(i, "dobj")
        if own is not None and self.words[own].lemma == "home":
            # "carried the contingent home", where the parser makes one noun of both
            own = next(iter(self.sentence.children(own, "compound", "nmod")), own)
        if own is not None and self.words[own].lemma not in _RELATIVE:
            return own
        if self.words[i].dep == "relcl" and not self.passive(i):
            subject = self.sentence.child(i, *SUBJECTS)
            antecedent = self.words[i].head
            if (
                subject is not None
                and self.words[subject].lemma not in _RELATIVE
                and self.classes(antecedent) & {"people", "equipment", "site"}
            ):
                # "the tanks that Norway sent", "the tanks Norway sent"
                return antecedent
        if (
            own is None
            and self.words[i].dep == "conj"
            and self.words[i].tag == self.words[self.words[i].head].tag
            and not self.sentence.children(i, "prep", "prt", "advmod")
        ):
            return None
        return None

    def prepositions(self, i: int) -> Iterator[tuple[str, int, int]]:
        """(preposition, its place, the head of what follows) at a word."""
        for prep in self.sentence.children(i, "prep", "agent", "dative", "prt", "advmod"):
            for inner in self.sentence.children(prep, "pobj"):
                yield self.words[prep].lemma, prep, inner
            for below in self.sentence.children(prep, "prep"):
                for inner in self.sentence.children(below, "pobj"):
                    yield self.words[below].lemma, below, inner

    def doer(self, i: int) -> int | None:
        """Behind "by", but no means or place."""
        for prep in self.sentence.children(i, "agent", "prep"):
            if self.words[prep].lemma == "by":
                inner = self.sentence.child(prep, "pobj")
                if inner is not None and self.words[inner].lemma not in _MEANS and not self._is_time(inner):
                    return inner
        return None

    def _is_time(self, i: int) -> bool:
        word = self.words[i]
        return any(e.label in ("DATE", "TIME") and e.start <= word.start < e.end for e in self.sentence.entities)

    def is_place(self, i: int) -> bool:
        word = self.words[i]
        name = name_at(self.names, word.start, word.end)
        if name is not None and (name.kind in ("place", "country")):
            return True
        if word.pos == "PROPN" and (name is None or name.kind == "org") and country_of(name.text if name else word.text) is not None:
            # a town, whatever spaCy takes it for
            return True
        return "site" in classes(self.sentence, self.names, i)

    def where(self, event: Found, i: int) -> None:
        """Takes from, to and place from the prepositions at a verb or noun, and at what hangs on it."""
        for lemma, _, inner in self.prepositions(i):
            if self._is_time(inner):
                continue
            if self.words[inner].lemma in _REGION:
                # "in the direction of the Suwałki Gap", "on the outskirts of Goma"
                lemma = "to" if self.words[inner].lemma == "direction" else lemma
                of = next((k for low, _, k in self.prepositions(inner) if low == "of" and self.words[k].pos == "PROPN"), None)
                named, inner = of is not None or self.is_place(inner), inner if of is None else of
            else:
                # "moved to Diego Garcia", whatever spaCy takes the name for
                named = self.is_place(inner) or (self.words[inner].pos == "PROPN" and lemma in _WHERE)
            if lemma in _FROM and event.from_ is None and named:
                event.from_ = inner
            elif lemma in _TO and event.to is None and (named or "party" in self.classes(inner)):
                if lemma != "for" or event.type in _GOING:
                    event.to = inner
            elif lemma in _AT and event.place is None and named:
                event.place = inner
            if named or lemma in ("in", "at", "on"):
                # "at the base near Kidal on the road": the first that is a name
                if event.place is None and lemma in _AT:
                    event.place = next((k for low, _, k in self.prepositions(inner) if low in _AT and self.is_place(k)), None)

    def classes(self, i: int) -> frozenset[str]:
        return classes(self.sentence, self.names, i)

    # events

    def read(self) -> list[Found]:
        out: list[Found] = []
        for i, word in enumerate(self.words):
            if word.pos in ("VERB", "AUX") and word.dep not in ("aux", "auxpass"):
                event = (self.adjective(i) if word.dep == "amod" else None) or self.verb(i)
            elif word.pos == "ADJ":
                event = self.adjective(i)
            elif word.pos in ("NOUN", "PROPN"):
                event = self.noun(i)
            else:
                event = None
            if event is not None:
                told = modality(self.sentence, i)
                event.modality = told if event.modality == "fact" or told != "fact" else event.modality
                self.settle(event)
                if event.type != "other":
                    out.append(event)
                    out += self.added(event)
        out = self.without_doubles(out)
        return out if any(e.type not in SPEECH for e in out) else [*out, *self.else_(out)]

    def else_(self, told: Sequence[Found]) -> list[Found]:
        """What the main clause tells where that is none of the vocabulary's types."""
        sayings = {verb for verbs in vocabulary("attribution")["verbs"].values() for verb in verbs}
        root = next((i for i, w in enumerate(self.words) if w.dep == "ROOT"), None)
        while root is not None and self.words[root].lemma in sayings:
            root = next(iter(self.sentence.children(root, "ccomp")), None)
        if root is None or self.words[root].pos != "VERB" or any(e.at == root for e in told):
            return []
        passive = self.passive(root)
        subject, dobj = self.subject(root), self.object(root)
        event = Found("other", root, agent=self.doer(root) if passive else subject, object=subject if passive else dobj)
        event.modality = modality(self.sentence, root)
        self.where(event, root)
        return [event]

    def added(self, event: Found) -> list[Found]:
        """A reinforcement, where more of a force comes: "additional soldiers have arrived"."""
        if event.type != "arrive" or event.theme is None or not self.classes(event.theme) & {"people", "equipment"}:
            return []
        near = [k for p in (event.theme, *self.sentence.children(event.theme, "nummod")) for k in self.sentence.children(p)]
        if not any(self.words[k].lemma in MORE and (k + 1 >= len(self.words) or self.words[k + 1].lemma != "than") for k in near):
            return []
        return [
            Found(
                "reinforce",
                event.at,
                event.modality,
                event.agent,
                event.object,
                event.theme,
                event.to if event.to is not None else event.place,
            )
        ]

    def keys(self, i: int) -> Iterator[str]:
        """The entries of the lexicon that a verb can be, two words before one."""
        lemma = self.words[i].lemma
        for c in self.sentence.children(i, "prt", "prep", "advmod", "dobj", "acomp", "xcomp", "oprd", "npadvmod", "advcl", "ccomp"):
            near = self.words[c]
            if near.dep != "prep" or not any(self._is_time(inner) for inner in self.sentence.children(c, "pobj")):
                yield f"{lemma} {near.lemma}"
            if near.dep == "prep" and near.lemma in ("on", "for", "of", "out", "to"):
                for inner in self.sentence.children(c, "pobj", "pcomp", "amod"):
                    yield f"{lemma} {near.lemma} {self.words[inner].lemma}"
        yield lemma

    def verb(self, i: int) -> Found | None:
        verbs = _lexicon()[0]
        if self.words[i].lemma in _ENDING and any(self.words[c].tag == "VBG" for c in self.sentence.children(i, "xcomp")):
            # "has stopped training": the end of the training, which its own verb tells
            return None
        for key in self.keys(i):
            for name, frame in verbs.get(key, ()):
                event = self.framed(i, name, frame, key)
                if event is not None:
                    return event
        return self.being(i)

    def framed(self, i: int, name: str, frame: str, key: str) -> Found | None:
        """The event of a verb if what takes part in it is of its classes."""
        subject, passive = self.subject(i), self.passive(i)
        dobj = self.object(i)
        if dobj is not None and key.endswith(" " + self.words[dobj].lemma):
            # "took two soldiers prisoner"
            dobj = next((k for k in self.sentence.children(dobj, "compound", "nmod") if "people" in self.classes(k)), None)
        if dobj is not None and self._is_time(dobj):
            dobj = None
        agent: int | None = self.doer(i) if passive else subject
        theme: int | None
        if frame == "suffer" or frame == "stay":
            agent, theme = None, subject
        elif frame == "go":
            # "left Lebanon", "join the Kenyans": where to, not who
            there = (
                dobj is None
                or key in ("join", "board")
                or (self.words[dobj].pos == "PROPN" and not self._is_own(dobj))
                or (self.is_place(dobj) and not self.classes(dobj) & {"people", "equipment"})
            )
            theme = subject if passive or there else dobj
            if theme == subject and not passive:
                agent = None
        elif passive:
            theme = subject
        else:
            theme = dobj
        if frame == "lose" and key == "cost":
            # "cost the battalion 35 people"
            theme = next(reversed(self.sentence.children(i, "dobj", "oprd", "npadvmod", "appos")), theme)
        if frame == "over":
            return self.ended(i, name, subject, dobj)
        if frame == "retract":
            return Found(name, i, agent=agent, object=theme) if theme is not None and "report" in self.classes(theme) else None
        if frame == "say":
            if name in ("confirm", "announce") and dobj is not None and "people" in self.classes(dobj):
                return None
            event = Found(name, i, agent=subject if not passive else agent, object=dobj if name in ("deny", "accuse", "react") else None)
            self.where(event, i)
            return event if event.agent is not None or name == "deny" else None
        if name == "agree" and theme is None and not self.sentence.children(i, "xcomp", "ccomp", "prep"):
            return None
        if name in ("attack", "fight") and theme is None and (agent is None or not self.classes(agent) & {"people", "equipment", "party"}):
            return None
        target = next(
            (inner for lemma, _, inner in self.prepositions(i) if lemma in ("at", "on", "against") and not self._is_time(inner)), None
        )
        if frame == "harm" and key.endswith((" at", " on")):
            theme = target
        if frame == "act" and key.endswith((" for", " on")):
            lead = key.rpartition(" ")[2]
            theme = next((inner for lemma, _, inner in self.prepositions(i) if lemma == lead), None)
            if theme is None and self.words[i].dep == "relcl":
                # "the jets its president had asked for"
                theme = self.words[i].head
        if frame == "go" and passive and key == "board":
            # a ship that is boarded by others is attacked
            return None
        if frame == "go" and passive and key in ("join", "visit", "reinforce"):
            # "the rescuers were joined by 86 soldiers"
            theme, agent = agent, None
        if frame in ("go", "stay") and name != "train" and theme is not None and self._is_state(theme):
            return None
        if frame == "shoot" and theme is None:
            return None
        wanted = _themes(name)
        if theme is None:
            clauses = [
                *self.sentence.children(i, "ccomp", "xcomp", "pcomp"),
                *(k for p in self.sentence.children(i, "prep") for k in self.sentence.children(p, "pcomp")),
            ]
            clausal = any(
                self.words[k].lemma in _lexicon()[0]
                or any(fits(["force", "plan"], self.classes(c)) for c in self.sentence.children(k, "dobj"))
                for k in clauses
            )
            if not ("none" in wanted or wanted == "any" or (frame == "act" and clausal and "plan" in wanted)):
                return None
        elif wanted != "any" and not fits(["equipment"] if frame == "shoot" else [w for w in wanted if w != "none"], self.classes(theme)):
            return None
        if frame == "get" and theme is not None:
            own = self.classes(theme)
            if not own & {"people", "equipment"} or "party" in own or self.words[theme].pos == "PRON":
                return None
            event = Found(name, i, object=theme, theme=theme, to=subject)
        elif frame == "lose":
            event = Found(name, i, object=theme, theme=theme)
        elif frame == "promise":
            if theme is None or not self.classes(theme) & {"people", "equipment"}:
                return None
            event = Found(name, i, agent=agent, object=theme, theme=theme, modality="planned")
        else:
            event = Found(name, i, agent=agent if agent != theme else None, object=theme, theme=theme)
            if frame == "shoot" and target is not None:
                event.object = target
            if frame == "act" and theme is None and name in ("request", "authorise", "agree", "block"):
                # "a vote on sending a battalion", "requested that France withdraw"
                event.object = next(
                    (c for p in (i, *self.sentence.children(i, "prep")) for c in self.sentence.children(p, "pcomp", "xcomp", "ccomp")), None
                )
                if event.object is None and name == "agree":
                    # "signed up for the mission", "agreed on a ceasefire"
                    event.object = next((inner for lemma, _, inner in self.prepositions(i) if lemma in ("for", "on", "to")), None)
                    event.object = None if event.object is not None and self._is_time(event.object) else event.object
                if event.object is not None and key in ("let", "allow", "permit", "enable"):
                    # who is let, not the verb
                    let = self.sentence.child(event.object, *SUBJECTS)
                    event.object = event.object if let is None else let
        if frame == "go" and dobj is not None and dobj != theme:
            if name in _LEAVING or name == "arrive":
                event.place = dobj
            else:
                event.to = dobj
        dative = self.sentence.child(i, "dative")
        if dative is not None and frame == "give":
            inner = self.sentence.child(dative, "pobj")
            event.to = dative if inner is None else inner
        self.where(event, i)
        if event.place is None and theme is not None and frame != "say":
            self.where(event, theme)
        if event.place is None and agent is not None:
            beside = Found(name, i)
            self.where(beside, agent)
            event.place = beside.place
        return event

    def ended(self, i: int, name: str, subject: int | None, dobj: int | None) -> Found | None:
        """The end of a mission: of its force where that is the subject, else of the mission itself."""
        mission = dobj if dobj is not None else subject
        if mission is None or "mission" not in self.classes(mission):
            return None
        force = subject if dobj is not None and not self.passive(i) else None
        if force is not None and self._is_state(force):
            # a bloc that ends its mission is not what comes home
            event = Found(name, i, agent=force, object=mission, theme=mission)
        else:
            event = Found(name, i, object=force if force is not None else mission, theme=force if force is not None else mission)
        self.where(event, i)
        if event.place is None:
            self.where(event, mission)
        return event

    def being(self, i: int) -> Found | None:
        """A force that is somewhere: "are in Kursk", "there are 30 tanks in Poland", "has 400 soldiers in Chad"."""
        lemma = self.words[i].lemma
        due = lemma == "expect" and self.passive(i) and not self.sentence.children(i, "xcomp", "ccomp")
        due = due or any(
            self.words[c].lemma == "due" and not self.sentence.children(c, "xcomp") for c in self.sentence.children(i, "acomp")
        )
        if lemma not in ("be", "have", "lie", "work", "stand") and not due:
            return None
        if self.sentence.children(i, "neg") and any(
            self.words[k].tag == "TO" for c in self.sentence.children(i, "advcl", "xcomp") for k in self.sentence.children(c, "aux")
        ):
            # "we are not in Libya to arm people": there all the same
            return None
        subject = self.sentence.child(i, "nsubj")
        theme = self.sentence.child(i, "attr", "dobj") if lemma == "have" or self.sentence.children(i, "expl") else self.subject(i)
        if theme is None:
            return None
        if not self.classes(theme) & {"people", "equipment", "pronoun"}:
            return None
        home = any(self.words[c].lemma == "home" for c in self.sentence.children(i, "advmod", "acomp", "attr"))
        if lemma == "be" and home and self.classes(theme) & {"people", "equipment"}:
            # "the first 249 soldiers are home"
            return Found("withdraw", i, object=theme, theme=theme)
        event = Found("present", i, agent=subject if lemma == "have" else None, object=theme, theme=theme)
        if due:
            event = Found("arrive", i, object=theme, theme=theme, modality="planned")
            for c in self.sentence.children(i, "acomp"):
                self.where(event, c)
        self.where(event, i)
        if event.place is None and (lemma == "have" or self.sentence.children(i, "expl")):
            self.where(event, theme)
            inner = [k for low, _, k in self.prepositions(theme) if low == "of"]
            if event.place is None and inner:
                self.where(event, inner[0])
        if event.place is None and any(self.words[c].lemma in ("there", "here") for c in self.sentence.children(i, "advmod")):
            return event
        return event if event.place is not None else None

    def adjective(self, i: int) -> Found | None:
        name = _lexicon()[2].get(self.words[i].text.lower())
        if name is None:
            return None
        word = self.words[i]
        theme = (
            word.head
            if word.dep in ("amod", "acl")
            else self.subject(word.head)
            if word.dep in ("acomp", "attr", "oprd")
            else self.subject(i)
        )
        if theme is None or not fits(_themes(name), self.classes(theme)):
            return None
        event = Found(name, i, object=theme, theme=theme)
        self.where(event, word.head if word.dep == "acomp" else i)
        return event

    def noun(self, i: int) -> Found | None:
        """The event of a noun that stands for itself: not "combat duty", "training centre", "a strike group"."""
        word = self.words[i]
        name = _lexicon()[1].get(word.lemma)
        if word.lemma == "strike" and any(self.words[k].lemma in _OF_WORK for k in self.sentence.children(i, "amod", "compound")):
            return None
        if word.lemma == "exercise" and word.dep == "compound" and word.text[0].isupper():
            return self.named_exercise(i)
        if name is None:
            return self.reported(i)
        if word.dep in ("compound", "amod", "nmod", "poss", "npadvmod") or word.pos == "PROPN":
            return None
        event = Found(name, i, nominal=True)
        up = self.words[word.head]
        lead = up.lemma if word.dep == "pobj" else None
        for lemma, _, inner in self.prepositions(i):
            own = self.classes(inner)
            if (lemma == "of" or (lemma == "for" and name == "train" and "people" in own)) and event.theme is None:
                event.theme = event.object = inner
            elif lemma == "by" and self.words[inner].lemma not in _MEANS and not self._is_time(inner):
                event.agent = inner
            elif lemma in ("on", "against", "at") and name in ("attack", "fight") and event.object is None and not self._is_time(inner):
                event.theme = event.object = inner
            elif lemma in ("with", "between") and name in ("fight", "train") and "party" in own:
                event.agent = event.agent if event.agent is not None else inner
        self.where(event, i)
        for c in self.sentence.children(i, "poss", "compound", "amod"):
            kinds = self.classes(c)
            if name == "train" and self.words[c].dep == "compound":
                continue
            if name in ("attack", "fight") and "site" in kinds and not kinds & {"party", "people"}:
                # "a bus stop bombing"
                event.theme = event.object = event.object if event.object is not None else c
                continue
            if kinds & {"party", "people"} or (self.words[c].pos in ("NOUN", "PROPN") and kinds & {"equipment"}):
                if name in ("attack", "fight") or event.theme is not None or self.words[c].dep == "poss":
                    event.agent = event.agent if event.agent is not None else c
                else:
                    event.theme = event.object = c
        governor = word.head if word.dep in ("dobj", "nsubj", "nsubjpass") else None
        light = governor is not None and (self.words[governor].lemma in _LIGHT or self.words[governor].pos == "AUX")
        if light and governor is not None and event.agent is None and word.dep == "dobj":
            event.agent = self.subject(governor)
            if name == "train" and event.theme is None:
                event.theme = event.object = event.agent
                event.agent = None
        if light and governor is not None and event.place is None:
            self.where(event, governor)
        wanted = _themes(name)
        if event.theme is not None and wanted != "any" and not fits([w for w in wanted if w != "none"], self.classes(event.theme)):
            return None
        told = event.theme is not None or event.agent is not None or event.place is not None or light
        if lead is not None and lead not in _REAL_LEAD and not (lead in ("on", "to", "for") and event.theme is not None):
            return None
        return event if told else None

    def named_exercise(self, i: int) -> Found | None:
        """The training of "eleven nations begin Exercise Golden Fleece"."""
        whole = self.words[i].head
        verb = self.words[whole].head
        if self.words[whole].dep not in ("dobj", "nsubj", "nsubjpass") or self.words[verb].lemma not in _LIGHT:
            return None
        agent = self.subject(verb) if self.words[whole].dep == "dobj" else None
        event = Found("train", i, object=None, agent=agent, nominal=True)
        self.where(event, whole)
        self.where(event, verb)
        return event

    def reported(self, i: int) -> Found | None:
        """A force that a report tells of: "dismissed statements about North Korean soldiers at the front"."""
        prep = self.words[self.words[i].head]
        if self.words[i].dep != "pobj" or prep.lemma not in ("of", "about", "on") or prep.dep != "prep":
            return None
        report = self.words[prep.head]
        if report.lemma not in vocabulary("arguments")["report"] or not self.classes(i) & {"people", "equipment"}:
            return None
        event = Found("present", i, object=i, theme=i, nominal=True)
        self.where(event, i)
        if event.place is None:
            # "statements about soldiers at the front", where the parser gives the place to the statements
            self.where(event, prep.head)
        return event if event.place is not None else None

    def settle(self, event: Found) -> None:
        """What only the arguments together tell: leaving for a task or for good, deploying to or being deployed in."""
        lemma = self.words[event.at].lemma
        theme = self.classes(event.theme) if event.theme is not None else frozenset()
        if event.type in _LEAVING and lemma in ("leave", "depart", "sail", "fly", "departure", "head", "take"):
            # a plane that takes off comes back
            if self._is_home(event) and (lemma != "take" or "people" in theme):
                event.type = "withdraw"
        if (
            lemma in ("deploy", "post", "commit", "deployment")
            and event.type == "depart"
            and event.to is None
            and (event.place is not None or (lemma == "deploy" and self.passive(event.at) and event.from_ is None))
            and event.modality == "fact"
        ):
            event.type = "present"
        if (
            event.type == "depart"
            and lemma == "leave"
            and event.object is not None
            and event.object == self.object(event.at)
            and theme & {"people", "equipment", "pronoun"}
        ):
            # "leaving 492 in Marjayoun", "left two tanks behind"
            event.type, event.agent = "present", None
        if event.type == "deliver" and event.object is not None and theme & {"people"} and "equipment" not in theme:
            event.type = "depart"
        if event.type == "activate" and lemma == "launch" and "equipment" in theme:
            event.type = "attack"
        if (
            event.type == "attack"
            and lemma == "launch"
            and event.object == event.theme
            and event.theme is not None
            and event.agent is not None
        ):
            if group_at(self.sentence, event.theme) == "aircraft" and "party" not in self.classes(event.agent):
                # scientists who launch drones attack nobody
                event.type = "other"
        if event.type in ("attack", "destroy", "kill", "wound") and event.agent is not None and "nature" in self.classes(event.agent):
            event.type = "other"
        if (
            event.type == "capture"
            and lemma == "take"
            and ("site" not in theme or self.sentence.children(event.at, "prt", "advmod"))
            and not any(self.words[k].lemma in ("prisoner", "captive", "hostage", "ashore") for k in self.sentence.children(event.at))
        ):
            event.type = "other"
        given = self.object(event.at) if not event.nominal else None
        handed = theme | (self.classes(given) if given is not None else frozenset())
        if event.type == "withdraw" and lemma in ("hand", "give") and "site" not in handed:
            event.type = "other"
        if event.type == "depart" and lemma == "take" and self.passive(event.at):
            # "were taken off the front line"
            event.type = "withdraw"
        if event.type == "withdraw" and "site" in theme and not theme & {"people", "equipment"} and event.place is None:
            event.place = event.theme
        if (
            event.nominal
            and self.words[event.at].dep == "pobj"
            and self.words[self.words[event.at].head].lemma in ("for", "to", "on")
            and event.modality == "fact"
        ):
            event.modality = "planned"
        if (
            event.type == "withdraw"
            and lemma == "take"
            and any(self.words[k].lemma == "out" for k in self.sentence.children(event.at))
            and event.theme is not None
            and not self.sentence.children(content(self.sentence, event.theme), "poss")
        ):
            # "took out the air defences"; "take its servicemen out" is a withdrawal
            event.type = "destroy" if theme & {"equipment", "site"} else "other"
        if event.type == "request" and lemma == "need":
            asks = self.classes(event.agent) if event.agent is not None else frozenset()
            if self.passive(event.at) or ("equipment" in asks and not asks & {"party", "people"}):
                # what a battery needs is asked of nobody
                event.type = "other"
        if event.type in ("depart", "withdraw") and lemma == "head" and self.object(event.at) is not None:
            # who heads a mission goes nowhere
            event.type = "other"
        if event.type == "rotate" and event.theme is not None and "site" in theme and not theme & {"people", "equipment"}:
            # who takes over a camp, not the camp
            event.place, event.theme = event.theme, event.agent
            event.object, event.agent = event.theme, None
            if lemma == "hand":
                # who hands a camp over leaves it
                event.type = "withdraw"
        if event.type == "rotate" and event.theme is not None and "plan" in theme and event.agent is not None and self.passive(event.at):
            event.theme = event.object = event.agent
            event.agent = None
        if event.type == "reinforce" and event.to is None:
            event.to, event.object = event.object, None
        if (
            event.type == "move"
            and lemma in ("bring", "take", "carry", "drive", "fly")
            and "home" in {self.words[k].lemma for k in self.sentence.children(event.at, "advmod", "npadvmod", "dobj")}
        ):
            event.type = "withdraw"
        if (
            event.type == "move"
            and lemma in ("bring", "take")
            and any(low == "to" and self.words[inner].pos == "NUM" for low, _, inner in self.prepositions(event.at))
        ):
            # "bringing the contingent to 1,061": a level
            event.type = "other"
        if (
            event.type == "move"
            and lemma in ("bring", "carry", "fly", "ferry", "ship")
            and event.to is not None
            and "goods" in theme
            and not theme & {"people"}
        ):
            # what is brought to somebody and neither walks nor fights is delivered
            event.type = "deliver" if "equipment" not in theme or "party" in self.classes(event.to) else event.type
        if (
            event.type == "move"
            and lemma in ("fly", "drive", "cross", "move", "push", "shift")
            and event.to is None
            and event.from_ is None
            and event.place is None
        ):
            event.type = "other"
        if event.type == "withdraw" and lemma in ("fly", "ship", "move", "bring", "take", "lift") and self._is_outbound(event):
            event.type = "depart"
        if event.type == "withdraw" and lemma == "return" and "site" not in theme and not self._is_home(event):
            event.type = "move"
        if event.type == "present" and event.place is None and lemma == "host" and event.agent is not None and self.is_place(event.agent):
            event.place = event.agent
        if (
            event.type == "present"
            and event.place is None
            and event.to is None
            and not theme & {"equipment"}
            and (event.theme is None or self.words[content(self.sentence, event.theme)].pos in ("PROPN", "PRON"))
        ):
            # who "remains defiant" is nowhere
            event.type = "other"
        if event.type == "depart" and lemma == "go" and event.to is None and event.place is None and event.from_ is None:
            event.type = "other"
        if (
            event.type in ("depart", "deliver")
            and self.words[event.at].tag == "VBG"
            and event.modality == "fact"
            and event.agent is not None
        ):
            if any(self.words[k].lemma == "be" and self.words[k].tag in ("VBZ", "VBP") for k in self.sentence.children(event.at, "aux")):
                # "is sending": on its way at best
                event.modality = "planned"
        if (
            event.type in ("depart", "move")
            and theme & {"equipment"}
            and event.to is not None
            and lemma in ("send", "dispatch", "ship", "transfer", "bring", "carry")
            and event.agent is not None
        ):
            if "party" in self.classes(event.to) and not theme & {"people"} and _is_given(self, event):
                event.type = "deliver"
        if event.type == "rotate" and lemma == "hand" and event.object is not None and "equipment" in theme and not theme & {"people"}:
            event.type = "deliver"

    def _is_state(self, i: int) -> bool:
        """Whether a phrase is the bare name of a country or of a body without forces: these do not come and go as their soldiers do."""
        name = name_at(self.names, self.words[i].start, self.words[i].end)
        if name is None or name.kind not in ("country", "actor") or self.words[i].pos != "PROPN" or self._is_own(i):
            return False
        return gazetteer().classes.get(name.name, "official") in ("official", "international", "media", "monitor")

    def _is_own(self, i: int) -> bool:
        """Whether a name stands for people or equipment by a word of it: "the Kenyans", "F-16s", "Armed Forces"."""
        word = self.words[i]
        name = name_at(self.names, word.start, word.end)
        people = (
            name is not None and name.kind == "country" and name.text.endswith("s") and gazetteer().forms.get(name.text, ("", "", False))[2]
        )
        return people or "equipment" in self.classes(i) or group_of(word.text.lower()) is not None

    def _is_home(self, event: Found) -> bool:
        """Whether a leaving is for home or for good, or out of a country that is not the force's own."""
        near = {self.words[k].lemma for k in self.sentence.subtree(event.at, "ccomp", "relcl", "conj")}
        if near & _HOME:
            return True
        dobj = self.object(event.at) if not event.nominal else None
        if dobj is not None and self.words[dobj].lemma in ("area", "region", "country", "zone", "mission", "theatre", "theater"):
            return True
        left = (
            event.from_
            if event.from_ is not None
            else dobj
            if dobj is not None and self.is_place(dobj)
            else event.place
            if event.nominal
            else None
        )
        owner = self.owner(event.theme) if event.theme is not None else None
        to = name_at(self.names, self.words[event.to].start, self.words[event.to].end) if event.to is not None else None
        if owner is None or (to is not None and to.name != owner) or left is None:
            return False
        # out of a place in a country that is not its own
        place = name_at(self.names, self.words[left].start, self.words[left].end)
        abroad = {place.name} if place is not None and place.kind == "country" else {n.name for n in self.names if n.kind == "country"}
        return bool(abroad - {owner})

    def _is_outbound(self, event: Found) -> bool:
        """Whether what flies out goes to a country that is not its own: "flew out, bound for Haiti"."""
        to = event.to
        if to is None:
            bound = [
                c
                for c in self.sentence.children(event.at, "advcl", "acomp", "oprd", "ccomp", "prep")
                if self.words[c].lemma in ("bind", "bound")
            ]
            to = next((inner for c in bound for low, _, inner in self.prepositions(c) if low in _TO and self.is_place(inner)), None)
        name = name_at(self.names, self.words[to].start, self.words[to].end) if to is not None else None
        owner = self.owner(event.theme) if event.theme is not None else None
        if name is None or name.kind != "country" or owner is None or name.name == owner:
            return False
        event.to = to
        return True

    def owner(self, i: int) -> str | None:
        """The country or body whose the force is: "French soldiers", "France's soldiers", "soldiers from France", "its soldiers" not."""
        known = gazetteer()
        i = content(self.sentence, i)
        near = [i, *self.sentence.children(i, "amod", "compound", "poss", "nmod")]
        near += [
            k
            for prep in self.sentence.children(i, "prep")
            if self.words[prep].lemma in ("from", "of")
            for k in self.sentence.children(prep, "pobj")
        ]
        for k in near:
            name = name_at(self.names, self.words[k].start, self.words[k].end)
            if name is not None and name.kind in ("country", "actor"):
                return known.of.get(name.name, name.name)
        return None

    def possessor(self, i: int) -> int | None:
        """Of "Australia's two aircraft" Australia, of "its soldiers" the party that the sentence speaks of before."""
        poss = self.sentence.child(content(self.sentence, i), "poss")
        if poss is None:
            return None
        if self.words[poss].pos != "PRON":
            return poss if self.owner(poss) else None
        for up in self.sentence.ancestors(i):
            subject = self.sentence.child(up, *SUBJECTS)
            if subject is not None and subject < poss and self.owner(subject):
                return subject
        return None

    def another(self, i: int | None) -> str | None:
        """The word by which a theme is one more of its kind: "another", "a second tank"."""
        if i is None:
            return None
        return next((self.words[k].text for k in (i, *self.sentence.children(i, "det", "amod")) if self.words[k].lemma in ANOTHER), None)

    def antecedent(self, i: int | None) -> int | None:
        """Who "they" and "four" are: the force named last before; the word itself where there is none."""
        if i is None:
            return i
        inner = self.words[content(self.sentence, i)]
        if inner.lemma in NOBODY:
            return i
        if inner.pos not in ("PRON", "NUM") and not (inner.pos == "DET" and inner.lemma in ("another", "both", "all", "some", "neither")):
            return i
        for k in range(i - 1, -1, -1):
            word = self.words[k]
            if (
                word.pos == "NOUN"
                and word.dep not in ("compound", "nmod", "poss")
                and self.classes(k) & {"people", "equipment"}
                and not self._is_time(k)
            ):
                return k
        return i

    def _is_told_above(self, event: Found, events: Sequence[Found]) -> bool:
        """Whether an event is the purpose of the same one ("have arrived to join"), or only leads to one ("agreed to let")."""
        if event.type == "agree":
            below = self.sentence.children(event.at, "xcomp")
            return any(o.type in _ALLOWS and o.at in below for o in events)
        above = set(self.sentence.ancestors(event.at))
        purpose = self.words[event.at].dep in ("xcomp", "advcl") and self.words[event.at].tag == "VB"
        return purpose and any(o is not event and o.type == event.type and o.theme == event.theme and o.at in above for o in events)

    def without_doubles(self, events: list[Found]) -> list[Found]:
        """One event where a light verb and its noun, or a noun and a verb of the same type, tell the same."""
        out: list[Found] = []
        for event in events:
            if self._is_told_above(event, events):
                continue
            same = [o for o in events if o is not event and o.type == event.type and not o.nominal and event.nominal]
            if not any(o.at in set(self.sentence.ancestors(event.at)) or (o.object == event.at) for o in same):
                out.append(event)
        return out


_OF_WORK = frozenset(["general", "hunger", "labour", "labor", "rail", "teacher", "doctor", "worker", "student", "transport"])
"""What strikes are that nobody is hit by."""
_ENDING = frozenset(["stop", "halt", "suspend", "cease", "end"])
_ALLOWS = ("authorise", "extend")
NOBODY = frozenset(["nobody", "anybody", "somebody", "everyone", "everybody", "someone", "anyone", "nothing", "one"])
ANOTHER = frozenset(["another", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "further"])
MORE = frozenset(["more", "additional", "further", "another", "extra", "fresh"])
_WHERE = frozenset(["across", "over", "through", "to", "into", "from", "in", "at", "near", "on", "off", "around", "toward", "towards"])
_REGION = frozenset(
    [
        "direction",
        "vicinity",
        "area",
        "outskirts",
        "border",
        "side",
        "region",
        "front",
        "north",
        "south",
        "east",
        "west",
        "part",
        "centre",
        "center",
        "coast",
        "shore",
        "edge",
        "suburb",
    ]
)
_MEANS = frozenset(
    [
        "river",
        "sea",
        "air",
        "road",
        "rail",
        "land",
        "ship",
        "plane",
        "train",
        "helicopter",
        "bus",
        "boat",
        "telephone",
        "phone",
        "hand",
        "day",
        "night",
        "end",
        "time",
        "year",
        "month",
        "week",
    ]
)
_GOING = ("depart", "move", "arrive", "deliver", "withdraw", "authorise", "present")
_LEAVING = ("depart", "withdraw", "move")


def _is_given(reader: Reader, event: Found) -> bool:
    """Equipment that goes to another party, not with the sender's own force."""
    sender = reader.owner(event.agent) if event.agent is not None else None
    to = name_at(reader.names, reader.words[event.to].start, reader.words[event.to].end) if event.to is not None else None
    return bool(sender and to and to.kind == "country" and to.name != sender)


def text_of(sentence: Analysed, i: int | None) -> tuple[str, int, int] | None:
    """(words, start, end) of the phrase with the head `i`."""
    if i is None:
        return None
    start, end = phrase(sentence, content(sentence, i))
    dobj = sentence.child(i, "dobj") if sentence.words[i].pos == "VERB" else None
    if dobj is not None and dobj > i:
        # "sending a 750-strong battalion"
        start, end = sentence.words[i].start, phrase(sentence, dobj)[1]
    return sentence.text[start:end], start, end


def place_of(sentence: Analysed, found: Sequence[Name], i: int | None) -> tuple[str, int, int] | None:
    """The same for a place: its name where the phrase has one."""
    if i is None:
        return None
    inside = sentence.subtree(i, "relcl", "acl", "appos", "conj")
    owners = set(sentence.children(i, "poss"))
    # "Russia's Kursk region" is Kursk
    for k in sorted(inside, key=lambda k: k in owners):
        name = name_at(found, sentence.words[k].start, sentence.words[k].end)
        if name is not None and name.kind in ("place", "country", "org", "actor") and sentence.words[k].pos == "PROPN":
            return sentence.text[name.start : name.end], name.start, name.end
    return text_of(sentence, i)
