// The real program, started by tests.
#pragma once

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>

struct Outcome {
    int exitCode = -1;
    QByteArray out, err;

    QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
};

inline QString program()
{
    return QStringLiteral(TOUCHSTONE_BIN_DIR "/touchstone");
}

inline Outcome touchstone(const QStringList &arguments, int timeoutMs = 240'000)
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));
    process.setProcessEnvironment(environment);
    process.start(program(), arguments);
    if (!process.waitForFinished(timeoutMs)) {
        process.kill();
        process.waitForFinished();
        return {-1, process.readAllStandardOutput(), "timed out"};
    }
    const int code = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -2;
    return {code, process.readAllStandardOutput(), process.readAllStandardError()};
}

inline QString bundledReports()
{
    return QStringLiteral(TOUCHSTONE_SOURCE_DIR "/resources/reports");
}

// A library in a folder of its own, which each command is told to use.
struct CliLibrary {
    QTemporaryDir folder;

    QString path(const QString &name) const { return folder.filePath(name); }
    Outcome run(QStringList arguments) const
    {
        return touchstone(arguments << QStringLiteral("--db")
                                    << path(QStringLiteral("library.db")));
    }
};
