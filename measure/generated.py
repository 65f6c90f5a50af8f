"""Articles made from templates, for the benchmark: about twenty sentences each, no two sentences the same.

They tell deployments, each with its own sender, force, places, people and things, a few dozen articles each.
"""

import random
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

_SENDERS = (
    "Kenya", "France", "Poland", "Norway", "Japan", "Brazil", "Ghana", "Italy", "Canada", "Turkey", "Jordan", "India", "Chile", "Egypt",
    "Spain", "Nepal", "Rwanda", "Sweden", "Greece", "Peru", "Vietnam", "Morocco", "Senegal", "Austria", "Fiji", "Mongolia", "Romania",
)  # fmt: skip
_FORCES = ("soldiers", "police officers", "engineers", "marines", "paratroopers", "military instructors", "peacekeepers", "sailors",
           "gendarmes", "medics", "coast guards", "pilots")  # fmt: skip
_HEADS = ("Bal", "Ker", "Od", "Sel", "Mar", "Vos", "Lin", "Tam", "Rud", "Hav", "Gor", "Pel", "Zan", "Kol", "Dra", "Mer", "Fal", "Nor",
          "Bri", "Cas", "Dun", "Elb", "Fru", "Gil", "Hul", "Ist", "Jer", "Lom", "Mus", "Nid", "Orl", "Pru", "Qua", "Res", "Sti",
          "Tul")  # fmt: skip
_TAILS = ("ta", "ma", "rin", "in", "ga", "stok", "den", "ar", "nik", "sund", "ava", "burg", "mont", "ora", "esti", "une", "holt", "ica",
          "umba", "elle", "iri", "owo")  # fmt: skip
_ROLES = ("Defence Minister", "army spokesman", "President", "Foreign Minister", "General", "government spokeswoman", "Admiral")
_FIRST = ("Ana", "Lars", "Jon", "Mira", "Paul", "Rosa", "Emil", "Ines", "Omar", "Lena", "Marc", "Tara", "Igor", "Nina")
_SOURCES = ("Harbour Wire", "Northgate Daily", "Eastern Desk", "Meridian Post", "Kestrel Review", "Gulf Tribune")
_THINGS = (
    "dam", "copper mine", "oil terminal", "refugee camp", "radar station", "railway bridge", "embassy", "airfield", "rice harvest",
    "gang", "election", "cholera ward", "gas pipeline", "ferry port", "salt works", "border fence", "drone school", "grain silo",
    "lighthouse", "prison", "cobalt road", "parliament", "hospital ship", "minefield", "fishing fleet", "volcano", "summit",
    "tank depot", "water works", "rebel stronghold", "missile battery", "data cable", "monastery", "canal lock", "power plant",
    "tea estate", "stadium", "submarine base", "market hall", "satellite dish", "ammunition store", "sugar mill", "oasis",
)  # fmt: skip
_SENTENCES = (
    "{sender} has sent {n} {force} to {place} to guard the {thing}, {role} {name} said on {weekday}.",
    "About {n} {force} from {sender} are now around the {thing} in the {place} region, {role} {name} told reporters in {city}.",
    "The first {m} {force} landed near the {thing} of {place} on {day}, according to {role} {name}.",
    "At least {m} people were killed and {k} wounded at the {thing} near {place} on {day}, the authorities in {city} said.",
    "{role} {name} denied that {force} from {sender} had taken the {thing} at {place}.",
    "“We will stay at the {thing} of {place} for {k} months,” said {role} {name}, who visited the {force} on {weekday}.",
    "Satellite images of {day} show {m} vehicles and {k} tents beside the {thing} outside {place}.",
    "The government in {city} will decide by {day} whether {sender} may keep {n} {force} at the {thing}.",
    "Residents of {place} told {source} that they had seen {m} trucks of the {force} heading for the {thing}.",
    "Two ships with {n} tonnes of supplies for the {thing} left {city} for {place} on {day}.",
    "{name}, a researcher at an institute in {city}, called the mission at the {thing} the largest of its kind since {year}.",
    "In {place}, the {force} of {sender} train {n} recruits, who are to hold the {thing} by themselves.",
    "{sender} and its partners agreed in {city} to pay {n} thousand dollars for repairs of the {thing} in {place}.",
    "The United Nations said that {n} people had fled from the {thing} of {place} to {city} since {day}.",
    "It was not clear on {weekday} how many of the {force} remain at the {thing} near {place}, {source} reported.",
    "Under the agreement of {day}, the {force} leave the {thing} in {k} stages, the last of them in {year}.",
    "Parliament in {city} approved sending up to {n} more {force} to the {thing} with {m} votes in favour.",
    "{role} {name} thanked the {force} at the {thing} and promised their families news from {place} every {k} days.",
    "A convoy of {m} vehicles with {force} from {sender} reached the {thing} of {place} in the night to {weekday}.",
    "The {thing} of {place}, {k} kilometres from {city}, is guarded by {m} {force}, a statement said.",
)
_SHORT = (
    "{name} declined to comment on the {n} {force}.",
    "{city} is silent on the {thing}.",
    "That was on {day}, {year}, at {place}.",
    "{n} remain at the {thing}.",
    "Nobody in {place} saw {name}.",
    "Talks on the {thing} and the {n} go on in {city}.",
)
"""News has short sentences too."""
LONG = 0.2
"""Share of sentences that two templates are put together for."""
ARTICLES_PER_STORY = 25
AT_ONCE = 12
"""Deployments that are in the news at a time."""


def generated(articles: int, seed: int = 1, first_day: str = "2024-01-01", per_day: int = 50) -> Iterator[dict[str, Any]]:
    """Rows as in the contract, with the number of their deployment as `story`, in order of days."""
    chance = random.Random(seed)
    seen: set[str] = set()
    deployments = [_deployment(chance) for _ in range(AT_ONCE)]
    begin = date.fromisoformat(first_day)
    for i in range(articles):
        day = begin + timedelta(days=i // per_day)
        if chance.random() < 1 / ARTICLES_PER_STORY:
            deployments.append(_deployment(chance))
        # what came last is told most
        number = len(deployments) - 1 - int(chance.expovariate(1 / AT_ONCE)) % len(deployments)
        told = deployments[number]
        lines: list[str] = []
        for template in [*chance.sample(_SENTENCES, 15), *chance.sample(_SHORT, 5)]:
            if template in _SENTENCES and chance.random() < LONG:
                template = f"{template[:-1]}, while {chance.choice(_SENTENCES)}"
            for _ in range(1000):
                role, name = chance.choice(told["people"])
                line = template.format(
                    sender=told["sender"], force=told["force"], place=chance.choice(told["places"]), city=told["city"],
                    thing=chance.choice(told["things"]), role=role, name=name, source=chance.choice(_SOURCES),
                    n=f"{chance.randint(100, 29_999):,}", m=chance.randint(3, 900), k=chance.randint(2, 99),
                    year=chance.randint(1995, 2023), weekday=chance.choice(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")),
                    day=f"{chance.randint(1, 28)} {chance.choice(('January', 'February', 'March', 'October', 'November'))}",
                )  # fmt: skip
                if line not in seen:
                    break
            else:
                # the words of a short template are used up
                continue
            seen.add(line)
            lines.append(line)
        title = f"{told['sender']}: {told['force']} at the {told['things'][0]} of {told['places'][0]}, report {i}"
        yield {
            "id": f"g-{seed}-{i:07d}", "url": f"https://example.org/{seed}/{i}", "source": chance.choice(_SOURCES), "title": title,
            "published": day.isoformat(), "text": " ".join(lines), "story": f"{seed}-{number}",
        }  # fmt: skip


def _deployment(chance: random.Random) -> Mapping[str, Any]:
    return {
        "sender": chance.choice(_SENDERS),
        "force": chance.choice(_FORCES),
        "places": [_name(chance) for _ in range(3)],
        "city": _name(chance),
        "things": chance.sample(_THINGS, 4),
        "people": [(chance.choice(_ROLES), f"{chance.choice(_FIRST)} {_name(chance)}") for _ in range(8)],
    }


def _name(chance: random.Random) -> str:
    return chance.choice(_HEADS) + chance.choice(_TAILS) + chance.choice(("", "", "", "sk", "nov", "berg", "ez"))
