"""Tell two cases before one court apart, in whatever order their headlines are written; pure.

"Court to hear challenge to orchard permits" and "Challenge to lorry tolls goes to court" share a
court and what courts do, not what the case is about. Where neither headline, nor its lead, has a
word of the other's own, they are two. Languages without words here have no such cases.
"""

from collections.abc import Mapping, Set
from functools import cache
from typing import Final

from bot.text.similarity.headline import ReadHeadline
from bot.text.words import terms

_COURTS: Final[Mapping[str, str]] = {
    "en": "court courts judge judges justice justices tribunal",
    "fr": "cour conseil tribunal juge juges justice cassation",
    "de": "Gericht Bundesgericht Bundesgerichtshof BGH Verfassungsgericht Bundesverfassungsgericht"
    " Verwaltungsgericht Landgericht Amtsgericht Oberlandesgericht EuGH Richter",
}
# What they are called beside that, do, and are asked for; and what a case is about in general.
_PROCEDURE: Final[Mapping[str, str]] = {
    "en": "supreme high top federal district circuit state constitutional appeal appeals appellate"
    " us hear hears heard hearing take takes taking took up weigh weighs consider considers agree"
    " agrees decide decides decision rule rules ruled ruling order orders ordered back backs side"
    " sides block blocks blocked halt halts uphold upholds upheld overturn overturns strike strikes"
    " struck down reject rejects rejected dismiss dismisses toss tosses allow allows let lets keep"
    " clear clears way go goes before against over case cases challenge challenges suit lawsuit"
    " lawsuits sue sues petition bid dispute argument arguments law laws ban bans plan plans policy"
    " bill rules regulation limit limits restrictions new",
    "fr": "suprême État constitutionnel administratif appel européenne assises correctionnel"
    " examine examiner saisi saisie saisit juge juger jugé rend décide décision annule annuler"
    " annulé suspend suspendre suspendu valide valider validé censure censurer censurée"
    " rejette rejeter rejeté ordonne confirme condamne autorise devant contre affaire recours"
    " plainte requête référé procès loi lois interdiction décret arrêté projet plan va doit"
    " nouvelle nouveau",
    "de": "oberstes höchstes entscheidet prüft verhandelt urteilt urteil kippt bestätigt erlaubt"
    " verbietet stoppt weist ab billigt gegen vor über fall klage klagen beschwerde eilantrag"
    " antrag gesetz verbot plan neue neues",
}


def are_two_cases(one: ReadHeadline, other: ReadHeadline, both: Set[str]) -> bool:
    """Say whether `both`, which two headlines share, are a court and its procedure alone."""
    courts, known = _stems(one.language or "")
    if both.isdisjoint(courts) or not both <= known:
        return False
    mine, theirs = one.words - known, other.words - known
    if not mine or not theirs:
        return False
    return mine.isdisjoint(other.told()) and theirs.isdisjoint(one.told())


@cache
def _stems(language: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the stems of courts, and of all that is no matter of a case."""
    courts = terms(_COURTS.get(language, ""), language)
    return frozenset(courts), frozenset([*courts, *terms(_PROCEDURE.get(language, ""), language)])
