"""The group of counted.yaml of what a number counts: soldiers or people, by the sentence that tells of them."""

from collections.abc import Sequence

from storywatch.transforms.claims.analysis import Analysed
from storywatch.transforms.claims.arguments import group_at, group_of, name_at, names_model
from storywatch.transforms.claims.counting import COLLECTIVE, CROWDS, Counted
from storywatch.transforms.claims.names import Name


def group_counted(sentence: Analysed, found: Sequence[Name], told: Counted) -> str | None:
    """The group of counted.yaml of what is counted; a people's name counts as people, another name in the plural as equipment."""
    noun = sentence.words[told.noun] if told.noun is not None else None
    if noun is None:
        return None
    if told.what == "inhabitant":
        return "people"
    group = group_at(sentence, told.noun)  # type: ignore[arg-type]
    told_whole = any(w.tag in ("VBD", "VBZ", "VBP") for w in sentence.words)
    if noun.lemma == "man" and group == "troops" and told_whole and not _of_war(sentence, but=told.noun):
        # men as such are no force; in a headline they may be
        return "people"
    if group is None or noun.lemma == "member":
        of_what = (told.what or "").removesuffix(" member")
        if _of_a_unit(sentence, told.noun):
            return "troops"
        if of_what != told.what:
            # of a council, a parliament or a family: people
            unit = of_what.split()[-1]
            # of a group nobody knows whether it is one of soldiers
            military = unit in (COLLECTIVE - CROWDS - _OF_ANYBODY) | _UNITS or (unit in _OF_ANYBODY and _of_war(sentence))
            return "troops" if military or group_of(unit) in ("troops", "battalions") else "people"
    behind = sentence.words[told.noun + 1].text if told.noun is not None and told.noun + 1 < len(sentence.words) else ""
    if group is None and (names_model(noun.text) or (noun.pos == "PROPN" and names_model(behind))):
        # "two Leopard 2A6"
        return "weapons"
    if group is None and noun.pos == "PROPN":
        name = name_at(found, noun.start, noun.end)
        if name is not None and name.kind == "country":
            # "10,000 North Koreans": soldiers where a force is spoken of, and they do not flee
            flee = sentence.words[sentence.words[told.at].head].lemma in ("flee", "displace", "shelter")
            return "troops" if _of_war(sentence) and not flee else "people"
        if any(e.label == "NORP" and e.start <= noun.start < e.end for e in sentence.entities):
            # "two billion Christians"
            return "people"
        # "61 Bradleys", not "parts of the Far East"
        of_them = told.at == told.noun or sentence.words[told.at].pos == "NUM"
        return "weapons" if of_them and noun.text.endswith("s") else None
    return group


def _of_war(sentence: Analysed, but: int | None = None) -> bool:
    """Whether a sentence speaks of a force or of war, by another word than `but`."""
    return any(group_of(w.text.lower()) in ("troops", "battalions") or w.lemma in _OF_WAR for k, w in enumerate(sentence.words) if k != but)


_OF_WAR = frozenset(
    ["fight", "kill", "capture", "prisoner", "front", "battle", "wound", "deploy", "train", "army", "military", "combat", "casualty"]
)


_OF_ANYBODY = frozenset(["group", "team", "crew", "staff", "delegation"])
_UNITS = frozenset(["battlegroup", "contingent", "garrison", "mission"])


def _of_a_unit(sentence: Analysed, i: int | None) -> bool:
    """ "members of the brigade", "a force of 500 members" are troops, members of a club are not."""
    if i is None:
        return False
    words = sentence.words
    units = sentence.behind(i, "of")
    if words[i].dep == "pobj" and words[words[i].head].lemma == "of":
        units.append(words[words[i].head].head)
    if words[i].lemma in ("nation", "country", "state"):
        # "soldiers of seven nations"
        return False
    return any(group_of(words[k].text.lower()) in ("troops", "battalions") or words[k].lemma in _UNITS for k in units)
