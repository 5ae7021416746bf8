// A chart of what the library holds: the window and the command line draw the same one.
#pragma once

#include "compare/chart_spec.h"
#include "exchange/comparison_inputs.h"

namespace touchstone::exchange {

struct LibraryChart {
    compare::ChartSpec spec;
    QVector<compare::RunInput> runs;           // with those that the query leaves out
    QStringList metrics;                       // of the claims that have a factor
    QVector<std::pair<QString, Text>> claims;  // of a history: those with runs, id and words
};

// Answerable: only papers with a claim that some kernel answers, which is a small part of a large
// library and read at once. What else there is then is counted as if it were not there.
enum class Papers { All, Answerable };

// The papers and runs of the query are read, compared and drawn; a history reads every stored run.
// Runs that cannot be read are named in spec.dropped.
Result<LibraryChart> libraryChart(const store::Store &store, const compare::ChartQuery &query,
                                  Papers papers = Papers::All);

// How many papers libraryChart() would read.
Result<qsizetype> papersToRead(const store::Store &store, const compare::ChartQuery &query);

}  // namespace touchstone::exchange
