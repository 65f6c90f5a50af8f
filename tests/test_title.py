"""What a story is called."""

from storywatch.transforms.claims.analysis import analyse
from storywatch.transforms.claims.names import names, terms
from storywatch.transforms.stories.title import LENGTH, shortened, story_title


def row(title: str, text: str = "") -> dict[str, object]:
    (sentence,) = analyse([title])
    return {"title": title, "lead_terms": terms(sentence, names(sentence)), "text": text}


def test_a_title_says_whose_force_and_where() -> None:
    told = story_title([row("Greek frigate Hydra sails for Red Sea"), row("Frigate Hydra shoots down drone in Red Sea"),
                        row("Greece: frigate Hydra leaves the Red Sea")])  # fmt: skip
    assert told == "Greece: frigate Hydra – Red Sea"


def test_a_title_follows_the_story() -> None:
    first = row("Minister speaks to farmers about 30 tanks for Ukraine")
    later = [row("Czech T-72 tanks for Ukraine"), row("Czech T-72 tanks arrive in Ukraine"), row("More Czech T-72 tanks for Ukraine")]
    assert story_title([first, *later]).startswith(("Ukraine, Czech Republic: T-72 tanks", "Czech Republic, Ukraine: T-72 tanks"))


def test_without_a_force_it_is_the_headline_that_shares_most() -> None:
    assert story_title([row("Fire in the old mill"), row("Mill fire: old mill lost"), row("Cheese")]) in (
        "Fire in the old mill",
        "Mill fire: old mill lost",
    )


def test_nothing_is_cut_inside_a_word() -> None:
    long = "word " * 40
    assert shortened(long).endswith("word…") and len(shortened(long)) <= LENGTH + 1
    assert story_title([{"title": None, "lead_terms": [], "text": long}]) == shortened(long)


def test_titles_of_people_and_parts_of_names_are_no_places() -> None:
    def found(text: str) -> set[str]:
        sentence = analyse([text])[0]
        return set(terms(sentence, names(sentence)))

    told = found("Kenyan President William Ruto told the UN General Assembly on Thursday that the mission would reach 2,500 officers.")
    assert {"c:kenya", "p:ruto", "o:un"} <= told and not {"g:president", "g:general", "g:assembly"} & told
    # whose mission it is, though the name is one of its own; and a force's name is no place beside
    told = found("The council voted to turn the Kenya-led mission in Haiti into a Gang Suppression Force of 5,550 members.")
    assert {"c:kenya", "c:haiti", "f:gang suppression"} <= told and not {"g:gang", "g:suppression", "g:force"} & told
