#include "documents/report_file.h"

#include "base/files.h"
#include "charts/chart_export.h"
#include "documents/pdf_report.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QThread>

#include <chrono>
#include <future>

namespace touchstone::ui {

using report::Languages;

namespace {

// exportChart() writes files only.
Result<QByteArray> drawnChart(const compare::ChartSpec &spec, Languages languages)
{
    const QTemporaryDir folder;
    if (!folder.isValid()) {
        return fail(ErrorCode::Unwritable, "no temporary folder: {0}", "无法创建临时文件夹：{0}",
                    folder.errorString().toStdString());
    }
    ChartStyle style;
    style.language = languages == Languages::Chinese ? Language::Chinese : Language::English;
    style.bothLanguages = languages == Languages::Both;
    const QString path = folder.filePath(QStringLiteral("chart.svg"));
    if (const auto written = exportChart(spec, style, path); !written) {
        return passOn(written.error());
    }
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return fail(ErrorCode::Unreadable, "{0}: {1}", "{0}：{1}", path.toStdString(),
                    file.errorString().toStdString());
    }
    return file.readAll();
}

// Charts belong to the GUI thread. It may be about to wait for this one, when the window closes: a
// stop request ends the wait.
Result<QByteArray> drawnByGui(const compare::ChartSpec &spec, Languages languages,
                              const std::stop_token &stop)
{
    if (QThread::currentThread() == qApp->thread()) {
        return drawnChart(spec, languages);
    }
    const auto promise = std::make_shared<std::promise<Result<QByteArray>>>();
    auto drawn = promise->get_future();
    QMetaObject::invokeMethod(
            qApp, [spec, languages, promise] { promise->set_value(drawnChart(spec, languages)); },
            Qt::QueuedConnection);
    using namespace std::chrono_literals;
    while (drawn.wait_for(20ms) != std::future_status::ready) {
        if (stop.stop_requested()) {
            return cancelled();
        }
    }
    return drawn.get();
}

}  // namespace

Result<ReportFormat> checkReportFile(const ReportFile &file)
{
    const std::string path = file.path.toStdString();
    const QString suffix = QFileInfo(file.path).suffix().toLower();
    std::optional<ReportFormat> format = file.format;
    if (!format && (suffix == QLatin1String("html") || suffix == QLatin1String("htm"))) {
        format = ReportFormat::Html;
    } else if (!format && suffix == QLatin1String("pdf")) {
        format = ReportFormat::Pdf;
    }
    if (!format) {
        return fail(ErrorCode::Usage, "{0}: unknown suffix; use .html or .pdf, or name the format",
                    "{0}：未知的后缀；请用 .html 或 .pdf，或指定格式", path);
    }
    if (const auto possible = outputCanBeWritten(path); !possible) {
        return passOn(possible.error());
    }
    return *format;
}

Result<> writeReport(const store::Store &store, const report::ReportScope &scope,
                     const ReportFile &file, const std::stop_token &stop,
                     const report::Progress &progress)
{
    const auto format = checkReportFile(file);
    if (!format) {
        return passOn(format.error());
    }
    const auto loaded = report::loadReport(store, scope, stop);
    if (!loaded) {
        return passOn(loaded.error());
    }
    const auto draw = [&](const compare::ChartSpec &spec) {
        return drawnByGui(spec, file.languages, stop);
    };
    const report::Document document = documentOf(*loaded, Vocabulary::bundled());
    const auto bytes = *format == ReportFormat::Html
                               ? htmlReport(document, file.languages, draw, stop, progress)
                               : pdfReport(document, file.languages, draw, stop, progress);
    if (!bytes) {
        return passOn(bytes.error());
    }
    return writeOutput(file.path.toStdString(), {bytes->constData(), std::size_t(bytes->size())},
                       stop);
}

}  // namespace touchstone::ui
