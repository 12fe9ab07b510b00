"""Records behave as frozen dataclasses with slots, also before their first object is made."""

import threading
from dataclasses import FrozenInstanceError, asdict, field, fields, is_dataclass, replace

import pytest

from agent_desk.domain.frozen import frozen


@frozen
class Parcel:
    """What is sent."""

    number: int
    labels: tuple[str, ...] = ()
    seen: dict[str, int] = field(default_factory=dict)

    @property
    def heavy(self) -> bool:
        return self.number > 10


def test_frozen_is_a_value() -> None:
    parcel = Parcel(1, labels=("red",))
    assert (parcel.number, parcel.labels, parcel.seen, parcel.heavy) == (1, ("red",), {}, False)
    assert parcel == Parcel(1, ("red",)) != Parcel(2, ("red",))
    assert replace(parcel, number=11).heavy
    assert repr(parcel) == "Parcel(number=1, labels=('red',), seen={})"
    assert asdict(parcel) == {"number": 1, "labels": ("red",), "seen": {}}
    assert Parcel.__doc__ == "What is sent."
    match parcel:
        case Parcel(number, labels):
            assert (number, labels) == (1, ("red",))


def test_records_are_hashed_by_what_they_are_made_of() -> None:
    @frozen
    class Key:
        venue: str
        name: str = "x"

    assert len({Key("a"), Key("a"), Key("b")}) == 2


def test_frozen_cannot_be_changed() -> None:
    parcel = Parcel(1)
    for name in ("number", "labels"):
        with pytest.raises(FrozenInstanceError):
            setattr(parcel, name, 2)
        with pytest.raises(FrozenInstanceError):
            delattr(parcel, name)
    with pytest.raises((AttributeError, TypeError)):
        parcel.other = 1  # type: ignore[attr-defined]  # there is no such place
    assert not hasattr(parcel, "__dict__")


def test_wrong_arguments_are_refused_with_the_first_object() -> None:
    @frozen
    class Fresh:
        one: int

    with pytest.raises(TypeError, match="one"):
        Fresh()  # type: ignore[call-arg]  # the mistake under test
    assert Fresh(1).one == 1


def test_fields_are_known_before_the_first_object() -> None:
    @frozen
    class Fresh:
        one: int
        two: int = 2

    assert [found.name for found in fields(Fresh)] == ["one", "two"]
    assert Fresh(1) == Fresh(1, 2)
    assert is_dataclass(Fresh)


def test_checks_after_construction_run() -> None:
    @frozen
    class Checked:
        one: int

        def __post_init__(self) -> None:
            if self.one < 0:
                raise ValueError("below nothing")

    with pytest.raises(ValueError, match="below"):
        Checked(-1)


def test_first_objects_may_be_made_by_many_threads_at_once() -> None:
    for _ in range(50):

        @frozen
        class Fresh:
            one: int
            two: tuple[int, ...] = ()

        start = threading.Barrier(4)
        made: list[Fresh] = []

        def make(fresh: type[Fresh] = Fresh, start: threading.Barrier = start, made: list[Fresh] = made) -> None:
            start.wait()
            made.append(fresh(1, two=(2,)))

        threads = [threading.Thread(target=make) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert made == [Fresh(1, (2,))] * 4
