"""How sure an event is: fact, planned, possible, denied, hypothetical or ended, from the words that govern it (config/vocabulary/modality.yaml)."""

from storywatch.transforms.claims.analysis import Analysed
from storywatch.transforms.vocabulary import of_vocabulary, vocabulary

SUBJECTS = ("nsubj", "nsubjpass")
OBJECTS = ("dobj", "attr")
_UP = (
    "ccomp",
    "xcomp",
    "acl",
    "pcomp",
    "csubj",
    "csubjpass",
    "conj",
    "advcl",
    "relcl",
    "dep",
    "prep",
    "pobj",
    "dobj",
    "nsubj",
    "nsubjpass",
    "attr",
    "acomp",
)
STEPS = 7
"""Words above an event that are looked at."""


@of_vocabulary
def _table() -> dict[str, dict[str, frozenset[str]]]:
    return {name: {kind: frozenset(words) for kind, words in kinds.items()} for name, kinds in vocabulary("modality").items()}


@of_vocabulary
def _sayings() -> frozenset[str]:
    return frozenset(verb for verbs in vocabulary("attribution")["verbs"].values() for verb in verbs)


def _has(name: str, kind: str, word: str) -> bool:
    return word in _table()[name].get(kind, ())


def _own(sentence: Analysed, i: int) -> tuple[str | None, int]:
    """(modality, negations) by the words at a verb itself: auxiliaries, "not", "no soldiers", "if"."""
    words = sentence.words
    found: str | None = None
    conditional = False
    negations = 0
    for c in sentence.children(i):
        word = words[c]
        low = word.text.lower()
        if word.dep in ("aux", "auxpass") or (word.dep == "dep" and word.tag == "MD"):
            if _has("planned", "auxiliaries", low):
                found = "planned"
            elif _has("possible", "auxiliaries", low):
                found = "would" if low == "would" else "possible"
            elif _has("hypothetical", "auxiliaries", low):
                found = found or "hypothetical"
            elif word.tag == "TO" and words[i].dep in ("acl", "advcl", "pcomp", "relcl"):
                # "arms to fight with", "went there to fight": a purpose
                found = found or "planned"
            elif word.tag == "TO" and _is_purpose(sentence, i):
                found = found or "hypothetical"
            elif word.tag == "TO" and _is_headline_plan(sentence, i, c):
                found = found or "planned"
            elif low == "should" and c == min(sentence.subtree(i)):
                found = "hypothetical"
        elif (
            word.dep == "neg"
            or (word.dep == "advmod" and (_has("denied", "adverbs", low)))
            or (word.dep in ("preconj", "cc") and low == "neither")
        ):
            negations += 1
        elif (
            low == "once" and words[i].dep == "advcl" and c == min(sentence.subtree(i)) and words[words[i].head].tag in ("VBZ", "VBP", "VB")
        ):
            # "once the soldiers arrive, the mission begins"
            found = "planned"
        elif word.dep == "advmod" and _has("possible", "adverbs", low):
            found = found or "possible"
        elif word.dep == "mark" and _has("hypothetical", "marks", low):
            # "whether it might", "if he will"
            conditional = True
        elif word.dep in SUBJECTS + OBJECTS:
            negations += _none(sentence, c)
        elif word.dep == "advcl" and any(_has("hypothetical", "conditions", words[k].text.lower()) for k in sentence.children(c, "mark")):
            # "if the truce holds, 400 will leave"
            conditional = True
    return ("hypothetical" if conditional else found), negations


def _is_headline_plan(sentence: Analysed, i: int, to: int) -> bool:
    """Whether a verb with "to" is the main one, or what somebody says behind it: "Norway to send 400 soldiers, minister says"."""
    word = sentence.words[i]
    said = word.dep == "ccomp" and word.head > i and sentence.words[word.head].lemma in _sayings()
    return (said or word.dep == "ROOT") and any(k < to for k in sentence.children(i, *SUBJECTS))


def _is_purpose(sentence: Analysed, i: int) -> bool:
    """Whether an infinitive with "to" is taken for what somebody says: "insist that without a dialogue to agree on reforms …"."""
    word = sentence.words[i]
    return word.dep == "ccomp" and word.head < i and sentence.words[word.head].lemma in _sayings() and bool(sentence.children(i, "mark"))


def _none(sentence: Analysed, i: int) -> int:
    """1 for "no soldiers", "none of them", "nobody", "not one", "neither ship"."""
    words = sentence.words
    if _has("denied", "determiners", words[i].text.lower()):
        return 1
    if any(words[c].lemma == "but" for c in sentence.children(i, "cc")) and sentence.children(i, "conj"):
        # "not soldiers but generators": something is brought
        return 0
    return int(
        any(
            _has("denied", "determiners", words[c].text.lower()) or words[c].dep == "neg"
            # not of "5,000 soldiers, not 500"
            for c in sentence.children(i, "det", "neg", "preconj")
            if c < i
        )
    )


def _governor(sentence: Analysed, at: int, up: int) -> tuple[str | None, int]:
    """(modality, negations) that the word `up` gives to what depends on it by the word `at`."""
    words = sentence.words
    word, dep = words[up], words[at].dep
    lemma = word.lemma
    negations = 0
    found: str | None = None
    if word.pos in ("VERB", "AUX"):
        prt = next(
            (words[c].lemma for c in sentence.children(up, "prt", "prep", "advmod") if f"{lemma} {words[c].lemma}" in _verbs("denied")),
            None,
        )
        if lemma in _sayings() and dep not in ("conj", "advcl") and (_own(sentence, up)[1] % 2 or _is_declined(sentence, up)):
            # "did not deny", "declined to confirm": nobody says that it is so; "would not say how many died": that they did is
            return (None if _is_question(sentence, at) else "possible"), 0
        if words[at].lemma in _sayings() and _is_declined(sentence, at):
            # told at the verb of saying
            pass
        elif lemma in _verbs("denied") or prt:
            negations += 1
        elif _has("asked", "verbs", lemma) and dep in ("xcomp", "advcl") and called_on(sentence, up) is not None:
            # "called on Rwanda to withdraw its forces"
            found = "planned"
        elif (
            _has("asked", "verbs", lemma)
            and dep == "dobj"
            and any(words[c].lemma == "for" and c < at for c in sentence.children(up, "prep"))
        ):
            # "called for an end to the war, the withdrawal of forces": the list goes on where the parser hangs it on the verb
            found = "planned"
        elif lemma in _verbs("ended") and dep in ("xcomp", "dobj", "nsubj", "nsubjpass"):
            found = "ended"
        elif lemma == "agree" and words[at].lemma in _ALLOWING:
            # who agrees to let somebody in lets him in
            pass
        elif lemma in _verbs("planned") and (dep in ("xcomp", "ccomp", "dobj", "nsubjpass", "prep", "pcomp") or _goes_on(sentence, at)):
            # "announced that they have come" is no plan
            found = None if dep == "ccomp" and _is_finite(sentence, at) else "planned"
        elif lemma in _verbs("possible") and (
            dep in ("xcomp", "ccomp", "dobj", "nsubjpass", "pcomp")
            # "opposed using the law to deploy soldiers"
            or (dep == "advcl" and words[at].tag == "VBG" and at == up + 1)
            or (dep == "prep" and words[at].lemma in ("of", "about", "on", "over"))
        ):
            # "is thinking of sending"
            found = "possible"
        elif lemma == "have" and dep == "xcomp" and any(words[c].lemma == "yet" for c in sentence.children(up, "advmod")):
            # "have yet to arrive"
            found = "planned"
        elif lemma == "be" and dep in ("xcomp",) and any(words[c].tag == "TO" for c in sentence.children(at, "aux")):
            found = "planned"
        if lemma == "be" or lemma == "sound":
            for c in sentence.children(up, "acomp", "attr"):
                # what hangs on the adjective itself has had it: "were unable to capture it"
                if c != at and (_has("denied", "adjectives", words[c].lemma) or _has("denied", "nouns", words[c].lemma)):
                    negations += 1
    elif word.pos == "ADJ":
        found, negations = _by_word("adjectives", lemma)
    elif word.pos in ("NOUN", "PROPN") and dep in ("acl", "prep", "pcomp", "ccomp", "pobj"):
        found, negations = _by_noun(sentence, up)
    elif word.pos in ("ADP", "SCONJ"):
        if word.lemma in _table()["denied"]["prepositions"]:
            negations += 1
        elif word.lemma in _table()["hypothetical"]["prepositions"]:
            found = "hypothetical"
        elif word.lemma == "for" and dep == "pcomp" and words[word.head].pos == "NOUN":
            # "a magnet for training fighters": a purpose
            found = "hypothetical"
    return found, negations


def _is_question(sentence: Analysed, i: int) -> bool:
    """Whether a clause begins with a question word: "how many were killed"."""
    return sentence.words[min(sentence.subtree(i))].tag in ("WRB", "WP", "WDT")


def _feared(sentence: Analysed, i: int) -> str | None:
    """possible or hypothetical for what those do of whom there is a fear or threat: "fears of rebels attacking the port"."""
    words = sentence.words
    if words[i].dep != "pobj" or words[words[i].head].lemma != "of":
        return None
    # the noun before "of", too, as the parser may hang it on another one: "the flow of weapons and fear of rebels attacking"
    nouns = {words[words[words[i].head].head].lemma, words[words[i].head - 1].lemma}
    return next((name for name in ("possible", "hypothetical") if any(_has(name, "nouns", noun) for noun in nouns)), None)


def _by_word(kind: str, lemma: str) -> tuple[str | None, int]:
    """(modality, negations) that an adjective or noun (`kind` of the vocabulary) tells by itself."""
    found = next((name for name in ("planned", "possible", "hypothetical") if _has(name, kind, lemma)), None)
    return found, int(found is None and _has("denied", kind, lemma))


def _by_noun(sentence: Analysed, i: int) -> tuple[str | None, int]:
    """(modality, negations) that a noun gives to what depends on it: "plans to send", "a lie that", "no case of"."""
    word = sentence.words[i]
    lemma = word.lemma
    found, negations = _by_word("nouns", lemma)
    # "without any case of civilians being killed"; of a subject or object the verb tells it
    of_cases = _has("instances", "nouns", lemma) and word.dep not in (*SUBJECTS, *OBJECTS)
    negations += _none(sentence, i) if found or of_cases else 0
    return found, negations


def _is_declined(sentence: Analysed, i: int) -> bool:
    """Whether somebody declines or refuses to say it."""
    word = sentence.words[i]
    return word.dep == "xcomp" and _has("declined", "verbs", sentence.words[word.head].lemma)


def called_on(sentence: Analysed, i: int) -> int | None:
    """Whom somebody calls on or appeals to, by the place of the noun."""
    on = (k for k in sentence.children(i, "prep") if sentence.words[k].lemma in ("on", "upon", "to"))
    return next((inner for k in on for inner in sentence.children(k, "pobj")), None)


def infinitive_before(sentence: Analysed, i: int) -> int | None:
    """The infinitive that a bare one goes on with, where the parser hangs it on a past tense: "called on Balta to stop it, and withdraw"."""
    words = sentence.words
    if words[i].tag != "VB" or words[words[i].head].tag not in ("VBD", "VBZ") or sentence.children(i, "aux", "mark", *SUBJECTS):
        return None
    return next((k for k in range(i - 1, words[i].head, -1) if words[k].tag == "VB" and sentence.children(k, "aux")), None)


def _goes_on(sentence: Analysed, at: int) -> bool:
    """Whether a bare infinitive goes on with a list of what is planned: "pledged to end violence, pull back its tanks"."""
    word = sentence.words[at]
    return word.dep == "advcl" and word.tag == "VB" and not sentence.children(at, "aux", "mark")


_ALLOWING = frozenset(["let", "allow", "permit", "authorise", "authorize", "approve", "admit"])


def _is_finite(sentence: Analysed, i: int) -> bool:
    """Whether a verb, or its auxiliary, has a tense."""
    # "requested that France take them out" is read as a present tense, and is none
    return sentence.words[i].tag in ("VBD", "VBZ") or any(
        sentence.words[k].tag in ("VBD", "VBZ", "VBP") for k in sentence.children(i, "aux", "auxpass")
    )


@of_vocabulary
def _verbs(name: str) -> frozenset[str]:
    return _table()[name].get("verbs", frozenset())


def modality(sentence: Analysed, i: int) -> str:
    """The modality of the event that the word `i` tells."""
    words = sentence.words
    found, negations = _own(sentence, i) if words[i].pos in ("VERB", "AUX", "ADJ") else _noun(sentence, i)
    at = i
    resulted = False
    for up in list(sentence.ancestors(i))[:STEPS]:
        word, dep = words[up], words[at].dep
        if dep not in _UP:
            break
        if (
            (dep == "relcl" and word.lemma != "time")
            or (
                dep == "acl"
                and words[at].tag in ("VBN", "VBG")
                and not sentence.children(at, "mark", "aux", "auxpass")
                # "there will be no soldiers left"
                and not (word.dep == "attr" and sentence.children(word.head, "expl"))
            )
            or (dep == "advcl" and not _shares(sentence, at))
        ):
            # a clause of its own, which the main one does not make less sure
            found = found or (_feared(sentence, up) if dep == "acl" else None)
            break
        if _is_result(sentence, at) and word.tag == "VB" and sentence.children(up, "aux"):
            # "sent troops to retake the town, killing five": what came of it, not what was meant
            at = up
            resulted = True
            continue
        if resulted and word.dep in ("xcomp", "advcl") and word.tag == "VB" and sentence.children(up, "aux"):
            at = up
            continue
        if dep == "ccomp" and up > at and word.lemma not in _sayings():
            # "he rejected it; he gave no reason": two sentences, which the parser made one
            break
        if dep == "conj" and (elder := infinitive_before(sentence, at)) is not None:
            return _told(sentence, i, found if found is not None else modality(sentence, elder), negations)
        if dep == "conj" and any(
            words[k].lemma == "than" and words[k - 1].lemma == "rather" for k in sentence.children(up, "cc") if up < k < at
        ):
            # "providing security rather than training soldiers"
            negations += 1
        if dep == "conj" and any(_has("hypothetical", "marks", words[k].text.lower()) for k in sentence.children(up, "mark")):
            # "until the attacks have stopped and the forces have withdrawn"
            found = "hypothetical"
        if dep == "conj":
            if found is None and not sentence.children(at, "aux", "auxpass") and not _independent(sentence, at):
                own, more = _own(sentence, up)
                found = own if own != "would" or found is None else found
                negations += more if not sentence.children(at, *SUBJECTS) else 0
            elif words[up].pos in ("NOUN", "PROPN"):
                negations += _none(sentence, up)
            at = up
            continue
        if dep in ("csubj", "csubjpass") and words[at].tag in ("VBG", "VB"):
            # "sending police breaks the constitution": what is judged, whether or not it happened
            found = found or "hypothetical"
        got, more = _governor(sentence, at, up)
        if got in ("ended",) and negations % 2 == 0:
            found = "ended" if found in (None, "fact") else found
        elif got and (found is None or found == "would"):
            found = got
        negations += more
        if word.pos in ("VERB", "AUX", "ADJ"):
            own, more = _own(sentence, up)
            if at == i and dep in SUBJECTS + OBJECTS and words[i].pos not in ("VERB", "AUX", "ADJ"):
                # "there were no injuries": the "no" was counted with the noun
                more -= _none(sentence, i)
            # what is said in a conditional or future clause of saying is not itself conditional
            if word.lemma in _sayings() and (got == "possible" or (more and _is_question(sentence, at))):
                # "did not say how many had been killed": that they were is not denied
                pass
            elif word.lemma not in _sayings() or word.lemma in _verbs("denied") or got == "planned":
                negations += more
                if (
                    own in ("hypothetical", "possible", "planned", "would")
                    and found in (None, "would", "ended")
                    and (
                        # "will have thousands killed", "a deal to help Norland deploy ships"
                        dep != "ccomp" or words[at].tag == "VB" or (word.lemma == "have" and words[at].tag == "VBN")
                    )
                ):
                    found = own
            elif more and dep in ("ccomp",) and found is None:
                negations += more
        at = up
    return _told(sentence, i, found, negations)


def _is_result(sentence: Analysed, i: int) -> bool:
    """Whether a participle behind a comma tells what came of something: ", killing five"."""
    first = min(sentence.subtree(i))
    word = sentence.words[i]
    return word.dep == "advcl" and word.tag == "VBG" and first == i and i > 0 and sentence.words[i - 1].text == ","


def _told(sentence: Analysed, i: int, found: str | None, negations: int) -> str:
    # of "declined to say whether it will leave" nothing is denied
    asked = found == "hypothetical"
    if found == "would":
        # "said that the ship would sail" is a plan; "would leave more than before" a thought
        past = any(sentence.words[up].tag in ("VBD", "VBN") and sentence.words[up].lemma in _sayings() for up in sentence.ancestors(i))
        conditional = any(w.lemma in ("if", "unless") for w in sentence.words)
        found = "hypothetical" if conditional or not past else "planned"
    if sentence.text.rstrip(" ”\"'’)").endswith("?"):
        return "hypothetical"
    if negations % 2 and not asked:
        return "fact" if found == "ended" else "denied"
    return found or "fact"


def _independent(sentence: Analysed, i: int) -> bool:
    """Whether a conjunct is a clause that stands by itself."""
    return bool(sentence.children(i, *SUBJECTS)) and sentence.words[i].tag in ("VBD", "VBP", "VBZ")


def _shares(sentence: Analysed, i: int) -> bool:
    """Whether an adverbial clause without a subject ("to join", "leaving 40 behind") goes with its main clause."""
    return not sentence.children(i, *SUBJECTS) and not sentence.children(i, "mark")


def _noun(sentence: Analysed, i: int) -> tuple[str | None, int]:
    words = sentence.words
    # "any withdrawal": whichever there may be
    found = "hypothetical" if any(words[c].lemma == "any" for c in sentence.children(i, "det")) else None
    for c in sentence.children(i, "amod", "compound"):
        for name in ("planned", "possible"):
            if _has(name, "adjectives", words[c].lemma):
                found = name
    return found, _none(sentence, i)
