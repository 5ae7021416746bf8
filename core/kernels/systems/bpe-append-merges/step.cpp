#include "kernels/systems/bpe-append-merges/step.h"

#include "kernels/blocks/packed_linear.h"
#include "kernels/blocks/rng.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace touchstone::kernels::bpe_append_merges {

namespace {

constexpr std::size_t stepsOfMeasurement = 5;

// One product of the step with weights of its own.
class Layer {
public:
    Layer(std::size_t outputs, std::size_t inputs, int threads, Memory &memory)
        : m_product(1, outputs, inputs, threads),
          m_packed(memory.allocate<std::byte>(BufferRole::Input, m_product.packedBytes())),
          m_out(memory.allocate<float>(BufferRole::Scratch, outputs))
    {
        // Times do not depend on the values: rows repeat.
        std::vector<float> weights(outputs * inputs);
        const std::size_t fresh = std::min<std::size_t>(weights.size(), std::size_t(64) * inputs);
        rng::fillNormal({weights.data(), fresh}, 0.0F, 1 / std::sqrt(float(inputs)), 1, 60);
        for (std::size_t i = fresh; i < weights.size(); ++i) {
            weights[i] = weights[i - fresh];
        }
        m_product.pack(weights.data(), m_packed.data());
    }
    const float *operator()(const float *x) const
    {
        m_product.multiply(x, m_packed.data(), m_out.data());
        return m_out.data();
    }
    std::span<float> last() const { return m_out.span(); }

private:
    PackedLinear m_product;
    Buffer<std::byte> m_packed;
    Buffer<float> m_out;
};

class Step {
public:
    Step(const Setup &setup, std::size_t vocabulary)
        : m_width(setup.effort == Effort::Smoke ? 48 : 768),
          m_embedding(m_memory.allocate<float>(BufferRole::Input, vocabulary * m_width)),
          m_x(m_memory.allocate<float>(BufferRole::Scratch, m_width)),
          m_head(vocabulary, m_width, setup.threads, m_memory)
    {
        std::fill_n(m_embedding.data(), m_embedding.size(), 0.5F);
        const std::size_t layers = setup.effort == Effort::Smoke ? 2 : 12;
        for (std::size_t l = 0; l < layers; ++l) {
            for (const auto &[outputs, inputs] :
                 {std::pair(3, 1), std::pair(1, 1), std::pair(4, 1), std::pair(1, 4)}) {
                m_body.emplace_back(outputs * m_width, inputs * m_width, setup.threads, m_memory);
            }
        }
    }
    // Share of the embedding and the output layer in the time of one step.
    double headShare(std::size_t token)
    {
        using Clock = std::chrono::steady_clock;
        const auto start = Clock::now();
        std::copy_n(m_embedding.data() + token * m_width, m_width, m_x.data());
        const auto embedded = Clock::now();
        const float *x = m_x.data();
        for (std::size_t i = 0; i < m_body.size(); ++i) {
            x = m_body[i](x);
            if (i % 4 == 2) {  // hidden units
                for (float &value : m_body[i].last()) {
                    value = std::max(value, 0.0F);
                }
            }
        }
        const auto through = Clock::now();
        m_head(x);
        const auto end = Clock::now();
        return std::chrono::duration<double>(embedded - start + (end - through)).count()
               / std::chrono::duration<double>(end - start).count();
    }

private:
    Memory m_memory;
    std::size_t m_width;
    Buffer<float> m_embedding, m_x;
    Layer m_head;
    std::vector<Layer> m_body;
};

}  // namespace

std::vector<double> headShares(const Setup &setup, std::size_t vocabulary, int repeats)
{
    Step step(setup, vocabulary);
    step.headShare(0);  // touches all pages
    std::vector<double> shares;
    for (int n = 0; n < repeats && !setup.stop.stop_requested(); ++n) {
        std::array<double, stepsOfMeasurement> own{};
        for (double &share : own) {
            share = step.headShare(std::size_t(n) % vocabulary);
        }
        std::nth_element(own.begin(), own.begin() + own.size() / 2, own.end());
        shares.push_back(own[own.size() / 2]);
    }
    return shares;
}

}  // namespace touchstone::kernels::bpe_append_merges
