#include "compare/size_scale.h"

#include "compare/chart_parts.h"

#include <QRegularExpression>

#include <algorithm>
#include <set>

namespace touchstone::compare {

namespace {

const QRegularExpression &digits()
{
    static const QRegularExpression expression(QStringLiteral("\\d+"));
    return expression;
}

QStringList numbersIn(const QString &shape)
{
    QStringList numbers;
    auto found = digits().globalMatch(shape);
    while (found.hasNext()) {
        numbers.append(found.next().captured());
    }
    return numbers;
}

QString wordsOf(QString shape)
{
    return shape.replace(digits(), QStringLiteral("#"));
}

// Which numbers differ among shapes of the same words.
std::set<qsizetype> changingAmong(const QStringList &shapes)
{
    const QStringList first = numbersIn(shapes.first());
    std::set<qsizetype> changing;
    for (const QString &shape : shapes) {
        const QStringList numbers = numbersIn(shape);
        for (qsizetype i = 0; i < numbers.size(); ++i) {
            if (numbers[i] != first[i]) {
                changing.insert(i);
            }
        }
    }
    return changing;
}

// The shape with n for the numbers that change.
QString kindOf(const QString &shape, const std::set<qsizetype> &changing)
{
    QString kind;
    qsizetype end = 0, index = 0;
    auto found = digits().globalMatch(shape);
    while (found.hasNext()) {
        const QRegularExpressionMatch number = found.next();
        kind += shape.mid(end, number.capturedStart() - end);
        kind += changing.count(index++) > 0 ? QStringLiteral("n") : number.captured();
        end = number.capturedEnd();
    }
    return kind + shape.mid(end);
}

// False when the changing numbers of a shape are not all the same one.
bool placeShapes(const QStringList &shapes, SizeScale &scale)
{
    const std::set<qsizetype> changing = changingAmong(shapes);
    for (const QString &shape : shapes) {
        const QStringList numbers = numbersIn(shape);
        std::set<QString> sizes;
        for (const qsizetype i : changing) {
            sizes.insert(numbers[i]);
        }
        const double size = sizes.size() == 1 ? sizes.begin()->toDouble() : 0;
        if (!onLogAxis(size)) {
            return false;
        }
        scale.place[shape] = size;
        scale.kind[shape] = kindOf(shape, changing);
    }
    return true;
}

std::optional<SizeScale> byDimension(const QStringList &shapes)
{
    QMap<QString, QStringList> byWords;
    for (const QString &shape : shapes) {
        byWords[wordsOf(shape)].append(shape);
    }
    SizeScale scale;
    for (const QStringList &alike : byWords) {
        if (!placeShapes(alike, scale)) {
            return std::nullopt;
        }
    }
    if (byWords.size() > 1) {
        scale.title = {"size n of the shapes", "形状中的规模 n"};
        return scale;
    }
    scale.title =
            text("size n (shapes {0})", "规模 n（形状 {0}）", scale.kind.first().toStdString());
    scale.kind.clear();
    return scale;
}

}  // namespace

SizeScale scaleOf(const QStringList &shapes, const QMap<QString, double> &bytes)
{
    if (!shapes.isEmpty()) {
        if (auto scale = byDimension(shapes)) {
            return *scale;
        }
    }
    SizeScale scale;
    scale.title = {"bytes moved by one baseline call", "基线一次调用的访存字节数"};
    for (auto entry = bytes.begin(); entry != bytes.end(); ++entry) {
        if (onLogAxis(entry.value())) {
            scale.place[entry.key()] = entry.value();
        }
    }
    return scale;
}

}  // namespace touchstone::compare
