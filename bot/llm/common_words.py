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
    "10": "ten dix dizaine",
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
    "100": "hundred cent centaine",
}
# A word for what is counted in them; in French a billion is a thousand times more.
_SCALES = {
    ("1e3",): "thousand thousands mille millier milliers",
    ("1e6",): "million millions mio mln",
    ("1e9",): "milliard milliards md mds mrd bn",
    ("1e9", "1e12"): "billion billions",
    ("1e12", "1e18"): "trillion trillions tn",
}
_UNITS = {
    "%": "% percent pourcent",
    "point": "point points",
    "€": "€ euro euros eur",
    "$": "$ dollar dollars usd",
    "£": "£ pound pounds gbp",
    "hour": "hour hours heure heures h",
    "minute": "minute minutes min",
    "second": "second seconds seconde secondes",
    "day": "day days jour jours",
    "week": "week weeks semaine semaines",
    "month": "month months mois",
    "year": "year years an ans annee annees",
    "metre": "metre metres meter meters",
    "km": "km kilometre kilometres kilometer kilometers",
    "mile": "mile miles",
    "kg": "kg kilo kilos kilogram kilograms kilogramme kilogrammes",
    "tonne": "tonne tonnes ton tons",
    "MW": "mw megawatt megawatts",
    "GW": "gw gigawatt gigawatts",
}
_MONTHS = """
    january janvier, february fevrier, march mars, april avril, may mai, june juin, july juillet,
    august aout, september septembre, october octobre, november novembre, december decembre
"""
_WEEKDAYS = """
    monday lundi, tuesday mardi, wednesday mercredi, thursday jeudi, friday vendredi,
    saturday samedi, sunday dimanche
"""
# Of each line one must stand in the article where another stands in the sentence.
_SAYING_HOW_MANY = """
    half halves halved moitie demi demie
    double doubles doubled doubling twice twofold doubler doublent doublement
    triple triples tripled tripling threefold thrice tripler triplent triplement
    quarter quarters quart quarts trimestre trimestres trimestriel trimestrielle quarterly
    second seconde deuxieme deuxiemes 2nd 2e 2eme
    third thirds tiers troisieme troisiemes 3rd 3e 3eme
    fourth fourths quatrieme quatriemes 4th 4e 4eme
    fifth fifths cinquieme cinquiemes 5th 5e 5eme
    sixth sixths sixieme sixiemes 6th 6e 6eme
    seventh septieme 7th 7e 7eme
    eighth huitieme 8th 8e 8eme
    ninth neuvieme 9th 9e 9eme
    tenth tenths dixieme dixiemes 10th 10e 10eme
    dozens dizaines
    hundreds centaines
"""

VALUES: Mapping[str, str] = {
    word: digits for digits, words in _NUMBERS.items() for word in words.split()
}
SCALES: Mapping[str, tuple[str, ...]] = {
    word: scales for scales, words in _SCALES.items() for word in words.split()
}
LETTER_SCALES: Mapping[str, str] = {"k": "1e3", "m": "1e6", "b": "1e9"}
CURRENCIES: Mapping[str, str] = {"$": "$", "€": "€", "£": "£"}
UNITS: Mapping[str, str] = {
    **{word: unit for unit, words in _UNITS.items() for word in words.split()},
    "per cent": "%",
    "pour cent": "%",
    "percentage point": "point",
    "percentage points": "point",
}
MONTHS: Mapping[str, str] = {
    word: names.split()[0] for names in _MONTHS.split(",") for word in names.split()
}
# Words that must stand in the article, themselves or in another form or language.
TELLING: Mapping[str, frozenset[str]] = {
    word: frozenset(line.split())
    for line in (*_SAYING_HOW_MANY.splitlines(), *_MONTHS.split(","), *_WEEKDAYS.split(","))
    for word in line.split()
}
VERBS_TOO = {"may", "march"}  # where they are written small

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
