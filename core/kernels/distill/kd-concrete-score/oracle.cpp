#include "kernels/distill/kd-concrete-score/loss.h"

#include <algorithm>
#include <cmath>

namespace touchstone::kernels::kd_concrete_score {

namespace {

constexpr std::size_t mostPairs = 1024;

// 1/4 sum over pairs of w_u w_v (D_u - D_v)^2 and its gradient, times share.
void addConcreteScore(const std::vector<double> &w, const std::vector<double> &d, double share,
                      ExactRow &row)
{
    const std::size_t size = d.size();
    if (size <= mostPairs) {
        for (std::size_t u = 0; u < size; ++u) {
            for (std::size_t v = 0; v < size; ++v) {
                const double pair = share * w[u] * w[v] * (d[u] - d[v]);
                row.loss += pair * (d[u] - d[v]) / 4;
                row.gradient[u] += pair;
            }
        }
        return;
    }
    double mean = 0;
    for (std::size_t u = 0; u < size; ++u) {
        mean += w[u] * d[u];
    }
    for (std::size_t u = 0; u < size; ++u) {
        row.loss += share * w[u] * (d[u] - mean) * (d[u] - mean) / 2;
        row.gradient[u] += share * w[u] * (d[u] - mean);
    }
}

}  // namespace

std::vector<double> logSoftmax(const float *logits, std::size_t size)
{
    const double most = *std::max_element(logits, logits + size);
    double sum = 0;
    for (std::size_t i = 0; i < size; ++i) {
        sum += std::exp(logits[i] - most);
    }
    std::vector<double> result(size);
    for (std::size_t i = 0; i < size; ++i) {
        result[i] = logits[i] - most - std::log(sum);
    }
    return result;
}

ExactRow exactRow(Form form, const float *student, const float *teacher, std::size_t size)
{
    const auto logS = logSoftmax(student, size), logT = logSoftmax(teacher, size);
    std::vector<double> pS(size), pT(size), d(size);
    const std::vector<double> uniform(size, 1 / double(size));
    for (std::size_t i = 0; i < size; ++i) {
        pS[i] = std::exp(logS[i]);
        pT[i] = std::exp(logT[i]);
        d[i] = double(student[i]) - teacher[i];
    }
    ExactRow row{0, std::vector<double>(size, 0.0)};
    if (form == CsdSS) {
        addConcreteScore(pS, d, 1, row);
    } else if (form == CsdTS || form == CsdUS) {
        addConcreteScore(form == CsdTS ? pT : uniform, d, 0.5, row);
        addConcreteScore(pS, d, 0.5, row);
    }
    for (std::size_t i = 0; i < size; ++i) {
        row.loss += form == ForwardKl   ? pT[i] * (logT[i] - logS[i])
                    : form == ReverseKl ? pS[i] * (logS[i] - logT[i])
                    : form == LogitMse  ? d[i] * d[i] / double(2 * size)
                                        : 0;
    }
    for (std::size_t i = 0; i < size; ++i) {
        row.gradient[i] += form == ForwardKl   ? pS[i] - pT[i]
                           : form == ReverseKl ? pS[i] * (logS[i] - logT[i] - row.loss)
                           : form == LogitMse  ? d[i] / double(size)
                                               : 0;
    }
    return row;
}

}  // namespace touchstone::kernels::kd_concrete_score
