#include "documents/page_flow.h"

#include "charts/chart_text.h"

#include <algorithm>

namespace touchstone::ui {

namespace {

constexpr double lineSpacing = 1.3;

QFont fontOf(const TextLook &look)
{
    QFont font;
    font.setFamilies(chartFontFamilies());
    font.setPixelSize(look.pixels);
    font.setBold(look.bold);
    font.setHintingPreference(QFont::PreferNoHinting);
    // Glyphs that shaping chose (ligatures, digits) have no character in the PDF: a search for them
    // would find nothing.
    font.setStyleStrategy(QFont::PreferNoShaping);
    font.setKerning(false);
    return font;
}

// Of a drawing that is as wide as the text, or as high as a page.
QSizeF sizeOf(const QSvgRenderer &drawing)
{
    const QSizeF natural = drawing.viewBoxF().size();
    if (natural.isEmpty()) {
        return {};
    }
    return natural.scaled(PageFlow::width,
                          std::min(PageFlow::bottom - PageFlow::top,
                                   natural.height() * PageFlow::width / natural.width()),
                          Qt::KeepAspectRatio);
}

double heightOf(const Row &row)
{
    return row.drawing ? sizeOf(*row.drawing).height() : row.textHeight();
}

double heightOf(const std::vector<Row> &rows)
{
    double height = 0;
    for (const Row &row : rows) {
        height += row.before + heightOf(row) + row.after;
    }
    return height;
}

}  // namespace

SetText::SetText(const QString &text, const TextLook &look, double width)
    : m_layout(std::make_shared<QTextLayout>())
{
    QString shown = text;
    m_layout->setText(shown.replace(u'\n', QChar::LineSeparator));
    m_layout->setFont(fontOf(look));
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    option.setTextDirection(Qt::LeftToRight);
    m_layout->setTextOption(option);
    QTextLayout::FormatRange colour;
    colour.start = 0;
    colour.length = int(shown.size());
    colour.format.setForeground(look.colour);
    m_layout->setFormats({colour});
    m_layout->beginLayout();
    double y = 0;
    for (QTextLine line = m_layout->createLine(); line.isValid(); line = m_layout->createLine()) {
        line.setLineWidth(width);
        line.setPosition({0, y});
        y += look.pixels * lineSpacing;
    }
    m_layout->endLayout();
    m_lineHeight = look.pixels * lineSpacing;
}

double SetText::height(int from, int to) const
{
    return (to - from) * m_lineHeight;
}

void SetText::draw(QPainter &painter, QPointF at, int from, int to) const
{
    for (int line = from; line < to; ++line) {
        m_layout->lineAt(line).draw(&painter, at - QPointF(0, from * m_lineHeight));
    }
}

double Row::textHeight() const
{
    double height = 0;
    for (const RowCell &cell : cells) {
        height = std::max(height, cell.text.height());
    }
    return height;
}

void PageFlow::turnPage(const std::vector<Row> &head)
{
    if (m_painter && m_newPage) {
        m_newPage();
    }
    ++m_page;
    m_y = top;
    for (const Row &row : head) {
        placeRow(row, {});
    }
}

void PageFlow::drawPart(const Row &row, const std::vector<int> &from, const std::vector<int> &to,
                        double height)
{
    if (!m_painter) {
        return;
    }
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
        row.cells[i].text.draw(*m_painter, {left + row.cells[i].x, m_y}, from[i], to[i]);
    }
    if (row.bar.isValid()) {
        m_painter->fillRect(QRectF(left, m_y, 3, height), row.bar);
    }
}

// A row that does not fit on what is left of a page moves to the next; one that fits on no page is
// cut between lines.
void PageFlow::placeRow(const Row &row, const std::vector<Row> &head)
{
    m_y += m_y > top ? row.before : 0;
    if (row.drawing) {
        placeDrawing(row);
        return;
    }
    const double mayMove = (bottom - top) / 2;
    if (row.textHeight() > room() && (row.textHeight() <= mayMove || room() < mayMove / 8)) {
        turnPage(head);
    }
    std::vector<int> from(row.cells.size(), 0), to(row.cells.size(), 0);
    while (true) {
        bool more = false;
        double height = 0;
        for (std::size_t i = 0; i < row.cells.size(); ++i) {
            const SetText &text = row.cells[i].text;
            while (to[i] < text.lines() && text.height(from[i], to[i] + 1) <= room()) {
                ++to[i];
            }
            more = more || to[i] < text.lines();
            height = std::max(height, text.height(from[i], to[i]));
        }
        drawPart(row, from, to, height);
        m_y += height;
        if (!more) {
            break;
        }
        from = to;
        turnPage(head);
    }
    if (m_painter && row.ruleBelow.isValid()) {
        m_painter->fillRect(QRectF(left, m_y + row.after / 2, width, 0.75), row.ruleBelow);
    }
    m_y += row.after;
}

void PageFlow::placeDrawing(const Row &row)
{
    const QSizeF size = sizeOf(*row.drawing);
    if (size.height() > room()) {
        turnPage({});
    }
    if (m_painter) {
        row.drawing->render(m_painter, QRectF({left, m_y}, size));
    }
    m_y += size.height() + row.after;
}

void PageFlow::place(const Block &block)
{
    for (const Row &row : block.head) {
        placeRow(row, {});
    }
    for (const Row &row : block.rows) {
        placeRow(row, block.head);
    }
}

void PageFlow::add(Block block)
{
    if (block.isTitle) {
        m_titles.push_back(std::move(block));
        return;
    }
    double titles = 0;
    for (const Block &title : m_titles) {
        titles += heightOf(title.rows);
    }
    const double page = bottom - top;
    const double all = titles + heightOf(block.head) + heightOf(block.rows);
    const double first = titles + heightOf(block.head)
                         + (block.rows.empty() ? 0
                                               : std::min(heightOf(block.rows.front()), page / 2)
                                                         + block.rows.front().before);
    const double wanted = block.together && all <= page ? all : first;
    if (wanted > room() && m_y > top) {
        turnPage({});
    }
    for (const Block &title : m_titles) {
        place(title);
    }
    m_titles.clear();
    place(block);
}

void PageFlow::finish()
{
    if (!m_titles.empty()) {
        add({});
    }
}

}  // namespace touchstone::ui
