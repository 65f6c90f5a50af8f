"""What of an article that is not in English is news.

Its words are read for less, and less surely, than English ones: which event they tell of, of which kind of force, and what its
numbers count. So an event is news where the story knows none of its family of that force, and a number where nothing at all was
counted with it; the reason quotes the words, so that a reader of the language can check them.
"""

from collections.abc import Iterator, Sequence

from babel import Locale
from storywatch.transforms.claims.foreign_numbers import locale_of
from storywatch.transforms.claims.meanings import family_of
from storywatch.transforms.developments.item import Item
from storywatch.transforms.developments.knowledge import Knowledge
from storywatch.transforms.developments.ledger import LOSSES, bounds, is_counted
from storywatch.transforms.developments.news import KIND_OF_FAMILY, SAME_DAYS, days_between
from storywatch.transforms.developments.propositions import COMES_AND_GOES, DEPLOYMENT, FORCES, HEAD, Proposition, proposition, read_force
from storywatch.transforms.developments.wording import label, none_told, tell
from storywatch.transforms.rows import Claim, Event, Figure

LEAST_NUMBER, YEARS = 2, (1900, 2100)
"""Numbers that may be news: neither a single thing nor a year."""
_KIND_OF_MEASURE = {"arrived": "movement", "en_route": "movement", "withdrawn": "withdrawal"}


def is_of_force(claim: Claim) -> bool:
    """Whether a claim surely tells of a force: that it comes, is there, goes, fights, loses people, or how many there are.

    Police do so where they come or go and a country is named, or two countries are.
    """
    for event in claim.events:
        force, family = read_force(event), family_of(event.type)
        if force and family in DEPLOYMENT and event.modality != "hypothetical":
            if force != "police" or (family in COMES_AND_GOES and claim.actors) or len(claim.actors) > 1:
                return True
    return any(figure.counted in (*FORCES, "battalions") and figure.unit for figure in claim.figures)


def in_scope(claims: Sequence[Claim], known: Knowledge) -> bool:
    """Whether an article tells of a deployment, or speaks of a force in a story that surely is of one."""
    return any(map(is_of_force, claims[:HEAD])) or (known.of_force and any(read_force(e) for c in claims for e in c.events))


def _language(code: str) -> str:
    locale = locale_of(code)
    return str(Locale("en").languages.get(locale.language, code)) if locale else code


def _number(figure: Figure, known: Knowledge, language: str) -> Item | None:
    low, high = bounds(figure)
    if not is_counted(figure) or low < LEAST_NUMBER or YEARS[0] <= low <= YEARS[1] or known.has_number(low, high):
        return None
    kind = "casualties" if figure.counted in LOSSES or figure.measure in LOSSES else _KIND_OF_MEASURE.get(figure.measure, "figure_change")
    what = f" “{figure.unit}”" if figure.unit else ""
    return Item(kind, f"a number that was not told so far: {figure.text}{what} (read in {_language(language)})", None, figure)


def _event(claim: Claim, event: Event, known: Knowledge, language: str) -> Item | None:
    said = proposition(event)
    if said is None or said.family not in DEPLOYMENT or event.modality not in ("fact", "planned"):
        return None
    # what is only planned is told in many words: of that no more is taken than that a force is to leave
    if read_force(event) is None or (event.modality == "planned" and said.family != "withdrawal"):
        return None
    alike = Proposition(said.family, said.type, said.thing, None, None)
    if known.told.latest(alike, event.modality) or (event.modality == "planned" and known.told.latest(alike, "fact")):
        return None
    planned_before = known.told.latest(alike, "planned", same_type=True)
    if planned_before and days_between(planned_before.claim, claim) <= SAME_DAYS:
        # tenses are read less surely than verbs: within days it is the plan, told once more
        return None
    word = claim.text[event.start - claim.start : event.end - claim.start]
    planned = "planned " if event.modality == "planned" else ""
    other = known.told.of_type(said.family, said.type)
    so_far = f"so far: {tell(other)}" if other else none_told(event.type)
    what = f"{planned}{label(event.type)} (“{word}” of “{event.object}”, read in {_language(language)})"
    return Item(KIND_OF_FAMILY[said.family], f"{what}; {so_far}", other.claim if other else None)


def items(claim: Claim, known: Knowledge, language: str) -> Iterator[Item]:
    """What is news in a claim of an article in that language."""
    for figure in claim.figures:
        if (number := _number(figure, known, language)) is not None:
            yield number
    for event in claim.events:
        if (told := _event(claim, event, known, language)) is not None:
            yield told
