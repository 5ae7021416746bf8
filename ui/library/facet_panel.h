// The facets left of the table, and chips for the active ones.
#pragma once

#include "ui/common/translated.h"
#include "ui/library/facet_model.h"

class QLabel;
class QPushButton;
class QTreeView;

namespace touchstone::ui {

class FacetPanel : public Translated<QWidget> {
    Q_OBJECT
public:
    explicit FacetPanel(FacetModel &model, QWidget *parent = nullptr);
    QTreeView *tree() const { return m_tree; }

Q_SIGNALS:
    void helpWanted(const QString &topic);  // see Workspace

protected:
    void retranslateUi() override;

private:
    void hideEmptySections();

    FacetModel &m_model;
    QTreeView *m_tree;
    bool m_helped = false;  // by the click that is being handled
};

class ChipBar : public Translated<QWidget> {
    Q_OBJECT
public:
    explicit ChipBar(FacetModel &model, QWidget *parent = nullptr);

protected:
    void retranslateUi() override;

private:
    void rebuild();

    FacetModel &m_model;
};

}  // namespace touchstone::ui
