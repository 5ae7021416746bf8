// The window as its users feel it: from the start of the process to the first paint and to the
// filled table, from a keystroke in the search to new rows and facets, and while scrolling.
//
//   bench_window [LIBRARY.db]     without one: a new library with the bundled reports
//
// A library of 100,000 papers comes from TOUCHSTONE_BENCH_FOLDER=... bench_store. Runs on whatever
// platform Qt finds; under Xvfb the paints are real.
#include "ui/library/library_page.h"
#include "ui/main_window.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QLineEdit>
#include <QProcess>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <ctime>

using namespace touchstone;
using namespace touchstone::ui;

namespace {

constexpr int patience = 60'000;
constexpr int starts = 9;

double median(std::vector<double> values)
{
    std::nth_element(values.begin(), values.begin() + std::ptrdiff_t(values.size() / 2),
                     values.end());
    return values[values.size() / 2];
}

// The kernel tells when the process began, in ticks of 10 ms since the machine started.
double msSinceProcessStart()
{
    QFile stat(QStringLiteral("/proc/self/stat"));
    if (!stat.open(QIODevice::ReadOnly)) {
        return 0;
    }
    const QByteArray line = stat.readAll();
    constexpr int startTimeField = 19;  // of those after the name in brackets; see proc(5)
    const double ticks =
            line.mid(line.lastIndexOf(')') + 2).split(' ').value(startTimeField).toDouble();
    timespec now{};
    clock_gettime(CLOCK_BOOTTIME, &now);
    return double(now.tv_sec) * 1e3 + double(now.tv_nsec) / 1e6
           - ticks * 1e3 / double(sysconf(_SC_CLK_TCK));
}

class FirstPaint : public QObject {
public:
    double ms = 0;
    bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() == QEvent::Paint && ms == 0) {
            ms = msSinceProcessStart();
        }
        return false;
    }
};

WindowOptions optionsFor(const QString &library, const QTemporaryDir &folder)
{
    WindowOptions options;
    options.databasePath = library;
    options.settingsPath = folder.filePath(QStringLiteral("window.ini"));
    options.language = Language::English;
    return options;
}

// One cold start; prints both times for the parent.
int startOnce(const QString &library)
{
    const QTemporaryDir folder;
    FirstPaint paint;
    MainWindow window(optionsFor(library, folder));
    window.installEventFilter(&paint);
    QSignalSpy queried(window.libraryPage(), &LibraryPage::queried);
    window.show();
    if (queried.isEmpty() && !queried.wait(patience)) {
        return 1;
    }
    QApplication::processEvents();
    std::printf("%f %f\n", paint.ms, msSinceProcessStart());
    return 0;
}

bool printStarts(const QString &library)
{
    std::vector<double> paints, filled;
    for (int i = 0; i < starts; ++i) {
        QProcess process;
        process.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--once"), library});
        if (!process.waitForFinished(patience) || process.exitCode() != 0) {
            return false;
        }
        const QByteArrayList ms = process.readAllStandardOutput().trimmed().split(' ');
        paints.push_back(ms.value(0).toDouble());
        filled.push_back(ms.value(1).toDouble());
    }
    std::printf("start to first paint    median %6.0f ms of %d\n", median(paints), starts);
    std::printf("start to filled table   median %6.0f ms\n", median(filled));
    return true;
}

void printKeystrokes(MainWindow &window)
{
    auto *search = window.findChild<QLineEdit *>(QStringLiteral("search"));
    QSignalSpy queried(window.libraryPage(), &LibraryPage::queried);
    std::vector<double> times;
    for (const QString &text : {QStringLiteral("quan"), QStringLiteral("token"),
                                QStringLiteral("推理加速"), QStringLiteral("spec 量化")}) {
        for (int length = 1; length <= text.size(); ++length) {
            queried.clear();
            QElapsedTimer timer;
            timer.start();
            search->setText(text.left(length));
            if (queried.wait(patience)) {
                QApplication::processEvents();
                times.push_back(double(timer.nsecsElapsed()) / 1e6);
            }
        }
    }
    std::printf("keystroke to new rows   median %6.0f ms, worst %.0f ms of %zu\n", median(times),
                *std::max_element(times.begin(), times.end()), times.size());
    search->clear();
    queried.wait(patience);
}

void printScrolling(MainWindow &window)
{
    auto *table = window.findChild<QTableView *>(QStringLiteral("paperTable"));
    QScrollBar *bar = table->verticalScrollBar();
    std::vector<double> times;
    constexpr int steps = 200;
    for (int i = 0; i < steps; ++i) {
        QElapsedTimer timer;
        timer.start();
        bar->setValue(int(double(bar->maximum()) * ((i * 37) % steps) / steps));
        table->viewport()->repaint();
        QApplication::processEvents();
        times.push_back(double(timer.nsecsElapsed()) / 1e6);
    }
    std::printf("one scroll              median %6.1f ms, worst %.0f ms\n", median(times),
                *std::max_element(times.begin(), times.end()));
}

void printMemory()
{
    QFile status(QStringLiteral("/proc/self/status"));
    if (status.open(QIODevice::ReadOnly)) {
        const QByteArray text = status.readAll();
        const auto at = text.indexOf("VmHWM:");
        std::printf("peak memory             %s\n",
                    text.mid(at + 6, text.indexOf('\n', at) - at - 6).trimmed().constData());
    }
}

}  // namespace

int main(int argc, char **argv)
{
    const QApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == QLatin1String("--once")) {
        return startOnce(arguments.value(2));
    }
    const QTemporaryDir folder;
    const QString library = arguments.value(1, folder.filePath(QStringLiteral("library.db")));
    MainWindow window(optionsFor(library, folder));
    QSignalSpy ready(&window, &MainWindow::libraryReady);
    QSignalSpy queried(window.libraryPage(), &LibraryPage::queried);
    window.show();
    if ((ready.isEmpty() && !ready.wait(patience))
        || (queried.isEmpty() && !queried.wait(patience))) {
        std::fprintf(stderr, "%s: could not be opened\n", qPrintable(library));
        return 1;
    }
    std::printf("%d papers, platform %s\n", window.libraryPage()->papers().rowCount(),
                qPrintable(QGuiApplication::platformName()));
    if (!printStarts(library)) {
        std::fprintf(stderr, "a start did not end\n");
        return 1;
    }
    printKeystrokes(window);
    printScrolling(window);
    printMemory();
    return 0;
}
