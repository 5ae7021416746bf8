// Reads JSON values; an error names the place of the wrong value, e.g.
// "papers[3].claims[1].metric".
//
// A reader keeps the first problem only: callers read all fields, then ask once.
#pragma once

#include "base/result.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QJsonValue>

#include <optional>
#include <string>

namespace touchstone {

// Text from a file for use in a message: one line, no control characters, at most 60 characters.
std::string quotedWord(const QString &word);

class JsonPlace {
public:
    JsonPlace(QJsonObject object, QString where)
        : m_object(std::move(object)), m_where(std::move(where))
    {
    }

    bool has(const char *key) const;  // present and not null
    // Required values: a missing or wrong one is a problem, and the result is empty or 0.
    QString text(const char *key);
    double number(const char *key);
    // Optional values: missing or null is the fallback, a wrong type is a problem.
    QString text(const char *key, const QString &fallback);
    std::optional<double> optionalNumber(const char *key);
    int integer(const char *key, int fallback);  // 0 ... 2^31-1
    bool boolean(const char *key, bool fallback);
    QStringList texts(const char *key);  // of an array of strings; empty when missing
    QJsonArray array(const char *key);   // empty when missing
    JsonPlace object(const char *key);   // empty object when missing
    QStringList keys() const { return m_object.keys(); }
    QString path(const char *key) const;
    QString path(const char *key, qsizetype index) const;

    void problem(const char *key, const Text &what);
    const std::optional<Error> &error() const { return m_error; }

private:
    void wrongType(const char *key, const char *en, const char *zh);

    QJsonObject m_object;
    QString m_where;
    std::optional<Error> m_error;
};

}  // namespace touchstone
