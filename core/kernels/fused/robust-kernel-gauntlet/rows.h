// Rows in vectors (simd.cpp): what the forms of the operations are made of. A part of a row is
// [width] floats; "single" loops are those a compiler writes, with one sum at a time.
#pragma once

#include <cstddef>

namespace touchstone::kernels::robust_kernel_gauntlet {

constexpr float normEpsilon = 1e-5F;

// Count, mean and sum of squared differences from it.
struct Spread {
    double count = 0, mean = 0, squares = 0;

    void add(const Spread &other);
    double variance() const { return squares / count; }
};

float sum(const float *x, std::size_t width, bool single);
// Of (x - mean)^2; mean 0: of squares.
float squareSum(const float *x, float mean, std::size_t width, bool single);
// In one pass from memory: block after block, twice from the cache.
Spread spreadOf(const float *x, std::size_t width);
// y = (x - mean) * scale * weight + bias; without bias: nullptr.
void scaleShift(const float *x, float mean, float scale, const float *weight, const float *bias,
                std::size_t width, float *y);

// Single operations, each from memory to memory.
void subtract(const float *x, float value, std::size_t width, float *y);
void multiply(const float *x, float value, std::size_t width, float *y);
void multiplyBy(const float *x, const float *weight, std::size_t width, float *y);
void addTo(const float *x, const float *bias, std::size_t width, float *y);
void relu(const float *x, std::size_t width, float *y);
void biasRelu(const float *x, const float *bias, std::size_t width, float *y);
// g -= total * e^x: backward of log_softmax, whose output x was and whose gradient g sums to total.
void softmaxBackward(const float *x, float total, std::size_t width, float *g);

float maximum(const float *x, std::size_t width);
// Sum of e^(x - top).
float exponentialSum(const float *x, float top, std::size_t width, bool single);
// y = factor * e^(x - top).
void softmaxTimes(const float *x, float top, float factor, std::size_t width, float *y);
// The largest value and the sum of e^(x - largest), block after block in one pass from memory.
struct Online {
    float top, sum;
};
Online onlineSum(const float *x, std::size_t width);

}  // namespace touchstone::kernels::robust_kernel_gauntlet
