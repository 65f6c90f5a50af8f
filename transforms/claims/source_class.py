"""What kind of source a speaker is: official, military, intelligence, media, analyst, unnamed, a person."""

import re

from storywatch.transforms.claims.names import gazetteer


def class_of(name: str | None, role: str | None, org: str | None, text: str, unnamed: bool) -> str:
    known = gazetteer()
    for body in (org, name):
        if body in known.classes:
            return known.classes[body]
    words = " ".join(filter(None, (role, text))).lower()
    if re.search(r"intelligence|spy agency", words):
        return "intelligence"
    if re.search(r"analyst|researcher|expert|think tank|observer|monitor", words):
        return "analyst"
    if unnamed:
        return "unnamed"
    if re.search(
        r"gen\.|col\.|adm\.|(?<!secretary[ -])general\b(?! secretary)|colonel|army|military|armed forces|navy|chief of staff|general staff",
        words,
    ):
        return "military"
    if role or re.search(
        r"ministry|government|president|minister|authorit|parliament|council|embassy|police|office|court|presidency|junta", words
    ):
        return "official"
    return "person"
