// What a person may have meant by naming a folder.
#include "importing/file_name.h"
#include "importing/importer.h"

#include <algorithm>

namespace touchstone::importing {

namespace {

namespace fs = std::filesystem;

bool mayBeRead(const fs::path &file)
{
    return readSuffixes().contains(textOf(file.extension()).toLower());
}

class Search {
public:
    // A folder that cannot be read is named, and its neighbours are read.
    void in(const fs::path &folder)
    {
        std::error_code error;
        auto entry = fs::directory_iterator(folder, error);
        for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
            if (!entry->path().filename().native().starts_with('.')) {
                take(*entry);
            }
        }
        if (error) {
            m_found.closed << textOf(folder);
        }
    }

    FoundFiles sorted() &&
    {
        for (QStringList *list : {&m_found.files, &m_found.others, &m_found.closed}) {
            list->sort();
        }
        return std::move(m_found);
    }

private:
    void take(const fs::directory_entry &entry)
    {
        std::error_code ignored;
        if (entry.is_directory(ignored)) {
            if (!entry.is_symlink(ignored)) {
                in(entry.path());
            }
        } else if (entry.is_regular_file(ignored)) {
            (mayBeRead(entry.path()) ? m_found.files : m_found.others) << textOf(entry.path());
        }
    }

    FoundFiles m_found;
};

}  // namespace

const QStringList &readSuffixes()
{
    static const QStringList suffixes{
            QStringLiteral(".txt"),      QStringLiteral(".text"),   QStringLiteral(".md"),
            QStringLiteral(".markdown"), QStringLiteral(".json"),   QStringLiteral(".jsonl"),
            QStringLiteral(".bib"),      QStringLiteral(".bibtex"), QStringLiteral(".ris"),
            QStringLiteral(".enw"),      QStringLiteral(".xml"),    QStringLiteral(".atom"),
            QStringLiteral(".csv"),      QStringLiteral(".sql"),    QStringLiteral(".yaml"),
            QStringLiteral(".yml"),      QStringLiteral(".log"),    QStringLiteral(".out")};
    return suffixes;
}

Result<FoundFiles> filesIn(const QString &path)
{
    FoundFiles found;
    if (path.startsWith(QLatin1String(":/"))) {  // bundled in the program, known to Qt alone
        found.files << path;
        return found;
    }
    const fs::path place = pathOf(path);
    const std::string shown = shownPath(path);
    std::error_code error;
    const fs::file_status status = fs::status(place, error);
    if (!fs::exists(status)) {
        return fail(ErrorCode::NotFound, "{0}: no such file or folder", "{0}：文件或文件夹不存在",
                    shown);
    }
    if (!fs::is_directory(status)) {
        found.files << path;
        return found;
    }
    Search search;
    search.in(place);
    found = std::move(search).sorted();
    found.inFolder = true;
    if (found.closed.contains(textOf(place))) {
        return fail(ErrorCode::Unreadable, "{0}: the folder cannot be read", "{0}：无法读取文件夹",
                    shown);
    }
    if (found.files.isEmpty()) {
        return fail(ErrorCode::NotFound,
                    "{0}: no file in this folder may be a report or a result ({1})",
                    "{0}：文件夹中没有可能是报告或结果的文件（{1}）", shown,
                    readSuffixes().join(u' ').toStdString());
    }
    return found;
}

}  // namespace touchstone::importing
