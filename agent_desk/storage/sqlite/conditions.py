"""Lists as SQL: the WHERE terms of a query and of the conditions of an agent's own making. Values go in as parameters only."""

from __future__ import annotations

from collections.abc import Callable

from agent_desk.domain.filtering import Condition, Conditions, Field, Operator
from agent_desk.domain.lists import ListQuery

Value = str | int | float | None
Term = tuple[str, list[Value]]
HOUR = 3_600_000
FAILED = (
    "conversation.id IN (SELECT conversation_id FROM delivery WHERE state IN ('needs_human', 'stopped', 'rejected')"
    " AND state NOT IN ('delivered', 'discarded'))"
)
"""The second look at the state is for the planner: the index over deliveries leaves out those that ended."""
_UNSPACED = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]"
_WORD = r"[\p{L}\p{M}\p{N}_]+"
_FLAGS = {
    Field.UNREAD: "unread > 0",
    Field.WAITING: "waiting_since IS NOT NULL",
    Field.DRAFT: "conversation.id IN (SELECT conversation_id FROM draft)",
    Field.FAILED: FAILED,
    Field.MEDIA: "has_media <> 0",
    Field.NOTES: "conversation.notes > 0",
    Field.SOLVED: "conversation.solved <> ''",
}
_COLUMNS = {
    Field.VENUE: "conversation.venue_id",
    Field.NETWORK: "venue.network",
    Field.KIND: "conversation.kind",
    Field.STATUS: "conversation.status",
    Field.MARK: "coalesce((SELECT mark FROM author WHERE author.id = conversation.author_id), '')",
}
_MESSAGES = "conversation.id IN (SELECT conversation_id FROM message WHERE"


def conditions(query: ListQuery, now: int = 0) -> tuple[list[str], list[Value]]:
    """The WHERE terms of a list and their parameters; there is always at least one."""
    terms, values = ["found = ?"], list[Value]([query.found])
    if query.status is not None:
        terms.append("status = ?")
        values.append(query.status)
    if query.venue_id is not None:
        terms.append("conversation.venue_id = ?")
        values.append(query.venue_id)
    else:
        terms.append("venue.removed_at IS NULL")
    if query.kind is not None:
        terms.append("conversation.kind = ?")
        values.append(query.kind)
    if query.waiting:
        # Who was put off until a moment waits for that moment, not for an agent.
        terms.append("waiting_since IS NOT NULL AND status <> 'snoozed'")
    if query.unread:
        terms.append("unread > 0")
    if query.draft:
        terms.append("conversation.id IN (SELECT conversation_id FROM draft)")
    if query.failed:
        terms.append(FAILED)
    if query.where is not None and query.where.terms:
        term, parameters = compiled(query.where, now)
        terms.append(term)
        values += parameters
    return terms, values


def compiled(where: Conditions, now: int) -> Term:
    """Conditions as one SQL term over `conversation JOIN venue`. `now`: UTC milliseconds, for ages."""
    parts = [_one(condition, now) for condition in where.terms]
    joined = (" AND " if where.every else " OR ").join(f"({term})" for term, _ in parts)
    return f"({joined})", [value for _, values in parts for value in values]


def like(text: str) -> str:
    """A LIKE pattern, with `\\` as its escape, for what contains a text as it is written."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def words_of(text: str) -> list[str]:
    """The words of a text as the full text knows them."""
    # Loaded here, because a window that opens searches for nothing yet; compiled once by the package.
    import regex

    return regex.findall(_WORD, text)


def unspaced(text: str) -> bool:
    """Whether a script stands in the text that puts no spaces between words."""
    import regex

    return not text.isascii() and regex.search(_UNSPACED, text) is not None


def source(text: str) -> tuple[str, str] | None:
    """Which index of the full text answers, and its term: the last word is a prefix, from two letters on (half of all posts
    have a word with a given first letter), the others are whole; None when there is no word."""
    words = words_of(text)
    if not words:
        return None
    if unspaced(text):
        longest = max(words, key=len)
        if len(longest) < 3:
            return "message_grams LIKE", like(longest)
        return "message_grams", " ".join(f'"{word}"' for word in words if len(word) >= 3)
    return "message_words", " ".join(f'"{word}"' for word in words) + ("*" if len(words[-1]) > 1 else "")


def match(table: str) -> str:
    """The FROM and WHERE of a look into an index that `source` named."""
    if table.endswith("LIKE"):
        return "message_grams WHERE text LIKE ? ESCAPE '\\'"
    return f"{table} WHERE {table} MATCH ?"


def _one(condition: Condition, now: int) -> Term:
    field = condition.field
    if field in _FLAGS:
        return (_FLAGS[field] if condition.value == "yes" else f"NOT ({_FLAGS[field]})"), []
    if field in _COLUMNS:
        return f"{_COLUMNS[field]} {'=' if condition.operator is Operator.IS else '<>'} ?", [condition.value]
    return _COMPILERS[field](condition, now)


def _label(condition: Condition, _: int) -> Term:
    term = "EXISTS (SELECT 1 FROM json_each(conversation.labels) WHERE value = ? COLLATE NOCASE)"
    return _turned(condition, term), [condition.value]


def _age(condition: Condition, now: int) -> Term:
    return f"last_at {_before(condition)} ?", [now - round(float(condition.value) * HOUR)]


def _waited(condition: Condition, now: int) -> Term:
    since = now - round(float(condition.value) * HOUR)
    return f"waiting_since IS NOT NULL AND waiting_since {_before(condition)} ?", [since]


def _before(condition: Condition) -> str:
    return "<=" if condition.operator is Operator.AT_LEAST else ">="


def _messages(condition: Condition, _: int) -> Term:
    way = ">=" if condition.operator is Operator.AT_LEAST else "<="
    return f"message_count {way} ?", [float(condition.value)]


def _author(condition: Condition, _: int) -> Term:
    return _in_columns(condition, ("author_name", "author_handle"))


def _title(condition: Condition, _: int) -> Term:
    return _in_columns(condition, ("title",))


def _text(condition: Condition, _: int) -> Term:
    found = source(condition.value)
    if found is not None:
        table, wanted = found
        return _turned(condition, f"{_MESSAGES} message.number IN (SELECT rowid FROM {match(table)}))"), [wanted]
    # Signs without a word stand in no index.
    term = (
        "EXISTS (SELECT 1 FROM message WHERE message.conversation_id = conversation.id"
        " AND message.text LIKE ? ESCAPE '\\')"
    )
    return _turned(condition, term), [like(condition.value)]


def _in_columns(condition: Condition, columns: tuple[str, ...]) -> Term:
    spellings = _spellings(condition.value)
    if condition.operator is Operator.IS:
        tests = [f"{column} = ? COLLATE NOCASE" for column in columns for _ in spellings]
        return " OR ".join(tests), [spelling for _ in columns for spelling in spellings]
    tests = [f"{column} LIKE ? ESCAPE '\\'" for column in columns for _ in spellings]
    return _turned(condition, " OR ".join(tests)), [like(spelling) for _ in columns for spelling in spellings]


def _spellings(text: str) -> list[str]:
    """SQLite knows the two cases of ASCII letters only; other letters are tried as they may be written."""
    if text.isascii():
        return [text]
    return list(dict.fromkeys((text, text.lower(), text.upper(), text.capitalize())))


def _turned(condition: Condition, term: str) -> str:
    return f"NOT ({term})" if condition.operator in (Operator.CONTAINS_NOT, Operator.IS_NOT) else term


_COMPILERS: dict[Field, Callable[[Condition, int], Term]] = {
    Field.LABEL: _label,
    Field.AGE: _age,
    Field.WAITED: _waited,
    Field.MESSAGES: _messages,
    Field.AUTHOR: _author,
    Field.TITLE: _title,
    Field.TEXT: _text,
}
