#include "ui/library/source_tab.h"

#include "ui/common/palette.h"
#include "ui/common/widgets.h"
#include "ui/common/wording.h"

#include <QComboBox>
#include <QPushButton>
#include <QTextBlock>
#include <QTextEdit>
#include <QVBoxLayout>

#include <algorithm>

namespace touchstone::ui {

namespace {
bool endsSentence(const QString &text, qsizetype at)
{
    const QChar c = text.at(at);
    if (c == QChar(0x3002) || c == QChar(0xff01) || c == QChar(0xff1f) || c == QChar(0xff1b)
        || c == QChar(u'\n')) {
        return true;
    }
    // A full stop inside a number or a name ("1.85", "e.g.b") does not end a sentence.
    return (c == QChar(u'.') || c == QChar(u'!') || c == QChar(u'?'))
           && (at + 1 == text.size() || text.at(at + 1).isSpace());
}

std::pair<qsizetype, qsizetype> sentenceAround(const QString &text, qsizetype from, qsizetype to)
{
    while (from > 0 && !endsSentence(text, from - 1)) {
        --from;
    }
    while (from < to && text.at(from).isSpace()) {
        ++from;
    }
    while (to < text.size() && !endsSentence(text, to - 1)) {
        ++to;
    }
    return {from, to};
}
}  // namespace

SourceTab::SourceTab(QWidget *parent)
    : Translated<QWidget>(parent),
      m_appearance(named(new QComboBox(this), QStringLiteral("appearance"))),
      m_text(named(new QTextEdit(this), QStringLiteral("sourceText"))),
      m_newClaim(named(new QPushButton(this), QStringLiteral("newClaim")))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_appearance);
    column->addWidget(m_text, 1);
    auto *buttons = new QHBoxLayout;
    buttons->setContentsMargins(8, 6, 8, 6);
    buttons->addWidget(m_newClaim);
    buttons->addStretch(1);
    column->addLayout(buttons);
    m_text->setReadOnly(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->document()->setDocumentMargin(10);
    connect(m_text, &QTextEdit::selectionChanged, this, &SourceTab::selectionChanged);
    connect(m_newClaim, &QPushButton::clicked, this, [this] {
        if (const auto source = selectedSource()) {
            Q_EMIT claimWanted(*source);
        }
    });
    connect(m_appearance, &QComboBox::currentIndexChanged, this, [this] { showAppearance(); });
    retranslateUi();
}

void SourceTab::setPaper(const PaperFile *paper)
{
    m_paper = paper;
    m_claim.clear();
    fillAppearances();
    showAppearance();
}

void SourceTab::setClaim(const QString &claimId)
{
    m_claim = claimId;
    mark(true);
}

void SourceTab::rebuild()
{
    showAppearance();
}

void SourceTab::retranslateUi()
{
    m_text->setAccessibleName(tr("Text of the report"));
    setTexts(m_newClaim, tr("New claim from selection…"),
             tr("Select the words of a missed claim in the brief or the abstract"));
    selectionChanged();
    m_appearance->setAccessibleName(tr("Report"));
    m_appearance->setToolTip(tr("The report whose text is shown"));
    const int chosen = m_appearance->currentIndex();
    fillAppearances();
    m_appearance->setCurrentIndex(chosen);
    showAppearance();
}

void SourceTab::fillAppearances()
{
    const QSignalBlocker quiet(m_appearance);
    m_appearance->clear();
    if (m_paper) {
        for (const store::Appearance &appearance : m_paper->detail.appearances) {
            m_appearance->addItem(tr("Report of %1, paper %2")
                                          .arg(appearance.generatedAt.toString(
                                                  QStringLiteral("yyyy-MM-dd HH:mm")))
                                          .arg(appearance.paper.index));
        }
    }
    m_appearance->setVisible(m_appearance->count() > 1);
}

void SourceTab::showAppearance()
{
    m_text->clear();
    m_fieldStart[0] = m_fieldStart[1] = -1;
    const int index = std::max(0, m_appearance->currentIndex());
    if (!m_paper || index >= m_paper->detail.appearances.size()) {
        return;
    }
    const ReportPaper &paper = m_paper->detail.appearances[index].paper;
    QTextCursor cursor(m_text->document());
    QTextCharFormat plain, name, place;
    plain.setForeground(tone(Tone::Text));
    name.setForeground(tone(Tone::Muted));
    name.setFontWeight(QFont::DemiBold);
    place.setForeground(tone(Tone::Muted));
    bool first = true;
    const auto add = [&](const QString &title, int line, const QString &text) {
        cursor.insertText(first ? QString() : QStringLiteral("\n\n"), plain);
        first = false;
        cursor.insertText(title, name);
        if (line > 0) {
            cursor.insertText(QStringLiteral("  ") + tr("line %1").arg(line), place);
        }
        cursor.insertText(QStringLiteral("\n"), plain);
        const int start = cursor.position();
        cursor.insertText(text, plain);
        return start;
    };
    add(tr("Heading"), paper.titleLine, paper.rawTitle);
    add(tr("Institutions"), paper.institutionsLine, paper.rawInstitutions);
    m_fieldStart[int(TextField::Brief)] =
            add(Wording::field(TextField::Brief), paper.briefLine, paper.brief);
    m_fieldStart[int(TextField::Abstract)] =
            add(Wording::field(TextField::Abstract), paper.abstractLine, paper.abstract);
    m_text->moveCursor(QTextCursor::Start);
    mark(false);
}

void SourceTab::mark(bool scroll)
{
    QList<QTextEdit::ExtraSelection> selections;
    int scrollTo = -1;
    const int index = std::max(0, m_appearance->currentIndex());
    if (m_paper && index < m_paper->detail.appearances.size()) {
        const ReportPaper &shownPaper = m_paper->detail.appearances[index].paper;
        for (const Claim &claim : m_paper->detail.paper.claims) {
            for (const ClaimSource &source : claim.sources) {
                const QString &text = source.field == TextField::Abstract ? shownPaper.abstract
                                                                          : shownPaper.brief;
                qsizetype from = source.start;
                // Offsets refer to the newest report with the paper; an older text is searched
                // instead.
                if (text.mid(from, source.quote.size()) != source.quote) {
                    from = text.indexOf(source.quote);
                }
                if (from < 0 || source.quote.isEmpty()) {
                    continue;
                }
                const qsizetype to = from + source.quote.size();
                const bool wanted = claim.id == m_claim;
                const auto range = wanted ? sentenceAround(text, from, to) : std::pair(from, to);
                QTextEdit::ExtraSelection selection;
                selection.cursor = QTextCursor(m_text->document());
                const int base = m_fieldStart[int(source.field)];
                selection.cursor.setPosition(base + int(range.first));
                selection.cursor.setPosition(base + int(range.second), QTextCursor::KeepAnchor);
                if (wanted) {
                    selection.format.setBackground(tone(Tone::Highlight));
                    scrollTo = std::max(scrollTo, base + int(range.first));
                } else {
                    selection.format.setFontUnderline(true);
                    selection.format.setUnderlineStyle(QTextCharFormat::DotLine);
                    selection.format.setUnderlineColor(tone(Tone::Claim));
                }
                selections.append(selection);
            }
        }
    }
    m_text->setExtraSelections(selections);
    if (scroll && scrollTo >= 0) {
        QTextCursor cursor(m_text->document());
        cursor.setPosition(scrollTo);
        m_text->setTextCursor(cursor);
        m_text->ensureCursorVisible();
    }
}

std::optional<ClaimSource> SourceTab::selectedSource() const
{
    const int index = std::max(0, m_appearance->currentIndex());
    const QTextCursor cursor = m_text->textCursor();
    if (!m_paper || index >= m_paper->detail.appearances.size() || !cursor.hasSelection()) {
        return std::nullopt;
    }
    const ReportPaper &paper = m_paper->detail.appearances[index].paper;
    for (const TextField field : {TextField::Abstract, TextField::Brief}) {
        const QString &text = field == TextField::Abstract ? paper.abstract : paper.brief;
        const int base = m_fieldStart[int(field)];
        // A hand that selects goes past the ends of a text easily.
        qsizetype from = std::max(0, cursor.selectionStart() - base);
        qsizetype to = std::min<qsizetype>(cursor.selectionEnd() - base, text.size());
        if (base < 0 || from >= to) {
            continue;
        }
        while (from < to && text.at(from).isSpace()) {
            ++from;
        }
        while (to > from && text.at(to - 1).isSpace()) {
            --to;
        }
        const QString quote = text.mid(from, to - from);
        // An older report may say it in words that the paper as it is shown does not hold.
        const ReportPaper &shownPaper = m_paper->detail.paper;
        const QString &current =
                field == TextField::Abstract ? shownPaper.abstract : shownPaper.brief;
        if (!quote.isEmpty() && current.contains(quote)) {
            return ClaimSource{field, current.indexOf(quote), quote.size(), quote};
        }
    }
    return std::nullopt;
}

void SourceTab::selectionChanged()
{
    m_newClaim->setEnabled(selectedSource().has_value());
}

QStringList SourceTab::highlighted() const
{
    QStringList texts;
    for (const QTextEdit::ExtraSelection &selection : m_text->extraSelections()) {
        if (selection.format.hasProperty(QTextFormat::BackgroundBrush)) {
            texts.append(selection.cursor.selectedText());
        }
    }
    return texts;
}

}  // namespace touchstone::ui
