"""Words as readers type them find the article, however it writes them; and nothing else."""

import pytest

from bot.search.engine import Order
from bot.search.index.tokenizer import index_words
from tests.search.library import Library

pytestmark = pytest.mark.uncounted

# What an article says; what is asked and finds it; what is asked and does not.
WAYS: dict[str, tuple[list[str], list[str]]] = {
    "Le langage C++ a trente ans": (["C++", "c++", "C", "langage C++"], ["C#", "C+"]),
    "Apprendre C# en un été": (["C#", "c#"], ["C++", "F#"]),
    "F# reste discret": (["F#"], ["C#"]),
    "Porter du code vers C++17": (["C++17", "C++ 17", "C++"], ["C++20", "C#17"]),
    "Le compilateur de C# 12 est là": (["C#12", "C# 12", "C#"], ["C#13"]),
    "Microsoft publie .NET 10": ([".NET", ".net", ".NET 10"], ["C#"]),
    "Un filet de pêche, a net": (["net"], [".NET"]),
    "Disney+ augmente ses prix": (["Disney+", "disney"], ["Canal+"]),
    "L'iPhone16 arrive": (["iPhone16", "iPhone 16", "iphone-16"], ["iPhone 17"]),
    "L'iPhone 15 recule": (["iPhone15", "iphone 15"], ["iPhone16"]),
    "Python 3.12 est plus rapide": (["python3.12", "Python 3.12"], ["python3.11"]),
    "On a porté vers python3.13 hier": (["Python 3.13", "python3.13"], ["Python 3.14"]),
    "Des enchères à 26GHz": (["26GHz", "26 GHz", "26 ghz"], ["20GHz"]),
    "Une ferme de 20 MW": (["20MW", "20 MW"], ["30MW"]),
    "Une dose à 3,5 GHz": (["3.5GHz", "3,5 GHz"], []),
    "La covid19 recule": (["covid-19", "covid 19", "COVID19"], ["covid 20"]),
    "La vague de Covid-18": (["covid18", "covid 18"], ["covid16"]),
    "Le Wi-Fi du train": (["wifi", "wi-fi", "WiFi", "wi fi"], ["hifi"]),
    "Le wifi du bus": (["wifi", "wi-fi", "Wi Fi"], []),
    "L'e-commerce recule": (["ecommerce", "e-commerce"], ["m-commerce"]),
    "Un port USB-C pour tous": (["usbc", "USB-C", "usb c"], ["usb b"]),
    "Un câble USB C neuf": (["usbc", "USB-C"], []),
    "Un datacentre à Fos": (["datacentre", "data centre", "data-centre"], []),
    "Ils sont 9 001 à défiler": (["9001", "9 001", "9,001", "9.001"], ["9002"]),
    "They were 8,001 there": (["8001", "8 001", "8,001"], ["8002"]),
    "On compte 1 234 567 voix": (["1234567", "1 234 567", "1.234.567"], ["1234568"]),
    "La S.N.C.F. en grève": (["SNCF", "S.N.C.F.", "sncf"], ["RATP"]),
    "La tour de J. R. R. Tolkien": (["JRR Tolkien", "J.R.R. Tolkien", "J. R. R. Tolkien"], []),
    "G. K. Chesterton traduit": (["GK Chesterton", "G.K. Chesterton"], ["G.B. Shaw"]),
    "Un Ph.D. et un M.Sc. de Lausanne": (["PhD", "Ph.D.", "Ph.D", "MSc"], ["MBA"]),
    "Un mur de 3,20 m de haut": (["3.20m", "3,20 m", "3,20m"], ["4,20 m"]),
    "Une cuve de 500 l fuit": (["500l", "500 l"], ["600l"]),
    "2023'te deprem oldu": (["2023", "2023'te"], ["2022"]),
    "La RATP en grève": (["R.A.T.P.", "ratp"], ["S.N.C.F."]),
    "C'est peut-être vrai": (["peutetre", "peut-être", "peut-etre"], []),
    "Un arc-en-ciel double": (["arcenciel", "arc-en-ciel"], []),
    "La R&D de Renault": (["R&D", "r&d"], ["AT&T"]),
    "Il vertice sull'Ucraina comincia": (["Ucraina", "sull'Ucraina", "ucraina"], ["Italia"]),
    "Un'altra riforma è pronta": (["altra", "un’altra"], []),
    "La scuola riparte quest'autunno": (["autunno", "quest'autunno"], []),
    "Dall'Aquila a Roma": (["Aquila", "dall'Aquila"], []),
    "La festa di Sant’Anna": (["Anna", "sant'anna"], []),
    "El govern d'Espanya i l'Hospitalet": (["Espanya", "Hospitalet", "l’hospitalet"], []),
    "Els col·legis obren": (["collegis", "col·legis"], []),
    "Ankara'da toplantı": (["Ankara", "Ankara'da"], ["İstanbul"]),
    "İstanbul’un yeni köprüsü": (["istanbul", "İstanbul"], ["Ankara"]),
    "The band O'Brien": (["O'Brien", "obrien", "Brien"], []),
    "They don't know": (["don't", "dont"], ["don"]),
    "Le train sort de Node.js": (["Node.js", "nodejs", "node js"], []),
    "La Wi-Fi6 partout": (["wifi6", "Wi-Fi 6", "wifi 6", "wi-fi6"], ["wifi 7"]),
    "La Wi-Fi 8 arrive": (["wifi8", "WiFi 8", "Wi-Fi8"], ["wifi 7"]),
    "Vitesse : 110km/h au plus": (["110 km/h", "110km/h"], ["90 km/h"]),
    "Le match de 20h45": (["20h45", "20 h 45"], ["21h45"]),
    "Le direct de 19 h 15": (["19h15", "19 h 15"], ["19h30"]),
    "Une maison de 90 m²": (["90m2", "90 m2", "90 m²"], []),
    "Une taxe sur le CO₂": (["CO2", "CO₂"], []),
    "Un prix de 1 299,99 euros": (["1299,99", "1 299,99", "1,299.99"], ["1299"]),
    "La Bourse gagne +1,2% ce soir": (["1.2 %", "1,2%"], ["1,3 %"]),
    "iOS 18.1 est prêt": (["iOS18", "iOS 18.1", "ios18.1"], ["iOS17"]),
    "La cote de l’A.I. monte": (["AI", "A.I."], []),
    "L’été en Côte-d’Or": (["Côte-d'Or", "cote d'or", "cotedor", "l'été"], []),
    "Le mot-clic #me_too": (["metoo", "#me_too", "me too"], []),
    "Bayern München führt": (["München", "Munchen", "Muenchen"], []),
    "Stau in Muenster": (["Münster"], []),
    "Neue Straße gebaut": (["Strasse", "Straße"], []),
    "Ørsted sælger": (["Orsted", "Ørsted", "Oersted"], []),
    "Grøn aftale i Århus": (["Arhus", "Århus", "Aarhus"], []),
    "İzmir'de deprem oldu": (["Izmir", "İzmir", "izmir'de"], []),
}


@pytest.fixture(scope="module")
def library() -> Library:
    made = Library()
    for title in WAYS:
        made.add(title, language=None)
    return made


@pytest.mark.parametrize(
    ("title", "typed"), [(title, typed) for title, (right, _) in WAYS.items() for typed in right]
)
def test_a_word_finds_its_article_however_it_is_written(
    library: Library, title: str, typed: str
) -> None:
    assert title in library.titles(typed)


@pytest.mark.parametrize(
    ("title", "typed"), [(title, typed) for title, (_, wrong) in WAYS.items() for typed in wrong]
)
def test_and_finds_no_other(library: Library, title: str, typed: str) -> None:
    assert title not in library.titles(typed)


@pytest.mark.parametrize(
    ("language", "title", "typed"),
    [
        ("da", "Havvind fra Ørsted", "orsted"),
        ("de", "Die Größe der Städte", "stadte"),
        ("es", "La canción del año", "cancion"),
        ("it", "La verità sulle città", "verita"),
        ("tr", "İstanbul köprüsü açıldı", "koprusu"),
        ("tr", "Beşiktaş'ın yeni stadı", "besiktas"),
        ("tr", "Iğdır’da kar yağdı", "igdir"),
    ],
)
def test_a_word_without_its_accents_is_found_in_a_language_whose_stemmer_wants_them(
    language: str, title: str, typed: str
) -> None:
    library = Library()
    library.add(title, language=language)

    assert library.titles(typed) == [title]


def test_a_number_counts_once_where_it_stands_once() -> None:
    words = index_words("En 2025, 9 000 voix")

    assert words.count("2025") == 1
    assert words.count("9000") == 1


def test_operators_are_never_loosened() -> None:
    library = Library()
    library.add("Le barrage cède")
    library.add("La digue tient")

    for typed in ("barrage AND nitrates", "(barrage OR digue) nitrates", "barrage ET (nitrates)"):
        assert library.find(typed).total == 0
    assert library.find("barrage nitrates").total == 1
    assert library.find("barrage nitrates :)").total == 1  # that opens nothing


@pytest.mark.parametrize("typed", ["été OR hiver", "(été OU hiver)", "hiver OR été OR gel"])
def test_a_function_word_that_is_an_alternative_is_looked_for(typed: str) -> None:
    library = Library()
    library.add("L'été sera chaud")
    library.add("Un hiver doux")

    assert len(library.titles(typed)) == 2


def test_a_short_query_with_one_whole_hit_brings_the_others_after_it() -> None:
    library = Library()
    library.add("Le barrage cède, la vallée est noyée")
    library.add("Un autre barrage de la vallée")
    library.add("Une vallée sans eau")

    found = library.find("barrage vallée noyée")

    assert found.whole == 1
    assert found.items[0].title == "Le barrage cède, la vallée est noyée"
    assert found.total == 3


def test_by_date_nothing_comes_after_what_holds_all_words() -> None:
    library = Library()
    library.add("Le barrage cède, la vallée est noyée")
    library.add("Un autre barrage")

    assert library.find("barrage vallée", order=Order.DATE).total == 1
