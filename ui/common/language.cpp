#include "ui/common/language.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLibraryInfo>
#include <QLocale>

#include <array>
#include <cmath>

namespace touchstone::ui {

namespace {
Language g_language = Language::English;

// Three significant digits without an exponent: 1.85, 12.3, 154, 0.034.
QString significant(double value, int digits)
{
    if (value == 0 || !std::isfinite(value)) {
        return QLocale().toString(value);
    }
    const int magnitude = int(std::floor(std::log10(std::fabs(value))));
    if (magnitude < -4 || magnitude > 9) {
        return QLocale().toString(value, 'g', digits);
    }
    return QLocale().toString(value, 'f', std::max(0, digits - 1 - magnitude));
}
}  // namespace

LanguageController::LanguageController(QObject *parent) : QObject(parent) {}

LanguageController::~LanguageController()
{
    QCoreApplication::removeTranslator(&m_own);
    QCoreApplication::removeTranslator(&m_qt);
}

void LanguageController::set(Language language)
{
    const bool chinese = language == Language::Chinese;
    g_language = language;
    QLocale::setDefault(chinese ? QLocale(QLocale::Chinese, QLocale::China)
                                : QLocale(QLocale::English, QLocale::UnitedStates));
    QCoreApplication::removeTranslator(&m_own);
    QCoreApplication::removeTranslator(&m_qt);
    // Standard buttons and context menus are Qt's own texts; English needs no file for them.
    if (chinese
        && m_qt.load(QStringLiteral("qtbase_zh_CN"),
                     QLibraryInfo::path(QLibraryInfo::TranslationsPath))) {
        QCoreApplication::installTranslator(&m_qt);
    }
    const QString file =
            chinese ? QStringLiteral("touchstone_zh_CN") : QStringLiteral("touchstone_en");
    if (m_own.load(file, QStringLiteral(":/translations"))) {
        QCoreApplication::installTranslator(&m_own);
    }
    Q_EMIT changed();
}

Language LanguageController::ofSystem()
{
    return QLocale::system().language() == QLocale::Chinese ? Language::Chinese : Language::English;
}

Language currentLanguage()
{
    return g_language;
}

QString shown(const Text &text)
{
    return QString::fromStdString(text.in(g_language));
}

QString shown(const std::string &utf8)
{
    return QString::fromStdString(utf8);
}

QString factorText(double factor)
{
    return significant(factor, 3) + QChar(0x00d7);
}

QString intervalText(double low, double high)
{
    return significant(low, 3) + QChar(0x2013) + significant(high, 3) + QChar(0x00d7);
}

QString percentText(double share)
{
    return significant(share * 100, 3) + QStringLiteral(" %");
}

QString numberText(double value)
{
    if (std::fabs(value) < 1e9 && value == std::floor(value)) {
        return QLocale().toString(qint64(value));
    }
    return significant(value, 4);
}

QString timeText(double nanoseconds)
{
    struct Unit {
        double size;
        QString name;
    };
    static const std::array<Unit, 4> units{
            Unit{1e9, QStringLiteral("s")}, Unit{1e6, QStringLiteral("ms")},
            Unit{1e3, QStringLiteral("µs")}, Unit{1, QStringLiteral("ns")}};
    for (const Unit &unit : units) {
        if (nanoseconds >= unit.size) {
            return significant(nanoseconds / unit.size, 3) + QChar(u' ') + unit.name;
        }
    }
    return significant(nanoseconds, 3) + QStringLiteral(" ns");
}

QString localTime(const QString &isoUtc)
{
    const QDateTime time = QDateTime::fromString(isoUtc, Qt::ISODate);
    return time.isValid() ? time.toLocalTime().toString(QStringLiteral("yyyy-MM-dd HH:mm"))
                          : isoUtc;
}

}  // namespace touchstone::ui
