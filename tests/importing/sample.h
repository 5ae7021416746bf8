// A small report written for the tests, and ways to modify it.
#pragma once

#include "importing/importer.h"

#include <QRegularExpression>
#include <QtTest>

namespace touchstone::importing {

struct SamplePaper {
    const char *title;
    const char *brief;
    const char *institutions;
    const char *authors;
    const char *abstract;
};

inline const QVector<SamplePaper> &samplePapers()
{
    static const QVector<SamplePaper> papers{
            {"Lumen: Light Caches for Long Prompts", "某大学提出Lumen，缓存占用降低一半。",
             "Example University, Sample Technologies, Inc", "4人",
             "Long prompts fill the cache of a decoder. We introduce Lumen, a cache that keeps "
             "only "
             "what later tokens ask for. Code is at https://github.com/example/lumen."},
            {"TWO-STEP PRUNING FOR SMALL MODELS", "研究团队提出两步剪枝。", "", "2人",
             "Pruning removes weights in two steps. The second step repairs what the first one "
             "broke, and our experiments measure both."},
            {"Counting Tokens", "某公司统计词元。", "Third Lab", "1人",
             "We count tokens in five languages and report where a tokenizer wastes them."},
    };
    return papers;
}

inline QByteArray briefsOf(const QVector<SamplePaper> &papers)
{
    QByteArray out = "## 论文技术简报\n\n";
    for (qsizetype i = 0; i < papers.size(); ++i) {
        out += "### " + QByteArray::number(i + 1) + ". " + papers[i].title + "\n\n"
               + papers[i].brief + "\n\n";
    }
    return out;
}

inline QByteArray detailsOf(const QVector<SamplePaper> &papers)
{
    QByteArray out = "## 论文详细信息\n\n";
    for (qsizetype i = 0; i < papers.size(); ++i) {
        out += "### " + QByteArray::number(i + 1) + ". " + papers[i].title + "\n\n**主要机构**: "
               + papers[i].institutions + "\n**作者数量**: " + papers[i].authors + "\n\n**摘要**:\n"
               + papers[i].abstract + "\n\n";
    }
    return out;
}

inline QByteArray sampleHeader(int papers)
{
    return "# 推理加速论文报告\n生成时间: 2031-02-03 04:05:06\n分析论文数量: "
           + QByteArray::number(papers) + "篇\n\n";
}

inline QByteArray sampleReport()
{
    return sampleHeader(3) + briefsOf(samplePapers()) + detailsOf(samplePapers());
}

// Exactly one report, or an empty one and a test failure.
inline Report readOne(const QByteArray &bytes)
{
    auto reports = readReports(bytes, QStringLiteral("sample.md"));
    if (!reports || reports->size() != 1) {
        QTest::qFail(reports ? "not one report" : reports.error().message.en.c_str(), __FILE__,
                     __LINE__);
        return {};
    }
    return reports->at(0);
}

inline QStringList codesOf(const Report &report)
{
    QStringList codes;
    for (const ImportWarning &warning : report.warnings) {
        codes << warning.code;
    }
    return codes;
}

// The field is a substring of the decoded file that begins on the line (from 1); a line of 0 means
// that the field is missing.
inline bool beginsOnLine(const QByteArray &utf8, int line, const QString &field)
{
    if (line == 0 || field.isEmpty()) {
        return line == 0 && field.isEmpty();
    }
    static const QRegularExpression lineEnd(QStringLiteral("\r\n|\n|\r"));
    const QString text = QString::fromUtf8(utf8);
    qsizetype begin = 0;
    for (int passed = 1; passed < line; ++passed) {
        const QRegularExpressionMatch end = lineEnd.match(text, begin);
        if (!end.hasMatch()) {
            return false;
        }
        begin = end.capturedEnd();
    }
    const qsizetype at = text.indexOf(field, begin);
    return at >= begin && !QStringView(text).mid(begin, at - begin).contains(lineEnd);
}

}  // namespace touchstone::importing
