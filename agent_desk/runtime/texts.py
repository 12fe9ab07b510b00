"""The words for the codes of the core, for window and command line alike, and the way to the language in use."""

from __future__ import annotations

from string import Formatter

from agent_desk.domain.conversations import Disposition, Status
from agent_desk.domain.delivery import DeliveryState, Reason
from agent_desk.domain.errors import DeskError, OwnWords, Param
from agent_desk.domain.frozen import frozen
from agent_desk.domain.posts import ConversationKind
from agent_desk.domain.venues import VenueState
from agent_desk.runtime.language import marked, ntr, tr
from agent_desk.runtime.level_texts import ERRORS as _LEVEL_ERRORS
from agent_desk.runtime.rule_texts import ERRORS as _RULE_ERRORS

__all__ = [
    "ErrorText",
    "delivery_state",
    "detail",
    "disposition",
    "kind",
    "marked",
    "ntr",
    "reason",
    "status",
    "tr",
    "venue_state",
    "what_happened",
]


@frozen
class ErrorText:
    """An error in words: what happened, what was kept, what to do. Any part may be empty."""

    what: str
    kept: str = ""
    todo: str = ""

    def __str__(self) -> str:
        return " ".join(_ended(part) for part in (self.what, self.kept, self.todo) if part)


def _ended(sentence: str) -> str:
    """What a venue or a system says comes with a full stop or without."""
    return sentence if sentence.endswith((".", "!", "?", "…", "”", "“")) else f"{sentence}."


_ERRORS: dict[str, tuple[str, str, str]] = {
    "error": (marked("Something went wrong: {detail}"), "", ""),
    "wrong_use": (marked("That does not fit: {detail}"), marked("Nothing was changed."), ""),
    "not_found": (marked("There is no {what} {name} here."), marked("Nothing was changed."), ""),
    "machine": (marked("This machine does not allow it: {detail}"), "", marked("Run “agent-desk doctor”.")),
    "secret_unavailable": (
        marked("The keyring cannot be used: {detail}"),
        marked("No secret was written anywhere else."),
        marked("Unlock or start the system's keyring, or name an environment variable with --secret-env."),
    ),
    "secret_missing": (
        marked("There is no secret under the name {name}."),
        marked("Nothing was lost; replies wait in the outbox."),
        marked("Set that environment variable, or sign in to the venue again."),
    ),
    "translation_failed": (
        marked("The translation did not work: {detail}"),
        marked("Nothing was changed."),
        marked("Look at the command in the preferences, under “Writing and sending”."),
    ),
    "store": (marked("The local database refused: {detail}"), marked("What was saved before is untouched."), ""),
    "store_busy": (
        marked("Another program holds the local database."),
        marked("What was saved before is untouched; this was not saved."),
        marked("Try again in a moment."),
    ),
    "store_full": (
        marked("The disk is full or cannot be written."),
        marked("What was saved before is untouched; this was not saved."),
        marked("Make room, then do it again: your text is still in the window."),
    ),
    "store_damaged": (
        marked("The local database is damaged."),
        marked("It is set aside, and unsent replies and drafts are rescued from it."),
        marked("Start the program again; the venues are fetched anew."),
    ),
    "store_too_new": (
        marked("The local database was written by a newer version of Agent Desk."),
        marked("It was left untouched."),
        marked("Update Agent Desk, or use another profile."),
    ),
    "connector": (marked("The venue did not do what was asked: {detail}"), marked("Nothing was lost."), ""),
    "unreachable": (
        marked("The venue cannot be reached: {detail}"),
        marked("Nothing was lost."),
        marked("Check the address and the network; a connected venue is tried again by itself."),
    ),
    "outcome_unknown": (
        marked("The venue did not say whether it took this."),
        marked("It is read back before anything is sent again."),
        "",
    ),
    "rate_limited": (
        marked("The venue asks us to slow down."),
        marked("Nothing was lost."),
        marked("Wait a moment; a connected venue is tried again by itself."),
    ),
    "sign_in_again": (
        marked("The venue does not accept our sign-in: {detail}"),
        marked("Nothing was lost; replies to it wait in the outbox."),
        marked("Check the user and the secret, then sign in again."),
    ),
    "members_only": (
        marked("This venue lets only signed-in people read that."),
        marked("Nothing was changed."),
        marked("Connect it with an account of yours."),
    ),
    "sign_in_late": (
        marked("Nobody came back from the browser in time."),
        marked("Nothing was changed."),
        marked("Begin the sign-in again; where the browser runs on another machine, use --paste."),
    ),
    "rejected": (marked("The venue refused: {reason}"), marked("Your text was kept."), ""),
    "gone": (marked("That no longer exists at the venue."), marked("Your text was kept."), ""),
    "unexpected": (marked("The venue answered something unexpected: {detail}"), marked("Nothing was lost."), ""),
    "too_long": (marked("The text is too long for this venue."), marked("Your text was kept."), marked("Shorten it.")),
    "empty_reply": (marked("There is nothing to send yet."), "", ""),
    "read_only": (
        marked("This venue is connected read-only."),
        marked("Your text was kept."),
        marked("Sign in to it in order to answer."),
    ),
    "not_allowed": (marked("The venue does not let us do this."), marked("Nothing was changed."), ""),
    "no_right": (
        marked("Your role does not allow this."),
        marked("Nothing was changed."),
        marked("Ask a lead, or whoever looks after the roster."),
    ),
    "held_by_other": (
        marked("{name} works on this conversation."),
        marked("Nothing was changed."),
        marked("Ask {name} to pass it on, or ask a lead."),
    ),
    "agent_left": (marked("{name} does not work here any more."), marked("Nothing was changed."), ""),
    "left_already": (marked("{name} does not work here any more."), marked("Nothing was changed."), ""),
    "agent_name_missing": (marked("An agent needs a name."), marked("Nothing was changed."), ""),
    "handle_wrong": (
        marked("A handle is one word of letters, digits, dots and dashes."),
        marked("Nothing was changed."),
        "",
    ),
    "handle_taken": (marked("Somebody here is called @{name} already."), marked("Nothing was changed."), ""),
    "last_admin": (
        marked("Somebody has to stay who may change the roster."),
        marked("Nothing was changed."),
        marked("Make somebody else an administrator first."),
    ),
    "sits_here": (
        marked("This agent sits at this desk."),
        marked("Nothing was changed."),
        marked("Let somebody else sit here first."),
    ),
    "team_name_missing": (marked("A team needs a name."), marked("Nothing was changed."), ""),
    "team_name_taken": (marked("There is a team called {name} already."), marked("Nothing was changed."), ""),
    "is_there": (
        marked("{name} is there, and goes on with their own drafts and replies."),
        marked("Nothing was changed."),
        "",
    ),
    "empty_note": (marked("There is nothing in this note yet."), "", ""),
    "not_yours": (
        marked("This note is another agent's."),
        marked("Nothing was changed."),
        marked("Write a note of your own below it."),
    ),
    "reply_of_other": (
        marked("{name} wrote this; it is theirs to decide."),
        marked("Nothing was changed."),
        marked("A lead can do it, or take over the replies of somebody absent."),
    ),
    "name_missing": (marked("A view needs a name."), marked("Nothing was changed."), ""),
    "name_taken": (marked("There is a view called {name} already."), marked("Nothing was changed."), ""),
    "shortcut_wrong": (
        marked("A shortcut is one word of at most 40 letters, without slashes or braces."),
        marked("Nothing was changed."),
        "",
    ),
    "shortcut_taken": (
        marked("There is a canned answer /{name} already."),
        marked("Nothing was changed."),
        marked("Choose another shortcut, or change that answer."),
    ),
    "empty_answer": (marked("A canned answer needs words."), marked("Nothing was changed."), ""),
    "ours": (marked("This is one of our own accounts."), marked("Nothing was changed."), ""),
    "in_inbox_already": (marked("This conversation is in the inbox already."), marked("Nothing was changed."), ""),
    "still_sending": (
        marked("A reply to this person is on its way, or may have arrived."),
        marked("Nothing was erased."),
        marked("Wait until its outcome is known, or settle it in the outbox."),
    ),
    "picture_not_asked_for": (marked("Pictures from {host} are shown only when you ask for them."), "", ""),
    "visibility_not_allowed": (
        marked("The venue does not let us answer there with that visibility."),
        marked("Your text was kept."),
        marked("Choose who may read it anew."),
    ),
    "warning_not_allowed": (
        marked("The venue has no content warnings."),
        marked("Your text was kept."),
        marked("Put the warning into the text."),
    ),
    "wrong_time": (
        marked("A reply can be scheduled for a time to come, at most a year ahead."),
        marked("Your text was kept."),
        "",
    ),
    "waits_for_part": (
        marked("It waits until the part before it has arrived."),
        marked("Nothing was changed."),
        marked("Deal with that part first."),
    ),
    "own_words": (
        marked("Nobody is the second pair of eyes for their own words."),
        marked("Nothing was changed."),
        marked("Ask a lead or somebody else who may approve."),
    ),
    "not_wanted": (
        marked("This reply does not wait for a second pair of eyes any more."),
        marked("Nothing was changed."),
        "",
    ),
    "awaits_approval": (
        marked("This reply waits for a second pair of eyes."),
        marked("Nothing was changed."),
        marked("Wait for it, or take the reply back."),
    ),
    "reason_missing": (
        marked("A reason is wanted, so that its author can do better."),
        marked("Nothing was changed."),
        "",
    ),
    "nothing_to_merge": (marked("These conversations are worked as one already."), marked("Nothing was changed."), ""),
    "not_merged": (marked("This conversation is not merged into another one."), marked("Nothing was changed."), ""),
    "linked_already": (marked("These are one customer already."), marked("Nothing was changed."), ""),
    "not_linked": (marked("This author is not linked to a customer."), marked("Nothing was changed."), ""),
    "customer_name_missing": (marked("A customer needs a name."), marked("Nothing was changed."), ""),
    "media_not_allowed": (marked("The venue does not take this file: {detail}"), marked("Your text was kept."), ""),
    "may_have_arrived": (
        marked("It may have arrived already, so its words are not given back."),
        marked("Nothing was changed."),
        marked("It is read back as soon as the venue answers; look at the venue, or discard it."),
    ),
    "too_late": (marked("Too late: it is on its way already."), marked("Nothing was changed."), ""),
    "wrong_state": (marked("That cannot be done while it is “{state}”."), marked("Nothing was changed."), ""),
    "already_connected": (marked("This venue is connected already, as {label}."), marked("Nothing was changed."), ""),
    **_LEVEL_ERRORS,
    **_RULE_ERRORS,
}

_REASONS: dict[Reason, str] = {
    Reason.NONE: "",
    Reason.UNDO_WINDOW: marked("can still be undone"),
    Reason.SCHEDULED: marked("scheduled"),
    Reason.AFTER_PART: marked("waits until the part before it has arrived"),
    Reason.UNREACHABLE: marked("the venue cannot be reached"),
    Reason.RATE_LIMITED: marked("the venue asks us to slow down"),
    Reason.SIGN_IN_AGAIN: marked("the venue wants a new sign-in"),
    Reason.OUTCOME_UNKNOWN: marked("the venue did not say whether it took it; reading back"),
    Reason.INTERRUPTED: marked("the program ended while sending; reading back"),
    Reason.CANNOT_TELL: marked("reading back could not settle whether it arrived"),
    Reason.UNEXPECTED: marked("the venue answered something unexpected"),
    Reason.REFUSED_BY_VENUE: marked("refused by the venue"),
    Reason.TARGET_GONE: marked("the post no longer exists"),
    Reason.ANSWERED_MEANWHILE: marked("somebody answered meanwhile"),
    Reason.TARGET_EDITED: marked("the customer changed the post meanwhile"),
    Reason.TARGET_DELETED: marked("the customer deleted the post meanwhile"),
    Reason.TARGET_NARROWED: marked("fewer people may read the post by now than would read the reply"),
    Reason.LOCKED: marked("the venue closed the conversation"),
    Reason.MEDIA_MISSING: marked("an attached file is no longer there"),
    Reason.VENUE_REMOVED: marked("the venue was removed"),
    Reason.READ_ONLY: marked("the venue is connected read-only"),
    Reason.UNDONE: marked("taken back"),
    Reason.DISCARDED_BY_AGENT: marked("discarded"),
    Reason.HELD_BY_VENUE: marked("waiting for the venue's moderation"),
    Reason.NOT_APPROVED: marked("not approved by the venue's moderation"),
    Reason.SENT_ANYWAY: marked("sent anyway"),
    Reason.APPROVAL: marked("waits for a second pair of eyes"),
    Reason.REVIEW_REFUSED: marked("given back by the second pair of eyes"),
}

_STATES: dict[DeliveryState, str] = {
    DeliveryState.QUEUED: marked("Queued"),
    DeliveryState.SENDING: marked("Sending"),
    DeliveryState.RETRYING: marked("Will be tried again"),
    DeliveryState.UNKNOWN: marked("Outcome unknown"),
    DeliveryState.NEEDS_HUMAN: marked("Needs you"),
    DeliveryState.STOPPED: marked("Held back"),
    DeliveryState.AWAITING_MODERATION: marked("Awaiting moderation"),
    DeliveryState.DELIVERED: marked("Delivered"),
    DeliveryState.REJECTED: marked("Refused"),
    DeliveryState.DISCARDED: marked("Discarded"),
}

_STATUSES: dict[Status, str] = {
    Status.OPEN: marked("Open"),
    Status.PENDING: marked("Pending"),
    Status.RESOLVED: marked("Resolved"),
    Status.SNOOZED: marked("Snoozed"),
}

_DISPOSITIONS: dict[Disposition, str] = {
    Disposition.ANSWERED_BY_US: marked("Answered by us"),
    Disposition.ANSWERED_BY_PEER: marked("Answered by a peer"),
    Disposition.NO_ANSWER_NEEDED: marked("No answer needed"),
    Disposition.NOT_RELEVANT: marked("Not relevant"),
    Disposition.MODERATED: marked("Moderated"),
    Disposition.IDEA: marked("Idea"),
    Disposition.DELETED_BY_AUTHOR: marked("Deleted by its author"),
    Disposition.EXPIRED_BY_RULE: marked("Expired by rule"),
    Disposition.BEFORE_WE_STARTED: marked("Before we started"),
}

_KINDS: dict[ConversationKind, str] = {
    ConversationKind.MENTIONS: marked("public thread"),
    ConversationKind.COMMENTS: marked("comments"),
    ConversationKind.TOPIC: marked("forum topic"),
    ConversationKind.DIRECT: marked("direct messages"),
    ConversationKind.REVIEW: marked("review"),
    ConversationKind.FOUND: marked("found post"),
}

_VENUE_STATES: dict[VenueState, str] = {
    VenueState.NEW: marked("not fetched yet"),
    VenueState.OK: marked("up to date"),
    VenueState.UNREACHABLE: marked("cannot be reached"),
    VenueState.RATE_LIMITED: marked("asked us to slow down"),
    VenueState.SIGN_IN: marked("wants a new sign-in"),
    VenueState.BROKEN: marked("answers something unexpected"),
}


def what_happened(error: DeskError) -> ErrorText:
    """The words for an error; for a code of a venue's own those of its kind."""
    templates = _ERRORS.get(error.code) or _ERRORS[type(error).code]
    fields: dict[str, Param] = {
        name: "" for template in templates for _, name, _, _ in Formatter().parse(template) if name
    }
    params: dict[str, Param] = fields | {name: _in_language(value) for name, value in error.params.items()}
    if "what" in params:
        params["what"] = tr(str(params["what"]))
    if params.get("state") in set(DeliveryState):
        params["state"] = delivery_state(DeliveryState(str(params["state"])))
    # A venue or a system that gave no words leaves the sentence before them standing.
    return ErrorText(*(tr(template, **params).removesuffix(": ") if template else "" for template in templates))


def detail(error: DeskError) -> str:
    """What an error says of its case, in the user's language where the words are ours; empty where it says nothing."""
    return str(_in_language(error.detail))


def _in_language(value: Param) -> Param:
    return tr(value.template, **value.params) if isinstance(value, OwnWords) else value


def reason(code: Reason) -> str:
    """The words for the reason of a delivery's state."""
    return tr(_REASONS[code])


def delivery_state(state: DeliveryState) -> str:
    """The words for a delivery's state."""
    return tr(_STATES[state])


def status(value: Status) -> str:
    """The words for a conversation's status."""
    return tr(_STATUSES[value])


def disposition(value: Disposition) -> str:
    """The words for a disposition."""
    return tr(_DISPOSITIONS[value])


def kind(value: ConversationKind) -> str:
    """The words for what a conversation is."""
    return tr(_KINDS[value])


def venue_state(state: VenueState) -> str:
    """The words for how the last contact with a venue went."""
    return tr(_VENUE_STATES[state])
