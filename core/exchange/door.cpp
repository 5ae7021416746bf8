#include "exchange/door.h"

#include "base/files.h"
#include "exchange/foreign.h"
#include "exchange/foreign_document.h"
#include "exchange/origin.h"
#include "exchange/relaxed_json.h"
#include "importing/file_name.h"
#include "importing/importer.h"

namespace touchstone::exchange {

namespace {

// What is no report may be a bundle or another tool's results; where it is neither, the word of the
// reports says more, unless the results know what is wrong.
Result<Opened> openResults(const QString &path, const Error &noReport, const std::stop_token &stop)
{
    if (noReport.code != ErrorCode::UnknownFormat && noReport.code != ErrorCode::Corrupt) {
        return passOn(noReport);
    }
    const std::filesystem::path place = importing::pathOf(path);
    const std::string name = importing::shownPath(path);
    const auto content = readInput(place, stop);
    if (!content) {
        return passOn(content.error().cancelled() ? content.error() : noReport);
    }
    const QByteArray bytes = QByteArray::fromStdString(*content);
    auto bundle = asBundle(bytes);
    if (bundle) {
        Opened opened;
        opened.results = std::move(*bundle);
        opened.origin = originOf(place, bytes);
        return opened;
    }
    const bool isLibrary = bytes.contains("\"touchstone-library/");
    const bool itsOwn =
            isOwnBundle(bytes) || (bundle.error().code != ErrorCode::UnknownFormat && !isLibrary);
    const bool otherJson = looksLikeJson(inUtf8(bytes)) && !isLibrary;
    return passOn(itsOwn || otherJson ? inFile(name, bundle.error()) : noReport);
}

}  // namespace

Result<Opened> openFile(const QString &path, const std::stop_token &stop)
{
    auto reports = importing::readFile(path, stop);
    if (!reports) {
        return reports.error().cancelled() ? passOn(reports.error())
                                           : openResults(path, reports.error(), stop);
    }
    Opened opened;
    opened.reports = std::move(*reports);
    return opened;
}

std::string leftOutOf(const measure::Bundle &bundle)
{
    std::string all;
    for (const measure::KernelResult &result : bundle.results) {
        if (const auto found = result.plan.find(leftOutKey); found != result.plan.end()) {
            all += (all.empty() ? "" : ", ") + found->second;
        }
    }
    return all;
}

}  // namespace touchstone::exchange
