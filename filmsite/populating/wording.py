"""The words invented films, people and conversations are made of. `{film}` stands for a title."""

__all__ = [
    "CRITICS",
    "FAMILY_NAMES",
    "GIVEN_NAMES",
    "LABELS",
    "QUESTIONS",
    "REVIEW_SENTENCES",
    "ROLES",
    "SENTENCES",
    "SPOILERS",
    "TAGS",
    "TEASERS",
    "TITLE_ADJECTIVES",
    "TITLE_NOUNS",
    "TITLE_PLACES",
]

SENTENCES = [
    "Ich habe ihn gestern in der Spätvorstellung gesehen und bin danach zu Fuß nach Hause gegangen, nur um nicht reden zu müssen.",
    "Die erste halbe Stunde ist großartig, danach weiß der Film nicht mehr, wem er zuschauen will.",
    "Beim zweiten Sehen fiel mir auf, wie oft Türen offen stehen, durch die keiner geht.",
    "Der Ton ist die eigentliche Hauptrolle.",
    "Mir war das Ende zu ordentlich.",
    "Gerade das Ende hat mich wieder versöhnt.",
    "Ohne die Musik würde die Szene am Bahnhof nicht tragen.",
    "Die Musik hätte ich an der Stelle lieber weggelassen.",
    "In „{film}“ gab es dieselbe Einstellung, nur länger und ohne Schnitt.",
    "Wer „{film}“ mochte, wird auch hier nicht enttäuscht.",
    "Ich verstehe die Begeisterung, teile sie aber nicht.",
    "Warum redet eigentlich niemand über die Kamera?",
    "Die Kamera bleibt immer einen halben Meter zu nah, und das ist Absicht.",
    "Für mich ist das der beste Film des Jahres, und ich sage das nicht leichtfertig.",
    "Im Saal hat an der falschen Stelle jemand gelacht, danach war die Stimmung hin.",
    "Der Saal war halb leer, schade eigentlich.",
    "Die deutsche Fassung ist diesmal wirklich gelungen.",
    "Seht ihn euch im Original an, die Synchronfassung nimmt ihm jeden Witz.",
    "Auf der großen Leinwand wirkt das Korn ganz anders als zu Hause.",
    "Das Bildformat wechselt dreimal, und jedes Mal hat es einen Grund.",
    "Über die Nebenfigur mit dem Koffer könnte man einen eigenen Film drehen.",
    "Der Vater sagt im ganzen Film elf Sätze, ich habe mitgezählt.",
    "Das Drehbuch vertraut seinen Figuren nicht.",
    "Selten hat ein Drehbuch so viel weggelassen und so wenig verloren.",
    "Die Rückblenden erklären, was man längst verstanden hatte.",
    "Ich fand gerade die Rückblenden stark, weil sie nichts erklären.",
    "Kann mir jemand sagen, welches Lied im Abspann läuft?",
    "Der Abspann läuft sechs Minuten, bleibt unbedingt sitzen.",
    "Nach dem Abspann kommt nichts mehr, ihr könnt gehen.",
    "Die Schnittfassung im Fernsehen war übrigens vier Minuten kürzer.",
    "Auf der Scheibe fehlt leider der Kommentar der Regisseurin.",
    "Zwei Punkte Abzug für die Perücke, sonst einwandfrei.",
    "So sieht also ein Film aus, dem man Zeit gelassen hat.",
    "Man merkt, dass der Verleih noch einmal hineingeredet hat.",
    "Der Trailer verrät zu viel, lasst ihn weg.",
    "Ich bin ohne Erwartung hineingegangen und mit einer Liste herausgekommen.",
    "Die Darstellerin der Tochter kannte ich vorher nicht, den Namen merke ich mir.",
    "Er spielt das mit den Händen, das Gesicht bleibt still.",
    "Die Szene in der Küche ist das Beste, was ich seit Langem gesehen habe.",
    "Mich hat die Küche kaltgelassen, mich hat der Flur erwischt.",
    "Das ist kein Kriminalfilm, auch wenn das Plakat es behauptet.",
    "Als Komödie funktioniert er nicht, als Trauerspiel schon.",
    "Ich habe meiner Schwester davon erzählt, und sie hat einen völlig anderen Film gesehen.",
    "Drei Leute sind gegangen, zwei davon kamen wieder.",
    "Hat jemand die Fassung aus dem Festival gesehen und kann vergleichen?",
    "Die Farben kippen ab der Mitte ins Grüne, achtet darauf.",
    "Schwarzweiß steht ihm gut, aber es ist auch eine Ausrede.",
    "Ein Kammerspiel, das tut, als wäre es ein Reisefilm.",
    "Die Verfolgung am Kanal ist altmodisch im besten Sinn.",
    "Es gibt keine einzige Explosion, und ich habe keine vermisst.",
    "Wenn das Licht ausgeht, hört man erst, wie laut der Film die ganze Zeit war.",
    "Den Schluss deute ich anders als die Kritik.",
    "Die Kritik trifft es ziemlich genau, nur bei der Musik bin ich anderer Meinung.",
    "Ich würde ihm einen Punkt mehr geben.",
    "Ich würde ihm zwei Punkte weniger geben, aber gern darüber streiten.",
    "Danke für den Hinweis, den hätte ich sonst verpasst.",
    "Das sehe ich genauso.",
    "Da widerspreche ich.",
    "Kommt drauf an, was man erwartet.",
    "Hat den schon jemand auf 35 Millimeter gesehen?",
    "Unser kleines Kino zeigt ihn noch bis Mittwoch.",
    "Bei uns lief er nur eine Woche, dann kam der nächste Superheld.",
    "Der Regisseur hat einmal gesagt, er drehe nur, wenn es regnet, und das sieht man.",
    "Ich lese gerade die Vorlage, sie ist viel komischer.",
    "Die Vorlage kenne ich nicht, vermisst habe ich sie nicht.",
    "Am Ende sitzt man da und weiß, dass man ihn noch einmal sehen muss.",
    "Vorsicht mit jüngeren Kindern, die Szene im Keller ist lang.",
    "Ab zwölf finde ich zu niedrig.",
    "Meine Lieblingsstelle: wie sie den Brief faltet und doch nicht abschickt.",
    "Es regnet in jeder zweiten Szene, und nie wird jemand nass.",
]

SPOILERS = [
    "Der Bruder war die ganze Zeit im Zimmer nebenan.",
    "Sie fährt am Ende doch nicht mit.",
    "Das Haus gehört längst der Bank, deshalb fragt auch niemand nach der Miete.",
    "Der Brief ist leer.",
    "Der Alte hat die Nacht nicht überlebt, den Rest erzählt er selbst.",
    "Die beiden sind dieselbe Person, nur zwanzig Jahre auseinander.",
    "Der Hund überlebt.",
    "In der letzten Einstellung sieht man im Spiegel das Filmteam, und das ist kein Fehler.",
]

QUESTIONS = [
    "Wie versteht ihr das Ende von „{film}“?",
    "Die beste Szene in „{film}“",
    "„{film}“: Original oder Synchronfassung?",
    "Lohnt sich „{film}“ im Kino?",
    "Welche Fassung von „{film}“ habt ihr?",
    "Filme wie „{film}“ gesucht",
    "Wer hat „{film}“ nicht ausgehalten?",
    "Die Musik in „{film}“",
    "Letzte Sätze, die bleiben",
    "Welches Kino hat die besten Sitze?",
    "Zuletzt gesehen und gleich vergessen",
    "Filme, bei denen ihr eingeschlafen seid",
    "Euer liebster Regenfilm",
    "Was läuft bei euch im kleinen Kino?",
    "Filmtitel, die zu viel versprechen",
    "Nebenfiguren, die einen eigenen Film verdient hätten",
]

TITLE_ADJECTIVES = [
    "letzte", "stille", "gläserne", "halbe", "vergessene", "späte", "andere", "lange", "kalte", "leise",
    "zweite", "gelbe", "schiefe", "müde", "offene", "falsche", "fremde", "kurze", "blinde", "helle",
]  # fmt: skip

TITLE_NOUNS = [
    "Nacht", "Reise", "Fähre", "Treppe", "Stimme", "Küche", "Brücke", "Stunde", "Tür", "Farbe",
    "Schwester", "Werft", "Straße", "Lampe", "Zeugin", "Antwort", "Wette", "Karte", "Uhr", "Ernte",
    "Probe", "Grenze", "Leinwand", "Wache", "Insel", "Rechnung", "Mauer", "Welle", "Linie", "Woche",
]  # fmt: skip

TITLE_PLACES = [
    "in Elmshagen", "von Sankt Orlen", "am Tiefenkai", "aus Brünsee", "bei Grotholm", "von Wolkentin",
    "in der Ostmole", "am Rauhberg", "aus Kaltenried", "hinter Möwenhaupt", "von Lüttensiel", "im Haus Adebar",
    "an der Schwarzach", "auf Norderhallig", "in Vierlinden", "am Glockenstieg", "von Immenrode", "bei den Kranichen",
    "im Hof der Weberei", "nach Torfhausen",
]  # fmt: skip

GIVEN_NAMES = [
    "Aksel", "Runa", "Bente", "Ole", "Mirja", "Henrike", "Arved", "Jule", "Tilda", "Ivo", "Selma", "Per", "Leonie",
    "Konrad", "Wiebke", "Malte", "Signe", "Torben", "Almut", "Ruben", "Friedrun", "Jasper", "Hedda", "Bosse", "Ylva",
    "Caspar", "Meret", "Falk", "Gesine", "Levin", "Marit", "Quirin", "Svea", "Ansgar", "Dorte", "Emil", "Nele", "Knut",
    "Pauline", "Rasmus",
]  # fmt: skip

FAMILY_NAMES = [
    "Tormodsen", "Eikeland", "Halvard", "Sandvig", "Kolstrup", "Saalmann", "Wiebrandt", "Lünemann", "Quandtner",
    "Oltmannsen", "Pagelow", "Brünning", "Harmsdorf", "Kesselring", "Lohbrügge", "Mohnhaupt", "Nissenbaum", "Overbeck",
    "Petermühl", "Rabenhorst", "Steenbock", "Tiedjen", "Uhlenbrook", "Vossberg", "Wendelstein", "Ziegenhals",
    "Aschenbroich", "Bleichrod", "Curslack", "Dornquast", "Eschenloh", "Fahrenhold", "Grünspan", "Hollerbusch",
    "Immenhof", "Jespersen", "Krähwinkel", "Lindequist", "Marquardsen", "Nordhoff", "Osterkamp", "Pfefferkorn",
    "Quellmalz", "Rosenkötter", "Schimmelpfennig", "Tannhauer", "Unruhe", "Veilchenfeld", "Windmöller", "Zwickelbach",
]  # fmt: skip

ROLES = [
    "Der Wärter", "Die Tochter", "Der Bruder", "Die Zeugin", "Der Fährmann", "Die Ärztin", "Kommissarin Harms",
    "Der Junge", "Die Nachbarin", "Der Vater", "Frau Petersen", "Ein Fremder", "Die Kartenleserin", "Doktor Wenzel",
]  # fmt: skip

LABELS = [
    "Nordlicht Verleih", "Kranich Film", "Studio Mole", "Leuchtkammer", "Bildwerk Ost", "Verleih am Fleet",
    "Salzhaus Filme", "Drei Linden",
]  # fmt: skip

TAGS = ["Drama", "Komödie", "Kriminalfilm", "Kammerspiel", "Dokumentarfilm", "Thriller", "Familie", "Liebesfilm"]

CRITICS = [
    ("Arved Tönnies", "Tangläufer"), ("Jule Wiebrandt", "Spätvorstellung"), ("Meret Dornquast", "Reihe sieben"),
    ("Falk Uhlenbrook", ""), ("Hedda Rabenhorst", "Platzanweiserin"), ("Caspar Lindequist", "Vorführer"),
]  # fmt: skip

TEASERS = [
    "{director} erzählt in „{film}“ von einem Abschied, den niemand ausspricht, und von allem, was man stattdessen sagt.",
    "Eine Familie, ein Haus, drei Tage Regen: „{film}“ von {director} ist ein Kammerspiel mit sehr viel Wetter.",
    "Mit „{film}“ kehrt {director} zu den Geschichten zurück, in denen am meisten geschieht, wenn nichts passiert.",
    "„{film}“ will ein Kriminalfilm sein. Gut ist er, weil {director} das nach einer Viertelstunde vergisst.",
    "Zwei Menschen und eine Strecke, die kürzer wird: {director} macht aus „{film}“ eine Komödie mit Trauerrand.",
]

REVIEW_SENTENCES = [
    "Es beginnt mit einer Hand, die einen Schalter sucht und ihn nicht findet.",
    "Von da an weiß man, dass dieser Film sich Zeit nehmen wird, und gibt sie ihm gern.",
    "Die Geschichte ist schnell erzählt, aber darum geht es nicht.",
    "Worum es geht, sieht man in den Pausen: in einem Blick zum Fenster, in einer Tasse, die niemand spült.",
    "Die Kamera hält Abstand, als hätte sie versprochen, niemanden zu verraten.",
    "Gespielt wird das mit einer Genauigkeit, die nie nach Arbeit aussieht.",
    "Wenn gelacht wird, dann eine Sekunde zu spät.",
    "Nicht alles trägt: Die Rückblenden sagen, was die Gesichter längst erzählt haben.",
    "Auch die Musik traut der Stille zu wenig.",
    "Aber dann kommt die Nacht am Wasser, und alles, was vorher lose herumlag, fügt sich.",
    "Man sitzt im Kino und merkt, dass man die Luft anhält.",
    "Das Drehbuch erlaubt sich keinen Scherz auf Kosten seiner Figuren, und gerade deshalb ist es komisch.",
    "In der Mitte verliert der Film für zwanzig Minuten sein Ziel aus den Augen.",
    "Er findet es wieder, auf einem Umweg, den man ihm nicht zugetraut hätte.",
    "Der Schnitt ist hart, wo man Sanftheit erwartet, und sanft, wo es wehtut.",
    "Wie hier das Licht durch Staub fällt, das vergisst man nicht so schnell.",
    "Die Nebenrollen sind besetzt, als wären es Hauptrollen, und manchmal werden sie es.",
    "Am Ende bleibt eine Frage offen, und es ist die richtige.",
    "Man kann das altmodisch nennen.",
    "Man kann auch einfach sitzen bleiben, bis das Licht angeht.",
]
