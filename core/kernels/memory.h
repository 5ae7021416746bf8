// All buffers of a kernel under test. The harness owns them, so that it can move them between
// blocks (placement is a hidden variable of every timing), guard both ends, poison outputs and
// make inputs read-only. Kernels hold Buffer handles and ask for data() in every call.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <type_traits>
#include <vector>

namespace touchstone::kernels {

enum class BufferRole { Input, Output, Scratch };

namespace detail {
struct Slot;
}

template <class T>
class Buffer {
public:
    Buffer() = default;
    T *data() const;  // of an allocated buffer only
    std::size_t size() const;
    BufferRole role() const;
    std::span<T> span() const { return {data(), size()}; }
    T &operator[](std::size_t i) const { return data()[i]; }
    const detail::Slot *slot() const { return m_slot; }

private:
    friend class Memory;
    detail::Slot *m_slot = nullptr;
};

class Memory {
public:
    Memory();
    ~Memory();
    Memory(const Memory &) = delete;
    Memory &operator=(const Memory &) = delete;

    // count elements, 64-byte aligned plus the current placement offset. T: any trivial type.
    template <class T>
    Buffer<T> allocate(BufferRole role, std::size_t count);

    // Moves every buffer to a new random offset (a multiple of 64 bytes below one page), keeping
    // its contents. Never between two calls of a timed round.
    void replace(std::uint64_t seed);
    // Fills outputs and scratch with a byte; 0xFF reads as NaN in every floating-point format. A
    // run writes every element of its variant's outputs, so no poison may remain there.
    void poisonOutputs(std::byte pattern = std::byte{0xFF});
    // mprotect: writing an input afterwards is a crash, recorded as such.
    void protectInputs(bool readOnly);
    // Removes every buffer from all caches, as far as the processor lets a program do that (x86 and
    // 64-bit ARM); the contents stay.
    void evict() const;
    bool redZonesIntact() const;
    std::size_t bytes(BufferRole role) const;
    std::vector<const detail::Slot *> outputs() const;

private:
    detail::Slot *allocateBytes(BufferRole role, std::size_t count, std::size_t elementSize);
    struct Private;
    std::unique_ptr<Private> d;
};

// Copies of the given buffers, to see whether a rerun gives the same bytes.
std::vector<std::vector<std::byte>> snapshot(const std::vector<const detail::Slot *> &slots);

namespace detail {
struct Slot {
    std::byte *data = nullptr;  // current placement
    std::size_t count = 0;      // elements
    std::size_t elementSize = 0;
    BufferRole role = BufferRole::Scratch;
    bool floating = false;  // float or double; otherwise codes of some kind

    std::span<std::byte> bytes() const { return {data, count * elementSize}; }
};
}  // namespace detail

template <class T>
T *Buffer<T>::data() const
{
    return reinterpret_cast<T *>(m_slot->data);
}
template <class T>
std::size_t Buffer<T>::size() const
{
    return m_slot ? m_slot->count : 0;
}
template <class T>
BufferRole Buffer<T>::role() const
{
    return m_slot ? m_slot->role : BufferRole::Scratch;
}
template <class T>
Buffer<T> Memory::allocate(BufferRole role, std::size_t count)
{
    static_assert(std::is_trivially_copyable_v<T>);
    Buffer<T> buffer;
    buffer.m_slot = allocateBytes(role, count, sizeof(T));
    buffer.m_slot->floating = std::is_floating_point_v<T>;
    return buffer;
}

}  // namespace touchstone::kernels
