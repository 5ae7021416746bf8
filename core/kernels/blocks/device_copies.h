// The device's side of an operation: its program, and copies of the host's buffers.
#pragma once

#include "kernels/blocks/opencl.h"
#include "kernels/kernel.h"

#include <map>
#include <vector>

namespace touchstone::kernels {

// A program with a copy of each buffer that its launches name. d[buffer] is the device's copy of a
// host buffer, made and uploaded when it is first asked for: before anything is timed, since every
// variant is verified and calibrated first.
class DeviceCopies {
public:
    // files: names of embedded .cl files, compiled as one program in this order.
    static Result<std::unique_ptr<DeviceCopies>> open(OpenClDevice &device,
                                                      const std::vector<std::string> &files,
                                                      const std::string &options = {});

    // A failed allocation is told by program().error().
    template <class T>
    OpenClProgram::BufferId operator[](const Buffer<T> &buffer)
    {
        return copyOf(*buffer.slot());
    }

    OpenClProgram &program() { return *m_program; }
    // items: how many work items are needed. They are rounded up to whole groups, so that a kernel
    // compares its ids with the sizes unless they are multiples of the group.
    void launch(const char *kernel, std::array<std::size_t, 2> items,
                std::array<std::size_t, 2> group,
                std::initializer_list<OpenClProgram::Argument> arguments)
    {
        m_program->launch(kernel, {roundedUp(items[0], group[0]), roundedUp(items[1], group[1])},
                          group, arguments);
    }
    void launch(const char *kernel, std::size_t items, std::size_t group,
                std::initializer_list<OpenClProgram::Argument> arguments)
    {
        launch(kernel, {items, 1}, {group, 1}, arguments);
    }
    void uploadOutputs();
    void fetchOutputs();

private:
    explicit DeviceCopies(std::unique_ptr<OpenClProgram> program) : m_program(std::move(program)) {}

    OpenClProgram::BufferId copyOf(const detail::Slot &slot);

    std::unique_ptr<OpenClProgram> m_program;
    std::map<const detail::Slot *, OpenClProgram::BufferId> m_copies;
};

}  // namespace touchstone::kernels
