// The forms of decoding, and what they cost and give over sources.
#pragma once

#include "kernels/blocks/figures.h"
#include "kernels/declared_kernel.h"
#include "kernels/dllm/dllm-certainty-distil/training.h"

namespace touchstone::kernels::dllm_certainty_distil {

struct DecodingForm {
    const char *id;
    Denoiser<float> Trained::*model;
    Rule rule;
};
inline constexpr std::array<DecodingForm, 4> decodingForms{
        {{"one-token", &Trained::pretrained, oneTokenRule},
         {"threshold", &Trained::pretrained, thresholdRule},
         {"control", &Trained::control, thresholdRule},
         {"certainty", &Trained::certain, thresholdRule}}};

extern const OperationMaker trainingStep;
Result<std::vector<Quality>> certaintyQuality(const Setup &setup);

}  // namespace touchstone::kernels::dllm_certainty_distil
