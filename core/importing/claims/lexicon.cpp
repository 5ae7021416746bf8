#include "importing/claims/lexicon.h"

#include <QFile>
#include <QHash>

#include <array>

namespace touchstone::importing::claims {

namespace {

const QHash<QString, quint32> &roleNames()
{
    static const QHash<QString, quint32> names{{QStringLiteral("metric"), RoleMetric},
                                               {QStringLiteral("change"), RoleChange},
                                               {QStringLiteral("unit"), RoleUnit},
                                               {QStringLiteral("magnitude"), RoleMagnitude},
                                               {QStringLiteral("number"), RoleNumber},
                                               {QStringLiteral("qualifier"), RoleQualifier},
                                               {QStringLiteral("link"), RoleLink},
                                               {QStringLiteral("filler"), RoleFiller},
                                               {QStringLiteral("stop"), RoleStop},
                                               {QStringLiteral("keep"), RoleKeep},
                                               {QStringLiteral("reach"), RoleReach},
                                               {QStringLiteral("beat"), RoleBeat},
                                               {QStringLiteral("reference"), RoleReference},
                                               {QStringLiteral("bound"), RoleBound},
                                               {QStringLiteral("need"), RoleNeed},
                                               {QStringLiteral("support"), RoleSupport},
                                               {QStringLiteral("setting"), RoleSetting},
                                               {QStringLiteral("background"), RoleBackground},
                                               {QStringLiteral("medium"), RoleMedium},
                                               {QStringLiteral("own"), RoleOwn},
                                               {QStringLiteral("figure"), RoleFigure},
                                               {QStringLiteral("training"), RoleTraining},
                                               {QStringLiteral("baseline"), RoleBaseline},
                                               {QStringLiteral("place"), RolePlace},
                                               {QStringLiteral("generate"), RoleGenerate},
                                               {QStringLiteral("zero"), RoleZero},
                                               {QStringLiteral("fraction"), RoleFraction},
                                               {QStringLiteral("respectively"), RoleRespectively},
                                               {QStringLiteral("benchmark"), RoleBenchmark},
                                               {QStringLiteral("neutral"), 0}};
    return names;
}

template <class Kind, size_t N>
bool named(const std::array<std::pair<const char *, Kind>, N> &table, const QString &id, Kind &kind)
{
    for (const auto &[name, value] : table) {
        if (id == QLatin1String(name)) {
            kind = value;
            return true;
        }
    }
    return false;
}

constexpr std::array<std::pair<const char *, LinkKind>, 10> links{
        {{"by", LinkKind::By},
         {"of", LinkKind::Of},
         {"to", LinkKind::To},
         {"at", LinkKind::At},
         {"from", LinkKind::From},
         {"between", LinkKind::Between},
         {"is", LinkKind::Is},
         {"and", LinkKind::And},
         {"versus", LinkKind::Versus},
         {"down-from", LinkKind::DownFrom}}};
constexpr std::array<std::pair<const char *, ChangeKind>, 4> changes{
        {{"up", ChangeKind::Up},
         {"down", ChangeKind::Down},
         {"improve", ChangeKind::Improve},
         {"worsen", ChangeKind::Worsen}}};
constexpr std::array<std::pair<const char *, UnitKind>, 6> units{{{"times", UnitKind::Times},
                                                                  {"percent", UnitKind::Percent},
                                                                  {"points", UnitKind::Points},
                                                                  {"quantity", UnitKind::Quantity},
                                                                  {"count", UnitKind::Count},
                                                                  {"ignored", UnitKind::Ignored}}};

// Adds the attributes of one line to the entry; false for an id unknown to the role.
bool apply(Entry &entry, quint32 role, const QString &id, const QStringList &attributes)
{
    entry.roles |= role;
    for (const QString &attribute : attributes) {
        if (attribute.startsWith(QLatin1String("metric="))) {
            entry.metric = attribute.mid(7);
        } else if (attribute.startsWith(QLatin1String("label="))) {
            entry.label = attribute.mid(6);
        } else if (attribute.startsWith(QLatin1String("value="))) {
            entry.number = attribute.mid(6).toDouble();
        } else if (attribute != QLatin1String("-")) {
            entry.attributes.append(attribute);
        }
    }
    bool ok = true;
    switch (role) {
    case RoleMetric:
        entry.metric = id;
        return true;
    case RoleChange:
        return named(changes, id, entry.change);
    case RoleLink:
        return named(links, id, entry.link);
    case RoleUnit:
    case RoleFigure:
        return named(units, id, entry.unit);
    case RoleMagnitude:
    case RoleNumber:
        entry.number = id.toDouble(&ok);
        return ok;
    case RoleQualifier:
        entry.qualifier = id;
        return true;
    default:
        return true;
    }
}

}  // namespace

const Lexicon &Lexicon::bundled()
{
    static const Lexicon lexicon = [] {
        Lexicon made;
        for (const char *name : {"metrics", "changes", "units", "words"}) {
            QFile file(QStringLiteral(":/touchstone/lexicon/%1.tsv").arg(QLatin1String(name)));
            const bool opened = file.open(QIODevice::ReadOnly);
            const Result<> added = made.addFile(file.readAll(), file.fileName());
            if (!opened || !added) {
                qFatal("%s: %s", qPrintable(file.fileName()),
                       added ? "not embedded" : added.error().message.en.c_str());
            }
        }
        return made;
    }();
    return lexicon;
}

Result<> Lexicon::addFile(const QByteArray &tsv, const QString &name)
{
    int line = 0;
    for (const QString &row : QString::fromUtf8(tsv).split(u'\n')) {
        ++line;
        if (row.isEmpty() || row.startsWith(u'#')) {
            continue;
        }
        const QStringList columns = row.split(u'\t');
        const auto role = roleNames().constFind(columns[0]);
        if (columns.size() != 4 || role == roleNames().constEnd()) {
            return fail(ErrorCode::Corrupt, "{0}:{1}: a known role and four columns are needed",
                        "{0}:{1}：需要已知的角色和四列", name.toStdString(), line);
        }
        for (const QString &phrase : columns[3].split(QStringLiteral(" | "))) {
            if (!apply(add(phrase), *role, columns[1], columns[2].split(u','))) {
                return fail(ErrorCode::Corrupt, "{0}:{1}: unknown id {2}",
                            "{0}:{1}：未知的标识 {2}", name.toStdString(), line,
                            columns[1].toStdString());
            }
        }
    }
    return {};
}

Entry &Lexicon::add(const QString &phrase)
{
    const QString text = folded(phrase);
    int node = 0;
    for (const Atom &atom : atomsOf(text, [](QStringView) { return true; })) {
        if (atom.text == QLatin1String("-") && node != 0) {
            continue;
        }
        const int word = m_words.add(atom.text);
        const auto found = m_nodes[size_t(node)].next.find(word);
        if (found != m_nodes[size_t(node)].next.end()) {
            node = found->second;
            continue;
        }
        m_nodes.push_back({});
        m_nodes[size_t(node)].next[word] = int(m_nodes.size()) - 1;
        node = int(m_nodes.size()) - 1;
    }
    int &entry = m_nodes[size_t(node)].entry;
    if (entry < 0) {
        entry = int(m_entries.size());
        m_entries.emplace_back();
    }
    return m_entries[size_t(entry)];
}

// The child of a node for a word as written, or for its stem: regular English endings only.
int Lexicon::child(const Node &node, QStringView word, Form form) const
{
    static constexpr std::array<std::pair<QLatin1String, QLatin1String>, 9> endings{
            {{QLatin1String("ies"), QLatin1String("y")},
             {QLatin1String("ing"), QLatin1String("")},
             {QLatin1String("ing"), QLatin1String("e")},
             {QLatin1String("ed"), QLatin1String("")},
             {QLatin1String("ed"), QLatin1String("e")},
             {QLatin1String("es"), QLatin1String("")},
             {QLatin1String("s"), QLatin1String("")},
             {QLatin1String("ied"), QLatin1String("y")},
             {QLatin1String("er"), QLatin1String("e")}}};
    const auto childOf = [&node](int id) {
        const auto found = id < 0 ? node.next.end() : node.next.find(id);
        return found == node.next.end() ? -1 : found->second;
    };
    if (form == Form::Written) {
        return childOf(m_words.find(word));
    }
    if (word.size() < 4 || word.size() > 24 || node.next.empty()) {
        return -1;
    }
    if (!QStringView(u"sgdr").contains(word.back())) {
        return -1;  // no such ending; most words return here
    }
    for (const auto &[ending, instead] : endings) {
        if (word.endsWith(ending)) {
            const int stemmed =
                    childOf(m_words.find(word.chopped(ending.size()).toString() + instead));
            if (stemmed >= 0) {
                return stemmed;
            }
        }
    }
    return -1;
}

const Entry *Lexicon::longest(const QVector<Atom> &atoms, qsizetype from, qsizetype &end) const
{
    for (const Form first : {Form::Written, Form::Stem}) {
        const Entry *best = nullptr;
        int node = child(m_nodes[0], atoms[from].text, first);
        for (qsizetype i = from; node >= 0; node = step(atoms, node, ++i)) {
            const int entry = m_nodes[size_t(node)].entry;
            if (entry >= 0) {
                best = &m_entries[size_t(entry)];
                end = i + 1;
            }
            const bool dash = i + 2 < atoms.size() && atoms[i + 1].text == QLatin1String("-")
                              && atoms[i + 2].text != QLatin1String("-");
            i += dash ? 1 : 0;  // "time-to-first-token" is "time to first token"
        }
        if (best) {
            return best;
        }
    }
    return nullptr;
}

int Lexicon::step(const QVector<Atom> &atoms, int node, qsizetype i) const
{
    if (i >= atoms.size()) {
        return -1;
    }
    const int written = child(m_nodes[size_t(node)], atoms[i].text, Form::Written);
    return written >= 0 ? written : child(m_nodes[size_t(node)], atoms[i].text, Form::Stem);
}

const Entry *Lexicon::find(const QString &phrase) const
{
    const QString text = folded(phrase);
    const QVector<Atom> atoms = atomsOf(text, [](QStringView) { return true; });
    qsizetype end = 0;
    const Entry *entry = atoms.isEmpty() ? nullptr : longest(atoms, 0, end);
    return end == atoms.size() ? entry : nullptr;
}

bool Lexicon::isUnitWord(QStringView word) const
{
    for (const Form form : {Form::Written, Form::Stem}) {
        const int node = child(m_nodes[0], word, form);
        const int entry = node < 0 ? -1 : m_nodes[size_t(node)].entry;
        if (entry >= 0) {
            return m_entries[size_t(entry)].is(RoleUnit | RoleMagnitude);
        }
    }
    return false;
}

}  // namespace touchstone::importing::claims
