import pytest

from bot.text.summarize.standalone import (
    is_echoing,
    is_hanging,
    is_leaning,
    is_saying,
    is_whole,
    stands_alone,
)

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
    '"We will not give up before they listen," said a spokesman of the union.',
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
    "Nonetheless, the council will vote on Friday.",
    "Indeed, prices have doubled since the spring.",
    "As such, the company will close two plants.",
    "In that case, the ferry would stop for good.",
    "Because of this, the trains were late again.",
    "Some of them were taken to the hospital.",
    "According to him, the bridge is safe.",
    "Later, the council approved the whole plan.",
    "Hence the decision to close the bridge.",
    "The two met in Geneva for the first time.",
    "The same goes for the ferry and the station.",
    "When asked, the mayor declined to comment.",
    "Here’s what is known about the fire so far.",
    "Yes, the bridge will be closed for six months.",
    "On Tuesday, he said that the bridge would open.",
    "In Paris, she met the minister of transport.",
    "Malgré cela, les ventes ont augmenté de dix pour cent.",
    "Suite à cela, la ville a fermé le pont.",
    "Selon ce dernier, le pont est sûr.",
    "Certains d’entre eux ont passé la nuit dehors.",
    "Face à cette situation, la ville a fermé le pont.",
    "Dans le même temps, les loyers ont doublé.",
    "Mardi, il a annoncé la fermeture du pont.",
    "À Vire, c’est désormais la star du quartier.",
    "Comédien à succès, il est devenu maire en mars.",
    "Là encore, les chiffres sont mauvais.",
    "Plus tard, le conseil a approuvé le plan.",
    "La veille, deux bateaux avaient coulé au large.",
    "Les deux hommes se sont rencontrés à Genève.",
    "Un choix qui divise les habitants du quartier.",
    "Tel est le constat des experts du ministère.",
    "Rappelons que le pont est fermé depuis mai.",
    "Oui, le pont sera fermé pendant six mois.",
    "In response, the town promised forty new buses.",
    "Until then, the ferry runs twice a day.",
    "Two days later, the port was closed.",
    "The following day, the port was closed.",
    "The move comes after months of talks with unions.",
    "A spokesman added that the bridge would reopen.",
    "Others fear that the port will close before the winter.",
    "Worse still, the pumps failed on the second night.",
    "As she put it, the harbour was never the same again.",
    "Reached by phone, the mayor declined to comment.",
    "In doing so, the council broke its own rule.",
    "The same cannot be said of the harbour.",
    "Dans la foulée, la mairie a fermé le pont.",
    "Reste à savoir quand le pont rouvrira.",
    "Même son de cloche chez les pêcheurs du port.",
    "D’un autre côté, la mairie a vendu quarante bus.",
    "Quelques jours plus tard, le port était fermé.",
    "Jusque-là, le port était fermé aux navires.",
    "Depuis, le port est fermé aux navires.",
    "D’autres craignent que le port ferme avant l’hiver.",
    "La décision fait suite à un vote du conseil.",
    "Contactée par nos soins, la mairie n’a pas répondu.",
    "Sur place, les secours ont trouvé trois blessés.",
    "Objectif : rouvrir le pont avant le mois de mars.",
    "Critics say the port will close before the winter.",
    "Some argue that the port should close at night.",
    "Opponents have long warned of floods in the harbour.",
    "For critics, the port is a waste of public money.",
    "Not everyone agrees that the port should close.",
    "Selon certains, le port fermera avant l’hiver.",
    "Certains y voient la fin du port de pêche.",
    "D’autres estiment que le port fermera avant l’hiver.",
    "Les détracteurs dénoncent un gaspillage d’argent public.",
    "C’est là que le port fermera avant l’hiver.",
    "Außerdem bleibt der Hafen im Winter geschlossen.",
    "In diesem Fall bleibt der Hafen geschlossen.",
    "Sin embargo, el puerto queda cerrado en invierno.",
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
    "On Tuesday, the mayor said that the bridge would open.",
    "Later this year, the town will sell the old mill.",
    "Some of the largest banks closed their branches.",
    "The two largest banks of the country will merge.",
    "No deal was reached in Geneva on Tuesday.",
    "Mardi, le maire a annoncé la fermeture du pont.",
    "Hier soir à Vire, il y a eu un incendie.",
    "Le lendemain de la tempête, Vire s’est réveillée sans courant.",
    "Les deux hommes les plus riches du pays investissent à Vire.",
    "Malgré la pluie, la foule est venue à Vire.",
    "Une première centrale solaire ouvre à Vire mardi.",
    "Plus de cent personnes ont défilé à Vire mardi.",
    "In response to the flood, the town bought forty pumps.",
    "Since then-mayor Ada Martin left, the bridge has been closed.",
    "The following week of the strike cost Vire a million.",
    "Three years of talks ended in Geneva on Tuesday.",
    "The decision of the court surprised the mayor of Vire.",
    "Dans la foulée du vote, la mairie de Vire a fermé le pont.",
    "Depuis mardi, le port de Vire est fermé aux navires.",
    "Deux ans après la crue, le pont de Vire rouvre.",
    "La décision du tribunal de Vire a surpris le maire.",
    "Critics of the port say that it wastes public money.",
    "Some experts say that the port of Vire will close.",
    "Many ferries of Vire stayed in the port on Tuesday.",
    "Opponents of the mayor marched to the port on Tuesday.",
    "Selon certains experts du climat, le port fermera.",
    "Certains habitants de Vire estiment que le port fermera.",
    "Les opposants au port ont défilé mardi à Vire.",
    "In diesem Jahr bleibt der Hafen von Vire geschlossen.",
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


@pytest.mark.parametrize(
    ("text", "alone"),
    [(UPRIGHT[0], True), (LEANING[0], False), (ECHOING[0], False), (HANGING[0], False)],
)
def test_what_leans_echoes_or_hangs_does_not_stand_alone(text: str, alone: bool) -> None:
    assert stands_alone(text) is alone


def test_what_has_no_word_leans_on_none() -> None:
    assert not is_leaning("“…”")
    assert not is_echoing("“…”")


def test_what_somebody_says_is_told_from_what_happens() -> None:
    assert is_saying("Le maire a déclaré que tout allait bien.")
    assert not is_saying("Le pont a fermé mardi.")


@pytest.mark.parametrize(
    ("sentence", "whole"),
    [
        ("The bridge closed.", False),
        ("The bridge is closed.", True),
        ("The bridge is closed ".ljust(999, "x") + ".", True),
        ("The bridge is closed ".ljust(1000, "x") + ".", False),
    ],
    ids=["three words", "four words", "a thousand characters", "one more"],
)
def test_a_sentence_has_four_words_and_a_thousand_characters(sentence: str, whole: bool) -> None:
    assert is_whole(sentence) is whole
