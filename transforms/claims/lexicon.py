"""The words that tell events: config/vocabulary/events.yaml by verb, noun and adjective."""

from typing import Any

from storywatch.transforms.vocabulary import of_vocabulary, vocabulary

FRAMES = ("go", "stay", "give", "promise", "get", "harm", "shoot", "suffer", "lose", "act", "over", "retract", "say")
SPEECH = ("announce", "deny", "confirm", "accuse", "threaten", "react")
"""Types of events that are acts of speech."""
BEFALLS = ("kill", "wound", "capture", "destroy")
"""What happens to somebody on the occasion of something else."""


@of_vocabulary
def lexicon() -> tuple[dict[str, list[tuple[str, str]]], dict[str, str], dict[str, str]]:
    """(verb -> its types and frames, noun -> its type, adjective -> its type)."""
    verbs: dict[str, list[tuple[str, str]]] = {}
    nouns: dict[str, str] = {}
    adjectives: dict[str, str] = {}
    for name, entry in vocabulary("events").items():
        for frame in FRAMES:
            for verb in entry.get(frame, ()):
                verbs.setdefault(verb, []).append((name, frame))
        for noun in entry.get("nouns", ()):
            nouns.setdefault(noun, name)
        for adjective in entry.get("adjectives", ()):
            adjectives.setdefault(adjective, name)
    return verbs, nouns, adjectives


@of_vocabulary
def lexicon_types(verb: str) -> set[str]:
    """The types of events that a verb can tell."""
    return {name for name, _ in lexicon()[0].get(verb, ())}


def themes(name: str) -> Any:
    """The classes that what takes part in events of a type must be of."""
    return vocabulary("events")[name]["theme"]
