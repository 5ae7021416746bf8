// The table of papers. Its columns always fit: the narrower it is, the fewer are shown, the
// headline claim and its verdict to the last.
#pragma once

#include "ui/library/paper_model.h"

#include <QSettings>
#include <QTableView>

#include <array>

namespace touchstone::ui {

class PaperTable : public QTableView {
    Q_OBJECT
public:
    explicit PaperTable(PaperModel &model, QWidget *parent = nullptr);

    // Wanted by the person; shown where there is room.
    bool isWanted(PaperModel::Column column) const { return m_wanted[column]; }
    void setWanted(PaperModel::Column column, bool wanted);
    void saveState(QSettings &settings) const;
    void restoreState(const QSettings &settings);
    void fitColumns();
    void setRowHeight();
    // What a window has for the table. Within it, the table is never narrower than a claim, its
    // figure and its verdict need, and in any case not than claim and verdict.
    void setRoom(int room);

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool event(QEvent *event) override;

private:
    void setWidths();
    void setLeastWidth();
    void keepWidths();  // as a person has set them

    std::array<bool, PaperModel::ColumnCount> m_wanted{};
    std::array<int, PaperModel::ColumnCount>
            m_widths{};  // the least, also of columns that are hidden now
    std::array<int, PaperModel::ColumnCount> m_best{};  // where there is room
    int m_room = 0;
    bool m_widened = false;  // by a person
    bool m_fitting = false;
};

}  // namespace touchstone::ui
