"""The subject and the object of a verb, and whether it is passive: shared, understood, or left out as in headlines."""

from collections.abc import Sequence

from storywatch.transforms.claims.analysis import Analysed
from storywatch.transforms.claims.arguments import classes, group_of, name_at
from storywatch.transforms.claims.governors import SUBJECTS, called_on, infinitive_before, verbs_of_saying
from storywatch.transforms.claims.names import Name
from storywatch.transforms.vocabulary import vocabulary

_DIRECTIONS = ("east", "west", "north", "south")
_SO_MANY = ("dozen", "hundred", "score", "thousand")
_RELATIVE = frozenset(("that", "which", "who", "whom", "whose"))
_BEFORE_A_NOUN = ("NUM", "ADJ", "DET", "ADV", "PROPN")


_WHICH_TIME = ("first", "second", "third", "fourth", "fifth", "latest")


class Clauses:
    """The clauses of one sentence."""

    def __init__(self, sentence: Analysed, found: Sequence[Name]) -> None:
        self.sentence, self.names = sentence, found
        self.words = sentence.words

    def classes(self, i: int) -> frozenset[str]:
        return classes(self.sentence, self.names, i)

    def passive(self, i: int) -> bool:
        s = self.sentence
        if s.children(i, "nsubjpass", "auxpass"):
            return True
        if s.children(i, "agent") and not any(self.words[k].lemma == "have" for k in s.children(i, "aux")):
            # "deployed by Norway"; not "had gone by Easter"
            return True
        word = self.words[i]
        if self._is_headline_passive(i):
            return True
        if word.tag == "VBN" and word.dep == "conj" and not s.children(i, "aux", "dobj"):
            # "300 were killed and 2,700 wounded"
            return self.passive(word.head)
        if word.tag == "VBD" and word.dep == "acl" and not s.children(i, "dobj", "nsubj", "aux"):
            # "the 2,300 police sent to the port": no past tense, whatever the tagger says
            return True
        if word.tag != "VBN" or s.children(i, "dobj", "nsubj", "aux"):
            return False
        if word.dep == "acomp" and self.words[word.head].lemma in ("be", "get"):
            # "the border was closed", read as a state
            return True
        if word.dep in ("acl", "amod", "ROOT", "advcl"):
            return True
        return word.dep == "conj" and self.passive(word.head)

    def _is_headline_passive(self, i: int) -> bool:
        """Whether a headline leaves out "were": "Two drones shot down over Balta", "40 soldiers killed or wounded", "troops deployed"."""
        s, word = self.sentence, self.words[i]
        subject = s.child(i, "nsubj")
        # "11 hurt" may be read as a present tense
        past = word.tag in ("VBD", "VBN") or word.text == "hurt"
        if subject is None or not past or s.children(i, "dobj", "aux", "auxpass", "ccomp", "xcomp"):
            return False
        if any(s.children(k, "dobj") for k in s.children(i, "conj")):
            # "killed and wounded 40"
            return False
        if word.lemma == "shoot":
            # "members shot near the White House"; not "gunmen shot at them"
            near = {self.words[k].lemma for k in s.children(i, "prep")}
            return (bool(near & {"near", "in", "outside", "inside"}) and not near & {"at", "on", "into", "from"}) or any(
                self.words[k].lemma in ("down", "dead") for k in s.children(i, "prt", "advmod", "acomp", "oprd")
            )
        kinds = self.classes(subject)
        # "…, two hurt"
        meant = bool(kinds & {"people", "equipment"}) or self.words[subject].pos == "NUM"
        return (word.lemma in vocabulary("arguments")["only_of_others"] and meant) or (word.lemma == "lose" and "equipment" in kinds)

    def _named_subject(self, i: int) -> int | None:
        """The subject that the parser gives to a verb."""
        s = self.sentence
        given = s.children(i, *SUBJECTS)
        own = next(iter(given), None)
        if own is not None and group_of(self.words[own].text.lower()) == "distance":
            # "some 35 km away, gunmen burned …"
            own = next((k for k in given if k > own), own)
        if own is not None and self.words[given[-1]].pos == "NUM" and s.children(own, "acl"):
            # "3 soldiers killed, 14 wounded", where the parser gives both to the second verb
            own = given[-1]
        if own is not None and self.words[own].pos == "ADP":
            # "between four and five bombers are"
            own = next((k for k in reversed(s.subtree(own, "prep")) if self.words[k].pos == "NOUN"), own)
        return own

    def subject(self, i: int, depth: int = 0) -> int | None:
        """The subject of a verb, shared or understood ones too."""
        s, word = self.sentence, self.words[i]
        own = self._named_subject(i)
        if own is not None:
            if self.words[own].lemma in _RELATIVE and word.dep == "relcl":
                return word.head
            return own
        if word.tag in ("VBN", "VBD") and word.dep == "conj" and (so_many := s.child(i, "nummod")) is not None:
            # "300 killed and 2,700 wounded"
            return so_many
        if depth > 4 or word.head == i:
            return None
        if word.dep == "acl" or (word.dep == "relcl" and word.tag == "VB" and not s.children(i, *SUBJECTS)):
            return self._of_participle(i, depth)
        if word.dep == "acomp":
            return self.subject(word.head, depth + 1)
        if word.dep == "relcl":
            return None if s.children(i, *SUBJECTS) else word.head
        called = (
            word.dep == "advcl" and self.words[word.head].lemma in vocabulary("modality")["asked"]["verbs"] and bool(s.children(i, "aux"))
        )
        if word.dep == "xcomp" or called:
            # "asked Canberra to leave": the object of the verb above, else its subject; "called on Canberra to leave"
            inner = s.child(word.head, "dobj")
            if inner is None and self.words[word.head].lemma in vocabulary("modality")["asked"]["verbs"]:
                inner = called_on(s, word.head)
            return inner if inner is not None and self.words[inner].pos != "ADJ" else self.subject(word.head, depth + 1)
        if (sister := self._of_sister_clause(i)) is not None:
            return sister
        if word.dep == "ccomp" and (verb := self._of_clause(i)) is not None:
            return self.subject(verb, depth + 1)
        if word.dep == "pcomp":
            return self._of_gerund(i, depth)
        if word.dep == "advcl" and word.tag == "VBG":
            above = self.words[word.head]
            if above.dep == "advcl" and i and self.words[i - 1].text == "," and s.children(word.head, "mark"):
                # "rebels attacked as soldiers cast their votes, killing 21": the rebels
                return self.subject(above.head, depth + 1)
            if self.undergoes(word.head):
                # "the convoy was ambushed, killing two"
                return None
        if (named := self._named_before(i)) is not None:
            return named
        given = self.given_time(i)
        if given is not None:
            return given
        elder = infinitive_before(s, i) if word.dep == "conj" else None
        if elder is not None:
            return self.subject(elder, depth + 1)
        if word.dep in ("conj", "advcl", "dep") and self.words[word.head].pos in ("VERB", "AUX"):
            said = self._said_before(i, depth) if word.dep == "conj" else None
            return said if said is not None else self.subject(word.head, depth + 1)
        if word.dep == "ccomp" and word.tag in ("VB", "VBG"):
            return self.subject(word.head, depth + 1)
        return None

    def _named_before(self, i: int) -> int | None:
        """The name that a participle behind a comma goes on with: "signatories to the treaty that set up the ICC, established in 1998"."""
        word, first = self.words[i], min(self.sentence.subtree(i))
        if word.dep != "advcl" or word.tag != "VBN" or first != i or i < 3 or i < word.head or self.words[i - 1].text != ",":
            return None
        name = self.words[i - 2]
        kind = name_at(self.names, name.start, name.end)
        # "the ship left Toulon, escorted by two others"
        return i - 2 if name.pos == "PROPN" and kind is not None and kind.kind in ("person", "org", "actor") else None

    def given_time(self, i: int) -> int | None:
        """Whom somebody gives until then, or so long, to do it: "has given the 1,100 soldiers until Sunday to leave"."""
        s, up = self.sentence, self.words[i].head
        if self.words[i].dep not in ("advcl", "xcomp") or self.words[up].lemma not in ("give", "grant") or not s.children(i, "aux"):
            return None
        return next((k for k in s.children(up, "dative", "dobj") if k < i and "people" in self.classes(k)), None)

    def _of_clause(self, i: int) -> int | None:
        """The verb whose subject a clause has that the parser took for what is said."""
        s, word = self.sentence, self.words[i]
        if i > word.head and s.children(i, "auxpass") and not s.children(i, "mark") and not s.children(word.head, "dobj"):
            # "11 of 14 missiles fired at Balta were intercepted", where the parser takes "fired" for the main verb
            return word.head
        if word.tag == "VBN":
            # "a policeman reported missing was killed", where the parser takes "reported" for a clause of its own
            beside = [k for k in s.children(word.head, "ccomp") if k < i and self.words[k].tag in ("VBD", "VBN")]
            return beside[-1] if beside and s.children(beside[-1], "oprd", "xcomp") else None
        return None

    def _of_sister_clause(self, i: int) -> int | None:
        """Of "says a policeman reported missing was killed", of which the parser makes two clauses, the policeman."""
        s, word = self.sentence, self.words[i]
        if word.dep != "ccomp" or not s.children(i, "aux", "auxpass"):
            return None
        inner = (s.child(k, "nsubj") for k in s.children(word.head, "ccomp") if k < i and s.children(k, "oprd", "acomp"))
        return next((k for k in inner if k is not None and k > word.head), None)

    def _of_gerund(self, i: int, depth: int) -> int | None:
        """Who does what stands behind a preposition: "barred Kenya from sending"."""
        s, word = self.sentence, self.words[i]
        prep = word.head
        up = self.words[prep].head
        if self.words[prep].lemma == "for" and (on := self._punished(up, prep)) is not None:
            return on
        if self.words[up].pos not in ("VERB", "AUX"):
            return None
        # "barred Kenya from sending", "accused Cambodia of firing": the object does it
        blamed = self.words[prep].lemma == "for" and self.words[up].lemma in vocabulary("arguments")["blamed"]
        inner = s.child(up, "dobj") if blamed or self.words[prep].lemma in ("from", "of", "into", "against") else None
        return inner if inner is not None else self.subject(up, depth + 1)

    def _punished(self, up: int, prep: int) -> int | None:
        """Of "imposed sanctions on Norland for providing weapons" Norland: by the word that "for" hangs on."""
        s = self.sentence
        what = up if self.words[up].pos == "NOUN" else s.child(up, "dobj")
        if what is None or self.words[what].lemma not in vocabulary("arguments")["penalties"]:
            return None
        on = (k for of in (what, up) for k in s.children(of, "prep") if self.words[k].lemma in ("on", "against") and k < prep)
        return next((k for p in on for k in s.children(p, "pobj")), None)

    def _of_participle(self, i: int, depth: int) -> int | None:
        """Who does what a participle or an infinitive at a noun tells: the noun, or whose the plan is."""
        s, word = self.sentence, self.words[i]
        acts = self.classes(word.head) & {"people", "equipment", "party", "pronoun"}
        if word.tag != "VB" or (acts and group_of(self.words[word.head].text.lower()) != "weapons"):
            return word.head
        # of "the alliance has plans to station troops", "seized weapons to attack" it is not the plans and weapons that do
        plan = self.words[word.head]
        whose = s.child(word.head, "poss")
        if whose is not None and self.words[whose].pos != "PRON" and group_of(self.words[whose].lemma) != "time":
            return whose
        if plan.dep == "dobj":
            return self.subject(plan.head, depth + 1)
        prep = self.words[plan.head]
        if plan.dep == "pobj" and prep.lemma in ("on", "under", "with", "in") and self.words[prep.head].pos in ("VERB", "AUX"):
            # "are on standby to fly to Brunei", "were under orders to leave"
            return self.subject(prep.head, depth + 1)
        return None

    def _said_before(self, i: int, depth: int) -> int | None:
        """Who what is said is about, where a clause goes on with it and not with the saying."""
        s, says = self.sentence, self.words[i].head
        before = [k for k in s.children(says, "ccomp") if k < says and k < (s.child(says, *SUBJECTS) or 0)]
        if before and s.children(i, "aux"):
            # "the observers would be free, the minister added, but would not be allowed out"
            return self.subject(before[-1], depth + 1)
        return self._said_object(i)

    def undergoes(self, i: int) -> bool:
        """Whether the subject of a verb is the one to whom it is done: "was attacked", "came under fire"."""
        under = any(self.words[k].lemma == "under" for k in self.sentence.children(i, "prep"))
        return self.passive(i) or (self.words[i].lemma == "come" and under)

    def _said_object(self, i: int) -> int | None:
        """Of "quoted it as saying 300 soldiers had left" the soldiers, whom the parser takes for what is said."""
        says = next(
            (k for k in range(i - 1, self.words[i].head, -1) if self.words[k].lemma == "say" and self.words[k].dep == "pcomp"), None
        )
        return self.sentence.child(says, "dobj") if says is not None else None

    def object(self, i: int) -> int | None:
        own = self.sentence.child(i, "dobj")
        if own is None and (given := self.sentence.child(i, "dative")) is not None and given > i and self.words[given].pos == "PROPN":
            # "will send Ukraine 31 tanks, …, Biden said", where the parser makes the tanks the ones that say
            own = next((k for k in range(given + 1, min(given + 5, len(self.words))) if self.words[k].pos not in _BEFORE_A_NOUN), None)
            own = own if own is not None and self.words[own].pos == "NOUN" else None
        if own is None and (clause := self.sentence.child(i, "ccomp")) is not None and self.words[clause].tag == "VBN" and i < clause:
            # "intercepted five rockets fired at the base", where the parser makes a clause of them
            bare = not self.sentence.children(clause, "aux", "auxpass", "mark") and self.words[i].lemma not in verbs_of_saying()
            own = self.sentence.child(clause, "nsubj", "nsubjpass") if bare else None
        if own is None and i + 1 < len(self.words) and self.words[i + 1].lemma in _SO_MANY and self.words[i + 1].head == i:
            # "kills dozen in Balta", in a headline
            own = i + 1
        if own is not None and self._is_remark(i, own):
            own = None
        if own is not None and self.words[own].text in _DIRECTIONS and own == i + 1:
            # "began to move east"
            own = None
        if own is not None and self.receiver(i) == own:
            # "send Ukraine 30 tanks", where the parser takes both for objects
            own = self.sentence.children(i, "dobj")[-1]
        if own is not None and self.words[own].lemma == "home":
            # "carried the contingent home", where the parser makes one noun of both
            own = next(iter(self.sentence.children(own, "compound", "nmod")), own)
        if own is not None and self.words[i].dep == "relcl" and self._gets(i, own):
            # "the ambulances that Rome gave Tripoli"
            return self.words[i].head
        if own is not None and self.words[own].lemma not in _RELATIVE:
            return self._shared(rather(self.sentence, own))
        if self.words[i].dep == "relcl" and not self.passive(i):
            subject = self.sentence.child(i, *SUBJECTS)
            antecedent = self.words[i].head
            if (
                subject is not None
                and self.words[subject].lemma not in _RELATIVE
                # "in Balta, where the embassy reopened"
                and not any(self.words[k].tag == "WRB" for k in self.sentence.children(i, "advmod"))
                and not self._is_part_of_it(subject)
                # "the Ugandans, whose last soldiers flew home"
                and not any(self.words[k].tag == "WP$" for k in self.sentence.children(subject, "poss"))
                and not any(self.words[k].lemma in _RELATIVE for k in self.sentence.behind(i, "of", "from", "by", "with"))
                and (self.classes(antecedent) & {"people", "equipment", "site"} or self.words[antecedent].pos == "NUM")
            ):
                # "the tanks that Norway sent", "the tanks Norway sent", "the 1,200 it has trained"; not "the 150 police, of whom 75 left"
                return antecedent
        return None

    def _is_remark(self, i: int, own: int) -> bool:
        """Whether what was taken for an object only remarks on the whole: "sailed through the strait, the first such transit since May"."""
        first = min(self.sentence.subtree(own))
        ordinal = any(self.words[k].lemma in _WHICH_TIME for k in self.sentence.children(own, "amod"))
        return ordinal and first > i + 1 and self.words[first - 1].text == "," and bool(self.sentence.children(i, "prep"))

    def _is_part_of_it(self, i: int) -> bool:
        """Whether a subject is a part of what a relative clause is about: "eight of them leased", which leased nothing."""
        return any(self.words[k].lemma in ("they", "which", "whom") for k in self.sentence.behind(i, "of"))

    def _gets(self, i: int, own: int) -> bool:
        """Whether the object of a relative clause is who gets what the clause is about."""
        name = name_at(self.names, self.words[own].start, self.words[own].end)
        given = any(self.words[i].lemma in entry.get("give", ()) for entry in vocabulary("events").values())
        return (
            given
            and name is not None
            and name.kind in ("country", "place")
            and bool(self.classes(self.words[i].head) & {"people", "equipment"})
        )

    def _shared(self, i: int) -> int:
        """Of "75 Guatemalan and eight Salvadoran soldiers" the soldiers, whom the parser takes for the second of two."""
        if self.words[i].pos != "PROPN" or self.classes(i) & {"equipment"} or not self.sentence.children(i, "nummod"):
            return i
        others = (k for k in self.sentence.children(i, "conj") if self.words[k].pos == "NOUN" and self.sentence.children(k, "nummod"))
        return next((k for k in others if self.classes(k) & {"people", "equipment"}), i)

    def receiver(self, i: int) -> int | None:
        """Who gets what is sent without "to": "send Ukraine 30 tanks"."""
        dative = self.sentence.child(i, "dative")
        if dative is not None:
            inner = self.sentence.child(dative, "pobj")
            return dative if inner is None else inner
        objects = self.sentence.children(i, "dobj")
        first = objects[0] if len(objects) > 1 else None
        name = name_at(self.names, self.words[first].start, self.words[first].end) if first is not None else None
        return first if name is not None and name.kind in ("country", "actor") else None


def rather(sentence: Analysed, i: int) -> int:
    """Of "not troops but 11 generators" the generators; else the word itself."""
    words = sentence.words
    if not any(words[c].dep in ("neg", "preconj") and c < i for c in sentence.children(i)):
        return i
    but = any(words[c].lemma == "but" for c in sentence.children(i, "cc"))
    return next(iter(sentence.children(i, "conj")), i) if but else i
