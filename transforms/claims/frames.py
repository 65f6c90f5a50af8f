"""The events that verbs tell, by their frames: where in the sentence the one who acts and what is acted on stand.

The frames, with their verbs and the classes of what takes part, are in config/vocabulary/events.yaml.
"""

from collections.abc import Iterator
from typing import Any

from storywatch.transforms.claims.analysis import Analysed
from storywatch.transforms.claims.antecedents import antecedent
from storywatch.transforms.claims.arguments import content, fits, group_of, is_of_a_number
from storywatch.transforms.claims.governors import SUBJECTS, is_question
from storywatch.transforms.claims.levels import change_of_level
from storywatch.transforms.claims.parts import WITH, Parts, TakingPart
from storywatch.transforms.claims.roles import LEAVING, Found
from storywatch.transforms.claims.saying import says_before
from storywatch.transforms.vocabulary import of_vocabulary, vocabulary

_WHO = ("er", "or", "ist", "ian", "ant", "man", "chief", "cleric", "aide", "bodyguard", "hero", "official")
"""How nouns end that are of people; only those can be killed or wounded."""
ENDING = frozenset(["stop", "quit", "halt", "suspend", "cease", "end"])


@of_vocabulary
def lexicon() -> tuple[dict[str, list[tuple[str, str]]], dict[str, str], dict[str, str]]:
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


@of_vocabulary
def lexicon_types(verb: str) -> set[str]:
    """The types of events that a verb can tell."""
    return {name for name, _ in lexicon()[0].get(verb, ())}


SPEECH = ("announce", "deny", "confirm", "accuse", "threaten", "react")
"""Types of events that are acts of speech."""
FRAMES = ("go", "stay", "give", "promise", "get", "harm", "shoot", "suffer", "lose", "act", "over", "retract", "say")


BEFALLS = ("kill", "wound", "capture", "destroy")
"""What happens to somebody on the occasion of something else."""


def occasions(sentence: Analysed, i: int) -> list[int]:
    """The verbs of the clauses that tell on which occasion something happened: "were hurt when their truck struck a mine"."""
    clauses = sentence.children(i, "advcl")
    return [c for c in clauses if any(sentence.words[k].lemma in ("when", "as", "after") for k in sentence.children(c, "advmod", "mark"))]


def themes(name: str) -> Any:
    return vocabulary("events")[name]["theme"]


class Frames(TakingPart):
    """Reads the events of verbs."""

    def keys(self, i: int) -> Iterator[str]:
        """The entries of the lexicon that a verb can be, two words before one."""
        lemma = self.words[i].lemma
        for c in self.sentence.children(i, "prt", "prep", "advmod", "dobj", "acomp", "xcomp", "oprd", "npadvmod", "advcl", "ccomp"):
            near = self.words[c]
            if near.tag == "VB" and any(self.words[k].tag == "TO" for k in self.sentence.children(c, "aux")):
                # "sent planes to back the strikes": nobody is sent back
                continue
            days = (self.is_time(k) or self.words[k].text[0].isdigit() for k in self.sentence.children(c, "pobj"))
            if near.dep != "prep" or not any(days):
                yield f"{lemma} {near.lemma}"
            if near.dep == "prep" and near.lemma in ("on", "for", "of", "out", "to", "under"):
                for inner in self.sentence.children(c, "pobj", "pcomp", "amod"):
                    yield f"{lemma} {near.lemma} {self.words[inner].lemma}"
            if near.dep == "prt":
                for k in self.sentence.children(i, "prep"):
                    yield f"{lemma} {near.lemma} {self.words[k].lemma}"
        if i + 1 < len(self.words) and self.words[i + 1].tag == "RP" and self.words[i + 1].dep == "quantmod":
            # "to hand over 18 tanks", where the parser takes "over" for a word of the number
            yield f"{lemma} {self.words[i + 1].lemma}"
        yield lemma

    def verb(self, i: int) -> Found | None:
        verbs = lexicon()[0]
        if self.words[i].lemma in ENDING and any(self.words[c].tag == "VBG" for c in self.sentence.children(i, "xcomp")):
            # "has stopped training": the end of the training, which its own verb tells
            return None
        if any(key in vocabulary("arguments")["idioms"] for key in self.keys(i)):
            return self.being(i)
        for key in self.keys(i):
            for name, frame in verbs.get(key, ()):
                event = self.framed(i, name, frame, key)
                if event is not None:
                    return event
        return self.being(i) or self.changing(i)

    def changing(self, i: int) -> Found | None:
        """A force somewhere that becomes smaller or greater: "the number of soldiers in Gabon will fall from 350 to 100"; not a whole army."""
        name, theme = change_of_level(self.sentence, i), self.subject(i)
        if name is None or theme is None or not self.classes(theme) & {"people", "equipment", "mission"}:
            return None
        if group_of(self.words[content(self.sentence, theme)].lemma) in ("killed", "wounded", "captured", "casualties"):
            # of a toll that rises nobody comes
            return None
        event = Found(name, i, object=theme, theme=theme)
        self.where(event, content(self.sentence, theme))
        if event.place is None:
            self.where(event, i)
        return event if event.place is not None else None

    def framed(self, i: int, name: str, frame: str, key: str) -> Found | None:
        """The event of a verb if what takes part in it is of its classes."""
        told = self.parts(i, name, frame, key)
        if frame == "over":
            return self.ended(i, name, told.subject, told.dobj)
        if frame != "say" and says_before(self.sentence, i):
            # "“They came at night,” recalled a nurse": she is not called back
            return None
        if frame == "promise" and self.sentence.children(i, "ccomp", "xcomp"):
            # "promised the rebels that it would send arms": of the rebels nobody sends any
            return None
        if frame == "retract":
            is_report = told.theme is not None and "report" in self.classes(told.theme)
            return Found(name, i, agent=told.agent, object=told.theme) if is_report else None
        if frame == "say":
            return self.said(i, name, told)
        if (
            frame == "go"
            and key == "leave"
            and told.passive
            and told.subject is not None
            and not any(lemma == "for" for lemma, _, _ in self.prepositions(i))
        ):
            # "1,000 fighters are left in Balta"; not "the contingent left for Mali"
            event = Found("present", i, object=told.subject, theme=told.subject)
            self.where(event, i)
            return event if fits(themes("present"), self.classes(told.subject)) else None
        if not self.holds(i, name, frame, key, told):
            return None
        event = self.made(i, name, frame, key, told)
        self._at(event, i, frame, key, told)
        return event

    def _at(self, event: Found, i: int, frame: str, key: str, told: Parts) -> None:
        """Takes from where to where the event of a verb goes, and where it is."""
        name = event.type
        if frame == "go" and told.dobj is not None and told.dobj != told.theme:
            if not (
                self.is_place(told.dobj)
                or self.classes(told.dobj) & {"people", "equipment", "site", "mission"}
                or self.words[told.dobj].pos == "PROPN"
            ):
                # "joined the anti-fascist fight"
                self.where(event, told.dobj)
            elif key == "join":
                # "would join the mission": no place
                event.place = told.dobj if self.is_place(told.dobj) else None
            elif name in LEAVING or name == "arrive":
                # "crossed the border at Adré"
                event.place = self.named_within(told.dobj)
            else:
                event.to = told.dobj
        if frame in ("give", "promise"):
            # "Ukraine was sent 31 tanks"
            event.to = told.subject if told.passive and told.theme == told.dobj else self.receiver(i)
            if self.words[i].lemma in WITH and told.dobj is not None and told.theme not in (told.dobj, told.subject):
                event.to = told.dobj
        if frame == "harm" and told.theme is not None and told.theme + 1 in self.sentence.children(told.theme, "prep"):
            # "gunned down protesters in Taiz", before what else the parser gives to the verb
            self.where(event, told.theme)
        self.where(event, i)
        if frame == "stay" and event.place is None and told.dobj is not None and not told.passive and self.is_place(told.dobj):
            # "patrol the eastern sector"
            event.place = self.named_within(told.dobj)
        if event.place is None and name in BEFALLS:
            for clause in occasions(self.sentence, i):
                self.where(event, clause)
        if event.place is None and told.theme is not None:
            self.where(event, told.theme)
        if event.place is None and told.agent is not None:
            beside = Found(name, i)
            self.where(beside, told.agent)
            event.place = beside.place

    def said(self, i: int, name: str, told: Parts) -> Found | None:
        """An act of speech, if somebody speaks."""
        if name in ("confirm", "announce") and told.dobj is not None and "people" in self.classes(told.dobj):
            return None
        if name == "deny" and self.words[i].lemma == "reject" and told.dobj is not None and self._is_decided(told.dobj):
            # "rejected a motion to keep them there": nobody said anything
            name = "block"
        event = Found(name, i, agent=told.agent if told.passive else told.subject)
        event.object = told.dobj if name in ("deny", "accuse", "react", "block") else None
        if name == "deny" and event.object is None:
            # "rejected as pure invention a claim that soldiers had died"
            inside = self.sentence.subtree(i, "ccomp", "advcl", "nsubj")
            event.object = next((k for k in inside if k > i and "report" in self.classes(k)), None)
        self.where(event, i)
        return event if event.agent is not None or name == "deny" else None

    def _is_decided(self, i: int) -> bool:
        """Whether what is rejected is a plan, not a report."""
        own = self.classes(i)
        return "plan" in own and not own & {"report", "words"}

    def holds(self, i: int, name: str, frame: str, key: str, told: Parts) -> bool:
        """Whether what takes part is of the classes that the type of event asks for."""
        theme, agent, wanted = told.theme, told.agent, themes(name)
        if self._is_idle(i, name, frame, key, told):
            return False
        if theme is None:
            return frame not in ("shoot", "promise") and (
                "none" in wanted or wanted == "any" or (frame == "act" and "plan" in wanted and self._has_clause(i))
            )
        word = self.words[theme]
        if frame == "lose" and name == "destroy" and word.lemma in ("anyone", "anybody", "someone", "somebody", "nobody"):
            # "without losing anyone"
            return False
        if frame == "lose" and not self.classes(theme) & {"equipment"} and (word.tag == "NNP" or self.is_place(theme)):
            # "losing Aleppo", "lost the towns to the rebels"
            return False
        if word.pos == "NUM" and word.dep == "pobj" and is_of_a_number(self.sentence, theme):
            # "the figure of sixteen given on Saturday"
            return False
        if word.pos == "NUM" and any(self.words[k].tag == "$" for k in self.sentence.subtree(theme)):
            return False
        own = self._classes_meant(i, theme)
        if name in ("kill", "wound", "capture") and word.pos == "NOUN" and own <= {"thing", "goods"} and word.lemma.endswith(_WHO):
            # "a commander was killed"
            return True
        if wanted != "any" and not fits(["equipment"] if frame == "shoot" else [w for w in wanted if w != "none"], own):
            # "warplanes hit the television office"
            words = "words" in own and word.lemma != "target"
            return name == "attack" and frame == "harm" and not words and agent is not None and self.strikes(agent)
        if frame == "get":
            return bool(own & {"people", "equipment"}) and "party" not in own and word.pos != "PRON"
        return frame != "promise" or bool(own & {"people", "equipment"})

    def _is_idle(self, i: int, name: str, frame: str, key: str, told: Parts) -> bool:
        """Whether a verb tells no event of its type by who stands at it, or by what stands in place of them."""
        theme, agent = told.theme, told.agent
        if name == "authorise" and key in vocabulary("arguments")["of_a_limit"]:
            return theme is None or self.words[theme].lemma not in vocabulary("arguments")["limit"]
        if name == "authorise" and key == "clear" and theme is not None and self.words[theme].lemma in vocabulary("arguments")["cleared"]:
            # "engineers will clear mines"
            return True
        if name == "agree" and theme is None and not self.sentence.children(i, "xcomp", "ccomp", "prep"):
            return True
        if name == "request" and any(is_question(self.sentence, k) for k in self.sentence.children(i, "ccomp")):
            # "asked how many were there"
            return True
        asked = (k for k in self.sentence.children(i, "xcomp", "advcl", "ccomp") if self.words[k].tag == "VB")
        if name == "request" and key in vocabulary("arguments")["to_somebody"] and not any(asked):
            # "appealed to the crowd", for nothing that is told
            return True
        if name == "block" and key == "throw out" and theme is not None and "plan" not in self.classes(theme):
            # who is thrown out of a country has to leave it
            return True
        if key == "engage" and theme is None:
            # "engaged in talks"; a firefight is told by its noun
            return True
        if key in ("participate", "take part") and any(
            lemma == "in" and lexicon()[1].get(self.words[inner].lemma) in ("attack", "fight", "kill")
            for lemma, _, inner in self.prepositions(i)
        ):
            # who took part in an attack is nowhere: the attack is told by its noun
            return True
        if name in ("attack", "fight") and theme is None and (agent is None or not self.classes(agent) & {"people", "equipment", "party"}):
            return True
        if frame == "harm" and key.endswith((" at", " on")) and told.passive and told.subject is not None:
            if "equipment" in self.classes(told.subject):
                # "missiles fired at the base": told by what was fired
                return True
        particles = self.sentence.children(i, "prt", "advmod") if name == "arrive" and key.endswith(" in") else None
        if particles is not None and not any(self.words[k].lemma == "in" for k in particles):
            # "flying in the airspace": no "fly in"
            return True
        if key == "join" and told.dobj is not None and self.words[told.dobj].lemma in vocabulary("arguments")["joined"]:
            # who joins a fight or a treaty comes nowhere by that
            return True
        if frame == "go" and key == "leave" and self._stays(i, told):
            return True
        if key == "give" and any(self.words[k].lemma == "leave" for k in self.sentence.children(i, "xcomp", "advcl")):
            # "gave the garrison until Sunday to leave"
            return True
        if frame == "give" and self._gives_time(i, told.passive):
            return True
        if frame == "go" and told.passive and key == "board":
            # a ship that is boarded by others is attacked
            return True
        if frame in ("go", "stay") and name != "train" and theme is not None and self.is_state(theme):
            return True
        return (theme is None and self._is_own_doing(i)) or self._only_says_which(i)

    def _gives_time(self, i: int, passive: bool) -> bool:
        """Whether what is given is time: "was given another year", "gave them 72 hours to get out"; not "gave them tanks last week"."""
        objects = self.sentence.children(i, "dobj", "oprd") or (self.sentence.children(i, "npadvmod") if passive else [])
        return any(k > i and (self.is_time(k) or group_of(self.words[k].lemma) == "time") for k in objects[-1:])

    def _classes_meant(self, i: int, theme: int) -> frozenset[str]:
        """The classes of what takes part at a verb, also where it is a pronoun or a number."""
        own = self.classes(theme)
        if self.words[theme].pos == "PRON" and (listed := self._shared_object(i, theme)) is not None:
            # "find the recorders and send them to Norland"
            own = self.classes(listed)
        if self.words[theme].pos == "NUM":
            # "fired 1,800 shells and received 2,400"
            meant = antecedent(self, theme)
            own |= self.classes(meant) if meant is not None else frozenset()
        return own

    def _shared_object(self, i: int, pronoun: int) -> int | None:
        """The object of the verb that `i` goes on with, where its own is "it" or "them"."""
        word = self.words[i]
        if word.dep != "conj" or self.words[pronoun].dep != "dobj" or self.words[pronoun].lemma not in ("it", "they"):
            return None
        elder = self.object(word.head)
        return elder if elder is not None and self.words[elder].pos == "NOUN" else None

    def _stays(self, i: int, told: Parts) -> bool:
        """Whether who leaves goes nowhere: "would leave it with 400 soldiers", "leaving the region in ruins"."""
        force = told.subject is not None and bool(self.classes(told.subject) & {"people", "equipment"})
        behind = [(lemma, inner) for lemma, _, inner in self.prepositions(i) if told.dobj is not None and inner > told.dobj]
        ruined = vocabulary("arguments")["ruined"]
        if told.dobj is not None and any(
            self.words[k].tag in ("VBG", "JJ") and k > told.dobj for k in self.sentence.children(i, "ccomp", "oprd", "xcomp")
        ):
            # "leave the party looking soft"
            return True
        return any(
            (lemma in ("with", "without") and not force) or (lemma == "in" and self.words[inner].lemma in ruined) for lemma, inner in behind
        )

    def _is_own_doing(self, i: int) -> bool:
        """Whether somebody only wants or refuses to do something himself: he asks nobody, and blocks nobody else."""
        own = self.words[i].lemma in ("want", "need", "seek", "refuse")
        return own and any(self.sentence.child(k, *SUBJECTS) is None for k in self.sentence.children(i, "xcomp"))

    def _only_says_which(self, i: int) -> bool:
        """Whether a need says of which things something else is told: of "having no problems finding the weapons they need" nothing is asked."""
        return self.words[i].lemma in ("need", "want") and self.words[i].dep == "relcl"

    def _has_clause(self, i: int) -> bool:
        """Whether a verb has a clause that tells an event: "asked France to withdraw", "voted on sending soldiers"."""
        clauses = [
            *self.sentence.children(i, "ccomp", "xcomp", "pcomp"),
            *(k for p in self.sentence.children(i, "prep") for k in self.sentence.children(p, "pcomp")),
        ]
        return any(
            self.words[k].lemma in lexicon()[0] or any(fits(["force", "plan"], self.classes(c)) for c in self.sentence.children(k, "dobj"))
            for k in clauses
        )

    def made(self, i: int, name: str, frame: str, key: str, told: Parts) -> Found:
        """The event with its agent, object and theme."""
        theme = told.theme
        if frame == "get":
            return Found(name, i, object=theme, theme=theme, to=told.subject)
        if frame == "lose":
            return Found(name, i, object=theme, theme=theme)
        if frame == "promise":
            return Found(name, i, agent=told.agent, object=theme, theme=theme, modality="planned")
        event = Found(name, i, agent=told.agent if told.agent != theme else None, object=theme, theme=theme)
        if frame == "shoot" and not told.passive:
            # what is fired is no object of the attack
            event.object = told.target
        if frame == "act" and theme is None and name in ("request", "authorise", "agree", "block"):
            event.object = self._clause(i, name, key)
        return event

    def _clause(self, i: int, name: str, key: str) -> int | None:
        """What is decided on where it is no noun: "a vote on sending a battalion", "requested that France withdraw"."""
        # what stands before the verb is another sentence, which the parser made one with it
        clauses = (
            c for p in (i, *self.sentence.children(i, "prep")) for c in self.sentence.children(p, "pcomp", "xcomp", "ccomp") if c > i
        )
        found = next(clauses, None)
        if found is None and name == "agree":
            # "signed up for the mission", "agreed on a ceasefire"
            found = next((inner for lemma, _, inner in self.prepositions(i) if lemma in ("for", "on", "to")), None)
            return None if found is not None and self.is_time(found) else found
        if found is not None and key in ("let", "allow", "permit", "enable"):
            # who is let, not the verb
            let = self.sentence.child(found, *SUBJECTS)
            return found if let is None else let
        return found

    def ended(self, i: int, name: str, subject: int | None, dobj: int | None) -> Found | None:
        """The end of a mission: of its force where that is the subject, else of the mission itself."""
        mission = dobj if dobj is not None else subject
        if mission is None or "mission" not in self.classes(mission):
            return None
        force = subject if dobj is not None and not self.passive(i) else None
        if force is not None and self.is_state(force):
            # a bloc that ends its mission is not what comes home
            event = Found(name, i, agent=force, object=mission, theme=mission)
        else:
            event = Found(name, i, object=force if force is not None else mission, theme=force if force is not None else mission)
        self.where(event, i)
        if event.place is None:
            self.where(event, mission)
        return event
