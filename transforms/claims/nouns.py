"""The events that nouns tell: "the withdrawal of troops", "a drone strike", "an exchange of fire"."""

from storywatch.transforms.claims.analysis import Word
from storywatch.transforms.claims.arguments import fits, name_at
from storywatch.transforms.claims.frames import ENDING, Frames
from storywatch.transforms.claims.lexicon import SPEECH, lexicon, themes
from storywatch.transforms.claims.names import gazetteer
from storywatch.transforms.claims.roles import MEANS, Found
from storywatch.transforms.vocabulary import vocabulary

_BEFALLS, _TELLS = ("suffer", "face"), ("see", "report", "announce", "repel")
"""Of the light verbs those whose subject it is done to, and those whose subject only tells of it or meets it."""
_REAL_LEAD = frozenset(["in", "during", "after", "since", "amid", "before", "from", "with", "by", "of", "at", "following", "despite"])
"""Prepositions behind which the noun of an event tells that it happened."""
_BY_SOMEBODY = ("request", "authorise", "agree", "block", "threaten", "deny", "confirm")
"""Types of which the word for a people tells who does it: "a Saudi request"."""
_FIRE = ("fire", "gunfire", "shot")
_SPANS = frozenset(["day", "week", "fortnight", "month", "year", "series", "round", "wave", "spell", "period", "phase", "course"])
"""Of which an event is told that lasts or is repeated."""
_OF_WORK = frozenset(["general", "hunger", "labour", "labor", "rail", "teacher", "doctor", "worker", "student", "transport"])
"""What strikes are that nobody is hit by."""


class Nouns(Frames):
    """Reads the events of nouns."""

    def noun(self, i: int) -> Found | None:
        """The event of a noun that stands for itself: not "combat duty", "training centre", "a strike group"."""
        word = self.words[i]
        name = self._told_by(i)
        if self._is_of_work(i, name) or (word.lemma in ("return", "reinforcement") and word.tag == "NNS"):
            # "his tax returns"; reinforcements are soldiers
            return None
        if word.lemma == "exercise" and word.dep == "compound" and word.text[0].isupper():
            return self.named_exercise(i)
        if name is None:
            return self.reported(i) or self.headline_verb(i) or self.verbless(i)
        if word.dep in ("compound", "amod", "nmod", "poss", "npadvmod") or word.pos == "PROPN":
            return None
        event = Found(name, i, nominal=True)
        up = self.words[word.head]
        lead = up.lemma if word.dep == "pobj" else None
        if word.lemma == "course" and lead in ("in", "during", "over"):
            # "in the course of Sunday"
            return None
        for lemma, _, inner in self.prepositions(i):
            own = self.classes(inner)
            if lemma == "of" and self.words[inner].lemma in _FIRE:
                # "an exchange of fire"
                continue
            if (lemma == "of" or (lemma == "for" and name == "train" and "people" in own)) and event.theme is None:
                event.theme = event.object = inner
            elif lemma == ("from" if name in SPEECH else "by") and self._is_doer(inner, own):
                event.agent = inner
            elif lemma == "at" and name == "attack" and self.is_place(inner):
                # "the ambush at Kafolo": there, on whom is not told
                continue
            elif lemma in ("on", "against", "at") and name in ("attack", "fight") and event.object is None and not self.is_time(inner):
                event.theme = event.object = inner
            elif lemma in ("with", "between") and name in ("fight", "train") and own & {"party", "people"}:
                event.agent = event.agent if event.agent is not None else inner
        self.where(event, i)
        armed = self._named_at(event)
        governor, light = self._governor(i, name)
        if light and governor is not None and event.agent is None and "dobj" in (word.dep, self.words[up.head].dep if lead else ""):
            self._carried_out(event, governor)
            if name == "train" and event.theme is None:
                event.theme = event.object = event.agent
                event.agent = None
        if lead == "in" and event.theme is None and event.agent is None:
            self._engaged(event, up)
        if name == "train" and word.dep == "nsubj" and event.theme is None:
            # "ends for the battalion"
            behind = (k for lemma, _, k in self.prepositions(word.head) if lemma == "for" and "people" in self.classes(k))
            event.theme = event.object = next(behind, None)
        if light and governor is not None and event.place is None:
            self.where(event, governor)
        wanted = themes(name)
        if event.theme is not None and wanted != "any" and not fits([w for w in wanted if w != "none"], self.classes(event.theme)):
            return None
        told = event.theme is not None or event.agent is not None or event.place is not None or light or armed
        if lead is not None and lead not in _REAL_LEAD and not (lead in ("on", "to", "for", "over") and event.theme is not None):
            return None
        return event if told and not self._is_something_else(event) else None

    def _told_by(self, i: int) -> str | None:
        """The type of event that a noun tells, or the noun with what belongs to it: "the shooting down of", "an exchange of fire"."""
        word = self.words[i]
        told = word.text.lower() if word.tag == "VBG" else word.lemma
        if word.lemma == "shooting" and i + 1 < len(self.words) and self.words[i + 1].text == "down":
            told = "downing"
        elif word.lemma == "exchange" and any(self.words[k].lemma in _FIRE for k in self.sentence.behind(i, "of")):
            told = "firefight"
        return lexicon()[1].get(told)

    def _is_something_else(self, event: Found) -> bool:
        """Whether a noun of several senses tells no event by who takes part: "such a course is necessary", "closed the crossing"."""
        lemma = self.words[event.at].lemma
        if lemma == "relief":
            # "relief in Gaza", "the relief of the population"
            return event.theme is None or not self.classes(event.theme) & {"people"} or not self.owner(event.theme)
        return lemma in ("course", "crossing") and event.theme is None and event.agent is None

    def _governor(self, i: int, name: str) -> tuple[int | None, bool]:
        """(the verb of which a noun is the subject or object, whether it only says that the event of the noun takes place)."""
        word = self.words[i]
        up = self.words[word.head]
        governor = word.head if word.dep in ("dobj", "nsubj", "nsubjpass") else None
        if word.dep == "pobj" and up.lemma == "of" and up.dep == "prep" and self.words[up.head].lemma in _SPANS:
            # "began a fortnight of training"
            span = self.words[up.head]
            governor = span.head if span.dep in ("dobj", "nsubj", "nsubjpass") and self.words[span.head].pos == "VERB" else None
        if governor is None:
            return None, False
        verb = self.words[governor]
        # "has stopped training"
        return governor, verb.lemma in vocabulary("arguments")["light"] or verb.pos == "AUX" or (name == "train" and verb.lemma in ENDING)

    def _is_of_work(self, i: int, name: str | None) -> bool:
        """Whether a strike is of workers, or a storm's: "a general strike", "tornado strikes"."""
        if name not in ("attack", "fight"):
            return False
        beside = {self.words[k].lemma for k in self.sentence.children(i, "amod", "compound", "poss")}
        return not beside.isdisjoint((*_OF_WORK, *vocabulary("arguments")["nature"]))

    def headline_verb(self, i: int) -> Found | None:
        """The event of a verb in the present that is taken for a noun in the plural: "US carrier heads to the Gulf", "contingent lands"."""
        word = self.words[i]
        goes = next((name for name, frame in lexicon()[0].get(word.lemma, ()) if frame == "go"), None)
        if goes is not None and word.tag == "NNS" and word.dep == "appos" and not any(w.pos in ("VERB", "AUX") for w in self.words):
            # "The frigate Lund sails for the Gulf", where the parser takes all of it for a name
            event = Found(goes, i, theme=word.head, object=word.head)
            self.where(event, word.head)
            return event if "equipment" in self.classes(word.head) else None
        if goes is None or word.dep != "ROOT" or word.tag != "NNS" or not i or not self.sentence.children(i, "prep"):
            return None
        theme = i - 1
        if self.words[theme].head != i or not self.classes(theme) & {"people", "equipment"}:
            return None
        event = Found(goes, i, theme=theme, object=theme)
        self.where(event, i)
        return event

    def _carried_out(self, event: Found, governor: int) -> None:
        """Takes the subject of a light verb for who does it: "launched an attack"; for whom it befalls of "suffered an attack"; or for neither."""
        by_others = event.type in ("attack", "fight", "kill", "wound", "destroy", "capture")
        subject, lemma = self.subject(governor), self.words[governor].lemma
        if not by_others or lemma not in (*_BEFALLS, *_TELLS):
            event.agent = subject
        elif lemma in _BEFALLS and event.theme is None and event.type != "fight":
            event.theme = event.object = subject
        elif lemma == "see" and subject is not None and event.place is None and self.is_place(subject):
            event.place = subject

    def _named_at(self, event: Found) -> bool:
        """Takes whom the words at a noun name: "Kenya's deployment", "a bus stop bombing". Returns whether they name what it was done with."""
        armed = False
        for c in self.sentence.children(event.at, "poss", "compound", "amod"):
            kinds = self.classes(c)
            if (event.type == "train" and self.words[c].dep == "compound") or self.words[c].lemma == "military":
                # "military exercises", "a military assault"
                armed = armed or event.type in ("attack", "fight")
                continue
            if event.type in ("attack", "fight") and "site" in kinds and not kinds & {"party", "people"}:
                # "a bus stop bombing"
                event.theme = event.object = event.object if event.object is not None else c
                continue
            if event.type in ("attack", "fight") and kinds & {"equipment"} and not kinds & {"party", "people"}:
                # "rocket attacks", by whomever
                armed = True
                continue
            if self._is_somewhere(event, c):
                continue
            if kinds & {"party", "people"} or (self.words[c].pos in ("NOUN", "PROPN") and kinds & {"equipment"}):
                if event.type in (*_BY_SOMEBODY, "attack", "fight", "reinforce") or event.theme is not None or self.words[c].dep == "poss":
                    event.agent = event.agent if event.agent is not None else c
                else:
                    event.theme = event.object = c
        return armed

    def _is_somewhere(self, event: Found, i: int) -> bool:
        """Whether a country before the noun of an attack may be where it was as well as whose: "killed in a Congo ambush"; not "an Israeli
        raid", "a US strike", "Russia's attack", nor one on somebody."""
        name = name_at(self.names, self.words[i].start, self.words[i].end)
        if event.type not in ("attack", "fight", "kill") or event.object is not None or self.words[i].dep != "compound" or name is None:
            return False
        adjective = gazetteer().forms.get(name.text, ("", "", False))[2]
        return name.kind == "country" and not adjective and not name.text.replace(".", "").isupper()

    def _engaged(self, event: Found, lead: Word) -> None:
        """Who is in it: of "soldiers were again in combat", "are in training" the soldiers."""
        verb = lead.head
        if self.words[verb].lemma not in ("be", "remain", "stay", "engage") or lead.dep != "prep":
            return
        subject = self.subject(verb)
        if subject is None or not self.classes(subject) & {"people", "equipment"}:
            return
        if event.type == "train":
            event.theme = event.object = subject
        else:
            event.agent = subject
        self.where(event, verb)

    def _is_doer(self, i: int, own: frozenset[str]) -> bool:
        """Whether what stands behind the "by" or "from" of a noun did it: no means, no day."""
        return self.words[i].lemma not in MEANS and not self.is_time(i) and ("party" in own or bool(self.owner(i)) or "site" not in own)

    def named_exercise(self, i: int) -> Found | None:
        """The training of "eleven nations begin Exercise Golden Fleece"."""
        whole = self.words[i].head
        verb = self.words[whole].head
        if self.words[whole].dep not in ("dobj", "nsubj", "nsubjpass") or self.words[verb].lemma not in vocabulary("arguments")["light"]:
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
