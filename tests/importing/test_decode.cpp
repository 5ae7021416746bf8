#include "importing/decode.h"
#include "sample.h"

#include <QStringConverter>

using namespace touchstone;
using namespace touchstone::importing;

namespace {

QByteArray encoded(const QByteArray &utf8, QStringConverter::Encoding encoding, bool mark)
{
    QStringEncoder encoder(encoding, mark ? QStringConverter::Flag::WriteBom
                                          : QStringConverter::Flag::Default);
    return encoder(QString::fromUtf8(utf8));
}

QByteArray gb18030(const QByteArray &utf8)
{
    QStringEncoder encoder("GB18030");
    return encoder(QString::fromUtf8(utf8));
}

}  // namespace

class TestDecode : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyEncodingReadsTheSame_data()
    {
        const QByteArray report = sampleReport();
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("encoding");
        QTest::newRow("UTF-8") << report << QStringLiteral("UTF-8");
        QTest::newRow("UTF-8 with mark") << "\xEF\xBB\xBF" + report << QStringLiteral("UTF-8");
        QTest::newRow("UTF-16LE") << encoded(report, QStringConverter::Utf16LE, true)
                                  << QStringLiteral("UTF-16LE");
        QTest::newRow("UTF-16BE") << encoded(report, QStringConverter::Utf16BE, true)
                                  << QStringLiteral("UTF-16BE");
        QTest::newRow("UTF-16LE bare")
                << encoded(report, QStringConverter::Utf16LE, false) << QStringLiteral("UTF-16LE");
        QTest::newRow("UTF-16BE bare")
                << encoded(report, QStringConverter::Utf16BE, false) << QStringLiteral("UTF-16BE");
        QTest::newRow("UTF-32LE") << encoded(report, QStringConverter::Utf32LE, true)
                                  << QStringLiteral("UTF-32LE");
        QTest::newRow("GB18030") << gb18030(report) << QStringLiteral("GB18030");
    }
    void everyEncodingReadsTheSame()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, encoding);
        const Report report = readOne(bytes);
        const Report plain = readOne(sampleReport());
        QCOMPARE(report.encoding, encoding);
        QCOMPARE(report.sourceBytes(), bytes);
        QCOMPARE(report.papers.size(), plain.papers.size());
        for (qsizetype i = 0; i < plain.papers.size(); ++i) {
            QCOMPARE(textHash(report.papers[i]), textHash(plain.papers[i]));
            QCOMPARE(report.papers[i].abstractLine, plain.papers[i].abstractLine);
        }
        QCOMPARE(codesOf(report), codesOf(plain));
    }

    void marksAmidTheTextAreLeftOut()
    {
        QByteArray bytes = sampleReport();
        const qsizetype comma = bytes.indexOf(", ") + 2;
        bytes.insert(comma, "\xEF\xBB\xBF");
        const Report report = readOne(bytes);
        const Report plain = readOne(sampleReport());
        QCOMPARE(report.sourceBytes(), bytes);
        QCOMPARE(report.papers.size(), plain.papers.size());
        QCOMPARE(report.papers[0].institutions, plain.papers[0].institutions);
        QCOMPARE(textHash(report.papers[0]), textHash(plain.papers[0]));
        QVERIFY(codesOf(report).contains(QStringLiteral("inner-mark")));
    }

    void nothingIsCopiedForUtf8()
    {
        const QByteArray bytes = sampleReport();
        WarningList warnings;
        const auto decoded = decode(bytes, QStringLiteral("x"), warnings);
        QVERIFY(decoded.has_value());
        QCOMPARE(static_cast<const void *>(decoded->utf8.constData()),
                 static_cast<const void *>(bytes.constData()));
    }

    void damageIsReplacedAndSaid()
    {
        QByteArray bytes = sampleReport();
        const qsizetype at = bytes.indexOf("Pruning removes");
        bytes[at] = '\xFF';
        const Report report = readOne(bytes);
        QCOMPARE(report.encoding, QStringLiteral("UTF-8"));
        QVERIFY(report.papers.at(1).abstract.startsWith(QChar(0xFFFD)));
        QVERIFY(codesOf(report).contains(QStringLiteral("invalid-bytes")));
        const int line = int(1 + bytes.first(at).count('\n'));
        const auto named = std::find_if(
                report.warnings.begin(), report.warnings.end(),
                [](const ImportWarning &w) { return w.code == QLatin1String("invalid-bytes"); });
        QCOMPARE(named->line, line);
    }

    void aCutCharacterAtTheEndStaysUtf8()
    {
        QByteArray bytes = sampleReport().trimmed() + "结束";
        bytes.chop(1);
        QCOMPARE(readOne(bytes).encoding, QStringLiteral("UTF-8"));
    }

    void westernBibliographiesAreRead()
    {
        const Report report = readOne("@article{a, title = {Caf\xE9 caches}, year = 2031}");
        QCOMPARE(report.encoding, QStringLiteral("ISO-8859-1"));
        QCOMPARE(report.papers.at(0).title, QStringLiteral("Café caches"));
        QVERIFY(codesOf(report).contains(QStringLiteral("guessed-encoding")));
    }

    void binaryIsRefusedByName_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("says");
        const auto row = [](const char *says, const QByteArray &bytes) {
            QTest::newRow(says) << bytes << QByteArray(says);
        };
        row("PDF", "%PDF-1.7\n1 0 obj");
        row("PNG", QByteArray("\x89PNG\r\n\x1a\n\0\0", 10));
        row("ZIP", QByteArray("PK\x03\x04\x14\0", 6));
        row("SQLite", QByteArray("SQLite format 3\0", 16));
        row("ELF", QByteArray("\x7f"
                              "ELF\x02\x01\x01\0",
                              8));
        row("gzip", QByteArray("\x1f\x8b\x08\0", 4));
        row("tar", QByteArray(257, 'a') + "ustar\0 ");
        row("binary data", QByteArray("text\0with\x01nothing\x02to\x03read", 25));
        row("empty", QByteArray());
        row("empty", QByteArray(" \r\n\t"));
    }
    void binaryIsRefusedByName()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, says);
        const auto reports = readReports(bytes, QStringLiteral("found.bin"));
        QVERIFY(!reports.has_value());
        QCOMPARE(reports.error().code, ErrorCode::UnknownFormat);
        const std::string &message = reports.error().message.en;
        QVERIFY2(message.find(says.toStdString()) != std::string::npos, message.c_str());
        QVERIFY(message.find("found.bin") != std::string::npos);
        QVERIFY(message.find('\n') == std::string::npos);
        QVERIFY(reports.error().message.zh.find("found.bin") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestDecode)
#include "test_decode.moc"
