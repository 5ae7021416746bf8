#include "ui/reports/report_model.h"

#include "ui/common/html.h"
#include "ui/common/language.h"

namespace touchstone::ui {

namespace {
bool isNumber(int column)
{
    return column == ReportModel::Papers || column == ReportModel::Claims
           || column == ReportModel::Warnings;
}

QVariant alignment(int column)
{
    return isNumber(column) ? QVariant(Qt::AlignRight | Qt::AlignVCenter)
                            : QVariant(Qt::AlignLeft | Qt::AlignVCenter);
}
}  // namespace

void ReportModel::setReports(const QVector<store::ReportRow> &reports)
{
    beginResetModel();
    m_reports = reports;
    endResetModel();
}

const store::ReportRow *ReportModel::report(int row) const
{
    return row >= 0 && row < m_reports.size() ? &m_reports[row] : nullptr;
}

void ReportModel::languageChanged()
{
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
    if (!m_reports.isEmpty()) {
        Q_EMIT dataChanged(index(0, 0), index(int(m_reports.size()) - 1, ColumnCount - 1));
    }
}

int ReportModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_reports.size());
}

int ReportModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ReportModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_reports.size()) {
        return {};
    }
    const store::ReportRow &report = m_reports[index.row()];
    if (role == Qt::TextAlignmentRole) {
        return alignment(index.column());
    }
    if (role == Qt::ToolTipRole) {
        return toolTipText(data(index, Qt::DisplayRole).toString());
    }
    if (role != Qt::DisplayRole && role != SortRole) {
        return {};
    }
    switch (Column(index.column())) {
    case Date:
        return report.generatedAt.toString(QStringLiteral("yyyy-MM-dd HH:mm"));
    case Title:
        return report.title;
    case File:
        return report.sourceName;
    case Papers:
        return role == SortRole ? QVariant(report.papers) : numberText(report.papers);
    case Claims:
        return role == SortRole ? QVariant(report.claims) : numberText(report.claims);
    case Warnings:
        return role == SortRole ? QVariant(report.warnings) : numberText(report.warnings);
    case Imported:
        return role == SortRole ? report.importedAt : localTime(report.importedAt);
    case ColumnCount:
        break;
    }
    return {};
}

QVariant ReportModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return alignment(section);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (Column(section)) {
    case Date:
        return tr("Generated");
    case Title:
        return tr("Report");
    case File:
        return tr("File");
    case Papers:
        return tr("Papers");
    case Claims:
        return tr("Claims");
    case Warnings:
        return tr("Warnings");
    case Imported:
        return tr("Imported");
    case ColumnCount:
        break;
    }
    return {};
}

}  // namespace touchstone::ui
