#include "ui/common/wording.h"

#include "compare/headline.h"
#include "compare/run_words.h"
#include "ui/common/language.h"

#include <QRegularExpression>

#include <algorithm>
#include <cmath>

namespace touchstone::ui {

namespace {
// A word list that lupdate can read: id and its translatable name.
struct Word {
    const char *id;
    const char *name;
};

template <std::size_t N>
const char *find(const Word (&words)[N], const QString &id)
{
    for (const Word &word : words) {
        if (id == QLatin1String(word.id)) {
            return word.name;
        }
    }
    return nullptr;
}

constexpr Word flagWords[] = {
        {"faster-percent", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "“p % faster”")},
        {"bei-up", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "N-fold increase")},
        {"bei-down", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "N-fold decrease")},
        {"points-or-relative", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "points or relative")},
        {"direction-conflict", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "direction unclear")},
        {"percent-mismatch", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "figures disagree")},
        {"languages-differ", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "languages differ")},
        {"impossible", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "impossible")},
        {"scope-unknown", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "scope unknown")},
        {"no-baseline", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "no baseline")},
        {"confirmed-elsewhere",
         QT_TRANSLATE_NOOP("touchstone::ui::Wording", "confirmed elsewhere")},
        {"edited-elsewhere", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "edited elsewhere")},
        {"rejected-elsewhere", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "rejected elsewhere")},
};

constexpr Word quantityWords[] = {
        {"time", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "time")},
        {"bytes", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "bytes")},
        {"energy", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "energy")},
        {"operations", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "operations")},
        {"cost", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "cost")},
};

constexpr Word stageWords[] = {
        {"preparing", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "preparing")},
        {"verifying", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "verifying")},
        {"calibrating", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "calibrating")},
        {"timing", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "timing")},
        {"quality", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "quality figures")},
};

constexpr Word presetWords[] = {
        {"small", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "Small")},
        {"medium", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "Medium")},
        {"large", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "Large")},
        {"sweep", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "Size sweep")},
};

constexpr Word actionWords[] = {
        {"confirmed", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "confirmed")},
        {"edited", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "edited")},
        {"rejected", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "rejected")},
        {"undone", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "undone")},
        {"extracted", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "extracted")},
        {"added", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "added by hand")},
};

constexpr Word factWords[] = {
        {"cpu", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "Processor")},
        {"cores", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "Cores")},
        {"memory", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "Memory")},
        {"vector targets", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "Vector instructions")},
        {"l1d", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "L1 data cache")},
        {"l2", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "L2 cache")},
        {"l3", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "L3 cache")},
        {"numa nodes", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "NUMA nodes")},
        {"virtual machine", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "Virtual machine")},
        {"kernel", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "Operating system kernel")},
        {"system", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "System")},
        {"program", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "Program")},
        {"compiler", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "Compiler")},
        {"flags", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "Compiler flags")},
        {"governor", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "Frequency governor")},
        {"clocksource", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "Clock")},
        {"cpu quota", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "Processor quota")},
        {"huge pages", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "Huge pages")},
        {"layout floor", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "Layout floor")},
        {"load", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "Load")},
        {"pressure", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "Waiting for the processor")},
        {"steal_s",
         QT_TRANSLATE_NOOP("touchstone::ui::Wording", "Seconds taken by other machines")},
        {"opencl", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "OpenCL")},
        {"seconds", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "Duration in seconds")},
        {"budget_s", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "Budget in seconds")},
        {"seed", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "Seed")},
        {"cache", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "Caches")},
        {"floor", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "Floor")},
        {"workers", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "Worker processes")},
        {"rounds", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "Rounds")},
        {"energy", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "Energy meter")},
        {"clock", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "Timed by")},
};

constexpr Word factValueWords[] = {
        {"yes", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "yes")},
        {"not seen", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "not seen")},
        {"not visible", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "not visible")},
        {"none", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "none")},
        {"unknown", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "unknown")},
        {"measured while the machine was busy",
         QT_TRANSLATE_NOOP("touchstone::ui::Wording", "measured while the machine was busy")},
        {"hot", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "warm")},
        {"cold", QT_TRANSLATE_NOOP("touchstone::ui::Wording", "cold")},
};

template <std::size_t N>
QString word(const Word (&words)[N], const QString &id)
{
    const char *name = find(words, id);
    return name ? Wording::tr(name) : id;
}
}  // namespace

QString Wording::technique(const QString &id)
{
    const Technique *known = Vocabulary::bundled().technique(id);
    return known ? shown(known->name) : id;
}

QString Wording::techniques(const QStringList &ids)
{
    QStringList names;
    for (const QString &id : ids) {
        names.append(technique(id));
    }
    return names.join(tr(", ", "between techniques"));
}

QString Wording::metric(const QString &id)
{
    const Metric *known = Vocabulary::bundled().metric(id);
    return known ? shown(known->name) : id;
}

QString Wording::kernel(const QString &id)
{
    const KernelText *known = Vocabulary::bundled().kernel(id);
    return known ? shown(known->name) : id;
}

QString Wording::family(const QString &id)
{
    const KernelFamily *known = Vocabulary::bundled().family(id);
    return known ? shown(known->name) : id;
}

namespace {
QString named(const QVector<std::pair<QString, Text>> &all, const QString &id)
{
    const auto found =
            std::find_if(all.begin(), all.end(), [&](const auto &one) { return one.first == id; });
    return found == all.end() ? id : shown(found->second);
}
}  // namespace

QString Wording::operation(const QString &kernelId, const std::string &operationId)
{
    const QString id = QString::fromStdString(operationId);
    const KernelText *known = Vocabulary::bundled().kernel(kernelId);
    return known ? named(known->operations, id) : id;
}

QString Wording::variant(const QString &kernelId, const QString &variantId)
{
    const KernelText *known = Vocabulary::bundled().kernel(kernelId);
    return known ? named(known->variants, variantId) : variantId;
}

QString Wording::kind(ClaimKind value)
{
    switch (value) {
    case ClaimKind::Ratio:
        return tr("ratio");
    case ClaimKind::PercentChange:
        return tr("change in per cent");
    case ClaimKind::PercentagePoints:
        return tr("percentage points");
    case ClaimKind::Absolute:
        return tr("absolute value");
    case ClaimKind::FromTo:
        return tr("from … to …");
    case ClaimKind::PercentOfReference:
        return tr("per cent of a reference");
    case ClaimKind::Fraction:
        return tr("fraction");
    case ClaimKind::Bound:
        return tr("bound");
    }
    return {};
}

QString Wording::action(const QString &historyAction)
{
    return word(actionWords, historyAction);
}

QString Wording::flag(const QString &id)
{
    return word(flagWords, id);
}

QString Wording::field(TextField value)
{
    return value == TextField::Abstract ? tr("Abstract") : tr("Brief");
}

QString Wording::quantity(const QString &id)
{
    const char *name = find(quantityWords, id);
    return name ? tr(name) : shown(compare::quantityWords(id));
}

QString Wording::fact(const QString &id)
{
    const char *name = find(factWords, id);
    return name ? tr(name) : QString();
}

QString Wording::factValue(const QString &value)
{
    static const QRegularExpression kibibytes(QStringLiteral("^(\\d+) kB$"));
    if (const auto match = kibibytes.match(value); match.hasMatch()) {
        constexpr double perGibi = 1024 * 1024;
        return tr("%1 GiB").arg(
                numberText(std::round(match.captured(1).toDouble() / perGibi * 10) / 10));
    }
    if (value.startsWith(QLatin1String("assumed: "))) {
        return tr("assumed, since it could not be measured");
    }
    return word(factValueWords, value);
}

QString Wording::grade(Grade value)
{
    return shown(gradeName(value));
}

QString Wording::gradeShort(Grade value)
{
    return touchstone::toWord(value);
}

QString Wording::outcome(const QString &word)
{
    const auto outcome = compare::outcomeFromWord(word);
    return outcome ? shown(compare::outcomeWords(*outcome)) : QString();
}

QString Wording::runStatus(measure::RunStatus value)
{
    switch (value) {
    case measure::RunStatus::Ok:
        return tr("done");
    case measure::RunStatus::Failed:
        return tr("failed");
    case measure::RunStatus::Noisy:
        return tr("too noisy");
    case measure::RunStatus::Invalid:
        return tr("invalid");
    case measure::RunStatus::Crashed:
        return tr("crashed");
    case measure::RunStatus::TimedOut:
        return tr("timed out");
    case measure::RunStatus::Cancelled:
        return tr("cancelled");
    }
    return {};
}

QString Wording::preset(const QString &id)
{
    return word(presetWords, id);
}

QString Wording::device(const QString &id)
{
    return id == QStringLiteral("cpu")
                   ? tr("CPU")
                   : QString(id).replace(QStringLiteral("opencl:"), QStringLiteral("OpenCL "));
}

QString Wording::stage(const QString &id)
{
    return word(stageWords, id);
}

QString Wording::paperChange(PaperChange value)
{
    switch (value) {
    case PaperChange::New:
        return tr("new");
    case PaperChange::Changed:
        return tr("changed");
    case PaperChange::Unchanged:
        return tr("unchanged");
    case PaperChange::PossibleDuplicate:
        return tr("possible duplicate");
    }
    return {};
}

QString Wording::paperTitle(const QString &title, const QString &report, int index)
{
    if (!title.trimmed().isEmpty()) {
        return title;
    }
    return index > 0 ? tr("Untitled paper %1 of %2").arg(index).arg(report)
                     : tr("Untitled paper of %1").arg(report);
}

}  // namespace touchstone::ui
