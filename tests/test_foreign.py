"""What is read of articles in other languages."""

import pytest
from storywatch.transforms.claims import foreign
from storywatch.transforms.claims.extract import claims_of
from storywatch.transforms.claims.sentences import sentences
from storywatch.transforms.rows import Article

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
]


@pytest.mark.parametrize(("language", "text", "wanted"), NAMED)
def test_countries_are_known_in_their_cases(language: str, text: str, wanted: set[str]) -> None:
    assert wanted <= {n.name for n in foreign.names(text, language) if n.kind == "country"}


def test_numbers_and_dates_are_read_by_the_language() -> None:
    german = foreign.claim_of("Am 5. Januar 2023 kamen 1.500 Soldaten und 2,5 Tonnen Fracht an.", 10, Article("a", ""), "de")
    assert [(f.low, f.text, f.start) for f in german.figures] == [(1500, "1.500", 34), (2.5, "2,5", 53)]
    assert [d.date for d in german.dates] == ["2023-01-05"]
    russian = foreign.claim_of("Около 10 000 военных прибыли 3 марта 2024 года.", 0, Article("a", ""), "ru")
    assert [f.low for f in russian.figures] == [10000]
    assert [d.date for d in russian.dates] == ["2024-03-03"]


def test_no_english_word_is_read_in_another_language() -> None:
    text = "Die Soldaten waren in Kampf und Not; die Attack ist kein Wort, false auch nicht."
    (claim,) = claims_of(Article("a", text, published="2024-05-01", language="de")).claims
    assert (claim.states, claim.polarity, claim.speaker, claim.text) == ((), "asserted", None, text)
