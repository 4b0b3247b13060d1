"""The same text in two papers, and what only looks like it."""

from itertools import islice, product

import pytest

from bot.text.similarity.near_duplicates import Gist, gist_of, is_near, marks_of

QUAKE_FR = (
    "Un séisme de magnitude 7,1 a frappé mardi matin le nord du Japon, faisant au moins douze "
    "morts et des dizaines de blessés, selon un bilan provisoire communiqué par les autorités "
    "locales. Les secours cherchent encore des survivants sous les décombres de plusieurs "
    "immeubles."
)
QUAKE_EN = (
    "A magnitude 7.1 earthquake struck northern Japan early on Tuesday, killing at least twelve "
    "people and injuring dozens, according to a provisional count released by local authorities. "
    "Rescuers were still looking for survivors under several collapsed buildings."
)
OWN_FR = (
    "Au Japon, la terre a tremblé cette nuit. Nos envoyés spéciaux racontent comment les habitants "
    "de Sendai ont quitté leurs maisons dans le noir, et pourquoi le bilan pourrait s'alourdir."
)
OWN_EN = (
    "Residents of Sendai spent the night outdoors after the ground shook. Our correspondents tell "
    "how the city emptied in the dark, and why officials expect the number of victims to rise."
)
TALKS = "Brell's Odile Carron holds talks with Morland's Tom Esker to widen trade and port ties"
TALKS_TEXT = (
    "Brell's head of government Odile Carron has held talks with Morland's Prime Minister Tom "
    "Esker in the harbour city of Quillford at the start of a three-day visit"
)
TALKS_MENDED = (
    "Odile Carron met Morland's Prime Minister Tom Esker in the harbour city of Quillford "
    "on Tuesday, and both leaders said that ties were to become wider and deeper than ever before"
)
EPISODE = (
    "Welcome to the weekly open thread, in which readers talk about whatever is on their minds. "
    "Please be kind to each other and keep to the rules that are linked in the sidebar."
)
CALL_FR = (
    "Les syndicats appellent à une journée de grève jeudi dans les transports publics de la région "
    "pour demander de meilleurs salaires et des embauches dans les dépôts et les gares."
)

SAME = [
    ("Séisme au Japon : au moins douze morts", QUAKE_FR,
     "Japon : un séisme fait au moins douze morts", QUAKE_FR, "fr"),
    ("Séisme au Japon : au moins douze morts", QUAKE_FR,
     "Séisme au Japon : au moins douze morts", QUAKE_FR[:190], "fr"),
    ("Le Japon frappé par un violent séisme", "(AFP) - " + QUAKE_FR,
     "Violent séisme : le Japon frappé", QUAKE_FR + " " + OWN_FR, "fr"),
    ("Japan earthquake kills at least twelve", QUAKE_EN,
     "At least twelve killed in Japan earthquake", QUAKE_EN, "en"),
    ("Japan earthquake kills at least twelve", QUAKE_EN,
     "Japan Earthquake Kills At Least Twelve, Officials Say", QUAKE_EN.upper(), "en"),
    ("Odile Carron holds talks with Morland's Tom Esker to widen trade and port ties", TALKS_MENDED,
     TALKS, TALKS_TEXT, "en"),
    ("Japan earthquake kills at least twelve", QUAKE_EN,
     "Japan earthquake kills at least twelve people", QUAKE_EN[:110] + OWN_EN, "en"),
]  # fmt: skip
DIFFERENT = [
    # One agency's words for two visits: each title has a name of its own.
    ("Odile Carron holds talks with Morland's Tom Esker to widen trade and port ties", TALKS_MENDED,
     "Odile Carron holds talks with Fenland's Ann Weld to widen trade and port ties",
     TALKS_TEXT, "en"),
    # One event, two articles: each has something to say.
    ("Séisme au Japon : au moins douze morts", QUAKE_FR,
     "Séisme au Japon : au moins douze morts", OWN_FR, "fr"),
    ("Japan earthquake kills at least twelve", QUAKE_EN,
     "Japan earthquake kills at least twelve", OWN_EN, "en"),
    # The same text under another title: a serial, an advertisement, a call to action.
    ("Grève dans les trains jeudi en Bretagne", CALL_FR,
     "Écoles fermées : les parents inquiets", CALL_FR, "fr"),
    # A column that has one title and one beginning every week.
    ("Weekly open thread, episode 12", EPISODE, "Weekly open thread, episode 13", EPISODE, "en"),
    ("Séisme au Japon : 12 morts", QUAKE_FR, "Séisme au Japon : 15 morts", QUAKE_FR, "fr"),
    # Not enough to compare.
    ("Séisme au Japon : au moins douze morts", "",
     "Séisme au Japon : au moins douze morts", "", "fr"),
    ("Séisme au Japon : au moins douze morts", "Séisme au Japon : au moins douze morts",
     "Séisme au Japon : au moins douze morts", "Séisme au Japon : au moins douze morts", "fr"),
    ("Japan earthquake kills at least twelve", "Read more on our site.",
     "Japan earthquake kills at least twelve", "Read more on our site.", "en"),
    ("Revue de presse", QUAKE_FR, "Revue de presse", QUAKE_FR, "fr"),
    ("Links", QUAKE_EN, "Links", QUAKE_EN, "en"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "text", "other_title", "other_text", "language"), SAME)
def test_one_text_in_two_papers_is_known(
    title: str, text: str, other_title: str, other_text: str, language: str
) -> None:
    one = gist_of(title, text, language)
    other = gist_of(other_title, other_text, language)

    assert is_near(one, other)
    assert is_near(other, one)
    assert set(marks_of(one)) & set(marks_of(other))


@pytest.mark.parametrize(("title", "text", "other_title", "other_text", "language"), DIFFERENT)
def test_what_only_looks_the_same_is_not_taken_for_it(
    title: str, text: str, other_title: str, other_text: str, language: str
) -> None:
    one = gist_of(title, text, language)
    other = gist_of(other_title, other_text, language)

    assert not is_near(one, other)
    assert not is_near(other, one)


def made_up(terms: str, words: int, other_words: int = 0) -> Gist:
    """Return a gist whose text is some words, and then some others, none of them twice."""
    every = ["".join(letters) for letters in product("abcdefghijk", repeat=3)]
    text = [*every[:words], *islice(reversed(every), other_words)]
    return Gist(terms=frozenset(terms), numbers=frozenset(), title="", text=" ".join(text))


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        # of all terms of two titles, half are in both
        (made_up("abcd", 22), made_up("abcef", 22), True),
        (made_up("abcdg", 22), made_up("abcef", 22), False),
        # of twenty times three words in a row, twelve are in both
        (made_up("abc", 22), made_up("abc", 14, 8), True),
        (made_up("abcd", 22), made_up("abce", 13, 9), False),
        # a title with words added, and six of twenty
        (made_up("abc", 22), made_up("abcd", 8, 14), True),
        (made_up("abc", 22), made_up("abcd", 7, 15), False),
        (made_up("abc", 22), made_up("abcde", 8, 14), False),
        (made_up("abcdefx", 22), made_up("abcdefy", 8, 14), False),
        # three terms and twelve times three words are enough to go by
        (made_up("abc", 14), made_up("abc", 14), True),
        (made_up("abc", 13), made_up("abc", 13), False),
        (made_up("ab", 22), made_up("ab", 22), False),
        # two hundred words are looked at: 119 of 198 are six in ten, of 199 not
        (made_up("abcd", 250), made_up("abce", 121, 129), True),
        (made_up("abcd", 250), made_up("abce", 120, 130), False),
    ],
)
def test_how_much_must_be_the_same(one: Gist, other: Gist, near: bool) -> None:
    assert is_near(one, other) is is_near(other, one) is near


def test_three_terms_are_marked_and_two_are_not() -> None:
    assert len(marks_of(made_up("abc", 0))) == 12
    assert marks_of(made_up("ab", 0)) == ()


def test_marks_are_the_same_in_every_process() -> None:
    gist = gist_of("Japan earthquake kills at least twelve", QUAKE_EN, "en")

    assert marks_of(gist)[:2] == (1901856204765856976, 2134360811099442887)


def test_titles_about_other_things_share_no_mark() -> None:
    one = gist_of("Japan earthquake kills at least twelve", QUAKE_EN, "en")
    other = gist_of("A new train line opens between Lyon and Turin", "", "en")

    assert not set(marks_of(one)) & set(marks_of(other))
