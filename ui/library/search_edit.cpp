#include "ui/library/search_edit.h"

#include "ui/common/icons.h"

#include <QInputMethodEvent>
#include <QKeyEvent>

namespace touchstone::ui {

SearchEdit::SearchEdit(QWidget *parent) : QLineEdit(parent)
{
    setClearButtonEnabled(true);
    addAction(icon(QStringLiteral("search"), Tone::Muted), QLineEdit::LeadingPosition);
    connect(this, &QLineEdit::textChanged, this, [this] {
        if (!m_composing) {
            Q_EMIT searchChanged();
        }
    });
}

void SearchEdit::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Down && !m_composing) {
        Q_EMIT downPressed();
    } else if (event->key() == Qt::Key_Escape && !text().isEmpty()) {
        clear();
    } else {
        QLineEdit::keyPressEvent(event);
    }
}

void SearchEdit::inputMethodEvent(QInputMethodEvent *event)
{
    const bool wasComposing = m_composing;
    m_composing = !event->preeditString().isEmpty();
    const QString before = text();
    QLineEdit::inputMethodEvent(event);
    // The text of this commit changed while it was still being composed; report it now.
    if (wasComposing && !m_composing && text() == before) {
        Q_EMIT searchChanged();
    }
}

}  // namespace touchstone::ui
