"""Emoji by name: what Unicode calls them, and the short names that people know from chats."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

import regex

from agent_desk.domain.frozen import frozen

_RANGES = (
    (0x1F600, 0x1F64F),
    (0x1F910, 0x1F92F),
    (0x1F970, 0x1F97F),
    (0x1F440, 0x1F4A9),
    (0x2600, 0x27BF),
    (0x1F300, 0x1F43F),
    (0x1F4AA, 0x1F5FF),
    (0x1F680, 0x1F6FF),
    (0x1F7E0, 0x1F90F),
    (0x1F930, 0x1F96F),
    (0x1F980, 0x1FAFF),
    (0x203C, 0x25FE),
    (0x2934, 0x3299),
    (0x1F004, 0x1F251),
)
"""Where emoji are, those first that people use most."""
_IS_EMOJI = regex.compile(r"\p{Emoji}")
_COLOURED = regex.compile(r"\p{Emoji_Presentation}")
_PARTS = regex.compile(r"[\p{Emoji_Modifier}\p{Regional_Indicator}]")
_WORD = re.compile(r"[\w+-]+")
_ALIASES = {
    "+1": "👍", "thumbsup": "👍", "-1": "👎", "thumbsdown": "👎", "ok": "👌", "clap": "👏", "wave": "👋", "pray": "🙏",
    "thanks": "🙏", "muscle": "💪", "raised_hands": "🙌", "point_right": "👉", "point_left": "👈", "smile": "😄",
    "grin": "😁", "joy": "😂", "lol": "😂", "rofl": "🤣", "laughing": "😆", "wink": "😉", "blush": "😊", "cool": "😎",
    "heart_eyes": "😍", "kiss": "😘", "thinking": "🤔", "shrug": "🤷", "facepalm": "🤦", "cry": "😢", "sob": "😭",
    "sad": "😞", "sweat": "😅", "scream": "😱", "angry": "😠", "rage": "😡", "sleepy": "😴", "sick": "🤒", "hug": "🤗",
    "eyes": "👀", "party": "🥳", "tada": "🎉", "gift": "🎁", "birthday": "🎂", "cake": "🍰", "heart": "❤\ufe0f",
    "love": "❤\ufe0f", "broken_heart": "💔", "100": "💯", "fire": "🔥", "star": "⭐", "sparkles": "✨", "boom": "💥",
    "rocket": "🚀", "check": "✅", "done": "✅", "x": "❌", "no": "❌", "warning": "⚠\ufe0f", "bulb": "💡", "idea": "💡",
    "bug": "🐛",
    "wrench": "🔧", "fix": "🔧", "gear": "⚙\ufe0f", "lock": "🔒", "key": "🔑", "bell": "🔔", "mail": "📧", "phone": "📞",
    "calendar": "📅", "clock": "🕐", "hourglass": "⏳", "package": "📦", "truck": "🚚", "card": "💳", "money": "💰", "euro": "💶",
    "chart": "📈", "link": "🔗", "pin": "📌", "mag": "🔍", "search": "🔍", "memo": "📝", "book": "📖", "camera": "📷",
    "computer": "💻", "coffee": "☕", "beer": "🍺", "pizza": "🍕", "sun": "☀\ufe0f", "rain": "🌧\ufe0f", "snow": "❄\ufe0f",
    "tree": "🌳", "flower": "🌸", "earth": "🌍", "dog": "🐶", "cat": "🐱",
}  # fmt: skip
"""Names as chats know them; Unicode's own names are found anyway."""


@frozen
class Emoji:
    """One sign. `name`: Unicode's name in lower case; `words`: what it is found by."""

    sign: str
    name: str
    words: tuple[str, ...]


@cache
def all_emoji() -> tuple[Emoji, ...]:
    """Every emoji of one code point that this Python knows by name, in an order to browse in. Some milliseconds, once."""
    aliases: dict[str, list[str]] = {}
    for alias, sign in _ALIASES.items():
        aliases.setdefault(sign, []).append(alias)
    found: dict[str, Emoji] = {}
    for first, last in _RANGES:
        for code in range(first, last + 1):
            character = chr(code)
            name = unicodedata.name(character, "").lower()
            if name and _IS_EMOJI.fullmatch(character) and not _PARTS.fullmatch(character):
                sign = character if _COLOURED.fullmatch(character) else f"{character}\ufe0f"
                known = aliases.get(sign, [])
                found.setdefault(sign, Emoji(sign, name, (*known, *_WORD.findall(name))))
    return tuple(found.values())


def find_emoji(words: str, limit: int, preferred: Iterable[str] = ()) -> list[Emoji]:
    """Those in which every word begins a word of theirs, the best fit first. `preferred`: signs that come first among
    equals, and before all where nothing is asked for."""
    asked = [word for word in re.split(r"[\s_]+", words.casefold().strip()) if word]
    first = {sign: at for at, sign in enumerate(preferred)}
    ranked = [
        (rank, first.get(one.sign, len(first)), at, one)
        for at, one in enumerate(all_emoji())
        if (rank := _rank(one, words.casefold().strip(), asked)) is not None
    ]
    ranked.sort(key=lambda entry: entry[:3])
    return [entry[3] for entry in ranked[:limit]]


def _rank(one: Emoji, whole: str, asked: list[str]) -> int | None:
    """0 for a name that is asked for exactly, 1 where a word is, 2 where words begin so; None where it does not fit."""
    if not all(any(word.startswith(part) for word in one.words) for part in asked):
        return None if not any(word.startswith(whole) for word in one.words) else 1
    if whole in one.words or whole == one.name:
        return 0
    return 1 if any(part in one.words for part in asked) else 2
