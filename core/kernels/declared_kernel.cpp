#include "kernels/declared_kernel.h"

#include "kernels/catalogue.h"
#include "kernels/description.h"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace touchstone::kernels {

// Not in an anonymous namespace: Operation names it as its friend.
class DeclaredKernel : public Kernel {
public:
    DeclaredKernel(Description description, std::map<std::string, OperationMaker> operations,
                   QualityStudy study)
        : m_description(std::move(description)), m_operations(std::move(operations)),
          m_quality(study)
    {
        for (const OperationDescription &operation : m_description.operations) {
            append(m_variants, operation.variants);
            append(m_comparisons, operation.ratios);
            append(m_shapes[std::size_t(Preset::Small)], operation.small);
            append(m_shapes[std::size_t(Preset::Medium)], operation.medium);
            append(m_shapes[std::size_t(Preset::Large)], operation.large);
            append(m_sweep, operation.sweep);
            append(m_odd, operation.odd);
            if (!m_operations.contains(operation.id)) {
                throw std::runtime_error(m_description.id + "/kernel.json: operation "
                                         + operation.id + " has no code");
            }
        }
        if (m_operations.size() != m_description.operations.size()) {
            throw std::runtime_error(m_description.id
                                     + "/kernel.json: an operation of the code is missing");
        }
    }

    std::string id() const override { return m_description.id; }
    std::string family() const override { return m_description.family; }
    int version() const override { return m_description.version; }
    bool supports(DeviceKind kind) const override
    {
        return kind == DeviceKind::Cpu || m_description.openCl;
    }
    bool hasExactIntegers() const override { return m_description.exactIntegers; }
    bool hasTimedFigures() const override { return m_description.timedFigures; }
    const std::vector<Variant> &variants() const override { return m_variants; }
    const std::vector<Comparison> &comparisons() const override { return m_comparisons; }
    const std::vector<Shape> &shapes(Preset preset) const override
    {
        return m_shapes.at(std::size_t(preset));
    }
    const std::vector<Shape> &sweep() const override { return m_sweep; }
    const std::vector<Shape> &oddShapes() const override { return m_odd; }

    Result<std::unique_ptr<Problem>> prepare(const Setup &setup, Memory &memory) const override
    {
        const std::string &name = setup.shape.operation;
        const auto first = std::find_if(m_variants.begin(), m_variants.end(),
                                        [&](const Variant &v) { return v.operation == name; });
        auto operation = m_operations.at(name)(setup, memory);
        const auto opened =
                operation->open(m_description.family + "/" + m_description.id,
                                std::size_t(first - m_variants.begin()), ratiosOf(name));
        if (!opened) {
            return passOn(opened.error());
        }
        if (auto fitting = formsFit(*operation, name); !fitting) {
            return passOn(fitting.error());
        }
        return operation;
    }
    Result<std::vector<Quality>> quality(const Setup &setup) const override
    {
        return m_quality ? m_quality(setup) : std::vector<Quality>{};
    }

private:
    static std::string joined(const std::vector<std::string> &words)
    {
        std::string text;
        for (const std::string &word : words) {
            text += (text.empty() ? "" : ", ") + word;
        }
        return text;
    }
    template <class T>
    static void append(std::vector<T> &to, const std::vector<T> &from)
    {
        to.insert(to.end(), from.begin(), from.end());
    }

    // The handles of forms are the places of the variants in kernel.json.
    Result<> formsFit(const Operation &operation, const std::string &name) const
    {
        const auto &all = m_description.operations;
        const auto found = std::find_if(all.begin(), all.end(),
                                        [&](const auto &known) { return known.id == name; });
        const std::string field = found->folder + "/kernel.json: operations["
                                  + std::to_string(found - all.begin()) + "].variants";
        std::vector<std::string> ids;
        for (const Variant &variant : found->variants) {
            ids.push_back(variant.id);
        }
        const std::vector<std::string> forms = operation.formIds();
        for (const std::string &id : ids) {
            if (std::find(forms.begin(), forms.end(), id) == forms.end()) {
                return fail(ErrorCode::Internal, "{0}: {1} has no form (variants: {2}; forms: {3})",
                            "{0}：{1} 没有对应的实现（变体：{2}；实现：{3}）", field, id,
                            joined(ids), joined(forms));
            }
        }
        if (forms != ids) {
            return fail(ErrorCode::Internal,
                        "{0} are not the forms in their order (variants: {1}; forms: {2})",
                        "{0} 与各实现及其顺序不一致（变体：{1}；实现：{2}）", field, joined(ids),
                        joined(forms));
        }
        return {};
    }

    std::size_t handleOf(const std::string &operation, const std::string &variant) const
    {
        std::size_t handle = 0;
        for (const Variant &known : m_variants) {
            if (known.operation == operation) {
                if (known.id == variant) {
                    break;
                }
                ++handle;
            }
        }
        return handle;
    }
    std::vector<std::optional<RatioOf>> ratiosOf(const std::string &operation) const
    {
        std::vector<std::optional<RatioOf>> ratios;
        for (const Comparison &comparison : m_comparisons) {
            ratios.push_back(
                    comparison.operation == operation ? std::optional(
                            RatioOf{handleOf(operation, comparison.baseline),
                                    handleOf(operation, comparison.technique), comparison.quantity})
                                                      : std::nullopt);
        }
        return ratios;
    }

    Description m_description;
    std::map<std::string, OperationMaker> m_operations;
    QualityStudy m_quality;
    std::vector<Variant> m_variants;
    std::vector<Comparison> m_comparisons;
    std::array<std::vector<Shape>, 3> m_shapes;  // by Preset
    std::vector<Shape> m_sweep, m_odd;
};

std::unique_ptr<Kernel> declared(const std::string &id,
                                 const std::map<std::string, OperationMaker> &operations,
                                 QualityStudy study, const std::vector<std::string> &absent)
{
    Description description = describe(kernelsJson(), id);
    const auto lacks = [&](const std::string &variant) {
        return std::find(absent.begin(), absent.end(), variant) != absent.end();
    };
    for (OperationDescription &operation : description.operations) {
        std::erase_if(operation.variants, [&](const Variant &v) { return lacks(v.id); });
        std::erase_if(operation.ratios, [&](const Comparison &ratio) {
            return lacks(ratio.baseline) || lacks(ratio.technique);
        });
    }
    return std::make_unique<DeclaredKernel>(std::move(description), operations, study);
}

}  // namespace touchstone::kernels
