#include "kernels/blocks/device_copies.h"

#include <algorithm>

namespace touchstone::kernels {

Result<std::unique_ptr<DeviceCopies>> DeviceCopies::open(OpenClDevice &device,
                                                         const std::vector<std::string> &files,
                                                         const std::string &options)
{
    std::string source;
    for (const std::string &file : files) {
        source += embeddedSource(file);
    }
    auto program = OpenClProgram::build(device, source, files.back(), options);
    if (!program) {
        return passOn(std::move(program.error()));
    }
    return std::unique_ptr<DeviceCopies>(new DeviceCopies(std::move(*program)));
}

OpenClProgram::BufferId DeviceCopies::copyOf(const detail::Slot &slot)
{
    if (const auto known = m_copies.find(&slot); known != m_copies.end()) {
        return known->second;
    }
    // A buffer without elements gets a copy of one, since kernels take every argument.
    const auto host = slot.bytes();
    const auto id = m_program->allocate(std::max(host.size(), slot.elementSize));
    if (!id) {
        return {};  // the program keeps the error
    }
    if (!host.empty()) {
        m_program->upload(*id, host.data(), host.size());
    }
    return m_copies.emplace(&slot, *id).first->second;
}

void DeviceCopies::uploadOutputs()
{
    for (const auto &[slot, id] : m_copies) {
        if (slot->role == BufferRole::Output && slot->count > 0) {
            m_program->upload(id, slot->bytes().data(), slot->bytes().size());
        }
    }
}

void DeviceCopies::fetchOutputs()
{
    for (const auto &[slot, id] : m_copies) {
        if (slot->role == BufferRole::Output && slot->count > 0) {
            m_program->download(id, slot->bytes().data(), slot->bytes().size());
        }
    }
}

}  // namespace touchstone::kernels
