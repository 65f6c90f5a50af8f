"""Whether what stands at a verb is of the classes that take part in its event, and whether the verb tells one at all there."""

from storywatch.transforms.claims.antecedents import antecedent
from storywatch.transforms.claims.arguments import fits, group_of, is_of_a_number
from storywatch.transforms.claims.governors import SUBJECTS, is_question
from storywatch.transforms.claims.lexicon import BEFALLS, lexicon, themes
from storywatch.transforms.claims.parts import Parts, TakingPart
from storywatch.transforms.vocabulary import vocabulary

_TAKES = ("seize", "search", "inspect", "detain", "capture", "take")
"""What is done to a ship by those who board it to no journey."""
_WHO = ("er", "or", "ist", "ian", "ant", "man", "chief", "cleric", "aide", "bodyguard", "hero", "official")
"""How nouns end that are of people; only those can be killed or wounded."""
_ANYBODY = ("anyone", "anybody", "someone", "somebody", "nobody")


class Holding(TakingPart):
    """Reads whether an event holds of what takes part in it."""

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
        own = self._classes_meant(i, theme)
        if frame == "lose" and name == "destroy" and (word.lemma in _ANYBODY or (word.pos == "NUM" and "equipment" not in own)):
            # "without losing anyone", "the North lost 600"; not "received 31 tanks and lost 20"
            return False
        if frame == "lose" and not self.classes(theme) & {"equipment"} and (word.tag == "NNP" or self.is_place(theme)):
            # "losing Aleppo", "lost the towns to the rebels"
            return False
        if word.pos == "NUM" and word.dep == "pobj" and is_of_a_number(self.sentence, theme):
            # "the figure of sixteen given on Saturday"
            return False
        if word.pos == "NUM" and any(self.words[k].tag == "$" for k in self.sentence.subtree(theme)):
            return False
        somebody = word.tag == "NNS" or self.sentence.children(theme, "det", "nummod", "poss", "compound", "amod")
        if (
            name in ("kill", "wound", "capture")
            and word.pos == "NOUN"
            and own <= {"thing", "goods"}
            and word.lemma.endswith(_WHO)
            and somebody
        ):
            # "a commander was killed"; not "lost power"
            return True
        if name == "withdraw" and frame == "go" and word.lemma in ("presence", "footprint"):
            # "is cutting its troop presence in Iraq"
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
        theme = told.theme
        if key.split()[0] == "want" and any(
            self.words[k].lemma == "for" and self.sentence.children(k, "pcomp") for k in self.sentence.children(i, "prep")
        ):
            # "a man wanted for shooting five people"
            return True
        if name == "authorise" and key in vocabulary("arguments")["of_a_limit"]:
            return theme is None or self.words[theme].lemma not in vocabulary("arguments")["limit"]
        if name in ("authorise", "agree", "request", "block") and self._decides_nothing(i, name, key, told):
            return True
        if key == "hand" and not any(
            self.words[k].lemma == "to" and self.words[k].dep in ("prep", "dative") for k in self.sentence.subtree(i)
        ):
            # "hand in their weapons"
            return True
        if self._is_no_fight(i, name, frame, key, told) or (frame in ("go", "give") and self._goes_nowhere(i, frame, key, told)):
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
        particles = self.sentence.children(i, "prt", "advmod") if name == "arrive" and key.endswith(" in") else None
        if particles is not None and not any(self.words[k].lemma == "in" for k in particles):
            # "flying in the airspace": no "fly in"
            return True
        if key == "join" and told.dobj is not None and self.words[told.dobj].lemma in vocabulary("arguments")["joined"]:
            # who joins a fight or a treaty comes nowhere by that
            return True
        if key == "instruct" and any(self.words[k].tag == "VB" for k in self.sentence.children(i, "xcomp", "ccomp", "advcl")):
            # "instructed the navy to shoot"
            return True
        if key == "give" and any(self.words[k].lemma == "leave" for k in self.sentence.children(i, "xcomp", "advcl")):
            # "gave the garrison until Sunday to leave"
            return True
        if frame in ("go", "stay") and name != "train" and theme is not None and self.is_state(theme):
            return not (name == "withdraw" and self._gets_out(i))
        word = self.words[i]
        if name in BEFALLS and word.dep == "acl" and self.words[self.words[word.head].head].lemma == "among":
            # "were among those killed": told of who was among them
            return True
        return (theme is None and self._is_own_doing(i)) or self._only_says_which(i)

    def _decides_nothing(self, i: int, name: str, key: str, told: Parts) -> bool:
        """Whether nothing is asked for, approved or blocked by what a verb of decision tells here."""
        theme = told.theme
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
        if key == "hold up" and not told.passive:
            # "held up a placard"; "the convoy was held up"
            return True
        # who is thrown out of a country has to leave it
        return name == "block" and key == "throw out" and theme is not None and "plan" not in self.classes(theme)

    def _gets_out(self, i: int) -> bool:
        """Whether a state that withdraws does so from a place or a mission: "France pulls out of Mali", not "out of the treaty"."""
        left = (inner for low, _, inner in self.prepositions(i) if low in ("from", "out"))
        return any(self.is_place(k) or "mission" in self.classes(k) or self.words[k].lemma in ("force", "coalition") for k in left)

    def _is_no_fight(self, i: int, name: str, frame: str, key: str, told: Parts) -> bool:
        """Whether nobody is hurt and nothing taken by what a verb of fighting tells here."""
        theme, agent = told.theme, told.agent
        if name in ("attack", "fight") and theme is None and (agent is None or not self.classes(agent) & {"people", "equipment", "party"}):
            return True
        if frame == "harm" and key.endswith((" at", " on")) and told.passive and told.subject is not None:
            if "equipment" in self.classes(told.subject):
                # "missiles fired at the base": told by what was fired
                return True
        if key == "fall to" and (
            theme is None or agent is None or not (self.is_place(theme) and self.classes(agent) & {"people", "party"})
        ):
            # "the garrison fell to 300"
            return True
        whom = theme is not None and ("people" in self.classes(theme) or self.words[theme].lemma.endswith(("er", "or", "ist")))
        # "every mission is planned and executed with care", "a search warrant was executed"
        return key == "execute" and theme is not None and (not whom or "mission" in self.classes(theme))

    def _goes_nowhere(self, i: int, frame: str, key: str, told: Parts) -> bool:
        """Whether nobody goes anywhere by what a verb of going or sending tells here."""
        if any(self.words[k].lemma in vocabulary("arguments")["nowhere"] for k in self._ends(i)):
            # "brought the party to power", "come to an end"
            return True
        if frame == "give":
            return self._gives_time(i, told.passive)
        if key == "leave" and self._stays(i, told):
            return True
        seized = (self.words[k].lemma in _TAKES for k in self.sentence.children(i, "conj"))
        # a ship that is boarded by others is attacked; "boarded and seized the tanker"
        return key == "board" and (told.passive or any(seized))

    def _ends(self, i: int) -> list[int]:
        """What stands behind "to" or "into" at a verb, which the parser may take for a verb: "to power"."""
        nouns = [inner for low, _, inner in self.prepositions(i) if low in ("to", "into")]
        return nouns + [k for k in self.sentence.children(i, "advcl", "xcomp") if k and self.words[k - 1].lemma == "to"]

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
