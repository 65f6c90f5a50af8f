"""How a story stands: which of its numbers are still true at the end."""

from typing import Any

from storywatch.transforms.digest.present import in_words, numbers
from storywatch.transforms.rows import Figure


def row(day: str, text: str, value: float, measure: str, counted: str = "troops") -> dict[str, Any]:
    made = {"text": text, "start": 0, "end": len(text), "low": value, "high": value, "unit": "soldiers", "counted": counted}
    return {"background": False, "published": day, "speaker": None, "figures": [{**made, "what": "soldier", "measure": measure}]}


def told(*rows: dict[str, Any]) -> list[str]:
    return [line.partition(" (")[0] for line in numbers(rows)]


def test_who_arrived_is_in_a_later_total() -> None:
    arrived, total = row("2024-05-01", "200", 200, "arrived"), row("2024-05-09", "500", 500, "total")
    assert told(arrived, total) == ["500 soldiers"] and told(arrived) == ["200 soldiers"]
    assert told({**arrived, "published": "2024-05-10"}, total) == ["500 soldiers", "200 soldiers"]
    # ships are in no number of soldiers
    assert told(row("2024-05-01", "3", 3, "arrived", "ships"), total) == ["500 soldiers", "3 soldiers"]


def test_who_set_out_long_ago_is_no_longer_on_the_way() -> None:
    left, later = row("2024-05-01", "200", 200, "en_route"), row("2024-07-01", "900", 900, "planned")
    assert told(left) == ["200 soldiers on the way"] and told(left, later) == ["900 soldiers planned"]
    assert told(left, {**later, "published": "2024-05-20"}) == ["200 soldiers on the way", "900 soldiers planned"]


def test_a_vague_number_is_so_many_of_something() -> None:
    def words(text: str) -> str:
        return in_words(Figure(text, 0, len(text), 2, 99, unit="soldiers", counted="troops", measure="total"))

    assert words("a small number") == "a small number of soldiers" and words("dozens") == "dozens of soldiers"
    assert words("Several thousand") == "Several thousand soldiers"
