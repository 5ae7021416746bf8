// After a file was written: says so, with ways to it.
#pragma once

#include <QString>

namespace touchstone::ui {

class MessageStrip;

// "Written: path", with Open and Show in folder.
void showWritten(MessageStrip &message, const QString &path);
// With the program that the desktop has for it. False when the desktop has none.
bool openFile(const QString &path);
// The folder that it lies in, in the file manager.
bool showInFolder(const QString &path);

}  // namespace touchstone::ui
