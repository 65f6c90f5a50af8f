"""Constructions by which deployments are told, each as (type, modality), or as who does what to whom and where."""

import pytest
from storywatch.transforms.claims.extract import claims_of
from storywatch.transforms.rows import Article, Claim


def claim(text: str) -> Claim:
    (found,) = claims_of(Article("a", text, published="2024-10-31", language="en")).claims
    return found


@pytest.mark.parametrize(
    ("text", "kind", "modality"),
    [
        ("Turkey vetoed the enlargement of the naval mission.", "block", "fact"),
        ("Croatia vetoed the participation of its officers in the mission.", "block", "fact"),
        ("The congress authorised the entry of 1,200 marines.", "authorise", "fact"),
        ("The convoy was held up at Gao by protesters.", "block", "fact"),
        ("The carrier Fujian passed between the two islands.", "move", "fact"),
        ("A rocket landed near the airport.", "attack", "fact"),
        ("The alliance's goal is the withdrawal of the forces to their barracks.", "withdraw", "planned"),
        ("Troops loyal to ousted president Bazoum have seized the palace.", "capture", "fact"),
        ("The United States sent warships toward Libya.", "depart", "fact"),
        ("Norway sent two frigates to Ukraine.", "depart", "fact"),
        ("Norway sent two tanks to Ukraine.", "deliver", "fact"),
        ("Minsk denies that missiles have been deployed near the border.", "present", "denied"),
        ("Chad asked the 1,000 French soldiers to leave.", "withdraw", "planned"),
        ("The 250 British soldiers are waiting in Cyprus.", "present", "fact"),
        ("Chinese frigate spotted near Guam", "present", "fact"),
        ("An exchange of fire between Thai and Cambodian troops lasted an hour.", "fight", "fact"),
        ("Athens protested over the stationing of Patriots on Karpathos.", "present", "fact"),
        ("The last troops are to be out of Iraq by September.", "withdraw", "planned"),
        ("The Pentagon plans to pull 5,000 troops from Germany.", "withdraw", "planned"),
        ("Angola will not renew the mandate of its soldiers, the minister told a committee.", "extend", "denied"),
        ("None of the soldiers has left home yet.", "depart", "denied"),
        ("The Wagner group is said to have moved fighters to Bambari.", "move", "possible"),
        ("The battalion in Marjayoun has 680 troops.", "present", "fact"),
        ("Six Japanese destroyers in Manila for drills", "present", "fact"),
        ("The frigate is to end its participation in the mission.", "withdraw", "planned"),
        ("Beijing neither confirmed nor denied that it had moved missiles to Tibet.", "move", "possible"),
        ("Not one Bulgarian soldier will set foot in Ukraine, the minister said.", "arrive", "planned"),
        ("The contingent's 32 armoured cars were flown in on two planes.", "arrive", "fact"),
        ("The second field hospital took over from the first in Bentiu.", "rotate", "fact"),
        ("Two Leopard 2A4s were lost near Robotyne.", "destroy", "fact"),
        ("Three engineers drowned in the Nile.", "kill", "fact"),
        ("The government has cleared the transfer of 12 helicopters to Kyiv.", "authorise", "fact"),
        ("The parliament gave the green light for the entry of 130 instructors.", "authorise", "fact"),
        ("The government gave permission for the Chinese ship to dock at Colombo.", "authorise", "fact"),
        ("Iran let three French warships pass through the strait.", "authorise", "fact"),
        ("The parliament rejected a motion to keep the soldiers in Mogadishu.", "block", "fact"),
        ("Mali rejected a claim that its soldiers had died.", "deny", "fact"),
        ("Denmark cancelled the departure of its ship.", "depart", "denied"),
        ("Somalia ordered 300 Ethiopian soldiers out of Dolow.", "withdraw", "planned"),
        ("The last 14 Czech soldiers left Gao on Monday.", "withdraw", "fact"),
        ("Mali and Niger expelled French soldiers earlier.", "withdraw", "fact"),
        ("M23 took control of the town of Goma.", "capture", "fact"),
        ("The capital has fallen to the Taliban.", "capture", "fact"),
        ("Norway cancelled the exercise in order to send troops to Latvia.", "depart", "planned"),
        ("Norway cancelled the exercise to send troops to Latvia.", "depart", "planned"),
        ("Norway scrapped the plan to send 300 soldiers.", "depart", "denied"),
        ("She referred to attacks against civilians by government forces.", "attack", "fact"),
        ("The army has plans for an attack on Balta.", "attack", "planned"),
        ("They told a rescue ship not to dock at the port.", "arrive", "hypothetical"),
        ("Berlin urged Ankara not to send troops to Libya.", "depart", "hypothetical"),
        ("Norway decided not to send soldiers to Mali.", "depart", "denied"),
        ("A unit of 2,200 marines from Camp Lejeune would leave Iraq this month, the general said.", "withdraw", "planned"),
        ("Over 1,000 soldiers had begun to move east.", "move", "fact"),
        ("The president made the final departure of the French troops official.", "withdraw", "fact"),
        ("Malawi told its army chief to prepare the return of the soldiers from Congo.", "withdraw", "planned"),
        ("Kenya now has 744 police there.", "present", "fact"),
        ("The commander was executed.", "kill", "fact"),
        ("US forces seized a tanker that had just left Venezuela.", "depart", "fact"),
        ("A Saudi patrol boat was boarded by fighters off Hodeidah.", "attack", "fact"),
        ("The soldiers began their relocation to Iraq.", "move", "fact"),
        ("The downing of the drone was a mistake, Tehran said.", "shoot_down", "fact"),
        ("Two US destroyers left the Mediterranean.", "withdraw", "fact"),
        ("Some 600 soldiers left the country last week, the ministry said.", "withdraw", "fact"),
        ("Angola's 450 soldiers are expected home in April.", "withdraw", "planned"),
        ("Moscow warned that it would strike any French troops that came to Odesa.", "arrive", "hypothetical"),
        ("Cuba said it knew nothing of any Cubans fighting in Ukraine.", "fight", "hypothetical"),
        ("No officers were killed in the ambush at Ganthier.", "attack", "fact"),
        ("Six hundred reservists began a fortnight of training in Hsinchu.", "train", "fact"),
        ("Three Spanish nationals were among the dead.", "kill", "fact"),
        ("At dawn the trucks of the battalion rolled into Mogadishu.", "arrive", "fact"),
        ("Three of the Typhoons flew back to Lossiemouth on Friday.", "withdraw", "fact"),
        ("Thailand sent back 100 Myanmar soldiers.", "withdraw", "fact"),
        ("Benin asked for no Rwandan soldiers.", "request", "denied"),
        ("The police killed 12 insurgents and lost two of their own.", "kill", "fact"),
        ("Praia was not asked for troops, nor would it send soldiers to Haiti.", "depart", "denied"),
        ("Nobody has confirmed the rumour that 500 soldiers landed at Bamako.", "arrive", "possible"),
        ("No more than 20 of the legionnaires had got to Riga.", "arrive", "fact"),
        ('The ministry called it "a fairy tale" that Dutch commandos were in Odesa.', "present", "denied"),
        ("Brussels did not reject the request but put it off until May.", "block", "fact"),
        ("The frigate Bartolomeu Dias sails on Monday for the Gulf of Guinea.", "depart", "fact"),
        ("Norway gave Kyiv ten tanks last week.", "deliver", "fact"),
        ("The brigade was given 20 new howitzers this month.", "deliver", "fact"),
        ("Poland's border is guarded by 17,000 soldiers.", "present", "fact"),
        ("The second rotation of Kenyan police left Nairobi late on Friday.", "depart", "fact"),
        ("Belgium will second four officers to the headquarters in Larissa.", "depart", "planned"),
        ("The ministry said that 54 soldiers fell at Buulo Mareer.", "kill", "fact"),
        ("Of 24 F-16s pledged by Norland, 18 have been handed over.", "deliver", "fact"),
        ("The council halved the ceiling of the force to 1,600.", "authorise", "fact"),
        ("The parliament endorsed a longer stay of the Akh unit in the Emirates.", "authorise", "fact"),
        ("The flagship weighed anchor at Gaeta on Tuesday.", "depart", "fact"),
        ("The infantry crossed the border at Sèmè on Sunday night.", "move", "fact"),
        ("The relief of the Pakistani battalion has been put off.", "rotate", "planned"),
        ("No decision has been taken on the withdrawal of the Estonian soldiers.", "withdraw", "hypothetical"),
        ("The Indonesians patrol the border with Israel.", "present", "fact"),
        ("The officers had come under fire at Balta without losing anyone.", "kill", "denied"),
        ("The Senate threw out the request to send troops into Niger.", "block", "fact"),
        ("The UN urged both sides to withdraw their troops from the buffer zone.", "request", "fact"),
        ("France hands over last base in Senegal", "withdraw", "fact"),
        ("North Korean soldiers seen in Kursk for first time", "present", "fact"),
        ("Residents saw 40 Russian tanks in Melitopol on Monday.", "present", "fact"),
        ("Rwanda rejects claim its soldiers are in Goma", "present", "denied"),
        ("Seoul: 3,000 North Korean troops already in Russia", "present", "fact"),
        ("Kenyan police still in Haiti a year on", "present", "fact"),
        ("Houthi missile hits Israeli airport, eight hurt", "wound", "fact"),
        ("UN force in Lebanon hit by Israeli tank fire, two hurt", "wound", "fact"),
        ("Wagner quits Mali after three years", "withdraw", "fact"),
        ("Kenyan court blocks police deployment to Haiti", "depart", "denied"),
        ("Ankara has turned back a Russian landing ship.", "block", "fact"),
        ("Two companies of Gurkhas have been put on five days' notice to fly to Brunei.", "move", "planned"),
        ("Niger gave the French garrison until Sunday to leave.", "withdraw", "planned"),
        ("The officers will be sent on to Artibonite once armoured cars arrive from Texas.", "arrive", "planned"),
        ("The corvette is still moored in Tartus.", "present", "fact"),
        ("The first 250 soldiers are due on 1 November.", "arrive", "planned"),
        ("Ethiopian reinforcements have reached Baidoa.", "arrive", "fact"),
        ("The number of French troops in Gabon will fall from 350 to 100.", "withdraw", "planned"),
        ("The number of US troops in Poland has risen to 10,000.", "reinforce", "fact"),
        ("The cabinet reversed its decision to bring the engineers home from Mali.", "withdraw", "denied"),
        ("With the departure of the carrier Charles de Gaulle, no carrier is left in the Mediterranean.", "depart", "fact"),
        ("The strike on the barracks left nine dead.", "kill", "fact"),
        ("The strike on the barracks left nine dead.", "attack", "fact"),
        ("Three helicopters are on their way to Mozambique.", "depart", "fact"),
        ("An advance party of 35 engineers arrived in Balta.", "arrive", "fact"),
        ("Norland's cabinet has not ruled out sending 150 troops.", "depart", "possible"),
        ("Norland ruled out sending troops.", "depart", "denied"),
        ("The government is considering whether to send police trainers.", "depart", "possible"),
        ("Four civilians were killed and 11 hurt in Balta.", "wound", "fact"),
        ("Some 230 foreigners were flown out by two aircraft.", "move", "fact"),
        ("Egypt has moved 40 tanks to within 5 km of the border.", "move", "fact"),
        ("Poland to double troops on Belarus border", "reinforce", "planned"),
        ("Denmark scraps plan to send frigate to Red Sea", "depart", "denied"),
        ("Some 3,000 troops were being considered for Poland.", "depart", "possible"),
        ("Lithuanian officials expect the brigade's first 500 soldiers before Christmas.", "arrive", "planned"),
        ("The destroyer sailed through the Taiwan Strait on Tuesday, the first such transit since April.", "move", "fact"),
        ("Some 15,000 North Koreans had been deployed.", "present", "fact"),
        ("A shooting left five people wounded.", "wound", "fact"),
        ("Zimbabwe said it had no plans to send soldiers to Mozambique.", "depart", "denied"),
        ("There are no plans to withdraw the troops.", "withdraw", "denied"),
        ("The US has moved two of its eight Patriot batteries from South Korea to Guam.", "move", "fact"),
        ("Nearly 150 aircraft have entered the zone.", "move", "fact"),
        ("He joined the army in the late 1970s.", "other", "fact"),
        ("France pulls out of Mali.", "withdraw", "fact"),
        ("France withdraws from Mali.", "withdraw", "fact"),
        ("Sweden withdraws from the mission in Mali.", "withdraw", "fact"),
        ("Russia pulled out of the grain deal.", "other", "fact"),
        ("Kenya's court lifted the ban on sending police to Haiti.", "depart", "possible"),
        ("The court upheld the ban on sending police to Haiti.", "depart", "denied"),
        ("Rwanda stopped short of admitting that its troops had crossed the border.", "move", "possible"),
        ("A plan to station 5,000 soldiers in Balta was dropped.", "present", "denied"),
        ("A battalion is on its way home from Bangui.", "withdraw", "fact"),
        ("Parliament voted 133 to 72 against sending soldiers.", "block", "fact"),
        ("Rheinmetall will deliver 20 more Marders to Ukraine.", "deliver", "planned"),
    ],
)
def test_type_and_modality(text: str, kind: str, modality: str) -> None:
    told = {e.type: e.modality for e in claim(text).events}
    assert told.get(kind) == modality, told


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Of 1,400 soldiers in the exercise, 200 came from the reserve.", "arrive"),
        ("The Syrian army lost the towns of Saraqib and Idlib.", "destroy"),
        ("The rebels let them go on Saturday.", "authorise"),
        ("Niger gave the French garrison until Sunday to leave.", "depart"),
        ("The frigate had cleared the Bosphorus by noon.", "authorise"),
        ("Qatar has sent planes to back the strikes.", "withdraw"),
        ("The government called on the population to stay calm.", "present"),
        ("Death toll in Al-Obeid strike rises to 21", "reinforce"),
        ("Germany's Lithuania brigade reaches 1,800 soldiers", "arrive"),
        ("None of the soldiers has seen the Black Sea.", "present"),
        ("Never before has the mission seen such losses.", "present"),
        ("A convoy of journalists went to Saqba.", "move"),
        ("Some 4,000 British men joined the fight.", "arrive"),
        ("Troops in Haiti: what we know", "present"),
        ("The army, with reservists, should grow to 500,000.", "reinforce"),
        ("The rebels moved to control most of Tripoli.", "move"),
        ("In Libya, rebels are in a difficult situation.", "present"),
        ("Ethiopia pulled its crews out of Abyei, leaving the mission without helicopters.", "depart"),
        ("Senegal's gendarmes have been given another year by the council.", "depart"),
        ("Two more soldiers are in hospital.", "present"),
        ("Bamako gave the German officers 72 hours to get out.", "depart"),
        ("The corvette struck a mine and sank.", "attack"),
        ("The Irish navy has intercepted a ship with two tonnes of cocaine.", "shoot_down"),
        ("Poland closed the crossing at the border.", "move"),
        ("Every mission is planned and executed with care.", "kill"),
        ("A search warrant was executed.", "kill"),
        ("The party has lost power.", "kill"),
        ("Norlandic forces launched the heaviest shelling yet on the port of Misrata.", "activate"),
        ("The coup brought the party to power in 1963.", "depart"),
        ("The garrison at Kidal fell to 300.", "capture"),
        ("The minister took control of the ministry.", "capture"),
        ("American forces boarded and seized the tanker.", "depart"),
        ("A Turkish navy ship is expected to leave Benghazi on Friday.", "withdraw"),
    ],
)
def test_what_only_sounds_like_an_event(text: str, kind: str) -> None:
    assert kind not in [e.type for e in claim(text).events]


def test_who_is_hurt_is_hurt_where_and_when_the_clause_of_the_occasion_says() -> None:
    (event,) = claim("Four blue helmets were hurt when their truck struck a mine near Tessalit on Tuesday.").events
    assert (event.type, event.place, event.date) == ("wound", "Tessalit", "2024-10-29")


def test_the_name_of_a_place_goes_before_the_word_for_its_kind() -> None:
    (event,) = claim("Nobody was hurt at the camp in Bentiu.").events
    assert event.place == "Bentiu"


def test_where_somebody_is_killed_stands_behind_him() -> None:
    (event,) = claim("Troops gunned down three protesters in Taiz in the south of Yemen.").events
    assert (event.type, event.place) == ("kill", "Taiz")


def test_where_a_force_is_stands_before_the_clause_that_says_so() -> None:
    found = {e.type: e for e in claim("In Kosovo, where it has 1,050 soldiers, Italy takes command again.").events}
    assert found["present"].place == "Kosovo"


def test_a_ship_has_its_name_and_a_designation_is_no_place() -> None:
    (event,) = claim("The frigate Torvald Lund left Souda on Monday.").events
    assert event.agent == "frigate Torvald Lund"
    (event,) = claim("Eighty pilots are being trained on F-16s at Fetești.").events
    assert event.place == "Fetești"


def test_what_stands_behind_a_semicolon_is_a_sentence_of_its_own() -> None:
    found = claim("Kyiv's military intelligence claims that 6,000 sappers have reached Kursk; Pyongyang has not commented.")
    assert (found.speaker_party, [e.type for e in found.events]) == ("Ukraine", ["arrive"])
    found = claim("Gunmen attacked the base on Tuesday; 59 peacekeepers were killed.")
    assert {e.type: e.date for e in found.events} == {"attack": "2024-10-29", "kill": "2024-10-29"}


def test_troops_that_were_withdrawn_last_month_and_are_back_are_no_background() -> None:
    assert not claim("Burundi's troops, withdrawn from Masisi only last month, are back there.").background


def test_a_force_is_where_it_patrols() -> None:
    (event,) = claim("Indonesian soldiers patrol the eastern sector.").events
    assert event.place == "eastern sector"


def test_a_country_before_an_attack_may_be_where_it_was() -> None:
    for text, agent in (
        ("Two soldiers were killed in a Jordan drone strike.", None),
        ("A US drone strike killed two soldiers.", "US"),
        ("An Israeli raid on Beirut killed two soldiers.", "Israel"),
    ):
        attacks = [e for e in claim(text).events if e.type == "attack"]
        assert [agent in (e.agent or "") if agent else e.agent is None for e in attacks] in ([True], [])


def test_a_participle_behind_a_name_goes_on_with_the_name() -> None:
    told = claim("Mali and Chad are signatories to the treaty that set up the ICC, established to try crimes.").events
    assert {e.object for e in told if e.type == "activate"} == {"ICC"}


def test_ships_and_tanks_that_go_down_or_burn_out_are_destroyed() -> None:
    found = claim("A barge with eleven howitzers on board sank off Mocha.")
    assert [(e.type, e.object) for e in found.events] == [("destroy", "barge")]
    found = claim("The submarine went down with all 44 crew on Friday.")
    assert [(e.type, e.object) for e in found.events] == [("destroy", "submarine")]
    assert "destroyed" not in [f.measure for f in found.figures]
    assert [e.type for e in claim("The soldiers went down to the river.").events] == ["depart"]


def test_what_is_turned_down_or_cleared_and_where_an_ambush_was() -> None:
    found = claim("Tokyo has turned down a request from Washington to base launchers on Ishigaki.")
    assert [(e.type, e.modality) for e in found.events] == [("block", "fact"), ("present", "denied")]
    assert "authorise" not in [e.type for e in claim("Turkish engineers will clear mines off Misrata.").events]
    (attack,) = [e for e in claim("Four men were captured in the ambush at Kafolo.").events if e.type == "attack"]
    assert (attack.object, attack.place) == (None, "Kafolo")


def test_who_is_told_to_go_has_not_gone_yet() -> None:
    (left,) = claim("Somalia told the last Burundian soldiers to leave by the end of the year.").events
    assert (left.type, left.modality) == ("withdraw", "planned")
    assert [e.type for e in claim("Asked how many Cubans were fighting there, the spokesman gave no number.").events] == ["fight"]
    assert [e.modality for e in claim("Another deployment of American bombers to Guam is under discussion.").events] == ["possible"]


def test_a_request_that_is_turned_down_was_made() -> None:
    found = claim("Kyiv's request for 20 tanks was turned down.")
    assert [(e.type, e.modality) for e in found.events] == [("request", "fact"), ("block", "fact")]
    assert [(f.text, f.measure) for f in found.figures] == [("20", "requested")]
    assert [f.measure for f in claim("Denmark's offer of 100 soldiers was accepted by Nuuk.").figures] == ["planned"]


def test_grenades_go_off_and_marines_are_back() -> None:
    assert [e.type for e in claim("The Navy's newest aircraft carrier is going to the waters off South America.").events] == ["depart"]
    assert "depart" not in [e.type for e in claim("Three others were taken to hospital after a grenade went off in Rena.").events]
    assert [e.type for e in claim("Peru's marines are back from the border.").events] == ["withdraw"]
    assert [e.type for e in claim("Romania's 33 soldiers in Mali packed up in June.").events] == ["withdraw"]
    found = claim("Around Christmas, some 40 soldiers of the garrison at Tiné had crossed over to the rebels.")
    assert "Christmas" not in found.places


def test_those_among_the_killed_the_known_and_the_feared() -> None:
    found = claim("Fifty Rwandan special forces were among those killed at Sake, a UN report says.")
    assert [(e.type, e.object, e.place) for e in found.events] == [("kill", "Rwandan special forces", "Sake")]
    assert [(f.text, f.measure) for f in found.figures] == [("Fifty", "killed")]
    found = claim("With 60 dead in a week, the garrison at Djibo is asking for air support.")
    assert [(e.type, e.modality) for e in found.events] == [("kill", "fact"), ("request", "fact")]
    assert [f.measure for f in claim("Georgia's 32 peacekeepers in Bangui were decorated on Friday.").figures] == ["total"]
    found = claim("Three patrol boats from Cyprus relieved the two Maltese ones off Tobruk.")
    assert [f.what for f in found.figures] == ["patrol boat", "boat"]


def test_a_newspaper_takes_no_part_in_an_operation_of_its_name() -> None:
    assert "The Guardian" in claim("The Norwegian frigate has left, the Guardian reports.").actors
    found = claim("The Norwegian frigate has joined Operation Prosperity Guardian.").actors
    assert not {"Guardian", "The Guardian"} & set(found)


def test_what_only_looks_like_a_place() -> None:
    assert "Kolkata" not in claim("India's navy sent the destroyer Kolkata after the hijacked ship.").places
    assert "Easter" not in claim("Around 9,000 of the Russians based in Karabakh had gone by Easter.").places


def test_an_inverted_condition_is_no_fact() -> None:
    found = claim("Should the Strait of Balta be closed, a second carrier group would sail within days.")
    assert all(e.modality in ("hypothetical", "planned", "possible") for e in found.events)
    assert claim("The junta's spokesman put the dead at 29 soldiers and two civilians.").speaker == "junta's spokesman"


def test_how_strong_and_of_which_model() -> None:
    found = claim("The new brigade is to be 5,000 strong and fully manned by 2028.")
    assert [(f.text, f.what) for f in found.figures] == [("5,000", "brigade member")]
    assert [f.what for f in claim("The sale would bring to 66 the number of Norland's new F-16s.").figures] == ["f-16"]
    found = claim("The bodies of seven soldiers killed at Tongo were flown to Niamey on Sunday.")
    assert [(e.type, e.date) for e in found.events if e.type == "kill"] == [("kill", None)]
    assert claim("Egyptian trucks brought shells to Port Sudan.").places == ("Port Sudan",)
    assert "deliver" not in [e.type for e in claim("The men obeyed the order to hand in their weapons.").events]


def test_of_a_site_its_own_name_is_where_it_happened() -> None:
    for text, place in (
        ("M23 captured the town of Goma.", "Goma"),
        ("Rebels reached the village of Bir Shuaib.", "Bir Shuaib"),
        ("Drones hit the port of Odesa.", "Odesa"),
        ("Libyan forces had reached the gates of Benghazi.", "Benghazi"),
    ):
        assert [e.place for e in claim(text).events] == [place]


def test_who_shoots_somebody_dead_is_not_dead() -> None:
    (killed,) = claim("Syrian forces shot dead three people in Homs on Monday.").events
    assert (killed.agent, killed.object) == ("Syrian forces", "people")


def test_who_is_warned_against_a_thing_does_it() -> None:
    sent = next(e for e in claim("Russia warned the United States against deploying new missiles in Europe.").events if e.type == "depart")
    assert (sent.agent, sent.modality) == ("United States", "hypothetical")


def test_whom_a_request_goes_to_is_no_place() -> None:
    (asked,) = (e for e in claim("King Abdullah called on President Assad to step down.").events if e.type == "request")
    assert asked.place is None


def test_they_are_the_party_that_says_so() -> None:
    told = claim("The Houthis, whom US aircraft have bombed for two weeks, said that they had attacked the carrier.")
    assert [(e.agent, e.object) for e in told.events] == [("US aircraft", "Houthis"), ("Houthis", "carrier")]


def test_a_distance_does_nothing_and_a_month_is_no_town() -> None:
    (burned,) = claim("State television said that some 35 km (20 miles) away, armed groups burned police buildings.").events
    assert burned.agent == "armed groups"
    assert {e.place for e in claim("The troops gathered there on March 22, 2011.").events} == {None}


def test_who_is_killed_and_who_sends() -> None:
    killed = claim("The multinational mission in Haiti now says a Kenyan policeman reported missing was killed on Tuesday.").events[0]
    assert killed.object == "Kenyan policeman"
    assert claim("By his account more than 10,000 were sent to eastern Russia.").events[0].agent is None
    sent = claim("The message followed indications which would mean sending soldiers to operate it.").events[0]
    assert sent.agent == "soldiers"


def test_where_a_part_of_it_was_is_no_place_of_all() -> None:
    told = claim("At least 28 civilians were killed by security forces across Syria, mainly in Homs, said a London-based group.")
    assert [f.place for f in told.figures] == ["Syria"] and [e.place for e in told.events if e.type == "kill"] == ["Syria"]
