from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.text.sentences import split_sentences
from bot.text.summarize.salience import ArticleWords, content_words
from bot.text.summarize.summary import Article, Picked, best_of_lengths, summarise
from bot.text.words import stem

BRIDGE = Article(
    title="Le pont de Vire ferme pour six mois",
    text=(
        "La nouvelle est tombée mardi matin. Le pont de Vire sera fermé à la circulation pendant"
        " six mois à partir du 5 janvier 2026, a annoncé la mairie. « Nous n’avions pas le choix. »"
        " Mais elle promet un bac gratuit. M. Le Goff, ingénieur, a trouvé une fissure de 2,5 m"
        " dans la troisième pile du pont. Les travaux coûteront 4,2 millions d’euros, payés pour"
        " moitié par la région. Les commerçants de la rive gauche craignent pour leur clientèle."
        "\n\nLire aussi : nos photos du pont. Le chantier avait déjà été reporté deux fois et"
    ),
    language="fr",
)
STATION = Article(
    title="Station reopens after flood",
    text=(
        "The central station of Milford reopened on Friday, nine days after a flood stopped all"
        " trains. Engineers pumped 40,000 cubic metres of water out of two tunnels. But it will"
        " take until spring to repair the lifts. Rail company Norlin expects to pay $3.5 million"
        " for the repairs. Passengers applauded when the first train left at 5:12 a.m. for the"
        " coast."
    ),
    language="en",
)


def texts(picked: tuple[Picked, ...]) -> list[str]:
    return [one.text for one in picked]


def test_a_summary_begins_with_what_the_title_promises() -> None:
    (only,) = summarise(BRIDGE, sentences=1)

    assert only.text.startswith("Le pont de Vire sera fermé")


@pytest.mark.parametrize("article", [BRIDGE, STATION])
@pytest.mark.parametrize("count", [2, 3, 4, 5])
def test_sentences_come_word_for_word_and_in_the_texts_order(article: Article, count: int) -> None:
    picked = summarise(article, sentences=count)

    sentences = split_sentences(article.text, article.language)
    assert [sentences[one.place] for one in picked] == texts(picked)
    assert [one.place for one in picked] == sorted({one.place for one in picked})
    assert len(picked) <= count


@pytest.mark.parametrize("count", [2, 3, 4])
def test_neither_cut_nor_hanging_sentences_are_chosen(count: int) -> None:
    said = " ".join(texts(summarise(BRIDGE, sentences=count)))

    assert "reporté deux fois et" not in said
    assert "Lire aussi" not in said
    assert "pas le choix" not in said


def test_a_sentence_that_leans_comes_only_with_the_one_before_it() -> None:
    article = Article(
        title="New tram line",
        text=(
            "The tram opens on Monday in Lund. But it will not run at night. Tickets for the tram"
            " in Lund cost two euros. The tram line has nine stops."
        ),
    )

    for count in (1, 2, 3):
        places = {one.place for one in summarise(article, sentences=count)}
        assert 1 not in places or 0 in places


def test_the_publishers_own_lead_is_preferred() -> None:
    lead = "Un bac gratuit remplacera le pont de Vire dès janvier."

    (only,) = summarise(
        Article(title=BRIDGE.title, lead=lead, text=BRIDGE.text, language="fr"), sentences=1
    )

    assert only.text == lead


def test_of_a_lead_the_sentence_that_stands_alone_is_chosen() -> None:
    first = (
        "La commune de Vire, au bord du fleuve, accueille de grandes fermes et des conserveries,"
        " mais aussi plusieurs hangars de calcul de très grande taille venus de la capitale."
    )
    second = (
        "Pour certains médecins, ce mélange mène à un taux élevé de nitrates dans l’eau, avec des"
        " effets sur la santé."
    )

    (only,) = summarise(
        Article(
            title="Nitrates : des hangars accusés",
            lead=f"{first} {second}",
            text="Cinq autres hangars seront construits dans la région"
            " avant la fin de la décennie.",
            language="fr",
        ),
        sentences=1,
    )

    assert only.text == first


def test_a_lead_that_is_the_beginning_of_the_text_is_no_sentence_of_its_own() -> None:
    cut = "La nouvelle est tombée mardi matin. Le pont de Vire sera fermé à la…"
    article = Article(title=BRIDGE.title, lead=cut, text=BRIDGE.text, language="fr")

    assert summarise(article, sentences=3) == summarise(BRIDGE, sentences=3)


def test_a_short_article_gives_no_more_than_it_has() -> None:
    article = Article(title="Bref", text="Le marché de Vire ouvre dimanche à huit heures.")

    assert len(summarise(article, sentences=5)) == 1


@pytest.mark.parametrize("text", ["", "   ", "…", "a", "\n\n\n"])
def test_an_article_without_sentences_has_no_summary(text: str) -> None:
    assert summarise(Article(title="Rien", text=text), sentences=3) == ()


def test_several_articles_each_give_a_sentence_before_one_gives_two() -> None:
    picked = summarise([BRIDGE, STATION], sentences=3)

    assert {one.article for one in picked} == {0, 1}


def test_no_sentence_comes_twice_in_other_words() -> None:
    other = Article(
        title="Le pont de Vire fermé six mois",
        text=(
            "A partir du 5 janvier 2026, le pont de Vire sera fermé six mois à la circulation,"
            " annonce la mairie. La région paie la moitié des travaux, soit 4,2 millions d’euros."
        ),
        language="fr",
    )

    picked = summarise([BRIDGE, other, STATION], sentences=4)

    assert sum("5 janvier 2026" in text for text in texts(picked)) == 1
    assert {one.article for one in picked} >= {0, 2}


def test_any_language_gets_a_summary() -> None:
    japanese = Article(
        title="新しい橋が開通",
        text=(
            "東京都は火曜日に新しい橋が開通したと発表した。橋の長さは二キロメートルである。"
            "工事には三年かかり、費用は五百億円だった。市民は喜んでいる。"
        ),
    )

    picked = summarise(japanese, sentences=2)

    assert len(picked) == 2
    assert all(text.endswith("。") for text in texts(picked))


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=400), st.text(max_size=60), st.integers(1, 5))
def test_whatever_is_written_never_fails_and_repeats_itself(
    text: str, title: str, count: int
) -> None:
    article = Article(title=title, text=text)

    picked = summarise(article, sentences=count)

    assert len(picked) <= count
    assert picked == summarise(article, sentences=count)


@pytest.mark.parametrize("unit", ['"A b. C d" ', "« ", "A", "!?", "l’", "e\u0301", "漢", "a@"])
def test_a_text_without_end_or_sense_is_read_in_time(unit: str) -> None:
    summarise(Article(title="x", text=unit * 60_000), sentences=5)  # quadratic work takes minutes


def test_a_word_of_the_title_is_expected_more_than_one_from_the_end() -> None:
    sentences = split_sentences(BRIDGE.text, "fr")
    expected = ArticleWords(BRIDGE.title, sentences, "fr").expectations()

    assert expected["pont"][1] > expected[stem("clientèle", "fr")][1]
    assert all(list(values) == sorted(values) for values in expected.values())


def test_a_summary_begins_with_no_sentence_that_leans_on_an_absent_one() -> None:
    text = (
        "In fact, the swing bridge of Quillford needs a new hydraulic pump and a new deck. "
        "The council of Quillford votes on Tuesday. The harbour stays open all the same."
    )
    article = Article(title="Swing bridge of Quillford needs hydraulic pump and deck", text=text)

    (picked,) = summarise(article, sentences=1)

    assert not picked.text.startswith("In fact")


def test_a_word_is_that_of_all_its_forms_from_four_letters_on() -> None:
    assert content_words("cats", "en") == content_words("cat", "en")
    assert content_words("gas", "en") == {"gas"}


@pytest.mark.parametrize("article", [BRIDGE, STATION])
def test_a_reading_gives_the_best_sentence_of_each_length(article: Article) -> None:
    lengths = (20, 75, 120)

    found = best_of_lengths(article, lengths)

    each = [summarise(article, sentences=1, longest=longest) for longest in lengths]
    assert found == [text for picked in each for text in texts(picked)]
    assert len(set(found)) > 1


@pytest.mark.parametrize(
    ("opening", "language"),
    [
        ("Until then, the ferry will run twice a day between both quays of Morlan.", "en"),
        ("D’ici là, le bac fera deux allers par jour entre les quais de Morlan.", "fr"),
    ],
)
def test_a_text_that_itself_begins_with_what_leans_is_summed_up_by_the_rest(
    opening: str, language: str
) -> None:
    rest = "The ferry of Morlan will stop for good in March, the council said on Tuesday."
    last = "A museum in the capital of the region has bought the old boat for a symbolic euro."
    article = Article(title="Morlan", text=f"{opening} {rest} {last}", language=language)

    assert [one.text for one in summarise(article, sentences=3)] == [rest, last]
    assert [one.text for one in summarise(replace(article, text=opening), sentences=3)] == [opening]


GOOD = "The ferry of Morlan will stop for good in March, the council said on Tuesday."
SEE_ALSO = "See also: the bridge. "


def chosen(text: str) -> list[str]:
    return texts(summarise(Article(title="Morlan", text=text, language="en"), sentences=1))


@pytest.mark.parametrize(("before", "found"), [(249, [GOOD]), (250, [])])
def test_two_hundred_and_fifty_sentences_of_an_article_are_read(
    before: int, found: list[str]
) -> None:
    assert chosen(SEE_ALSO * before + GOOD) == found


@pytest.mark.parametrize(("length", "found"), [(80_000, [GOOD]), (80_001, [])])
def test_eighty_thousand_characters_of_an_article_are_read(length: int, found: list[str]) -> None:
    assert chosen("x. ".ljust(length - len(GOOD) - 2, "x") + "\n\n" + GOOD) == found


@pytest.mark.parametrize(
    ("sentence", "found"),
    [("The bridge is in Morlan.", False), ("The bridge is in Morlan again and closed.", True)],
)
def test_a_sentence_that_says_something_has_three_content_words(sentence: str, found: bool) -> None:
    assert bool(chosen(sentence)) is found


def test_the_fifth_time_that_a_word_stands_in_a_text_adds_nothing() -> None:
    sentences = [
        "The otter sleeps.", "The otter eats, and the otter dives.",
        "An otter and the otter swim.", "Nobody sees the otter.",
    ]  # fmt: skip

    expected = ArticleWords("Otter", sentences, "en").expectations()

    assert [round(value, 4) for value in expected["otter"]] == [0, 0.7799, 0.9211, 0.9477, 0.9552]
    assert [round(value, 4) for value in expected["the"]] == [0, 0.9759, 1.8, 2.3703, 2.7221]


def test_a_long_sentence_is_chosen_where_it_says_more_than_thirty_words_are_worth() -> None:
    short = "The school of Morlan paints the river and the school and the river and the library."
    longer = (
        "The garden of Morlan sells the garden and the market and the river and the harbour and the"
        " harbour and the council and the orchard."
    )
    rest = (
        "The tunnel of Morlan closes the mayor and the school."
        " The garden of Morlan opens the market and the flood."
    )
    article = Article(title="Morlan council paints", text=f"{short} {longer} {rest}", language="en")

    assert texts(summarise(article, sentences=1)) == [short]  # of thirty-one, the longer one
