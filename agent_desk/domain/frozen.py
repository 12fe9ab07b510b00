"""`@frozen`: a frozen dataclass with slots whose methods are compiled with the first of its objects. The start of a window
makes a hundred such classes and objects of a few; compiling the methods is nearly all that a class costs."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import Field, dataclass, field
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")
_compiling = threading.Lock()
_plain: dict[type, type] = {}
"""Classes whose methods are still to be compiled, and what they were written as."""


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(written: type[T]) -> type[T]:
    """What `dataclass(frozen=True, slots=True)` makes of a class that derives from nothing."""
    names = tuple(vars(written).get("__annotations__", ()))
    left_out = {*names, "__dict__", "__weakref__"}
    body = {name: value for name, value in vars(written).items() if name not in left_out}
    body["__slots__"] = names
    made = type(written.__name__, (_Uncompiled,), body)
    made.__qualname__ = written.__qualname__
    _plain[made] = written
    return made


def _compile(made: type) -> None:
    """Any thread. The constructor comes last, so that no other thread meets half a class."""
    with _compiling:
        if (written := _plain.get(made)) is None:
            return
        # Where there are no words dataclasses compose some from the signature, which takes as long as the rest together.
        written.__doc__ = written.__doc__ or written.__name__
        found = dict(vars(dataclass(frozen=True)(written)))
        constructor = found.pop("__init__")
        for name in found.keys() - vars(made).keys() - {"__dict__", "__weakref__"}:
            setattr(made, name, found[name])
        type.__setattr__(made, "__init__", constructor)
        del _plain[made]


def _compile_with_bases(made: type) -> None:
    """A plain class may derive from such a one."""
    for one in made.__mro__:
        _compile(one)


class _Fields:
    """The fields of such a class, for the functions of `dataclasses`, before its methods are compiled."""

    def __get__(self, _: object, made: type) -> dict[str, Field[Any]]:
        _compile_with_bases(made)
        found: dict[str, Field[Any]] = next(
            vars(one)["__dataclass_fields__"] for one in made.__mro__ if "__dataclass_fields__" in vars(one)
        )
        return found


class _Uncompiled:
    """Makes the methods of a class when its first object is made."""

    __slots__ = ()
    __dataclass_fields__ = _Fields()

    def __init__(self, *values: object, **named: object) -> None:
        _compile_with_bases(type(self))
        constructor: Callable[..., None] = type(self).__init__
        constructor(self, *values, **named)
