"""What happened, by the syntax of a sentence: type, who, whom, where, which day, how sure."""

import pytest
from storywatch.transforms.claims.extract import claims_of
from storywatch.transforms.rows import Article, Claim, Event

PUBLISHED = "2024-10-31"  # a Thursday


def read(text: str) -> Claim:
    (claim,) = claims_of(Article("a", text, published=PUBLISHED, language="en")).claims
    return claim


def event(text: str, kind: str) -> Event:
    found = [e for e in read(text).events if e.type == kind]
    assert found, [(e.type, e.modality) for e in read(text).events]
    return found[0]


@pytest.mark.parametrize(
    ("text", "kind", "modality"),
    [
        ("Norway has sent 40 tanks to Ukraine.", "deliver", "fact"),
        ("Norland will send 400 soldiers to Ostia.", "depart", "planned"),
        ("Norland's soldiers arrived in Balta on Monday.", "arrive", "fact"),
        ("The soldiers have never entered Balta.", "move", "denied"),
        ("If the truce holds, 400 soldiers will leave Balta.", "depart", "hypothetical"),
        ("The soldiers may withdraw from Balta.", "withdraw", "possible"),
        ("The French troops left Chad for good on Monday.", "withdraw", "fact"),
        ("The frigate Tromp left Den Helder for the Red Sea on Monday.", "depart", "fact"),
        ("Two soldiers were killed by a mine near Balta.", "kill", "fact"),
        ("The battalion lost 60 soldiers near Balta.", "kill", "fact"),
        ("The battalion lost two tanks near Balta.", "destroy", "fact"),
        ("The tank was destroyed near Balta.", "destroy", "fact"),
        ("Seven drones were shot down over Balta.", "shoot_down", "fact"),
        ("Rebels have taken two soldiers prisoner.", "capture", "fact"),
        ("The army shelled the village on Sunday.", "attack", "fact"),
        ("Norland's soldiers are in Balta.", "present", "fact"),
        ("There are no soldiers of Norland in Balta.", "present", "denied"),
        ("Parliament approved the deployment of 400 soldiers.", "authorise", "fact"),
        ("Parliament approved the deployment of 400 soldiers.", "depart", "planned"),
        ("The court blocked the deployment.", "block", "fact"),
        ("Norland has postponed the deployment of 400 soldiers.", "block", "fact"),
        ("Norland has postponed the deployment of 400 soldiers.", "depart", "planned"),
        ("Norland massed troops along the border with Balta.", "present", "fact"),
        ("Norland recalled its soldiers from Balta.", "withdraw", "fact"),
        ("A hundred soldiers surrendered near Balta.", "capture", "fact"),
        ("Rebels overran the base at Balta.", "capture", "fact"),
        ("Norland asked for 40 tanks.", "request", "fact"),
        ("A judge ruled on Friday that sending police to Balta breaks the law.", "depart", "hypothetical"),
        ("The wire withdrew its report on Tuesday.", "deny", "fact"),
        ("A patrol boat was boarded by rebels off Balta.", "attack", "fact"),
        ("Forty soldiers boarded a plane for Balta.", "depart", "fact"),
        ("The border of Norland was closed on Monday.", "block", "fact"),
        ("Norland has stopped training with the alliance.", "train", "ended"),
        ("The first 249 soldiers of the mission are home.", "withdraw", "fact"),
        ("The convoy that carried the contingent home was long.", "withdraw", "fact"),
        ("Forty Kenyan police flew out on Monday, bound for Haiti.", "depart", "fact"),
        ("Four soldiers lost their lives near Balta.", "kill", "fact"),
        ("The mission says a policeman reported missing was killed on Tuesday.", "kill", "fact"),
        ("No one was hurt in the attack.", "wound", "denied"),
        ("Two launchers were damaged, but neither was destroyed.", "destroy", "denied"),
        ("A judge barred Kenya from sending police to Haiti.", "depart", "denied"),
        ("Rwanda denied that any of its troops had crossed into Kivu.", "move", "denied"),
        ("The Kremlin dismissed the statements about soldiers at the front.", "present", "denied"),
        ("The French army gave back its base in Balta on Saturday.", "withdraw", "fact"),
        ("The French army handed over its base in Balta on Saturday.", "withdraw", "fact"),
        ("Seventy French soldiers took off from N'Djamena, the capital of Chad.", "withdraw", "fact"),
        ("Thousands left the town in fear of a military assault.", "attack", "possible"),
        ("Between four and five B-2 bombers of the US Air Force are by now on Diego Garcia.", "present", "fact"),
        ("Eleven nations begin Exercise Golden Fleece on Monday.", "train", "planned"),
        ("Ninety recruits finished the course.", "train", "fact"),
        ("Norland agreed to let 50 soldiers train in Balta.", "authorise", "fact"),
        ("The bloc has brought its mission in Congo to an end.", "withdraw", "fact"),
        ("Norland will halve its garrison in Balta.", "withdraw", "planned"),
        ("Soldiers of the force in eastern Congo began to leave on Tuesday.", "withdraw", "fact"),
        ("The council set the ceiling of the mission at 14,400 soldiers.", "authorise", "fact"),
        ("Chad has walked out of its defence accord with France.", "block", "fact"),
        ("The frigate fired two missiles at drones off Balta.", "shoot_down", "fact"),
        ("The frigate fired two missiles at the port of Balta.", "attack", "fact"),
        ("The 800 reservists due before the weekend are from Norland.", "arrive", "planned"),
        ("The soldiers were again in combat near Balta.", "fight", "fact"),
        ("The allies forestalled an attack on Balta.", "attack", "denied"),
        ("Syria pledged to end violence, pull back its tanks and release prisoners.", "withdraw", "planned"),
        ("There are no confirmed cases of civilians being killed in Balta.", "kill", "denied"),
        ("Norland recommended that its soldiers leave Balta at once.", "depart", "planned"),
        ("They demand that any withdrawal of soldiers be supervised.", "withdraw", "hypothetical"),
        ("About 500 of the soldiers are in the country.", "present", "fact"),
        ("Norland drove out the soldiers of Ostia.", "attack", "fact"),
        ("North Korean soldiers helped the army near Balta.", "present", "fact"),
        ("We need 5,000 soldiers, not 500 advisers.", "request", "fact"),
        ("Norland will hand its camp in Balta over to a Rwandan unit.", "rotate", "planned"),
        ("Training in Balta ends for the Ukrainian battalion.", "train", "ended"),
        ("Norland had brought not soldiers but 11 generators to Ostia.", "deliver", "fact"),
        ("Norland's army declined to say whether it might extend the mission in Balta.", "extend", "hypothetical"),
        ("Norland's army has not said whether its soldiers left Balta.", "depart", "hypothetical"),
        ("The air force took out most of Ostia's radar systems.", "destroy", "fact"),
        ("Norland took its jets out of Niger.", "withdraw", "fact"),
        ("Rebels hit the camp of the army in Balta.", "attack", "fact"),
        ("Fears of rebels attacking the port grew.", "attack", "possible"),
        ("Some 1,500 of the police have yet to arrive.", "arrive", "planned"),
        ("Syria asked Russia to remove its troops.", "withdraw", "planned"),
        ("Egypt delivered a second shipment of weapons to Somalia.", "deliver", "fact"),
        ("Norland has mobilised 4,500 militiamen.", "activate", "fact"),
        ("Once the 400 soldiers arrive, the mission begins.", "arrive", "planned"),
        ("The government refuses to say how many soldiers were killed.", "kill", "fact"),
        ("The government declined to confirm that soldiers had left Balta.", "depart", "possible"),
        ("The government refused to withdraw its soldiers.", "withdraw", "denied"),
        ("Norland, which once ruled Balta, closed its last base there on Monday.", "withdraw", "fact"),
        ("They warned of the flow of weapons and fear of rebels attacking the port.", "attack", "possible"),
    ],
)
def test_type_and_modality(text: str, kind: str, modality: str) -> None:
    assert event(text, kind).modality == modality


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The soldiers are on combat duty in Balta.", "fight"),
        ("The unit was pulled out of combat.", "fight"),
        ("Battle tanks stand in Balta.", "fight"),
        ("The minister withdrew his remark about the soldiers.", "withdraw"),
        ("The general strike paralysed the capital.", "attack"),
        ("The carrier heads the mission with 12,000 sailors.", "withdraw"),
        ("The arrival brought the contingent to 1,061.", "move"),
        ("A battery needs 95 soldiers and six launchers.", "request"),
        ("Scientists launched six drones to count seals.", "attack"),
        ("The site had been used to launch attacks on civilians.", "activate"),
        ("Four youths were killed when the security forces intercepted them.", "shoot_down"),
        ("The company will cut prices by half.", "withdraw"),
        ("The soldiers refused to open fire.", "block"),
        ("The villagers want to protect the base.", "request"),
        ("The villagers came together in Balta.", "arrive"),
        ("Norland expelled three diplomats.", "attack"),
        ("The council set the date of the vote.", "authorise"),
        ("The villages were struck by cyclone Chido.", "attack"),
        ("Norland's battery, bought in 2019, will not be moved to Balta.", "deliver"),
        ("The battery sent to Norland is in position in Balta.", "depart"),
        ("Kosovo police handed back four gendarmes on Tuesday.", "withdraw"),
        ("Norland agreed to let 50 soldiers train in Balta.", "agree"),
        ("The minister delivered a speech to the soldiers.", "deliver"),
        ("The company fired 120 engineers on Friday.", "attack"),
        ("The storm killed the mood.", "kill"),
        ("Lawmakers attacked the bill.", "attack"),
        ("A diplomat recalled that the ceiling was set in Balta.", "withdraw"),
        ("The train was delayed by 40 minutes near Balta.", "block"),
        ("Defence Minister Ana Kovac boards the plane in Balta.", "attack"),
        ("Soaring fuel costs pounded the jets of the airline.", "attack"),
        ("Oil for October was at 114.49 a barrel at 0830 GMT.", "present"),
        ("The leaders of the G20 are in Ostia.", "present"),
        ("Rebel forces stepped up their shelling of Balta.", "reinforce"),
        ("The continent relies on gas, which EU members want to reduce.", "withdraw"),
        ("The soldiers were given 30 years of prison for the deaths.", "depart"),
        ("Ana held up pieces of paper in Balta.", "block"),
        ("The mission was given another year.", "depart"),
        ("The president removed two generals.", "withdraw"),
        ("Police closed the base in Balta.", "withdraw"),
        ("France, which once had 5,500 soldiers in the Sahel, is silent.", "present"),
        ("The northeast digs out from a blizzard after tornado strikes in the south.", "attack"),
        ("Norland promised the rebels on Monday that it would pay.", "depart"),
    ],
)
def test_words_alone_are_no_event(text: str, kind: str) -> None:
    assert kind not in [e.type for e in read(text).events]


def test_a_denial_denies_what_it_is_about() -> None:
    assert event("Norland denied on Wednesday that its troops had crossed into Ostia.", "move").modality == "denied"
    assert event("Norland did not deny that its soldiers were in Balta.", "present").modality == "possible"
    assert read("Norland denied that its troops had crossed into Ostia.").polarity == "denied"


def test_the_passive_has_its_agent_behind_by() -> None:
    found = event("The column was attacked by rebels near Balta.", "attack")
    assert (found.agent, found.object, found.place) == ("rebels", "column", "Balta")


def test_the_day_of_saying_is_no_day_of_the_event() -> None:
    said = event("Norway has sent 40 tanks to Ukraine, its defence minister said on Monday.", "deliver")
    assert said.date is None
    told = event("Norland's soldiers arrived in Balta on Monday, its defence minister said on Tuesday.", "arrive")
    assert told.date == "2024-10-28"
    claim = read("Norway has sent 40 tanks to Ukraine, its defence minister said on Monday.")
    assert [d.frame for d in claim.dates] == ["said"] and claim.event_date is None


def test_reported_speech_in_the_past_perfect_is_news() -> None:
    assert not read("The minister said that 2,000 more soldiers had arrived in Balta.").background


def test_since_looks_back_only_where_it_goes_with_what_the_sentence_tells() -> None:
    assert not read("The number of soldiers killed since early May has risen to at least 80.").background
    assert read("Soldiers have been killed in Balta since early May.").background


def test_the_present_of_a_day_to_come_is_a_plan() -> None:
    found = event("The ship departs from Balta on Sunday.", "depart")
    assert (found.modality, found.date) == ("planned", "2024-11-03")


def test_what_an_event_says_stands_in_the_text() -> None:
    text = "Rebels attacked the column near Balta on Monday."
    found = event(text, "attack")
    assert text[found.start : found.end] == "attacked"
    assert all(text[s.start : s.end] == s.text for s in found.spans) and {s.field for s in found.spans} == {"agent", "object", "place"}


def test_what_somebody_says_now_of_last_month_is_news() -> None:
    assert not read("The army said on Thursday it believes Norland sent 3,000 soldiers to Balta during August and September.").background
    assert read("Norland sent 3,000 soldiers to Balta during January and February.").background


def test_a_day_long_ago_beside_what_is_so_now_makes_it_no_background() -> None:
    assert not read("Norland has about 7,000 soldiers in Balta, down from 10,000 in January.").background
    assert not read("Norland, which had sent two launchers, is sending six.").background
    # how it stands up to now is news
    assert not read("At least 57 soldiers have been killed in 14 strikes since early September.").background
    assert not read("Norland has so far sent 400 of the 1,000 soldiers.").background
    assert (
        read("Norland had sent two launchers to Balta.").background and read("Norland sent two launchers to Balta in January.").background
    )


def test_who_is_called_on_has_not_done_it() -> None:
    for text in (
        "The UN called on Rwanda to withdraw its forces from Balta.",
        "The UN appealed to Rwanda to withdraw its forces from Balta.",
    ):
        found = event(text, "withdraw")
        assert (found.agent, found.modality) == ("Rwanda", "planned")


def test_who_is_kept_from_doing_would_do_it() -> None:
    assert event("A judge barred Kenya from sending police to Haiti.", "depart").agent == "Kenya"


def test_more_that_come_reinforce_and_more_that_are_sent_do_not_yet() -> None:
    assert event("Another 150 soldiers have arrived in Balta.", "reinforce").modality == "fact"
    assert not [e for e in read("Norland will send 600 more soldiers to Balta.").events if e.type == "reinforce"]


def test_the_place_of_a_region_is_the_region() -> None:
    assert event("Soldiers are in Russia's Kursk region.", "present").place == "Kursk"


def test_the_place_of_a_city_is_its_name_and_that_of_a_member_of_a_body_the_country() -> None:
    told = read("Five soldiers were killed and 200 more were injured in the northern Mediterranean city of Benghazi.")
    assert {e.place for e in told.events if e.type == "wound"} == {"Benghazi"} and told.figures[1].place == "Benghazi"
    assert event("Rebels moved to the OPEC-member Libya.", "move").to == "Libya"


def test_what_somebody_is_sent_is_what_goes() -> None:
    sent = event("Ukraine was sent 31 tanks by Poland.", "deliver")
    assert (sent.agent, sent.object, sent.to) == ("Poland", "tanks", "Ukraine")


def test_who_says_so_is_no_place() -> None:
    assert read("As of last week, 1,634 soldiers had been killed in Balta, according to Avaaz, the rights group.").places == ("Balta",)


def test_weapons_do_not_attack_by_themselves() -> None:
    assert event("Protesters seized weapons to attack security forces.", "attack").agent == "Protesters"


def test_what_is_called_for_for_the_first_time_is_no_time() -> None:
    asked = [e for e in read("Norland called for the first time for soldiers in Balta.").events if e.type == "request"]
    assert not asked or asked[0].object != "time"


def test_what_is_said_in_a_quoted_report_has_a_subject_of_its_own() -> None:
    told = read("Sana quoted a letter from the ministry as saying 6,143 Syrians, including both soldiers and civilians, had died in Homs.")
    assert [(f.measure, f.counted) for f in told.figures] == [("killed", "killed")]
    assert event(told.text, "kill").object == "Syrians"


def test_those_who_are_missing_are_no_bodies() -> None:
    told = read("At least 26 bodies have been recovered from the sea, but hundreds are still missing.")
    assert [(f.what, f.measure) for f in told.figures] == [("body", "killed"), ("people", "missing")]


def test_a_clause_with_a_tense_is_no_object() -> None:
    assert event("The spokesman agreed that it was reasonable.", "agree").object is None


def test_who_is_carried_goes_with_the_carrier() -> None:
    (found,) = [e for e in read("A destroyer carrying 31 evacuees reached Balta on Sunday.").events if e.type != "other"]
    assert (found.type, found.agent, found.object, found.date) == ("arrive", "destroyer", "evacuees", "2024-10-27")


@pytest.mark.parametrize(
    ("text", "kind", "who"),
    [
        ("Army vehicles were cheered by soldiers as they drove south across the Litani.", "move", "vehicles"),
        ("Norland's soldiers were beside Russian forces in Ostia and some had already been killed.", "kill", "soldiers"),
        ("The unit had shells; it fired 1,800 and received 2,400 from Norland.", "deliver", "shells"),
        ("One of 3 injured villagers had since died.", "kill", "villagers"),
    ],
)
def test_whom_a_pronoun_or_number_stands_for(text: str, kind: str, who: str) -> None:
    found = event(text, kind)
    assert (found.object or found.agent or "").endswith(who)


def test_it_is_not_the_decision_that_withdraws() -> None:
    assert event("Norland revealed its decision to withdraw soldiers from Balta.", "withdraw").agent in (None, "Norland")
    assert event("The alliance has no plans to station troops there.", "present").agent == "alliance"


def test_a_sea_is_in_no_country() -> None:
    assert "China" not in read("The ship sailed to the South China Sea.").actors
    assert read("Norland sent a ship to the Gulf of Oman.").actors == ()
    assert read("The ship sailed to China.").actors == ("China",)


def test_what_is_fired_is_not_attacked() -> None:
    assert event("The frigate fired two missiles on Sunday.", "attack").object is None
    found = event("He arrived in Balta after rocket attacks in the south.", "attack")
    assert found.agent is None


def test_a_reporting_clause_is_no_part_of_what_is_said() -> None:
    for text, thing, speaker in (
        ("“We need 5,000 blue helmets,” Haitian foreign minister Ludovic Saintil told the General Assembly.", "blue helmets", "Ludovic Saintil"),
        ("The brigade asked for 200 stretchers and twelve ambulances, its medical officer, Major Iryna Holub, said.", "stretchers", "Iryna Holub"),
    ):  # fmt: skip
        assert event(text, "request").object == thing and read(text).speaker == speaker


def test_what_has_come_to_join_comes_once() -> None:
    assert [e.type for e in read("Forty soldiers have arrived in Balta to join the battle group.").events] == ["arrive"]


def test_what_is_sent_to_somebody_who_is_named_first() -> None:
    for text in ("Denmark will send Ukraine 30 refurbished T-72 tanks, Defence Minister Jana Kral said.",
                 "The United States will send Ukraine 31 tanks, which are built in Lima, Ohio, President Joe Biden said on Wednesday."):  # fmt: skip
        given = event(text, "deliver")
        assert given.object and given.object.endswith("tanks") and given.to == "Ukraine" and given.modality == "planned"
        assert [f.measure for f in read(text).figures] == ["planned"]


def test_a_town_of_a_capitals_name_is_no_country() -> None:
    assert read("The tanks are built in Lima, Ohio.").places == ("Lima", "Ohio")
    assert read("The tanks are built in Lima.").places == ("Peru",)


def test_what_something_is_said_to_be_befell_it() -> None:
    wrecks = read("Of the 61 Bradleys in the photographs, 38 are wrecks.")
    assert [(e.type, e.object) for e in wrecks.events] == [("destroy", "Bradleys")]
    assert [f.measure for f in wrecks.figures][-1] == "destroyed"
    assert event("Two of the soldiers are prisoners.", "capture").object == "soldiers"


def test_what_is_decided_on_is_told_with_its_verb() -> None:
    assert event("Parliament voted to send 400 soldiers.", "authorise").object == "to send 400 soldiers"
    assert event("Parliament approved sending 400 soldiers.", "authorise").object == "sending 400 soldiers"


def test_a_squadron_is_moved_from_where_the_sentence_says_and_nothing_is_done_by_half() -> None:
    (move,) = read("The US moved a squadron of F-16s from Spangdahlem to Fetesti in Romania.").events
    assert (move.from_, move.to) == ("Spangdahlem", "Fetesti")
    (cut,) = read("The force was cut by half to 250.").events
    assert cut.agent is None
    (fire,) = read("A patrol of the mission came under fire near Kidal on Monday.").events
    assert (fire.type, fire.object) == ("attack", "patrol")
