"""How far one spelling is from another."""

import pytest

from bot.search.rank.fuzzy import edit_distance, likely_stems, likeness, similar_words, trigrams


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        ("otter", "otter", 0),
        ("otter", "oter", 1),
        ("otter", "ottre", 1),  # two letters changed places
        ("otter", "utteb", 2),
        ("otter", "bridge", 3),  # or more
        ("ot", "otter", 3),
        ("o", "otters", 3),
        ("ooo", "o", 2),
    ],
)
def test_slips_are_counted_up_to_three(one: str, other: str, distance: int) -> None:
    assert edit_distance(one, other) == edit_distance(other, one) == distance


def test_words_are_alike_by_their_trigrams_the_likest_first() -> None:
    vocabulary = ["otter", "otters", "oter", "ottery", "potter", "other", "o", "otterotterotter"]

    alike = similar_words("otter", vocabulary)

    assert {word: round(share, 3) for word, share in alike.items()} == {
        "otterotterotter": 0.833,
        "otters": 0.727,
        "ottery": 0.727,
        "potter": 0.727,
        "oter": 0.667,
    }
    assert [*alike] == sorted(alike, key=lambda word: (-alike[word], word))


def test_six_words_at_most_are_alike_and_half_of_the_trigrams_are_enough() -> None:
    alike = similar_words("bridge", [f"bridge{letter}" for letter in "hgfedcba"])

    assert [*alike] == [f"bridge{letter}" for letter in "abcdef"]
    assert likeness(trigrams("abc"), trigrams("abcd")) == 4 / 7
    assert similar_words("abcd", ["abxx", "abcx", "xbcd"]) == {"abcx": 0.5, "xbcd": 0.5}


def test_what_a_word_may_have_meant_is_alike_or_common() -> None:
    vocabulary = {"otter": 3, "utter": 60, "oter": 1, "bridge": 900, "ottrexyz": 9, "ottre": 5}
    alike = {"nitrates": 1, "nitrite": 50, "citrates": 1, "nitre": 2, "trains": 900}

    assert likely_stems("ottre", vocabulary) == ["otter"]
    assert likely_stems("tarm", {"tram": 1, "term": 1}) == ["tram"]  # the same letters
    assert likely_stems("nitrtes", alike) == ["nitrates", "nitrite", "nitre"]
    assert likely_stems("nitrtes", alike, 1) == ["nitrates"]


@pytest.mark.parametrize(("stem", "is_likely"), [("abcd", True), ("abc", False)])
def test_the_beginning_of_a_word_is_compared_with_a_stem_of_four_letters(
    stem: str, is_likely: bool
) -> None:
    word = f"{stem[:-1]}exxxxxxxxxx"

    assert (likely_stems(word, {stem: 1}) == [stem]) is is_likely
