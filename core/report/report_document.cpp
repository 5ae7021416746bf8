#include "report/report_document.h"

#include "compare/chart_parts.h"
#include "compare/claim_words.h"
#include "report/claim_card.h"
#include "report/report_words.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

namespace touchstone::report {

using compare::Answer;
using compare::ClaimVerdict;
using compare::ComparisonRow;
using compare::same;

namespace {

// Reports print papers without a title.
Text paperTitle(const PaperPart &paper)
{
    if (!paper.title.trimmed().isEmpty()) {
        return same(paper.title);
    }
    return text("Untitled paper {0} of {1}", "{1} 的第 {0} 篇无题论文", paper.index,
                paper.reportDate.toStdString());
}

Text shortTitle(const PaperPart &paper)
{
    return paper.shortName.isEmpty() ? paperTitle(paper) : same(paper.shortName);
}

// Short; the card of the claim has the words.
Text glanceFigure(const ComparisonRow &row)
{
    return row.measured.isEmpty() || row.quality
                   ? figureWords(row)
                   : same(compare::ratioText(row.measured.first().ratio));
}

// "8 consistent, 2 not observed".
template <class Kinds>
Text countsOf(const Kinds &kinds)
{
    Text out;
    for (const auto &[count, words] : kinds) {
        if (count > 0) {
            out.en += (out.en.empty() ? "" : ", ") + std::to_string(count) + " " + words.en;
            out.zh += (out.zh.empty() ? "" : "，") + words.zh + " " + std::to_string(count);
        }
    }
    return out;
}

class Writer {
public:
    Writer(const ComparisonReport &report, const Vocabulary &vocabulary)
        : m_report(report), m_vocabulary(vocabulary)
    {
    }

    Document document()
    {
        m_document.title = {"Touchstone: claims and measurements", "试金石：论断与实测"};
        addHead();
        addGlance();
        addUnanswered();
        addCharts();
        for (const PaperPart &paper : m_report.papers) {
            if (!paper.answered.isEmpty() || !paper.unanswered.isEmpty()) {
                addPaper(paper);
            }
        }
        addMethod();
        addMachines();
        return std::move(m_document);
    }

private:
    void add(Part part) { m_document.parts.append(std::move(part)); }
    void section(const Text &text) { add(Heading{2, text}); }

    qsizetype claims() const
    {
        qsizetype count = 0;
        for (const PaperPart &paper : m_report.papers) {
            count += paper.answered.size() + paper.unanswered.size();
        }
        return count;
    }

    int answers(Answer answer) const
    {
        return rowsThat([answer](const ComparisonRow &row) { return row.answer == answer; });
    }

    int measured(bool here) const
    {
        return rowsThat([here](const ComparisonRow &row) {
            return row.answer == Answer::Measured && elsewhereOf(row).isEmpty() == here;
        });
    }

    template <class Holds>
    int rowsThat(const Holds &holds) const
    {
        int count = 0;
        for (const PaperPart &paper : m_report.papers) {
            for (const auto *rows : {&paper.answered, &paper.unanswered}) {
                count += int(std::count_if(rows->begin(), rows->end(), holds));
            }
        }
        return count;
    }

    void addHead()
    {
        add(Heading{1, m_document.title});
        add(Paragraph{m_report.scope});
        Facts facts;
        if (!m_report.lastRun.isEmpty()) {
            const std::string first = m_report.firstRun.left(10).toStdString();
            const std::string last = m_report.lastRun.left(10).toStdString();
            facts.rows.append({{"Measured", "测量日期"},
                               first == last ? text("{0}", "{0}", first)
                                             : text("{0} to {1}", "{0} 至 {1}", first, last)});
        }
        if (!m_report.lastReport.isEmpty()) {
            facts.rows.append({{"Newest report file", "最新报告文件"}, same(m_report.lastReport)});
        }
        // Each file of results brings the facts of its machine: what they have in common is said
        // once.
        QVector<std::pair<Text, Text>> said;
        for (const store::MachineRow &machine : m_report.machines) {
            const std::pair words{
                    machineWords(QString::fromStdString(machine.head.machine.id), m_report),
                    certificateWords(machine)};
            if (!said.contains(words)) {
                said.append(words);
                facts.rows.append({{"Machine", "机器"}, words.first});
                facts.rows.append({{"Certificate", "证书"}, words.second});
            }
        }
        facts.rows.append({{"Answers", "答复"}, answerCounts()});
        const Text verdicts = verdictCounts();
        if (!verdicts.en.empty()) {
            facts.rows.append({{"Verdicts", "结论"}, verdicts});
        }
        add(facts);
        for (const Text &left : m_report.leftOut) {
            add(Paragraph{left, true});
        }
    }

    static Text certificateWords(const store::MachineRow &machine)
    {
        if (!machine.head.certificate) {
            return {"none: how often identical code is called different here is not known",
                    "无：尚不知相同代码在此机器上有多大概率被判为不同"};
        }
        const Text sentence = measure::certificateSentence(*machine.head.certificate);
        const std::string date = machine.head.certificate->at.substr(0, 10);
        return date.empty() ? sentence
                            : text("{0}: {1}", "{0}：{2}", date, sentence.en, sentence.zh);
    }

    Text answerCounts() const
    {
        const std::array<std::pair<int, Text>, 7> kinds{
                {{measured(true), {"measured here", "本机实测"}},
                 {measured(false), {"measured on other machines", "在其他机器上实测"}},
                 {answers(Answer::Computed), {"computed", "计算得出"}},
                 {answers(Answer::Simulated), {"simulated", "仿真得出"}},
                 {answers(Answer::NotRun), {"not run yet", "尚未运行"}},
                 {answers(Answer::NotMeasurable), {"not measurable here", "在此无法测量"}},
                 {answers(Answer::NoKernel), {"with a kernel to come", "内核待加入"}}}};
        const Text counts = countsOf(kinds);
        const auto papers = m_report.papers.size();
        return counts.en.empty()
                       ? text("{0} papers, no claims", "{0} 篇论文，没有论断", papers)
                       : text("{0} papers, {1} claims: {2}", "{0} 篇论文，{1} 条论断：{3}", papers,
                              claims(), counts.en, counts.zh);
    }

    Text verdictCounts() const
    {
        std::array<std::pair<int, Text>, 6> kinds;
        for (std::size_t i = 0; i < kinds.size(); ++i) {
            kinds[i].second = verdictWords(ClaimVerdict(i));
        }
        for (const PaperPart &paper : m_report.papers) {
            for (const ComparisonRow &row : paper.answered) {
                ++kinds[std::size_t(row.verdict)].first;
            }
        }
        return countsOf(kinds);
    }

    void addGlance()
    {
        Table table;
        table.columns = {{"Paper", "论文"}, {"Claim", "论断"}, {"Figure [95 %]", "数值 [95%]"},
                         {"Limit", "上限"}, {"Grade", "等级"}, {"Verdict", "结论"}};
        table.shares = {0.25, 0.22, 0.22, 0.08, 0.07, 0.16};
        for (const PaperPart &paper : m_report.papers) {
            for (const ComparisonRow &row : paper.answered) {
                table.rows.append({shortTitle(paper), claimTitle(row, m_vocabulary),
                                   glanceFigure(row), same(compare::orDash(row.limit)),
                                   same(compare::gradeWord(row.grade)), verdictWords(row.verdict)});
            }
        }
        section({"At a glance", "概览"});
        if (table.rows.isEmpty()) {
            add(Paragraph{{"None of these claims has a figure of this library yet.",
                           "这些论断在本文献库中尚无任何数值。"}});
        } else {
            add(table);
        }
    }

    // Reasons that several claims share are said once.
    void addUnanswered()
    {
        const int notRun = answers(Answer::NotRun);
        const int notMeasurable = answers(Answer::NotMeasurable);
        const int noKernel = answers(Answer::NoKernel);
        const auto plain =
                std::count_if(m_report.papers.begin(), m_report.papers.end(), [](const auto &one) {
                    return one.answered.isEmpty() && one.unanswered.isEmpty();
                });
        if (notRun + notMeasurable + noKernel + plain == 0) {
            return;
        }
        section({"What is not answered", "尚未回答的论断"});
        Facts facts;
        const auto count = [&facts](const Text &name, auto number, const Text &why) {
            if (number > 0) {
                facts.rows.append({name, text("{0}: {1}", "{0}：{2}", number, why.en, why.zh)});
            }
        };
        count({"Not run yet", "尚未运行"}, notRun,
              {"a kernel answers them; it has no run with this figure",
               "已有可回答的内核，但尚无含该数值的运行"});
        count({"Not measurable here", "在此无法测量"}, notMeasurable,
              {"the reason is given with each claim", "各条论断处给出原因"});
        count({"Kernel to come", "内核待加入"}, noKernel,
              {"no kernel reproduces these papers yet", "尚无内核复现这些论文"});
        count({"Papers without a claim", "没有论断的论文"}, plain,
              {"their text gives no figure to test; they are not listed below",
               "其文本没有可检验的数值，下文不再列出"});
        add(facts);
    }

    void addCharts()
    {
        if (m_report.charts.isEmpty() && !m_report.roofline) {
            return;
        }
        section({"Charts", "图表"});
        for (const compare::ChartSpec &chart : m_report.charts) {
            add(Chart{chart});
        }
        if (m_report.roofline) {
            add(Chart{*m_report.roofline});
        }
    }

    void addPaper(const PaperPart &paper)
    {
        add(Heading{3, paperTitle(paper)});
        Facts facts;
        if (!paper.shortName.isEmpty()) {
            facts.rows.append({{"Short name", "简称"}, same(paper.shortName)});
        }
        const Text authors = authorWords(paper);
        if (!authors.en.empty()) {
            facts.rows.append({{"Authors", "作者"}, authors});
        }
        facts.rows.append({{"Report", "报告"}, reportWords(paper)});
        const Text techniques = techniqueWords(paper.techniques);
        if (!techniques.en.empty()) {
            facts.rows.append({{"Techniques", "技术"}, techniques});
        }
        add(facts);
        if (!paper.codeUrl.isEmpty()) {
            add(Link{{"Code", "代码"}, paper.codeUrl});
        }
        for (const ComparisonRow &row : paper.answered) {
            add(cardOf(row, m_report, m_vocabulary));
        }
        for (const compare::ChartSpec &chart : paper.charts) {
            add(Chart{chart});
        }
        addReasons(paper);
    }

    static Text authorWords(const PaperPart &paper)
    {
        const std::string names = paper.institutions.join(QStringLiteral("; ")).toStdString();
        if (paper.authorCount == 0) {
            return {names, names};
        }
        const Text count = text(paper.authorCount == 1 ? "one author" : "{0} authors", "{0} 位作者",
                                paper.authorCount);
        return names.empty() ? count : text("{0} ({1})", "{0}（{2}）", names, count.en, count.zh);
    }

    static Text reportWords(const PaperPart &paper)
    {
        const std::string date = paper.reportDate.toStdString();
        const std::string title = paper.reportTitle.toStdString();
        return title.empty() ? text("{0}, number {1}", "{0}，第 {1} 篇", date, paper.index)
                             : text("{2}, {0}, number {1}", "{2}，{0}，第 {1} 篇", date,
                                    paper.index, title);
    }

    Text techniqueWords(const QStringList &ids) const
    {
        Text out;
        for (const QString &id : ids) {
            const Text name = compare::techniqueName(m_vocabulary, id);
            out.en += (out.en.empty() ? "" : ", ") + name.en;
            out.zh += (out.zh.empty() ? "" : "、") + name.zh;
        }
        return out;
    }

    // A claim without a figure is shown with its sentence: what it says is what one looks for.
    void addReasons(const PaperPart &paper)
    {
        if (paper.unanswered.isEmpty()) {
            return;
        }
        Table table;
        table.columns = {{"Not answered", "未回答"}, {"In the paper", "原文"}, {"Why", "原因"}};
        table.shares = {0.22, 0.39, 0.39};
        for (const ComparisonRow &row : paper.unanswered) {
            Text quote;
            for (const Quote &one : quotesOf(row.claim)) {
                quote.en += (quote.en.empty() ? "" : "\n") + one.text.toStdString();
            }
            quote.zh = quote.en;
            table.rows.append({claimTitle(row, m_vocabulary), quote, row.sentence});
        }
        add(table);
    }

    void addMethod()
    {
        section({"How the figures were taken", "数值的取得方式"});
        for (const Text &words : methodWords()) {
            add(Paragraph{words});
        }
    }

    void addMachines()
    {
        std::set<std::tuple<std::string, measure::Facts, measure::Facts, std::string>> said;
        for (const store::MachineRow &machine : m_report.machines) {
            const Text name =
                    machineWords(QString::fromStdString(machine.head.machine.id), m_report);
            const bool isNew = said.emplace(name.en, machine.head.machine.facts,
                                            machine.head.environment, certificateWords(machine).en)
                                       .second;
            if (!isNew) {
                continue;
            }
            section(text("Environment: {0}", "环境：{1}", name.en, name.zh));
            Facts facts;
            if (!machine.at.isEmpty()) {
                facts.rows.append({{"Recorded", "记录时间"}, same(machine.at)});
            }
            for (const auto *part : {&machine.head.machine.facts, &machine.head.environment}) {
                for (const auto &[key, value] : *part) {
                    if (!value.empty()) {
                        facts.rows.append({factName(key), factValue(key, value)});
                    }
                }
            }
            facts.rows.append({{"Certificate", "证书"}, certificateWords(machine)});
            add(facts);
        }
    }

    const ComparisonReport &m_report;
    const Vocabulary &m_vocabulary;
    Document m_document;
};

}  // namespace

Document documentOf(const ComparisonReport &report, const Vocabulary &vocabulary)
{
    return Writer(report, vocabulary).document();
}

QString printable(const QString &text)
{
    QString out = text;
    for (qsizetype i = 0; i < out.size(); ++i) {
        const QChar c = out[i];
        const bool paired =
                (c.isHighSurrogate() && i + 1 < out.size() && out[i + 1].isLowSurrogate())
                || (c.isLowSurrogate() && i > 0 && out[i - 1].isHighSurrogate());
        const bool control = c.category() == QChar::Other_Control && c != u'\n';
        if (control || c == QChar(0xFFFE) || c == QChar(0xFFFF) || (c.isSurrogate() && !paired)) {
            out[i] = u' ';
        }
    }
    return out;
}

QStringList shownIn(const Text &text, Languages languages)
{
    const QString en = printable(QString::fromStdString(text.en));
    const QString zh = printable(QString::fromStdString(text.zh));
    if (languages == Languages::Both) {
        return en == zh ? QStringList{en} : QStringList{en, zh};
    }
    return {languages == Languages::Chinese ? zh : en};
}

QString shownOnOneLine(const Text &text, Languages languages)
{
    return shownIn(text, languages).join(QStringLiteral(" / ")).simplified();
}

}  // namespace touchstone::report
