"""What numbers count, in the constructions by which news tells of deployments."""

import pytest
from test_constructions import claim


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The U.S. is drawing down its forces in Iraq from 5,200 to 3,000.", [(5200, 5200, "total"), (3000, 3000, "planned")]),
        ("Seventy French soldiers flew home at half past five.", [(70, 70, "withdrawn")]),
        ("Ethiopia says 5 soldiers killed, 11 wounded in an ambush.", [(5, 5, "killed"), (11, 11, "wounded")]),
        ("Norland wants to let its 350 soldiers in Latvia stay until 2027.", [(350, 350, "total")]),
        ("Cyprus gave the last 12 officers until Friday to leave.", [(12, 12, "total")]),
        ("The army dismissed a report that 200 Chadian soldiers had landed in Goma.", [(200, 200, "arrived")]),
        ("The Pentagon denies plans to pull 10,000 troops from Europe.", [(10000, 10000, "planned")]),
        ("The general believes that his 14,000 men can hold the town.", [(14000, 14000, "total")]),
        ("The ship's 28 sailors were rescued.", [(28, 28, "other")]),
        ("Chinese ships 5901 and 3105 left the shoal.", []),
        ("Estonia will train another 900 sappers on top of the 1,100 it has trained.", [(900, 900, "increment"), (1100, 1100, "trained")]),
        ("The group is said to have moved 400 fighters to Bambari.", [(400, 400, "arrived")]),
        ("With 2,400 more soldiers on the way, the camp will be full.", [(2400, 2400, "en_route")]),
        ("Six of the eight MiG-29s promised by Prague took off from Balta.", [(6, 6, "en_route"), (8, 8, "planned")]),
        ("Riyadh will pay for 1,000 Pakistani soldiers to be based in Tabuk.", [(1000, 1000, "planned")]),
        ("The unrest has claimed the lives of 600 civilians and 120 soldiers.", [(600, 600, "killed"), (120, 120, "killed")]),
        ("The coalition flew 80 sorties on Monday, up from 60 on Sunday.", []),
        ("Four miners were treated for burns.", [(4, 4, "wounded")]),
        (
            "Norland called the meeting after more than 70 Sudanese and 13 Chadian soldiers were killed.",
            [(70, None, "killed"), (13, 13, "killed")],
        ),
        ("The blast wounded three soldiers and four were captured.", [(3, 3, "wounded"), (4, 4, "captured")]),
        ("They overran the town, killing or wounding dozens of civilians.", [(24, None, "other")]),
        ("A destroyer shot down three drones and two missiles fired by rebels.", [(3, 3, "intercepted"), (2, 2, "intercepted")]),
        ("The rebels released 12 of the 40 policemen they had seized.", [(12, 12, "other"), (40, 40, "captured")]),
        ("Norland will deliver 14 Leopard 2s to Ostia.", [(14, 14, "planned")]),
        ("The president refused to sign off on the delivery of 100 tanks.", [(100, 100, "planned")]),
        ("Three unemployed men aged 19, 25 and 30 crossed over.", [(3, 3, "other")]),
        ("The ship, which can carry 2,000 marines, entered the canal.", [(2000, 2000, "other")]),
        ("Jan Olsen, who is now 69, met the troops.", []),
        ("It is rare when those two agree.", []),
        ("The storm killed 40 people.", [(40, 40, "killed")]),
        ("Norland supported Ruritania and Ostia, to name just a few.", []),
        ("About ten missiles landed in the port.", [(10, 10, "other")]),
        ("Full strength of roughly 5,000 soldiers is planned for 2027.", [(5000, 5000, "planned")]),
        (
            "About 500 soldiers are there; full strength, 5,000 soldiers and civilians, is expected in 2027.",
            [(500, 500, "total"), (5000, 5000, "planned")],
        ),
        ("Kenya now has 744 police there out of the 1,000 it pledged.", [(744, 744, "total"), (1000, 1000, "planned")]),
        ("The pact is the ground for the stay of about 1,000 French troops.", [(1000, 1000, "total")]),
        ("The roadmap foresees a contingent of 4,800 soldiers.", [(4800, 4800, "planned")]),
        ("Kenya's High Court has stopped the dispatch of 1,000 police to Haiti.", [(1000, 1000, "planned")]),
        ("Two of their own were killed, the rebels said.", [(2, 2, "killed")]),
        ("The police lost two of their number.", [(2, 2, "killed")]),
        ("US batteries intercepted as many as five rockets fired at Kabul's airport.", [(None, 5, "intercepted")]),
        ("Sweden voted to allow as many as 800 soldiers to be sent to Finland.", [(None, 800, "authorised")]),
        ("The resolution caps the force in Mogadishu at 12,626 soldiers.", [(None, 12626, "authorised")]),
        ("A supply ship with 700 sailors left Zhanjiang for the Gulf of Aden.", [(700, 700, "en_route")]),
        ("The brigade received 31 Abrams and lost 20.", [(31, 31, "delivered"), (20, 20, "destroyed")]),
        ("Instead of 600 recruits only 210 came to the barracks at Jowhar.", [(600, 600, "other"), (210, 210, "arrived")]),
        ("Vanuatu asked Australia not for police but for two patrol planes.", [(2, 2, "requested")]),
        ("On Saturday 28 more Kenyan officers will fly to Port-au-Prince.", [(28, 28, "increment")]),
        ("More than two thirds of the 1,200 tents have arrived.", [(1200, 1200, "other")]),
        ("The Bahamas has committed 150 soldiers to the mission.", [(150, 150, "planned")]),
        ("In the market 23 traders died.", [(23, 23, "killed")]),
        ("The brigade asked for 30 buses and got three.", [(30, 30, "requested"), (3, 3, "delivered")]),
        ("A Portuguese soldier, 26, was killed.", []),
        ("Eleven of 14 missiles fired at Kharkiv on Monday night were intercepted.", [(11, 11, "intercepted"), (14, 14, "other")]),
        ("Two out of every three peacekeepers in Kidal have malaria.", []),
        ("The council approved the transit of 2,200 French soldiers.", [(2200, 2200, "authorised")]),
        ("The force has 430 men, and 600 are planned.", [(430, 430, "total"), (600, 600, "planned")]),
        ("The toll could rise as high as 20.", [(20, 20, "other")]),
        ("Turkey's 1,300 soldiers in Qatar will be joined by a frigate.", [(1300, 1300, "total")]),
        ("The contingent of 35 left for Mali, replacing one of the same size.", [(35, 35, "en_route")]),
        ("Only a few dozen of the 2,000 soldiers promised by the bloc have come.", [(36, 108, "arrived"), (2000, 2000, "planned")]),
        ("Not 200 but 340 Bulgarians are in Bosnia.", [(340, 340, "total")]),
        ("Of 24 F-16s pledged by Norland, 18 have been handed over.", [(24, 24, "planned"), (18, 18, "delivered")]),
        ("The council halved the ceiling of the force to 1,600.", [(None, 1600, "authorised")]),
        ("Half of the 2,000 soldiers sent to guard the delta have been stood down.", [(2000, 2000, "total")]),
        ("Congress authorised the dispatch of 150 policemen, of whom 75 left.", [(150, 150, "authorised"), (75, 75, "en_route")]),
        ("They are to double the number of Marines in the exercise to 14,000.", [(14000, 14000, "planned")]),
        ("Germany's Lithuania brigade reaches 1,800 soldiers", [(1800, 1800, "total")]),
        ("Houthi missile hits Israeli airport, eight hurt", [(8, 8, "wounded")]),
        ("UN force in Lebanon hit by Israeli tank fire, two hurt", [(2, 2, "wounded")]),
        ("The Kenyans, who number 400, will be sent on to Artibonite.", [(400, 400, "total")]),
        ("The first 80 of a planned 500 military policemen flew to Haiti.", [(80, 80, "arrived"), (500, 500, "planned")]),
        ("The number of French troops in Gabon will fall from 350 to 100.", [(350, 350, "total"), (100, 100, "planned")]),
        ("The group counts 1,650 soldiers of seven nations.", [(1650, 1650, "total"), (7, 7, "other")]),
        ("Troop levels will be cut from 5,200 to 3,000 by the end of the year.", [(5200, 5200, "total"), (3000, 3000, "planned")]),
        ("Norland is to double its contingent in Balta from 60 to 120 personnel.", [(60, 60, "total"), (120, 120, "planned")]),
        ("The estimates range from 200 to 300 soldiers.", [(200, 300, "other")]),
        ("By June 400 soldiers had arrived in Vilnius.", [(400, 400, "arrived")]),
        ("On the same day 1,500 paratroopers boarded planes in Balta.", [(1500, 1500, "en_route")]),
        ("Of the 900 soldiers promised, only 210 have landed.", [(900, 900, "planned"), (210, 210, "arrived")]),
        ("The vessel carries a crew of 190 and two helicopters.", [(190, 190, "total"), (2, 2, "other")]),
        ("Lithuania expects 5,000 German troops by 2027, up from 400 today.", [(5000, 5000, "planned"), (400, 400, "total")]),
        ("The army lost 23 tanks and 300 men near Balta.", [(23, 23, "destroyed"), (300, 300, "killed")]),
        ("Norland will pull 700 of its 2,500 soldiers out of Iraq.", [(700, 700, "planned"), (2500, 2500, "total")]),
        ("An advance party of 35 engineers arrived in Balta.", [(35, 35, "arrived")]),
        ("The garrison, which had 2,000 soldiers in 2022, is down to 350.", [(2000, 2000, "total"), (350, 350, "total")]),
        ("Norland's contribution amounts to 70 soldiers.", [(70, 70, "total")]),
        ("The brigade would number 4,800 by the end of 2026, he said.", [(4800, 4800, "planned")]),
        ("Norland's offer comprises 1,300 troops, eight fighter jets and a frigate.", [(1300, 1300, "planned"), (8, 8, "planned")]),
        ("Britain is sending 24 tanks instead of 14.", [(24, 24, "planned"), (14, 14, "planned")]),
        ("The coalition has 41 warships at sea, three fewer than in May.", [(41, 41, "total")]),
        ("Norland's cabinet has not ruled out sending 150 troops.", [(150, 150, "planned")]),
        ("The 150-member Norlandic contingent has been in Balta since January.", [(150, 150, "total")]),
        ("Army engineers built 14 bridges.", [(14, 14, "other")]),
        ("At its peak the mission had 13,000 troops.", [(13000, 13000, "other")]),
        ("Six helicopters were due to arrive in Haiti in April, but only two have.", [(6, 6, "planned"), (2, 2, "arrived")]),
        ("One of the two soldiers who were missing has been found dead.", [(1, 1, "killed"), (2, 2, "missing")]),
        ("Barbados pledged 40 soldiers and Jamaica 15.", [(40, 40, "planned"), (15, 15, "planned")]),
        ("Tajikistan hosts a Russian base with some 7,000 soldiers.", [(7000, 7000, "total")]),
        ("NATO's battlegroup, now 2,200 strong, will become a brigade of 5,000.", [(2200, 2200, "total"), (5000, 5000, "planned")]),
        ("The full force of 2,500 should be in place by January.", [(2500, 2500, "planned")]),
        ("Kyiv received the first of 49 tanks promised by Norland.", [(49, 49, "planned")]),
        ("About 4,000 Rwandan soldiers are fighting alongside the rebels.", [(4000, 4000, "total")]),
        ("Of 37 rockets fired from Lebanon, 30 were intercepted.", [(37, 37, "other"), (30, 30, "intercepted")]),
        ("The two sides agreed to withdraw heavy weapons.", []),
        ("Poland to double troops on Belarus border to 6,000", [(6000, 6000, "planned")]),
        (
            "Another 35 people were killed across Syria, including 13 in Homs, nine in Idlib, three in Hama and two in Aleppo.",
            [(35, 35, "killed"), (13, 13, "killed"), (9, 9, "killed"), (3, 3, "killed"), (2, 2, "killed")],
        ),
        ("Police received a 911 call from a man.", []),
        ("Two teenagers were playing at an apartment in the 1400 block of NW 3rd Street.", [(2, 2, "other")]),
        ("Norland's army lost 12 men despite the deployment of some 250 UN observers.", [(12, 12, "killed"), (250, 250, "total")]),
        ("Four young men were shot and wounded early on Sunday.", [(4, 4, "wounded")]),
        ("A shooting left five people wounded.", [(5, 5, "wounded")]),
        ("His parents called 911, authorities said.", []),
        ("Norland will bring home all 1,500 of its soldiers.", [(1500, 1500, "total")]),
        ("Not one of the promised 1,000 policemen had set foot in Balta.", [(1000, 1000, "planned")]),
        ("The mission of 28 EU monitors was extended until June.", [(28, 28, "total")]),
        ("Finland joined the drill with 300 soldiers.", [(300, 300, "total")]),
        ("Just 12 of 30 promised armoured vehicles had turned up.", [(12, 12, "arrived"), (30, 30, "planned")]),
        ("The number of peacekeepers killed this year stands at 31.", [(31, 31, "killed")]),
        ("The contract covers 48 launchers.", [(48, 48, "planned")]),
        ("The council cut the ceiling of the force from 17,000 to 12,500.", [(None, 17000, "authorised"), (None, 12500, "authorised")]),
        ("Norland plans to order 20 more Eurofighters.", [(20, 20, "increment")]),
        ("The legionnaires, numbering 170, are embedded with a brigade.", [(170, 170, "total")]),
        ("The force so far consists of 1,000 Kenyans and a handful of Jamaicans.", [(1000, 1000, "total"), (3, 9, "total")]),
        ("UN council slashes Congo force by 2,000", [(2000, 2000, "withdrawn")]),
        ("Norland cut its contingent by 300 last year.", [(300, 300, "withdrawn")]),
        ("Norland will raise its force by 200.", [(200, 200, "increment")]),
        ("The minister promised to double the number of instructors, now 150, next year.", [(150, 150, "total")]),
        ("Nepal has 1,600 soldiers in South Sudan and would send 230 more.", [(1600, 1600, "total"), (230, 230, "increment")]),
        (
            "About 60 villagers had been abducted, an official said, though the army put the number at 24.",
            [(60, 60, "captured"), (24, 24, "captured")],
        ),
        ("The first batch, 24 Bradleys, was unloaded in Bremerhaven.", [(24, 24, "delivered")]),
    ],
)
def test_figures(text: str, told: list[tuple[float | None, float | None, str]]) -> None:
    assert [(f.low, f.high, f.measure) for f in claim(text).figures] == told


def test_a_month_before_a_number_of_thousands_is_no_day() -> None:
    found = claim("By mid-June 8,000 recruits will have arrived in Balta.")
    assert not [d for d in found.dates if d.precision == "day"]


def test_what_is_halved_is_counted_by_its_own_noun() -> None:
    assert [f.what for f in claim("Germany halved, to 250, the number of soldiers it meant to leave in Niamey.").figures] == ["soldier"]


def test_whose_and_where_a_force_is_that_is_cut_to_so_many() -> None:
    (raised,) = claim("The government wants to raise the number of soldiers in Latvia to 2,200.").figures
    assert (raised.low, raised.place) == (2200, "Latvia")
    told = claim("The U.S. will reduce its troops in Iraq from 5,200 to 3,000.").figures
    assert [(f.whose, f.place) for f in told] == [("United States", "Iraq")] * 2


def test_one_of_the_largest_is_no_count() -> None:
    assert not claim("The group forms one of the largest naval forces in those waters.").figures


def test_a_number_before_one_thing_is_the_name_of_its_type() -> None:
    assert not claim("Questions were raised over the safety of its 737 Max 8 jet.").figures
    assert [f.what for f in claim("Five Russian landing craft were sunk.").figures] == ["landing craft"]
