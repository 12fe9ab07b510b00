"""How an answer will look where the network writes in Markdown or HTML; nothing it names is ever fetched."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QTextBrowser, QWidget

from agent_desk.domain.cleaning import clean
from agent_desk.domain.posts import Markup
from agent_desk.runtime.texts import tr
from agent_desk.views.theme import px


class Preview(QTextBrowser):
    """Stands in the place of the field while it is on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("replyPreview")
        self.setAccessibleName(tr("Preview of the answer"))
        self.setOpenLinks(False)
        self.setTabChangesFocus(True)
        self.setProperty("look", "preview")
        self.on = False
        self.hide()

    def show_written(self, text: str, markup: str) -> None:
        """Draw these words as the network would. `markup`: the manifest's word."""
        document = QTextDocument()
        if markup == "markdown":
            document.setMarkdown(text, QTextDocument.MarkdownFeature.MarkdownNoHTML)
            # Through the same cleaning as what venues send: pictures and everything else that is fetched go.
            self.setHtml(clean(document.toHtml(), Markup.HTML).html)
        else:
            self.setHtml(clean(text, Markup.HTML if markup == "html" else Markup.PLAIN).html)
        height = round(self.document().size().height()) + px(14)
        self.setFixedHeight(max(px(60), min(px(260), height)))

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Nothing is loaded, whatever the words name."""
        return None
