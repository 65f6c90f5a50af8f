"""What is read of articles in other languages."""

import numpy as np
import pytest
from storywatch.transforms.claims.extract import claims_of
from storywatch.transforms.claims.foreign_names import names
from storywatch.transforms.claims.foreign_numbers import dates, numbers, spelled
from storywatch.transforms.claims.sentences import sentences
from storywatch.transforms.developments.compare import developments_of
from storywatch.transforms.developments.knowledge import Knowledge
from storywatch.transforms.developments.propositions import proposition
from storywatch.transforms.embedding_model import DEFAULT, embed_in
from storywatch.transforms.rows import Article, Claim

CUT = [
    ("de", "Am 12. März trafen sich die Minister. Sie sprachen über drei Panzer.", 2),
    ("de", "Die Fregatte lief am 3. Oktober aus.", 1),
    ("es", "El gobierno de EE. UU. confirmó el envío de tanques. Llegan en mayo.", 2),
    ("fr", "M. Dupont a parlé à Paris. Les soldats partent mardi.", 2),
    ("ru", "Солдаты прибыли в порт. Их около 300.", 2),
    ("uk", "Кораблі вийшли з порту. Їх чотири.", 2),
    ("tr", "Askerler limana ulaştı. Sayıları 300.", 2),
    ("pl", "Żołnierze przybyli 5. dnia miesiąca. Jest ich 300.", 2),
    ("pt", "Os soldados chegaram ao porto. São 300.", 2),
    ("it", "I soldati sono arrivati. Sono 300.", 2),
    ("ko", "병사들이 항구에 도착했다. 모두 300명이다.", 2),
]


@pytest.mark.parametrize(("language", "text", "wanted"), CUT)
def test_sentences_end_where_the_language_ends_them(language: str, text: str, wanted: int) -> None:
    spans = sentences(text, language)
    assert (
        [text[a:b] for a, b in spans] == text.replace(". ", ".\n").split("\n") if text.count(". ") == wanted - 1 else len(spans) == wanted
    )


NAMED = [
    ("de", "Dänemark liefert der Ukraine Haubitzen.", {"Denmark", "Ukraine"}),
    ("de", "Die dänischen Haubitzen sind da.", {"Denmark"}),
    ("fr", "Les Pays-Bas et l'Allemagne aident les Ukrainiens.", {"Netherlands", "Germany", "Ukraine"}),
    ("es", "Soldados de Corea del Norte en Rusia", {"North Korea", "Russia"}),
    ("ru", "Солдаты КНДР находятся в России.", {"North Korea", "Russia"}),
    ("uk", "Нідерланди передадуть Україні літаки.", {"Netherlands", "Ukraine"}),
    ("tr", "Türkiye'den Azerbaycan'a asker", {"Turkey", "Azerbaijan"}),
    ("pl", "Niemcy wysyłają żołnierzy na Litwę.", {"Germany", "Lithuania"}),
    ("pt", "O Quênia envia policiais ao Haiti.", {"Kenya", "Haiti"}),
    ("it", "I soldati francesi lasciano il Ciad.", {"Chad"}),
    ("ko", "케냐 경찰이 아이티에 도착했다.", {"Kenya", "Haiti"}),
    ("ru", "Военные из Северной Кореи прибыли в порт.", {"North Korea"}),
    ("uk", "Бої з північнокорейськими солдатами тривають.", {"North Korea"}),
    ("es", "Las tropas norcoreanas y las estadounidenses", {"North Korea", "United States"}),
    ("pl", "Żołnierze z Korei Północnej są na miejscu.", {"North Korea"}),
    ("de", "Ein kenianischer Polizist und nordkoreanische Soldaten", {"Kenya", "North Korea"}),
    ("ru", "Войска из Сирии, Ливии, Кении и Дании, а также из Нигера", {"Syria", "Libya", "Kenya", "Denmark", "Niger"}),
    (
        "uk",
        "Українці та російські війська, сили США, данські інструктори у Лівії",
        {"Ukraine", "Russia", "United States", "Denmark", "Libya"},
    ),
    ("de", "Die USA, britische Schiffe und syrische Truppen", {"United States", "Britain", "Syria"}),
    ("es", "Las tropas rusas, los soldados chinos y los iraníes", {"Russia", "China", "Iran"}),
    ("fr", "Des soldats russes, turcs et syriens; les Maliens", {"Russia", "Turkey", "Syria", "Mali"}),
    ("it", "I soldati turchi, tedeschi e statunitensi", {"Turkey", "Germany", "United States"}),
    ("pt", "As tropas dos EUA e os navios britânicos", {"United States", "Britain"}),
    ("pl", "Żołnierze amerykańscy i niemieccy z USA i Niemiec", {"United States", "Germany"}),
    ("tr", "Türk ve İngiliz askerleri Çad ile ABD arasında", {"Turkey", "Britain", "Chad", "United States"}),
    ("sv", "Svenska, tyska och norska soldater", {"Sweden", "Germany", "Norway"}),
    ("nl", "De Duitse en Franse militairen", {"Germany", "France"}),
    ("ru", "Глава Египта был в Кремле", {"Egypt", "Russia"}),
]


@pytest.mark.parametrize(("language", "text", "wanted"), NAMED)
def test_countries_are_known_in_their_cases(language: str, text: str, wanted: set[str]) -> None:
    assert wanted <= {n.name for n in names(text, language) if n.kind == "country"}


NO_COUNTRIES = [
    ("ru", "Кроме того, камера и слова корреспондента в порту", "роман"),
    ("es", "La libertad y las malas lenguas con fines de lucro", "antiguo"),
    ("pt", "O serviço serve a liberdade e servidores jamais", "antigo"),
    ("fr", "La liberté et l'argent ne sont jamais une équation", "soudain"),
    ("it", "Libero di stare in camera, letto e lettore di messina", "romanzo"),
    ("de", "Nach der Niederlage war der Schwerpunkt die Kamera", "Schwester"),
    ("pl", "Część słów i kamery w porcie", "cześć"),
]


@pytest.mark.parametrize(("language", "text", "word"), NO_COUNTRIES)
def test_words_that_begin_like_a_country_name_none(language: str, text: str, word: str) -> None:
    assert [n.text for n in names(f"{text} {word}", language) if n.kind == "country"] == []


def test_a_word_of_another_script_is_no_town_that_sounds_alike() -> None:
    assert [n.name for n in names("많은 사람 통해 시도 서울", "ko") if n.kind == "place"] == ["seoul"]
    # nor is a word of a language without cases one that has a town's name and an ending
    assert not [n for n in names("Lo dijo Durante ayer", "es") if n.name == "eloy alfaro"]


TOWNS = [
    ("ru", "Военные переброшены в Курскую область.", "kursk"),
    ("pl", "Patrioty stoją koło Rzeszowa.", "rzeszow"),
    ("ko", "병력이 블라디보스토크로 갔다.", "vladivostok"),
    ("it", "I soldati sono a Mogadiscio.", "mogadishu"),
    ("uk", "Церемонія у Вільнюсі", "vilnius"),
]


@pytest.mark.parametrize(("language", "text", "wanted"), TOWNS)
def test_a_city_is_known_by_its_names_in_other_languages(language: str, text: str, wanted: str) -> None:
    assert wanted in {n.name for n in names(text, language) if n.kind == "place"}


def test_what_is_no_name_is_no_city() -> None:
    # "das Essen" is a meal
    assert "essen" not in {n.name for n in names("Danach war das Essen gut.", "de")}


def _numbers(text: str, language: str, published: str | None = "2024-12-19") -> tuple[list[tuple[str, float | None]], list[str]]:
    days = list(dates(text, language, published, 0))
    return [(n.text, n.low) for n in numbers(text, language, [(d.start, d.end) for d in days], 0)], [d.date for d in days]


NUMBERS = [
    ("de", "Am 5. Januar 2023 kamen 1.500 Soldaten und 2,5 Tonnen Fracht an.", [("1.500", 1500), ("2,5", 2.5)], ["2023-01-05"]),
    ("ru", "Около 10 000 военных прибыли 3 марта 2024 года.", [("10 000", 10000)], ["2024-03-03"]),
    ("uk", "У Росії до 15 тисяч військових.", [("15 тисяч", 15000)], []),
    ("pl", "W środę przybyło 4,8 tys. żołnierzy.", [("4,8 tys", 4800)], ["2024-12-18"]),
    ("ko", "18일 병력 1500명과 1만명이 도착했다.", [("1500", 1500), ("1만", 10000)], ["2024-12-18"]),
    ("es", "Este martes llegaron otros 200 policías.", [("200", 200)], ["2024-12-17"]),
]


@pytest.mark.parametrize(("language", "text", "wanted", "days"), NUMBERS)
def test_numbers_and_days_are_read_by_the_language(language: str, text: str, wanted: list[tuple[str, float]], days: list[str]) -> None:
    assert _numbers(text, language) == (wanted, days)


def test_numbers_in_words_are_read_where_a_library_knows_them() -> None:
    assert [(f.text, f.low) for f in spelled("Vinte e quatro militares, o segundo grupo, um navio", "pt", 0)] == [("Vinte e quatro", 24)]
    assert [(f.text, f.low, f.start) for f in spelled("Due soldati", "it", 7)] == [("Due", 2, 7)]
    assert list(spelled("24 soldats et une frégate", "fr", 0)) == [] == list(spelled("два", "ru", 0))


def test_a_day_of_the_week_of_an_undated_article_is_no_day() -> None:
    assert _numbers("Am Montag kamen sie.", "de", None) == ([], [])


def _claims(text: str, language: str, published: str = "2024-12-21", title: str | None = None) -> tuple[Claim, ...]:
    return claims_of(Article("a" + published, text, published=published, language=language, title=title)).claims


MEANT = [
    ("de", "120 französische Soldaten haben am Freitag den Tschad verlassen.", ("presence", "withdrawal"), "Soldaten", 120),
    ("it", "L'esercito ucraino ha catturato due soldati nordcoreani.", ("capture",), "soldati", None),
    ("pl", "Żołnierze zginęli w obwodzie kurskim.", ("losses",), "Żołnierze", None),
    ("es", "Otros 200 policías de Kenia llegaron este martes a Haití.", ("presence",), "policías", 200),
    ("fr", "Quelque 500 soldats sont arrivés à Mogadiscio.", ("presence",), "soldats", 500),
]


@pytest.mark.parametrize(("language", "text", "families", "force", "figure"), MEANT)
def test_words_are_read_by_what_they_mean(language: str, text: str, families: tuple[str, ...], force: str, figure: float | None) -> None:
    (claim,) = _claims(text, language)
    told = [e for e in claim.events if e.object == force and e.modality == "fact"]
    assert any(proposition(e).family in families for e in told)  # type: ignore[union-attr]
    assert all(text[e.start : e.end] and text[s.start : s.end] == s.text for e in told for s in e.spans)
    assert [f.low for f in claim.figures if f.counted in ("troops", "captured")] == ([figure] if figure else [])


def test_names_at_equipment_are_names_of_it() -> None:
    (claim,) = _claims("La frégate allemande Hessen a quitté la mer Rouge.", "fr")
    assert "f:hessen" in claim.terms and "w:ship" in claim.terms and "c:germany" in claim.terms


def _news(texts: list[tuple[str, str, str]]) -> list[tuple[str, str]]:
    """(kind, severity) of what the last of several articles brings to the story of the others; (language, day, text) each."""
    known = Knowledge()
    for language, day, text in texts[:-1]:
        own = _claims(text, language, day)
        known.add(own, embed_in([c.text for c in own], [language] * len(own), DEFAULT).astype(np.float32), ())
    language, day, text = texts[-1]
    own = _claims(text, language, day)
    vectors = embed_in([c.text for c in own], [language] * len(own), DEFAULT).astype(np.float32)
    return [(d.kind, d.severity) for d in developments_of(own, vectors, None, (), known, "s", language)]


ARRIVED = ("en", "2024-10-18", "North Korea has sent 1,500 soldiers to Russia. They are being trained there.")
DIED = ("pl", "2024-12-16", "Żołnierze z Korei Północnej zginęli w obwodzie kurskim, podał Pentagon.")


def test_losses_that_another_language_tells_first_are_news_once() -> None:
    assert ("casualties", "high") in _news([ARRIVED, DIED])
    again = ("es", "2024-12-17", "Soldados norcoreanos murieron en la región de Kursk, dijo Estados Unidos.")
    assert not any(kind == "casualties" for kind, _ in _news([ARRIVED, DIED, again]))


def test_what_is_only_planned_in_another_language_is_no_news_but_a_withdrawal_is() -> None:
    assert _news([ARRIVED, ("es", "2024-10-20", "Los soldados llegarán pronto a otra base.")]) == []
    kinds = [kind for kind, _ in _news([ARRIVED, ("fr", "2024-11-20", "La Corée du Nord va retirer ses soldats de Russie.")])]
    assert kinds == ["withdrawal"]


def test_a_plan_of_yesterday_told_as_done_is_the_plan_and_later_it_is_news() -> None:
    plan = ("en", "2024-05-07", "Ukrainian sailors are to be trained in Estonia, the minister said.")
    assert _news([plan, ("ru", "2024-05-08", "Украинских моряков обучат в Эстонии.")]) == []
    assert _news([plan, ("ru", "2024-09-08", "Украинских моряков обучают в Эстонии.")]) == [("movement", "medium")]


def test_a_repeat_in_another_language_is_silent() -> None:
    assert _news([ARRIVED, ("de", "2024-10-18", "Nordkorea hat 1.500 Soldaten nach Russland geschickt.")]) == []


def test_the_first_report_of_what_is_no_deployment_is_no_alert() -> None:
    assert _news([("de", "2024-10-18", "Ein Polizist ist in Berlin getötet worden.")]) == [("first_report", "low")]
    assert _news([("de", "2024-10-18", "Ein kenianischer Polizist ist in Haiti getötet worden.")]) == [("first_report", "high")]
    assert _news([("de", "2024-10-18", "Am Wochenende regnet es in Berlin, sagte der Wetterdienst. Es wird kalt.")]) == [
        ("first_report", "low")
    ]
    assert _news([("de", "2024-10-18", "Kenia hat 400 Soldaten nach Haiti geschickt.")]) == [("first_report", "high")]


def test_no_english_word_is_read_in_another_language() -> None:
    text = "Die Soldaten waren in Kampf und Not; die Attack ist kein Wort, false auch nicht."
    (claim,) = claims_of(Article("a", text, published="2024-05-01", language="de")).claims
    assert (claim.states, claim.polarity, claim.speaker, claim.text) == ((), "asserted", None, text)
