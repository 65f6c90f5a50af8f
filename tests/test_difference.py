"""The same words with something exchanged are news; other words for the same are not."""

import pytest
from storywatch.transforms.claims.difference import exchanged
from storywatch.transforms.claims.extract import claims_of
from storywatch.transforms.rows import Article, Claim


def claim(text: str) -> Claim:
    return claims_of(Article("a", text, published="2024-05-06")).claims[0]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("EU agrees on 12th package of sanctions against Russia", "EU agrees on 13th package of sanctions against Russia"),
        ("Kenya sends 400 police officers to Haiti", "Kenya sends 600 police officers to Haiti"),
        ("Kenya sends 400 police officers to Haiti", "Jamaica sends 400 police officers to Haiti"),
        ("Russia fires missiles at Kyiv, killing five", "Russia fires missiles at Odesa, killing five"),
        ("Iran seizes tanker in Strait of Hormuz", "Iran seizes second tanker in Strait of Hormuz"),
        ("Norway sells two frigates to Chile", "Norway sells two submarines to Chile"),
        ("North Korea denies sending troops to Russia", "Russia denies North Korea sent troops"),
    ],
)
def test_another_number_actor_place_or_object(old: str, new: str) -> None:
    assert exchanged(claim(new), claim(old))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("EU agrees on 12th package of sanctions against Russia", "EU agrees 12th sanctions package on Russia"),
        ("Kenya sends 400 police officers to Haiti", "Kenya dispatches 400 officers to Haiti"),
        ("Russia fires missiles at Kyiv, killing five", "Five killed as Russian missiles hit Kyiv"),
        ("The visit of the senator came a day after the drones", "The arrival of the senator came a day after the drones"),
        ("Israel strikes Houthi port of Hodeidah", "Israeli jets hit Hodeidah port held by Houthis"),
    ],
)
def test_other_words_for_the_same(old: str, new: str) -> None:
    assert exchanged(claim(new), claim(old)) is None
