// What the certificate of this machine says, figure by figure.
#pragma once

#include "measure/results/results.h"
#include "ui/common/translated.h"

#include <QDialog>

class QDialogButtonBox;
class QPushButton;
class QTextBrowser;

namespace touchstone::ui {

class CertificateDialog : public Translated<QDialog> {
    Q_OBJECT
public:
    explicit CertificateDialog(measure::Certificate certificate, QWidget *parent = nullptr);

Q_SIGNALS:
    void certifyWanted();  // again

protected:
    void retranslateUi() override;

private:
    QString html() const;

    measure::Certificate m_certificate;
    QTextBrowser *m_text;
    QPushButton *m_again;
    QDialogButtonBox *m_buttons;
};

}  // namespace touchstone::ui
