// The language of the window, which can be switched at run time, and the format of texts and
// numbers.
#pragma once

#include "base/text.h"

#include <QObject>
#include <QString>
#include <QTranslator>

namespace touchstone::ui {

class LanguageController : public QObject {
    Q_OBJECT
public:
    explicit LanguageController(QObject *parent = nullptr);
    ~LanguageController() override;

    // Installs the translators; every widget then gets LanguageChange.
    void set(Language language);
    static Language ofSystem();

Q_SIGNALS:
    void changed();

private:
    QTranslator m_own, m_qt;
};

Language currentLanguage();

QString shown(const Text &text);                // in the current language
QString shown(const std::string &utf8);         // a language-neutral string of core code
QString factorText(double factor);              // "1.85×", three significant digits
QString intervalText(double low, double high);  // "1.79–1.91×"
QString percentText(double share);              // 0.153 -> "15.3 %"
QString numberText(double value);               // up to four significant digits, by locale
QString timeText(double nanoseconds);           // "12.4 µs"
QString localTime(const QString &isoUtc);       // "2025-09-24 10:35" in local time

}  // namespace touchstone::ui
