// What an oracle expects, element by element, and how far the outputs are from it.
//
// Each buffer has a scale, the root mean square of its expected values. The error of a check is the
// largest over the buffers of
//
//   the relative Frobenius norm     |y - e|_F / |e|_F
//   a fifth of the largest element  |y_i - e_i| / max(scale, |e_i|)
//
// so that neither many small errors nor one wrong element among many right ones gets through: five
// standard deviations of rounding pass, ten tolerances in a single element do not. Where the
// tolerance is 0 the error is the number of elements that differ.
#pragma once

#include "kernels/blocks/frobenius.h"
#include "kernels/kernel.h"

#include <map>
#include <span>
#include <string>
#include <vector>

namespace touchstone::kernels {

class Expected {
public:
    // The value at an index of an output.
    template <class T>
    void at(const Buffer<T> &buffer, std::size_t index, double exact)
    {
        add(buffer.slot(), index, double(buffer[index]), exact);
    }
    // The same for outputs that hold a code of the number (fp16): measured is the decoded one.
    template <class T>
    void at(const Buffer<T> &buffer, std::size_t index, double exact, double measured)
    {
        add(buffer.slot(), index, measured, exact);
    }
    // Equal whatever the tolerance: codes, indices, tokens.
    template <class T>
    void equal(const Buffer<T> &buffer, std::size_t index, T exact)
    {
        require(buffer[index] == exact, "a code differs");
        cover(buffer.slot(), index, 1);
    }
    // Any other condition on `count` elements from `first` on; what: for the message.
    template <class T>
    void that(const Buffer<T> &buffer, std::size_t first, std::size_t count, bool holds,
              const char *what)
    {
        require(holds, what);
        cover(buffer.slot(), first, count);
    }

    // After all units: every element of these outputs must have been checked.
    void requireAll(const std::vector<const detail::Slot *> &outputs);
    Check check(double tolerance) const;

private:
    struct Pair {
        double difference, exact;  // absolute values
    };
    struct Seen {
        FrobeniusError all;
        std::vector<Pair> pairs;  // of finite values
        std::vector<bool> covered;
    };

    void add(const detail::Slot *slot, std::size_t index, double measured, double exact);
    // What was seen of an output, with the elements from `first` on marked as checked.
    Seen &cover(const detail::Slot *slot, std::size_t first, std::size_t count);
    void require(bool holds, const char *what);
    static double errorOf(const Seen &seen);

    std::map<const detail::Slot *, Seen> m_seen;
    std::string m_wrong;  // the first condition that failed
};

}  // namespace touchstone::kernels
