"""Conditions of an agent's own making over the list of conversations: what can be asked, and how it is written down."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from agent_desk.domain.errors import OwnWords, WrongUse
from agent_desk.domain.frozen import frozen


class Field(StrEnum):
    """What a condition asks about. Ages and waits are hours before now, DUE hours from now, counts are numbers, flags are
    `yes` or `no`. ASSIGNEE: an agent's id, `me` or `none`; TEAM: a team's id, `mine` or `none`; TAG: one of our own;
    PRIORITY: 1 (low) to 4 (urgent); LANGUAGE: a BCP 47 primary tag; REACH: followers of the author; REPUTATION: the
    author's trust level at the venue (0 where it tells none); CUSTOMER: a customer's id."""

    VENUE = "venue"
    NETWORK = "network"
    KIND = "kind"
    STATUS = "status"
    AUTHOR = "author"
    TITLE = "title"
    TEXT = "text"
    LABEL = "label"
    AGE = "age"
    WAITED = "waited"
    MESSAGES = "messages"
    UNREAD = "unread"
    WAITING = "waiting"
    DRAFT = "draft"
    FAILED = "failed"
    MEDIA = "media"
    NOTES = "notes"
    SOLVED = "solved"
    MARK = "mark"
    ASSIGNEE = "assignee"
    TEAM = "team"
    TAG = "tag"
    PRIORITY = "priority"
    DUE = "due"
    OVERDUE = "overdue"
    AT_RISK = "at_risk"
    LANGUAGE = "language"
    WATCHED = "watched"
    REACH = "reach"
    REPUTATION = "reputation"
    CUSTOMER = "customer"


class Operator(StrEnum):
    """How a condition compares."""

    IS = "is"
    IS_NOT = "is_not"
    CONTAINS = "contains"
    CONTAINS_NOT = "contains_not"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


_CHOICE = (Operator.IS, Operator.IS_NOT)
_WORDS = (Operator.CONTAINS, Operator.CONTAINS_NOT, Operator.IS)
_NUMBER = (Operator.AT_LEAST, Operator.AT_MOST)
_FLAG = (Operator.IS,)
_FIGURE = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")
"""A hundred thousand years of hours; what is much longer no database can compare with."""

OPERATORS: Mapping[Field, tuple[Operator, ...]] = {
    Field.VENUE: _CHOICE,
    Field.NETWORK: _CHOICE,
    Field.KIND: _CHOICE,
    Field.STATUS: _CHOICE,
    Field.MARK: _CHOICE,
    Field.AUTHOR: _WORDS,
    Field.TITLE: _WORDS,
    Field.TEXT: (Operator.CONTAINS, Operator.CONTAINS_NOT),
    Field.LABEL: _CHOICE,
    Field.AGE: _NUMBER,
    Field.WAITED: _NUMBER,
    Field.MESSAGES: _NUMBER,
    Field.UNREAD: _FLAG,
    Field.WAITING: _FLAG,
    Field.DRAFT: _FLAG,
    Field.FAILED: _FLAG,
    Field.MEDIA: _FLAG,
    Field.NOTES: _FLAG,
    Field.SOLVED: _FLAG,
    Field.ASSIGNEE: _CHOICE,
    Field.TEAM: _CHOICE,
    Field.TAG: _CHOICE,
    Field.PRIORITY: (*_NUMBER, *_CHOICE),
    Field.DUE: (Operator.AT_MOST, Operator.AT_LEAST),
    Field.OVERDUE: _FLAG,
    Field.AT_RISK: _FLAG,
    Field.LANGUAGE: _CHOICE,
    Field.WATCHED: _FLAG,
    Field.REACH: _NUMBER,
    Field.REPUTATION: _NUMBER,
    Field.CUSTOMER: _CHOICE,
}
"""Which comparisons fit which field, the usual one first."""


@frozen
class Condition:
    """One condition. `value`: what is compared with, as text (an id, a word, a number, `yes` or `no`)."""

    field: Field
    operator: Operator
    value: str

    def __post_init__(self) -> None:
        """Raises WrongUse for a comparison that does not fit the field, or a value that does not fit either."""
        if self.operator not in OPERATORS[self.field]:
            raise WrongUse(
                OwnWords("{field} cannot be compared with {operator}", field=self.field, operator=self.operator)
            )
        if Operator.AT_LEAST in OPERATORS[self.field] and not _FIGURE.fullmatch(self.value):
            raise WrongUse(OwnWords("{field} needs a number", field=self.field))
        if OPERATORS[self.field] is _FLAG and self.value not in ("yes", "no"):
            raise WrongUse(OwnWords("{field} is yes or no", field=self.field))


@frozen
class Conditions:
    """Conditions that all hold, or of which any holds."""

    terms: tuple[Condition, ...]
    every: bool = True


def written(conditions: Conditions) -> dict[str, object]:
    """As JSON-fit values."""
    terms = [{"field": term.field, "operator": term.operator, "value": term.value} for term in conditions.terms]
    return {"every": conditions.every, "terms": terms}


def read(value: object) -> Conditions:
    """From what `written` made; raises WrongUse that names what is not known any more."""
    if not isinstance(value, Mapping) or not isinstance(value.get("terms"), list):
        raise WrongUse(OwnWords("conditions that cannot be read"))
    terms: list[Condition] = []
    for term in value["terms"]:
        try:
            terms.append(Condition(Field(term["field"]), Operator(term["operator"]), str(term["value"])))
        except (KeyError, TypeError, ValueError) as error:
            raise WrongUse(f"a condition that is not known: {term!r}"[:200]) from error
    return Conditions(tuple(terms), bool(value.get("every", True)))
