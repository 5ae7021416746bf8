// Sets rows of text and drawings on pages of A4: rows are not cut where they fit on a page, titles
// stay with what follows, and the head of a table is repeated.
//
// Lengths are in logical pixels of 1/96 inch.
#pragma once

#include <QColor>
#include <QPainter>
#include <QSvgRenderer>
#include <QTextLayout>

#include <functional>
#include <memory>
#include <vector>

namespace touchstone::ui {

struct TextLook {
    int pixels = 12;
    bool bold = false;
    QColor colour = QColor(0x1d, 0x24, 0x30);
};

// One paragraph, broken into lines of a width.
class SetText {
public:
    SetText(const QString &text, const TextLook &look, double width);
    int lines() const { return m_layout->lineCount(); }
    double height(int from, int to) const;  // of the lines [from, to)
    double height() const { return height(0, lines()); }
    void draw(QPainter &painter, QPointF at, int from, int to) const;

private:
    std::shared_ptr<QTextLayout> m_layout;
    double m_lineHeight = 0;
};

struct RowCell {
    double x = 0;
    SetText text;
};

struct Row {
    std::vector<RowCell> cells;
    std::shared_ptr<QSvgRenderer> drawing;  // instead of cells
    double before = 0, after = 0;           // free space, not used at the top of a page
    QColor ruleBelow, bar;                  // invalid: none; the bar stands left of a quotation

    double textHeight() const;
};

// Rows that belong together: all on one page where they fit on one, and with the next block where
// isTitle says so.
struct Block {
    std::vector<Row> rows;
    std::vector<Row> head;  // repeated on each page that the rows reach
    bool together = false;
    bool isTitle = false;
};

class PageFlow {
public:
    static constexpr double pageWidth = 793.7, pageHeight = 1122.5;
    static constexpr double width = 692;  // of the text; charts are as wide
    static constexpr double left = (pageWidth - width) / 2, top = 56, bottom = 1060;

    // newPage is called between pages; both may be empty: then pages are only counted.
    PageFlow(QPainter *painter, std::function<void()> newPage)
        : m_painter(painter), m_newPage(std::move(newPage))
    {
    }

    void add(Block block);
    void finish();  // titles that nothing follows
    int pages() const { return m_page; }

private:
    void place(const Block &block);
    void placeRow(const Row &row, const std::vector<Row> &head);
    void placeDrawing(const Row &row);
    void drawPart(const Row &row, const std::vector<int> &from, const std::vector<int> &to,
                  double height);
    void turnPage(const std::vector<Row> &head);
    double room() const { return bottom - m_y; }

    QPainter *m_painter;
    std::function<void()> m_newPage;
    std::vector<Block> m_titles;  // wait for the block that they belong to
    double m_y = top;
    int m_page = 1;
};

}  // namespace touchstone::ui
