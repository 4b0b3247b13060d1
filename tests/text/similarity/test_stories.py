import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model import Item, Kind
from bot.text.similarity.headline import Headline
from bot.text.similarity.stories import Story, find_stories, group

MORNING = datetime(2025, 12, 2, 7, tzinfo=UTC)


def headline(
    key: int, title: str, hours: float = 0, lead: str = "", language: str = "fr"
) -> Headline:
    at = MORNING + timedelta(hours=hours)
    return Headline(key=key, title=title, at=at, lead=lead, language=language)


BRIDGE = [
    headline(1, "Le pont de Vire fermé six mois après la découverte d’une fissure"),
    headline(2, "Une fissure découverte : le pont de Vire ferme pour six mois", 2),
    headline(3, "Vire : le pont fermé, un bac gratuit pour les habitants", 5),
]
OTHERS = [
    headline(4, "Le prix du lait augmente de deux centimes en janvier", 1),
    headline(5, "Nitrates : la région Bretagne condamnée à publier ses mesures", 3),
    headline(6, "Mort du cinéaste Paul Aubrac à 91 ans", 4),
    headline(7, "Une nouvelle sonde part pour Titan", 6),
    headline(8, "Les lycéens passeront l’épreuve de philosophie le 15 juin", 6),
]


def keys(stories: list[Story]) -> set[frozenset[int]]:
    return {frozenset(story.keys) for story in stories}


def test_headlines_about_one_event_are_one_story() -> None:
    assert keys(group([*BRIDGE, *OTHERS])) == {frozenset({1, 2, 3})}


def test_a_story_names_the_words_that_tied_it() -> None:
    (story,) = group([*BRIDGE, *OTHERS])

    assert {"pont", "Vire"} <= set(story.words)
    assert "Le" not in story.words


def test_five_words_explain_a_story() -> None:
    (story,) = group([BRIDGE[0], replace(BRIDGE[0], key=2), *OTHERS])

    assert len(story.words) == 5


def test_a_story_is_headed_by_the_headline_that_is_nearest_to_the_others() -> None:
    resigns = [
        headline(1, "Mayor Odile Carron of Vire rejects calls to resign", language="en"),
        headline(2, "Mayor of Vire Odile Carron resigns", 3, language="en"),
        headline(3, "Odile Carron resigns as mayor of Vire after bridge inquiry", 4, language="en"),
    ]

    (story,) = group([*resigns, *OTHERS])

    assert story.keys == (1, 2, 3)
    assert story.head == 2


def test_of_two_headlines_the_newer_one_heads_their_story() -> None:
    (story,) = group([*BRIDGE[:2], *OTHERS])

    assert story.head == 2


def test_a_briefing_of_two_events_joins_neither() -> None:
    strike = [
        headline(11, "Grève des éboueurs à Morlan : les poubelles débordent", 1),
        headline(12, "Morlan : la grève des éboueurs continue, les poubelles débordent", 3),
    ]
    briefing = headline(13, "Pont de Vire fermé, grève des éboueurs à Morlan : l’essentiel", 4)

    assert keys(group([*BRIDGE, *strike, briefing, *OTHERS])) == {
        frozenset({1, 2, 3}),
        frozenset({11, 12}),
    }


def test_a_story_is_told_in_the_order_of_time() -> None:
    (story,) = group([*reversed(BRIDGE), *OTHERS])

    assert story.keys == (1, 2, 3)


def test_a_story_that_half_of_the_feeds_tell_is_one_on_a_quiet_day_too() -> None:
    told = [headline(20 + n, f"{BRIDGE[n % 3].title} ({n})", n / 10) for n in range(15)]

    [largest] = [story for story in group([*told, *OTHERS]) if len(story.keys) > 10]

    assert {5, 6, 7}.isdisjoint(largest.keys)


def test_two_events_of_one_kind_are_two_stories() -> None:
    found = group(
        [
            headline(1, "Norris wins the rally of Morlan", language="en"),
            headline(2, "Rally of Morlan: Norris wins by a second", 1, language="en"),
            headline(3, "Okafor wins the marathon of Delby", language="en"),
            headline(4, "Marathon of Delby: a record as Okafor wins", 1, language="en"),
            *OTHERS,
        ]
    )

    assert keys(found) == {frozenset({1, 2}), frozenset({3, 4})}


def test_what_happens_again_next_week_is_another_story() -> None:
    again = headline(2, BRIDGE[0].title, hours=24 * 7)

    assert group([BRIDGE[0], again, *OTHERS]) == []


def test_sharing_one_word_makes_no_story() -> None:
    assert group([headline(1, "Le pont de Vire"), headline(2, "Un pont trop loin"), *OTHERS]) == []


def test_the_same_words_in_two_languages_are_not_compared() -> None:
    assert (
        group(
            [
                headline(1, "Tokyo Paris Berlin Rome", language="fr"),
                headline(2, "Tokyo Paris Berlin Rome", language="en"),
            ]
        )
        == []
    )


def test_a_lead_ties_what_titles_alone_do_not() -> None:
    one = headline(1, "Grève surprise : les trains à l’arrêt dans l’agglomération de Brelat")
    silent = headline(2, "Brelat privée de trains par la colère des cheminots bretons", 22)
    telling = headline(2, silent.title, 22, "La grève surprise met à l’arrêt l’agglomération.")

    assert group([one, silent, *OTHERS]) == []
    assert keys(group([one, telling, *OTHERS])) == {frozenset({1, 2})}


def test_words_that_are_common_these_days_tie_nothing() -> None:
    one = headline(1, "Olympic gold for the Norlin team", language="en")
    other = headline(2, "Olympic gold: how a team is made", 1, language="en")
    days = [
        headline(100 + n, f"Olympic gold in event number {n} for team {n}", language="en")
        for n in range(60)
    ]

    assert group([one, other], background=days) == []


def test_what_is_told_every_day_ties_nothing_but_what_is_new_does() -> None:
    every_day = [
        headline(100 + n, f"Nolan inquiry hears witness {n} of ferry", -36 - 8 * n, language="en")
        for n in range(36)
    ]
    subject = [
        headline(1, "Nolan inquiry asks who knew of ferry", language="en"),
        headline(2, "Ferry captain’s letter read at Nolan inquiry", 1, language="en"),
    ]
    event = [
        headline(3, "Nolan inquiry shown forged logbook", 1, language="en"),
        headline(4, "Forged logbook shocks Nolan inquiry", 2, language="en"),
    ]

    assert keys(group([*subject, *event, *OTHERS], background=every_day)) == {frozenset({3, 4})}


def test_what_shares_only_circumstances_is_another_story() -> None:
    talks = [
        headline(1, "Elbonia and Marrow end third round of grain talks in Delby", language="en"),
        headline(2, "Grain talks of Elbonia and Marrow in Delby end well", 1, language="en"),
    ]
    port = headline(3, "Elbonia closes port during grain talks in Delby", 1, language="en")

    assert keys(group([*talks, port, *OTHERS])) == {frozenset({1, 2})}


def test_circumstances_beside_nothing_named_are_the_event() -> None:
    (story,) = group(
        [
            headline(1, "Elbonia and Marrow end third round of grain talks", language="en"),
            headline(2, "No deal yet as Elbonia and Marrow end grain talks", 1, language="en"),
            *OTHERS,
        ]
    )

    assert set(story.keys) == {1, 2}


def test_a_headline_much_nearer_to_one_story_is_no_briefing() -> None:
    talks = [
        headline(1, "Elbonia and Marrow hold new grain talks in Delby", language="en"),
        headline(2, "Elbonia, Marrow: grain talks in Delby, hopes are low", 1, language="en"),
        headline(3, "New grain talks of Elbonia and Marrow in Delby", 2, language="en"),
    ]
    other = headline(4, "New hopes are low for Port Selby bridge", 2, language="en")

    assert frozenset({1, 2, 3}) in keys(group([*talks, other, *OTHERS]))


def test_where_most_headlines_have_a_voice_beside_them_a_doubtful_one_is_one_too() -> None:
    doubtful = [
        headline(1, "Old bridge at Vire closed over crack in pier", language="en"),
        headline(
            2, "Vire buses: long way round without bridge, drivers complain", 20, language="en"
        ),
    ]
    told = [
        headline(10 + 2 * n + k, f"{name} {what} {place}", n, language="en")
        for n, (name, what, place) in enumerate(
            [
                ("Okafor wins", "the marathon of", "Delby"),
                ("Norris opens", "a library in", "Kelby"),
                ("Weld sings", "at the harbour of", "Tolland"),
            ]
        )
        for k in range(2)
    ]

    two, alone = told[:4], OTHERS[:2]
    assert frozenset({1, 2}) not in keys(group([*doubtful, *OTHERS]))
    assert frozenset({1, 2}) in keys(group([*doubtful, *told]))
    assert frozenset({1, 2}) not in keys(group([*doubtful, *two, *alone]))  # four of eight
    assert frozenset({1, 2}) in keys(group([*doubtful, *two, *alone[:1]]))


def test_the_order_of_the_headlines_makes_no_difference() -> None:
    mixed = [*BRIDGE, *OTHERS]
    random.Random(5).shuffle(mixed)

    assert group(mixed) == group([*BRIDGE, *OTHERS])


def test_items_are_found_by_their_ids() -> None:
    items = [
        Item(
            id=one.key,
            feed_id=one.key,
            guid=None,
            link=None,
            title=one.title,
            kicker=None,
            lead="",
            body="",
            authors=(),
            categories=(),
            kind=Kind.ARTICLE,
            image_url=None,
            language="fr-FR",
            published_at=one.at,
            received_at=one.at,
            position=0,
        )
        for one in [*BRIDGE, *OTHERS]
    ]

    (story,) = find_stories(items)

    assert set(story) == {1, 2, 3}


WORDS = st.sampled_from(["le", "pont", "Vire", "ferme", "Fissure", "12", "Paris", "☕️", "東京都"])
TITLES = st.lists(WORDS, max_size=6).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(TITLES, st.integers(0, 100)), max_size=12))
def test_whatever_is_written_each_headline_is_in_one_story_at_most(
    written: list[tuple[str, int]],
) -> None:
    found = group([headline(n, title, hours) for n, (title, hours) in enumerate(written)])

    told = [key for story in found for key in story.keys]
    assert len(told) == len(set(told))
    assert all(len(story.keys) > 1 for story in found)
