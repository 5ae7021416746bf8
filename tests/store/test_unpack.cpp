#include "store/unpack.h"

#include <QByteArray>
#include <QTest>

using namespace touchstone;
using store::unpacked;

namespace {

std::string_view viewOf(const QByteArray &bytes)
{
    return {bytes.constData(), std::size_t(bytes.size())};
}

}  // namespace

class TestUnpack : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatQtPackedComesBack();
    void damageIsRefused();
    void aSmallBlobCannotTakeAllMemory();
};

void TestUnpack::whatQtPackedComesBack()
{
    for (const qsizetype size : {1, 1000, 65536, 300'000}) {
        QByteArray text(size, 'a');
        for (qsizetype i = 0; i < size; ++i) {
            text[i] = char('a' + i * i % 23);
        }
        const auto back = unpacked(viewOf(qCompress(text)));
        QVERIFY(back);
        QCOMPARE(QByteArray::fromStdString(*back), text);
    }
}

void TestUnpack::damageIsRefused()
{
    const QByteArray packed = qCompress(QByteArray(10'000, 'a'));
    for (qsizetype length = 0; length < packed.size(); ++length) {
        QVERIFY(!unpacked(viewOf(packed.left(length))));
    }
    QByteArray changed = packed;
    changed[packed.size() / 2] = char(changed[packed.size() / 2] ^ 0x55);
    QVERIFY(!unpacked(viewOf(changed)));
}

void TestUnpack::aSmallBlobCannotTakeAllMemory()
{
    QByteArray packed = qCompress(QByteArray(300 << 20, '\0'));
    QVERIFY(packed.size() < 1 << 20);
    packed.replace(0, 4, QByteArray("\0\0\0\1", 4));  // "one byte"
    const auto refused = unpacked(viewOf(packed));
    QVERIFY(!refused);
    QVERIFY(refused.error().message.en.find("too large") != std::string::npos);
}

QTEST_GUILESS_MAIN(TestUnpack)
#include "test_unpack.moc"
