"""The form of the assistant: where a venue is and how we sign in there."""

from __future__ import annotations

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QDateEdit, QFormLayout, QLabel, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from agent_desk.connectors.manifest import Manifest, Option
from agent_desk.domain.venues import Capability
from agent_desk.runtime.texts import tr
from agent_desk.services.venues import VenueDraft
from agent_desk.views import when
from agent_desk.views.ports import Now
from agent_desk.views.theme import px
from agent_desk.views.widgets import label

DAYS_BACK = 7
SWITCHES, ON = frozenset({"insecure"}), "1"
"""Options that every network has the same way, and that are either on or not."""


class VenueForm(QWidget):
    """The fields for one network. Emits `changed` when any of them is touched, `finished` on Enter in a field."""

    changed = Signal()
    finished = Signal()

    def __init__(self, manifest: Manifest, *, now: Now, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._manifest = manifest
        self.url = self._field(manifest.default_url or "https://", tr("Address"))
        self.user = self._field("", tr("User name"))
        self.secret = self._field("", tr(manifest.secret_label) or tr("Password"))
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.secret.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData)
        self.label = self._field("", tr("Name on this desk"))
        self.label.setPlaceholderText(tr("as the venue calls us"))
        self.read_only = QCheckBox(tr("Read only: never send anything there"))
        self.read_only.toggled.connect(self.changed)
        today = QDate.fromJulianDay(_julian(now()))
        self.since = QDateEdit(today.addDays(-DAYS_BACK))
        self.since.setCalendarPopup(True)
        self.since.setDisplayFormat("d MMM yyyy")
        self.since.setMaximumDate(today)
        self.since.setAccessibleName(tr("Work begins with posts from"))
        self.since.dateChanged.connect(self.changed)
        self.options = {option.key: self._option(option) for option in manifest.options}
        self._lay_out()

    def _lay_out(self) -> None:
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(px(16))
        form.setVerticalSpacing(px(10))
        form.setLabelAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        _add(form, self.url)
        if self._manifest.needs_user:
            _add(form, self.user)
        if self._manifest.auth != "none":
            _add(form, self.secret, tr(self._manifest.secret_help))
        for option in self._manifest.options:
            if option.key not in SWITCHES:
                _add(form, self.options[option.key], tr(option.help))
        _add(form, self.since, tr("Older posts are shown as context. Nobody waits in them."))
        _add(form, self.label)
        if self._manifest.writes & {Capability.REPLY}:
            form.addRow("", self.read_only)
        for key in SWITCHES & self.options.keys():
            form.addRow("", self.options[key])

    def first_field(self) -> QLineEdit:
        """Where typing begins: what is not filled in yet."""
        if self._manifest.default_url:
            return self.user if self._manifest.needs_user else self.secret
        return self.url

    def missing(self) -> QLineEdit | None:
        """The first field that has to be filled in and is not."""
        needed = [self.url]
        if self._manifest.needs_user:
            needed.append(self.user)
        if self._manifest.auth != "none":
            needed.append(self.secret)
        return next((field for field in needed if field.text().strip() in ("", "https://")), None)

    def draft(self) -> VenueDraft:
        """What was filled in. The secret is in it: never log or keep it."""
        options = {key: value for key, field in self.options.items() if (value := _value(field))}
        return VenueDraft(
            network=self._manifest.name,
            url=self.url.text().strip(),
            user=self.user.text().strip(),
            secret=self.secret.text(),
            options=options,
            read_only=self.read_only.isChecked(),
            since=when.midnight(self.since.date()),
            label=self.label.text().strip(),
        )

    def _option(self, option: Option) -> QLineEdit | QCheckBox:
        if option.key not in SWITCHES:
            return self._field(option.default, tr(option.label))
        switch = QCheckBox(tr(option.label))
        switch.setChecked(option.default == ON)
        switch.toggled.connect(self.changed)
        return switch

    def _field(self, text: str, name: str) -> QLineEdit:
        field = QLineEdit(text)
        field.setAccessibleName(name)
        field.textEdited.connect(self.changed)
        field.returnPressed.connect(self.finished)
        return field


def _value(field: QLineEdit | QCheckBox) -> str:
    if isinstance(field, QCheckBox):
        return ON if field.isChecked() else ""
    return field.text().strip()


def _add(form: QFormLayout, field: QWidget, help_text: str = "") -> None:
    name = QLabel(field.accessibleName())
    name.setTextFormat(Qt.TextFormat.PlainText)
    name.setBuddy(field)
    if not help_text:
        form.addRow(name, field)
        return
    both = QWidget()
    both.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    column = QVBoxLayout(both)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(px(3))
    column.addWidget(field)
    words = label(help_text, tone="dim", size="label", wrap=True)
    column.addWidget(words)
    field.setAccessibleDescription(help_text)
    form.addRow(name, both)


def _julian(now: int) -> int:
    return int(QDate(1970, 1, 1).toJulianDay()) + now // when.DAY
