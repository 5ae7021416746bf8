#include "kernels/operation.h"

#include <algorithm>
#include <random>

namespace touchstone::kernels {

Dim::Dim(const Operation &operation, std::string_view name)
    : m_value(std::size_t(operation.size(name)))
{
}

Memory &detail::memoryOf(Operation &operation)
{
    return operation.m_memory;
}

Form &Form::run(std::function<void()> code)
{
    m_run = std::move(code);
    return *this;
}

Form &Form::device(std::function<void(DeviceCopies &)> code)
{
    m_device = std::move(code);
    return *this;
}

Form &Form::restore(std::function<void()> code)
{
    m_restore = std::move(code);
    return *this;
}

Form &Form::flops(double count)
{
    m_flops = count;
    return *this;
}

Form &Form::bytes(double compulsory)
{
    m_bytes = compulsory;
    return *this;
}

Form &Form::dense(bool byArithmetic, Arithmetic arithmetic)
{
    m_dense = byArithmetic;
    m_arithmetic = arithmetic;
    return *this;
}

Form &Forms::add(std::string id)
{
    return *m_all.emplace_back(std::make_unique<Form>(std::move(id)));
}

Operation::Operation(const Setup &setup, Memory &memory) : m_setup(setup), m_memory(memory) {}

std::int64_t Operation::size(std::string_view name) const
{
    return m_setup.shape.at(name);
}

std::vector<std::string> Operation::formIds() const
{
    std::vector<std::string> ids;
    for (const auto &form : m_forms.m_all) {
        ids.push_back(form->m_id);
    }
    return ids;
}

Result<> Operation::open(const std::string &folder, std::size_t firstVariant,
                         std::vector<std::optional<RatioOf>> ratios)
{
    m_first = firstVariant;
    m_ratios = std::move(ratios);
    if (auto prepared = prepare(); !prepared) {
        return prepared;
    }
    declare(m_forms);
    if (!m_setup.device) {
        return {};
    }
    DeviceSources sources = deviceSources();
    if (sources.files.empty()) {
        sources.files = {folder + "/kernel.cl"};
    }
    auto device = DeviceCopies::open(*m_setup.device, sources.files, sources.options);
    if (!device) {
        return passOn(std::move(device.error()));
    }
    m_device = std::move(*device);
    return {};
}

void Operation::run(std::size_t variant)
{
    const Form &chosen = form(variant);
    if (m_device) {
        chosen.m_device(*m_device);
    } else {
        chosen.m_run();
    }
}

void Operation::finish()
{
    if (m_device) {
        m_device->program().finish();
    }
}

void Operation::restore(std::size_t variant)
{
    if (form(variant).m_restore) {
        form(variant).m_restore();
    }
}

void Operation::uploadOutputs()
{
    if (m_device) {
        m_device->uploadOutputs();
    }
}

void Operation::fetchOutputs()
{
    if (m_device) {
        m_device->fetchOutputs();
    }
}

std::optional<double> Operation::deviceNanoseconds() const
{
    return m_device ? m_device->program().deviceNanoseconds() : std::nullopt;
}

std::optional<std::vector<const detail::Slot *>> Operation::outputs(std::size_t variant) const
{
    return form(variant).m_writes;
}

Work Operation::work(std::size_t variant) const
{
    return workOf(variant - m_first);
}

Work Operation::workOf(std::size_t handle) const
{
    const Form &chosen = *m_forms.m_all.at(handle);
    double bytes = 0;
    for (const auto *list : {&chosen.m_reads, &chosen.m_writes}) {
        for (const detail::Slot *slot : *list) {
            bytes += double(slot->bytes().size());
        }
    }
    return {chosen.m_flops, chosen.m_bytes.value_or(bytes), chosen.m_dense, chosen.m_arithmetic};
}

std::optional<double> Operation::limit(std::size_t comparison) const
{
    const std::optional<RatioOf> &ratio = m_ratios.at(comparison);
    return ratio ? ratioLimit(*ratio) : std::nullopt;
}

namespace {

// All units in order, or the first, the last and a random choice of the others.
std::vector<std::size_t> chosenUnits(std::size_t units, std::size_t most, const Sampling &sampling)
{
    std::vector<std::size_t> chosen;
    if (sampling.all || units <= most) {
        for (std::size_t unit = 0; unit < units; ++unit) {
            chosen.push_back(unit);
        }
        return chosen;
    }
    std::mt19937_64 random(sampling.seed);
    chosen = {0, units - 1};
    while (chosen.size() < most) {
        chosen.push_back(std::size_t(random() % units));
    }
    std::sort(chosen.begin(), chosen.end());
    chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
    return chosen;
}

}  // namespace

Result<Check> Operation::check(std::size_t variant, const Sampling &sampling)
{
    if (m_device && !m_device->program().error().empty()) {
        return fail(ErrorCode::DeviceFailed, "OpenCL: {0}", "OpenCL：{0}",
                    m_device->program().error());
    }
    const std::size_t handle = variant - m_first;
    const std::size_t count = units(handle);
    const auto chosen =
            chosenUnits(count, std::max<std::size_t>(2, sampledUnits(handle)), sampling);
    Expected expected;
    for (const std::size_t unit : chosen) {
        if (m_setup.stop.stop_requested()) {
            return cancelled();
        }
        exact(handle, unit, expected);
    }
    if (chosen.size() == count) {
        expected.requireAll(form(variant).m_writes);
    }
    return expected.check(tolerance(handle));
}

}  // namespace touchstone::kernels
