"""Conditions: what does not fit a field is refused where it is made, not where it is looked up."""

from __future__ import annotations

import pytest

from agent_desk.domain.errors import WrongUse
from agent_desk.domain.filtering import Condition, Conditions, Field, Operator, read, written


@pytest.mark.parametrize("value", ["", "-1", "1e5", "²", "1,5", "1.", "many", "9" * 10, "9" * 400])
def test_what_is_no_figure_that_can_be_compared_with_is_refused(value: str) -> None:
    with pytest.raises(WrongUse):
        Condition(Field.AGE, Operator.AT_LEAST, value)


@pytest.mark.parametrize(
    ("field", "operator", "value"),
    [
        (Field.SOLVED, Operator.IS, "maybe"),
        (Field.TITLE, Operator.AT_LEAST, "1"),
        (Field.STATUS, Operator.CONTAINS, "o"),
    ],
)
def test_what_does_not_fit_its_field_is_refused(field: Field, operator: Operator, value: str) -> None:
    with pytest.raises(WrongUse):
        Condition(field, operator, value)


def test_what_is_written_down_is_read_again() -> None:
    terms = (Condition(Field.WAITED, Operator.AT_LEAST, "1.5"), Condition(Field.NOTES, Operator.IS, "yes"))
    for conditions in (Conditions(terms), Conditions(terms[:1], every=False), Conditions(())):
        assert read(written(conditions)) == conditions


@pytest.mark.parametrize(
    "told",
    [
        None,
        [],
        {},
        {"terms": "all"},
        {"terms": [None]},
        {"terms": [{"field": "age"}]},
        {"terms": [{"field": "mood", "operator": "is", "value": "good"}]},
        {"terms": [{"field": "age", "operator": "at_least", "value": "9" * 400}]},
    ],
)
def test_what_cannot_be_understood_is_refused(told: object) -> None:
    with pytest.raises(WrongUse):
        read(told)
