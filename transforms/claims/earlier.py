"""What a number without a noun of its own counts: what its sentence named before it."""

from storywatch.transforms.claims.analysis import Analysed
from storywatch.transforms.claims.arguments import PEOPLE, SUBJECTS, group_of, is_his_own
from storywatch.transforms.claims.counting import SUFFERED


def antecedent(sentence: Analysed, at: int) -> int | None:
    """Of "warned airlines, and six of them stopped" the airlines: the last noun in the plural before a number "of them"."""
    words = sentence.words
    if not any(words[k].pos == "PRON" for k in sentence.behind(at, "of")):
        return None
    return next(
        (
            k
            for k in range(at - 1, -1, -1)
            if words[k].text.lower() in SUFFERED
            or (words[k].tag in ("NNS", "NNPS") and words[k].dep not in ("compound", "nmod", "npadvmod"))
        ),
        None,
    )


def of_his_own(sentence: Analysed, at: int) -> int | None:
    """The police of "the police lost two of their own"."""
    if not any(is_his_own(sentence, k) for k in sentence.behind(at, "of")):
        return None
    verbs = (k for k in sentence.ancestors(at) if sentence.words[k].pos in ("VERB", "AUX"))
    return next((subject for verb in verbs for subject in sentence.children(verb, *SUBJECTS) if subject != at), None)


def told_before(sentence: Analysed, at: int, speaker: tuple[int, int]) -> int | None:
    """The force that a number without a noun counts: the last one named before it in the sentence, but for those who speak."""
    up = sentence.words[at].head
    between = sentence.words[at].dep == "pobj" and sentence.words[up].lemma in ("between", "about", "around", "over", "under")
    verb = up if sentence.words[at].dep == "dobj" else sentence.words[up].head if between else None
    if (subject := of_his_own(sentence, at)) is not None:
        return subject
    first = sentence.words[verb].head if verb is not None and sentence.words[verb].dep == "conj" else verb
    # nobody does it to himself: "the unit fired 1,800"
    own = [k for v in (verb, first) if v is not None for k in sentence.children(v, *SUBJECTS)]
    for k in range(at - 1, -1, -1):
        word = sentence.words[k]
        if (
            (
                word.pos == "NOUN"
                or (word.pos == "PROPN" and word.text.endswith("s") and (sentence.children(k, "nummod") or group_of(word.text.lower())))
            )
            and k not in own
            and not speaker[0] <= word.start < speaker[1]
            and word.dep not in ("compound", "nmod")
            and (
                word.pos == "PROPN" or (group_of(word.text.lower()) or "") in (*PEOPLE, "aircraft", "ships", "weapons", "vehicles", "sites")
            )
        ):
            return k
    return None
