#include "cli/context.h"

#include <QFileInfo>
#include <QJsonDocument>

#include <cstdio>
#include <unistd.h>

namespace touchstone::cli {

namespace {

void write(FILE *stream, const QByteArray &bytes)
{
    std::fwrite(bytes.constData(), 1, std::size_t(bytes.size()), stream);
    std::fflush(stream);
}

bool terminalShowsProgress()
{
    return isatty(STDERR_FILENO) == 1;
}

}  // namespace

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

QString Context::libraryPath() const
{
    return database.empty() ? store::Store::defaultPath() : QString::fromStdString(database);
}

Result<std::unique_ptr<store::Store>> Context::openStore(store::OpenMode mode) const
{
    const QString path = libraryPath();
    // A missing library counts as empty: reading creates it, as the window does.
    if (!QFileInfo::exists(path)) {
        mode = store::OpenMode::ReadWrite;
    }
    return store::Store::open(path, mode);
}

Result<std::unique_ptr<store::Store>> Context::openExistingStore() const
{
    const QString path = libraryPath();
    if (!QFileInfo::exists(path)) {
        return std::unique_ptr<store::Store>();
    }
    return store::Store::open(path, store::OpenMode::ReadOnly);
}

}  // namespace touchstone::cli
