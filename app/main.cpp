// touchstone: the window without arguments, a command with them.
#include "cli/cli.h"
#include "ui/main_window.h"

#include <QApplication>

#include <cstdio>
#include <cstdlib>
#include <string>

namespace {

void nameApplication()
{
    QCoreApplication::setOrganizationName(QStringLiteral("Touchstone"));
    QCoreApplication::setApplicationName(QStringLiteral("touchstone"));
    QCoreApplication::setApplicationVersion(QStringLiteral(TOUCHSTONE_VERSION));
}

// Drops the warning of Qt that XDG_RUNTIME_DIR is not set. It comes wherever no user is logged in
// (containers, cron) and has nothing to do with the chart.
void quietQt(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    if (!message.startsWith(QStringLiteral("QStandardPaths: "))) {
        std::fprintf(stderr, "%s\n", qPrintable(qFormatLogMessage(type, context, message)));
    }
}

// Of a window that cannot be opened; Qt's own words for it are a page and an abort.
std::string noWindow;

void sayNoWindow(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    static QString reason;  // the first that a platform plugin gives
    if (type == QtFatalMsg) {
        const std::string why =
                reason.isEmpty() ? std::string() : " (" + reason.toStdString() + ")";
        std::fprintf(stderr, "touchstone: %s%s\n", noWindow.c_str(), why.c_str());
        std::_Exit(EXIT_FAILURE);
    }
    if (QByteArray(context.category).startsWith("qt.qpa")) {
        reason = reason.isEmpty() ? message.simplified() : reason;
    } else {
        quietQt(type, context, message);
    }
}

int openWindow(int &argc, char **argv, const touchstone::cli::WindowArguments &arguments)
{
    const touchstone::Text words{
            "no display for the window; the commands work without one, see touchstone --help",
            "没有可用于窗口的显示器；各命令无需显示器，见 touchstone --help"};
    noWindow = words.in(touchstone::cli::languageOf(arguments.language));
    const QtMessageHandler usual = qInstallMessageHandler(sayNoWindow);
    const QApplication application(argc, argv);
    qInstallMessageHandler(usual);
    QGuiApplication::setDesktopFileName(QStringLiteral("org.touchstone.Touchstone"));
    touchstone::ui::WindowOptions options;
    options.databasePath = QString::fromStdString(arguments.database);
    if (!arguments.language.empty()) {
        options.language = arguments.language == "zh" ? touchstone::Language::Chinese
                                                      : touchstone::Language::English;
    }
    return touchstone::ui::runGui(*qApp, options);
}

}  // namespace

int main(int argc, char **argv)
{
    nameApplication();
    if (const auto window = touchstone::cli::windowArguments(argc, argv)) {
        return openWindow(argc, argv, *window);
    }
    if (touchstone::cli::needsFonts(argc, argv)) {
        // A chart is written to a file, so no display is opened.
        qputenv("QT_QPA_PLATFORM", "offscreen");
        qInstallMessageHandler(quietQt);
        const QApplication application(argc, argv);
        return touchstone::cli::run(argc, argv);
    }
    const QCoreApplication application(argc, argv);
    return touchstone::cli::run(argc, argv);
}
