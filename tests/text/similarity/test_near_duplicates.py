"""The same text in two papers, and what only looks like it."""

import pytest

from bot.text.similarity.near_duplicates import gist_of, is_near, marks_of

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


def test_marks_are_the_same_in_every_process() -> None:
    gist = gist_of("Japan earthquake kills at least twelve", QUAKE_EN, "en")

    assert marks_of(gist)[:2] == (1901856204765856976, 2134360811099442887)


def test_titles_about_other_things_share_no_mark() -> None:
    one = gist_of("Japan earthquake kills at least twelve", QUAKE_EN, "en")
    other = gist_of("A new train line opens between Lyon and Turin", "", "en")

    assert not set(marks_of(one)) & set(marks_of(other))
