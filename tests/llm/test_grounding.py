import pytest

from bot.llm.grounding import is_grounded, is_plain, small_words

BRIDGE = (
    "The bridge of Morlan closes. Engineers of Hallworth found 3 cracks; the repair costs"
    " 4,200,000 euros, says the S.N.C.F. The town had spent 2 M€ before."
)
OTHER = "A researcher of OpenTools shows the iLamp. France is not amused."
SMALL = small_words(f"{BRIDGE} {OTHER}")


@pytest.mark.parametrize(
    "sentence",
    [
        "The bridge of Morlan closes because of three cracks.",
        "Meanwhile, the repair costs 4 200 000 euros.",
        "Engineers of Hallworth's office found cracks.",
        "Researchers are elsewhere.",  # the page has one, written small
        "L’Hallworth ferme.",
        "MORLAN closes its bridge, says SNCF.",
        "The town spent 2 million.",
    ],
)
def test_what_stands_in_the_cited_article_is_grounded(sentence: str) -> None:
    assert is_grounded(sentence, BRIDGE, SMALL)


@pytest.mark.parametrize(
    "sentence",
    [
        "The bridge closes for 6 months.",
        "The repair costs 4.2 euros.",
        "Two cracks were found in five places.",
        "The town spent 2 billion.",
        "The bridge of Belmont closes.",
        "Belmont closes its bridge.",
        "Openai closes the bridge, says OpenAI.",
        "OpenTools closes the bridge.",  # of the page, but of another article
        "The iPhone closes the bridge.",
        "France closes the bridge.",
        "It closes. Belmont is amused.",
        "The bridge is sold to X.",
    ],
)
def test_a_number_or_name_from_elsewhere_is_not(sentence: str) -> None:
    assert not is_grounded(sentence, BRIDGE, SMALL)


@pytest.mark.parametrize(
    "text",
    ["See https://x.test", "[a](b)", "<@1>", "**no**", "`no`", "@everyone", "# no", "~~n~~"],
)
def test_markup_links_and_mentions_are_not_plain(text: str) -> None:
    assert not is_plain(text)
    assert is_plain("C'est clair: 3 % de plus, « dit-il ».")
