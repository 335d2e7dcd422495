"""Words that a slip of the fingers never stands for, in English and Russian.

Folded as in `words`: lower case, ё as е. Keep the lists short: a pair is here because both words could be
meant in a course on history or politics, and the rules in `typos` would take one for the other.
"""

from __future__ import annotations

# Each line: words of which none is a misspelling of another.
_OTHERS = """
    baker bakker backer becker
    reagan regan
    christian christina
    woman women
    nation notion
    national notional
    nuclear unclear
    united untied
    unites unties
    signed singed
    signs sings
    signing singing
    adopt adapt adept
    adopted adapted
    latter later letter
    leader loader
    former farmer
    border boarder
    martial marital
    casual causal
    capital capitol
    trial trail
    desert dessert
    field filed
    exist exits
    perfect prefect
    angel angle
    export expert
    import impart
    expulsion explosion
    revolution revelation
    devolution devaluation
    succession secession
    ordnance ordinance
    infection inflection
    internment interment
    immortality immorality
    complement compliment
    president precedent
    advice advise
    device devise
    descent decent dissent
    ascent assent
    price prize
    through thorough
    plant planet
    point paint
    steel steal
    moral mural
    компания кампания
    мирный мерный
    посол посыл
"""

OTHER_WORDS = tuple(frozenset(line.split()) for line in _OTHERS.strip().splitlines())

# Words that begin with the one and with the other differ: interstate, intrastate; prescribe, proscribe.
OTHER_BEGINNINGS = (
    ("inter", "intra"),
    ("micro", "macro"),
    ("ante", "anti"),
    ("pre", "pro"),
    ("per", "pro"),
    ("интер", "интра"),
    ("микро", "макро"),
    ("пре", "при"),
)
