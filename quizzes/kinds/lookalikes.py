"""Words that a slip of the fingers never stands for, in English, Russian and Kazakh.

Folded as in `words`: lower case, ё as е. Keep the lists short: a pair is here because both words could be
meant in a course on history or politics and the general rules would take one for the other.
"""

from __future__ import annotations

from quizzes.kinds.words import KAZAKH_TO_RUSSIAN

# Words of fewer than five letters (not, no, не, нет, емес, жоқ) are exact without being named.
NEGATIONS = """
    never neither nothing nobody nowhere without cannot
    никогда никто ничто ничего нельзя
    ешқашан ешкім ештеңе
"""

NUMBERS = """
    three seven eight eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen
    twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion trillion
    first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth
    fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth
    шесть восемь девять десять двенадцать тринадцать пятнадцать шестнадцать девятнадцать двадцать
    тридцать пятьдесят шестьдесят семьдесят восемьдесят девяносто двести триста тысяча миллион миллиард
    первый второй третий четвертый пятый шестой седьмой восьмой девятый десятый
    бірінші екінші үшінші төртінші бесінші алтыншы жетінші сегізінші тоғызыншы оныншы
    жиырма алпыс жетпіс сексен тоқсан
"""

# Each line: words of which none is a misspelling of another.
_OTHERS = """
    baker barker bakker backer becker
    reagan regan
    johnson johnston jonson
    obama osama
    christian christina
    alexander alexandra александр александра
    iraqi iranian
    tajik tajikistan
    slovenia slovakia
    nuclear unclear
    united untied
    signed singed sighed
    country county
    charter chapter charger
    convention contention convection
    cooperation corporation
    declaration declamation
    ratification rectification
    president precedent
    council counsel
    adopt adapt adept
    adopted adapted
    refused refuted reused
    opposed exposed
    reserve reverse
    economic economical
    principal principle
    personal personnel
    prosecute persecute
    liberal literal
    latter later letter
    former farmer formal
    martial marital
    casual causal
    transit transmit
    contract contrast contact
    missile missive
    export expert
    import impart
    region religion
    regional religional religious
    statue statute status
    trial trail
    moral morale mortal
    human humane
    desert dessert
    independence interdependence
    договор говор
    контракт контраст контакт
    компания кампания
    советник соперник
    запад запас
"""

# Beginnings and endings that make another word of the same stem.
OPPOSITES = (
    ("inter-", "intra-"),
    ("micro-", "macro-"),
    ("hyper-", "hypo-"),
    ("ante-", "anti-"),
    ("интер-", "интра-"),
    ("микро-", "макро-"),
    ("гипер-", "гипо-"),
    ("-er", "-ee"),
    ("-or", "-ee"),
    ("-ist", "-ism"),
    ("-ист", "-изм"),
    # A daughter or a wife bears the name with an ending of its own.
    ("-ev", "-eva"),
    ("-ov", "-ova"),
    ("-in", "-ina"),
    ("-ев", "-ева"),
    ("-ов", "-ова"),
    ("-ин", "-ина"),
    # Kazakh *with* and *without*.
    ("-лы", "-сыз"),
    ("-ты", "-сыз"),
    ("-ды", "-сыз"),
    ("-лі", "-сіз"),
    ("-ті", "-сіз"),
    ("-ді", "-сіз"),
    ("-ли", "-сиз"),
    ("-ти", "-сиз"),
    ("-ди", "-сиз"),
)

NEGATING_PREFIXES = (
    *("un", "in", "im", "il", "ir", "dis", "non", "de", "mis", "anti"),
    *("не", "ни", "без", "бес", "бей"),
)


def _with_russian_letters(words: str) -> frozenset[str]:
    """The words, and as they are typed without Kazakh letters."""
    return frozenset(words.split()) | frozenset(words.translate(KAZAKH_TO_RUSSIAN).split())


EXACT = _with_russian_letters(NEGATIONS + NUMBERS)
OTHER_WORDS = tuple(_with_russian_letters(line) for line in _OTHERS.strip().splitlines())
