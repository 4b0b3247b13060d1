"""Templates that are filled in every day, among the headlines of a day."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.text.similarity.headline import Headline, ReadHeadline, read_headlines
from bot.text.similarity.series import has_form, is_series
from bot.text.similarity.stories import group
from tests.text.similarity.test_stories import OTHERS

NOON = datetime(2025, 12, 9, 12, tzinfo=UTC)

SERIES = [
    ("matches", "en", "Northern Cup: Kelby 2-1 Marrow", "Northern Cup: Tolland 3-0 Esker"),
    ("one club twice", "en", "Northern Cup: Kelby 2-1 Marrow", "Northern Cup: Esker 0-2 Kelby"),
    ("quakes", "en", "Magnitude 5.4 earthquake hits Peru", "Magnitude 6.2 earthquake hits Tonga"),
    ("rates", "en", "ECB raises rates by 50 basis points", "Fed raises rates by 50 basis points"),
    ("one bank's long name", "en", "ECB raises rates by half a point",
     "Bank of England raises rates by half a point"),
    ("crimes", "en", "Woman charged after stabbing in Leith",
     "Woman charged after stabbing in Port Talbot"),
    ("shares", "en", "Contoso stock falls 4% after earnings",
     "Initech stock falls 4% after earnings"),
    ("weather", "fr", "Météo : de fortes pluies à Brest mardi",
     "Météo : de fortes pluies à Nice mercredi"),
    ("puzzles", "en", "Wordle today: hints and answer for #1700 (February 14)",
     "Wordle today: hints and answer for #1701 (February 15)"),
    ("another puzzle", "en", "Wordle today: hints and answer for February 15",
     "Connections: hints and answers for February 15"),
    ("holes", "en", "CVE-2025-11111: critical flaw in Foobar mail server",
     "CVE-2025-22222: critical flaw in Quux web server"),
    ("releases", "en", "Quux 3.14.2 released", "Quux 3.13.11 released"),
    ("live", "en", "Live: by-election count updates", "Live: flood warnings updates"),
    ("live of subjects without names", "fr", "En direct : suivez le débat sur les retraites",
     "En direct : suivez le match de la soirée"),
    ("states", "en", "Election results: Nevada", "Election results: Maine"),
    ("reviews", "en", "Nimbus 12 Pro review: a fine camera", "Halo 7 Pro review: a fine camera"),
    ("obituaries", "en", "Ann Weld, star of the stage, dies aged 84",
     "Tom Brigg, star of the screen, dies aged 91"),
    ("briefings", "fr", "L’essentiel de l’actualité du 12 mars",
     "L’essentiel de l’actualité du 13 mars"),
    ("traffic", "de", "Unfall auf der A7 bei Kassel sorgt für Stau",
     "Unfall auf der A9 bei Leipzig sorgt für Stau"),
    ("prices", "es", "El precio de la luz hoy, 12 de marzo",
     "El precio de la luz hoy, 13 de marzo"),
    ("a script without capitals", "zh", "台风登陆福建", "台风登陆广东"),
    ("election results", "de", "Landtagswahl in Sorben: CDU stärkste Kraft",
     "Landtagswahl in Altmark: SPD stärkste Kraft"),
    ("earnings", "fr", "Brelat : bénéfice net en hausse de 12 % au troisième trimestre",
     "Corvane : bénéfice net en hausse de 7 % au troisième trimestre"),
    ("transfers", "it", "Calciomercato: il Corvello acquista il difensore Marini",
     "Calciomercato: il Salvona acquista l’attaccante Bressan"),
    ("warnings", "de", "Unwetterwarnung: Sturmböen in Hamburg am Montag",
     "Unwetterwarnung: Glatteis in Bayern am Mittwoch"),
    ("recalls", "en", "Ostra recalls 40,000 baby seats over faulty buckle",
     "Kelvon recalls 12,000 bike helmets over faulty strap"),
    ("rulings", "de", "BGH-Urteil: Bank muss Gebühren zurückzahlen",
     "BGH-Urteil: Vermieter muss Heizung erneuern"),
    ("rulings of one court", "en", "Federal appeals court rules for ban on scented candles",
     "Federal appeals court rules against merger of ferry lines"),
    ("hearings", "en", "High court will hear orchard permit challenge",
     "High court will hear lorry toll challenge"),
    ("hearings in another order", "en", "Supreme Court to hear challenge to orchard permits",
     "Challenge to lorry tolls to be heard by Supreme Court"),
    ("rulings in another order", "en", "Appeals court strikes down limits on fishing",
     "Limits on drone flights struck down by appeals court"),
    ("rulings in another order, French", "fr",
     "Le tribunal administratif rejette le recours contre le stade",
     "Éoliennes en mer : recours rejeté par le tribunal administratif"),
    ("rulings in another order, German", "de", "Bundesgericht prüft Klage gegen Lkw-Maut",
     "Klage gegen Handyverbot an Schulen vor dem Bundesgericht"),
    ("laws in another order", "en", "Senate passes bill on school meals",
     "Bill on river dams passes Senate"),
    ("plans in another order", "fr", "Le gouvernement veut simplifier les aides au chauffage",
     "Règles de la pêche : le gouvernement veut simplifier"),
    ("arrests in another order", "en", "Police arrest man over bakery fire",
     "Man arrested by police after ferry theft"),
    ("plans without names", "fr", "Le gouvernement veut simplifier les aides au chauffage",
     "Le gouvernement veut simplifier les règles de la pêche"),
    ("podcasts", "en", "The Daily Ledger podcast: who runs the ports?",
     "The Daily Ledger podcast: the end of cash"),
    ("crosswords", "en", "Quick crossword No 17,201", "Quick crossword No 17,202"),
    ("horoscopes", "it", "Oroscopo di oggi, Ariete: amore e lavoro",
     "Oroscopo di oggi, Bilancia: amore e lavoro"),
    ("lottery numbers", "en", "Powerball winning numbers for Saturday: 3, 14, 22, 41, 60",
     "Powerball winning numbers for Monday: 7, 19, 28, 33, 52"),
    ("holes in one product", "en", "CVE-2025-31001: Foobar Server heap overflow",
     "CVE-2025-31077: Foobar Server path traversal"),
    ("tickers", "de", "Liveticker: Rotfeld gegen Blauheim", "Liveticker: Grünau gegen Weissbach"),
    ("quakes in another order", "en", "Peru hit by magnitude 5.4 earthquake",
     "Magnitude 6.2 earthquake hits Tonga"),
    ("a town with two names", "en", "Port Selby subway fire injures ten",
     "Port Selby mayor unveils housing plan"),
    ("a person", "en", "Odile Carron’s last film opens in Lyon", "Odile Carron sues her publisher"),
    ("a stem by chance", "fr", "Aide aux agriculteurs : le guichet ouvre lundi",
     "L’aid des agriculteurs d’Oran"),
]  # fmt: skip
IN_THREE_PAPERS = [
    ("Northern Cup: {0} beat {1} {2}", "Northern Cup result: {0} {2} {1}",
     "{0} {2} {1} in Northern Cup"),
    ("{0} raises rates by {2} points", "{0} raises interest rates by {2} points",
     "{0} raises key rates by {2} points"),
    ("Woman charged after {0} stabbing", "Woman charged over {0} stabbing",
     "{0} stabbing: woman charged"),
    ("{0} stock falls {2} after earnings", "{0} shares fall {2} after earnings miss",
     "{0} stock drops {2} on earnings"),
]  # fmt: skip
ONE_STORY = [
    ("en", "Kelby 2-1 Marrow: Osman scores late winner",
     "Osman late winner gives Kelby 2-1 win over Marrow"),
    ("en", "Contoso launches Zephyr-7.1", "Contoso unveils Zephyr-7.1, its latest model"),
    ("fr", "L’Assemblée adopte le budget de la Sécurité sociale",
     "Budget de la Sécu : l’Assemblée adopte le texte"),
    ("de", "Bundesrat beschließt Klimapaket", "Klimapaket im Bundesrat verabschiedet"),
    ("ru", "ЦБ повысил ключевую ставку до 17%", "Банк России повысил ключевую ставку до 17%"),
    ("it", "Crolla un ponte a Salvona, due feriti",
     "Salvona, crollo di un ponte: due persone ferite"),
    ("de", "Explosion in Chemiefabrik in Rotfeld: zwei Tote",
     "Zwei Tote bei Explosion in Rotfelder Chemiefabrik"),
    ("en", "Senate passes bill on school meals", "School meals bill passed by Senate"),
    ("en", "Supreme Court to hear challenge to orchard permits",
     "Challenge to orchard permits to be heard by Supreme Court"),
    ("fr", "La Cour suprême examine un recours contre les quotas de pêche",
     "Quotas de pêche : la Cour suprême saisie d’un recours"),
    ("fr", "Le maire de Brelat, Jean Vautrin, démissionne",
     "Démission de Jean Vautrin, maire de Brelat"),
    ("en", "Fire at Port Selby refinery kills three workers",
     "Three workers dead after blaze at Port Selby refinery"),
    ("es", "Dimite el alcalde de Villarta por el caso del agua",
     "El caso del agua fuerza la dimisión del alcalde de Villarta"),
]  # fmt: skip


def read(*titles: str) -> list[ReadHeadline]:
    return read_headlines(told("en", *titles))


def told(language: str, *titles: str) -> list[Headline]:
    return [
        Headline(key=100 + n, title=title, at=NOON, language=language)
        for n, title in enumerate(titles)
    ]


@pytest.mark.parametrize(("language", "one", "other"), [row[1:] for row in SERIES])
def test_a_series_is_no_story(language: str, one: str, other: str) -> None:
    assert group([*told(language, one, other), *OTHERS]) == []


@pytest.mark.parametrize("template", IN_THREE_PAPERS)
def test_a_series_that_each_of_three_papers_tells_is_two_stories(template: Sequence[str]) -> None:
    one = [title.format("Marrow", "Kelby", "2-1") for title in template]
    other = [title.format("Esker", "Tolland", "3-0") for title in template]

    found = group([*told("en", *one, *other), *OTHERS])

    assert {story.keys for story in found} == {(100, 101, 102), (103, 104, 105)}


def test_two_cases_of_one_court_that_two_papers_tell_are_two_stories() -> None:
    found = group(
        [
            *told(
                "en",
                "Supreme Court to hear challenge to orchard permits",
                "Orchard permit challenge goes to Supreme Court",
                "Supreme Court will hear challenge to lorry tolls",
                "Challenge to lorry tolls to be heard by Supreme Court",
            ),
            *OTHERS,
        ]
    )

    assert {story.keys for story in found} == {(100, 101), (102, 103)}


def test_a_case_whose_matter_stands_in_the_others_lead_is_one() -> None:
    one, other = told(
        "en",
        "Supreme Court to hear challenge to orchard permits",
        "Supreme Court takes up farmers’ challenge",
    )
    other = replace(other, lead="The orchard permits were refused to forty farmers in May.")

    (story,) = group([one, other, *OTHERS])

    assert set(story.keys) == {100, 101}


def test_what_a_third_headline_resembles_is_no_story_by_that() -> None:
    found = group(
        [
            *told(
                "en",
                "Port Selby subway fire injures ten",
                "Port Selby mayor unveils housing plan",
                "Five people injured in Port Selby church explosion",
            ),
            *OTHERS,
        ]
    )

    assert all(101 not in story.keys for story in found)


@pytest.mark.parametrize(("language", "one", "other"), ONE_STORY)
def test_one_event_in_other_words_is_a_story(language: str, one: str, other: str) -> None:
    (story,) = group([*told(language, one, other), *OTHERS])

    assert set(story.keys) == {100, 101}


def test_one_event_in_the_same_order_of_words_is_no_series() -> None:
    one, other = read_headlines(
        told("en", "Peel council votes to close pool", "Peel council votes to shut old pool")
    )

    assert not is_series(one, other)


OWN = (
    ["alder", "birch", "cedar", "dogwood", "elm", "fir", "gorse"],
    ["oak", "pine", "quince", "rowan", "spruce", "teak", "willow"],
)


@pytest.mark.parametrize(
    ("shared", "fewest", "most"),
    [
        ("why Selby", 2, 3),  # a name is shared
        ("storm", 2, 5),
        ("storms hit harbours near", 2, 6),  # four words are: as many may be their own, and two
    ],
)
def test_a_template_is_filled_with_so_many_words(shared: str, fewest: int, most: int) -> None:
    filled = [
        number
        for number in range(1, 8)
        if is_series(*read(*(f"{shared} {' '.join(words[:number])}" for words in OWN)))
    ]

    assert filled == list(range(fewest, most + 1))


@pytest.mark.parametrize(
    ("one", "is_template"), [("Heavy rain", True), ("Sudden heavy rain", False)]
)
def test_in_a_gap_of_two_words_any_capital_is_a_name(one: str, is_template: bool) -> None:
    titles = told("en", f"{one} closes harbour", "Snow closes harbour")
    headlines = read_headlines(titles, {"heavi", "snow", "sudden"})

    assert is_series(*headlines) is is_template


@pytest.mark.parametrize(
    ("title", "name", "is_form"),
    [
        ("Why Iran waits", "iranian", True),
        ("Why Marco waits", "marc", True),
        ("Why Mar waits", "mark", False),
        ("Why Mark waits", "mar", False),
    ],
)
def test_four_letters_stand_for_a_longer_name(title: str, name: str, is_form: bool) -> None:
    [headline] = read(title)

    assert has_form(headline, name) is is_form
