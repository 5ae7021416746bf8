#include "cli/context.h"

#include "base/files.h"
#include "importing/file_name.h"

#include <QFileInfo>
#include <QJsonDocument>

#include <cerrno>
#include <system_error>
#include <unistd.h>

namespace touchstone::cli {

namespace {

bool terminalShowsProgress()
{
    return isatty(STDERR_FILENO) == 1;
}

}  // namespace

void Context::write(FILE *stream, const QByteArray &bytes) const
{
    const bool whole = std::fwrite(bytes.constData(), 1, std::size_t(bytes.size()), stream)
                       == std::size_t(bytes.size());
    const bool gone = std::fflush(stream) == 0 && whole;
    if (!gone && stream == stdout && m_outputError == 0) {
        m_outputError = errno;
    }
}

int Context::ended(int exitCode) const
{
    if (m_outputError == 0) {
        return exitCode;
    }
    if (m_outputError != EPIPE) {  // a reader that has seen enough needs no message
        message(text("touchstone: the output could not be written ({0})",
                     "touchstone：输出无法写入（{0}）",
                     std::generic_category().message(m_outputError)));
    }
    return exitCode == Done ? int(SomethingFailed) : exitCode;
}

Result<> Context::save(const std::string &path, std::string_view content) const
{
    mayEndAnywhere = false;
    return writeOutput(path, content, stop.get_token());
}

void Context::print(const QString &text) const
{
    write(stdout, text.toUtf8());
}

void Context::printJson(const QJsonObject &object) const
{
    write(stdout, QJsonDocument(object).toJson(QJsonDocument::Indented));
}

void Context::printTable(const compare::ChartTable &table) const
{
    print(tableText(table, compare::TableFormat::Aligned, language));
}

void Context::message(const Text &text) const
{
    write(stderr, QByteArray::fromStdString(say(text)) + '\n');
}

void Context::progress(const Text &text) const
{
    if (terminalShowsProgress()) {
        write(stderr, "\r\033[K" + QByteArray::fromStdString(say(text)));
    }
}

void Context::endProgress() const
{
    if (terminalShowsProgress()) {
        write(stderr, "\r\033[K");
    }
}

int Context::failed(const Error &error) const
{
    endProgress();
    write(stderr, "touchstone: " + QByteArray::fromStdString(say(error.message)) + '\n');
    if (error.cancelled()) {
        return Interrupted;
    }
    return error.code == ErrorCode::Usage ? WrongUsage : SomethingFailed;
}

Result<QString> Context::libraryPath() const
{
    if (!QByteArrayView(database).isValidUtf8()) {
        return fail(ErrorCode::Usage, "--db {0}: the name is no UTF-8; rename the file",
                    "--db {0}：文件名不是 UTF-8；请更改文件名",
                    importing::shownPath(importing::textOf(database)));
    }
    return database.empty() ? store::Store::defaultPath() : QString::fromStdString(database);
}

Result<std::unique_ptr<store::Store>> Context::openStore(store::OpenMode mode) const
{
    const auto path = libraryPath();
    if (!path) {
        return passOn(path.error());
    }
    // The library of the user counts as empty until there is one, and reading creates it as the
    // window does. One that was named must be there: the name may be mistyped.
    if (database.empty() && !QFileInfo::exists(*path)) {
        mode = store::OpenMode::ReadWrite;
    }
    mayEndAnywhere = mode == store::OpenMode::ReadOnly;
    return store::Store::open(*path, mode);
}

Result<std::unique_ptr<store::Store>> Context::openExistingStore() const
{
    const auto path = libraryPath();
    if (!path) {
        return passOn(path.error());
    }
    if (!QFileInfo::exists(*path)) {
        return std::unique_ptr<store::Store>();
    }
    mayEndAnywhere = true;
    return store::Store::open(*path, store::OpenMode::ReadOnly);
}

Result<std::unique_ptr<store::Store>> Context::openToChange() const
{
    const auto path = libraryPath();
    if (!path) {
        return passOn(path.error());
    }
    if (!QFileInfo::exists(*path)) {
        return store::Store::open(*path, store::OpenMode::ReadOnly);  // says that there is none
    }
    mayEndAnywhere = false;
    return store::Store::open(*path, store::OpenMode::ReadWrite);
}

}  // namespace touchstone::cli
