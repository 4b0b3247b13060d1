import pytest

from bot.text.short_title import short_title


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("The Courier", "The Courier"),
        ("The Courier – Breaking News, Sport and Video from The Courier", "The Courier"),
        ("The Courier | All stories", "The Courier"),
        ("Le Fil - À la une", "Le Fil"),
        ("Fil89 : A la Une", "Fil89"),
        ("Canal > World News", "Canal World News"),
        ("World - CANALNews.com", "CANAL News World"),
        ("Rest of Town -", "Rest of Town"),
        ("Town Today - Category World", "Town Today World"),
        ("Post Topics: World", "Post World"),
        ("Canal News: International", "Canal News International"),
        ("Technology | The Courier", "The Courier Technology"),
        ("Pier News - Breaking news and the latest headlines | Pier Sky", "Pier News Pier Sky"),
        ("World News - Breaking news from the valley | Pier Sky", "Pier Sky World News"),
        ("Latest & Breaking News on Pier News", "Pier News"),
        ("Latest Science News -- HarbourDaily", "HarbourDaily"),
        ("Le Fil.fr - Actualités et Infos en France et dans le monde", "Le Fil"),
        ("International : Toute l’actualité sur Le Fil.fr.", "Le Fil International"),
        ("Le Fil - Toute l'actualité", "Le Fil"),
        ("Le Fil - Une", "Le Fil"),
        ("Le Fil - Actualités en direct", "Le Fil"),
        ("Le Fil - Toute l’actualité en direct", "Le Fil"),
        ("Flux RSS - Le Fil", "Le Fil"),
        ("Harbour Daily (Unofficial RSS)", "Harbour Daily"),
        ("Le Fil.fr - Flux RSS Politique", "Le Fil Politique"),
        ("RSS Le Fil - Monde", "Le Fil Monde"),
        ("Les dernières actualités de Le Fil", "Le Fil"),
        ("Portada de Economía | EL PUENTE", "EL PUENTE Economía"),
        ("Últimas noticias de Cultura | El Puente", "El Puente Cultura"),
        ("UFER ONLINE - Alle Nachrichten", "UFER ONLINE"),
        ("Posts tagged 'trams' - Dana's Pages", "Dana's Pages trams"),
        ("Le Fil | L’actualité du football", "Le Fil football"),
        ("CNL.com - RSS Channel - World", "CNL World"),
        ("TownFr.org : les journaux", "TownFr les journaux"),
        ("World - HarbourNews.com", "Harbour News World"),
        ("HarbourDay.com - Top Stories", "HarbourDay"),
        ("Category: Css | Quiet Pages", "Quiet Pages Css"),
        ("EL PUENTE: el periódico global", "EL PUENTE"),
        ("Quartier, le média de l’écologie", "Quartier"),
        ("Harbour is a daily that is read in every village", "Harbour"),
        ("Feed of Love is a Game", "Feed of Love is a Game"),
        ("TWN.net", "TWN.net"),
        ("The-Watch: The Pulse of The Northern Valley", "The-Watch"),
        ("Top stories - Some Reader", "Some Reader"),
        ("World - One Two Three Four Five", "One Two Three Four Five World"),
        ("World - One Two Three Four Five Six", "World"),
        ("The Courier - One Two Three", "The Courier One Two Three"),
        ("The Courier - One Two Three Four", "The Courier"),
        ("The Courier - one two", "The Courier one two"),
        ("The Courier - one two three", "The Courier"),
        ("The Courier - " + "x" * 20, "The Courier " + "x" * 20),
        ("The Courier - " + "x" * 21, "The Courier"),
        ("The Courier - Trams - " + "x" * 20, "The Courier " + "x" * 20),
        ("News, trams - Pier", "Pier News, trams"),
        ("Harbour News Search Records Found 1000", "Harbour News"),
        ("Top Stories", "Top Stories"),
        ("canal.test", "canal.test"),
        ("-", "-"),
        ("", ""),
    ],
)
def test_a_feed_has_the_name_by_which_it_is_known_among_others(title: str, expected: str) -> None:
    assert short_title(title) == expected


@pytest.mark.parametrize(
    ("title", "url", "expected"),
    [
        ("Top Stories", "https://www.canal.test/news/rss.xml", "canal.test Top Stories"),
        ("World", "https://feeds.courier.test/rss/world", "courier.test World"),
        ("Économie", "https://fil.test/eco.xml", "fil.test Économie"),
        ("World News: Sport, culture and more", "https://pier.test/f", "pier.test World News"),
        ("World - CANALNews.com", "https://www.canalnews.test/rss", "CANAL News World"),
        ("Top Stories", "https://feeds.feedburner.com/canal", "Top Stories"),
        ("World", "", "World"),
        ("World", "https://[broken", "World"),
        ("The Courier", "https://courier.test/rss", "The Courier"),
    ],
)  # fmt: skip
def test_a_title_that_is_only_a_section_has_its_host_before_it(
    title: str, url: str, expected: str
) -> None:
    assert short_title(title, url) == expected
