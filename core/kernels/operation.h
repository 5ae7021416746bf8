// What a kernel is written against. An operation is the noun: "encode", "decode", "attention". An
// Operation object is one operation on one shape: its buffers, and its forms (the variants of
// kernel.json), each with what it reads, writes and computes.
//
//   struct Loss final : Operation {
//       Dim rows{*this, "rows"}, size{*this, "vocabulary"};
//       In<float> student{*this, rows * size};
//       Out<float> gradient{*this, rows * size};
//       using Operation::Operation;
//       void fill(std::uint64_t seed) override;           // inputs; the buffers exist
//       void declare(Forms &forms) override;               // in the order of kernel.json
//       void exact(std::size_t form, std::size_t row, Expected &) const override;
//   };
//
// The rest follows from that: bytes from the sizes of what is read and written, the device's copies
// from the buffers of a launch, sampling, norms and verdicts of the check from exact().
#pragma once

#include "kernels/blocks/device_copies.h"
#include "kernels/expected.h"
#include "kernels/kernel.h"

#include <functional>
#include <memory>

namespace touchstone::kernels {

class Operation;

// A size of the shape, by its name in kernel.json.
class Dim {
public:
    Dim(const Operation &operation, std::string_view name);
    operator std::size_t() const { return m_value; }  // NOLINT(google-explicit-constructor)

private:
    std::size_t m_value;
};

namespace detail {
Memory &memoryOf(Operation &operation);

template <class T, BufferRole Role>
class OwnBuffer : public Buffer<T> {
public:
    OwnBuffer() = default;
    OwnBuffer(Operation &operation, std::size_t count)
        : Buffer<T>(memoryOf(operation).template allocate<T>(Role, count))
    {
    }
};
}  // namespace detail

// Buffers of an operation. Outputs belong to the forms that name them in writes(): a form never
// clears the outputs of another.
template <class T>
using In = detail::OwnBuffer<T, BufferRole::Input>;
template <class T>
using Out = detail::OwnBuffer<T, BufferRole::Output>;
template <class T>
using Scratch = detail::OwnBuffer<T, BufferRole::Scratch>;

// One variant of an operation on its shape.
class Form {
public:
    explicit Form(std::string id) : m_id(std::move(id)) {}

    // The timed code. On the CPU, and what it enqueues on a device.
    Form &run(std::function<void()> code);
    Form &device(std::function<void(DeviceCopies &)> code);
    // Untimed, before every batch: what run() has changed is put back.
    Form &restore(std::function<void()> code);
    // Compulsory traffic is the sum of both, unless bytes() says otherwise. Every element of what
    // is written is checked, and may hold no poison.
    template <class... T>
    Form &reads(const Buffer<T> &...buffers)
    {
        (m_reads.push_back(buffers.slot()), ...);
        return *this;
    }
    template <class... T>
    Form &writes(const Buffer<T> &...buffers)
    {
        (m_writes.push_back(buffers.slot()), ...);
        return *this;
    }
    Form &flops(double count);       // of one call; a multiplication and an addition count one each
    Form &bytes(double compulsory);  // where a form need not touch all of its buffers
    // Judged against the probed peak of this arithmetic.
    Form &dense(bool byArithmetic = true, Arithmetic arithmetic = Arithmetic::Fp32);

private:
    friend class Operation;
    std::string m_id;
    std::function<void()> m_run, m_restore;
    std::function<void(DeviceCopies &)> m_device;
    std::vector<const detail::Slot *> m_reads, m_writes;
    double m_flops = 0;
    std::optional<double> m_bytes;
    bool m_dense = false;
    Arithmetic m_arithmetic = Arithmetic::Fp32;
};

// The forms of an operation. The handle of a form is its place here, which is its place among the
// operation's variants in kernel.json: Kernel::prepare() fails where the lists of ids differ.
class Forms {
public:
    Form &add(std::string id);

private:
    friend class Operation;
    std::vector<std::unique_ptr<Form>> m_all;
};

// A ratio by the handles of its forms.
struct RatioOf {
    std::size_t baseline = 0, technique = 0;
    std::string_view quantity;
};

// Sources of the device's program: names of embedded files ("blocks/gemm.cl"), compiled as one.
struct DeviceSources {
    std::vector<std::string> files;
    std::string options;
};

class Operation : public Problem {
public:
    Operation(const Setup &setup, Memory &memory);

    // The ids of the forms, by handle.
    std::vector<std::string> formIds() const;
    std::int64_t size(std::string_view name) const;  // of the shape

    // --- of Problem
    void run(std::size_t variant) final;
    void finish() final;
    void restore(std::size_t variant) final;
    void uploadOutputs() final;
    void fetchOutputs() final;
    std::optional<double> deviceNanoseconds() const final;
    std::optional<std::vector<const detail::Slot *>> outputs(std::size_t variant) const final;
    Work work(std::size_t variant) const final;
    Result<Check> check(std::size_t variant, const Sampling &sampling) final;
    std::optional<double> limit(std::size_t comparison) const final;

protected:
    // Fills the inputs, once. Long preparations look at setup().stop and return cancelled().
    virtual Result<> prepare() { return fill(setup().seed), Result<>(); }
    virtual void fill(std::uint64_t) {}
    virtual void declare(Forms &forms) = 0;
    virtual DeviceSources deviceSources() const { return {}; }

    // The oracle: outputs fall into units (rows, tiles, texts) that can be computed apart.
    virtual std::size_t units(std::size_t form) const = 0;
    // How many units a check looks at where it does not look at all of them.
    virtual std::size_t sampledUnits(std::size_t) const { return 16; }
    // What form should have left in one unit, in double precision and by other code than run().
    virtual void exact(std::size_t form, std::size_t unit, Expected &expected) const = 0;
    // Largest relative error of a form's outputs, see expected.h; 0: equal.
    virtual double tolerance(std::size_t form) const = 0;
    // Upper bound of a ratio from algebra, if there is one.
    virtual std::optional<double> ratioLimit(const RatioOf &) const { return std::nullopt; }

    const Setup &setup() const { return m_setup; }
    int threads() const { return m_setup.threads; }
    const std::string &operation() const { return m_setup.shape.operation; }
    Memory &memory() { return m_memory; }
    // Flops and bytes of a form, for limits.
    Work workOf(std::size_t form) const;

private:
    friend Memory &detail::memoryOf(Operation &operation);
    friend class DeclaredKernel;
    // After the constructors: fills, declares and, on a device, builds the program.
    Result<> open(const std::string &folder, std::size_t firstVariant,
                  std::vector<std::optional<RatioOf>> ratios);
    const Form &form(std::size_t variant) const { return *m_forms.m_all.at(variant - m_first); }

    Setup m_setup;
    Memory &m_memory;
    Forms m_forms;
    std::size_t m_first = 0;                       // variant of the kernel that form 0 is
    std::vector<std::optional<RatioOf>> m_ratios;  // by comparison; those of other operations lack
    std::unique_ptr<DeviceCopies> m_device;
};

}  // namespace touchstone::kernels
