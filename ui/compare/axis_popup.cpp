#include "ui/compare/axis_popup.h"

#include "ui/common/widgets.h"

#include <QComboBox>
#include <QDateTime>
#include <QGridLayout>
#include <QLineEdit>
#include <QScreen>

#include <cmath>

namespace touchstone::ui {

namespace {

QString timeShown(double seconds)
{
    const QDateTime time = QDateTime::fromSecsSinceEpoch(qint64(seconds), Qt::UTC);
    return time.time() == QTime(0, 0) ? time.date().toString(Qt::ISODate)
                                      : time.toString(QStringLiteral("yyyy-MM-ddThh:mm"));
}

}  // namespace

AxisPopup::AxisPopup(QWidget *parent)
    : Translated<QFrame>(parent, Qt::Popup),
      m_scale(named(new QComboBox(this), QStringLiteral("chartScale"))),
      m_scaleName(label(QStringLiteral("caption"), this)),
      m_xName(label(QStringLiteral("caption"), this)),
      m_yName(label(QStringLiteral("caption"), this)),
      m_problem(named(label(QStringLiteral("caption"), this, true), QStringLiteral("axisProblem"))),
      m_reset(named(new QPushButton(this), QStringLiteral("axisReset")))
{
    named(this, QStringLiteral("axisPopup"), QStringLiteral("card"));
    for (const auto scale : {compare::ChartScale::Automatic, compare::ChartScale::Linear,
                             compare::ChartScale::Logarithmic}) {
        m_scale->addItem(QString(), int(scale));
    }
    constexpr std::array names{"xMin", "xMax", "yMin", "yMax"};
    auto *grid = new QGridLayout(this);
    grid->addWidget(m_scaleName, 0, 0);
    grid->addWidget(m_scale, 0, 1, 1, 2);
    grid->addWidget(m_xName, 1, 0);
    grid->addWidget(m_yName, 2, 0);
    for (int field = 0; field < FieldCount; ++field) {
        auto *limit = named(new QLineEdit(this), QLatin1String(names[std::size_t(field)]));
        limit->setMaximumWidth(limit->fontMetrics().averageCharWidth() * 20);
        m_limits[std::size_t(field)] = limit;
        grid->addWidget(limit, 1 + field / 2, 1 + field % 2);
        connect(limit, &QLineEdit::editingFinished, this, &AxisPopup::changed);
    }
    grid->addWidget(m_problem, 3, 0, 1, 3);
    grid->addWidget(m_reset, 4, 1, 1, 2);
    m_problem->hide();
    m_scaleName->setBuddy(m_scale);
    m_xName->setBuddy(m_limits[XMin]);
    m_yName->setBuddy(m_limits[YMin]);
    connect(m_scale, &QComboBox::currentIndexChanged, this, &AxisPopup::changed);
    connect(m_reset, &QPushButton::clicked, this, &AxisPopup::resetWanted);
    retranslateUi();
}

void AxisPopup::setQuery(const compare::ChartQuery &query)
{
    const QSignalBlocker quiet(this);
    const compare::ChartChoices choices = choicesOf(query.kind);
    m_times = choices.timeAxis;
    m_scale->setCurrentIndex(std::max(0, m_scale->findData(int(query.scale))));
    m_scale->setVisible(choices.scale);
    m_scaleName->setVisible(choices.scale);
    const std::array values{query.xMin, query.xMax, query.yMin, query.yMax};
    for (int field = 0; field < FieldCount; ++field) {
        const std::optional<double> value = values[std::size_t(field)];
        QLineEdit *limit = m_limits[std::size_t(field)];
        limit->setText(!value                     ? QString()
                       : m_times && field <= XMax ? timeShown(*value)
                                                  : QString::number(*value, 'g', 12));
        limit->setVisible(field <= XMax || choices.yLimits);
    }
    m_yName->setVisible(choices.yLimits);
    m_problem->hide();
    retranslateUi();
}

std::optional<double> AxisPopup::valueOf(Field field, bool &good)
{
    const QString typed = m_limits[std::size_t(field)]->text().trimmed();
    if (typed.isEmpty()) {
        return std::nullopt;
    }
    bool read = false;
    double value = typed.toDouble(&read);
    read = read && std::isfinite(value);
    if (m_times && field <= XMax) {
        QDateTime time = QDateTime::fromString(typed, Qt::ISODate);
        time.setTimeSpec(Qt::UTC);
        read = time.isValid();
        value = double(time.toSecsSinceEpoch());
    }
    good = good && read;
    return read ? std::optional(value) : std::nullopt;
}

bool AxisPopup::read(compare::ChartQuery &query)
{
    bool good = true;
    const auto xMin = valueOf(XMin, good);
    const auto xMax = valueOf(XMax, good);
    const auto yMin = valueOf(YMin, good);
    const auto yMax = valueOf(YMax, good);
    m_problem->setVisible(!good);
    if (!good) {
        return false;
    }
    const compare::ChartChoices choices = choicesOf(query.kind);
    query.scale = choices.scale ? compare::ChartScale(m_scale->currentData().toInt())
                                : compare::ChartScale::Automatic;
    query.xMin = xMin;
    query.xMax = xMax;
    query.yMin = choices.yLimits ? yMin : std::nullopt;
    query.yMax = choices.yLimits ? yMax : std::nullopt;
    return true;
}

void AxisPopup::openBelow(const QWidget &button)
{
    adjustSize();
    QPoint corner = button.mapToGlobal(QPoint(button.width() - width(), button.height() + 2));
    if (const QScreen *screen = button.screen()) {
        corner.setX(std::max(corner.x(), screen->availableGeometry().left()));
    }
    move(corner);
    QFrame::show();
    (m_scale->isVisible() ? static_cast<QWidget *>(m_scale) : m_limits[XMin])->setFocus();
}

void AxisPopup::retranslateUi()
{
    const QSignalBlocker quiet(m_scale);
    m_scaleName->setText(tr("Scale"));
    m_scale->setAccessibleName(tr("Scale"));
    m_scale->setItemText(0, tr("Automatic"));
    m_scale->setItemText(1, tr("Linear"));
    m_scale->setItemText(2, tr("Logarithmic"));
    m_xName->setText(tr("x axis"));
    m_yName->setText(tr("y axis"));
    const std::array names{tr("Start of the x axis"), tr("End of the x axis"),
                           tr("Start of the y axis"), tr("End of the y axis")};
    for (int field = 0; field < FieldCount; ++field) {
        QLineEdit *limit = m_limits[std::size_t(field)];
        limit->setAccessibleName(names[std::size_t(field)]);
        limit->setToolTip(names[std::size_t(field)]);
        limit->setPlaceholderText(m_times && field <= XMax ? QStringLiteral("2026-02-01")
                                  : field % 2              ? tr("to")
                                                           : tr("from"));
    }
    m_problem->setText(m_times ? tr("A limit is a date such as 2026-02-01.")
                               : tr("A limit is a number such as 0.5."));
    setTexts(m_reset, tr("Reset"), tr("As the chart chooses by itself"));
}

}  // namespace touchstone::ui
