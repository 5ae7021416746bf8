// A damaged or hostile library file: it is read, refused or found damaged, and nothing else
// happens. The input is a list of changes of a sound library: three bytes of place, one of value
// each.
#include "exchange/comparison_inputs.h"
#include "importing/importer.h"
#include "measure/results/results.h"
#include "store/store.h"

#include <QFile>
#include <QTemporaryDir>

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace touchstone;

namespace {

measure::Bundle bundle()
{
    measure::Bundle out;
    out.machine.id = "m-1";
    measure::KernelResult result;
    result.runId = "r-1";
    result.startedAt = "2026-01-01T00:00:00Z";
    result.kernel = "kernel-a";
    result.preset = "small";
    result.device = "cpu";
    result.verification.passed = true;
    measure::VariantResult variant;
    variant.id = "plain";
    variant.role = "baseline";
    variant.medianNs = 100;
    variant.samplesNs = {99, 100, 101};
    result.variants = {variant};
    out.results = {result};
    return out;
}

const QTemporaryDir &folder()
{
    static const QTemporaryDir folder(QStringLiteral("/dev/shm/touchstone-fuzz-XXXXXX"));
    return folder;
}

QByteArray makeLibrary()
{
    const QString path = folder().filePath(QStringLiteral("sound.sqlite"));
    {
        auto store = store::Store::open(path);
        QFile report(QStringLiteral(TOUCHSTONE_CORPUS_ROOT "/formats/report.md"));
        if (!store || !report.open(QIODevice::ReadOnly)) {
            std::abort();
        }
        auto reports = importing::readReports(report.readAll(), QStringLiteral("report.md"));
        if (!reports || !(*store)->apply({importing::planImport(reports->first(), **store)})
            || !(*store)->addBundle(bundle())) {
            std::abort();
        }
    }
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void readAll(store::Store &store)
{
    const auto ids = store.paperIds({});
    if (ids) {
        static_cast<void>(store.paperRows(*ids));
    }
    static_cast<void>(store.facets({}));
    static_cast<void>(store.reports());
    static_cast<void>(store.exportReports());
    static_cast<void>(store.runs());
    static_cast<void>(store.machines());
    static_cast<void>(store.exportBundle());
    static_cast<void>(exchange::loadComparison(store, store::PaperQuery()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static const QByteArray sound = makeLibrary();
    QByteArray bytes = sound;
    for (std::size_t i = 0; i + 4 <= size; i += 4) {
        const std::size_t place =
                data[i] | std::size_t(data[i + 1]) << 8 | std::size_t(data[i + 2]) << 16;
        bytes[qsizetype(place) % bytes.size()] = char(data[i + 3]);
    }
    const QString path = folder().filePath(QStringLiteral("changed.sqlite"));
    for (const char *const beside : {"", "-wal", "-shm"}) {
        QFile::remove(path + QLatin1String(beside));
    }
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) {
        std::abort();
    }
    file.close();
    for (const auto mode : {store::OpenMode::ReadOnly, store::OpenMode::ReadWrite}) {
        auto store = store::Store::open(path, mode);
        if (store) {
            readAll(**store);
        }
        if (store && mode == store::OpenMode::ReadWrite) {
            static_cast<void>((*store)->addBundle(bundle(), {"b.json", "ab"}));
            static_cast<void>((*store)->undoLastImport());
        }
    }
    return 0;
}
