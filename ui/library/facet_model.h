// The facets of the library as a tree: sections, and under each its values with their counts.
#pragma once

#include "store/queries.h"

#include <QAbstractItemModel>

#include <array>

namespace touchstone::ui {

class FacetModel : public QAbstractItemModel {
    Q_OBJECT
public:
    enum Section {
        Techniques,
        Verdicts,  // of the headline claim
        Metrics,
        Measured,
        Grades,
        Tags,
        Reports,
        Institutions,
        SectionCount
    };
    // HelpRole: of a section, the topic of the help (Workspace::helpWanted) that explains its
    // values.
    enum Role { ValueRole = Qt::UserRole + 1, CountRole, SectionRole, HelpRole };

    explicit FacetModel(QObject *parent = nullptr);

    void setFacets(const store::Facets &facets);  // updates the counts; the choice stays
    QStringList chosen(Section section) const { return m_chosen[section]; }
    void setChosen(Section section, const QString &value, bool on);
    void choose(Section section, const QStringList &values);  // these alone, in all sections
    void clear();
    bool anyChosen() const;
    void applyTo(store::PaperQuery &query) const;
    void languageChanged();

    static QString sectionName(Section section);
    static QString settingsKey(Section section);  // in saved searches; never changes
    static QString valueName(Section section, const QString &value);

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;

Q_SIGNALS:
    void chosenChanged();

private:
    static QString named(Section section, const store::FacetValue &value);
    void setValues(Section section, QVector<store::FacetValue> values);

    std::array<QVector<store::FacetValue>, SectionCount> m_values;
    std::array<QStringList, SectionCount> m_chosen;
};

}  // namespace touchstone::ui
