#include "documents/pdf_report.h"

#include "charts/chart_text.h"
#include "charts/pdf_file.h"
#include "documents/page_flow.h"
#include "report/inline_svg.h"

#include <QPageSize>
#include <QPdfWriter>

#include <algorithm>

namespace touchstone::ui {

using report::Languages;
using report::shownIn;
using report::shownOnOneLine;

namespace {

const QColor muted(0x5b, 0x66, 0x75);
const QColor rule(0xd7, 0xdd, 0xe6);
const QColor quoteBar(0x9f, 0xb4, 0xd0);
constexpr int bodyPixels = 12;
constexpr int smallPixels = 11;

QColor verdictColour(compare::ClaimVerdict verdict)
{
    switch (verdict) {
    case compare::ClaimVerdict::Consistent:
        return {0x1a, 0x7f, 0x4b};
    case compare::ClaimVerdict::Partly:
        return {0x8a, 0x61, 0x00};
    case compare::ClaimVerdict::NotObserved:
        return {0xb3, 0x37, 0x2b};
    default:
        return {0x56, 0x60, 0x6e};
    }
}

// Turns the parts of a document into blocks of rows.
class Setter {
public:
    Setter(Languages languages, const report::DrawChart &draw)
        : m_languages(languages), m_draw(draw)
    {
    }

    Result<Block> operator()(const report::Heading &heading) const
    {
        constexpr int sizes[] = {24, 18, 15};
        const int level = std::clamp(heading.level, 1, 3);
        Row row;
        row.before = level == 2 ? 22 : level == 3 ? 18 : 0;
        row.after = level == 3 ? 4 : 8;
        row.ruleBelow = level == 2 ? rule : QColor();
        row.cells.push_back(
                {0, SetText(below(heading.text), {sizes[level - 1], true}, PageFlow::width)});
        Block block;
        block.isTitle = true;
        block.rows.push_back(std::move(row));
        return block;
    }

    Result<Block> operator()(const report::Paragraph &paragraph) const
    {
        Block block;
        block.rows.push_back(sideBySide(
                paragraph.text, {bodyPixels, false, paragraph.muted ? muted : TextLook().colour}));
        return block;
    }

    Result<Block> operator()(const report::Link &link) const
    {
        return (*this)(report::Facts{
                {{link.name, {link.address.toStdString(), link.address.toStdString()}}}});
    }

    Result<Block> operator()(const report::Facts &facts) const
    {
        Block block;
        block.together = true;
        addFacts(block, facts.rows, 0);
        return block;
    }

    Result<Block> operator()(const report::Table &table) const
    {
        Block block;
        block.head.push_back(tableRow(table.columns, table.shares, true));
        for (const QVector<Text> &row : table.rows) {
            block.rows.push_back(tableRow(row, table.shares, false));
        }
        return block;
    }

    Result<Block> operator()(const report::Chart &chart) const
    {
        const auto drawn = m_draw(chart.spec);
        if (!drawn) {
            return passOn(drawn.error());
        }
        // QtSvg knows one family only.
        const auto svg = report::inlineSvg(*drawn, QString(), chartFontFamilies().first());
        if (!svg) {
            return passOn(svg.error());
        }
        Block block;
        block.together = true;
        Row row;
        row.before = 10;
        row.after = 6;
        row.drawing = std::make_shared<QSvgRenderer>(*svg);
        block.rows.push_back(std::move(row));
        for (const Text &dropped : chart.spec.dropped) {
            block.rows.push_back(sideBySide(dropped, {smallPixels, false, muted}));
        }
        return block;
    }

    Result<Block> operator()(const report::ClaimCard &card) const
    {
        constexpr double chip = 190;
        Block block;
        block.together = true;
        Row head;
        head.before = 12;
        head.after = 4;
        const double title = PageFlow::width - chip - 12;
        head.cells.push_back({0, SetText(below(card.title), {13, true}, title)});
        head.cells.push_back({title + 12, SetText(shownOnOneLine(card.verdictWord, m_languages),
                                                  {13, true, verdictColour(card.verdict)}, chip)});
        block.rows.push_back(std::move(head));
        for (const report::Quote &quote : card.quotes) {
            Row row;
            row.after = 5;
            row.bar = quoteBar;
            row.cells.push_back({12, SetText(report::printable(quote.text), {bodyPixels},
                                             PageFlow::width - 12)});
            block.rows.push_back(std::move(row));
        }
        block.rows.push_back(sideBySide(card.sentence, {bodyPixels}));
        addFacts(block, card.facts, 0);
        if (!block.rows.empty()) {
            block.rows.back().after = 10;
            block.rows.back().ruleBelow = rule;
        }
        return block;
    }

private:
    // Two languages, one below the other.
    QString below(const Text &text) const { return shownIn(text, m_languages).join(u'\n'); }

    Row sideBySide(const Text &text, const TextLook &look) const
    {
        constexpr double gap = 20;
        const QStringList shown = shownIn(text, m_languages);
        const double width =
                (PageFlow::width - gap * double(shown.size() - 1)) / double(shown.size());
        Row row;
        row.after = 5;
        double x = 0;
        for (const QString &one : shown) {
            row.cells.push_back({x, SetText(one, look, width)});
            x += width + gap;
        }
        return row;
    }

    void addFacts(Block &block, const QVector<report::Fact> &facts, double x) const
    {
        constexpr double names = 150;
        for (const report::Fact &fact : facts) {
            Row row;
            row.after = 3;
            row.cells.push_back({x, SetText(shownOnOneLine(fact.name, m_languages),
                                            {smallPixels, false, muted}, names - 10)});
            row.cells.push_back({x + names, SetText(below(fact.value), {smallPixels},
                                                    PageFlow::width - names - x)});
            block.rows.push_back(std::move(row));
        }
    }

    Row tableRow(const QVector<Text> &cells, const QVector<double> &shares, bool isHead) const
    {
        constexpr double gap = 8;
        Row row;
        row.after = 6;
        row.ruleBelow = isHead ? muted : rule;
        row.before = isHead ? 6 : 0;
        double x = 0;
        for (qsizetype i = 0; i < cells.size(); ++i) {
            const double width = shares.value(i, 1.0 / double(cells.size())) * PageFlow::width;
            row.cells.push_back({x, SetText(below(cells[i]), {smallPixels, isHead}, width - gap)});
            x += width;
        }
        return row;
    }

    Languages m_languages;
    const report::DrawChart &m_draw;
};

void drawFoot(QPainter &painter, const QString &title, int page, int pages)
{
    constexpr double y = PageFlow::bottom + 18;
    const TextLook look{9, false, muted};
    const SetText name(title, look, PageFlow::width - 80);
    name.draw(painter, {PageFlow::left, y}, 0, std::min(1, name.lines()));
    const QString number = QStringLiteral("%1 / %2").arg(page).arg(pages);
    const SetText shown(number, look, 80);
    const double width = ChartFont(look.pixels).width(number);
    shown.draw(painter, {PageFlow::left + PageFlow::width - width, y}, 0, 1);
}

Result<std::vector<Block>> blocksOf(const report::Document &document, Languages languages,
                                    const report::DrawChart &draw, const std::stop_token &stop,
                                    const report::Progress &progress)
{
    std::vector<Block> blocks;
    const Setter setter(languages, draw);
    for (const report::Part &part : document.parts) {
        if (stop.stop_requested()) {
            return cancelled();
        }
        auto block = std::visit(setter, part);
        if (!block) {
            return passOn(block.error());
        }
        blocks.push_back(std::move(*block));
        if (progress) {
            progress(int(blocks.size()), int(document.parts.size()));
        }
    }
    return blocks;
}

int setPages(PageFlow flow, const std::vector<Block> &blocks)
{
    for (const Block &block : blocks) {
        flow.add(block);
    }
    flow.finish();
    return flow.pages();
}

}  // namespace

Result<QByteArray> pdfReport(const report::Document &document, Languages languages,
                             const report::DrawChart &draw, const std::stop_token &stop,
                             const report::Progress &progress)
{
    const auto blocks = blocksOf(document, languages, draw, stop, progress);
    if (!blocks) {
        return passOn(blocks.error());
    }
    const int pages = setPages(PageFlow(nullptr, {}), *blocks);
    const QString title = shownOnOneLine(document.title, languages);
    const auto paint = [&](QPainter &painter, QPdfWriter &writer) {
        int page = 1;
        drawFoot(painter, title, page, pages);
        const auto turn = [&] {
            writer.newPage();
            drawFoot(painter, title, ++page, pages);
        };
        setPages(PageFlow(&painter, turn), *blocks);
    };
    return paintedPdf({[&](QPdfWriter &writer) {
                           writer.setPageSize(QPageSize(QPageSize::A4));
                           writer.setTitle(title);
                       },
                       paint});
}

}  // namespace touchstone::ui
