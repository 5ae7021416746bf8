#include "ui/library/facet_panel.h"

#include "ui/common/cell_background.h"
#include "ui/common/flow_layout.h"
#include "ui/common/help_mark.h"
#include "ui/common/icons.h"
#include "ui/common/language.h"
#include "ui/common/widgets.h"

#include <QGuiApplication>
#include <QMouseEvent>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QTreeView>
#include <QVBoxLayout>

#include <functional>
#include <utility>

namespace touchstone::ui {

namespace {
constexpr int countWidth = 28;

// The "?" at the right edge of a section whose values are explained; empty of other rows.
QRect helpPlace(const QRect &row, const QModelIndex &index)
{
    constexpr int size = helpMarkSize;
    return index.data(FacetModel::HelpRole).isValid()
                   ? QRect(row.right() - 8 - size, row.center().y() - size / 2, size, size)
                   : QRect();
}

// What the count at the right edge takes; 0 of a section, which has none.
int roomForCount(const QStyleOptionViewItem &option, const QModelIndex &index)
{
    const QVariant count = index.data(FacetModel::CountRole);
    return count.isValid() ? std::max(
                   countWidth, option.fontMetrics.horizontalAdvance(numberText(count.toInt())) + 14)
                           : 0;
}

// Draws the count of a value at the right edge, in the colour of secondary text. A name that does
// not fit into one line has two.
class FacetDelegate : public QStyledItemDelegate {
public:
    FacetDelegate(QTreeView *tree, std::function<void(const QString &)> help)
        : QStyledItemDelegate(tree), m_tree(tree), m_help(std::move(help))
    {
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override
    {
        paintBackground(*painter, option, index);
        QStyleOptionViewItem inner = option;
        inner.rect.adjust(0, 0, -roomForCount(option, index), 0);
        QStyledItemDelegate::paint(painter, inner, index);
        if (const QRect place = helpPlace(option.rect, index); place.isValid()) {
            paintHelpMark(*painter, place);
        }
        const QVariant count = index.data(FacetModel::CountRole);
        if (!count.isValid()) {
            return;
        }
        painter->save();
        painter->setPen(tone(Tone::Muted));
        painter->setFont(option.font);
        painter->drawText(option.rect.adjusted(0, 0, -8, 0), Qt::AlignRight | Qt::AlignVCenter,
                          numberText(count.toInt()));
        painter->restore();
    }

    // A click anywhere in the row switches it. The box alone would do so too, and switch it back: a
    // view asks its delegate before it looks at its edit triggers.
    bool editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &option,
                     const QModelIndex &index) override
    {
        if (event->type() == QEvent::MouseButtonRelease
            && helpPlace(option.rect, index)
                       .contains(static_cast<const QMouseEvent *>(event)->position().toPoint())) {
            m_help(index.data(FacetModel::HelpRole).toString());
            return true;
        }
        return event->type() == QEvent::KeyPress
               && QStyledItemDelegate::editorEvent(event, model, option, index);
    }

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        QStyleOptionViewItem cell = option;
        initStyleOption(&cell, index);
        // A view asks without saying how wide a row is.
        cell.rect = QRect(0, 0, rowWidth(index) - roomForCount(option, index), 100);
        const QStyle *style = m_tree->style();
        const int margin = style->pixelMetric(QStyle::PM_FocusFrameHMargin, &cell, m_tree) + 1;
        const int room = style->subElementRect(QStyle::SE_ItemViewItemText, &cell, m_tree).width()
                         - 2 * margin;
        const int lines = cell.fontMetrics.horizontalAdvance(cell.text) > room ? 2 : 1;
        return {QStyledItemDelegate::sizeHint(option, index).width(),
                lines * cell.fontMetrics.height() + 6};
    }

private:
    int rowWidth(const QModelIndex &index) const
    {
        const int levels = index.parent().isValid() ? 2 : 1;
        return m_tree->viewport()->width() - levels * m_tree->indentation();
    }

    QTreeView *m_tree;
    std::function<void(const QString &)> m_help;
};

// Its rows are as high as its width asks for.
class FacetTree : public QTreeView {
public:
    using QTreeView::QTreeView;

protected:
    void resizeEvent(QResizeEvent *event) override
    {
        QTreeView::resizeEvent(event);
        scheduleDelayedItemsLayout();
    }
};
}  // namespace

FacetPanel::FacetPanel(FacetModel &model, QWidget *parent)
    : Translated<QWidget>(parent), m_model(model),
      m_tree(named(new FacetTree(this), QStringLiteral("facetTree")))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_tree);
    m_tree->setModel(&m_model);
    m_tree->setItemDelegate(new FacetDelegate(m_tree, [this](const QString &topic) {
        m_helped = true;
        Q_EMIT helpWanted(topic);
    }));
    m_tree->setHeaderHidden(true);
    m_tree->setIndentation(10);
    m_tree->setWordWrap(true);
    m_tree->setExpandsOnDoubleClick(false);
    m_tree->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_tree->setTextElideMode(Qt::ElideRight);
    for (int section = 0; section < FacetModel::SectionCount; ++section) {
        m_tree->setExpanded(m_model.index(section, 0), section != FacetModel::Institutions);
    }
    const auto toggle = [this](const QModelIndex &index) {
        if (!index.parent().isValid()) {
            m_tree->setExpanded(index, !m_tree->isExpanded(index));
        } else {
            const bool on = index.data(Qt::CheckStateRole).toInt() == int(Qt::Checked);
            m_model.setData(index, on ? Qt::Unchecked : Qt::Checked, Qt::CheckStateRole);
        }
    };
    m_tree->setEditTriggers(QAbstractItemView::NoEditTriggers);
    connect(m_tree, &QTreeView::clicked, this, [this, toggle](const QModelIndex &index) {
        if (!std::exchange(m_helped, false)) {
            toggle(index);
        }
    });
    // By Enter; a double click has switched the row with its first click.
    connect(m_tree, &QTreeView::activated, this, [toggle](const QModelIndex &index) {
        if (QGuiApplication::mouseButtons() == Qt::NoButton) {
            toggle(index);
        }
    });
    for (const auto signal :
         {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved}) {
        connect(&m_model, signal, this, &FacetPanel::hideEmptySections);
    }
    hideEmptySections();
    retranslateUi();
}

void FacetPanel::hideEmptySections()
{
    for (int section = 0; section < FacetModel::SectionCount; ++section) {
        m_tree->setRowHidden(section, {}, m_model.rowCount(m_model.index(section, 0)) == 0);
    }
    // When a value leaves, the tree marks the row before it, which nobody chose.
    if (!m_tree->hasFocus()) {
        m_tree->clearSelection();
    }
}

void FacetPanel::retranslateUi()
{
    m_tree->setAccessibleName(tr("Filters"));
    m_tree->setAccessibleDescription(tr("Choose values to narrow the list; Space switches one"));
    m_model.languageChanged();
}

ChipBar::ChipBar(FacetModel &model, QWidget *parent) : Translated<QWidget>(parent), m_model(model)
{
    named(this, QStringLiteral("chipBar"));
    new FlowLayout(this, 4);
    connect(&m_model, &FacetModel::chosenChanged, this, &ChipBar::rebuild);
    rebuild();
}

void ChipBar::retranslateUi()
{
    rebuild();
}

void ChipBar::rebuild()
{
    // The clicked chip emits this signal, so it can only be deleted after the signal returns.
    for (QPushButton *chip : findChildren<QPushButton *>(QString(), Qt::FindDirectChildrenOnly)) {
        layout()->removeWidget(chip);
        chip->hide();
        chip->deleteLater();
    }
    const auto add = [this](const QString &name, const QString &text, const QString &toolTip) {
        auto *chip = named(new QPushButton(this), name, QStringLiteral("chip"));
        setTexts(chip, text, toolTip);
        layout()->addWidget(chip);
        return chip;
    };
    for (int number = 0; number < FacetModel::SectionCount; ++number) {
        const auto section = FacetModel::Section(number);
        for (const QString &value : m_model.chosen(section)) {
            const QString name = FacetModel::valueName(section, value);
            QPushButton *chip = add(QStringLiteral("chip"), name + QStringLiteral("  ✕"),
                                    tr("%1: %2. Click to remove this filter.")
                                            .arg(FacetModel::sectionName(section), name));
            chip->setAccessibleName(tr("Remove filter %1").arg(name));
            connect(chip, &QPushButton::clicked, this,
                    [this, section, value] { m_model.setChosen(section, value, false); });
        }
    }
    if (m_model.anyChosen()) {
        QPushButton *clear =
                add(QStringLiteral("clearFilters"), tr("Clear all"), tr("Remove all filters"));
        clear->setProperty("role", QStringLiteral("link"));
        connect(clear, &QPushButton::clicked, this, [this] { m_model.clear(); });
    }
    setVisible(m_model.anyChosen());
    updateGeometry();
}

}  // namespace touchstone::ui
