"""Articles made from templates, for the benchmark: about twenty sentences each, no two sentences the same."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

_SENDERS = (
    "Kenya",
    "France",
    "Poland",
    "Norway",
    "Japan",
    "Brazil",
    "Ghana",
    "Italy",
    "Canada",
    "Turkey",
    "Jordan",
    "India",
    "Chile",
    "Egypt",
)
_FORCES = ("soldiers", "police officers", "engineers", "marines", "paratroopers", "military instructors", "peacekeepers", "sailors")
_HEADS = ("Bal", "Ker", "Od", "Sel", "Mar", "Vos", "Lin", "Tam", "Rud", "Hav", "Gor", "Pel", "Zan", "Kol", "Dra", "Mer", "Fal", "Nor")
_TAILS = ("ta", "ma", "rin", "in", "ga", "stok", "den", "ar", "nik", "sund", "ava", "burg", "mont", "ora", "esti", "une")
_ROLES = ("Defence Minister", "army spokesman", "President", "Foreign Minister", "General", "government spokeswoman", "Admiral")
_FIRST = ("Ana", "Lars", "Jon", "Mira", "Paul", "Rosa", "Emil", "Ines", "Omar", "Lena", "Marc", "Tara", "Igor", "Nina")
_SOURCES = ("Harbour Wire", "Northgate Daily", "Eastern Desk", "Meridian Post", "Kestrel Review", "Gulf Tribune")
_SENTENCES = (
    "{sender} has sent {n} {force} to {place}, {role} {name} said on {weekday}.",
    "About {n} {force} from {sender} are now in the {place} region, {role} {name} told reporters in {city}.",
    "The first {m} {force} landed at {place} airport on {day}, according to {role} {name}.",
    "At least {m} people were killed and {k} wounded near {place} on {day}, the authorities in {city} said.",
    "{role} {name} denied that {force} from {sender} had crossed the border at {place}.",
    "“We will stay in {place} for {k} months,” said {role} {name}, who visited the {force} on {weekday}.",
    "Satellite images of {day} show {m} vehicles and {k} tents at a camp outside {place}.",
    "The government in {city} will decide by {day} whether {sender} may keep {n} {force} at {place}.",
    "Residents of {place} told {source} that they had seen {m} trucks of the {force} heading for {city}.",
    "Two ships with {n} tonnes of supplies for the {force} left {city} for {place} on {day}.",
    "{name}, a researcher at an institute in {city}, called the mission in {place} the largest of its kind since {year}.",
    "In {place}, the {force} of {sender} train {n} recruits of the local army in the use of drones.",
    "{sender} and its partners agreed in {city} to pay {n} thousand dollars for the {force} in {place}.",
    "The United Nations said that {n} people had fled from {place} to {city} since {day}.",
    "It was not clear on {weekday} how many of the {force} remain at base {n} near {place}, {source} reported.",
    "Under the agreement of {day}, the {force} leave {place} in {k} stages, the last of them in {year}.",
    "Parliament in {city} approved sending up to {n} more {force} to {place} with {m} votes in favour.",
    "{role} {name} thanked the {force} and promised the families in {city} news from {place} every {k} days.",
    "A convoy of {m} vehicles with {force} from {sender} reached {place} in the night to {weekday}.",
    "The harbour of {place}, {k} kilometres from {city}, is guarded by {m} {force}, a statement said.",
)
_SHORT = (
    "{name} declined to comment on the {n} {force}.",
    "{city} is silent.",
    "That was on {day}, {year}, at {place}.",
    "{n} remain in {place}.",
    "Nobody in {place} saw {name}.",
    "Talks on the {n} go on in {city}.",
)
"""News has short sentences too."""
LONG = 0.2
"""Share of sentences that two templates are put together for."""


def generated(articles: int, seed: int = 1, first_day: str = "2024-01-01", per_day: int = 50) -> Iterator[dict[str, Any]]:
    """Rows as in the contract: deployments of a sender to a place, some dozens of articles each, told in order of days."""
    chance = random.Random(seed)
    seen: set[str] = set()
    deployments: list[tuple[str, str, str, str]] = []
    begin = date.fromisoformat(first_day)
    for i in range(articles):
        day = begin + timedelta(days=i // per_day)
        if not deployments or chance.random() < 0.04:
            deployments.append((chance.choice(_SENDERS), chance.choice(_FORCES), _name(chance), _name(chance)))
        sender, force, place, city = chance.choice(deployments[-40:])
        lines: list[str] = []
        for template in [*chance.sample(_SENTENCES, 15), *chance.sample(_SHORT, 5)]:
            if template in _SENTENCES and chance.random() < LONG:
                template = f"{template[:-1]}, while {chance.choice(_SENTENCES)}"
            for _ in range(1000):
                line = template.format(
                    sender=sender, force=force, place=place, city=city, role=chance.choice(_ROLES),
                    name=f"{chance.choice(_FIRST)} {_name(chance)}", source=chance.choice(_SOURCES), n=f"{chance.randint(100, 29_999):,}",
                    m=chance.randint(3, 900), k=chance.randint(2, 99), year=chance.randint(1995, 2023),
                    weekday=chance.choice(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")),
                    day=f"{chance.randint(1, 28)} {chance.choice(('January', 'February', 'March', 'October', 'November'))}",
                )  # fmt: skip
                if line not in seen:
                    break
            else:
                # the words of a short template are used up
                continue
            seen.add(line)
            lines.append(line)
        yield {
            "id": f"g-{seed}-{i:07d}", "url": f"https://example.org/{seed}/{i}", "source": chance.choice(_SOURCES),
            "title": f"{sender}: {force} in {place}, report {i}", "published": day.isoformat(), "text": " ".join(lines),
        }  # fmt: skip


def _name(chance: random.Random) -> str:
    return chance.choice(_HEADS) + chance.choice(_TAILS) + chance.choice(("", "", "", "sk", "nov", "berg", "ez"))
