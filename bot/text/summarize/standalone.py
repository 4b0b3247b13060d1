"""Tell which sentences can stand alone, out of their text; weighs nothing that they say.

Judged by what readers stumble over: a sentence that is cut, a quotation whose speaker stayed
behind, a "But he…" without the sentence before it, a line that is no news ("Lire aussi").
"""

import re
from typing import Final

from bot.text.words import fold


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_MIN_WORDS = 4
_MAX_CHARACTERS = 1_000  # what is longer is a text without marks
_END = re.compile(r"(?:[.!?؟۔।]|[。！？｡])[\s»”\"’')\]」』）]*$")
_CUT = re.compile(r"(?:…|\.\.\.|\[(?:…|\.\.\.)\]|\((?:…|\.\.\.)\))[\s»”\"’')\]]*$")
_OPENING: Final = " \t\u00a0\u202f«“„\"'‘([—–-•"
_WORD = re.compile(r"[^\W_]+")
_UNSPACED = re.compile("[\u0e00-\u0eff\u3005-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_NO_NEWS = re.compile(
    r"(?:[àa] )?(?:lire|voir|relire|écouter|[ée]couter|d[ée]couvr\w+)(?: aussi| [ée]galement| :)"
    r"|[àa] lire\b|abonnez|inscrivez|suivez[- ]|retrouvez|cliquez|partagez|t[ée]l[ée]chargez"
    r"|cet article|l['’]article .{0,80} (?:est apparu|a [ée]t[ée] publi[ée])|\(?cr[ée]dits?\b"
    r"|photos? ?[:(]|images? ?[:(]|source ?:|read (?:more|also|the full|next)|see also|related:"
    r"|subscribe|sign up|follow (?:us|@)|click|watch ?[:(]|listen ?[:(]|share this|download"
    r"|this (?:article|story|post) (?:was|is|has|first|originally)|the post .{0,80} appeared first"
    r"|continue reading|you (?:can|may) also|advertisement\b|editor['’]s note|updated?:"
    r"|all rights|copyright|©|\(?(?:author|note)['’]?s? (?:of|from|by) the (?:author|editor)s?\b"
    r"|author['’]s note|note de (?:l['’]auteur|la r[ée]daction)|(?:ndlr|nda)\b|disclosure:"
    r"|\(?(?:\d{1,2}|[a-h])[.)]\s",
    re.IGNORECASE,
)
_CREDIT = re.compile(r"contributed to this (?:report|story)|with agenc|\bavec AFP\b", re.IGNORECASE)

# A quotation does not reach over the next opening: a text of nothing but those is a trap.
_QUOTED = re.compile(r"«[^«»]*»|“[^“”]*”|\"[^\"]*\"|„[^„“”]*[“”]|「[^「」]*」")
_SPEAKER_PRONOUN = re.compile(
    r"-t?-?(?:il|elle|ils|elles|on)\b|\b(?:he|she|they|i|we|er|sie)\b", re.IGNORECASE
)
_MUCH_QUOTED = 0.4  # the share of a sentence from which its speaker matters
_NAME = re.compile(r"(?<=[\w,;:»”\"] )[^\W\d_a-z][^\W\d_]+|\b[A-Z]{2,}\b")

_SAYING = re.compile(
    r"\b(?:dit|disent|d[ée]clar\w+|affirm\w+|expliqu\w+|ajout\w+|indiqu\w+|assur\w+|estim\w+"
    r"|pr[ée]cis\w+|soulign\w+|confi[eé]\w*|racont\w+|t[ée]moign\w+|said|says|told|added|explained"
    r"|according to|selon|stated|tweeted)\b",
    re.IGNORECASE,
)

# First words that lean on what was said before. Folded.
_LEANING = _set(
    "il elle ils elles ce cela ca cet cette ces celui celle ceux celles y lui leur leurs son sa ses"
    " mais car or donc et ainsi puis ensuite enfin alors toutefois cependant pourtant neanmoins"
    " aussi autre tous eux resultat parmi dont idem bref voire tandis sauf ni"
    " he she it they this that these those his him her hers their them its but and so or then also"
    " however yet still meanwhile instead thus therefore nevertheless both such another similarly"
    " additionally moreover furthermore otherwise besides nor unless except which"
    " er sie es sein ihr aber und doch denn dieser diese dieses"
    " pero sino este esta estos eso ese esa su sus ma questo questa"
)
_SPEAKERS = _set("je j nous i we")
_NOT_LEANING = re.compile(
    r"il (?:y a|faut|fallait|s['’]agit|est (?:possible|probable|temps)|suffit|reste)"
    r"|c['’]est (?:en|au|à|le|la|un|une|dans|ce)\b|it (?:is|was) (?:the|a|in|on)\b",
    re.IGNORECASE,
)
_LEANING_PHRASE = re.compile(
    r"(?:[àa] moins (?:que|aussi|d)|en (?:effet|outre|revanche|cons[ée]quence|fait|somme)"
    r"|par (?:ailleurs|cons[ée]quent|contre)"
    r"|de (?:son|leur) c[ôo]t[ée]|pour (?:sa|leur|cela|autant|lui|elle)|[àa] (?:l['’]inverse|ce)"
    r"|au contraire|c['’][ée]tait|c['’]est|dans ce|d['’](?:o[ùu]|ailleurs|autant)|une? autre"
    r"|l['’]autre|de m[êe]me|apr[èe]s (?:quoi|cela|ça)|selon (?:lui|elle|eux|elles)"
    r"|in (?:addition|contrast|fact|turn)|on the other hand|as a result|for (?:his|her|their) part"
    r"|for (?:example|instance)|after that|at the same time|there'?s|that'?s|it'?s|he'?s|she'?s"
    r"|they'?re|the (?:former|latter|other)|en l['’]occurrence|quoi ?qu['’]il en soit"
    r"|autrement dit|cela dit|ceci dit|d[èe]s lors|du coup|d['’]autre part|de plus\b(?! de)"
    r"|au final|qui plus est|reste que|toujours est-il|[àa] titre d['’]exemple"
    r"|par exemple|in other words|that said|on top of that|even so|in the meantime|either way"
    r"|in short|what'?s more|at (?:the|that) time\b(?! of)|of course|by then|back then|by contrast"
    r"|to be (?:sure|fair)|no wonder|not (?:so|anymore|surprisingly)|sure enough|bien s[ûu]r"
    r"|[àa] l['’][ée]poque\b(?! d)|certes|à ce moment-l[àa]|sans surprise|m[êe]me constat"
    r"|second(?:ly)?,|third(?:ly)?,|finally,|again,)(?:\b|(?<=,))",
    re.IGNORECASE,
)
# The same inside a sentence: words that take up another one, and "this plan" near its beginning,
# unless it is a time ("this week", "ce 8 décembre").
_TAKING_UP = re.compile(
    r"\b(?:en effet|en revanche|par exemple|par ailleurs|for example|for instance)\b",
    re.IGNORECASE,
)
_THAT_ONE = re.compile(
    r"(?:[^\W\d_][\w'’]*,? ){1,5}(?:ce|cet|cette|ces|this|these|those)[ \u00a0]"
    r"(?!(?:qu|qui|que|dont|jour|matin|soir|midi|mois|semaine|ann[ée]e|nuit|week|[ée]t[ée]|hiver"
    r"|printemps|automne|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|year|month|morning"
    r"|evening|afternoon|season|spring|summer|fall|autumn|winter|time|monday|tuesday|wednesday"
    r"|thursday|friday|saturday|sunday|is|was|are|were|who|which)\b)[^\W\d_]",
    re.IGNORECASE,
)


def is_whole(text: str) -> bool:
    """Tell whether `text` is a sentence from its beginning to its end, and news."""
    if len(text) > _MAX_CHARACTERS:
        return False
    inner = text.lstrip(_OPENING)
    if not _END.search(text) or _CUT.search(text) or _NO_NEWS.match(inner) or _CREDIT.search(text):
        return False
    if inner[:1].islower() and not inner[1:2].isupper():
        return False
    return len(_WORD.findall(text)) >= _MIN_WORDS or len(_UNSPACED.findall(text)) >= 2 * _MIN_WORDS


def is_hanging(text: str) -> bool:
    """Tell whether `text` quotes somebody and does not say whom, or ends inside a quotation."""
    outside = _QUOTED.sub(" ", text)
    if any(mark in outside for mark in '«»“”"„'):
        return True
    if len(text) - len(outside) < _MUCH_QUOTED * len(text):
        return False
    said = _WORD.findall(outside)
    return len(said) < 2 or bool(_SPEAKER_PRONOUN.search(outside) and not _NAME.search(outside))


def is_leaning(text: str) -> bool:
    """Tell whether `text` begins with a word whose meaning stands in the sentence before."""
    inner = text.lstrip(_OPENING)
    if _LEANING_PHRASE.match(inner):
        return not _NOT_LEANING.match(inner)
    found = _WORD.match(inner)
    return bool(found and fold(found.group()) in _LEANING and not _NOT_LEANING.match(inner))


def is_echoing(text: str) -> bool:
    """Tell whether a word inside `text` takes up the sentence before, or nobody knows who "we" are.

    That is a smaller stumble than beginning with it.
    """
    inner = text.lstrip(_OPENING)
    if _THAT_ONE.match(inner) or _TAKING_UP.search(_QUOTED.sub(" ", text)):
        return True
    found = _WORD.match(inner)
    return bool(found and fold(found.group()) in _SPEAKERS)


def is_saying(text: str) -> bool:
    """Tell whether `text` reports that somebody says something."""
    return bool(_SAYING.search(text))
