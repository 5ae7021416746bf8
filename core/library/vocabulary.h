// Techniques, metrics and kernels: data from resources/*.json and from every kernel's kernel.json
// (joined by the build), ids in code, names for people.
#pragma once

#include "base/result.h"

#include <QString>
#include <QStringList>
#include <QVector>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace touchstone {

struct Technique {
    QString id;
    Text name;
};

struct Metric {
    QString id;
    Text name;
    QString unit;
    QString quantity;  // what it converts to: "time", "bytes", "energy" ...; "" for quality metrics
    bool higherBetter = true;
    bool isQuality = false;  // compared as a difference in its own unit, never as a factor
};

// How comparable a measurement is to a claim.
enum class Grade { SameQuantity, SameMechanism, Proxy, NotMeasurable };
QString toWord(Grade);  // "SQ", "SM", "PX", "NM"
std::optional<Grade> gradeFromWord(const QString &);
Text gradeName(Grade);

struct PaperRef {
    QString report;  // "2025-09-24"
    int index = 0;
    QString title;  // matched by titleKey; report and index decide when it is empty
};

// One entry of kernels.json: a claim of the paper and the measured ratio to compare it with.
struct KernelClaim {
    PaperRef paper;
    QString metric;               // of the claim; empty if grade NM applies to the whole paper
    std::optional<double> value;  // the printed figure; nullopt = every claim of that metric
    QStringList words;            // one of them is quoted, where claims share a figure; empty = any
    Grade grade = Grade::NotMeasurable;
    Text reason;
    QString baseline, technique;  // variant ids of the ratio
    QString quantity;             // "time" or a quality metric of the kernel
    QString operation, group;     // "" = any
    QString shape;                // "" = geometric mean over the shapes of operation and group
    // What the technique gives up for a ratio of times: a figure of the kernel; metric "" = none.
    struct Loss {
        QString metric;
        Text name;
        std::vector<std::pair<std::string, double>> at{};  // parameters that the figure must have
    } loss;
    // Ratios of the same run that a reader wants beside the one that answers: a stronger baseline,
    // the paper's own, a cost.
    struct Beside {
        QString baseline, technique, quantity;
        Text name;  // "against ..."
    };
    QVector<Beside> beside;
    QString preset;  // the smallest that answers, where the shapes do not tell; "" = they do
    // Parameters of the figure, e.g. {{"tau", 0.9}}; the type of measure::Parameters.
    std::vector<std::pair<std::string, double>> at;
    // What the share of the work is called that the kernel's generator lets the technique spare,
    // where that share decides the ratio: the figure is then simulated, not measured. Else empty.
    Text sparedShare;
    // What the paper leaves open and we chose: dimensions of the shape or variants, where the
    // figure is shown over the ratios that differ in nothing else, or parameters of the
    // figure.
    struct Knob {
        QString dimension;  // or parameter, as results name it
        Text name;
        QString unit;  // of its values: "%" or ""
        // Where its values are variants of their own: those to compare at each value, the entry's
        // among them; empty = results hold the parameter.
        struct Pair {
            double value = 0;
            QString baseline, technique;
        };
        QVector<Pair> pairs;
    };
    QVector<Knob> knobs;
};

struct KernelFamily {
    QString id;
    Text name;
};

// A shape of a preset, by the label that results and claims name it by.
struct PresetShape {
    QString preset, operation, group, label;
};

struct KernelText {
    QString id, family;
    Text name, summary, method, limit;
    QVector<PaperRef> papers;
    QVector<KernelClaim> claims;
    QVector<std::pair<QString, Text>> operations, variants;  // id, name
    QVector<PresetShape> shapes;                             // small, medium, large

    // The smallest preset whose shapes answer the claim: "small" where any does.
    QString presetFor(const KernelClaim &claim) const;
};

// The bundled vocabulary; parsed once, thread-safe. A broken resource file aborts the program, so
// that the first test finds it.
class Vocabulary {
public:
    static const Vocabulary &bundled();
    static Result<Vocabulary> parse(const QByteArray &techniques, const QByteArray &metrics,
                                    const QByteArray &kernels);

    const QVector<Technique> &techniques() const { return m_techniques; }
    const QVector<Metric> &metrics() const { return m_metrics; }
    const QVector<KernelFamily> &families() const { return m_families; }  // in the order shown
    const QVector<KernelText> &kernels() const { return m_kernels; }
    const Technique *technique(const QString &id) const;
    const Metric *metric(const QString &id) const;
    const KernelFamily *family(const QString &id) const;
    const KernelText *kernel(const QString &id) const;

private:
    QVector<Technique> m_techniques;
    QVector<Metric> m_metrics;
    QVector<KernelFamily> m_families;
    QVector<KernelText> m_kernels;
};

}  // namespace touchstone
