// The forwards of body.h in double precision, as the formulas are written; shares only the weights
// with what it checks.
#pragma once

#include "kernels/blocks/body.h"

namespace touchstone::kernels::transformer {

class ExactBody {
public:
    explicit ExactBody(const Body &body);

    // As Forwards::run() with a cache of its own for one text: logits of all tokens and
    // of the rows that are given before them, [tokens x outputs].
    std::vector<double> run(std::span<const Token> tokens, std::size_t first, std::size_t visible,
                            std::size_t earlier = 0, std::span<const double> given = {});
    // Puts a number of a key and of its value into the cache of a layer, as if a run had.
    struct At {
        std::size_t layer, place, column;
    };
    void place(const At &at, double key, double value);

private:
    using Matrix = std::vector<double>;  // rows one after another

    Matrix product(const Matrix &x, std::size_t matrix) const;
    Matrix attended(const Matrix &qkv, std::size_t layer, std::size_t first, std::size_t visible,
                    std::size_t earlier);

    const Body *m_body;
    std::vector<Matrix> m_keys, m_values;  // by layer, [places x key width]
};

}  // namespace touchstone::kernels::transformer
