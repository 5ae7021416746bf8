// How every part of Touchstone reports failure: a value, or an Error that can be shown as it is.
#pragma once

#include "base/text.h"

#include <tl/expected.hpp>

#include <utility>

namespace touchstone {

enum class ErrorCode {
    Usage,       // the caller asked for something that does not exist (kernel, device, option)
    NotFound,    // a file, paper or run that is not there
    Unreadable,  // no permission, a folder where a file is needed, an I/O error
    Unwritable,  // read-only target, missing folder
    DiskFull,
    UnknownFormat,  // content of no known format; the message names what was found
    Corrupt,        // of a known format, but damaged beyond repair
    NewerSchema,    // written by a later version of Touchstone
    Busy,           // another process holds the library
    Unsupported,    // known, but not possible on this device or in this build
    DeviceFailed,   // OpenCL or driver error
    WorkerCrashed,
    TimedOut,
    Invalid,    // a value outside its range
    Cancelled,  // asked for by the user: not a failure, shown as such
    Internal,
};

struct Error {
    ErrorCode code = ErrorCode::Internal;
    Text message;  // one line; names the file, line or item, and the way on

    bool cancelled() const { return code == ErrorCode::Cancelled; }
};

// A T or an Error. A call whose Result is dropped does not compile without a warning.
template <class T = void>
class [[nodiscard]] Result : public tl::expected<T, Error> {
    using Base = tl::expected<T, Error>;

public:
    using Base::Base;
    using Base::operator=;
};

// `if (done)` would be ambiguous between the value and success: use `*done` or `done.has_value()`.
template <>
class [[nodiscard]] Result<bool> : public tl::expected<bool, Error> {
    using Base = tl::expected<bool, Error>;

public:
    using Base::Base;
    using Base::operator=;
    explicit operator bool() const = delete;
};

// return fail(ErrorCode::NotFound, "{0}: no such file", "{0}：文件不存在", path);
template <class... Values>
tl::unexpected<Error> fail(ErrorCode code, std::string_view en, std::string_view zh,
                           const Values &...values)
{
    return tl::unexpected<Error>(Error{code, text(en, zh, values...)});
}

inline tl::unexpected<Error> cancelled()
{
    return fail(ErrorCode::Cancelled, "cancelled", "已取消");
}

inline tl::unexpected<Error> passOn(Error error)
{
    return tl::unexpected<Error>(std::move(error));
}

// The error with the name of the file that it is about in front.
inline Error inFile(std::string_view file, Error error)
{
    error.message = text("{0}: {1}", "{0}：{2}", file, error.message.en, error.message.zh);
    return error;
}

}  // namespace touchstone
