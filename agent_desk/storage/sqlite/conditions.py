"""Lists as SQL: the WHERE terms of a query and of the conditions of an agent's own making. Values go in as parameters only."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from agent_desk.domain.filtering import Condition, Conditions, Field, Operator
from agent_desk.domain.frozen import frozen
from agent_desk.domain.lists import ME, MINE, NO_ONE, NOBODY, Due, ListQuery, Looker

Value = str | int | float | None
Term = tuple[str, list[Value]]
HOUR = 3_600_000
WORKED_IN = "(SELECT coalesce(kin.merged_into, kin.id) FROM conversation AS kin WHERE kin.id = conversation_id)"
"""The conversation in which one is worked: what was merged into another goes on there."""
DRAFT = f"conversation.id IN (SELECT {WORKED_IN} FROM draft)"
FAILED = (
    f"conversation.id IN (SELECT {WORKED_IN} FROM delivery WHERE state IN ('needs_human', 'stopped', 'rejected')"
    " AND state NOT IN ('delivered', 'discarded'))"
)
"""The second look at the state is for the planner: the index over deliveries leaves out those that ended."""
_UNSPACED = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]"
_WORD = r"[\p{L}\p{M}\p{N}_]+"
_FLAGS = {
    Field.UNREAD: "unread > 0",
    Field.WAITING: "waiting_since IS NOT NULL",
    Field.DRAFT: DRAFT,
    Field.FAILED: FAILED,
    Field.MEDIA: "has_media <> 0",
    Field.NOTES: "conversation.notes > 0",
    Field.SOLVED: "conversation.solved <> ''",
}
OVERDUE = "due_at IS NOT NULL AND due_at <= ?"
SOON = "due_at IS NOT NULL AND due_at > ? AND at_risk_at <= ?"
WATCHED = "conversation.id IN (SELECT conversation_id FROM watcher WHERE agent_id = ?)"
MENTIONED = "conversation.id IN (SELECT conversation_id FROM mention WHERE agent_id = ? AND seen_at IS NULL)"
ACTIVE = "status IN ('open', 'pending')"
"""Said in these very words in the indexes of the queues."""
_COLUMNS = {
    Field.VENUE: "conversation.venue_id",
    Field.NETWORK: "venue.network",
    Field.KIND: "conversation.kind",
    Field.STATUS: "conversation.status",
    Field.MARK: "coalesce((SELECT mark FROM author WHERE author.id = conversation.author_id), '')",
    Field.LANGUAGE: "conversation.language",
    Field.CUSTOMER: "coalesce((SELECT customer_id FROM author WHERE author.id = conversation.author_id), '')",
}
_FACT = "coalesce((SELECT json_extract(facts, '$.{}') FROM author WHERE author.id = conversation.author_id), 0)"
_NUMBERS = {
    Field.MESSAGES: "message_count",
    Field.REACH: _FACT.format("followers"),
    Field.REPUTATION: _FACT.format("trust_level"),
    Field.PRIORITY: "conversation.priority",
}
_WAYS = {Operator.AT_LEAST: ">=", Operator.AT_MOST: "<=", Operator.IS: "=", Operator.IS_NOT: "<>"}
_MESSAGES = "conversation.id IN (SELECT conversation_id FROM message WHERE"


@frozen
class Asked:
    """What conditions are measured by: the moment (UTC milliseconds), and who looks."""

    now: int = 0
    looker: Looker = NO_ONE


def conditions(query: ListQuery, asked: Asked) -> tuple[list[str], list[Value]]:
    """The WHERE terms of a list and their parameters; there are always at least two."""
    terms, values = ["found = ?", "merged_into IS NULL"], list[Value]([query.found])
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
        terms.append(DRAFT)
    if query.failed:
        terms.append(FAILED)
    if query.active:
        terms.append(ACTIVE)
    for term, parameters in _of_the_day(query, asked):
        terms.append(term)
        values += parameters
    if query.where is not None and query.where.terms:
        term, parameters = compiled(query.where, asked)
        terms.append(term)
        values += parameters
    return terms, values


def _of_the_day(query: ListQuery, asked: Asked) -> Iterator[Term]:
    """Who holds it, when it is due, and what concerns the one who looks."""
    looker = asked.looker
    if query.assignee is not None:
        yield _assignee(query.assignee, looker)
        if query.active and query.assignee != NOBODY:
            yield "status <> 'resolved'", []
    if query.team is not None:
        yield _team(query.team, looker)
        if query.active and query.team != NOBODY:
            yield "status <> 'resolved'", []
    if query.due is Due.OVERDUE:
        yield OVERDUE, [asked.now]
    elif query.due is Due.SOON:
        yield SOON, [asked.now, asked.now]
    if query.mentions:
        yield MENTIONED, [looker.agent_id]
    if query.watched:
        yield WATCHED, [looker.agent_id]


def _assignee(wanted: str, looker: Looker) -> Term:
    if wanted == NOBODY:
        return "assignee_id IS NULL", []
    return "assignee_id = ?", [looker.agent_id if wanted == ME else wanted]


def _team(wanted: str, looker: Looker) -> Term:
    if wanted == NOBODY:
        return "team_id IS NULL", []
    teams = looker.teams if wanted == MINE else (wanted,)
    if len(teams) == 1:
        return "team_id = ?", [*teams]
    return f"team_id IN ({', '.join('?' for _ in teams)})", [*teams]


def compiled(where: Conditions, asked: Asked) -> Term:
    """Conditions as one SQL term over `conversation JOIN venue`."""
    parts = [_one(condition, asked) for condition in where.terms]
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


def _one(condition: Condition, asked: Asked) -> Term:
    field, now = condition.field, asked.now
    if field in _LOOKED:
        term, values = _LOOKED[field](condition.value, asked)
        turned = condition.value == "no" if field in _ASKED else condition.operator is Operator.IS_NOT
        return (f"NOT coalesce({term}, 0)" if turned else term), values
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


def _due(condition: Condition, now: int) -> Term:
    way = ">=" if condition.operator is Operator.AT_LEAST else "<="
    return f"due_at IS NOT NULL AND due_at {way} ?", [now + round(float(condition.value) * HOUR)]


def _number(condition: Condition, _: int) -> Term:
    return f"{_NUMBERS[condition.field]} {_WAYS[condition.operator]} ?", [float(condition.value)]


def _tag(condition: Condition, _: int) -> Term:
    term = "conversation.id IN (SELECT conversation_id FROM conversation_tag WHERE name = ?)"
    return _turned(condition, term), [condition.value]


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
    Field.DUE: _due,
    Field.TAG: _tag,
    **dict.fromkeys(_NUMBERS, _number),
    Field.AUTHOR: _author,
    Field.TITLE: _title,
    Field.TEXT: _text,
}
_ASKED = frozenset({Field.OVERDUE, Field.AT_RISK, Field.WATCHED})
"""Yes or no, by the moment or by who looks."""
_LOOKED: dict[Field, Callable[[str, Asked], Term]] = {
    Field.OVERDUE: lambda _, asked: (f"({OVERDUE})", [asked.now]),
    Field.AT_RISK: lambda _, asked: (f"({SOON})", [asked.now, asked.now]),
    Field.WATCHED: lambda _, asked: (WATCHED, [asked.looker.agent_id]),
    Field.ASSIGNEE: lambda value, asked: _assignee(value, asked.looker),
    Field.TEAM: lambda value, asked: _team(value, asked.looker),
}
