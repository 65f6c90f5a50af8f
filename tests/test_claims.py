import apache_beam as beam
import pytest
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to
from hypothesis import given, settings
from hypothesis import strategies as st
from storywatch.transforms.claims import stage
from storywatch.transforms.claims.extract import claims_of
from storywatch.transforms.claims.geography import country_of
from storywatch.transforms.claims.stage import ExtractClaims
from storywatch.transforms.rows import Article, ArticleClaims, Claim
from storywatch.transforms.vocabulary import Vocabulary


def claims(text: str, published: str = "2024-10-29") -> tuple[Claim, ...]:
    return claims_of(Article("a", text, published=published)).claims


def test_speaker_with_role_organisation_and_party() -> None:
    (claim,) = claims("Several thousand more are on the way, Pentagon spokesman Maj. Gen. Pat Ryder said on Tuesday.")
    assert claim.speaker == "Pat Ryder"
    assert claim.speaker_party == "United States"
    assert (claim.attribution, claim.strength, claim.source_class) == ("say", "said", "military")
    # the day of saying is no day of an event
    assert (claim.event_date, [d.frame for d in claim.dates]) == (None, ["said"])


def test_he_is_the_speaker_before() -> None:
    _, claim = claims("Defence Minister Ana Kovac spoke in Oslo and said it was over. He could not confirm the number, he added.")
    assert claim.speaker == "Ana Kovac"
    assert claim.polarity == "unclear"


def test_who_tells_of_prisoners_is_not_of_their_country() -> None:
    (claim,) = claims("President Ivan Holm said two North Korean soldiers had been taken prisoner in Kursk.")
    assert claim.speaker_party is None
    (claim,) = claims("The defence minister said three Kenyan officers had been killed.")
    assert claim.speaker_party == "Kenya"


def test_he_is_no_country_and_who_says_so_may_stand_behind_the_verb() -> None:
    _, claim = claims("Norway said it had recalled its ambassador. He said at least 65 soldiers had been killed.")
    assert claim.speaker_party is None
    (claim,) = claims("No evidence of soldiers in Ukraine, says Kremlin")
    assert (claim.speaker, claim.speaker_party) == ("Kremlin", "Russia")


def test_one_body_has_one_name() -> None:
    for text in ("Seoul's spy agency said troops had left.", "The National Intelligence Service said troops had left."):
        (claim,) = claims(text)
        assert claim.speaker == "NIS"
        assert claim.speaker_party == "South Korea"


def test_a_denial_is_denied() -> None:
    (claim,) = claims("The Kremlin denied on Monday that soldiers had been sent to Kursk.")
    assert (claim.polarity, claim.strength, claim.speaker_party) == ("denied", "denied", "Russia")


def test_looking_back_is_background_and_today_is_not() -> None:
    old, new = claims("The base had been opened in March 2021. On Monday 200 soldiers left it.")
    assert old.background
    assert not new.background


def test_every_field_keeps_its_words() -> None:
    text = "In Kursk, 10,000 North Korean soldiers are now fighting, Pentagon spokesman Pat Ryder said on 28 October."
    (claim,) = claims(text)
    fields = {span.field for span in claim.spans}
    assert {"figure", "date", "place", "actor", "speaker", "attribution", "event:fight"} <= fields
    for span in claim.spans:
        assert text[span.start : span.end] == span.text


@settings(max_examples=30)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_offsets_give_the_text(text: str) -> None:
    article = Article("a", text, published="2024-10-29")
    for claim in claims_of(article).claims:
        assert article.text[claim.start : claim.end] == claim.text
        for span in claim.spans:
            assert article.text[span.start : span.end] == span.text


def test_the_transform_gives_an_article_with_its_claims() -> None:
    with TestPipeline() as pipeline:
        found, dead = pipeline | beam.Create([Article("a", "One came. Two went.")]) | ExtractClaims(Vocabulary.read())
        assert_that(found | beam.Map(lambda f: [c.text for c in f.claims]), equal_to([["One came.", "Two went."]]))
        assert_that(dead, equal_to([]), label="no dead letters")


def test_an_article_that_breaks_a_rule_is_a_dead_letter_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(article: Article) -> ArticleClaims:
        if article.article_id == "b":
            raise TypeError("no such text")
        return claims_of(article)

    monkeypatch.setattr(stage, "claims_of", broken)
    articles = [Article("a", "One came."), Article("b", "Two went.", input="feed")]
    with TestPipeline() as pipeline:
        found, dead = pipeline | beam.Create(articles) | ExtractClaims(Vocabulary.read())
        assert_that(found | beam.Map(lambda f: f.article.article_id), equal_to(["a"]))
        told = dead | beam.Map(lambda d: (d.input, d.article_id, d.reason))
        assert_that(told, equal_to([("feed", "b", "no claims: TypeError: no such text")]), label="dead letters")


@pytest.mark.parametrize(
    ("text", "party"),
    [
        ("Another 150 Canadian soldiers have arrived in Latvia, Brigadier Claire Bouchard said.", "Canada"),
        ("Three American soldiers died when a drone hit Tower 22 in Jordan, presidential adviser Carl Hennings said.", "United States"),
        ("Peru has stationed a frigate at the border with Chile, the joint command told the newspaper.", "Peru"),
        ("The Chadian contingent and the Malian one crossed the border, a customs officer in Garoua said.", "Cameroon"),
        ("Seven drones were shot down over Dnipro, the head of the regional government, Olha Verbytska, wrote.", "Ukraine"),
        ("The French and Gabonese soldiers came before dawn, a resident of Libreville said.", None),
        ("Moroccan rescuers were joined by members of Spain's Military Emergencies Unit on Monday, the unit said.", "Spain"),
        ("Jamaican officers will join the Kenyans, Caricom's envoy, Sir Winston Ambrose, said.", "Caricom"),
        ("The Security Council set the ceiling of the mission in Bangui, a council diplomat recalled.", "UN"),
        ("The Chadian contingent went home, a customs officer in Baltagrad said.", None),
        ("A Saudi patrol boat was boarded by rebels off Baltagrad on Monday, a port official said.", None),
        ("The strike paralysed Buenos Aires, where nobody was arrested, the city government said.", "Argentina"),
        ("Finland became a member of NATO; the alliance plans no base there, its deputy spokeswoman, Marit Solheim, said.", "NATO"),
        ("HMS Lancaster fired two missiles at drones on Sunday, Commander Ruth Penhale said.", "Britain"),
        ("The wing flew its jets to Jordan, the command said.", None),
        ("Ninety recruits finished the EU course, Commodore João Salema of the training mission said.", "EU"),
    ],
)
def test_for_whom_an_official_without_a_country_speaks(text: str, party: str | None) -> None:
    (claim,) = claims_of(Article("a", text, published="2024-10-31", language="en")).claims
    assert claim.speaker_party == party


def test_the_country_of_a_town_is_that_of_the_one_that_is_clearly_larger() -> None:
    assert country_of("Dnipro") == "Ukraine" and country_of("Garoua") == "Cameroon" and country_of("Garoua-Boulaï") == "Cameroon"
    # in Spain and in Venezuela
    assert country_of("Valencia") is None
    assert country_of("Balta Nova") is None


def test_a_country_that_an_official_speaks_of_is_not_his() -> None:
    (claim,) = claims("Culture Secretary Ann Grove said: “We all feel for those who suffer in Norland's neighbour Sudan.”")
    assert claim.speaker == "Ann Grove" and claim.speaker_party is None
