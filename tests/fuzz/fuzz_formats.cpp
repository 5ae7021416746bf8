// Any bytes through the importer: JSON, BibTeX, CSL-JSON and reports, up to an export that reads
// back unchanged.
#include "importing/importer.h"
#include "library/library_json.h"

#include <QJsonDocument>

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace touchstone;
using namespace touchstone::importing;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    const auto reports = readReports(bytes, QStringLiteral("fuzz"));
    if (!reports) {
        const std::string &message = reports.error().message.en;
        if (message.empty() || message.find('\n') != std::string::npos) {
            std::abort();
        }
        return 0;
    }
    QVector<LibraryReport> library;
    for (const Report &report : *reports) {
        LibraryReport entry;
        entry.generatedAt = report.generatedAt;
        entry.paperCount = int(report.papers.size());
        for (const ReportPaper &paper : report.papers) {
            entry.papers.append({QString(), paper});
        }
        library.append(entry);
    }
    const QByteArray json = QJsonDocument(libraryToJson(library)).toJson();
    const auto back = libraryFromJson(json);
    if (!back || QJsonDocument(libraryToJson(*back)).toJson() != json) {
        std::abort();
    }
    return 0;
}
