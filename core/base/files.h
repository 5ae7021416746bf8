// Files that a user names: what is read may never end, what is written may be a device, a pipe or
// the open library. Paths are shown in errors as they were given.
#pragma once

#include "base/result.h"

#include <filesystem>
#include <stop_token>
#include <string>
#include <string_view>

namespace touchstone {

// The whole content, at most 256 MiB; pipes and devices are read to their end. A stop request ends
// the wait for a pipe. Errors: NotFound, Unreadable (also a folder), Invalid (too large),
// Cancelled.
Result<std::string> readInput(const std::filesystem::path &path, const std::stop_token &stop);

// Replaces a file as a whole or not at all, keeping its permissions; devices and pipes are written
// to directly; a stop request ends the wait for a slow reader. Errors: Unwritable (a folder, a
// missing folder, no permission, a link to nothing, a pipe that nobody reads, an SQLite database or
// a file that belongs to one), DiskFull and Cancelled.
Result<> writeOutput(const std::filesystem::path &path, std::string_view content,
                     const std::stop_token &stop = {});
// Those of the errors that are known before the content is.
Result<> outputCanBeWritten(const std::filesystem::path &path);

// All of it, across interruptions by signals; 0 or errno. For a descriptor that blocks.
int writeAll(int descriptor, std::string_view content);

}  // namespace touchstone
