"""Whether what is typed can be sent, and how much room is left, in words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLocale

from agent_desk.domain.frozen import frozen
from agent_desk.domain.measuring import Measure
from agent_desk.domain.rows import StoredMedia
from agent_desk.domain.venues import LengthUnit, Limits
from agent_desk.runtime.texts import ntr, tr


@frozen
class Problem:
    """Why an answer cannot leave as it is; no text: it can. `too_long`: only its length is in the way."""

    text: str = ""
    too_long: bool = False

    def __bool__(self) -> bool:
        return bool(self.text)


def words_left(measure: Measure) -> str:
    """`183 left of 300`, or how much is too much; only the count where there is no limit."""
    if measure.maximum == 0:
        return ntr("{n} character", "{n} characters", measure.used) if measure.used else ""
    left, maximum = (QLocale().toString(n) for n in (measure.left, measure.maximum))
    if measure.unit is LengthUnit.BYTES:
        return tr("{left} bytes left of {maximum}", left=left, maximum=maximum)
    return tr("{left} left of {maximum}", left=left, maximum=maximum)


def problem_of(measure: Measure, text: str, media: Sequence[StoredMedia], limits: Limits) -> Problem:
    """Why it cannot be sent as it is."""
    if not text.strip() and not media:
        return Problem(tr("There is nothing to send yet"))
    if media and len(media) > limits.media_max:
        return Problem(at_most(limits.media_max))
    if limits.alt_max and any(len(one.alt) > limits.alt_max for one in media):
        return Problem(
            ntr(
                "A description is longer than {n} character",
                "A description is longer than {n} characters",
                limits.alt_max,
            )
        )
    return Problem(_too_long(measure), too_long=True) if not measure.fits else Problem()


def at_most(files: int) -> str:
    """How many files a reply takes at a venue."""
    return ntr("At most {n} file goes with one reply here", "At most {n} files go with one reply here", files)


def _too_long(measure: Measure) -> str:
    if measure.maximum and measure.left < 0:
        if measure.unit is LengthUnit.BYTES:
            return ntr("{n} byte too long: shorten it", "{n} bytes too long: shorten it", -measure.left)
        return ntr("{n} character too long: shorten it", "{n} characters too long: shorten it", -measure.left)
    return tr("Too long for the venue, which also counts bytes: shorten it")
