"""A force that is somewhere, as "be" and "have" tell it."""

from storywatch.transforms.claims.arguments import group_of
from storywatch.transforms.claims.governors import verbs_of_saying
from storywatch.transforms.claims.roles import Found, Roles
from storywatch.transforms.vocabulary import of_vocabulary, vocabulary

_BEFELL = {"dead": "kill", "killed": "kill", "victims": "kill", "wounded": "wound", "injured": "wound", "captured": "capture"}
"""Those among whom somebody may be, and what happened to them."""

_BY_NOW = ("already", "now", "still", "back")


@of_vocabulary
def _states_of(noun: str) -> list[str]:
    """The types of events that befell what is said to be such a thing."""
    return [name for name, entry in vocabulary("events").items() if noun in entry.get("are", ())]


class Being(Roles):
    """Reads who is where."""

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
        if not self.classes(theme) & {"people", "equipment", "pronoun"} or group_of(self.words[theme].text.lower()) in (
            "killed",
            "wounded",
        ):
            # of "there were two injuries" the injuries are told by their noun
            return None
        is_one = next((name for c in self.sentence.children(i, "attr") for name in _states_of(self.words[c].lemma)), None)
        if lemma == "be" and is_one is not None and subject is not None:
            return Found(is_one, i, object=subject, theme=subject)
        # "among the dead", "among those killed at Balta"
        among = [k for low, _, k in self.prepositions(i) if low == "among"]
        among += [c for k in among for c in self.sentence.children(k, "acl")]
        suffered, told = next(((name, k) for k in among if (name := _BEFELL.get(self.words[k].text.lower()))), (None, i))
        if lemma == "be" and suffered is not None:
            event = Found(suffered, i, object=theme, theme=theme)
            self.where(event, told)
            return event
        # "the first 249 soldiers are home", "are back from the border"; not "are back in Mali"
        back = lemma == "be" and any(
            self.words[c].lemma == "back" and any(low == "from" for low, _, _ in self.prepositions(c))
            for c in self.sentence.children(i, "advmod", "acomp")
        )
        home = back or any(self.words[c].lemma == "home" for c in self.sentence.children(i, "advmod", "acomp", "attr"))
        if lemma == "be" and home and self.classes(theme) & {"people", "equipment"}:
            return Found("withdraw", i, object=theme, theme=theme)
        left = next((k for low, _, k in self.prepositions(i) if low == "out" and self.is_place(k)), None) if lemma == "be" else None
        if left is not None:
            # "are to be out of Iraq by May"
            return Found("withdraw", i, object=theme, theme=theme, place=left)
        if due and home:
            # "are expected home in April"
            return Found("withdraw", i, object=theme, theme=theme, modality="planned")
        if lemma == "be" and (going := self._on_its_way(i, theme)) is not None:
            return going
        event = Found("present", i, agent=subject if lemma == "have" else None, object=theme, theme=theme)
        return self._due(i, theme) if due else self._placed(event, i, theme)

    def _due(self, i: int, theme: int) -> Found | None:
        """A force that is due or expected somewhere, or, wherever it is to come to, on a day: "are due on 1 October"."""
        event = Found("arrive", i, object=theme, theme=theme, modality="planned")
        for at in (*self.sentence.children(i, "acomp"), *((i,) if self.words[i].lemma == "expect" else ())):
            self.where(event, at)
            on_a_day = (
                self.is_time(k) or self.words[k].text[0].isdigit() for low, _, k in self.prepositions(at) if low in ("on", "in", "by")
            )
            if any(on_a_day):
                return event
        return self._placed(event, i, theme)

    def _on_its_way(self, i: int, theme: int) -> Found | None:
        """A force that is "on its way to Mozambique", "on its way home"."""
        way = next((k for low, _, k in self.prepositions(i) if low == "on" and self.words[k].lemma == "way"), None)
        if way is None:
            return None
        home = any(self.words[c].lemma == "home" for k in (i, way) for c in self.sentence.children(k, "advmod"))
        event = Found("withdraw" if home else "depart", i, object=theme, theme=theme)
        self.where(event, way)
        return event

    def verbless(self, i: int) -> Found | None:
        """A force that a headline without "are" tells to be somewhere: "North Korean troops already in Russia"."""
        word = self.words[i]
        says = word.dep == "nsubj" and self.words[word.head].lemma in verbs_of_saying()
        if not (word.dep in ("ROOT", "appos") or says) or not self.classes(i) & {"people", "equipment"}:
            return None
        out = (inner for low, _, inner in self.prepositions(i) if low == "out")
        left = next((inner for inner in out if self.is_place(inner)), None)
        if left is not None:
            # "French troops out of Niger"
            return Found("withdraw", i, object=i, theme=i, place=left, nominal=True)
        near = [i, *self.sentence.children(i, "prep", "advmod")]
        # "Six Japanese destroyers in Manila for drills"
        so_many = bool(self.sentence.children(i, "nummod")) and not any(w.pos in ("VERB", "AUX") for w in self.words)
        if not so_many and not any(self.words[k].lemma in _BY_NOW for n in near for k in self.sentence.children(n, "advmod")):
            return None
        event = Found("present", i, object=i, theme=i, nominal=True)
        self.where(event, i)
        return event if event.place is not None else None

    def _placed(self, event: Found, i: int, theme: int) -> Found | None:
        """The event with its place; None where a force is nowhere, or in hospital."""
        self.where(event, i)
        if event.place is None and (self.words[i].lemma == "have" or self.sentence.children(i, "expl")):
            self.where(event, theme)
            inner = [k for low, _, k in self.prepositions(theme) if low == "of"]
            if event.place is None and inner:
                self.where(event, inner[0])
            if event.place is None and event.agent is not None and "people" in self.classes(event.agent):
                # "the battalion in Balta has 680 troops"
                self.where(event, event.agent)
        if (
            event.place is None
            and self.words[i].dep == "relcl"
            and any(self.words[c].lemma == "where" for c in self.sentence.children(i, "advmod"))
        ):
            # "in Kosovo, where it has 1,050 soldiers"
            event.place = self.words[i].head if self.is_place(self.words[i].head) else None
        led = event.place is not None and event.place < theme
        if led and any(low == "in" and k > i and not self.is_place(k) and not self.is_time(k) for low, _, k in self.prepositions(i)):
            # "in Libya rebels are in a difficult situation"
            return None
        if event.place is not None and self.words[event.place].lemma in vocabulary("arguments")["care"]:
            # "two more are in hospital"
            return None
        there = any(self.words[c].lemma in ("there", "here") for at in (i, theme) for c in self.sentence.children(at, "advmod"))
        if there or any(
            low == "in" and self.words[k].lemma in ("country", "theatre", "theater", "kingdom") for low, _, k in self.prepositions(i)
        ):
            return event
        return event if event.place is not None else None
