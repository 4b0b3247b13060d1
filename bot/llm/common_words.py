"""Words of French and English that an answer is judged by: numbers, and what begins a sentence.

"One" says too little to be looked up.
"""

from collections.abc import Mapping

_NUMBERS = {
    "2": "two deux",
    "3": "three trois",
    "4": "four quatre",
    "5": "five cinq",
    "6": "six",
    "7": "seven sept",
    "8": "eight huit",
    "9": "nine neuf",
    "10": "ten dix",
    "11": "eleven onze",
    "12": "twelve douze dozen douzaine",
    "13": "thirteen treize",
    "14": "fourteen quatorze",
    "15": "fifteen quinze quinzaine",
    "16": "sixteen seize",
    "17": "seventeen",
    "18": "eighteen",
    "19": "nineteen",
    "20": "twenty vingt vingtaine",
    "30": "thirty trente trentaine",
    "40": "forty quarante quarantaine",
    "50": "fifty cinquante cinquantaine",
    "60": "sixty soixante soixantaine",
    "70": "seventy septante",
    "80": "eighty octante",
    "90": "ninety nonante",
    "100": "hundred cent cents centaine centaines",
}
_UNITS = (
    ("thousand thousands mille millier milliers", "thousand thousands mille millier milliers k"),
    ("million millions", "million millions m mio mln"),
    (
        "billion billions milliard milliards",
        "billion billions bn b milliard milliards md mds mrd",
    ),
    ("trillion trillions", "trillion trillions tn billion billions bio"),
)

DIGITS_OF: Mapping[str, str] = {
    word: digits for digits, words in _NUMBERS.items() for word in words.split()
}
# A unit's words, each with the spellings of which one must stand in the article.
SCALES: Mapping[str, tuple[str, ...]] = {
    word: tuple(spelled.split()) for words, spelled in _UNITS for word in words.split()
}
_BEGINNINGS = """
    ailleurs ainsi alors apres aujourd auparavant aussi autre autres avant certains cependant cette
    depuis desormais enfin ensuite finalement grace hier malgre pendant plusieurs pourtant puis
    quant selon toujours toutefois voici
    according additionally after afterwards again also although amid among another before besides
    both despite during earlier elsewhere finally following further here however later meanwhile
    moreover most nevertheless now once other others overall recently separately several since some
    still then there these this those though thus today tonight tomorrow under until
    while with within yesterday yet
"""
CONNECTIVES = frozenset(_BEGINNINGS.split())  # they have a capital there, and name nothing
