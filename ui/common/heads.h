// Heads of a table: each section that is as wide as its contents has room for its whole head.
#pragma once

#include <QHeaderView>

namespace touchstone::ui {

class Heads : public QHeaderView {
public:
    explicit Heads(QWidget *parent);
    // The head of a section with its padding and the bold letters that the style sheet gives it.
    int widthOf(int section) const;

protected:
    QSize sectionSizeFromContents(int section) const override;
};

}  // namespace touchstone::ui
