#include "importing/field_repair.h"

#include <QRegularExpression>
#include <QSet>

#include <algorithm>
#include <initializer_list>

namespace touchstone::importing {

namespace {

QSet<QString> setOf(std::initializer_list<const char *> words)
{
    QSet<QString> out;
    for (const char *word : words) {
        out.insert(QString::fromUtf8(word));
    }
    return out;
}

// Legal forms that follow a company's name after a comma.
bool isLegalForm(const QString &piece)
{
    static const QSet<QString> forms =
            setOf({"inc",     "ltd",     "llc",          "llp",         "co",  "corp",    "gmbh",
                   "ag",      "plc",     "bv",           "nv",          "sa",  "sas",     "srl",
                   "spa",     "ab",      "oy",           "kk",          "pte", "pte ltd", "co ltd",
                   "pty ltd", "limited", "incorporated", "corporation", "kg",  "pvt ltd"});
    QString key = piece.toLower();
    key.remove(u'.');
    return forms.contains(key.simplified());
}

// Universities with several campuses, whose place follows a comma.
bool hasCampuses(const QString &name)
{
    static const QSet<QString> names = setOf({"university of california",
                                              "university of illinois",
                                              "university of texas",
                                              "university of maryland",
                                              "university of massachusetts",
                                              "university of michigan",
                                              "university of wisconsin",
                                              "university of north carolina",
                                              "university of colorado",
                                              "university of minnesota",
                                              "university of tennessee",
                                              "university of nebraska",
                                              "university of missouri",
                                              "university of hawaii",
                                              "university of alabama",
                                              "university of arkansas",
                                              "university of wisconsin system",
                                              "state university of new york",
                                              "city university of new york",
                                              "california state university",
                                              "pennsylvania state university",
                                              "purdue university",
                                              "indiana university",
                                              "rutgers university",
                                              "texas a&m university",
                                              "chinese university of hong kong",
                                              "hong kong university of science and technology",
                                              "harbin institute of technology",
                                              "china university of petroleum",
                                              "china university of geosciences",
                                              "china university of mining and technology",
                                              "north china electric power university",
                                              "north university of china",
                                              "indian institute of technology",
                                              "national institute of technology",
                                              "indian institute of information technology",
                                              "birla institute of technology and science",
                                              "university of nottingham",
                                              "monash university",
                                              "xiamen university",
                                              "carnegie mellon university",
                                              "new york university",
                                              "beijing normal university"});
    QString key = name.toLower().simplified();
    if (key.startsWith(QLatin1String("the "))) {
        key.remove(0, 4);
    }
    return names.contains(key);
}

// Names that page layouts break in the middle; the rest follows the comma.
bool isKnownWhole(const QString &name)
{
    static const QSet<QString> names =
            setOf({"shanghai jiao tong university",
                   "xi'an jiao tong university",
                   "xi’an jiao tong university",
                   "xian jiao tong university",
                   "beijing jiao tong university",
                   "southwest jiao tong university",
                   "sun yat sen university",
                   "sun yat-sen university",
                   "huazhong university of science and technology",
                   "hong kong university of science and technology",
                   "the hong kong university of science and technology",
                   "hong kong polytechnic university",
                   "the hong kong polytechnic university",
                   "city university of hong kong",
                   "the university of hong kong",
                   "university of hong kong",
                   "university of science and technology of china",
                   "university of chinese academy of sciences",
                   "national university of singapore",
                   "nanyang technological university",
                   "university of notre dame",
                   "new york university",
                   "university of new south wales",
                   "king abdullah university of science and technology"});
    return names.contains(name.toLower().simplified());
}

// French research units: "UMR 5205" belongs to the institution named after the comma.
bool isUnitNumber(const QString &piece)
{
    static const QSet<QString> kinds =
            setOf({"UMR", "UPR", "UAR", "USR", "UMS", "EA", "UR", "FRE"});
    const QStringList words = piece.split(u' ', Qt::SkipEmptyParts);
    return words.size() == 2 && kinds.contains(words[0])
           && std::all_of(words[1].begin(), words[1].end(), [](QChar c) { return c.isDigit(); });
}

bool isAcronym(const QString &piece)
{
    return piece.size() >= 2 && piece.size() <= 8 && !piece.contains(u' ')
           && piece.toUpper() == piece && piece[0].isLetter();
}

// One to three capitalised words without a word such as "University": "Berkeley", "Los Angeles".
bool isBarePlace(const QString &piece)
{
    static const QSet<QString> institutional =
            setOf({"university",  "universität",  "université", "institute",    "institut",
                   "college",     "school",       "department", "dept",         "faculty",
                   "lab",         "labs",         "laboratory", "laboratories", "center",
                   "centre",      "research",     "academy",    "team",         "group",
                   "inc",         "technologies", "technology", "science",      "sciences",
                   "engineering", "division",     "hospital",   "company",      "corporation",
                   "foundation",  "ai",           "computing",  "mathematics",  "physics",
                   "statistics",  "informatics",  "electronics"});
    const QStringList words = piece.split(u' ', Qt::SkipEmptyParts);
    return !words.isEmpty() && words.size() <= 3 && !isAcronym(piece)
           && std::all_of(words.begin(), words.end(), [&](const QString &word) {
                  return word[0].isUpper() && !institutional.contains(word.toLower());
              });
}

bool isCut(const QString &name)
{
    static const QSet<QString> openEnds =
            setOf({"of", "and", "for", "the", "&", "de", "in", "at", "von", "et"});
    static const QSet<QString> openNames =
            setOf({"hong", "notre", "new", "los", "san", "abu", "el"});
    const QStringList words = name.toLower().split(u' ', Qt::SkipEmptyParts);
    if (words.isEmpty()) {
        return false;
    }
    const bool ofOpenName = words.size() > 2 && words[words.size() - 2] == QLatin1String("of")
                            && openNames.contains(words.back());
    return (words.size() > 1 && openEnds.contains(words.back())) || ofOpenName
           || (words.size() > 3 && words.back() == QLatin1String("hong"));
}

// A ministry after its key laboratory: "Key Laboratory of X, Ministry of Education".
bool isMinistryOfLaboratory(const QString &name, const QString &piece)
{
    return piece.startsWith(QLatin1String("Ministry of "))
           && name.contains(QLatin1String("Key Laboratory")) && !name.contains(u',');
}

// Pieces between separators; a comma inside brackets does not separate.
QStringList pieces(const QString &raw)
{
    QStringList out;
    QString current;
    int depth = 0;
    for (const QChar c : raw) {
        depth += QStringView(u"(（[").contains(c);
        depth -= QStringView(u")）]").contains(c) && depth > 0;
        if (depth == 0 && QStringView(u",，、;；|\n\r").contains(c)) {
            out << current.simplified();
            current.clear();
        } else {
            current += c;
        }
    }
    if (depth > 0) {
        return raw.simplified().split(QStringLiteral(", "), Qt::SkipEmptyParts);  // never closed
    }
    out << current.simplified();
    out.removeAll(QString());
    return out;
}

// "Dept. of Physics", "Facoltà di Ingegneria", "第一大学": by its words an institution.
bool namesInstitution(const QString &name)
{
    static const QStringList starts{
            QStringLiteral("univ"),     QStringLiteral("instit"),  QStringLiteral("istitut"),
            QStringLiteral("colleg"),   QStringLiteral("school"),  QStringLiteral("academ"),
            QStringLiteral("laborat"),  QStringLiteral("depart"),  QStringLiteral("dept"),
            QStringLiteral("dipart"),   QStringLiteral("dipto"),   QStringLiteral("facult"),
            QStringLiteral("facolt"),   QStringLiteral("fakult"),  QStringLiteral("hospital"),
            QStringLiteral("research"), QStringLiteral("polytec"), QStringLiteral("politec"),
            QStringLiteral("hochschu"), QStringLiteral("technol"), QStringLiteral("ministr"),
            QStringLiteral("foundat"),  QStringLiteral("corpora"), QStringLiteral("compan")};
    static const QSet<QString> words =
            setOf({"lab", "labs", "center", "centre", "centro", "zentrum", "école", "ecole", "inc",
                   "ltd", "llc", "corp", "gmbh", "agency", "council"});
    static const QStringList han{QStringLiteral("大学"), QStringLiteral("学院"),
                                 QStringLiteral("研究"), QStringLiteral("实验室"),
                                 QStringLiteral("公司"), QStringLiteral("中心")};
    const auto contained = [&](const QString &word) { return name.contains(word); };
    if (std::any_of(han.begin(), han.end(), contained)) {
        return true;
    }
    static const QRegularExpression noLetters(QStringLiteral("[^\\p{L}]+"));
    const QStringList all = name.toLower().split(noLetters, Qt::SkipEmptyParts);
    return std::any_of(all.begin(), all.end(), [&](const QString &word) {
        return words.contains(word)
               || std::any_of(starts.begin(), starts.end(),
                              [&](const QString &start) { return word.startsWith(start); });
    });
}

}  // namespace

QString institutionsOfAddress(const QString &address)
{
    QStringList out;
    static const QRegularExpression ends(QStringLiteral("[;；\n\r]"));
    const QStringList addresses = address.split(ends, Qt::SkipEmptyParts);
    for (const QString &one : addresses) {
        const QStringList names = splitInstitutions(one).names;
        QStringList kept;
        std::copy_if(names.begin(), names.end(), std::back_inserter(kept), namesInstitution);
        if (kept.isEmpty() && !names.isEmpty() && !names.first().contains(u'@')) {
            kept << names.first();  // "NVIDIA, Santa Clara, CA"
        }
        out += kept;
    }
    out.removeDuplicates();
    return out.join(QStringLiteral("; "));
}

Institutions splitInstitutions(const QString &raw)
{
    static const QSet<QString> nothing =
            setOf({"无", "未知", "n/a", "none", "unknown", "-", "未提供"});
    Institutions out;
    bool openUnit = false;
    for (const QString &piece : pieces(raw)) {
        if (nothing.contains(piece.toLower())) {
            continue;
        }
        QString *last = out.names.isEmpty() ? nullptr : &out.names.back();
        const bool whole = last && isKnownWhole(*last + u' ' + piece);
        const bool join = last
                          && (isLegalForm(piece) || (openUnit && isAcronym(piece))
                              || isMinistryOfLaboratory(*last, piece)
                              || (hasCampuses(*last) && isBarePlace(piece)));
        if (whole) {
            *last += u' ' + piece;
            out.joined << *last;
        } else if (join) {
            *last += QStringLiteral(", ") + piece;
            out.joined << *last;
        } else {
            out.names << piece;
        }
        openUnit = isUnitNumber(piece);
    }
    std::copy_if(out.names.begin(), out.names.end(), std::back_inserter(out.cut), isCut);
    return out;
}

}  // namespace touchstone::importing
