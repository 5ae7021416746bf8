// Phoronix Test Suite, composite.xml: each Result has its unit (Scale) and its direction
// (Proportion), each Entry is a system.
#include "exchange/foreign_formats.h"

#include <QRegularExpression>
#include <QXmlStreamReader>

#include <map>

namespace touchstone::exchange {

namespace {

struct Entry {
    QString system, value, samples;
};
struct Test {
    QString title, description, scale, proportion;
    std::vector<Entry> entries;
};
struct System {
    QString name, hardware, software;
};

// ns of one unit of a time; below 0 for a rate (so many a second); 0 for anything else.
double scaleOf(const Test &test)
{
    static const QHash<QString, double> times{{QStringLiteral("seconds"), 1e9},
                                              {QStringLiteral("second"), 1e9},
                                              {QStringLiteral("s"), 1e9},
                                              {QStringLiteral("sec"), 1e9},
                                              {QStringLiteral("milliseconds"), 1e6},
                                              {QStringLiteral("ms"), 1e6},
                                              {QStringLiteral("microseconds"), 1e3},
                                              {QStringLiteral("us"), 1e3},
                                              {QStringLiteral("nanoseconds"), 1},
                                              {QStringLiteral("ns"), 1},
                                              {QStringLiteral("minutes"), 60e9}};
    const QString unit = test.scale.toLower().simplified();
    static const QRegularExpression perSecond(QStringLiteral("(/s(ec(ond)?)?| per second|^fps)$"));
    if (test.proportion == QLatin1String("LIB")) {
        return times.value(unit, 0);
    }
    const bool rate = test.proportion == QLatin1String("HIB") && perSecond.match(unit).hasMatch();
    return rate ? -1 : 0;
}

class Reader {
public:
    explicit Reader(const QString &text) : m_xml(text) {}

    bool read()
    {
        if (!m_xml.readNextStartElement() || m_xml.name() != QLatin1String("PhoronixTestSuite")) {
            return false;
        }
        while (m_xml.readNextStartElement()) {
            if (m_xml.name() == QLatin1String("System")) {
                readSystem();
            } else if (m_xml.name() == QLatin1String("Result")) {
                readTest();
            } else {
                m_xml.skipCurrentElement();
            }
        }
        return true;
    }

    const QXmlStreamReader &xml() const { return m_xml; }
    std::vector<Test> tests;
    std::vector<System> systems;

private:
    QString text()
    {
        return m_xml.readElementText(QXmlStreamReader::SkipChildElements).simplified();
    }

    void readSystem()
    {
        System system;
        while (m_xml.readNextStartElement()) {
            const QString name = m_xml.name().toString();
            const QString value = text();
            (name == QLatin1String("Identifier") ? system.name
             : name == QLatin1String("Hardware") ? system.hardware
             : name == QLatin1String("Software") ? system.software
                                                 : m_other) = value;
        }
        systems.push_back(system);
    }

    void readTest()
    {
        Test test;
        while (m_xml.readNextStartElement()) {
            const QString name = m_xml.name().toString();
            if (name == QLatin1String("Data")) {
                while (m_xml.readNextStartElement()) {
                    readEntry(test);
                }
                continue;
            }
            const QString value = text();
            (name == QLatin1String("Title")         ? test.title
             : name == QLatin1String("Description") ? test.description
             : name == QLatin1String("Scale")       ? test.scale
             : name == QLatin1String("Proportion")  ? test.proportion
                                                    : m_other) = value;
        }
        tests.push_back(std::move(test));
    }

    void readEntry(Test &test)
    {
        Entry entry;
        while (m_xml.readNextStartElement()) {
            const QString name = m_xml.name().toString();
            const QString value = text();
            (name == QLatin1String("Identifier")  ? entry.system
             : name == QLatin1String("Value")     ? entry.value
             : name == QLatin1String("RawString") ? entry.samples
                                                  : m_other) = value;
        }
        test.entries.push_back(entry);
    }

    QXmlStreamReader m_xml;
    QString m_other;
};

std::optional<measure::VariantResult> variantOf(EntryList &list, const std::string &name,
                                                const Entry &entry, double scale)
{
    const auto nanoseconds = [&](const QString &text) {
        const double value = numberOf(text).value_or(0);
        return scale > 0 ? value * scale : value > 0 ? nsPerSecond / value : 0;
    };
    QJsonArray samples;
    for (const QString &sample : entry.samples.split(u':', Qt::SkipEmptyParts)) {
        samples.append(nanoseconds(sample));
    }
    return samples.size() > 1 ? list.fromTimes(name, samples, 1)
                              : variantFromMean(name, nanoseconds(entry.value), 0, 0);
}

// One result a system, since a ratio of two systems is no ratio of two implementations.
std::vector<measure::KernelResult> resultsOf(const Reader &reader)
{
    std::vector<measure::KernelResult> results;
    std::map<QString, std::size_t> places;
    const auto placeOf = [&](const QString &system) {
        const auto [place, isNew] = places.try_emplace(system, results.size());
        if (isNew) {
            results.push_back(resultOf("phoronix"));
            results.back().deviceName = system.toStdString();
        }
        return place->second;
    };
    for (const Test &test : reader.tests) {
        for (const Entry &entry : test.entries) {
            placeOf(entry.system);
        }
    }
    std::vector<EntryList> lists(results.begin(), results.end());
    for (const Test &test : reader.tests) {
        const std::string name = (test.title + u' ' + test.description).trimmed().toStdString();
        const double scale = scaleOf(test);
        for (const Entry &entry : test.entries) {
            EntryList &list = lists[places.at(entry.system)];
            if (scale == 0) {
                const QString direction = test.proportion.isEmpty() ? QStringLiteral("no direction")
                                                                    : test.proportion;
                list.leaveOut(name, (test.scale + QStringLiteral(", ") + direction
                                     + QStringLiteral(": no time and no rate"))
                                            .toStdString());
            } else {
                list.add(name, variantOf(list, name, entry, scale));
            }
        }
    }
    return results;
}

}  // namespace

Read readPhoronix(const QString &text)
{
    if (!text.left(4096).contains(QLatin1String("<PhoronixTestSuite"))) {
        return std::nullopt;
    }
    Reader reader(text);
    const bool known = reader.read();
    if (reader.xml().hasError()) {
        return fail(ErrorCode::Invalid, "line {0}, column {1}: no valid XML ({2})",
                    "第 {0} 行第 {1} 列：不是有效的 XML（{2}）", reader.xml().lineNumber(),
                    reader.xml().columnNumber(), reader.xml().errorString().toStdString());
    }
    if (!known) {
        return std::nullopt;
    }
    if (reader.tests.empty()) {
        return fail(ErrorCode::Invalid,
                    "a file of the Phoronix Test Suite without any result; its results are in "
                    "composite.xml",
                    "Phoronix Test Suite 文件，但不含任何结果；结果位于 composite.xml");
    }
    measure::Bundle bundle;
    bundle.results = resultsOf(reader);
    bundle.machine.name = measure::unknownMachine;
    if (reader.systems.size() == 1) {
        bundle.machine.name = reader.systems.front().hardware.toStdString();
        bundle.machine.facts["software"] = reader.systems.front().software.toStdString();
    }
    return bundle;
}

}  // namespace touchstone::exchange
