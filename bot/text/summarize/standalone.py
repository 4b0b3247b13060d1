"""Tell which sentences can stand alone, out of their text; weighs nothing that they say.

Judged by what readers stumble over: a sentence that is cut, a quotation whose speaker stayed
behind, a "But he…" without the sentence before it, a line that is no news ("Lire aussi").
"""

import re
from typing import Final

from bot.text.summarize.openings import as_compared, is_upright, needs_another
from bot.text.words import fold

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

_SPEAKERS = frozenset(("je", "j", "nous", "i", "we"))
# What "this" and "ce" stand before without pointing back: "this week", "ce 8 décembre".
_TIMES = (
    r"(?:jour|matin|soir|midi|mois|semaine|ann[ée]e|nuit|week|[ée]t[ée]|hiver|printemps|automne"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|year|month|morning|evening|afternoon"
    r"|season|spring|summer|fall|autumn|winter|time|monday|tuesday|wednesday|thursday|friday"
    r"|saturday|sunday|\d)"
)
# "A choice that divides the town.": what is one, the sentence before says.
_APPOSITION = re.compile(r"une? [^\W\d_]+ (?:qui|dont)\b[^,]{0,80}\.$", re.IGNORECASE)
# "In that case", "some of them", "malgré cela": a few words, then one that points back.
_POINTING_BACK = re.compile(
    r"(?:in|on|at|for|to|by|with|from|under|as|like|unlike|after|before|since|despite|because of"
    r"|in spite of|on top of|thanks to|according to|(?:all|some|many|most|none|one|two|both|each"
    r"|part|half) of) (?:(?:this|that|these|those) (?!" + _TIMES + r"\b)|(?:this|that|these|those),"
    r"|(?:him|her|them|it)\b(?= ?,| (?:\w+ed|was|were|is|are|have|has|had|said|will)\b))"
    r"|(?:malgr[ée]|dans|suite [àa]|face [àa]|[àa] l['’]issue de|apr[èe]s|avant|depuis|pour|avec"
    r"|selon|parmi|chez|sans|d['’]apr[èe]s|[àa]|sur|sous|par|quant [àa]|outre|gr[âa]ce [àa]"
    r"|[àa] cause de|[^\W\d_]+ d['’]entre|l['’]une? d['’]) ?"
    r"(?:(?:cela|[çc]a|ceci|lui|elle|elles|eux)\b(?!-m)"
    r"|(?:celui|celle|ceux|celles)-|(?:ce|cet|cette|ces) (?!(?:qui?|que|dont|" + _TIMES + r")\b))",
    re.IGNORECASE,
)
# "On Tuesday, he said": when or where, but not who.
_WHEN_WHERE_THEN_PRONOUN = re.compile(
    r"(?:on|in|at|by|since|during|yesterday|today|lundi|mardi|mercredi|jeudi|vendredi|samedi"
    r"|dimanche|hier|aujourd['’]hui|demain|[àa]|en|au|aux|dans|depuis|interrog[ée]e?s?)\b[^,.;:!?]{0,40},"
    r" (?:(?:he|she|they|elle|ils|elles|c['’]est|ce sont)\b|il\b(?! (?:y|faut|faudra|pleut|neige"
    r"|s['’]agit|reste|existe|est (?:possible|probable|temps)))"
    r"|it (?!is|was|has been|will be|rain))",
    re.IGNORECASE,
)
# "Born in the south, he …": a few words about somebody, no name among them.
_ATTRIBUTE_THEN_PRONOUN = re.compile(
    r"(?!(?:The|An?|When|If|As|Once|While|Although|Le|La|Les|Une?|Quand|Lorsque|Si|Comme|Pour|Selon)\b)"
    r"[^\W\d_]+(?: [^\W_A-ZÀ-Þ][\w'’-]*){1,5}, (?:he|she|il|elle) (?!y |faut|est possible)"
)
_LEANING_OPENINGS = (
    _APPOSITION,
    _POINTING_BACK,
    _WHEN_WHERE_THEN_PRONOUN,
    _ATTRIBUTE_THEN_PRONOUN,
)
# The same inside a sentence: words that take up another one, and "this plan" near its beginning,
# unless it is a time ("this week", "ce 8 décembre").
_TAKING_UP = re.compile(
    r"\b(?:en effet|en revanche|par exemple|par ailleurs|for example|for instance)\b",
    re.IGNORECASE,
)
_THAT_ONE = re.compile(
    r"(?:[^\W\d_][\w'’]*,? ){1,5}(?:ce|cet|cette|ces|this|these|those)[ \u00a0]"
    r"(?!(?:qu|qui|que|dont|is|was|are|were|who|which|" + _TIMES + r")\b)[^\W\d_]",
    re.IGNORECASE,
)


def is_whole(text: str) -> bool:
    """Tell whether `text` is a sentence from its beginning to its end, and news."""
    if len(text) > _MAX_CHARACTERS:
        return False
    inner = text.lstrip(_OPENING)
    if not _END.search(text) or _CUT.search(text) or not is_news(text):
        return False
    if inner[:1].islower() and not inner[1:2].isupper():
        return False
    return len(_WORD.findall(text)) >= _MIN_WORDS or len(_UNSPACED.findall(text)) >= 2 * _MIN_WORDS


def is_news(text: str) -> bool:
    """Tell whether `text` is no note, credit or invitation beside the news."""
    return not (_NO_NEWS.match(text.lstrip(_OPENING)) or _CREDIT.search(text))


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
    compared = as_compared(inner)
    if is_upright(compared):
        return False
    return needs_another(compared) or any(opening.match(inner) for opening in _LEANING_OPENINGS)


def is_echoing(text: str) -> bool:
    """Tell whether a word inside `text` takes up the sentence before, or nobody knows who "we" are.

    That is a smaller stumble than beginning with it.
    """
    inner = text.lstrip(_OPENING)
    if _THAT_ONE.match(inner) or _TAKING_UP.search(_QUOTED.sub(" ", text)):
        return True
    found = _WORD.match(inner)
    return bool(found and fold(found.group()) in _SPEAKERS)


def stands_alone(text: str) -> bool:
    """Tell whether a reader needs no other sentence to understand `text`."""
    return not (is_leaning(text) or is_echoing(text) or is_hanging(text))


def is_saying(text: str) -> bool:
    """Tell whether `text` reports that somebody says something."""
    return bool(_SAYING.search(text))
