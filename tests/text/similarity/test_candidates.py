from datetime import UTC, datetime, timedelta
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.similarity.candidates import WINDOW, candidates, weigh
from bot.text.similarity.headline import Headline, read_headlines
from bot.text.similarity.rarity import Rarity

pytestmark = pytest.mark.uncounted

MORNING = datetime(2025, 12, 2, 7, tzinfo=UTC)
WORDS = ["bridge", "ferry", "harbour", "quarry", "mayor", "flood", "strike", "orchard", "tunnel"]
ENOUGH = 0.9  # weight that must be shared

HEADLINES = st.tuples(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=6),
    st.integers(0, 200),  # hours
    st.sampled_from(["en", "fr"]),
)


@given(st.lists(HEADLINES, max_size=12))
def test_all_pairs_are_found_that_share_enough(
    told: list[tuple[list[str], int, str]],
) -> None:
    read = read_headlines(
        Headline(key=n, title=" ".join(words), at=MORNING + timedelta(hours=hours), language=code)
        for n, (words, hours, code) in enumerate(told)
    )
    rarity = Rarity(read)
    places = range(len(read))

    found = {
        (there, here): shared
        for here, near in candidates(weigh(read, rarity), rarity.weights)
        for there, shared in near.items()
    }

    assert found == {
        (one, other): shared
        for one, other in combinations(places, 2)
        if read[one].language == read[other].language
        and read[other].hours - read[one].hours <= WINDOW.total_seconds() / 3600
        and (shared := rarity.total(read[one].words & read[other].words)) >= ENOUGH
    }


def test_words_that_many_headlines_have_are_rare_until_they_make_too_much_work() -> None:
    words = [f"{one}{other}" for one in WORDS[:5] for other in "abcdefghij"]  # of 100 titles each
    titles = [" ".join(words[(n * 10 + k) % 50] for k in range(10)) for n in range(500)]

    def rare_of_the_last(*titles: str) -> tuple[str, ...]:
        read = read_headlines(
            Headline(key=n, title=title, at=MORNING, language="en")
            for n, title in enumerate(titles)
        )
        return tuple(weigh(read, Rarity(read))[-1].rare)

    few = [f"bridge {'abcdefghij'[n // 10]}{n}" for n in range(60)]
    others = [f"word{n} term{n}" for n in range(440)]
    assert "bridg" in rare_of_the_last(*others, *few)  # 60 times, which makes little work
    assert rare_of_the_last(*titles)  # 50 times 100 squared, by two: 250,000 pairs
    assert not rare_of_the_last("zebra", *titles)


@pytest.mark.parametrize(("times", "is_rare"), [(50, True), (51, False)])
def test_a_word_of_fifty_headlines_is_rare_however_much_work_it_makes(
    times: int, is_rare: bool
) -> None:
    words = ["".join(letters) for letters in product(WORDS[:5], "abcd", "abcdefghij")]
    titles = [
        " ".join(words[(n * 10 + k) % len(words)] for k in range(10)) for n in range(20 * times)
    ]
    read = read_headlines(
        Headline(key=n, title=title, at=MORNING, language="en") for n, title in enumerate(titles)
    )

    assert bool(weigh(read, Rarity(read))[-1].rare) is is_rare
