"""What the words at a verb or noun, and the word that governs it, say of how sure it is (config/vocabulary/modality.yaml)."""

from storywatch.transforms.claims.analysis import Analysed
from storywatch.transforms.vocabulary import of_vocabulary, vocabulary

SUBJECTS = ("nsubj", "nsubjpass")
OBJECTS = ("dobj", "attr")


@of_vocabulary
def _table() -> dict[str, dict[str, frozenset[str]]]:
    return {name: {kind: frozenset(words) for kind, words in kinds.items()} for name, kinds in vocabulary("modality").items()}


@of_vocabulary
def verbs_of_saying() -> frozenset[str]:
    return frozenset(verb for verbs in vocabulary("attribution")["verbs"].values() for verb in verbs)


def has(name: str, kind: str, word: str) -> bool:
    return word in _table()[name].get(kind, ())


def own(sentence: Analysed, i: int) -> tuple[str | None, int]:
    """(modality, negations) by the words at a verb itself: auxiliaries, "not", "no soldiers", "if"."""
    words = sentence.words
    found: str | None = None
    conditional = False
    negations = 0
    for c in sentence.children(i):
        word = words[c]
        low = word.text.lower()
        if word.dep in ("aux", "auxpass") or (word.dep == "dep" and word.tag == "MD"):
            if low in ("should", "were", "had") and (subject := sentence.child(i, *SUBJECTS)) is not None and c < subject:
                # "should the strait be closed, a second group will sail"
                conditional = True
            if has("planned", "auxiliaries", low):
                found = "planned"
            elif has("possible", "auxiliaries", low):
                found = "would" if low == "would" else "possible"
            elif has("hypothetical", "auxiliaries", low):
                found = found or "hypothetical"
            elif word.tag == "TO" and words[i].dep in ("acl", "advcl", "pcomp", "relcl"):
                # "arms to fight with", "went there to fight": a purpose
                found = found or "planned"
            elif word.tag == "TO" and _is_what_it_is_for(sentence, i):
                found = found or "planned"
            elif word.tag == "TO" and _is_purpose(sentence, i):
                found = found or "hypothetical"
            elif word.tag == "TO" and _is_headline_plan(sentence, i, c):
                found = found or "planned"
            elif low == "should" and c == min(sentence.subtree(i)):
                found = "hypothetical"
        elif (
            word.dep == "neg"
            or (word.dep == "advmod" and (has("denied", "adverbs", low)))
            or (word.dep in ("preconj", "cc") and low == "neither")
        ):
            negations += 1
        elif word.dep == "advmod" and has("possible", "adverbs", low):
            found = found or "possible"
        elif word.dep == "mark" and low in ("until", "till") and any(words[k].tag == "TO" for k in sentence.children(i, "aux")):
            # "gave the garrison until Sunday to leave"
            found = "planned"
        elif word.dep == "mark" and has("hypothetical", "marks", low):
            # "whether it might", "if he will"
            conditional = True
        elif word.dep in SUBJECTS + OBJECTS:
            if has("undecided", "nouns", word.lemma) and none_of(sentence, c):
                # "no date has been set for the return": nobody says that they will not return
                found = found or "hypothetical"
            else:
                negations += none_of(sentence, c)
        elif word.dep == "advcl" and any(has("hypothetical", "conditions", words[k].text.lower()) for k in sentence.children(c, "mark")):
            # "if the truce holds, 400 will leave"
            conditional = True
    if words[i].tag == "VB" and not any(w.text.isalnum() for w in words[:i]):
        # "Pull troops out by May, Baghdad tells Washington"
        found = found or "planned"
    if words[i].dep == "advcl" and words[min(sentence.subtree(i))].lemma == "once" and _is_to_come(sentence, words[i].head):
        # "once the soldiers arrive, the mission begins", "will be sent on once cars arrive"
        found = "planned"
    return ("hypothetical" if conditional else found), negations


def _is_to_come(sentence: Analysed, i: int) -> bool:
    """Whether a verb tells what is, or is to come: "begins", "will be sent"."""
    return sentence.words[i].tag in ("VBZ", "VBP", "VB") or any(
        has("planned", "auxiliaries", sentence.words[k].text.lower()) for k in sentence.children(i, "aux")
    )


def _is_headline_plan(sentence: Analysed, i: int, to: int) -> bool:
    """Whether a verb with "to" is the main one, or what somebody says behind it: "Norway to send 400 soldiers, minister says"."""
    word = sentence.words[i]
    said = word.dep == "ccomp" and word.head > i and sentence.words[word.head].lemma in verbs_of_saying()
    return (said or word.dep == "ROOT") and any(k < to for k in sentence.children(i, *SUBJECTS))


def _is_what_it_is_for(sentence: Analysed, i: int) -> bool:
    """Whether an infinitive has a subject behind "for": "will pay for 1,000 soldiers to be based there"."""
    first = min((min(sentence.subtree(k)) for k in sentence.children(i, *SUBJECTS)), default=0)
    return sentence.words[i].dep in ("ccomp", "advcl", "conj") and first > 0 and sentence.words[first - 1].lemma == "for"


def _is_purpose(sentence: Analysed, i: int) -> bool:
    """Whether an infinitive with "to" is taken for what somebody says: "insist that without a dialogue to agree on reforms …"."""
    word = sentence.words[i]
    return (
        word.dep == "ccomp"
        and word.head < i
        and sentence.words[word.head].lemma in verbs_of_saying()
        and bool(sentence.children(i, "mark"))
    )


def none_of(sentence: Analysed, i: int) -> int:
    """1 for "no soldiers", "none of them", "nobody", "not one", "neither ship"."""
    words = sentence.words
    if has("denied", "determiners", words[i].text.lower()):
        return 1
    if any(words[c].lemma == "but" for c in sentence.children(i, "cc")) and sentence.children(i, "conj"):
        # "not soldiers but generators": something is brought
        return 0
    return int(
        any(
            has("denied", "determiners", words[c].text.lower()) or words[c].dep == "neg"
            # not of "5,000 soldiers, not 500"
            for c in sentence.children(i, "det", "neg", "preconj")
            # nor of "no more than 20"
            if c < i and words[c + 1].lemma not in ("more", "less", "few")
        )
    )


def governor(sentence: Analysed, at: int, up: int) -> tuple[str | None, int]:
    """(modality, negations) that the word `up` gives to what depends on it by the word `at`."""
    word, dep = sentence.words[up], sentence.words[at].dep
    if word.pos in ("VERB", "AUX"):
        return _by_verb(sentence, at, up)
    if word.pos == "ADJ":
        return _by_word("adjectives", word.lemma)
    if word.lemma == "nothing" and dep in ("acl", "prep", "pcomp", "relcl"):
        # "knew nothing of soldiers fighting there"
        return None, 1
    if word.pos in ("NOUN", "PROPN") and dep in ("acl", "relcl", "prep", "pcomp", "ccomp", "pobj"):
        return _by_noun(sentence, up)
    if word.pos in ("ADP", "SCONJ"):
        if word.lemma in _table()["denied"]["prepositions"]:
            return None, 1
        # "a magnet for training fighters": a purpose
        purpose = word.lemma == "for" and dep == "pcomp" and sentence.words[word.head].pos == "NOUN"
        return ("hypothetical" if purpose or word.lemma in _table()["hypothetical"]["prepositions"] else None), 0
    return None, 0


def _by_verb(sentence: Analysed, at: int, up: int) -> tuple[str | None, int]:
    """(modality, negations) that a verb gives to what depends on it."""
    words = sentence.words
    dep, lemma = words[at].dep, words[up].lemma
    negations = 0
    found: str | None = None
    with_particle = {lemma, *(f"{lemma} {words[c].lemma}" for c in sentence.children(up, "prt", "prep", "advmod"))}
    if lemma in verbs_of_saying() and dep not in ("conj", "advcl") and (_is_unsaid(sentence, up) or _is_declined(sentence, up)):
        # "did not deny", "declined to confirm": nobody says that it is so; "would not say how many died": that they did is
        return (None if is_question(sentence, at) else "possible"), 0
    if words[at].lemma in verbs_of_saying() and _is_declined(sentence, at):
        # told at the verb of saying
        pass
    elif _is_what_for(sentence, at, up):
        # "cancelled a cruise in order to send a ship": the ship is to be sent, as its own verb tells
        pass
    elif with_particle & verbs("denied") or (lemma == "block" and dep in ("dobj", "nsubjpass")):
        negations += 1
        # "has not ruled out sending"
        found = "possible" if with_particle & verbs("open") else None
    elif dep == "prep" and (banned := _of_ban(sentence, up)) is not None:
        found, negations = banned
    elif _is_told_not_to(sentence, at, up):
        # nobody denies that it did
        found = "hypothetical"
    elif has("asked", "verbs", lemma) and _is_asked(sentence, at, up):
        found = "planned"
    elif lemma in verbs("ended") and dep in ("xcomp", "dobj", "nsubj", "nsubjpass"):
        found = "ended"
    elif lemma in ("give", "grant") and dep == "xcomp" and words[at].tag == "VB":
        # "gave the officers 72 hours to get out"
        found = "planned"
    elif lemma == "let" and words[at].lemma == "go":
        # who is let go is free
        pass
    elif lemma == "agree" and words[at].lemma in _ALLOWING:
        # who agrees to let somebody in lets him in
        pass
    elif with_particle & verbs("planned") and (dep in ("xcomp", "ccomp", "dobj", "nsubjpass", "prep", "pcomp") or _goes_on(sentence, at)):
        # "announced that they have come" is no plan
        found = None if dep == "ccomp" and _is_finite(sentence, at) else "planned"
    elif lemma == "tell" and dep == "xcomp" and at > up and not any(words[k].lemma == "have" for k in sentence.children(at, "aux")):
        # "told the soldiers to leave"; not "were told to have left"
        found = "planned"
    elif (lemma in verbs("possible") and _is_thought_of(sentence, at, up)) or _is_hearsay(sentence, at, up):
        found = "possible"
    elif lemma == "have" and dep == "xcomp" and any(words[c].lemma == "yet" for c in sentence.children(up, "advmod")):
        # "have yet to arrive"
        found = "planned"
    elif lemma == "be" and dep in SUBJECTS and (name := _of_a_matter(sentence, up)) is not None:
        found = name
    elif lemma == "be" and dep == "xcomp" and any(words[c].tag == "TO" for c in sentence.children(at, "aux")):
        found = "planned"
    if lemma in ("be", "sound", "call", "brand", "label"):
        # "called it a fairy tale that soldiers were there"
        for c in sentence.children(up, "acomp", "attr", "oprd"):
            # what hangs on the adjective itself has had it: "were unable to capture it"
            if c != at and (has("denied", "adjectives", words[c].lemma) or has("denied", "nouns", words[c].lemma)):
                negations += 1
    return found, negations


def _of_ban(sentence: Analysed, up: int) -> tuple[str | None, int] | None:
    """The same of what is banned: "lifted the ban on sending police", where the parser hangs what is banned on the verb."""
    words = sentence.words
    if not any(has("bans", "nouns", words[k].lemma) for k in sentence.children(up, *OBJECTS, *SUBJECTS)):
        return None
    return ("possible", 0) if words[up].lemma in verbs("bans") else (None, 1)


def _is_told_not_to(sentence: Analysed, at: int, up: int) -> bool:
    """ "told the ship not to dock": somebody else is to leave something."""
    somebody = sentence.child(up, "dobj") is not None or sentence.child(at, *SUBJECTS) is not None
    lemma = sentence.words[up].lemma
    told = lemma == "tell" or has("asked", "verbs", lemma) or lemma in verbs("planned")
    return told and somebody and at > up and sentence.words[at].tag == "VB" and bool(sentence.children(at, "neg"))


def _is_what_for(sentence: Analysed, at: int, up: int) -> bool:
    """Whether a verb's purpose is told, not what it is about: "in order to", and "to" behind its object."""
    words = sentence.words
    if words[at].dep == "prep":
        return words[at].lemma == "in" and any(words[k].lemma == "order" for k in sentence.children(at, "pobj"))
    thing = sentence.child(up, "dobj")
    infinitive = any(words[k].tag == "TO" for k in sentence.children(at, "aux"))
    return words[at].dep == "advcl" and infinitive and thing is not None and up < thing < at


def _of_a_matter(sentence: Analysed, i: int) -> str | None:
    """The modality of what is "under discussion", or "in the works"."""
    words = sentence.words
    where = [f"{words[c].lemma} {words[k].lemma}" for c in sentence.children(i, "prep") for k in sentence.children(c, "pobj")]
    return next((name for name in ("planned", "possible") if any(has(name, "matters", w) for w in where)), None)


def _is_asked(sentence: Analysed, at: int, up: int) -> bool:
    """Whether somebody is called on to do it, or it is called for."""
    dep = sentence.words[at].dep
    if dep in ("xcomp", "advcl"):
        # "called on Rwanda to withdraw its forces"
        return called_on(sentence, up) is not None
    # "called for an end to the war, the withdrawal of forces": the list goes on where the parser hangs it on the verb
    return dep == "dobj" and any(sentence.words[c].lemma == "for" and c < at for c in sentence.children(up, "prep"))


def _is_thought_of(sentence: Analysed, at: int, up: int) -> bool:
    """Whether a verb such as "consider" is about it."""
    word = sentence.words[at]
    return (
        word.dep in ("xcomp", "ccomp", "dobj", "nsubjpass", "pcomp", "oprd")
        # "opposed using the law to deploy soldiers"
        or (word.dep == "advcl" and word.tag == "VBG" and at == up + 1)
        # "is thinking of sending"
        or (word.dep == "prep" and word.lemma in ("of", "about", "on", "over"))
    )


def _is_hearsay(sentence: Analysed, at: int, up: int) -> bool:
    """Whether nobody says who says it: "is said to have moved 400 fighters"."""
    said = sentence.words[up].lemma in ("say", "report", "believe", "rumour", "rumor")
    return said and sentence.words[at].dep == "xcomp" and bool(sentence.children(up, "auxpass"))


def is_question(sentence: Analysed, i: int) -> bool:
    """Whether a clause begins with a question word: "how many were killed"."""
    return sentence.words[min(sentence.subtree(i))].tag in ("WRB", "WP", "WDT")


def feared(sentence: Analysed, i: int) -> str | None:
    """possible or hypothetical for what those do of whom there is a fear or threat: "fears of rebels attacking the port"."""
    words = sentence.words
    if words[i].dep != "pobj" or words[words[i].head].lemma != "of":
        return None
    # the noun before "of", too, as the parser may hang it on another one: "the flow of weapons and fear of rebels attacking"
    nouns = {words[words[words[i].head].head].lemma, words[words[i].head - 1].lemma}
    return next((name for name in ("possible", "hypothetical") if any(has(name, "nouns", noun) for noun in nouns)), None)


def _by_word(kind: str, lemma: str) -> tuple[str | None, int]:
    """(modality, negations) that an adjective or noun (`kind` of the vocabulary) tells by itself."""
    found = next((name for name in ("planned", "possible", "hypothetical") if has(name, kind, lemma)), None)
    return found, int(found is None and has("denied", kind, lemma))


def sure_by_noun(lemma: str) -> str | None:
    """The modality that a noun gives to what hangs on it, as "plan" does."""
    return _by_word("nouns", lemma)[0]


def _by_noun(sentence: Analysed, i: int) -> tuple[str | None, int]:
    """(modality, negations) that a noun gives to what depends on it: "plans to send", "a lie that", "no case of"."""
    word = sentence.words[i]
    lemma = word.lemma
    if has("undecided", "nouns", lemma) and none_of(sentence, i):
        # "gave no word on when she would sail"
        return "hypothetical", 0
    if has("bans", "nouns", lemma):
        # "lifted the ban on sending police", "a ban on sending police"
        lifted = word.dep in OBJECTS + SUBJECTS and sentence.words[word.head].lemma in verbs("bans")
        return ("possible", 0) if lifted else (None, 1)
    found, negations = _by_word("nouns", lemma)
    # "without any case of civilians being killed"; of a subject or object the verb tells it
    of_cases = has("instances", "nouns", lemma) and word.dep not in (*SUBJECTS, *OBJECTS)
    negations += none_of(sentence, i) if found or of_cases else 0
    return found, negations


def _is_unsaid(sentence: Analysed, i: int) -> bool:
    """Whether a verb of saying is negated, with the one that it goes on with: "neither confirmed nor denied"."""
    elder = sentence.words[i].head
    if sentence.words[i].dep == "conj" and any(sentence.words[k].lemma == "neither" for k in sentence.children(elder, "preconj")):
        return True
    return own(sentence, i)[1] % 2 == 1


def _is_declined(sentence: Analysed, i: int) -> bool:
    """Whether somebody declines or refuses to say it, or stops short of it."""
    word = sentence.words[i]
    if word.dep == "pcomp":
        near = list(sentence.ancestors(i))[:3]
        return any(
            sentence.words[k].lemma == "stop" and any(sentence.words[c].lemma == "short" for c in sentence.children(k)) for k in near
        )
    return word.dep == "xcomp" and has("declined", "verbs", sentence.words[word.head].lemma)


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
def verbs(name: str) -> frozenset[str]:
    return _table()[name].get("verbs", frozenset())
