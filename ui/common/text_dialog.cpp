#include "ui/common/text_dialog.h"

#include "ui/common/html.h"
#include "ui/common/widgets.h"

#include <QDialog>
#include <QDialogButtonBox>
#include <QTextBrowser>
#include <QVBoxLayout>

namespace touchstone::ui {

void showText(QWidget *parent, const QString &name, const QString &title, const QString &html,
              const QString &anchor)
{
    auto *dialog = named(new QDialog(parent), name);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(title);
    auto *text = makeBrowser(dialog, name + QStringLiteral("Text"));
    text->setAccessibleName(title);
    setHtml(text, html, false);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
    QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    auto *column = new QVBoxLayout(dialog);
    column->addWidget(text, 1);
    column->addWidget(buttons);
    dialog->resize(560, 460);
    dialog->open();
    if (!anchor.isEmpty()) {
        text->scrollToAnchor(anchor);
    }
}

}  // namespace touchstone::ui
