#include "commands.h"

#include "measure/certificate.h"

namespace touchstone::bench {

int certify(const Options &options, const std::stop_token &stop)
{
    if (const auto possible = outputCanBeWritten(options); !possible) {
        return report(options, possible.error());
    }
    if (const auto possible = threadsArePossible(options); !possible) {
        return report(options, possible.error());
    }
    measure::SessionOptions asked;
    asked.worker = ownWorker(options);
    asked.threads = threadsOf(options);
    asked.fresh = options.freshProbes;
    const auto session = measure::openSession(asked, stop);
    if (!session) {
        return report(options, session.error());
    }
    const auto certificate = measure::makeCertificate(ownWorker(options), *session, options.quick,
                                                      eventSink(options), stop);
    if (!certificate) {
        return report(options, certificate.error());
    }
    const auto stored = measure::storeCertificate(asked.folder, *certificate);
    const measure::Bundle bundle{
            session->machine, session->environment, *certificate, session->probes, {}};
    if (const int code = writeMachineOutput(options, toJson(bundle)); code != exitDone) {
        return code;
    }
    say(options, certificateSentence(*certificate));
    return stored ? exitDone : report(options, stored.error());
}

}  // namespace touchstone::bench
