"""The forms in which words are indexed, and the one form that is asked for."""

from bot.search.index.tokenizer import other_forms, query_words

# What an article or a reader writes; what it is indexed under beside its words; what it asks for,
# "|" between words of which each will do.
WRITTEN = {
    "a b": ("", "a b"),
    "Windows X arrive": ("windowsx", "windows x arrive"),
    "Vitamine C et D": ("vitaminec", "vitamine c et d"),
    "le 5 mai": ("5mai", "le 5 mai"),
    "9 000 voix": ("9000 9000voix", "9 000 voix"),
    "1 234 567 voix": ("1234567 1234567voix", "1 234 567 voix"),
    "1234 567 voix": ("", "1234 567 voix"),
    "12 34 voix": ("34voix", "12 34 voix"),
    "plus de 9 000.": ("9000", "plus de 9 000"),
    "iPhone 16 Pro": ("iphone16 16pro", "iphone 16 pro"),
    "Wi-Fi 6": ("wifi wifi6", "wi|wifi fi|wifi 6"),
    "l'iPhone 16": ("iphone16", "iphone 16"),
    "iOS 18.1": ("18.1 ios18.1 ios18", "ios 18.1"),
    "20 h 30": ("20h 20h30 h30", "20 h 30"),
    "20 h demain": ("20h", "20 h demain"),
    "20 MW": ("20mw", "20 mw"),
    "20 et 30": ("", "20 et 30"),
    "3 m².": ("3m²", "3 m²"),
    "Covid-19": ("covid19", "covid19"),
    "R&D": ("rd", "rd"),
    "Node.js": ("nodejs", "node|nodejs js|nodejs"),
    "arc-en-ciel": ("arcenciel", "arc|arcenciel en|arcenciel ciel|arcenciel"),
    "a-b-c-d": ("abcd", "abcd"),
    "a-b-c-d-e": ("", "a b c d e"),
    "20h30": ("20 h 30", "20h30"),
    "110km/h": ("110kmh 110 km kmh", "110kmh"),
    "v2.0": ("v 2.0 v2.0", "v2.0"),
    "A.I.": ("ai", "ai"),
    "J. R. R. Tolkien": ("jrr", "j r tolkien"),
    "dit J. R. Ewing": ("jr", "dit j r ewing"),
    "J. R. R. T. Smith": ("jrrt", "j r t smith"),
    "J. R. R. T. K. Smith": ("jrrt", "j r t k smith"),
    "C++": ("c++", "c++"),
    "C#": ("c#", "c#"),
    ".NET": (".net", ".net"),
    "Disney+": ("disney+", "disney+"),
    "l'été": ("", "été"),
    "O'Brien": ("brien", "obrien|brien"),
    "don't": ("", "dont"),
    "dell'Aquila": ("", "aquila"),
    "Ankara'da": ("ankara da", "ankarada|ankara"),
    "Côte-d'Or": ("côtedor", "côte|côtedor or|côtedor"),
    "München": ("muenchen", "münchen|muenchen"),
    "#me_too": ("metoo", "me|metoo too|metoo"),
    "東京": ("京", "東京"),
    "猫": ("猫", "猫"),
    "1,299.99": ("1299.99", "1299.99"),
    "B2B": ("", "b2b"),
    "Airbus-A320": ("airbusa320 a 320 airbusa", "airbusa320"),
    "A320-neo": ("a320neo a 320", "a320neo"),
    "(20": ("", "20"),
    "+1,2%": ("1.2", "1.2"),
    "90m²": ("90 m² 90m²", "90m²"),
}


def test_a_text_is_indexed_in_all_forms_and_a_query_asks_for_one() -> None:
    found = {
        text: (
            " ".join(other_forms(text)),
            " ".join("|".join((asked.word, *asked.others)) for asked in query_words(text)),
        )
        for text in WRITTEN
    }

    assert found == WRITTEN


def test_what_is_very_long_is_no_name_with_a_number() -> None:
    assert other_forms("x" * 39 + "1") == ["x" * 39, "1", "x" * 39 + "1"]
    assert other_forms("x" * 40 + "1") == []


def test_a_word_of_twelve_letters_at_most_is_the_name_or_the_unit_of_a_number() -> None:
    assert other_forms(f"{'n' * 12} 5 {'u' * 12}") == ["n" * 12 + "5", "5" + "u" * 12]
    assert other_forms(f"{'n' * 13} 5 {'u' * 13}") == []
