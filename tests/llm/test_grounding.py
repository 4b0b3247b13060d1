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


EMPLOI = (
    "Le taux de chômage recule de 0,3 point à 7,1 % au troisième trimestre. L’Observatoire annonce"
    " mardi 12 novembre 2025 que 2,3 millions de personnes cherchent un emploi, soit 64 000 de"
    " moins qu’en été. La ministre Claire Dumontel n’a rien confirmé. Trois régions sur treize"
    " font mieux ; celle de Haute-Orvanne embauche 1.200 saisonniers. Le thaler vaut 1,08 dollar."
    " Le plan coûtera 4,2 Md€ sur cinq ans."
)
RECALL = (
    "Voltera recalls 12,500 cars in Norway. The carmaker said on Monday that three of its models"
    " lose power. Norwegian regulators opened a case in May 2024; Ada Lund did not comment. Shares"
    " fell 4.5 percent to $312.40. The company, based in Hallworth, will fix them by 1 December. A"
    " dozen owners sued. Corvids and Otters are not affected. It lost $1.3bn in the third quarter."
)
BORNE_OUT = [
    (EMPLOI, "Le chômage recule à 7,1 % au troisième trimestre."),
    (EMPLOI, "Selon l’Observatoire, 64 000 personnes de moins cherchent un emploi."),
    (EMPLOI, "Le plan coûtera 4,2 milliards d’euros sur 5 ans."),
    (EMPLOI, "The plan costs 4.2 billion euros over five years."),
    (EMPLOI, "3 régions sur 13 font mieux."),
    (EMPLOI, "La Haute-Orvanne embauche 1 200 saisonniers."),
    (EMPLOI, "The rate falls to 7.1 per cent in the third quarter."),
    (EMPLOI, "On Tuesday, November 12, 2025, the Observatoire said so."),
    (EMPLOI, "Le chômage recule de 0,3 point de pourcentage."),
    (RECALL, "Voltera recalls 12 500 cars in Norway."),
    (RECALL, "Voltera rappelle 12.500 voitures, dit-il lundi."),
    (RECALL, "Shares fell 4.5% to $312.40."),
    (RECALL, "Norway opened a case in May 2024."),
    (RECALL, "12 owners sued."),
    (RECALL, "Voltera, of Hallworth, will repair the cars by December 1."),
    (RECALL, "Its Corvid is not affected."),
    (RECALL, "The Norwegians opened a case."),
    (RECALL, "Voltera a perdu 1,3 milliard de dollars au 3e trimestre."),
]
MADE_UP = [
    (EMPLOI, "Le chômage recule à 7,2 %."),
    (EMPLOI, "Le chômage recule de 3 points."),
    (EMPLOI, "Le chômage recule de 0,3 % à 7,1 %."),
    (EMPLOI, "Le chômage recule à 71 %."),
    (EMPLOI, "La ministre Claire Martin l’annonce."),
    (EMPLOI, "Quatre régions font mieux."),
    (EMPLOI, "Le plan coûtera 4,2 millions d’euros."),
    (EMPLOI, "Le plan coûtera 42 milliards d’euros."),
    (EMPLOI, "Le plan coûtera 4,2 milliards de dollars."),
    (EMPLOI, "Le plan coûtera 4,2 euros."),
    (EMPLOI, "L’annonce date du 14 novembre."),
    (EMPLOI, "L’annonce date du 12 décembre."),
    (EMPLOI, "L’annonce date de lundi."),
    (EMPLOI, "Le thaler vaut 108 dollars."),
    (EMPLOI, "Le taux recule au quatrième trimestre."),
    (EMPLOI, "La moitié des régions font mieux."),
    (EMPLOI, "Des dizaines de régions font mieux."),
    (EMPLOI, "Le chômage a doublé."),
    (EMPLOI, "Des milliers de personnes cherchent un emploi."),
    (RECALL, "Two models lose power."),
    (RECALL, "Shares fell 45 percent."),
    (RECALL, "Shares fell 4.5 points."),
    (RECALL, "Shares fell to $31,240."),
    (RECALL, "Shares fell to 312.40 euros."),
    (RECALL, "Ada Cook did not comment."),
    (RECALL, "A case was opened in June 2024."),
    (RECALL, "Voltera will repair by 1 November."),
    (RECALL, "Dozens of owners sued."),
    (RECALL, "A quarter of owners sued on Friday."),
    (RECALL, "Twenty-one owners sued."),
    (RECALL, "A thousand owners sued."),
    (RECALL, "Its Osprey is not affected."),
    (RECALL, "Voltera lost 1.3 million dollars."),
]


@pytest.mark.parametrize(("article", "sentence"), BORNE_OUT)
def test_another_way_of_writing_a_quantity_is_borne_out(article: str, sentence: str) -> None:
    assert is_grounded(sentence, article, small_words(article))


@pytest.mark.parametrize(("article", "sentence"), MADE_UP)
def test_another_quantity_day_or_share_is_made_up(article: str, sentence: str) -> None:
    assert not is_grounded(sentence, article, small_words(article))


@pytest.mark.parametrize(
    "text",
    ["See https://x.test", "[a](b)", "<@1>", "**no**", "`no`", "@everyone", "# no", "~~n~~"],
)
def test_markup_links_and_mentions_are_not_plain(text: str) -> None:
    assert not is_plain(text)
    assert is_plain("C'est clair: 3 % de plus, « dit-il ».")


FINE = (
    "La Commission inflige à Voltera une amende de 120 millions d’euros. Le fabricant a 60 jours"
    " pour répondre. C’est la première amende d’une loi de 2022, dont l’enquête a duré 2 ans."
    " Le site de 30 hectares produit 450 MW, à 12 km de Morlan."
)


@pytest.mark.parametrize(
    ("sentence", "holds"),
    [
        ("Voltera has 60 days to answer.", True),
        ("The 60-day term begins.", True),
        ("L’enquête a pris deux années.", True),
        ("The site makes 450 megawatts, 12 kilometres from Morlan.", True),
        ("Voltera a 60 semaines pour répondre.", False),
        ("Voltera has sixty months to answer.", False),
        ("The inquiry took two hours.", False),
        ("The site makes 450 GW.", False),
        ("It is 12 miles from Morlan.", False),
        ("It is the second fine of this law.", False),
        ("C’est la deuxième amende.", False),
    ],
)
def test_a_number_counts_what_it_counts_in_the_article(sentence: str, holds: bool) -> None:
    assert is_grounded(sentence, FINE, small_words(FINE)) is holds
