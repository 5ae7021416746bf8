#include "kernels/blocks/device_copies.h"

namespace touchstone::kernels {

Result<std::unique_ptr<DeviceCopies>> DeviceCopies::open(OpenClDevice &device,
                                                         std::initializer_list<const char *> files,
                                                         const std::string &options)
{
    std::string source;
    for (const char *file : files) {
        source += embeddedSource(file);
    }
    auto program = OpenClProgram::build(device, source, *(files.end() - 1), options);
    if (!program) {
        return passOn(std::move(program.error()));
    }
    return std::unique_ptr<DeviceCopies>(new DeviceCopies(std::move(*program)));
}

Result<> DeviceCopies::addBytes(const void *key, std::size_t elementSize, BufferRole role,
                                const std::function<std::span<std::byte>()> &bytes)
{
    const std::span<std::byte> host = bytes();
    const auto id = m_program->allocate(std::max(host.size(), elementSize));
    if (!id) {
        return passOn(id.error());
    }
    m_ids.emplace(key, *id);
    if (host.empty()) {
        return {};
    }
    m_program->upload(*id, host.data(), host.size());
    if (role == BufferRole::Output) {
        m_outputs.push_back({*id, bytes});
    }
    return {};
}

void DeviceCopies::uploadOutputs()
{
    for (const Output &output : m_outputs) {
        m_program->upload(output.id, output.bytes().data(), output.bytes().size());
    }
}

void DeviceCopies::fetchOutputs()
{
    for (const Output &output : m_outputs) {
        m_program->download(output.id, output.bytes().data(), output.bytes().size());
    }
}

void PortableProblem::run(std::size_t variant)
{
    if (m_device) {
        runOnDevice(*m_device, variant);
    } else {
        runOnCpu(variant);
    }
}

void PortableProblem::finish()
{
    if (m_device) {
        m_device->program().finish();
    }
}

void PortableProblem::uploadOutputs()
{
    if (m_device) {
        m_device->uploadOutputs();
    }
}

void PortableProblem::fetchOutputs()
{
    if (m_device) {
        m_device->fetchOutputs();
    }
}

std::optional<double> PortableProblem::deviceNanoseconds() const
{
    return m_device ? m_device->program().deviceNanoseconds() : std::nullopt;
}

Result<Check> PortableProblem::check(std::size_t variant)
{
    if (m_device && !m_device->program().error().empty()) {
        return fail(ErrorCode::DeviceFailed, "OpenCL: {0}", "OpenCL：{0}",
                    m_device->program().error());
    }
    return checkOutputs(variant);
}

}  // namespace touchstone::kernels
