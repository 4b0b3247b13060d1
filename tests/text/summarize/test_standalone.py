import pytest

from bot.text.summarize.standalone import is_echoing, is_hanging, is_leaning, is_saying, is_whole

WHOLE = [
    "Le parlement a voté la loi mardi.",
    "« Nous avons trouvé la fuite », dit le maire de Vire.",
    "iPhone sales fell by a third in the last quarter.",
    "Qui paiera la note de ce chantier ?",
    "政府は火曜日に新しい法律を発表した。",
]
NOT_WHOLE = [
    "Le parlement a voté la loi et",
    "The company said on Monday that its…",
    "The company said on Monday that its plans [...]",
    "de la loi votée mardi par le parlement.",
    "Lire aussi : notre grand entretien avec le ministre.",
    "Abonnez-vous à notre lettre pour ne rien manquer.",
    "The post A good day appeared first on Some Blog.",
    "Our reporters contributed to this report.",
    "En cause ?",
    "Author's note: the names of the guests have been changed.",
    "Note de l’auteur : les prénoms ont été changés.",
    "3. Put the kettle on the stove and wait.",
]
HANGING = [
    "« C’est une très bonne nouvelle pour nous tous. »",
    '"We will not give up now," he said.',
    '"Nous ne céderons pas un pouce", assure-t-il encore.',
    "Et nous serons là demain », promet le ministre des Sports.",
    '"I never thought that it would end like this. And then',
]
SPOKEN = [
    "« C’est une bonne nouvelle », se réjouit Anne Le Goff, maire de Vire.",
    '"We will not give up," said Ada Martin, who leads the union.',
    'The court called the plan "reckless" and sent it back.',
]
LEANING = [
    "Mais il ne viendra pas avant jeudi.",
    "Cette décision sera contestée.",
    "En effet, la loi l’interdit depuis dix ans.",
    "But she never said so in public.",
    "However, the plan was dropped.",
    "« Elle est partie », dit Paul.",
    "Selon lui, tout va bien.",
    "Quoi qu’il en soit, le chantier commence lundi.",
    "At the time, nobody believed the mayor.",
    "Of course, the bridge will stay closed.",
    "Bien sûr, le pont restera fermé.",
    "À l’époque, personne ne croyait le maire.",
]
ECHOING = [
    "Pour certains experts, ce mélange est dangereux.",
    "À Memphis, les générateurs sont par exemple accusés de polluer.",
    "For many readers, this change came too late.",
    "Nous avons quitté la ville en mars.",
]
UPRIGHT = [
    "Il y a dix ans, la ville brûlait.",
    "Le ministre ne viendra pas avant jeudi.",
    "Ministers dropped the plan.",
    "Selon Paul Martin, tout va bien.",
    "Le maire présente ce 8 décembre son projet.",
    "Le maire présente ce lundi son projet.",
    "De plus de cent, le nombre passe à dix.",
    "At the time of the flood the bridge was closed.",
    "Talks resume this week in Geneva.",
]


@pytest.mark.parametrize("text", WHOLE)
def test_a_sentence_with_beginning_and_end_is_whole(text: str) -> None:
    assert is_whole(text)


@pytest.mark.parametrize("text", NOT_WHOLE)
def test_what_is_cut_or_no_news_is_not_whole(text: str) -> None:
    assert not is_whole(text)


@pytest.mark.parametrize("text", HANGING)
def test_a_quotation_without_its_speaker_hangs(text: str) -> None:
    assert is_hanging(text)


@pytest.mark.parametrize("text", SPOKEN)
def test_a_quotation_with_its_speaker_does_not_hang(text: str) -> None:
    assert not is_hanging(text)


@pytest.mark.parametrize("text", LEANING)
def test_a_first_word_that_needs_the_sentence_before_leans(text: str) -> None:
    assert is_leaning(text)


@pytest.mark.parametrize("text", UPRIGHT)
def test_a_sentence_that_names_its_subject_does_not_lean(text: str) -> None:
    assert not is_leaning(text)
    assert not is_echoing(text)


@pytest.mark.parametrize("text", ECHOING)
def test_a_word_inside_that_takes_up_another_sentence_echoes(text: str) -> None:
    assert is_echoing(text)
    assert not is_leaning(text)


def test_what_somebody_says_is_told_from_what_happens() -> None:
    assert is_saying("Le maire a déclaré que tout allait bien.")
    assert not is_saying("Le pont a fermé mardi.")
