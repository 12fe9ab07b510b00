"""Controls that several screens share."""

from agent_desk.views.widgets.avatar import Avatar, initials, paint_avatar
from agent_desk.views.widgets.bar import Bar, BarStack
from agent_desk.views.widgets.buttons import FilterChip, KeyHint, button, icon_button, link_button, primary_button
from agent_desk.views.widgets.combo import Combo
from agent_desk.views.widgets.empty import EmptyState
from agent_desk.views.widgets.flow import FlowLayout
from agent_desk.views.widgets.labels import Chip, ElidedLabel, Hairline, label, plain_tip
from agent_desk.views.widgets.mark import VenueMark, paint_mark

__all__ = [
    "Avatar",
    "Bar",
    "BarStack",
    "Chip",
    "Combo",
    "ElidedLabel",
    "EmptyState",
    "FilterChip",
    "FlowLayout",
    "Hairline",
    "KeyHint",
    "VenueMark",
    "button",
    "icon_button",
    "initials",
    "label",
    "link_button",
    "paint_avatar",
    "paint_mark",
    "plain_tip",
    "primary_button",
]
