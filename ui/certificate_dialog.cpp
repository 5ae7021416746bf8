#include "ui/certificate_dialog.h"

#include "ui/common/html.h"
#include "ui/common/language.h"
#include "ui/common/palette.h"
#include "ui/common/widgets.h"

#include <QDialogButtonBox>
#include <QTextBrowser>
#include <QVBoxLayout>

namespace touchstone::ui {

namespace {

QString fact(const QString &name, const QString &value, const QString &meaning)
{
    return QStringLiteral("<tr><td style='padding:3px 14px 3px 0'>%1<br>%2</td>"
                          "<td style='padding:3px 0' align='right'><b>%3</b></td></tr>")
            .arg(escaped(name), mutedText(meaning), escaped(value));
}

}  // namespace

CertificateDialog::CertificateDialog(measure::Certificate certificate, QWidget *parent)
    : Translated<QDialog>(parent), m_certificate(std::move(certificate)),
      m_text(makeBrowser(this, QStringLiteral("certificateText"))),
      m_buttons(new QDialogButtonBox(QDialogButtonBox::Close, this))
{
    named(this, QStringLiteral("certificateDialog"));
    m_again = named(m_buttons->addButton(QString(), QDialogButtonBox::ActionRole),
                    QStringLiteral("certifyAgain"));
    auto *column = new QVBoxLayout(this);
    column->addWidget(m_text, 1);
    column->addWidget(m_buttons);
    resize(560, 460);
    connect(m_again, &QPushButton::clicked, this, [this] {
        accept();
        Q_EMIT certifyWanted();
    });
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    retranslateUi();
}

QString CertificateDialog::html() const
{
    const measure::Certificate &it = m_certificate;
    QString out = QStringLiteral("<p>%1</p>")
                          .arg(escaped(tr("Identical code was compared with itself. What is called "
                                          "different then is a "
                                          "false alarm of this machine.")));
    out += QStringLiteral("<table width='100%'>");
    out += fact(tr("Measured"), localTime(shown(it.at)),
                tr("Certify again after changes of the "
                   "machine or its load"));
    out += fact(tr("Trials"), numberText(it.trials), tr("Comparisons of identical code (A/A)"));
    out += fact(
            tr("False alarms"), percentText(it.falsePositiveRate),
            tr("Share of the trials that were called different; at most %1 with 95 % confidence")
                    .arg(percentText(it.falsePositiveHigh)));
    out += fact(tr("Floor"), percentText(it.floor),
                tr("Smaller differences are never reported as an effect"));
    out += fact(tr("Half width"), percentText(it.medianHalfWidth),
                tr("Median half of an interval: how exact a ratio is"));
    out += fact(tr("Detected"), percentText(it.detectedShare),
                tr("Share of the differences put in on purpose that were found"));
    const auto pair = [&](const QString &name,
                          const std::optional<measure::IdenticalPair> &trials) {
        if (trials) {
            out += fact(name,
                        tr("%1 of %2", "false alarms, trials")
                                .arg(trials->different)
                                .arg(trials->trials),
                        tr("Ratio %1 (%2)", "ratio, interval")
                                .arg(factorText(trials->ratio),
                                     intervalText(trials->low, trials->high)));
        }
    };
    pair(tr("One buffer for both"), it.sharedBuffer);
    pair(tr("A buffer of its own for each"), it.ownBuffers);
    return out + QStringLiteral("</table>");
}

void CertificateDialog::retranslateUi()
{
    setWindowTitle(tr("Certificate of this machine"));
    m_text->setAccessibleName(windowTitle());
    m_again->setText(tr("Certify again"));
    setHtml(m_text, html(), true);
}

}  // namespace touchstone::ui
