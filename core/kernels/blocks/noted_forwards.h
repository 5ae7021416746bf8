// What a model predicted in each of its forwards, noted before a decoder is timed: posteriors under
// a source cost a CPU what a model's forwards do not, so that a timed run plays the predictions
// back and spends its time on the forwards of a body (body.h) and on the decoder itself.
#pragma once

#include "kernels/blocks/denoiser.h"
#include "kernels/memory.h"

#include <algorithm>

namespace touchstone::kernels::sources {

class NotedForwards {
public:
    void note(std::span<const Prediction> predictions)
    {
        m_all.insert(m_all.end(), predictions.begin(), predictions.end());
        m_ends.push_back(m_all.size());
    }
    // After the last of them; they are read from a buffer from then on.
    void store(Memory &memory)
    {
        m_predictions = memory.allocate<Prediction>(BufferRole::Input, m_all.size());
        std::copy(m_all.begin(), m_all.end(), m_predictions.data());
        m_all.clear();
        m_all.shrink_to_fit();
    }
    std::size_t count() const { return m_ends.size(); }
    std::span<const Prediction> at(std::size_t forward) const
    {
        const std::size_t begin = forward == 0 ? 0 : m_ends[forward - 1];
        return m_predictions.span().subspan(begin, m_ends[forward] - begin);
    }
    const Buffer<Prediction> &predictions() const { return m_predictions; }

private:
    std::vector<Prediction> m_all;
    std::vector<std::size_t> m_ends;  // of each forward
    Buffer<Prediction> m_predictions;
};

}  // namespace touchstone::kernels::sources
