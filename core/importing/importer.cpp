#include "importing/importer.h"

#include "importing/claims/claims.h"
#include "importing/decode.h"
#include "importing/file_name.h"
#include "importing/formats.h"
#include "importing/report_reader.h"
#include "library/json_place.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cctype>
#include <cerrno>
#include <system_error>
#include <thread>
#include <vector>

namespace touchstone::importing {

namespace {

constexpr qint64 largestFile = qint64(1) << 30;
constexpr qsizetype papersWorthAThread = 16;

enum class Format { Report, Library, Bibtex, CslJson, OtherJson, Tagged, Xml, Table };

// Whether the first line that is no comment begins a BibTeX entry. Text before the first entry is
// comment: Mendeley and JabRef say there who wrote the file. A heading makes it a report.
bool beginsAnEntry(const QByteArray &start)
{
    for (qsizetype at = 0; at < start.size();) {
        const qsizetype newline = start.indexOf('\n', at);
        const qsizetype end = newline < 0 ? start.size() : newline;
        const QByteArray line = start.mid(at, end - at).trimmed();
        if (line.startsWith('@')) {
            qsizetype word = 1;
            while (word < line.size() && std::isalpha(static_cast<unsigned char>(line[word]))) {
                ++word;
            }
            const QByteArray rest = line.mid(word).trimmed();
            return word > 1 && (rest.isEmpty() || rest[0] == '{' || rest[0] == '(');
        }
        if (line.startsWith('#')) {
            return false;
        }
        at = end + 1;
    }
    return false;
}

// A report with a table of papers in it is a report.
bool isTableAlone(const QByteArray &start)
{
    return isPaperTable(start) && !start.contains("**摘要**") && !start.contains("论文详细信息");
}

// The first non-space character decides between JSON, BibTeX and text.
Format formatOf(const QByteArray &utf8)
{
    const QByteArray start = utf8.left(1 << 16).trimmed();
    if (start.startsWith('{')) {
        return start.contains("\"schema\"") || utf8.contains("\"touchstone-library/")
                       ? Format::Library
                       : Format::OtherJson;
    }
    if (start.startsWith('[')) {
        const QByteArray inside = start.mid(1).trimmed();
        return inside.startsWith('{') || inside.startsWith(']') ? Format::CslJson : Format::Report;
    }
    if (isTaggedBibliography(start)) {
        return Format::Tagged;
    }
    if (isXmlBibliography(start)) {
        return Format::Xml;
    }
    if (beginsAnEntry(start)) {
        return Format::Bibtex;
    }
    return isTableAlone(start) ? Format::Table : Format::Report;
}

// One CSL-JSON item, as the DOI service gives it, Zotero's {"items": [...]} or Crossref's answer,
// {"message": ...} around either.
bool isCslObject(const QJsonObject &whole)
{
    const QJsonObject object = insideAnswer(whole);
    const QJsonValue items = object.value(QLatin1String("items"));
    if (items.isArray()) {
        return items.toArray().first().isObject();
    }
    static const QStringList companions{QStringLiteral("DOI"), QStringLiteral("author"),
                                        QStringLiteral("issued"), QStringLiteral("abstract"),
                                        QStringLiteral("container-title")};
    return object.contains(QLatin1String("title"))
           && std::any_of(companions.begin(), companions.end(),
                          [&](const QString &key) { return object.contains(key); });
}

// Describes JSON of another kind for a message: "an object with the keys a, b, c".
Result<QVector<Report>> refuseJson(const QJsonDocument &document, const QString &name)
{
    QStringList keys = document.object().keys();
    keys.resize(std::min<qsizetype>(keys.size(), 4));
    if (document.isNull()) {
        return fail(ErrorCode::Corrupt, "{0}: starts like JSON and is not valid JSON",
                    "{0}：以 JSON 开头，但不是有效的 JSON", name.toStdString());
    }
    if (keys.contains(QStringLiteral("schema"))) {
        return fail(ErrorCode::UnknownFormat,
                    "{0}: JSON of the schema \"{1}\", not touchstone-library/1",
                    "{0}：JSON 的 schema 为“{1}”，不是 touchstone-library/1", name.toStdString(),
                    quotedWord(document.object().value(QLatin1String("schema")).toString()));
    }
    return fail(ErrorCode::UnknownFormat,
                "{0}: JSON with the keys {1}; neither touchstone-library/1 nor CSL-JSON",
                "{0}：JSON，键为 {1}；不是 touchstone-library/1 或 CSL-JSON", name.toStdString(),
                quotedWord(keys.join(QStringLiteral(", "))));
}

Result<QVector<Report>> single(Result<Report> report)
{
    if (!report) {
        return passOn(report.error());
    }
    QVector<Report> out;
    out.append(std::move(*report));
    return out;
}

// Techniques and claims. Half of the work of reading a report; papers are independent, so
// all processors share it.
void readFigures(QVector<ReportPaper> &papers, const std::stop_token &stop)
{
    const auto count = papers.size();
    ReportPaper *const begin = papers.data();
    std::atomic<qsizetype> next = 0;
    const auto read = [&] {
        for (qsizetype i = next++; i < count && !stop.stop_requested(); i = next++) {
            ReportPaper &paper = begin[i];
            paper.techniques = classifyTechniques(paper);
            paper.claims = extractClaims(paper, Vocabulary::bundled());
            paper.claims.squeeze();
        }
    };
    const auto helpers =
            std::min<qsizetype>(std::thread::hardware_concurrency(), count / papersWorthAThread);
    std::vector<std::jthread> threads;
    for (qsizetype i = 1; i < helpers; ++i) {
        threads.emplace_back(read);
    }
    read();
}

tl::unexpected<Error> unreadable(const QString &path, const std::string &reason)
{
    return fail(ErrorCode::Unreadable, "{0}: cannot be read ({1})", "{0}：无法读取（{1}）",
                shownPath(path), reason);
}

// Through a descriptor: Qt opens no file whose name is not UTF-8.
Result<> open(QFile &file, const QString &path)
{
    if (path.startsWith(u':')) {  // a resource of the program
        file.setFileName(path);
        return file.open(QIODevice::ReadOnly) ? Result<>()
                                              : unreadable(path, file.errorString().toStdString());
    }
    const std::filesystem::path place = pathOf(path);
    std::error_code ignored;
    const auto status = std::filesystem::status(place, ignored);
    if (!std::filesystem::exists(status)) {
        return fail(ErrorCode::NotFound, "{0}: no such file", "{0}：文件不存在", shownPath(path));
    }
    if (std::filesystem::is_directory(status)) {
        return fail(ErrorCode::Unreadable, "{0}: a folder, not a file", "{0}：是文件夹，不是文件",
                    shownPath(path));
    }
    if (!std::filesystem::is_regular_file(status)) {
        return fail(ErrorCode::Unreadable, "{0}: not a regular file", "{0}：不是普通文件",
                    shownPath(path));
    }
    const int descriptor = ::open(place.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return unreadable(path, std::generic_category().message(errno));
    }
    if (!file.open(descriptor, QIODevice::ReadOnly, QFileDevice::AutoCloseHandle)) {
        ::close(descriptor);
        return unreadable(path, file.errorString().toStdString());
    }
    return {};
}

Result<QVector<Report>> readDecoded(QByteArray utf8, const QString &name, WarningList &warnings,
                                    const std::stop_token &stop)
{
    switch (formatOf(utf8)) {
    case Format::Library:
        return readLibraryJson(utf8, name, warnings, stop);
    case Format::OtherJson: {
        const QJsonDocument document = QJsonDocument::fromJson(utf8);
        return isCslObject(document.object()) ? single(readCslJson(utf8, name, warnings))
                                              : refuseJson(document, name);
    }
    case Format::CslJson:
        return single(readCslJson(utf8, name, warnings));
    case Format::Bibtex:
        return single(readBibtex(utf8, name, warnings));
    case Format::Tagged:
        return single(readTaggedBibliography(utf8, name, warnings));
    case Format::Xml:
        return single(readXmlBibliography(utf8, name, warnings));
    case Format::Table:
        return single(readPaperTable(utf8, name, warnings));
    case Format::Report:
        break;
    }
    return single(readReportText(std::move(utf8), name, warnings, stop));
}

}  // namespace

Result<QVector<Report>> readReports(QByteArray bytes, const QString &name,
                                    const std::stop_token &stop)
{
    if (QByteArrayView(bytes).trimmed().isEmpty()) {
        return fail(ErrorCode::UnknownFormat, "{0}: the file is empty", "{0}：文件为空",
                    name.toStdString());
    }
    WarningList warnings;
    Result<Decoded> decoded = decode(bytes, name, warnings);
    if (!decoded) {
        return passOn(decoded.error());
    }
    Report source;
    source.setSource(bytes);
    bytes = {};  // frees a large file while its papers are read
    Result<QVector<Report>> reports = readDecoded(std::move(decoded->utf8), name, warnings, stop);
    if (!reports) {
        return reports;
    }
    const QVector<ImportWarning> found = std::move(warnings).sorted();
    for (Report &report : *reports) {
        report.sourceName = name;
        report.encoding = decoded->encoding;
        report.warnings = found;
        if (report.packedSource.isEmpty()) {
            report.packedSource = source.packedSource;
            report.sourceSha256 = source.sourceSha256;
        }
        if (report.format != libraryFormat) {
            readFigures(report.papers, stop);
        }
    }
    if (stop.stop_requested()) {
        return cancelled();
    }
    return reports;
}

Result<QVector<Report>> readFile(const QString &path, const std::stop_token &stop)
{
    const std::string shown = shownPath(path);
    QFile file;
    if (const Result<> opened = open(file, path); !opened) {
        return passOn(opened.error());
    }
    if (file.size() > largestFile) {
        return fail(ErrorCode::Invalid, "{0}: larger than 1 GiB; split the file",
                    "{0}：超过 1 GiB，请拆分文件", shown);
    }
    // readAll() alone would take up to twice the size of the file; here it reads what was
    // appended to a growing file in the meantime.
    QByteArray bytes = file.read(file.size());
    bytes += file.readAll();
    if (file.error() != QFileDevice::NoError) {
        return unreadable(path, file.errorString().toStdString());
    }
    return readReports(std::move(bytes), shownName(path), stop);
}

QStringList bundledReportPaths()
{
    const QDir folder(QStringLiteral(":/touchstone/reports"));
    QStringList paths;
    for (const QString &name : folder.entryList(QDir::Files, QDir::Name)) {
        paths << folder.filePath(name);
    }
    return paths;
}

}  // namespace touchstone::importing
