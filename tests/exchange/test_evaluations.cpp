// Figures of quality: lm-evaluation-harness and model cards.
#include "read_result.h"

using namespace touchstone;
using namespace touchstone::exchange;

namespace {

QByteArray evaluation(const QByteArray &model, const QByteArray &accuracy)
{
    return QByteArray(
                   "{\"results\": {\"arc_easy\": {\"alias\": \"arc_easy\", \"acc,none\": ACCURACY, "
                   "\"acc_stderr,none\": 0.01, \"acc_norm,none\": 0.5, \"acc_norm_stderr,none\": "
                   "\"N/A\"},\n"
                   "\"wikitext\": {\"word_perplexity,none\": 12.5, "
                   "\"word_perplexity_stderr,none\": \"N/A\"},\n"
                   "\"odd\": {\"sparkle,none\": 3.0, \"glow,none\": 2.0, \"sample_len\": 100}},\n"
                   "\"versions\": {\"arc_easy\": 1.0}, \"n-shot\": {\"arc_easy\": 5}, "
                   "\"higher_is_better\":\n"
                   "{\"arc_easy\": {\"acc\": true}, \"odd\": {\"glow\": true}},\n"
                   "\"config\": {\"model\": \"hf\", \"model_args\": "
                   "\"pretrained=org/MODEL,dtype=bfloat16\"}, \"date\": 1767322800.5}")
            .replace("ACCURACY", accuracy)
            .replace("MODEL", model);
}

const QByteArray card = "---\n"
                        "language:\n"
                        "- en\n"
                        "license: mit  # of the weights\n"
                        "model-index:\n"
                        "- name: tiny\n"
                        "  results:\n"
                        "  - task:\n"
                        "      type: text-generation\n"
                        "      name: \"Text: generation\"\n"
                        "    dataset:\n"
                        "      name: Small Questions\n"
                        "      type: org/small\n"
                        "      split: test\n"
                        "    metrics:\n"
                        "    - type: accuracy\n"
                        "      value: 0.87\n"
                        "      name: Accuracy\n"
                        "    - type: wer\n"
                        "      value: 12.5\n"
                        "      name: Test WER\n"
                        "    - type: sparkle\n"
                        "      value: 3\n"
                        "    - type: f1\n"
                        "      value: n/a\n"
                        "  - task: {}\n"
                        "    dataset:\n"
                        "      type: other\n"
                        "    metrics:\n"
                        "      - name: \"it's \\\"BLEU\\\"\"\n"
                        "        type: bleu\n"
                        "        value: 31.5\n"
                        "---\n"
                        "# Tiny\n"
                        "- a: list\n";

}  // namespace

class TestEvaluations : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void lmEval()
    {
        const measure::Bundle bundle = readWhole(evaluation("Tiny-1B", "0.6"));
        const measure::KernelResult &result = bundle.results.at(0);
        QCOMPARE(result.kernel, std::string("lm-eval"));
        QCOMPARE(result.startedAt, std::string("2026-01-02T03:00:00Z"));
        QVERIFY(result.variants.empty());
        const auto *accuracy = qualityOf(bundle, "Tiny-1B arc_easy acc 5-shot");
        QVERIFY(accuracy);
        QCOMPARE(accuracy->metric, std::string("accuracy"));
        QCOMPARE(accuracy->unit, std::string("%"));
        QCOMPARE(accuracy->value, 60.0);
        QVERIFY(std::fabs(*accuracy->low - (60 - 1.96)) < 1e-9);
        const auto *norm = qualityOf(bundle, "Tiny-1B arc_easy acc_norm 5-shot");
        QVERIFY(norm && !norm->low);  // "N/A" is no error of 0
        const auto *perplexity = qualityOf(bundle, "Tiny-1B wikitext word_perplexity");
        QVERIFY(perplexity);
        QCOMPARE(perplexity->metric, std::string("perplexity"));
        QCOMPARE(perplexity->value, 12.5);
        const auto *glow = qualityOf(bundle, "Tiny-1B odd glow");
        QVERIFY(glow);  // the file says which way it points
        QCOMPARE(glow->metric, std::string("quality"));
        QCOMPARE(leftOut(bundle),
                 std::string("Tiny-1B odd sparkle (not known which way it points)"));
    }

    void aDirectionAgainstTheNameIsRefused()
    {
        QByteArray file = evaluation("Tiny-1B", "0.6");
        file.replace("{\"acc\": true}", "{\"acc\": false}");
        const measure::Bundle bundle = readWhole(file);
        QVERIFY(!qualityOf(bundle, "Tiny-1B arc_easy acc 5-shot"));
        QVERIFY(leftOut(bundle).find("arc_easy acc 5-shot") != std::string::npos);
    }

    void modelCard()
    {
        const measure::Bundle bundle = readWhole(card);
        QCOMPARE(bundle.results.at(0).kernel, std::string("model-index"));
        const auto *accuracy = qualityOf(bundle, "tiny Small Questions test Accuracy");
        QVERIFY(accuracy);
        QCOMPARE(accuracy->value, 87.0);
        const auto *wer = qualityOf(bundle, "tiny Small Questions test Test WER");
        QVERIFY(wer);
        QCOMPARE(wer->metric, std::string("error"));
        const auto *bleu = qualityOf(bundle, "tiny other it's \"BLEU\"");
        QVERIFY(bleu);
        QCOMPARE(bleu->value, 31.5);
        QCOMPARE(leftOut(bundle),
                 std::string("tiny Small Questions test sparkle (not known which way it points), "
                             "tiny Small Questions test f1 (no number)"));
        QVERIFY(qualityOf(readWhole(QByteArray(card).replace("\n", "\r\n")),
                          "tiny Small Questions test Accuracy"));
    }

    void damagedCards()
    {
        QVERIFY(refusal("---\nmodel-index:\n- name: a\n  results: []\n---\n")
                        .contains("holds no metric"));
        QVERIFY(refusal("---\nmodel-index:\n- name: a\n   results: []\n broken\n---\n")
                        .contains("line 5"));
        QByteArray deep = "---\nmodel-index:\n";
        for (int i = 1; i < 5000; ++i) {
            deep += QByteArray(i, ' ') + "a:\n";
        }
        QVERIFY(refusal(deep + "---\n").contains("line "));
    }

    void twoFilesAnswerAClaimOfAccuracy()
    {
        auto joined = joinForeign({{"base", readWhole(evaluation("Tiny-1B", "0.6"))},
                                   {"ours", readWhole(evaluation("Tiny-1B-q4", "0.58"))}});
        QVERIFY(joined);
        QCOMPARE(joined->results.size(), std::size_t(1));
        const ForeignPair pair{QStringLiteral("c-1"), QStringLiteral("Tiny-1B arc_easy acc 5-shot"),
                               QStringLiteral("Tiny-1B-q4 arc_easy acc 5-shot")};
        QCOMPARE(*foreignQuantity(*joined, pair), std::string("accuracy"));
        QVERIFY(pairForeign(*joined, pair));
        QCOMPARE(joined->results[0].plan.at("claim_metric"), std::string("accuracy"));
        QVERIFY(joined->results[0].ratios.empty());
        const ForeignPair mixed{QStringLiteral("c-1"),
                                QStringLiteral("Tiny-1B arc_easy acc 5-shot"),
                                QStringLiteral("Tiny-1B wikitext word_perplexity")};
        const auto refused = foreignQuantity(*joined, mixed);
        QVERIFY(!refused);
        QVERIFY(QString::fromStdString(refused.error().message.en)
                        .contains(QLatin1String("different figures: accuracy % and perplexity")));
    }
};

QTEST_GUILESS_MAIN(TestEvaluations)
#include "test_evaluations.moc"
