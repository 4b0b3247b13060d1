"""Function words of the languages we know best. Data only: `words` and `language` read it.

French and English are full enough to be left out of a search or a comparison; the others hold
the few words that tell which language a text is in. All are folded (no accents, lower case).
"""

FRENCH = """
a ai aie aient ainsi alors apres au aucun aucune aujourdhui auquel aura aurait aussi autre
autres aux auxquelles auxquels avaient avait avant avec avez avoir avons ayant c ca car ce ceci
cela celle celles celui ces cet cette ceux chacun chaque chez ci comme comment d dans de deja
depuis des desormais donc dont du elle elles en encore entre es est et etaient etait etant etc
ete etes etre eu eux fait font furent fut ici il ils j je jusqu jusque l la laquelle le lequel
les lesquelles lesquels leur leurs lors lorsque lui m ma mais me meme memes mes moi moins mon n
ne ni non nos notre nous on ont or ou par parce pas pendant peu peut peuvent plus plusieurs pour
pourquoi puis puisque qu quand que quel quelle quelles quels qui quoi s sa sans se selon sera
serait seront ses si soit son sont sous suis sur t ta tandis tant te tel telle telles tels tes
toi ton tous tout toute toutes tres trop tu un une va vers voici voila vont vos votre vous vu y
"""

ENGLISH = """
a about above after again against all also am an and any are arent around as at be because been
before being below between both but by can cannot cant could couldnt did didnt do does doesnt
doing dont down during each even ever every few for from further had hadnt has hasnt have havent
having he hed her here hers herself him himself his how however i id if ill im in into is isnt it
its itself ive just least less like may me might more most much must my myself no nor not now of
off on once one only or other our ours ourselves out over own per rather s same shall she should
shouldnt since so some still such t than that thats the their theirs them themselves then there
theres these they theyd theyll theyre theyve this those though through thus to too under until up
upon us very was wasnt we were werent what whats when where whether which while who whom whose
why will with within without wont would wouldnt yet you youd youll your youre yours yourself youve
"""

GERMAN = """
aber als am an auch auf aus bei bis das dass dem den der des die durch ein eine einem einen einer
es fur haben hat im in ist kann mehr mit nach nicht noch nur oder sein sich sie sind uber um und
unter von vor war warum was wegen werden wie wieder will wird wo zu zum zur
"""

SPANISH = """
al ante como con contra cuando de del desde donde dos el ella en entre era es esta estan este esto
fue ha han hasta hay la las lo los mas muy no nos o para pero por porque que quien se segun ser si
sin sobre son su sus tras un una y ya
"""

ITALIAN = """
ai al alla alle anche che chi come con cosa da dal dalla dei del della delle di dopo e ecco era gli
ha hanno i il in la le lo ma nei nel nella non o per perche piu quando questa questo se si sono
stato su sua sui sul sulla suo tra un una uno
"""

PORTUGUESE = """
ao aos as ate com como da das de depois do dos e ela ele em entre era essa esta este foi ha isso ja
mais mas na nao nas no nos nova novo o os ou para pela pelo por porque quando que quem se sem ser
sobre sua tem um uma voce
"""

DUTCH = """
aan al als bij dat de deze die dit door een en er geen haar had heeft het hij hun in is je kan maar
meer met na naar niet nog of om ook op over te tegen tot uit van veel voor waar waarom was wat we
werd wordt worden zich zij zijn ze zo
"""

SWEDISH = """
alla att av blir de den det dig du efter eller en ett for fran han har hon i inte jag kan med men
mot nar nu nya och om pa sa sig ska som till under upp ut var vi vid
"""

POLISH = """
ale byl by byc co czy dla do go i ich jak jest juz lub ma na nie nowy o od oraz po pod przed przez
przy sa sie tak to tym w we z za ze
"""

TURKISH = """
ama bir bu cok da daha de degil en gibi icin ile ise kadar ki mi ne o olan olarak oldu sonra var ve
veya ya yeni
"""

DANISH = """
af bliver blev det dig efter eller fra ham har hvad hvor hvordan hvorfor hvis ikke ind jeg kun med
mellem men mod nar nu nye og ogsa pa sig siger skal som til ud ved vi vil vaere
"""

NORWEGIAN = """
av ble blir det eller etter fra ham har hva hvor hvordan hvorfor hvis ikke inn jeg kun med mellom
men mot nar nye og ogsa opp pa seg sier skal som til ut ved vi vil vaere
"""

FINNISH = """
ei eivat etta hanen jo jonka jos joka jotka kanssa kertoo koko kuin kun mita mukaan mutta myos nyt
oli ollut olla ovat paljon sen silla sitten tama taman tanaan uusi vain vaan viela voi yli
"""

FUNCTION_WORDS: dict[str, frozenset[str]] = {
    "fr": frozenset(FRENCH.split()),
    "en": frozenset(ENGLISH.split()),
    "de": frozenset(GERMAN.split()),
    "es": frozenset(SPANISH.split()),
    "it": frozenset(ITALIAN.split()),
    "pt": frozenset(PORTUGUESE.split()),
    "nl": frozenset(DUTCH.split()),
    "sv": frozenset(SWEDISH.split()),
    "pl": frozenset(POLISH.split()),
    "tr": frozenset(TURKISH.split()),
}

# Of these it is only told that a text is in them. They share no word with the others but Swedish.
TELLING_WORDS: dict[str, frozenset[str]] = {
    "da": frozenset(DANISH.split()),
    "no": frozenset(NORWEGIAN.split()),
    "fi": frozenset(FINNISH.split()),
}
