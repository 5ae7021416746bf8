// Heads of a table: each section that is as wide as its contents has room for its whole head.
#pragma once

#include <QHeaderView>

namespace touchstone::ui {

class Heads : public QHeaderView {
public:
    explicit Heads(QWidget *parent);
    // The head of a section with its padding and the bold letters that the style sheet gives it.
    int widthOf(int section) const;
    // A person moves an edge between sections; sizes change for other reasons too.
    bool isHeld() const { return m_held; }

protected:
    QSize sectionSizeFromContents(int section) const override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;

private:
    bool m_held = false;
};

}  // namespace touchstone::ui
