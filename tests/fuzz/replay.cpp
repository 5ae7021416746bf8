// Feeds every file of a corpus to its fuzz target, without libFuzzer: so that past findings
// stay fixed. A target aborts when its property fails; the test then names the file.
#include <QDir>
#include <QFile>
#include <QtTest>

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size);

namespace {

const QDir corpus(QStringLiteral(TOUCHSTONE_CORPUS));

void feed(const QByteArray &bytes)
{
    QCOMPARE(LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t *>(bytes.constData()),
                                    std::size_t(bytes.size())),
             0);
}

}  // namespace

class TestReplay : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void holds_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        const QStringList names = corpus.entryList(QDir::Files, QDir::Name);
        QVERIFY2(!names.isEmpty(), qPrintable(corpus.path()));
        for (const QString &name : names) {
            QFile file(corpus.filePath(name));
            QVERIFY(file.open(QIODevice::ReadOnly));
            QTest::newRow(qPrintable(name)) << file.readAll();
        }
    }
    void holds()
    {
        QFETCH(QByteArray, bytes);
        feed(bytes);
    }

    // Variations of each seed, the same in every run: truncated, doubled, one damaged byte.
    void holdsWhenDamaged_data() { holds_data(); }
    void holdsWhenDamaged()
    {
        QFETCH(QByteArray, bytes);
        feed(bytes + bytes);
        const qsizetype step = std::max<qsizetype>(1, bytes.size() / 40);
        for (qsizetype at = 0; at < bytes.size(); at += step) {
            feed(bytes.first(at));
            QByteArray damaged = bytes;
            damaged[at] = char(damaged[at] ^ 0x81);
            feed(damaged);
        }
    }
};

QTEST_GUILESS_MAIN(TestReplay)
#include "replay.moc"
