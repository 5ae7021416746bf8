// Bytes of unknown encoding -> UTF-8.
//
// UTF-8 rather than UTF-16 is what the parser reads: a file that is UTF-8 already (nearly all are)
// is shared, not copied, so a report of 100 MB costs 100 MB here.
#pragma once

#include "base/result.h"
#include "importing/warnings.h"

#include <QByteArray>

#include <optional>

namespace touchstone::importing {

struct Decoded {
    QByteArray utf8;   // valid UTF-8 without byte order marks; shares the input's memory if it can
    QString encoding;  // "UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE", "GB18030",
                       // "ISO-8859-1"
};

// By content only: byte order mark, then NUL pattern, then valid UTF-8, then GB18030. Damaged
// bytes become U+FFFD with a warning. Binary content is refused (UnknownFormat) by its name.
Result<Decoded> decode(const QByteArray &bytes, const QString &name, WarningList &warnings);

// The kind of a binary file by its first bytes: "a PDF document"; nullopt for text.
std::optional<Text> binaryKind(const QByteArray &bytes);

}  // namespace touchstone::importing
