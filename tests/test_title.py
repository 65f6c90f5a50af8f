"""What a story is called."""

from storywatch.transforms.claims.names import names, terms
from storywatch.transforms.claims.parsing import analyse
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
    assert story_title([first, *later]) == "Czech Republic: T-72 tanks – Ukraine"


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


def told(title: str, *terms: str) -> dict[str, object]:
    return {"title": title, "lead_terms": list(terms), "text": ""}


def test_what_a_third_of_the_articles_begin_with_belongs_to_the_title() -> None:
    rows = [told("Frigate Hydra sails", "c:greece", "w:frigate", "f:hydra") for _ in range(7)]
    rows += [told("Frigate Hydra sails to Malta", "c:greece", "c:malta", "w:frigate", "f:hydra") for _ in range(3)]
    assert story_title(rows) == "Greece: Frigate Hydra – Malta"
    assert story_title([*rows, told("Frigate Hydra", "c:greece", "w:frigate")]) == "Greece: Frigate Hydra"


def test_a_name_alone_is_no_word_for_a_force() -> None:
    rows = [told(f"Minister {name} speaks", "c:greece", "w:minister", "g:tank") for name in ("Ana", "Jon", "Ada")]
    assert story_title(rows) in {f"Minister {name} speaks" for name in ("Ana", "Jon", "Ada")}


def test_three_countries_and_two_places_are_named_the_commonest_first() -> None:
    countries = ("c:chad", "c:france", "c:mali", "c:niger")
    places = ("g:abidjan", "g:bamako", "g:gao")
    line = "Soldiers in Gao, in Bamako and in Abidjan"
    rows = [
        told(line, "w:soldier", "c:niger", "g:gao"),
        told(line, "w:soldier", *countries, *places),
        told(line, "w:soldier", *countries, *places),
    ]
    assert story_title(rows) == "Niger, Chad, France: Soldiers – Gao, Abidjan"


def test_a_place_is_no_part_of_another_name() -> None:
    line = "Frigate Hydra in the Red Sea, in Sea and in Hydra"
    assert (
        story_title([told(line, "c:greece", "w:frigate", "f:hydra", "g:red sea", "g:sea", "g:hydra")]) == "Greece: Frigate Hydra – Red Sea"
    )
    # a name that stands nowhere as a place stands is none
    assert story_title([told("Hydra meets Holm", "c:greece", "f:hydra", "g:holm")]) == "Greece: Hydra"


def test_a_force_is_called_as_the_headlines_call_it() -> None:
    assert story_title([told("F-16 jets for Ukraine", "c:ukraine", "w:jet", "f:f-16")]) == "Ukraine: F-16 jets"
    assert story_title([told("Jets F-16", "c:ukraine", "w:jet", "f:f-16")]) == "Ukraine: Jets F-16"
    # the word that stands at the name, though another is as common
    rows = [told("Soldiers and F-16 jets", "c:ukraine", "w:jet", "w:soldier", "f:f-16")]
    assert story_title(rows) == "Ukraine: F-16 jets"
    # in another language the kind of force is not named
    assert story_title([told("Військові", "c:ukraine", "w:ship")]) == "Ukraine: ships"
    assert (
        story_title([told("Поліція", "c:ukraine", "w:police")]) == "Ukraine: police"
        and story_title([told("Літаки", "c:trinidad and tobago", "w:aircraft")]) == "Trinidad and Tobago: aircraft"
    )


def test_words_of_forces_are_counted_among_the_articles_that_have_them() -> None:
    abroad = [told(f"Военные {n}", "c:russia", "c:north korea") for n in range(9)]
    assert (
        story_title([*abroad, told("Soldiers of North Korea in Russia", "c:russia", "c:north korea", "w:soldier")])
        == "North Korea: Soldiers – Russia"
    )
    assert story_title([told("Nothing here"), told("Frigate", "c:greece", "w:frigate")]) == "Greece: Frigate"


def test_a_headline_of_just_the_length_is_whole_and_names_of_the_text_are_looked_up_at_its_head() -> None:
    exact = "x" * LENGTH
    assert LENGTH == 110 and shortened(exact) == exact and shortened(exact + "x") == exact + "…"
    assert shortened("a  b\n c") == "a b c" and shortened("word, " * 30).endswith("word…")
    near, far = ({"title": None, "lead_terms": ["c:greece", "w:ship", "g:corfu"], "text": f"Ships {'a' * n} in Corfu"} for n in (380, 400))
    assert story_title([near]).endswith("– Corfu") and not story_title([far]).endswith("Corfu")


def test_of_headlines_without_a_force_the_one_that_shares_most_is_taken_the_first_of_equals() -> None:
    rows = [told("Cheese", "w:cheese"), told("Old mill on fire", "w:mill", "w:fire"), told("Mill on fire", "w:mill", "w:fire")]
    assert story_title(rows) == "Old mill on fire" and story_title([rows[0], rows[2], rows[1]]) == "Mill on fire"


def test_a_country_is_a_place_where_it_stands_as_one() -> None:
    rows = [
        told(line, "c:haiti", "c:kenya", "w:officer") for line in ("Kenyan police officers leave for Haiti", "Police officers in Haiti")
    ]
    assert story_title(rows) == "Kenya: police officers – Haiti"
    # where another's force is named the host need not be named as a place most often
    rows += [told(line, "c:haiti", "c:kenya", "w:officer") for line in ("Haiti's president on officers", "Haitian court", "Haiti waits")]
    assert story_title(rows) == "Kenya: police officers – Haiti"
    # where none is named it has to be
    rows = [told(line, "c:haiti", "c:kenya", "w:officer") for line in ("Officers in Haiti", "Haiti's officers", "Haiti and Kenya")]
    assert story_title(rows) == "Haiti, Kenya: Officers"


def test_of_two_words_for_a_force_the_earlier_is_the_title() -> None:
    assert story_title([told("Patrol ship at cable, tanker held", "c:estonia", "w:ship", "w:tanker")]) == "Estonia: ship"


def test_an_ocean_is_no_country_and_abbreviations_stay() -> None:
    (sentence,) = analyse(["Six bombers are in the Indian Ocean."])
    assert "c:india" not in terms(sentence, names(sentence))
    assert story_title([told("Soldiers sent", "c:dr congo", "w:soldier")]) == "DR Congo: Soldiers"
