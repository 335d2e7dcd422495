"""Whether an item treats two groups alike: differential item functioning (DIF) by Mantel and Haenszel.

Learners of both groups who did equally well on the whole quiz are compared, so that a group which simply
knows more is not mistaken for an item which is unfair.

Sources: P. W. Holland and D. T. Thayer, Differential item performance and the Mantel-Haenszel procedure
(1988), for the matching, the chi-square and the delta scale; J. Robins, N. Breslow and S. Greenland,
Biometrics 42 (1986), with A. Phillips and P. W. Holland, Biometrics 43 (1987), for the standard error;
R. Zwick, A Review of ETS Differential Item Functioning Assessment Procedures, ETS RR-12-08 (2012), for the
classes A, B and C.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import erfc, fsum, log, sqrt

from django.utils.translation import gettext as _

from quizzes.statistics.analysis import FEWEST, TooFewAttempts
from quizzes.statistics.intervals import Z_95_ONE_SIDED
from quizzes.statistics.moments import ROUNDING
from quizzes.statistics.ranks import levelled, ranked
from quizzes.statistics.scores import BadScores, Scores

DELTA = -2.35  # turns a log odds ratio into ETS's delta scale
SIGNIFICANT = 0.05
NEGLIGIBLE, LARGE = 1.0, 1.5  # on the delta scale
FEWEST_STRATA, PER_STRATUM = 5, 10

# The learners of one stratum: reference right and wrong, focal right and wrong.
Table = tuple[int, int, int, int]


@dataclass(frozen=True)
class ItemDif:
    """`delta` is MH D-DIF: below 0 when the item is harder for the focal group than for equals in the other.

    `ets_class` is A (negligible), B (slight to moderate) or C (moderate to large). `favours` names the group
    that finds it easier than its equals, for B and C. All are None when nobody could be compared, or one
    group was always right or always wrong.
    """

    item: str
    odds_ratio: float | None = None
    delta: float | None = None
    standard_error: float | None = None
    chi_square: float | None = None
    p_value: float | None = None
    ets_class: str | None = None
    favours: str | None = None


def dif(
    scores: Scores, groups: Sequence[str | None], *, reference: str, focal: str, strata: int | None = None
) -> list[ItemDif]:
    """One entry an item. `groups` names each learner's group; other groups and None are left out.

    Right means full marks. Learners are matched on their total, the item itself included, in at most `strata`
    strata: by default one for every ten of the smaller group, and at least five. Raises TooFewAttempts when a
    group has fewer than 20.
    """
    if len(groups) != scores.attempts:
        raise BadScores(f"groups has {len(groups)} entries, and fractions {scores.attempts} rows.")
    rows = [row for row, group in enumerate(groups) if group in (reference, focal)]
    is_focal = [groups[row] == focal for row in rows]
    _refuse_too_few(groups, reference, focal)
    smaller = min(sum(is_focal), len(rows) - sum(is_focal))
    most = strata or max(FEWEST_STRATA, smaller // PER_STRATUM)
    stratum = strata_of([scores.totals[row] for row in rows], scores.max_mark, most)
    found = []
    for position, item in enumerate(scores.items):
        full = (1 - ROUNDING) * item.max_mark
        right = [scores.marks[position][row] >= full for row in rows]
        found.append(_classified(item.name, _tables(stratum, is_focal, right), reference, focal))
    return found


def _refuse_too_few(groups: Sequence[str | None], *names: str) -> None:
    for name in names:
        count = sum(group == name for group in groups)
        if count < FEWEST:
            text = _("%(group)s has %(count)s learners: comparing groups needs %(fewest)s in each.")
            raise TooFewAttempts(text % {"group": name, "count": count, "fewest": FEWEST})


def strata_of(totals: Sequence[float], scale: float, most: int) -> list[int]:
    """Each learner's stratum: one a total that occurs, or `most` of about equal size if more totals do."""
    levels = levelled(totals, scale)
    return ranked(totals, scale, most) if max(levels) >= most else levels


def _tables(stratum: Sequence[int], is_focal: Sequence[bool], right: Sequence[bool]) -> list[Table]:
    """One table a stratum in which both groups have somebody; elsewhere there is nobody to compare with."""
    count = Counter(zip(stratum, is_focal, right, strict=True))
    tables = [
        (count[one, False, True], count[one, False, False], count[one, True, True], count[one, True, False])
        for one in sorted(set(stratum))
    ]
    return [(a, b, c, d) for a, b, c, d in tables if a + b and c + d]


def _classified(item: str, tables: Sequence[Table], reference: str, focal: str) -> ItemDif:
    ratio, error = odds_ratio(tables), log_odds_error(tables)
    chi = chi_square(tables)
    if ratio is None or error is None or chi is None:
        return ItemDif(item)
    delta, p = DELTA * log(ratio), erfc(sqrt(chi / 2))
    ets_class = classify(delta, -DELTA * error, p)
    favours = None if ets_class == "A" else focal if delta > 0 else reference
    return ItemDif(item, ratio, delta, -DELTA * error, chi, p, ets_class, favours)


def odds_ratio(tables: Sequence[Table]) -> float | None:
    """S(a d / n) / S(b c / n): the reference group's odds of being right, over those of its equals."""
    up = fsum(a * d / (a + b + c + d) for a, b, c, d in tables)
    down = fsum(b * c / (a + b + c + d) for a, b, c, d in tables)
    return up / down if up and down else None


def log_odds_error(tables: Sequence[Table]) -> float | None:
    """The standard error of the log odds ratio, by Robins, Breslow and Greenland.

    Its square is S(P R) / 2(SR)^2 + S(P Q' + Q R) / 2 SR SQ' + S(Q Q') / 2(SQ')^2, where in each stratum
    P = (a + d) / n, Q = (b + c) / n, R = a d / n, Q' = b c / n.
    """
    same = [((a + d) / (a + b + c + d), a * d / (a + b + c + d)) for a, b, c, d in tables]
    other = [((b + c) / (a + b + c + d), b * c / (a + b + c + d)) for a, b, c, d in tables]
    up, down = fsum(r for _p, r in same), fsum(s for _q, s in other)
    if not (up and down):
        return None
    mixed = fsum(p * s + q * r for (p, r), (q, s) in zip(same, other, strict=True))
    first, last = fsum(p * r for p, r in same), fsum(q * s for q, s in other)
    return sqrt(first / (2 * up * up) + mixed / (2 * up * down) + last / (2 * down * down))


def chi_square(tables: Sequence[Table]) -> float | None:
    """(|S a - S E(a)| - 1/2)^2 / S V(a), one degree of freedom; None when nothing could vary.

    E(a) = (a+b)(a+c) / n and V(a) = (a+b)(c+d)(a+c)(b+d) / (n^2 (n-1)). A difference below the correction of
    one half counts as none.
    """
    apart = fsum(a - (a + b) * (a + c) / (a + b + c + d) for a, b, c, d in tables)
    spread = fsum(_variance(*table) for table in tables)
    return max(0.0, abs(apart) - 0.5) ** 2 / spread if spread else None


def _variance(a: int, b: int, c: int, d: int) -> float:
    n = a + b + c + d
    return (a + b) * (c + d) * (a + c) * (b + d) / (n * n * (n - 1))


def classify(delta: float, error: float, p_value: float) -> str:
    """A when delta is below 1 or not significant; C from 1.5 on, if significantly above 1; else B."""
    if abs(delta) < NEGLIGIBLE or p_value >= SIGNIFICANT:
        return "A"
    is_large = abs(delta) >= LARGE and abs(delta) - Z_95_ONE_SIDED * error > NEGLIGIBLE
    return "C" if is_large else "B"
