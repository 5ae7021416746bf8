#include "kernels/memory.h"

#include <hwy/cache_control.h>

#include <algorithm>
#include <cstring>
#include <deque>
#include <new>
#include <random>
#include <sys/mman.h>
#include <unistd.h>

namespace touchstone::kernels {

namespace {

constexpr std::size_t redZoneSize = 256;  // bytes on either side of the data
constexpr std::size_t lineSize = 64;      // placement step: one cache line
constexpr std::byte redZoneByte{0xA5};
constexpr std::size_t hugePageSize = std::size_t(2) << 20;

std::size_t pageSize()
{
    static const auto size = std::size_t(sysconf(_SC_PAGESIZE));
    return size;
}

struct Mapping {
    std::byte *start = nullptr;
    std::size_t length = 0;
};

std::size_t roundedUp(std::size_t bytes, std::size_t step)
{
    return (bytes + step - 1) / step * step;
}

// Large buffers take huge pages where the system gives them: which sets of a cache a buffer falls
// into then no longer depends on which small pages it was given, and equal code on two buffers
// takes equal time.
Mapping mapped(std::size_t needed)
{
    const bool huge = needed >= hugePageSize / 2;
    const std::size_t length = roundedUp(needed, huge ? hugePageSize : pageSize());
    const std::size_t slack = huge ? hugePageSize : 0;  // cut off again to align the start
    void *start = mmap(nullptr, length + slack, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
                       -1, 0);
    if (start == MAP_FAILED) {
        throw std::bad_alloc();
    }
    if (!huge) {
        return {static_cast<std::byte *>(start), length};
    }
    auto *const first = static_cast<std::byte *>(start);
    const std::size_t before = roundedUp(std::size_t(first), hugePageSize) - std::size_t(first);
    if (before > 0) {
        munmap(first, before);
    }
    if (before < slack) {
        munmap(first + before + length, slack - before);
    }
    madvise(first + before, length, MADV_HUGEPAGE);  // a wish: refused, small pages do
    return {first + before, length};
}

std::byte *dataAt(const Mapping &mapping, std::size_t offset)
{
    return mapping.start + redZoneSize + offset;
}

void paintRedZones(std::byte *data, std::size_t bytes)
{
    std::memset(data - redZoneSize, int(redZoneByte), redZoneSize);
    std::memset(data + bytes, int(redZoneByte), redZoneSize);
}

void evictLine(const std::byte *line)
{
#if defined(__aarch64__)
    asm volatile("dc civac, %0" : : "r"(line) : "memory");
#else
    hwy::FlushCacheline(line);
#endif
}

// Waits until the lines are gone.
void finishEviction()
{
#if defined(__aarch64__)
    asm volatile("dsb ish" : : : "memory");
#else
    hwy::FlushStream();
#endif
}

bool allRed(const std::byte *zone)
{
    return std::all_of(zone, zone + redZoneSize, [](std::byte b) { return b == redZoneByte; });
}

}  // namespace

struct Memory::Private {
    // A deque: Buffer handles point into it and must not move.
    std::deque<detail::Slot> slots;
    std::vector<Mapping> mappings;  // one per slot
    bool inputsProtected = false;

    static std::size_t bytesOf(const detail::Slot &slot) { return slot.bytes().size(); }
    void setInputAccess(int protection)
    {
        for (std::size_t i = 0; i < slots.size(); ++i) {
            if (slots[i].role == BufferRole::Input) {
                mprotect(mappings[i].start, mappings[i].length, protection);
            }
        }
    }
};

Memory::Memory() : d(std::make_unique<Private>()) {}

Memory::~Memory()
{
    for (const Mapping &mapping : d->mappings) {
        munmap(mapping.start, mapping.length);
    }
}

detail::Slot *Memory::allocateBytes(BufferRole role, std::size_t count, std::size_t elementSize)
{
    const Mapping mapping = mapped(count * elementSize + 2 * redZoneSize + pageSize());
    detail::Slot &slot = d->slots.emplace_back();
    slot = {dataAt(mapping, 0), count, elementSize, role, false};
    paintRedZones(slot.data, count * elementSize);
    d->mappings.push_back(mapping);
    return &slot;
}

void Memory::replace(std::uint64_t seed)
{
    const bool wasProtected = d->inputsProtected;
    protectInputs(false);
    std::mt19937_64 random(seed);
    for (std::size_t i = 0; i < d->slots.size(); ++i) {
        detail::Slot &slot = d->slots[i];
        const std::size_t bytes = Private::bytesOf(slot);
        const std::size_t offset = random() % (pageSize() / lineSize) * lineSize;
        std::byte *target = dataAt(d->mappings[i], offset);
        std::memmove(target, slot.data, bytes);
        slot.data = target;
        paintRedZones(target, bytes);
    }
    protectInputs(wasProtected);
}

void Memory::poisonOutputs(std::byte pattern)
{
    for (const detail::Slot &slot : d->slots) {
        if (slot.role != BufferRole::Input) {
            std::memset(slot.data, int(pattern), Private::bytesOf(slot));
        }
    }
}

void Memory::protectInputs(bool readOnly)
{
    d->inputsProtected = readOnly;
    d->setInputAccess(readOnly ? PROT_READ : PROT_READ | PROT_WRITE);
}

void Memory::evict() const
{
    for (const detail::Slot &slot : d->slots) {
        const std::span<std::byte> bytes = slot.bytes();
        for (std::size_t at = 0; at < bytes.size(); at += lineSize) {
            evictLine(bytes.data() + at);
        }
    }
    finishEviction();
}

bool Memory::redZonesIntact() const
{
    return std::all_of(d->slots.begin(), d->slots.end(), [](const detail::Slot &slot) {
        return allRed(slot.data - redZoneSize) && allRed(slot.data + Private::bytesOf(slot));
    });
}

std::size_t Memory::bytes(BufferRole role) const
{
    std::size_t sum = 0;
    for (const detail::Slot &slot : d->slots) {
        sum += slot.role == role ? Private::bytesOf(slot) : 0;
    }
    return sum;
}

std::vector<const detail::Slot *> Memory::outputs() const
{
    std::vector<const detail::Slot *> all;
    for (const detail::Slot &slot : d->slots) {
        if (slot.role == BufferRole::Output) {
            all.push_back(&slot);
        }
    }
    return all;
}

std::vector<std::vector<std::byte>> snapshot(const std::vector<const detail::Slot *> &slots)
{
    std::vector<std::vector<std::byte>> copies;
    copies.reserve(slots.size());
    for (const detail::Slot *slot : slots) {
        copies.emplace_back(slot->bytes().begin(), slot->bytes().end());
    }
    return copies;
}

}  // namespace touchstone::kernels
