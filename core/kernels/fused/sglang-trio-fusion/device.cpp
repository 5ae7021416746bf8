// The forms of the three operations on OpenCL.
#include "kernels/fused/sglang-trio-fusion/rows.h"

namespace touchstone::kernels::sglang_trio_fusion {

namespace {

constexpr std::size_t groupSize = 64;

class DeviceRun {
public:
    DeviceRun(DeviceCopies &device, const Rows &rows)
        : d(device), r(rows), n(std::int64_t(rows.rows * rows.width)),
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
        switch (r.part) {
        case SiluMul:
            elements("silu_mul", form.packed ? 4 : 1, {d[r.a], d[r.b], d[r.out], n, flags});
            break;
        case AddRmsNorm:
            groups("add_rmsnorm", {d[r.a], d[r.b], d[r.weight], d[r.residual], d[r.out], d[r.tree],
                                   m_width, std::int32_t(r.treeWidth), normEpsilon, flags});
            break;
        case MergeStates:
            groups("merge_states", {d[r.a], d[r.b], d[r.stateA], d[r.stateB], d[r.out], d[r.state],
                                    m_width, flags});
            break;
        }
    }

private:
    void runOpByOp() const
    {
        switch (r.part) {
        case SiluMul:
            elements("silu", 1, {d[r.a], d[r.scratchA], n});
            elements("multiply", 1, {d[r.scratchA], d[r.b], d[r.out], n});
            break;
        case AddRmsNorm:
            elements("add", 1, {d[r.a], d[r.b], d[r.residual], n});
            groups("inverse_rms", {d[r.residual], d[r.tree], m_width, normEpsilon});
            elements("scale_by", 1, {d[r.residual], d[r.tree], d[r.weight], d[r.out], n, m_width});
            break;
        case MergeStates:
            elements("scale_state", 1,
                     {d[r.a], d[r.stateA], d[r.stateB], d[r.scratchA], d[r.state], n, m_width});
            elements("scale_state", 1,
                     {d[r.b], d[r.stateB], d[r.stateA], d[r.scratchB], d[r.state], n, m_width});
            elements("add", 1, {d[r.scratchA], d[r.scratchB], d[r.out], n});
            break;
        }
    }

    // `per` elements a work item, or one group per row.
    void elements(const char *kernel, std::size_t per,
                  std::initializer_list<OpenClProgram::Argument> arguments) const
    {
        const std::size_t items = (r.rows * r.width + per - 1) / per;
        d.launch(kernel, {roundedUp(items, groupSize), 1}, {groupSize, 1}, arguments);
    }
    void groups(const char *kernel, std::initializer_list<OpenClProgram::Argument> arguments) const
    {
        d.launch(kernel, {r.rows * groupSize, 1}, {groupSize, 1}, arguments);
    }

    DeviceCopies &d;
    const Rows &r;
    std::int64_t n;
    std::int32_t m_width;
};

}  // namespace

void Rows::computeOn(DeviceCopies &d, const RowForm &form)
{
    DeviceRun(d, *this).run(form);
}

}  // namespace touchstone::kernels::sglang_trio_fusion
