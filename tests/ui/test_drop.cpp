// What is dropped on the window: names of any bytes, and results that need not be true.
#include "ui_test.h"

#include "exchange/comparison_inputs.h"
#include "ui/common/dropped_files.h"

#include <QDragEnterEvent>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QMimeData>
#include <QPushButton>
#include <QToolButton>

#include <filesystem>
#include <fstream>

using namespace touchstone;
using namespace touchstone::ui;

namespace {

const QString sound = QStringLiteral(TOUCHSTONE_SOURCE_DIR "/tests/fixtures/bundles/fused.json");

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// Says 100 times what its samples say.
QByteArray edited()
{
    QByteArray bundle = contentOf(sound);
    QJsonObject root = QJsonDocument::fromJson(bundle).object();
    QJsonObject result = root[QStringLiteral("results")].toArray().first().toObject();
    QJsonArray ratios;
    const QJsonArray before = result[QStringLiteral("ratios")].toArray();
    for (const QJsonValue &value : before) {
        QJsonObject ratio = value.toObject();
        for (const QString &key :
             {QStringLiteral("ratio"), QStringLiteral("low"), QStringLiteral("high")}) {
            ratio[key] = 100 * ratio[key].toDouble();
        }
        ratio[QStringLiteral("limit")] = QJsonValue();
        ratio[QStringLiteral("verdict")] = QStringLiteral("faster");
        ratios.append(ratio);
    }
    result[QStringLiteral("ratios")] = ratios;
    root[QStringLiteral("results")] = QJsonArray{result};
    return QJsonDocument(root).toJson();
}

void drop(ReportsPage *page, const QList<QUrl> &urls)
{
    QMimeData mime;
    mime.setUrls(urls);
    QDragEnterEvent enter(QPoint(50, 50), Qt::CopyAction, &mime, Qt::LeftButton, {});
    QCoreApplication::sendEvent(page, &enter);
    QSignalSpy previewed(page, &ReportsPage::previewed);
    QDropEvent event(QPointF(50, 50), Qt::CopyAction, &mime, Qt::LeftButton, {});
    QCoreApplication::sendEvent(page, &event);
    QVERIFY(previewed.wait(patience));
}

void importAll(const TestWindow &test)
{
    QSignalSpy imported(test.window->reportsPage(), &ReportsPage::imported);
    QTest::mouseClick(test.find<QPushButton>(QStringLiteral("importSelected")), Qt::LeftButton);
    QVERIFY(imported.wait(patience));
}

}  // namespace

class TestDrop : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void aNameThatIsNoUtf8IsImported()
    {
        TestWindow test(false);
        const std::string path = test.dir.path().toStdString() + "/caf\xe9.md";
        const QByteArray report = testReport();
        std::ofstream(path, std::ios::binary).write(report.constData(), report.size());
        QUrl url = QUrl::fromEncoded("file://"
                                     + QByteArray::fromStdString(path).toPercentEncoding("/"));
        QCOMPARE(droppedPaths({url, QUrl(QStringLiteral("https://example.org/a.md"))}).size(), 1);
        QTest::mouseClick(test.find<QToolButton>(QStringLiteral("reportsButton")), Qt::LeftButton);
        drop(test.window->reportsPage(), {url});
        QCOMPARE(test.window->reportsPage()->previewModel().preview().papers(PaperChange::New), 2);
        importAll(test);
        QTRY_COMPARE_WITH_TIMEOUT(test.window->reportsPage()->reportModel().rowCount(), 1,
                                  patience);
        QVERIFY(std::filesystem::remove(path));  // QTemporaryDir cannot name it
    }

    void anEditedBundleIsMistrusted()
    {
        TestWindow test(false);
        const QString path = test.write(QStringLiteral("edited.json"), edited());
        QTest::mouseClick(test.find<QToolButton>(QStringLiteral("reportsButton")), Qt::LeftButton);
        drop(test.window->reportsPage(), {QUrl::fromLocalFile(path)});
        importAll(test);
        const auto store = store::Store::open(test.options.databasePath, store::OpenMode::ReadOnly);
        QVERIFY(store);
        const auto runs = (*store)->runs();
        QVERIFY(runs);
        QCOMPARE(runs->size(), 1);
        QVERIFY(runs->first().mistrust);
        QCOMPARE(runs->first().origin.file, std::string("edited.json"));
        const auto labels = test.window->reportsPage()->findChildren<QLabel *>();
        QVERIFY(std::any_of(labels.begin(), labels.end(), [](const QLabel *label) {
            return label->text().contains(QLatin1String("mistrusted"));
        }));
    }

    void aSoundBundleNamesItsMachine()
    {
        TestWindow test(false);
        QTest::mouseClick(test.find<QToolButton>(QStringLiteral("reportsButton")), Qt::LeftButton);
        drop(test.window->reportsPage(), {QUrl::fromLocalFile(sound)});
        importAll(test);
        const auto store = store::Store::open(test.options.databasePath, store::OpenMode::ReadOnly);
        QVERIFY(store);
        const auto inputs = exchange::loadRuns(**store);
        QVERIFY(inputs);
        QCOMPARE(inputs->runs.size(), 1);
        QCOMPARE(inputs->runs.first().elsewhere,
                 QJsonDocument::fromJson(contentOf(sound))
                         .object()[QStringLiteral("machine")][QStringLiteral("name")]
                         .toString());
    }
};

QTEST_MAIN(TestDrop)
#include "test_drop.moc"
