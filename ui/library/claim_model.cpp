#include "ui/library/claim_model.h"

#include "compare/claim_words.h"
#include "compare/printed_figure.h"
#include "ui/common/html.h"
#include "ui/common/icons.h"
#include "ui/common/language.h"
#include "ui/common/wording.h"

#include <QFont>

namespace touchstone::ui {

namespace {
// The words of the paper, or the figures of a claim without them.
QString asPrinted(const Claim &claim)
{
    const QString quote = compare::quoteIn(claim, currentLanguage());
    return quote.isEmpty() ? shown(compare::figureText(claim)) : quote;
}

QString factorCell(const Claim &claim)
{
    if (!claim.normalised) {
        return QStringLiteral("–");
    }
    const NormalisedClaim &factor = *claim.normalised;
    return factor.low && factor.high ? intervalText(*factor.low, *factor.high)
                                     : factorText(factor.factor);
}
}  // namespace

void ClaimModel::setClaims(const QVector<Claim> &claims)
{
    beginResetModel();
    m_claims = claims;
    endResetModel();
}

const Claim *ClaimModel::claim(int row) const
{
    return row >= 0 && row < m_claims.size() ? &m_claims[row] : nullptr;
}

int ClaimModel::rowOf(const QString &claimId) const
{
    for (int row = 0; row < m_claims.size(); ++row) {
        if (m_claims[row].id == claimId) {
            return row;
        }
    }
    return -1;
}

void ClaimModel::languageChanged()
{
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
    if (!m_claims.isEmpty()) {
        Q_EMIT dataChanged(index(0, 0), index(int(m_claims.size()) - 1, ColumnCount - 1));
    }
}

int ClaimModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_claims.size());
}

int ClaimModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ClaimModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_claims.size()) {
        return {};
    }
    const Claim &claim = m_claims[index.row()];
    switch (role) {
    case Qt::DisplayRole:
        switch (Column(index.column())) {
        case Figure:
            return asPrinted(claim);
        case Metric:
            return Wording::metric(claim.metric);
        case Factor:
            return factorCell(claim);
        case Status:
            return shown(compare::statusText(claim.status));
        case ColumnCount:
            break;
        }
        return {};
    case Qt::DecorationRole:
        if (index.column() == Figure && !claim.flags.isEmpty()) {
            return icon(QStringLiteral("warning"), Tone::Warning);
        }
        return {};
    case Qt::ToolTipRole: {
        QStringList meanings{tr("Read as: %1").arg(shown(compare::figureText(claim)))};
        for (const QString &flag : claim.flags) {
            meanings.append(shown(compare::flagText(flag)));
        }
        return toolTipText(meanings.join(QChar(u'\n')));
    }
    case Qt::ForegroundRole:
        if (claim.status == ClaimStatus::Rejected) {
            return tone(Tone::Muted);
        }
        return index.column() == Factor ? QVariant(tone(Tone::Claim)) : QVariant();
    case Qt::FontRole:
        if (claim.status == ClaimStatus::Rejected) {
            QFont font;
            font.setStrikeOut(true);
            return font;
        }
        return {};
    case Qt::TextAlignmentRole:
        return index.column() == Factor ? QVariant(Qt::AlignRight | Qt::AlignVCenter)
                                        : QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    case ClaimIdRole:
        return claim.id;
    case SortRole:
        return index.column() == Factor && claim.normalised ? claim.normalised->factor
                                                            : claim.value;
    default:
        return {};
    }
}

QVariant ClaimModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return section == Factor ? QVariant(Qt::AlignRight | Qt::AlignVCenter)
                                 : QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    }
    if (role == Qt::ToolTipRole && section == Factor) {
        return tr("Improvement factor: above 1 is always better");
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (Column(section)) {
    case Figure:
        return tr("As printed");
    case Metric:
        return tr("Metric");
    case Factor:
        return tr("Factor");
    case Status:
        return tr("Status");
    case ColumnCount:
        break;
    }
    return {};
}

}  // namespace touchstone::ui
