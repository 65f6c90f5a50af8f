"""How sure an event is: fact, planned, possible, denied, hypothetical or ended, from the words that govern it."""

from storywatch.transforms.claims.analysis import Analysed
from storywatch.transforms.claims.governors import (
    OBJECTS,
    SUBJECTS,
    feared,
    governor,
    has,
    infinitive_before,
    is_question,
    none_of,
    own,
    sure_by_noun,
    verbs,
    verbs_of_saying,
)
from storywatch.transforms.vocabulary import vocabulary

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
    "prt",
    "pobj",
    "agent",
    "dobj",
    "nsubj",
    "nsubjpass",
    "attr",
    "acomp",
)
_OCCASIONS = ("with", "in", "during", "after", "amid", "following", "since", "despite")
STEPS = 7
"""Words above an event that are looked at."""


def modality(sentence: Analysed, i: int) -> str:
    """The modality of the event that the word `i` tells."""
    words = sentence.words
    found, negations = own(sentence, i) if words[i].pos in ("VERB", "AUX", "ADJ") else _noun(sentence, i)
    at = i
    resulted = False
    for up in list(sentence.ancestors(i))[:STEPS]:
        word, dep = words[up], words[at].dep
        if dep not in _UP:
            break
        if _is_apart(sentence, at, up):
            # a clause of its own, which the main one does not make less sure
            found = found or (feared(sentence, up) if dep == "acl" else None) or _of_any(sentence, at, up)
            break
        if dep == "prep" and words[at].lemma in _OCCASIONS and words[i].pos == "ADJ":
            # "with 60 dead in a week, the garrison is asking for help"
            break
        purpose = word.tag == "VB" and bool(sentence.children(up, "aux"))
        if purpose and (_is_result(sentence, at) or (resulted and word.dep in ("xcomp", "advcl"))):
            # "sent troops to retake the town, killing five": what came of it, not what was meant
            at, resulted = up, True
            continue
        if dep == "ccomp" and up > at and word.lemma not in verbs_of_saying():
            # "he rejected it; he gave no reason": two sentences, which the parser made one
            break
        if dep == "conj" and (elder := infinitive_before(sentence, at)) is not None:
            return _told(sentence, i, found if found is not None else modality(sentence, elder), negations)
        occasion = dep == "prep" and words[at].lemma in _OCCASIONS and words[i].pos == "NOUN" and words[i].head == at
        if dep == "conj":
            found, more = _of_list(sentence, at, up, found)
        else:
            found, more = _of_governor(sentence, i, at, up, found, negations)
        # "no officers were killed in the ambush": that it was is not denied
        negations += 0 if occasion else more
        at = up
    return _told(sentence, i, found, negations)


def _is_apart(sentence: Analysed, at: int, up: int) -> bool:
    """Whether the word `at` heads a clause of its own at the word `up`."""
    word, dep = sentence.words[up], sentence.words[at].dep
    if dep == "acl":
        participle = sentence.words[at].tag in ("VBN", "VBG") and not sentence.children(at, "mark", "aux", "auxpass")
        # not of "there will be no soldiers left"
        return participle and not (word.dep == "attr" and sentence.children(word.head, "expl"))
    # "the rumour that soldiers have landed"
    told = word.lemma in vocabulary("arguments")["report"] or has("denied", "nouns", word.lemma) or has("possible", "nouns", word.lemma)
    says = told and bool(sentence.children(at, "mark")) and bool(sentence.children(at, *SUBJECTS))
    return (dep == "relcl" and word.lemma != "time" and not says) or (dep == "advcl" and not _shares(sentence, at))


def _of_any(sentence: Analysed, at: int, i: int) -> str | None:
    """hypothetical for what is told of any there may be: "knew nothing of any Cubans fighting there"; of a relative clause where the main
    one is no fact: "would strike any troops that came"."""
    if not any(sentence.words[k].lemma == "any" for k in sentence.children(i, "det")):
        return None
    if sentence.words[at].dep == "acl":
        return "hypothetical"
    above = next((k for k in sentence.ancestors(i) if sentence.words[k].pos in ("VERB", "AUX")), None)
    return "hypothetical" if above is not None and own(sentence, above)[0] is not None else None


def _of_list(sentence: Analysed, at: int, up: int, found: str | None) -> tuple[str | None, int]:
    """(modality, negations) of a word `at` that goes on with a list, from the one `up` before it."""
    words = sentence.words
    negations = 0
    if any(words[k].lemma == "than" and words[k - 1].lemma == "rather" for k in sentence.children(up, "cc") if up < k < at):
        # "providing security rather than training soldiers"
        negations += 1
    if words[at].lemma not in verbs_of_saying() and any(words[k].lemma == "nor" for k in sentence.children(up, "cc") if up < k < at):
        # "has not been asked, nor would it send any"
        return found, negations + 1
    if any(has("hypothetical", "marks", words[k].text.lower()) for k in sentence.children(up, "mark")):
        # "until the attacks have stopped and the forces have withdrawn"
        found = "hypothetical"
    if found is None and not sentence.children(at, "aux", "auxpass") and not _independent(sentence, at):
        found, more = own(sentence, up)
        # "did not reject it but put it off"
        but = any(words[k].lemma == "but" for k in sentence.children(up, "cc") if up < k < at)
        negations += more if not but and not sentence.children(at, *SUBJECTS) else 0
    elif words[up].pos in ("NOUN", "PROPN"):
        negations += none_of(sentence, up)
    return found, negations


def _of_governor(sentence: Analysed, i: int, at: int, up: int, found: str | None, negations: int) -> tuple[str | None, int]:
    """(modality, further negations) of the event of `i` from the word `up` that governs `at`, and the words by it."""
    words = sentence.words
    word, dep = words[up], words[at].dep
    if dep in ("csubj", "csubjpass") and words[at].tag in ("VBG", "VB"):
        # "sending police breaks the constitution": what is judged, whether or not it happened
        found = found or "hypothetical"
    got, further = governor(sentence, at, up)
    if got in ("ended",) and negations % 2 == 0:
        # "stopped a planned strike": there will be none
        found = "ended" if found in (None, "fact") else "denied" if found == "planned" and words[i].pos == "NOUN" else found
    elif (
        got == "possible"
        and found == "hypothetical"
        and word.lemma in verbs("possible")
        and any(words[k].lemma == "whether" for k in sentence.children(at, "mark"))
    ):
        # "is considering whether to send"
        found = got
    elif got and (found is None or found == "would" or (got == "hypothetical" and found == "planned" and negations % 2)):
        found = got
    if word.pos not in ("VERB", "AUX", "ADJ"):
        return found, further
    by_it, more = own(sentence, up)
    if at == i and dep in SUBJECTS + OBJECTS and words[i].pos not in ("VERB", "AUX", "ADJ"):
        # "there were no injuries": the "no" was counted with the noun
        more -= none_of(sentence, i)
    if at != i and dep in SUBJECTS + OBJECTS and words[at].pos == "NOUN" and sure_by_noun(words[at].lemma):
        # "it has no plans to send soldiers": the "no" was counted with the plans
        more -= none_of(sentence, at)
    if at == i and dep in ("dobj", "nsubjpass") and words[i].lemma in vocabulary("events")["request"]["nouns"] and word.pos == "VERB":
        # who turns a request down does not deny that it was made
        further = 0
    # what is said in a conditional or future clause of saying is not itself conditional
    if word.lemma in verbs_of_saying() and (got == "possible" or (more and is_question(sentence, at))):
        # "did not say how many had been killed": that they were is not denied
        return found, further
    if word.lemma not in verbs_of_saying() or word.lemma in verbs("denied") or got == "planned":
        # "will have thousands killed", "a deal to help Norland deploy ships"
        passes_on = dep != "ccomp" or words[at].tag == "VB" or (word.lemma == "have" and words[at].tag == "VBN")
        if by_it in ("hypothetical", "possible", "planned", "would") and found in (None, "would", "ended") and passes_on:
            found = by_it
        return found, further + more
    return found, further + (more if dep == "ccomp" and found is None else 0)


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
        past = any(
            sentence.words[up].tag in ("VBD", "VBN") and sentence.words[up].lemma in verbs_of_saying() for up in sentence.ancestors(i)
        )
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
            if has(name, "adjectives", words[c].lemma) or has(name, "adjectives", words[c].text.lower()):
                found = name
    if found is None and _is_aim(sentence, i):
        found = "planned"
    return found, none_of(sentence, i)


def _is_aim(sentence: Analysed, i: int) -> bool:
    """Whether what a noun tells is somebody's aim: "the goal is to end the attacks, the withdrawal of forces, and access"."""
    words = sentence.words
    up = words[i].head
    aims = [up] if words[i].dep == "appos" else sentence.children(up, "nsubj") if words[i].dep == "attr" and words[up].lemma == "be" else []
    return any(words[k].lemma in ("goal", "aim", "objective", "purpose", "demand") for k in aims)
