// The schedules alone, without the forwards that they wait for.
#include "kernels/blocks/parallel.h"
#include "kernels/dllm/dllm-adaptive-block/writing.h"

namespace touchstone::kernels::dllm_adaptive_block {

namespace {

constexpr std::size_t repeats = 1000;  // of a schedule alone, which takes microseconds per text

struct Scheduling final : Writing {
    Scheduling(const Setup &setup, Memory &memory) : Writing(setup, memory)
    {
        schedules = {2, 2 + blockSizes.size()};  // with blocks of 32
    }
    void declare(Forms &forms) override
    {
        constexpr std::array ids{"schedule-fixed", "schedule-adaptive"};
        for (std::size_t form = 0; form < ids.size(); ++form) {
            Form &own = forms.add(ids[form]).writes(tokens, steps);
            double compared = 0;  // predictions, at least once in each repetition
            for (const Notes &noted : notes[form]) {
                own.reads(noted.forwards.predictions());
                compared += double(noted.forwards.predictions().size());
            }
            own.flops(repeats * compared).run([this, form] {
                parallelItems(threads(), timed, [&](std::size_t t, std::size_t) {
                    for (std::size_t n = 0; n < repeats; ++n) {
                        write(form, t, [](std::span<const Token>) {});
                    }
                });
            });
        }
    }
    double tolerance(std::size_t) const override { return 0; }
};

}  // namespace

std::unique_ptr<Operation> makeScheduling(const Setup &setup, Memory &memory)
{
    return operation<Scheduling>(setup, memory);
}

}  // namespace touchstone::kernels::dllm_adaptive_block
