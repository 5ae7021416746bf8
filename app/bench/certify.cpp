#include "commands.h"

#include "measure/certificate.h"
#include "measure/environment.h"

#include <iostream>

namespace touchstone::bench {

namespace {

Text described(const measure::Certificate &c)
{
    constexpr double percent = 100;
    return text("A/A: {0} % of {1} trials called different (at most {2} %), layout floor {3} %, "
                "median half-width {4} %, 1.05x found in {5} % of the trials.",
                "A/A 检验：{1} 次试验中 {0}% 被误判为不同（上限 {2}%），布局本底 {3}%，"
                "半宽中位数 {4}%，1.05 倍延迟的检出率 {5}%。",
                percent * c.falsePositiveRate, c.trials, percent * c.falsePositiveHigh,
                percent * c.floor, percent * c.medianHalfWidth, percent * c.detectedShare);
}

}  // namespace

int certify(const Options &options, const std::stop_token &stop)
{
    measure::SessionOptions asked;
    asked.worker = ownWorker();
    asked.threads = threadsOf(options);
    asked.fresh = options.freshProbes;
    const auto session = measure::openSession(asked, stop);
    if (!session) {
        return report(options, session.error());
    }
    const auto certificate = measure::makeCertificate(ownWorker(), *session, options.quick,
                                                      eventSink(options), stop);
    if (!certificate) {
        return report(options, certificate.error());
    }
    const auto stored = measure::storeCertificate(asked.folder, *certificate);
    if (options.json) {
        std::cout << toJson(*certificate) << '\n';
    } else {
        std::cout << described(*certificate).in(options.language) << '\n';
    }
    return stored ? exitDone : report(options, stored.error());
}

}  // namespace touchstone::bench
