// The forms of the three operations on OpenCL.
#include "kernels/fused/sglang-trio-fusion/rows.h"

namespace touchstone::kernels::sglang_trio_fusion {

namespace {

constexpr std::size_t groupSize = 64;

class DeviceRun {
public:
    DeviceRun(DeviceCopies &device, const Rows &rows)
        : d(device), m_rows(rows), m_size(std::int64_t(rows.rows * rows.width)),
          m_width(std::int32_t(rows.width))
    {
    }

    void run(const RowForm &wanted) const
    {
        if (wanted.opByOp) {
            runOpByOp();
            return;
        }
        const Rewrites &form = wanted.rewrites;
        const std::int32_t flags = int(form.hoisted) | int(form.registers) << 1
                                   | int(form.packed) << 2 | int(form.fast) << 3;
        switch (m_rows.part) {
        case SiluMul:
            elements("silu_mul", form.packed ? 4 : 1,
                     {d[m_rows.a], d[m_rows.b], d[m_rows.out], m_size, flags});
            break;
        case AddRmsNorm:
            groups("add_rmsnorm",
                   {d[m_rows.a], d[m_rows.b], d[m_rows.weight], d[m_rows.residual], d[m_rows.out],
                    d[m_rows.tree], m_width, std::int32_t(m_rows.treeWidth), normEpsilon, flags});
            break;
        case MergeStates:
            groups("merge_states", {d[m_rows.a], d[m_rows.b], d[m_rows.stateA], d[m_rows.stateB],
                                    d[m_rows.out], d[m_rows.state], m_width, flags});
            break;
        }
    }

private:
    void runOpByOp() const
    {
        switch (m_rows.part) {
        case SiluMul:
            elements("silu", 1, {d[m_rows.a], d[m_rows.scratchA], m_size});
            elements("multiply", 1, {d[m_rows.scratchA], d[m_rows.b], d[m_rows.out], m_size});
            break;
        case AddRmsNorm:
            elements("add", 1, {d[m_rows.a], d[m_rows.b], d[m_rows.residual], m_size});
            groups("inverse_rms", {d[m_rows.residual], d[m_rows.tree], m_width, normEpsilon});
            elements("scale_by", 1,
                     {d[m_rows.residual], d[m_rows.tree], d[m_rows.weight], d[m_rows.out], m_size,
                      m_width});
            break;
        case MergeStates:
            elements("scale_state", 1,
                     {d[m_rows.a], d[m_rows.stateA], d[m_rows.stateB], d[m_rows.scratchA],
                      d[m_rows.state], m_size, m_width});
            elements("scale_state", 1,
                     {d[m_rows.b], d[m_rows.stateB], d[m_rows.stateA], d[m_rows.scratchB],
                      d[m_rows.state], m_size, m_width});
            elements("add", 1, {d[m_rows.scratchA], d[m_rows.scratchB], d[m_rows.out], m_size});
            break;
        }
    }

    // `per` elements a work item, or one group per row.
    void elements(const char *kernel, std::size_t per,
                  std::initializer_list<OpenClProgram::Argument> arguments) const
    {
        const std::size_t items = (m_rows.rows * m_rows.width + per - 1) / per;
        d.launch(kernel, items, groupSize, arguments);
    }
    void groups(const char *kernel, std::initializer_list<OpenClProgram::Argument> arguments) const
    {
        d.launch(kernel, m_rows.rows * groupSize, groupSize, arguments);
    }

    DeviceCopies &d;
    const Rows &m_rows;
    std::int64_t m_size;
    std::int32_t m_width;
};

}  // namespace

void Rows::computeOn(DeviceCopies &d, const RowForm &form)
{
    DeviceRun(d, *this).run(form);
}

}  // namespace touchstone::kernels::sglang_trio_fusion
