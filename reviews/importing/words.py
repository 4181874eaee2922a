"""Runs of capitalised words, and which of them are names: German writes every noun with a capital."""

import re
from dataclasses import dataclass

__all__ = ["Run", "is_description", "is_surname", "run_before"]

_REACH = 160
"""Characters looked back at most: a role with its article is never longer."""

_DETERMINERS = frozenset(
    ["der", "die", "das", "des", "dem", "den", "ein", "eine", "einer", "eines", "einem", "einen", "kein", "keine", "keiner", "keines", "keinem", "keinen", "sein", "seine", "seiner", "seines", "seinem", "seinen", "ihr", "ihre", "ihrer", "ihres", "ihrem", "ihren", "mein", "meine", "meiner", "meines", "meinem", "meinen", "unser", "unsere", "unserer", "unseres", "unserem", "unseren", "euer", "eure", "eurer", "dein", "deine", "deiner", "deines", "deinem", "deinen", "dieser", "diese", "dieses", "diesem", "diesen", "jener", "jene", "jenes", "jenem", "jenen", "jeder", "jede", "jedes", "jedem", "jeden", "welcher", "welche", "welches", "welchem", "welchen", "zum", "zur", "im", "am", "vom", "beim", "ins", "ans"]
)
_FUNCTION_WORDS = _DETERMINERS | frozenset(
    ["auch", "als", "und", "oder", "aber", "doch", "denn", "wenn", "während", "nur", "hier", "dort", "da", "so", "mit", "von", "für", "bei", "nach", "in", "an", "auf", "aus", "durch", "gegen", "ohne", "um", "unter", "über", "vor", "zwischen", "seit", "bis", "neben", "statt", "trotz", "wegen", "hinter", "außer", "samt", "dank", "laut", "noch", "nun", "jetzt", "heute", "einst", "schon", "bald", "plötzlich", "dabei", "daneben", "dazu", "dafür", "dagegen", "deshalb", "darum", "trotzdem", "obwohl", "weil", "nachdem", "bevor", "ehe", "sobald", "solange", "falls", "ob", "dass", "damit", "wer", "wie", "was", "wo", "warum", "wann", "wohin", "woher", "sogar", "selbst", "gerade", "immer", "wieder", "einmal", "zuletzt", "zunächst", "zuerst", "anfangs", "schließlich", "endlich", "vielleicht", "natürlich", "leider", "ausgerechnet", "besonders", "vor", "allem", "beide", "alle", "allein", "zwar", "erst", "dann", "danach", "später", "früher", "sonst", "weder", "entweder", "sowohl", "ferner", "außerdem", "zudem", "hingegen", "er", "sie", "es", "wir", "ich", "man", "sich", "mal", "eben", "nicht", "nie", "niemand", "jemand", "etwas", "viel", "viele", "links", "rechts", "oben", "unten", "mitte", "gemeinsam", "zusammen", "ebenso", "genau", "kurz", "wenig", "mehr", "stets", "oft", "manchmal", "nebenan", "unterwegs"]
)
_PARTICLES = frozenset(["de", "van", "di", "del", "della", "la", "le", "ter", "al", "el", "of"])
"""Small words inside foreign names. German ones are left out: „Freund von Granli“ names no nobleman."""

_ABBREVIATION = re.compile(r"(?:Mr|Mrs|Ms|Dr|Prof|St|Jr|Sr|Lt|Sgt|Capt|Cpt|Col|Gen|Maj|Rev|Det)\.|(?:[A-ZÄÖÜ]\.)+")
_WORD = re.compile(r"[^\W_]+(?:[-’'`´/.][^\W_]+)*[’']?")
_OPENING = "([{„“\"»«‚‘'–—-/"
_ADJECTIVE = re.compile(r"[^\W\d_]{2,}(?:e|en|er|es|em)")

_DESCRIPTIONS = ["abgeordnet", "abt", "adlig", "agent", "aktivist", "alien", "älteste", "amme", "analyst", "anführer", "angestellt", "angreifer", "anwalt", "anwält", "antagonist", "archäolog", "architekt", "archivar", "arzt", "ärzt", "assistent", "astronaut", "attentäter", "aufpasser", "aufseher", "auftraggeber", "auftragskiller", "ausbilder", "autor", "bäcker", "bandit", "bankier", "barkeeper", "baron", "bauarbeiter", "beamt", "begleiter", "berater", "besitzer", "bestatter", "besucher", "betreiber", "betrüger", "bewohner", "bibliothekar", "bischof", "bösewicht", "boss", "bote", "bote", "braut", "bräutigam", "bruder", "brüder", "buchhalter", "bulle", "bürger", "butler", "chauffeur", "chef", "clan", "concierge", "coach", "cop", "cousin", "cousine", "cowboy", "dealer", "detektiv", "dieb", "diener", "direktor", "doktor", "dolmetscher", "drahtzieher", "drogenboss", "ehefrau", "ehemann", "einbrecher", "einsiedler", "eltern", "enkel", "entführer", "erbe", "erbin", "erfinder", "ermittler", "erpresser", "erzähler", "erzieher", "ex-frau", "ex-mann", "fahnder", "fahrer", "familienvater", "farmer", "feind", "feldwebel", "filmemacher", "fischer", "förster", "forscher", "fotograf", "frau", "freund", "freundin", "friseur", "fürst", "gangster", "gärtner", "gast", "gatte", "gattin", "gauner", "gefährte", "gefährtin", "gefangen", "gegenspieler", "gegner", "geheimagent", "gehilfe", "geisel", "geist", "geliebt", "gemahl", "general", "gerichtsmediziner", "geschäftsfrau", "geschäftsmann", "geschwister", "gesell", "gouverneur", "graf", "gräfin", "großmutter", "großvater", "guru", "hacker", "händler", "handlanger", "handwerker", "hausfrau", "haushälter", "hausmeister", "hauptmann", "hauptfigur", "häuptling", "hebamme", "heiler", "held", "henker", "herr", "herrscher", "herzog", "hexe", "hilfssheriff", "hochstapler", "ikone", "inhaber", "ingenieur", "inspektor", "investor", "jäger", "journalist", "junge", "jungfrau", "junkie", "jurist", "kaiser", "kaisern", "kämpfer", "kamerafrau", "kameramann", "kandidat", "kanzler", "kapitän", "kellner", "kerl", "kidnapper", "killer", "kind", "kindermädchen", "kioskbesitzer", "klient", "knecht", "koch", "köchin", "kollege", "kollegin", "kommandant", "kommissar", "komponist", "kompagnon", "könig", "konkurrent", "kontakt", "kontrahent", "koordinator", "kopfgeldjäger", "kriegsherr", "krieger", "kriminell", "krankenpfleger", "krankenschwester", "kumpel", "kunde", "kundin", "künstler", "lady", "leibwächter", "leiter", "lehrer", "lehrling", "leutnant", "liebhaber", "lord", "lover", "mädchen", "magier", "makler", "maler", "manager", "mann", "männer", "mechaniker", "medium", "mentor", "mensch", "meuchelmörder", "meister", "mieter", "milliardär", "millionär", "minister", "mitarbeiter", "mitbewohner", "mitschüler", "moderator", "mogul", "mönch", "monster", "mörder", "motorradfahrer", "mutter", "mütter", "nachbar", "nachfolger", "nanny", "neffe", "nemesis", "nichte", "nonne", "notar", "oberst", "offizier", "oma", "onkel", "opa", "opfer", "organisator", "papa", "papst", "partner", "passagier", "pastor", "pate", "patient", "pater", "patriarch", "pfarrer", "pflegerin", "pförtner", "physiker", "pilot", "pirat", "politiker", "polizist", "portier", "präsident", "praktikant", "priester", "prinz", "prinzessin", "privatdetektiv", "produzent", "professor", "profi", "programmierer", "prostituiert", "psychiater", "psycholog", "putzfrau", "racheengel", "rapper", "räuber", "rebell", "rechtsmediziner", "redakteur", "regent", "regisseur", "reisebegleiter", "reiter", "rektor", "rentner", "reporter", "retter", "richter", "ritter", "rivale", "rivalin", "rocker", "roboter", "saboteur", "sammler", "sänger", "schamane", "schatzsucher", "schauspieler", "scherge", "schläger", "schmuggler", "schneider", "schriftsteller", "schuldirektor", "schüler", "schurke", "schütze", "schwager", "schwägerin", "schwester", "schwiegermutter", "schwiegersohn", "schwiegertochter", "schwiegervater", "seemann", "sekretär", "senator", "serienkiller", "serienmörder", "sheriff", "sicherheitschef", "sklave", "sklavin", "sohn", "söhne", "soldat", "söldner", "sponsor", "spion", "sprecher", "staatsanwalt", "staatsanwält", "stammautor", "star", "stewardess", "stiefmutter", "stiefvater", "stiefbruder", "stiefschwester", "strippenzieher", "student", "superheld", "superschurke", "tante", "tänzer", "täter", "taxifahrer", "techniker", "teenager", "therapeut", "tochter", "töchter", "totengräber", "trainer", "trucker", "überlebend", "unternehmer", "urgroßmutter", "vampir", "vater", "väter", "verbrecher", "verehrer", "verfolger", "verkäufer", "verleger", "verlobt", "vermieter", "vertraut", "verwalter", "verwandt", "veteran", "vizepräsident", "vollstrecker", "vorgesetzt", "vorarbeiter", "vormund", "wächter", "waise", "wärter", "wegbegleiter", "werwolf", "widersacher", "wirt", "wissenschaftler", "witwe", "witwer", "zauberer", "zeuge", "zeugin", "ziehmutter", "ziehsohn", "ziehtochter", "ziehvater", "zimmermädchen", "zombie", "zuhälter", "zwilling"]
_SURNAMES = frozenset(
    ["bäcker", "bauer", "bischof", "fischer", "förster", "fürst", "gärtner", "graf", "held", "herr", "jäger", "junge", "kaiser", "koch", "könig", "kunde", "maler", "meister", "mönch", "pabst", "reiter", "richter", "ritter", "schneider", "schütze", "sänger", "wächter", "wirt"]
)
"""Also family names: alone and without an article they are one."""

_INFLECTED = "(?:in|innen|n|en|e|er|es|em|s)?"
_ALONE = re.compile("(?:.*-)?(?:" + "|".join(_DESCRIPTIONS) + ")" + _INFLECTED)
_COMPOUNDS = [word for word in _DESCRIPTIONS if len(word) > 5 and word not in _SURNAMES]
# Short words end too many names („Paloma“, „Mendelssohn“) to be looked for inside others.
_COMPOUND = re.compile(".{2,24}(?:" + "|".join(["chef", "boss", "agent", "star", *_COMPOUNDS]) + ")" + _INFLECTED)
_FEMALE_TRADE = re.compile(r".{2,}(?:er|or|ist|ant|ent|eur|log|är)in")
_FEMALE_TRADE_NOT = frozenset(["severin", "valentin", "quentin", "katharin", "catherin", "konstantin", "constantin"])


@dataclass(frozen=True)
class Run:
    """Capitalised words right before a place. `start` is where the first stands; `article` tells whether an article
    or the like stands directly before, `described` whether one does with adjectives between."""

    words: tuple[str, ...]
    starts: tuple[int, ...]
    article: bool
    described: bool

    @property
    def start(self) -> int:
        return self.starts[0]

    @property
    def text(self) -> str:
        return " ".join(self.words)

    def without_first(self) -> "Run":
        return Run(self.words[1:], self.starts[1:], False, False)


def is_description(word: str) -> bool:
    """What somebody is rather than how they are called: „Archivarin“, „Bandenchefs“, „Ex-Leuchtturmwärter“."""
    lowered = word.lower()
    if lowered in _FEMALE_TRADE_NOT:
        return False
    return any(pattern.fullmatch(lowered) for pattern in (_ALONE, _COMPOUND, _FEMALE_TRADE))


def is_surname(word: str) -> bool:
    """A trade that is also a family name."""
    return word.lower() in _SURNAMES


def run_before(text: str, end: int) -> Run | None:
    """The names before `end`, without the function word a sentence opens with. None where no name stands."""
    floor = max(0, end - _REACH)
    tokens = [(match[0], floor + match.start()) for match in re.finditer(r"\S+", text[floor:end])]
    if not tokens or not text[end - 1 : end].isspace():
        return None
    taken = _taken(tokens)
    before = [token for token, _ in tokens[: len(tokens) - len(taken)]]
    while taken and (taken[0][0].lower() in _FUNCTION_WORDS or taken[0][0][0].isdigit()):
        before.append(taken.pop(0)[0])
    if not taken:
        return None
    adjectives = _adjectives_before(before)
    opener = before[-1 - adjectives] if len(before) > adjectives else ""
    has_article = opener.lower().lstrip(_OPENING) in _DETERMINERS
    words, starts = zip(*taken, strict=True)
    return Run(words, starts, has_article and not adjectives, has_article)


def _taken(tokens: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """From the right as far as the words are capitalised, small words of foreign names only between two of them."""
    taken: list[tuple[str, int]] = []
    waiting: list[tuple[str, int]] = []
    for token, start in reversed(tokens):
        word = token.lstrip(_OPENING)
        opened = len(token) - len(word)
        if not opened and taken and word in _PARTICLES:
            waiting.insert(0, (word, start))
        elif _is_capitalised(word):
            taken = [(word, start + opened), *waiting, *taken]
            waiting = []
            if opened:
                break
        else:
            break
    return taken


def _is_capitalised(word: str) -> bool:
    if _ABBREVIATION.fullmatch(word):
        return True
    return bool(word) and (word[0].isupper() or word.isdecimal()) and bool(_WORD.fullmatch(word))


def _adjectives_before(before: list[str]) -> int:
    """How many adjectives stand at the end; the article, if any, stands before them."""
    count = 0
    for token in reversed(before[-4:]):
        if token.lower() in _DETERMINERS or not token.islower() or not _ADJECTIVE.fullmatch(token):
            break
        count += 1
    return count
