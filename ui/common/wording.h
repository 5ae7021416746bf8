// Display names of ids. Names of the vocabulary come from resources/*.json, claims in words from
// compare/claim_words.h; all others are translated here when they are shown.
#pragma once

#include "library/claim.h"
#include "library/import_plan.h"
#include "library/vocabulary.h"
#include "measure/results/results.h"

#include <QCoreApplication>

namespace touchstone::ui {

class Wording {
    Q_DECLARE_TR_FUNCTIONS(touchstone::ui::Wording)
public:
    static QString technique(const QString &id);
    static QString techniques(const QStringList &ids);  // joined
    static QString metric(const QString &id);
    static QString kernel(const QString &id);
    static QString family(const QString &id);
    static QString operation(const QString &kernelId, const std::string &operationId);
    static QString variant(const QString &kernelId, const QString &variantId);

    static QString kind(ClaimKind);
    static QString action(const QString &historyAction);
    static QString flag(const QString &id);  // two or three words; the sentence: compare::flagText
    static QString field(TextField);
    static QString quantity(const QString &id);
    static QString fact(const QString &id);  // of machine, environment or plan; "" if internal
    static QString factValue(const QString &value);

    static QString grade(Grade);                  // "same quantity"
    static QString gradeShort(Grade);             // "SQ"
    static QString outcome(const QString &word);  // of compare::Outcome; "" for another word
    static QString runStatus(measure::RunStatus);
    static QString preset(const QString &word);
    static QString device(const QString &id);
    static QString stage(const QString &word);
    static QString paperChange(PaperChange);
    static QString paperTitle(const QString &title, const QString &report, int index);
};

}  // namespace touchstone::ui
