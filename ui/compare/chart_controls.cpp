#include "ui/compare/chart_controls.h"

#include "compare/run_words.h"
#include "ui/common/language.h"
#include "ui/common/widgets.h"
#include "ui/common/wording.h"
#include "ui/compare/axis_popup.h"
#include "ui/compare/chart_words.h"

#include <QCheckBox>
#include <QComboBox>
#include <QVBoxLayout>

#include <algorithm>

namespace touchstone::ui {

namespace {

void choose(QComboBox *box, const QVariant &value)
{
    box->setCurrentIndex(std::max(0, box->findData(value)));
}

// Limits of one axis mean nothing on another.
void forgetLimits(compare::ChartQuery &query)
{
    query.xMin = query.xMax = query.yMin = query.yMax = std::nullopt;
}

}  // namespace

ChartControls::ChartControls(QWidget *parent)
    : Translated<QWidget>(parent),
      m_differences(named(new QCheckBox(this), QStringLiteral("differencesOnly"))),
      m_axes(named(new QToolButton(this), QStringLiteral("chartAxes"))),
      m_popup(new AxisPopup(this))
{
    constexpr std::array names{"chartKind",   "chartTechnique", "chartKernel",  "chartClaim",
                               "chartMetric", "chartOrder",     "chartMachine", "chartDevice"};
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(10, 8, 10, 8);
    row->setSpacing(8);
    for (int i = 0; i < ChoiceCount; ++i) {
        const auto at = std::size_t(i);
        m_cells[at] = new QWidget(this);
        m_boxes[at] = named(new QComboBox(m_cells[at]), QLatin1String(names[at]));
        // Long names are elided in the box and complete in its list.
        m_boxes[at]->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        m_boxes[at]->setMinimumContentsLength(i == Kind || i == Claim ? 10 : 6);
        m_names[at] = label(QStringLiteral("caption"), m_cells[at]);
        m_names[at]->setBuddy(m_boxes[at]);
        auto *cell = new QVBoxLayout(m_cells[at]);
        cell->setContentsMargins(0, 0, 0, 0);
        cell->setSpacing(2);
        cell->addWidget(m_names[at]);
        cell->addWidget(m_boxes[at]);
        row->addWidget(m_cells[at], i == Kind || i == Claim ? 6 : 3);
    }
    row->addWidget(m_differences, 0, Qt::AlignBottom);
    row->addWidget(m_axes, 0, Qt::AlignBottom);
    fillFromVocabulary();
    for (int i = 0; i < ChoiceCount; ++i) {
        connect(m_boxes[std::size_t(i)], &QComboBox::currentIndexChanged, this,
                [this, i] { read(Choice(i)); });
    }
    connect(m_differences, &QCheckBox::toggled, this, [this] { read(ChoiceCount); });
    connect(m_axes, &QToolButton::clicked, this, [this] {
        m_popup->setQuery(m_query);
        m_popup->openBelow(*m_axes);
    });
    connect(m_popup, &AxisPopup::changed, this, &ChartControls::readAxes);
    connect(m_popup, &AxisPopup::resetWanted, this, [this] {
        forgetLimits(m_query);
        m_query.scale = compare::ChartScale::Automatic;
        m_popup->setQuery(m_query);
        Q_EMIT changed();
    });
    retranslateUi();
}

void ChartControls::fillFromVocabulary()
{
    m_filling = true;
    for (const compare::ChartKind kind : compare::chartKinds()) {
        box(Kind)->addItem(QString(), int(kind));
    }
    for (const Choice choice : {Technique, Kernel, Claim, Metric, Machine, Device}) {
        box(choice)->addItem(QString(), QString());
    }
    const Vocabulary &vocabulary = Vocabulary::bundled();
    for (const touchstone::Technique &technique : vocabulary.techniques()) {
        box(Technique)->addItem(QString(), technique.id);
    }
    for (const KernelText &kernel : vocabulary.kernels()) {
        box(Kernel)->addItem(QString(), kernel.id);
    }
    m_filling = false;
}

void ChartControls::setQuery(const compare::ChartQuery &query)
{
    m_query = query;
    showQuery();
}

void ChartControls::setLists(const ChartLists &lists)
{
    m_filling = true;
    for (const auto &[id, name] : lists.machines) {
        if (box(Machine)->findData(id) < 0) {
            box(Machine)->addItem(shown(compare::machineWords(name)), id);
        }
    }
    for (const QString &device : lists.devices) {
        if (box(Device)->findData(device) < 0) {
            box(Device)->addItem(Wording::device(device), device);
        }
    }
    m_lists = lists;
    for (QComboBox *own : {box(Claim), box(Metric)}) {
        while (own->count() > 1) {
            own->removeItem(1);
        }
    }
    for (const QString &metric : lists.metrics) {
        box(Metric)->addItem(Wording::metric(metric), metric);
    }
    if (!m_query.metric.isEmpty() && !lists.metrics.contains(m_query.metric)) {
        box(Metric)->addItem(Wording::metric(m_query.metric), m_query.metric);
    }
    for (const auto &[id, words] : lists.claims) {
        box(Claim)->addItem(shown(words), id);
    }
    m_filling = false;
    showQuery();
}

void ChartControls::read(Choice changedOne)
{
    if (m_filling) {
        return;
    }
    const auto text = [this](Choice choice) { return box(choice)->currentData().toString(); };
    m_query.kind = compare::ChartKind(box(Kind)->currentData().toInt());
    const compare::ChartChoices choices = choicesOf(m_query.kind);
    m_query.technique = text(Technique);
    m_query.kernel = text(Kernel);
    m_query.runs.machine = text(Machine);
    m_query.runs.device = text(Device);
    m_query.differencesOnly = m_differences->isChecked();
    m_query.claim = m_query.kind == compare::ChartKind::History ? text(Claim) : QString();
    m_query.metric = choices.metric ? text(Metric) : QString();
    m_query.order = compare::ChartOrder(box(Order)->currentData().toInt());
    if (!choices.orders.contains(m_query.order)) {
        m_query.order = compare::ChartOrder::Natural;
    }
    if (!choices.scale) {
        m_query.scale = compare::ChartScale::Automatic;
    }
    if (changedOne == Kind || changedOne == Metric || changedOne == Claim) {
        forgetLimits(m_query);
    }
    if (changedOne == Technique || changedOne == Kernel) {
        m_query.claim.clear();  // it may be of another one
    }
    showQuery();
    Q_EMIT changed();
}

void ChartControls::readAxes()
{
    const QJsonObject before = toJson(m_query);
    if (m_popup->read(m_query) && toJson(m_query) != before) {
        showQuery();
        Q_EMIT changed();
    }
}

// The box holds the orders of the kind alone.
void ChartControls::fillOrders()
{
    const QVector<compare::ChartOrder> orders = choicesOf(m_query.kind).orders;
    box(Order)->clear();
    for (const compare::ChartOrder order : orders) {
        box(Order)->addItem(chartOrderName(order), int(order));
    }
}

void ChartControls::showQuery()
{
    m_filling = true;
    const compare::ChartChoices choices = choicesOf(m_query.kind);
    fillOrders();
    choose(box(Kind), int(m_query.kind));
    choose(box(Technique), m_query.technique);
    choose(box(Kernel), m_query.kernel);
    choose(box(Claim), m_query.claim);
    choose(box(Metric), m_query.metric);
    choose(box(Order), int(m_query.order));
    choose(box(Machine), m_query.runs.machine);
    choose(box(Device), m_query.runs.device);
    m_differences->setChecked(m_query.differencesOnly);
    m_filling = false;
    const auto setShown = [this](Choice choice, bool visible) {
        m_cells[std::size_t(choice)]->setVisible(visible);
    };
    setShown(Claim, m_query.kind == compare::ChartKind::History);
    setShown(Metric, choices.metric);
    setShown(Order, choices.orders.size() > 1);
    // With a single machine there is no choice.
    setShown(Machine, box(Machine)->count() > 2);
    setShown(Device, box(Device)->count() > 2);
    const bool limited = m_query.xMin || m_query.xMax || m_query.yMin || m_query.yMax
                         || m_query.scale != compare::ChartScale::Automatic;
    setRole(m_axes, limited ? QStringLiteral("changed") : QString());
}

void ChartControls::nameItems()
{
    for (int i = 0; i < box(Kind)->count(); ++i) {
        box(Kind)->setItemText(i,
                               chartKindName(compare::ChartKind(box(Kind)->itemData(i).toInt())));
    }
    // Short, since each is below the name of its box.
    const QString all = tr("All");
    const std::array<std::pair<Choice, QString>, 6> firsts{{{Technique, all},
                                                            {Kernel, all},
                                                            {Claim, tr("With the most runs")},
                                                            {Metric, tr("Automatic")},
                                                            {Machine, all},
                                                            {Device, all}}};
    for (const auto &[choice, name] : firsts) {
        box(choice)->setItemText(0, name);
    }
    const auto nameAll = [this](Choice choice, QString (*nameOf)(const QString &)) {
        for (int i = 1; i < box(choice)->count(); ++i) {
            box(choice)->setItemText(i, nameOf(box(choice)->itemData(i).toString()));
        }
    };
    nameAll(Technique, &Wording::technique);
    nameAll(Kernel, &Wording::kernel);
    nameAll(Metric, &Wording::metric);
    nameAll(Device, &Wording::device);
    for (const auto &[id, name] : m_lists.machines) {
        box(Machine)->setItemText(box(Machine)->findData(id), shown(compare::machineWords(name)));
    }
    for (int i = 1; i < box(Claim)->count(); ++i) {
        box(Claim)->setItemText(i, shown(m_lists.claims[i - 1].second));
    }
}

void ChartControls::retranslateUi()
{
    m_filling = true;
    nameItems();
    m_filling = false;
    const std::array names{tr("Chart"),  tr("Technique"), tr("Kernel"),  tr("Claim"),
                           tr("Metric"), tr("Order"),     tr("Machine"), tr("Device")};
    for (std::size_t i = 0; i < names.size(); ++i) {
        m_boxes[i]->setAccessibleName(names[i]);
        m_names[i]->setText(names[i]);
    }
    m_differences->setText(tr("Differences only"));
    m_differences->setToolTip(tr("Leave out the claims that agree with the measurement"));
    m_differences->setAccessibleName(m_differences->text());
    setTexts(m_axes, tr("Axes…"), tr("Scale and limits of the axes"));
    showQuery();
}

}  // namespace touchstone::ui
