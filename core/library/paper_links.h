// How a paper is found and cited elsewhere.
#pragma once

#include <QString>

namespace touchstone {

struct PaperLinks {
    QString doi;    // "10.1145/3600006.3613165", without an address before it
    QString arxiv;  // "2309.06180", "cs/0112017", without a version
    QString venue;  // journal or conference, as printed
    int year = 0;   // of publication; 0: not known

    bool operator==(const PaperLinks &) const = default;
    bool isEmpty() const { return *this == PaperLinks(); }
};

// The first DOI, arXiv number or year that a text holds, such as an address or a field of a
// bibliography; "" and 0 where there is none.
QString doiIn(const QString &text);
QString arxivIn(const QString &text);
int yearIn(const QString &text);

// "2025"; "" where it is not known.
QString yearText(const PaperLinks &links);
// "SOSP 2023", "2025", "": venue and year.
QString publishedIn(const PaperLinks &links);

// Addresses on the web; "" without the number.
QString doiAddress(const PaperLinks &links);
QString arxivAddress(const PaperLinks &links);

}  // namespace touchstone
