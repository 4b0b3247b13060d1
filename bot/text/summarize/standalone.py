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
    " aussi autre tous eux resultat parmi dont idem bref voire tandis sauf ni voila finalement"
    " he she it they this that these those his him her hers their them its but and so or then also"
    " however yet meanwhile instead thus therefore nevertheless nonetheless both such another"
    " similarly additionally moreover furthermore otherwise besides nor unless except which hence"
    " indeed afterwards afterward likewise conversely ultimately eventually regardless"
    " consequently accordingly others ledit ladite lesdits lesdites"
    " er sie es sein ihr aber und doch denn dieser diese dieses ausserdem deshalb deswegen daher"
    " trotzdem dennoch jedoch allerdings zudem somit daraufhin stattdessen danach dabei dazu damit"
    " pero sino este esta estos eso ese esa su sus ademas asimismo"
    " ma questo questa inoltre tuttavia porem"
)
# The same of words that do so as "Later, …" and not as "Later this year".
_LEANING_BEFORE_COMMA = _set(
    "still later earlier elsewhere overall rather plus yes no well again finally second secondly"
    " third thirdly first firstly worse afterwards oui non certes depuis auparavant pire surtout"
    " evidemment naturellement logiquement concretement inversement ailleurs"
    " interroge interrogee interroges contacte contactee contactes sollicite sollicitee"
)
_SPEAKERS = _set("je j nous i we")
_NOT_LEANING = re.compile(
    r"il (?:y a|faut|fallait|faudra|faudrait|pleut|neige|existe|manque|semble|para[îi]t|suffit"
    r"|reste|s['’]agit|est (?:possible|probable|temps))"
    r"|c['’]est (?:en|au|à|le|la|un|une|dans|ce)\b|it (?:is|was) (?:the|a|in|on)\b",
    re.IGNORECASE,
)
# What "this" and "ce" stand before without pointing back: "this week", "ce 8 décembre".
_TIMES = (
    r"(?:jour|matin|soir|midi|mois|semaine|ann[ée]e|nuit|week|[ée]t[ée]|hiver|printemps|automne"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|year|month|morning|evening|afternoon"
    r"|season|spring|summer|fall|autumn|winter|time|monday|tuesday|wednesday|thursday|friday"
    r"|saturday|sunday|\d)"
)
_LEANING_PHRASE = re.compile(
    r"(?:[àa] moins (?:que|aussi|d)|en (?:effet|outre|revanche|cons[ée]quence|fait|somme)"
    r"|en (?:r[ée]alit[ée]|attendant)"
    r"|par (?:ailleurs|cons[ée]quent|contre|exemple)"
    r"|de (?:son|leur) c[ôo]t[ée]|pour (?:sa|leur|autant) (?:part)?|[àa] l['’]inverse"
    r"|au contraire|c['’][ée]tait|c['’]est|d['’](?:o[ùu]|ailleurs|autant)|une? autre"
    r"|l['’]autre|de m[êe]me|apr[èe]s quoi|en l['’]occurrence|quoi ?qu['’]il en soit"
    r"|autrement dit|(?:cela|ceci) dit|d[èe]s lors|du coup|d['’]autre part|de plus\b(?! de)"
    r"|au final|qui plus est|reste que|toujours est-il|[àa] titre d['’]exemple|bien s[ûu]r"
    r"|[àa] l['’][ée]poque\b(?! d)|sans surprise|m[êe]me constat|de quoi\b|tels? (?:est|sont)"
    r"|telles? (?:est|sont)|l[àa] (?:encore|aussi)|rien de tel|non seulement|plus tard"
    r"|(?:la veille|le lendemain)\b(?! d)|dans le m[êe]me temps"
    r"|(?:le|la) m[êe]me (?:jour|soir|source)"
    r"|[àa] noter|(?:pr[ée]cisons|rappelons|notons|soulignons|ajoutons) qu['’e]"
    r"|interrog[ée]e?s? (?:[àa] ce|sur ce|l[àa])|une? [^\W\d_]+ (?:qui|dont)\b[^,]{0,80}\.$"
    r"|une (?:premi[èe]re|d[ée]cision|situation|annonce|mesure) (?:depuis|contest[ée]e|salu[ée]e)\b"
    r"|in (?:addition|contrast|fact|turn|short|other words|the meantime)|on the other hand"
    r"|as (?:a result|a consequence|such\b)|for (?:his|her|their) part|for (?:example|instance)"
    r"|at the same time|there['’]?s|that['’]?s|it['’]?s|he['’]?s|she['’]?s|they['’]?re"
    r"|here(?:['’]?s| is| are) (?:what|how|why)"
    r"|the (?:former|latter|other)|the same (?:goes|is true|applies|day|source|evening)\b"
    r"|that said|even (?:so|then)|either way|what['’]?s more|of course|by (?:then|contrast)"
    r"|back then"
    r"|at the time\b(?! of)|to be (?:sure|fair)|to do so|no wonder|not (?:so|anymore|surprisingly)"
    r"|sure enough|(?:when )?asked (?:about|if|why|whether|for)\b|when asked"
    r"|in (?:response|return|the end),|as (?:he|she|they|one) (?:put|puts|said|says|explain)"
    r"|(?:only|until|since|just) then(?!-)|among (?:them|these|those),?|not only that|small wonder"
    r"|(?:more|most|less) (?:importantly|surprisingly|worryingly),|worse (?:still|yet)|above all,"
    r"|what happened (?:next|then)|speaking afterwards?|at the other end of the"
    r"|(?:contacted|reached|questioned)(?:,| by (?:phone|telephone|email)| for comment)"
    r"|the (?:following|previous|next|same) (?:day|night|morning|week|month|year)\b(?! of)"
    r"|(?:(?:an?|two|three|four|five|six|ten|\d+|several|some|many) )?"
    r"(?:minute|hour|day|week|month|year|moment)s? (?:later|earlier),"
    r"|the (?:move|decision|announcement|news) (?:comes?|came|follow(?:s|ed)|marks)"
    r"|the (?:aim|goal|result|answer|reason) (?:is|was)\b"
    r"|an? (?:[a-z]+ ){1,2}(?:added|also (?:said|found|noted|warned))"
    r"|in (?:so doing|doing so)|once (?:there|inside|again),|no such luck|adding to the \w+,"
    r"|compounding the \w+,|the same cannot be said|(?:much|most|some) of (?:that|this)\b"
    r"|dans la foul[ée]e\b(?! d)|s['’]y ajoutent?|reste (?:[àa] savoir|maintenant)"
    r"|m[êe]me (?:topo|son|histoire) |tout comme|raison de plus|en clair,|autant dire"
    r"|d['’](?:autres|un autre c[ôo]t[ée]|ici l[àa])|(?:une fois )?sur place,|pire encore"
    r"|jusque-l[àa]|jusqu['’]alors|depuis lors|preuve (?:en est|que)"
    r"|si bien que|pour rappel|l[àa]-bas|en (?:retour|r[ée]ponse|cons[ée]quence|d[ée]finitive),"
    r"|(?:quelques|une?|deux|trois|quatre|cinq|six|dix|\d+|plusieurs) (?:minutes?|heures?|jours?"
    r"|semaines?|mois|ans?|ann[ée]es?) (?:plus (?:tard|t[ôo]t)|auparavant)"
    r"|la (?:d[ée]cision|mesure) (?:fait suite|intervient|survient)|objectif ?:"
    r"|l['’](?:objectif|annonce|id[ée]e) ?(?:est|:|fait suite|intervient|survient)"
    r"|le (?:but|r[ée]sultat) ?(?:est|:)"
    r"|(?:contact|interrog|sollicit)[ée]e?s? par (?:nos|notre|l['’]AFP|t[ée]l[ée]phone)"
    r"|por (?:eso|ello|otro lado|otra parte|su parte|lo tanto)|sin embargo|en cambio|no obstante"
    r"|(?:in|bei|nach|mit|aus|trotz|wegen) dies(?:em|er|en|es) "
    r"(?!Jahr|Woche|Monat|Tag|Sommer|Winter|Herbst|Fr[üu]hjahr|Montag|Dienstag|Mittwoch|Donnerstag"
    r"|Freitag|Samstag|Sonntag)|aus diesem Grund"
    # "The two met" is of two who were named; "the two largest banks" are not.
    r"|the (?:two|three|pair|duo|trio) (?:men|women|sides|leaders|also|met|are|were|had|have"
    r"|will|said|agreed)\b"
    r"|les (?:deux|trois) (?:hommes|femmes|parties|camps|dirigeants|suspects|se|ont|sont)\b"
    r"(?! les plus)"
    r")(?:\b|(?<=[,.:]))",
    re.IGNORECASE,
)
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
    _LEANING_PHRASE,
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
    if _NOT_LEANING.match(inner):
        return False
    if any(opening.match(inner) for opening in _LEANING_OPENINGS):
        return True
    found = _WORD.match(inner)
    if found is None:
        return False
    first = fold(found.group())
    before_comma = inner.startswith(",", found.end()) and first in _LEANING_BEFORE_COMMA
    return before_comma or first in _LEANING


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
