#include "kernels/blocks/training.h"

#include <cmath>
#include <numbers>

namespace touchstone::kernels {

void train(const std::vector<Weight<float> *> &weights, const Descent &descent,
           const std::function<Var(Tape<float> &tape, std::size_t step)> &lossOf)
{
    AdamRule rule(weights);
    Tape<float> tape;
    for (std::size_t step = 0; step < descent.steps && !descent.stop.stop_requested(); ++step) {
        tape.clear();
        tape.backward(lossOf(tape, step));
        const double done = double(step) / double(descent.steps);
        rule.step(descent.rate * (0.5 + 0.5 * std::cos(std::numbers::pi * done)));
    }
}

}  // namespace touchstone::kernels
