import pytest
from hypothesis import given
from hypothesis import strategies as st
from storywatch.transforms.claims.extract import claims_of
from storywatch.transforms.rows import Article, Figure


def figures(text: str) -> tuple[Figure, ...]:
    return tuple(f for c in claims_of(Article("a", text, published="2024-10-31", language="en")).claims for f in c.figures)


def measures(text: str) -> list[str]:
    return [f.measure for f in figures(text)]


@pytest.mark.parametrize(
    ("text", "low", "high", "counted"),
    [
        ("Several thousand soldiers are heading there.", 3000, 9000, "troops"),
        ("A small number of troops is there.", 2, 99, "troops"),
        ("between 11,000 and 12,000 soldiers", 11000, 12000, "troops"),
        ("10,000 to 12,000 men", 10000, 12000, "troops"),
        ("at least 30 soldiers were killed", 30, None, "killed"),
        ("no fewer than 3,000 troops", 3000, None, "troops"),
        ("3,000 or more soldiers", 3000, None, "troops"),
        ("up to 6,000 men", None, 6000, "troops"),
        ("fewer than 1,000 fighters", None, 1000, "troops"),
        ("five hundred marines", 500, 500, "troops"),
        ("1.5 million shells", 1_500_000, 1_500_000, "weapons"),
        ("ten F-35 jets", 10, 10, "aircraft"),
        ("an attack killed 11 people", 11, 11, "killed"),
        ("a couple of thousand troops", 2000, 3000, "troops"),
        ("about $12.7 million", 12_700_000, 12_700_000, "money"),
    ],
)
def test_reads_a_range_and_what_it_counts(text: str, low: float | None, high: float | None, counted: str) -> None:
    (figure,) = figures(text)
    assert (figure.low, figure.high, figure.counted) == (low, high, counted)


def test_each_of_two_figures_counts_its_own() -> None:
    found = figures("Some 300 soldiers were killed and 2,700 wounded.")
    assert [(f.low, f.counted) for f in found] == [(300, "killed"), (2700, "wounded")]


@pytest.mark.parametrize(
    "text",
    ["on 8 April 2025", "resolutions 1718, 1874 and 2270", "the 203rd Tank Battalion", "a 33-year-old woman", "B-52s landed",
     "at 3:30 a.m.", "in 2024 it began", "Leopard 2 tanks were sent", "It stands at Air Base 101", "540 kilometres to Poland",
     "by 21 votes to 14", "5 Mar 2011 14:30:12 +1100", "said Basim, 25, a bank employee", "Finland plans to send Leopard 2 tanks to Ukraine.", "Constable Samuel Mwangi, 26, died", "The team lost 3-1", "call 0800 555 112", "the 70-ton vehicles", "October 8 and 13"],
)  # fmt: skip
def test_dates_ages_and_names_are_no_figures(text: str) -> None:
    assert figures(text) == ()


@given(st.text(max_size=200))
def test_never_raises_and_low_is_at_most_high(text: str) -> None:
    for figure in figures(text):
        assert text[figure.start : figure.end] == figure.text
        assert figure.low is not None or figure.high is not None
        if figure.low is not None and figure.high is not None:
            assert figure.low <= figure.high


_WORDS = st.sampled_from(
    [
        "between",
        "and",
        "to",
        "at",
        "least",
        "up",
        "about",
        "10,000",
        "12",
        "3,000",
        "several",
        "thousand",
        "hundred",
        "two",
        "soldiers",
        "killed",
        "or",
        "more",
        ",",
        ".",
        "-",
        "%",
        "$",
        "a",
        "small",
        "number",
        "of",
    ]
)


@given(st.lists(_WORDS, max_size=12))
def test_never_raises_on_words_of_figures(words: list[str]) -> None:
    for figure in figures(" ".join(words)):
        assert figure.low is None or figure.high is None or figure.low <= figure.high


@pytest.mark.parametrize(
    "text",
    [
        "PARIS (AP) — Two fighter jets left Chad on Tuesday.",
        "WASHINGTON: Two fighter jets left Chad on Tuesday.",
        "The army said: “Two fighter jets left Chad on Tuesday.”",
    ],
)
def test_a_number_that_begins_the_sentence_behind_a_dateline_is_read(text: str) -> None:
    assert [(f.low, f.counted) for f in figures(text)] == [(2, "aircraft")]


def test_a_number_in_a_name_is_none() -> None:
    assert figures("Operation Thousand Swords began.") == ()
    assert figures("The exercise in Balta is called “Thousand Swords”.") == ()


def test_how_large_is_not_how_many() -> None:
    assert figures("The planes dropped 500-pound bombs after a two-hour flight.") == ()
    assert [f.low for f in figures("A 750-strong battalion and a 12-man team came.")] == [750, 12]


def test_one_who_speaks_is_not_counted() -> None:
    assert figures("One fighter in Balta, Mahmoud Othman, said that they would stay.") == ()


@pytest.mark.parametrize("text", ["The army arrested males over the age of 11.", "The pilot, aged 34, landed in Balta."])
def test_an_age_is_no_figure(text: str) -> None:
    assert figures(text) == ()


def test_the_dead_are_not_whose_those_are_who_killed_them() -> None:
    (figure,) = figures("Norwegian forces killed 90 protesters on Friday.")
    assert (figure.measure, figure.whose) == ("killed", None)


def test_targets_that_are_struck_are_counted() -> None:
    (figure,) = figures("US forces struck 85 targets in Iraq and Syria.")
    assert (figure.low, figure.what) == (85, "target")


def test_a_crowd_is_of_people() -> None:
    assert [f.counted for f in figures("The soldiers spoke to a crowd of about 10,000.")] == ["people"]


def test_a_ceiling_is_an_upper_bound() -> None:
    assert [(f.low, f.high) for f in figures("The council set the ceiling at 14,400 soldiers and 3,020 police.")] == [
        (None, 14400),
        (None, 3020),
    ]


@pytest.mark.parametrize("price", ["R2 billion", "Rs 500 crore", "₹20 million", "KSh 5 million"])
def test_the_price_of_soldiers_is_money(price: str) -> None:
    assert [f.counted for f in figures(f"The 3,000 soldiers are to stay at a price of {price}.")] == ["troops", "money"]


def test_what_befell_counted_people_stands_with_their_noun() -> None:
    (figure,) = figures("The number of soldiers killed since May has passed 900.")
    assert (figure.low, figure.measure) == (900, "killed")


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("The mission has 340 soldiers, down from more than 500.", ["total", "total"]),
        ("Six fighter jets will take over the mission on 1 December.", ["planned"]),
        ("Sixty-five of them were captured, not 200.", ["captured", "captured"]),
        ("The next course will be larger: 900 soldiers, ninety of them women.", ["planned", "planned"]),
        ("Rebels took two soldiers prisoner near Balta.", ["captured"]),
        ("One of 3 injured soldiers died.", ["killed", "wounded"]),
        ("Some 300 killed and 2,700 wounded were counted.", ["killed", "wounded"]),
        ("Norland posted the first 1,650 of the 10,000 soldiers promised for the border.", ["total", "planned"]),
        ("Qatar intercepted 13 of 14 missiles.", ["intercepted", "other"]),
        ("Of the 2,300 police sent to Balta, 85 were women.", ["total", "other"]),
        ("Norland promised 14 tanks and around thirty more howitzers.", ["planned", "increment"]),
        ("A hospital with 75 beds was set up.", ["total"]),
        ("The council set the ceiling at 14,400 soldiers and 3,020 police.", ["authorised", "authorised"]),
        (
            "Eighteen drones were shot down, Norland said, correcting the figure of sixteen given on Saturday.",
            ["intercepted", "intercepted"],
        ),
        ("The troops, thought to number about 11,000, are in Balta.", ["total"]),
        ("The bodies of three men lay at the entrance.", ["killed"]),
        ("The mayor expects 800 reservists due before the weekend.", ["planned"]),
        ("A destroyer carrying 31 evacuees reached Jeddah on Sunday.", ["arrived"]),
        ("Parliament set the ceiling of the mission at 400 soldiers.", ["authorised"]),
        ("Eighteen missiles were shot down, he said, correcting the figure of sixteen.", ["intercepted", "intercepted"]),
        ("The battalion, 338 men and women strong, took over the camp.", ["total"]),
        ("A camp for 8,000 fighters is being built.", ["planned"]),
        ("Strikes cost the battalion 35 people and three vehicles.", ["killed", "destroyed"]),
        ("A battalion of 400 soldiers is deployed near Balta.", ["total"]),
        ("The government freed 260 prisoners.", ["other"]),
        ("Thirty soldiers were joined by eighty marines at Balta on Monday.", ["total", "arrived"]),
    ],
)
def test_the_measure(text: str, measure: list[str]) -> None:
    assert [f.measure for f in figures("The soldiers of Norland are in Balta. " + text)] == measure


def test_killed_or_wounded_are_neither_the_dead_nor_the_wounded() -> None:
    (figure,) = figures("Around 4,000 soldiers were killed or wounded.")
    assert (figure.counted, figure.measure) == ("casualties", "other")


def test_a_range_in_words_and_a_change_from_one_number_to_another() -> None:
    assert [(f.low, f.high) for f in figures("Between four and five bombers are at the base.")] == [(4, 5)]
    assert [(f.low, f.high) for f in figures("Norland cuts its force from 2,200 soldiers to 600.")] == [(2200, 2200), (600, 600)]


def test_a_number_alone_counts_the_force_that_was_spoken_of() -> None:
    (figure,) = figures("Norland has sent additional soldiers to Balta. Papers speak of between 1,000 and 3,000.")
    assert (figure.low, figure.high, figure.what) == (1000, 3000, "soldier")
    first, others = figures("Three soldiers were killed near Balta. Three others were wounded.")
    assert (first.measure, others.measure) == ("killed", "wounded")


def test_an_age_behind_a_name_counts_nobody() -> None:
    assert [f.low for f in figures("Forty soldiers are in Balta. Samuel Mwangi, 26, died in Balta.")] == [40]


def test_some_of_them_are_of_those_named_last() -> None:
    (figure,) = figures("Soldiers of Norland are in Balta. The authority warned airlines of danger, and six of them stopped flying.")
    assert (figure.low, figure.what) == (6, "airline")


def test_a_people_is_named_as_it_is() -> None:
    (figure,) = figures("It estimates that nearly 12,000 North Koreans are in Russia.")
    assert (figure.what, figure.unit, figure.counted) == ("north korean", "North Koreans", "people")


def test_more_wounded_are_people_and_who_is_freed_is_no_loss() -> None:
    farmers, more = figures("Three farmers came to Balta. At least another 487 wounded were brought there.")
    assert (farmers.what, more.what, more.measure) == ("farmer", "people", "wounded")
    (freed,) = figures("The government released 110 political prisoners.")
    assert (freed.counted, freed.measure) == ("people", "other")


def test_parts_of_a_sum_are_no_range() -> None:
    found = figures("The ministry put its losses at 4,100 - 2,700 soldiers and 1,400 police officers.")
    assert [(f.low, f.high) for f in found if f.what in ("soldier", "police officer")] == [(2700, 2700), (1400, 1400)]
    (one,) = figures("Between the towns stand 2,000 - 3,000 soldiers.")
    assert (one.low, one.high) == (2000, 3000)


def test_members_of_a_council_are_no_troops_nor_is_a_people_a_weapon() -> None:
    (council,) = figures("He belongs to the 15-strong governing council of the province.")
    (garrison,) = figures("They are guarded by a 15-strong garrison.")
    assert (council.counted, garrison.counted) == ("people", "troops")
    (faithful,) = figures("Some 300 Christians prayed in the square.")
    assert faithful.counted == "people"


def test_those_who_speak_are_not_counted_nor_is_what_stands_before() -> None:
    assert [f.what for f in figures("Police said he was among dozens who crossed the line.")] == ["people"]
    assert not any(f.what == "group" for f in figures("The people were brave, the group said, but more than 700 had died."))


def test_a_group_is_of_soldiers_only_where_a_force_is_spoken_of_and_inhabitants_are_people() -> None:
    assert figures("Terrified residents are going out in groups of 20 or 30 to fetch bread.") == ()
    assert [f.counted for f in figures("The army sent a group of 20 to the front.")] == ["troops"]
    assert [f.counted for f in figures("Deserters hold Rastan, a town of 40,000, in central Syria.")] == ["people"]
    assert [f.counted for f in figures("At least 1,000 deserters have fought for the town.")] == ["troops"]


def test_of_them_who_died_are_people_and_who_says_so_is_not_them() -> None:
    text = "According to the intelligence agency, as many as 300 of them had died and 2,700 had been injured."
    assert [(f.text, f.counted) for f in figures(text)] == [("as many as 300", "killed"), ("2,700", "wounded")]
    assert [e.object for c in claims_of(Article("a", text, published="2024-10-31")).claims for e in c.events if e.type == "kill"] == [
        "them"
    ]


def test_how_many_there_once_were_is_no_total() -> None:
    assert [f.measure for f in figures("France, which once had 5,500 soldiers in the Sahel, closed its last base on Thursday.")] == [
        "other"
    ]
    assert [f.measure for f in figures("France has 5,500 soldiers in the Sahel.")] == ["total"]


@pytest.mark.parametrize("text", ["At most 1,000 Wagner fighters are left in Belarus.", "At least 1,000 Norwegian soldiers are in Balta."])
def test_a_limit_at_the_beginning_counts_the_noun_behind_it(text: str) -> None:
    (told,) = claims_of(Article("a", text, published="2024-05-06", language="en")).claims[0].figures
    assert (told.counted, told.measure) == ("troops", "total")


def test_members_of_a_force_are_troops_and_what_is_voted_for_is_authorised() -> None:
    (force,) = figures("The council voted on Tuesday to turn the mission into a Stabilisation Force of up to 900 members.")
    assert (force.counted, force.measure) == ("troops", "authorised")
    (council,) = figures("A council of 15 members met on Friday.")
    assert council.counted == "people"


def test_a_number_that_is_passed_is_how_many_there_are() -> None:
    told = figures("The raid wounded 27 soldiers, bringing casualties above 3,000.")
    assert [(f.low, f.counted) for f in told] == [(27, "wounded"), (3000, "casualties")]
    (toll,) = figures("The strike pushed the death toll beyond 500.")
    assert (toll.low, toll.high, toll.counted) == (500, None, "killed")
    assert figures("They flew the troops over 20 kilometres into Balta.") == ()


def test_a_number_without_a_noun_behind_a_lawmaker_is_no_vote() -> None:
    told = figures("A lawmaker said at least 100 soldiers have died and close to 1,000 have been wounded.")
    assert [(f.low, f.counted) for f in told] == [(100, "killed"), (1000, "wounded")]
    assert figures("Parliament passed the law by 133 votes to 12.") == ()


def test_a_target_of_a_force_is_planned() -> None:
    (target,) = figures("Kenya will send more police so that the force can reach its 2,500 target.")
    assert (target.counted, target.measure) == ("troops", "planned")


def test_so_many_in_each_group_and_numbers_that_nobody_is_are_no_figures() -> None:
    assert figures("Soldiers in groups of five patrolled the streets overnight.") == ()
    before = "The ministry sent 300 soldiers to Balta on Monday. "
    assert [f.low for f in figures(before + "Text your comments to 61124.")] == [300]
    assert [f.low for f in figures(before + "About 200 arrived on Tuesday.")] == [300, 200]


def test_the_wounded_beside_the_dead_are_people() -> None:
    told = figures("Doctors said they had received 20 dead and 87 wounded over the last two days.")
    assert [(f.low, f.what, f.counted) for f in told] == [(20, "dead", "killed"), (87, "people", "wounded")]


def test_models_promised_police_and_a_number_that_names_an_aircraft() -> None:
    (tanks,) = figures("Germany will deliver two Leopard 2A6 to Ukraine in March.")
    assert (tanks.low, tanks.counted, tanks.measure) == (2, "weapons", "planned")
    there, promised = figures("Around 2,000 of the 3,500 promised police have arrived.")
    assert (there.measure, promised.measure) == ("arrived", "planned")
    assert figures("The 777 aircraft was flying from Amsterdam to Kuala Lumpur.") == ()
    (doubled,) = figures("Poland has doubled its contingent in Latvia to 400.")
    assert (doubled.low, doubled.measure) == (400, "total")


def test_those_who_are_missing_are_of_those_told_in_the_same_sentence_or_people() -> None:
    killed, missing = figures("Ten soldiers were killed and four are missing.")
    assert (missing.what, missing.measure) == ("soldier", "missing") and killed.measure == "killed"
    *_, alone = figures("Three officers met him. Until now three have been martyred, and 27 are missing.")
    assert (alone.low, alone.what, alone.measure) == (27, "people", "missing")


def test_what_may_have_been_hit_is_no_plan() -> None:
    assert measures("They agreed only on the unverified claim that two helicopters had been hit by ground fire.") == ["other"]


def test_one_of_so_many_is_no_number_of_its_own() -> None:
    assert [f.text for f in figures("He was one of 13 men killed in fighting.")] == ["13"]


def test_what_a_hyphen_joins_says_which_weapon() -> None:
    assert [f.what for f in figures("Norland sent four medium-range air-defence systems.")] == ["medium-range air-defence system"]


def test_all_of_a_list_were_killed_and_those_of_whom_something_is_told_are_the_soldiers() -> None:
    text = "He said nine policemen, seven soldiers, 89 Taliban fighters were killed across the country."
    assert measures(text) == ["killed"] * 3
    assert [f.what for f in figures("They sent in tanks and soldiers, dozens of whom have been wounded.")] == ["soldier"]


def test_a_number_alone_behind_the_dead_is_of_people() -> None:
    assert [f.counted for f in figures("Two people have been killed and 22 inured after two explosions.")][:2] == ["killed", "people"]


def test_military_reasons_are_no_troops() -> None:
    assert not figures("They cited several robust military, economic and political reasons.")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Some 30 people, including four American soldiers, have died since.", ["killed", "killed"]),
        ("The attacks killed 40 people, including four soldiers.", ["killed", "killed"]),
        ("Twenty people, including 11 policemen, were wounded.", ["wounded", "wounded"]),
        ("A force of 500 soldiers, including 100 engineers, arrived in Balta.", ["arrived", "arrived"]),
        ("Norland has 5,000 soldiers in Sundria, including 300 instructors.", ["total", "total"]),
    ],
)
def test_a_part_that_is_included_has_the_measure_of_the_whole(text: str, told: list[str]) -> None:
    assert measures(text) == told


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("Last week 12 soldiers were killed in Balta.", "12"),
        ("This week 12 soldiers were killed.", "12"),
        ("In May 40 tanks were delivered.", "40"),
        ("In March 300 soldiers arrived in Balta.", "300"),
    ],
)
def test_a_number_behind_a_time_belongs_to_the_noun_that_it_is_parsed_with(sentence: str, text: str) -> None:
    assert [f.text for f in figures(sentence)] == [text]


def test_the_number_of_a_week_or_a_day_counts_nothing() -> None:
    assert not figures("In week 12 soldiers were still in Balta.") and not figures("On day 12 soldiers arrived in Balta.")
