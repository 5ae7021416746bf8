#include "compare/difference_words.h"

#include "compare/claim_words.h"

namespace touchstone::compare {

QString differenceWords(const QualityDifference &quality)
{
    const QString figure = signedNumber(quality.difference);
    return quality.unit.isEmpty() ? figure : figure + u' ' + quality.unit;
}

}  // namespace touchstone::compare
