"""The odds that two headlines tell one story: made-up pairs, each with one thing of its own."""

from datetime import UTC, datetime, timedelta

from bot.text.similarity.headline import Headline, read_headlines
from bot.text.similarity.pair_odds import DAY, RETOLD, Prior, compare
from bot.text.similarity.rarity import NO_COUNTS, Rarity, WordCounts, count_words

MORNING = datetime(2025, 12, 2, 7, tzinfo=UTC)


def headline(
    title: str, hours: float = 0.0, *, lead: str = "", source: int | None = None
) -> Headline:
    at = MORNING + timedelta(hours=hours)
    return Headline(key=0, title=title, at=at, lead=lead, language="en", source=source)


ONE = "Vire bridge closed after crack found in pillar"
OTHER = "Crack in pillar closes bridge of Vire"
OTHERS = [
    headline(title, hours)
    for hours, title in enumerate(
        (
            "Milk price rises by two cents",
            "Orchard of Quill sold to Danish fund",
            "Otters return to the lower canal",
            "Trams stop early on Sunday",
            "Museum lends its oldest globe",
            "Choir wins prize in Ghent",
            "Snow forecast above eight hundred metres",
            "Bakers ask for cheaper flour",
            "Chess club moves to the old mill",
            "Ferry timetable changes in spring",
        )
    )
]
PAIRS = {
    "alike": (headline(ONE), headline(OTHER)),
    "a day apart": (headline(ONE), headline(OTHER, 24)),
    "sixty hours apart": (headline(ONE), headline(OTHER, 60)),
    "more than sixty hours apart": (headline(ONE), headline(OTHER, 60.1)),
    "of one feed": (headline(ONE, source=1), headline(OTHER, source=1)),
    "other numbers": (headline(f"{ONE}, 12 hurt"), headline(f"{OTHER}, 15 hurt")),
    "numbers of which one has more": (
        headline(f"{ONE}, 12 hurt"),
        headline(f"{OTHER}, 12 of 15 hurt"),
    ),
    "a name that only one has": (headline(f"{ONE}, says Carron"), headline(OTHER)),
    "a name of each": (headline(f"{ONE}, says Carron"), headline(f"{OTHER}, says Aubrac")),
    "words of the title, in the other's lead": (
        headline(f"{ONE} above ferry quay"),
        headline(OTHER, lead="The quay of the ferry is below."),
    ),
    "the same, without the lead": (headline(f"{ONE} above ferry quay"), headline(OTHER)),
    "three words in a row": (
        headline("Vire bridge crack grows"),
        headline("Why Vire bridge crack matters"),
    ),
    "a person": (headline("Odile Carron resigns"), headline("Odile Carron opens a school")),
    "a name of three words": (
        headline("Odile Carron Marchand resigns"),
        headline("Odile Carron Marchand opens a school"),
    ),
    "two words, much of one": (
        headline("Bridge closed"),
        headline("Bridge closed for a week of repairs by the region"),
    ),
    "two words, little of both": (
        headline("Bridge closed while snow falls on the northern hills"),
        headline("School closed, bridge repairs go on in the region"),
    ),
    "what is beside the event": (
        headline("Mayor quits after bridge crack in Vire"),
        headline("Mayor quits Vire council"),
    ),
    "another event": (headline(ONE), headline("Vire bridge painted blue for anniversary")),
    "a template": (
        headline("Vire 2-1 Caen: match report"),
        headline("Vire 3-0 Brest: match report"),
    ),
    "words alike by chance": (
        headline("Aide of Vire mayor jailed"),
        headline("Vire mayor promises aid"),
    ),
    "a word of four letters": (
        headline("Tram of Vire mayor stolen"),
        headline("Vire mayor promises trams"),
    ),
    "an ending of two letters": (
        headline("Paint of Vire mayor stolen"),
        headline("Vire mayor has wall painted"),
    ),
    "an ending of three letters": (
        headline("Ferry of Vire mayor stolen"),
        headline("Vire mayor promises ferries"),
    ),
}


def odds_of(
    pair: tuple[Headline, Headline], prior: Prior = DAY, counts: WordCounts = NO_COUNTS
) -> float | None:
    read = read_headlines([*OTHERS, *pair])
    [*odds] = compare(read, Rarity(read, counts), prior).values()
    return round(odds[0], 2) if odds else None


def test_each_thing_changes_the_odds_by_so_much() -> None:
    assert {name: odds_of(pair) for name, pair in PAIRS.items()} == {
        "alike": 5.93,
        "a day apart": 5.18,
        "sixty hours apart": 4.06,
        "more than sixty hours apart": None,
        "of one feed": 4.6,
        "other numbers": 6.31,
        "numbers of which one has more": 8.46,
        "a name that only one has": 4.26,
        "a name of each": 3.87,
        "words of the title, in the other's lead": 6.34,
        "the same, without the lead": 5.7,
        "three words in a row": 4.3,
        "a person": -0.1,
        "a name of three words": -0.1,
        "two words, much of one": -0.1,
        "two words, little of both": None,
        "what is beside the event": 3.5,
        "another event": -0.1,
        "a template": -0.15,
        "words alike by chance": -0.1,
        "a word of four letters": 4.46,
        "an ending of two letters": 4.55,
        "an ending of three letters": -0.1,
    }


def test_a_story_that_several_tell_is_likelier_beforehand() -> None:
    assert [odds_of(PAIRS["alike"], prior) for prior in (DAY, RETOLD)] == [5.93, 6.78]


def test_what_other_days_have_as_well_is_a_subject_and_no_event() -> None:
    def counted(*ago: int, known: int = 10) -> float | None:
        titles = [headline(title, -24 * days) for days in ago for title in (ONE, "Some news")]
        titles += [headline("Some news", -24 * days) for days in range(3, 3 + known)]
        counts = count_words((each.title, "en", each.at) for each in titles)
        return odds_of(PAIRS["alike"], counts=counts)

    assert [counted(*range(2, last)) for last in (2, 3, 4, 8, 13)] == [6.22, 5.88, 5.71, 4.44, 3.61]
    assert [counted(3, known=known) for known in (6, 7, 8)] == [5.77, 5.77, 5.81]
