// A link that delivers bytes at a fixed rate while the processor does something else, as a DMA
// engine does: the bytes lie in memory already, but nobody may look at them before they are due.
// It takes no time of the processor, only of the clock.
#pragma once

#include <chrono>

namespace touchstone::kernels {

class Link {
public:
    // The transfer begins now. bytesPerNs = GB/s; 0: everything is there.
    explicit Link(double bytesPerNs) : m_rate(bytesPerNs), m_start(Clock::now()) {}
    // Until the first `bytes` of the transfer have come.
    void await(double bytes) const
    {
        using Nanoseconds = std::chrono::duration<double, std::nano>;
        while (m_rate > 0 && Nanoseconds(Clock::now() - m_start).count() * m_rate < bytes) {
        }
    }

private:
    using Clock = std::chrono::steady_clock;
    double m_rate;
    Clock::time_point m_start;
};

}  // namespace touchstone::kernels
