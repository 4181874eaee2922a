"""German words that tell names from other capitalised words, in lower case."""

__all__ = ["DESCRIPTIONS", "DETERMINERS", "FUNCTION_WORDS", "PARTICLES", "SURNAMES"]

_DETERMINERS = """
am ans beim das dein deine deinem deinen deiner deines dem den der des die diese diesem diesen dieser dieses ein
eine einem einen einer eines euer eure eurer ihr ihre ihrem ihren ihrer ihres im ins jede jedem jeden jeder
jedes jene jenem jenen jener jenes kein keine keinem keinen keiner keines mein meine meinem meinen meiner meines
sein seine seinem seinen seiner seines unser unsere unserem unseren unserer unseres vom welche welchem welchen
welcher welches zum zur
"""

_FUNCTION_WORDS = """
aber alle allein allem als an anfangs auch auf aus ausgerechnet außer außerdem bald bei beide besonders bevor
bis da dabei dafür dagegen damit danach daneben dank dann darum dass dazu denn deshalb doch dort durch eben
ebenso ehe einmal einst endlich entweder er erst es etwas falls ferner früher für gegen gemeinsam genau gerade
heute hier hingegen hinter ich immer in jemand jetzt kurz laut leider links mal man manchmal mehr mit mitte nach
nachdem natürlich neben nebenan nicht nie niemand noch nun nur ob oben obwohl oder oft ohne plötzlich rechts
samt schließlich schon seit selbst sich sie so sobald sogar solange sonst sowohl später statt stets trotz
trotzdem um und unten unter unterwegs viel viele vielleicht von vor wann warum was weder wegen weil wenig wenn
wer wie wieder wir wo woher wohin während zudem zuerst zuletzt zunächst zusammen zwar zwischen über
"""

_DESCRIPTIONS = """
abgeordnet abt adlig agent aktivist alien amme analyst anführer angestellt angreifer antagonist anwalt anwält
architekt archivar archäolog arzt assistent astronaut attentäter aufpasser aufseher auftraggeber auftragskiller
ausbilder autor bandit bankier barkeeper baron bauarbeiter beamt begleiter berater besitzer bestatter besucher
betreiber betrüger bewohner bibliothekar bischof boss bote braut bruder bräutigam brüder buchhalter bulle butler
bäcker bösewicht bürger chauffeur chef clan coach concierge cop cousin cousine cowboy dealer detektiv dieb
diener direktor doktor dolmetscher drahtzieher drogenboss ehefrau ehemann einbrecher einsiedler eltern enkel
entführer erbe erbin erfinder ermittler erpresser erzieher erzähler ex-frau ex-mann fahnder fahrer familienvater
farmer feind feldwebel filmemacher fischer forscher fotograf frau freund freundin friseur förster fürst gangster
gast gatte gattin gauner gefangen gefährte gefährtin gegenspieler gegner geheimagent gehilfe geisel geist
geliebt gemahl general gerichtsmediziner geschwister geschäftsfrau geschäftsmann gesell gouverneur graf
großmutter großvater gräfin guru gärtner hacker handlanger handwerker hauptfigur hauptmann hausfrau haushälter
hausmeister hebamme heiler held henker herr herrscher herzog hexe hilfssheriff hochstapler händler häuptling
ikone ingenieur inhaber inspektor investor journalist junge jungfrau junkie jurist jäger kaiser kaisern
kamerafrau kameramann kandidat kanzler kapitän kellner kerl kidnapper killer kind kindermädchen kioskbesitzer
klient knecht koch kollege kollegin kommandant kommissar kompagnon komponist konkurrent kontakt kontrahent
koordinator kopfgeldjäger krankenpfleger krankenschwester krieger kriegsherr kriminell kumpel kunde kundin
kämpfer köchin könig künstler lady lehrer lehrling leibwächter leiter leutnant liebhaber lord lover magier
makler maler manager mann mechaniker medium meister mensch mentor meuchelmörder mieter milliardär millionär
minister mitarbeiter mitbewohner mitschüler moderator mogul monster motorradfahrer mutter mädchen männer mönch
mörder mütter nachbar nachfolger nanny neffe nemesis nichte nonne notar oberst offizier oma onkel opa opfer
organisator papa papst partner passagier pastor pate pater patient patriarch pfarrer pflegerin pförtner physiker
pilot pirat politiker polizist portier praktikant priester prinz prinzessin privatdetektiv produzent professor
profi programmierer prostituiert präsident psychiater psycholog putzfrau racheengel rapper rebell
rechtsmediziner redakteur regent regisseur reisebegleiter reiter rektor rentner reporter retter richter ritter
rivale rivalin roboter rocker räuber saboteur sammler schamane schatzsucher schauspieler scherge schläger
schmuggler schneider schriftsteller schuldirektor schurke schwager schwester schwiegermutter schwiegersohn
schwiegertochter schwiegervater schwägerin schüler schütze seemann sekretär senator serienkiller serienmörder
sheriff sicherheitschef sklave sklavin sohn soldat spion sponsor sprecher staatsanwalt staatsanwält stammautor
star stewardess stiefbruder stiefmutter stiefschwester stiefvater strippenzieher student superheld superschurke
sänger söhne söldner tante taxifahrer techniker teenager therapeut tochter totengräber trainer trucker tänzer
täter töchter unternehmer urgroßmutter vampir vater verbrecher verehrer verfolger verkäufer verleger verlobt
vermieter vertraut verwalter verwandt veteran vizepräsident vollstrecker vorarbeiter vorgesetzt vormund väter
waise wegbegleiter werwolf widersacher wirt wissenschaftler witwe witwer wächter wärter zauberer zeuge zeugin
ziehmutter ziehsohn ziehtochter ziehvater zimmermädchen zombie zuhälter zwilling älteste ärzt überlebend
"""

_SURNAMES = """
bauer bischof bäcker fischer förster fürst graf gärtner held herr junge jäger kaiser koch kunde könig maler
meister mönch pabst reiter richter ritter schneider schütze sänger wirt wächter
"""

DETERMINERS = frozenset(_DETERMINERS.split())
"""Articles and the like, alone or in a preposition."""

FUNCTION_WORDS = DETERMINERS | frozenset(_FUNCTION_WORDS.split())
"""What a sentence opens with in a capital without being a name."""

DESCRIPTIONS = tuple(_DESCRIPTIONS.split())
"""What people in films are; stems, without -in and other endings."""

SURNAMES = frozenset(_SURNAMES.split())
"""Of these the ones that are also family names: alone and without an article they are one."""

PARTICLES = frozenset(["al", "de", "del", "della", "di", "el", "la", "le", "of", "ter", "van"])
"""Small words inside foreign names. German ones are left out: „Freund von Granli“ names no nobleman."""
