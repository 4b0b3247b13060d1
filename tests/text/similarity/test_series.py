"""Templates that are filled in every day, among the headlines of a day."""

from datetime import UTC, datetime

import pytest

from bot.text.similarity.headline import Headline, read_headlines
from bot.text.similarity.series import is_series
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
    ("a town with two names", "en", "Port Selby subway fire injures ten",
     "Port Selby mayor unveils housing plan"),
    ("a person", "en", "Odile Carron’s last film opens in Lyon", "Odile Carron sues her publisher"),
    ("a stem by chance", "fr", "Aide aux agriculteurs : le guichet ouvre lundi",
     "L’aid des agriculteurs d’Oran"),
]  # fmt: skip
ONE_STORY = [
    ("en", "Kelby 2-1 Marrow: Osman scores late winner",
     "Osman late winner gives Kelby 2-1 win over Marrow"),
    ("en", "Contoso launches Zephyr-7.1", "Contoso unveils Zephyr-7.1, its latest model"),
    ("fr", "L’Assemblée adopte le budget de la Sécurité sociale",
     "Budget de la Sécu : l’Assemblée adopte le texte"),
    ("de", "Bundesrat beschließt Klimapaket", "Klimapaket im Bundesrat verabschiedet"),
    ("ru", "ЦБ повысил ключевую ставку до 17%", "Банк России повысил ключевую ставку до 17%"),
    ("es", "Dimite el alcalde de Villarta por el caso del agua",
     "El caso del agua fuerza la dimisión del alcalde de Villarta"),
]  # fmt: skip


def told(language: str, *titles: str) -> list[Headline]:
    return [
        Headline(key=100 + n, title=title, at=NOON, language=language)
        for n, title in enumerate(titles)
    ]


@pytest.mark.parametrize(("language", "one", "other"), [row[1:] for row in SERIES])
def test_a_series_is_no_story(language: str, one: str, other: str) -> None:
    assert group([*told(language, one, other), *OTHERS]) == []


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
