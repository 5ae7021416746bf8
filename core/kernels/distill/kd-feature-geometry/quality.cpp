// Study 1: features that are free parameters follow each loss to a teacher with two antipodal
// clusters and a finer structure, whose size is ours. Also the exact counterexample: student
// features at which the projection loss is least, by algebra, although their geometry is not the
// teacher's: U M for any invertible M, where U spans the leading singular vectors.
// Study 2: a small classifier learns its labels and its teacher's features.
#include "kernels/blocks/gemm.h"
#include "kernels/blocks/rng.h"
#include "kernels/blocks/symmetric_eigen.h"
#include "kernels/distill/kd-feature-geometry/study.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace touchstone::kernels::kd_feature_geometry {

namespace {

constexpr std::size_t points = 200, teacherWidth = 64, studentWidth = 16;
constexpr std::size_t finerClusters = 10, neighbours = 10;
constexpr std::size_t freeSteps = 800;
constexpr std::array<double, 3> structures{0.1, 0.3, 1};

constexpr std::size_t inputSize = 32, classes = 20;
constexpr std::size_t trainingCount = 600, heldOutCount = 4000, batchSize = 100;
constexpr std::size_t teacherSteps = 1500, studentSteps = 600;
constexpr std::array<double, 3> noises{1.0, 1.4, 1.8};  // of the inputs; class means are N(0, 1)
constexpr std::array<double, 3> weights{0.1, 1, 10};    // of the feature loss over its start
constexpr double learningRate = 0.01;
// So that vectors of both widths, of values in [-1, 1], can be of equal length: the Gram and the
// Procrustes loss know no scale.
const double featureScale = std::sqrt(double(studentWidth) / double(teacherWidth));

enum Stream : std::uint32_t {
    Cluster = 1,
    Finer,
    Place,
    Start,
    Map,
    Means = 20,
    OfTeacher = 22,
    OfStudent = 26,
    OfProjection = 30,
    Training = 40,
    HeldOut = 50,
    Order = 60,
    TeacherData = 100
};

double rateAt(std::size_t step, std::size_t steps)
{
    return learningRate * (0.5 + 0.5 * std::cos(std::numbers::pi * double(step) / double(steps)));
}

std::size_t shortened(const Setup &setup, std::size_t steps)
{
    return setup.effort == Effort::Smoke ? steps / 20 : steps;
}

// Rows +-m plus `structure` times one of ten finer centres, and a little noise.
Grid<float> antipodal(double structure, std::uint64_t seed)
{
    const Grid<float> pole = normalGrid(1, teacherWidth, 1, seed, Cluster);
    const Grid<float> finer = normalGrid(finerClusters, teacherWidth, structure, seed, Finer);
    Grid<float> out = normalGrid(points, teacherWidth, 0.2 * structure, seed, Place);
    rng::Sequence choice(seed, Place + 100);
    for (std::size_t row = 0; row < points; ++row) {
        const std::size_t cluster = choice.below(finerClusters);
        for (std::size_t i = 0; i < teacherWidth; ++i) {
            out.at(row, i) += (row % 2 == 0 ? 1.0F : -1.0F) * pole.at(0, i) + finer.at(cluster, i);
        }
    }
    return centred(std::move(out));
}

Grid<float> followed(Loss loss, const Grid<float> &teacher, const Setup &setup, std::uint64_t seed)
{
    const Sizes sizes{teacher.rows, studentWidth, teacherWidth};
    FeatureLoss compute(sizes, 1);
    Parameter features(normalGrid(points, studentWidth, 0.3, seed, Start).values);
    Parameter projection(normalGrid(studentWidth, teacherWidth, 0.25, seed, Map).values);
    std::vector<float> gradient(features.size()), own(projection.size());
    const std::size_t steps = shortened(setup, freeSteps);
    for (std::size_t step = 0; step < steps && !setup.stop.stop_requested(); ++step) {
        compute.compute(loss, features.data(), teacher.values.data(), projection.data(),
                        gradient.data());
        if (loss == Loss::Projection) {
            compute.projectionGradient(features.data(), own.data());
            projection.step(own, 2 * rateAt(step, steps));
        }
        features.step(gradient, 2 * rateAt(step, steps));
    }
    Grid<float> out(points, studentWidth);
    std::copy_n(features.data(), out.values.size(), out.values.begin());
    return centred(std::move(out));
}

// U M, where |U M P - T| is least: the leading eigenvectors of T T^T, and M that stretches the last
// of them most.
Grid<float> worstOptimum(const Grid<float> &teacher)
{
    std::vector<double> gram(points * points);
    for (std::size_t i = 0; i < gram.size(); ++i) {
        const auto a = teacher.row(i / points), b = teacher.row(i % points);
        gram[i] = std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
    }
    const SymmetricEigen eigen = symmetricEigen(points, gram);
    Grid<float> out(points, studentWidth);
    for (std::size_t k = 0; k < studentWidth; ++k) {
        const double *vector = eigen.vectors.data() + (points - 1 - k) * points;
        for (std::size_t row = 0; row < points; ++row) {
            out.at(row, k) = float(double(k + 1) * vector[row]);
        }
    }
    return out;
}

void studyGeometry(const Setup &setup, std::uint64_t seed, SeedFigures &figures)
{
    for (const double structure : structures) {
        const Grid<float> teacher = antipodal(structure, seed);
        const At at{{"structure", structure}};
        for (std::size_t form = 0; form < lossIds.size(); ++form) {
            const Grid<float> own = followed(Loss(form), teacher, setup, seed);
            figures.add("neighbours-kept", lossIds[form],
                        neighbourOverlap(teacher, own, neighbours), "%", Evidence::Simulated, at);
            figures.add("gram-error", lossIds[form], gramError(own, teacher), "",
                        Evidence::Simulated, at);
        }
        figures.add("neighbours-kept-at-worst-optimum", lossIds[0],
                    neighbourOverlap(teacher, worstOptimum(teacher), neighbours), "%",
                    Evidence::Simulated, at);
    }
}

struct Labelled {
    Grid<float> x;
    std::vector<std::uint32_t> labels;
};

// Normal clouds around the means of the classes.
Labelled drawn(const Grid<float> &means, std::size_t count, double noise, std::uint64_t seed,
               std::uint32_t stream)
{
    Labelled out{normalGrid(count, inputSize, noise, seed, stream), {}};
    for (std::size_t row = 0; row < count; ++row) {
        out.labels.push_back(rng::philox(seed, stream + 1, row)[0] % std::uint32_t(classes));
        for (std::size_t i = 0; i < inputSize; ++i) {
            out.x.at(row, i) += means.at(out.labels[row], i);
        }
    }
    return out;
}

// One hidden layer of tanh, whose values are the features.
struct Classifier {
    Weight<float> in, bias, out;

    Classifier(std::size_t width, std::uint64_t seed, std::uint32_t stream)
        : in(normalGrid(width, inputSize, 0.18, seed, stream)),
          bias(normalGrid(1, width, 0.1, seed, stream + 1)),
          out(normalGrid(classes, width, 0.2, seed, stream + 2))
    {
    }
    Var features(Tape<float> &tape, Var x)
    {
        return tape.apply(Function::Tanh, dense(tape, x, in, bias));
    }
    Var logits(Tape<float> &tape, Var hidden)
    {
        return tape.product(GemmForm::NT, hidden, tape.weight(out));
    }
    double accuracy(const Labelled &data)
    {
        Tape<float> tape;
        const Grid<float> &z = tape.value(logits(tape, features(tape, tape.constant(data.x))));
        std::size_t right = 0;
        for (std::size_t row = 0; row < z.rows; ++row) {
            right += largestOf(z.row(row)) == data.labels[row];
        }
        return 100.0 * double(right) / double(z.rows);
    }
    std::vector<Weight<float> *> weights() { return {&in, &bias, &out}; }
};

Classifier trainedTeacher(const Grid<float> &means, double noise, const Setup &setup,
                          std::uint64_t seed)
{
    Classifier teacher(teacherWidth, seed, OfTeacher);
    AdamRule rule(teacher.weights());
    Tape<float> tape;
    const std::size_t steps = shortened(setup, teacherSteps);
    for (std::size_t step = 0; step < steps && !setup.stop.stop_requested(); ++step) {
        const Labelled data =
                drawn(means, batchSize, noise, seed, TeacherData + 2 * std::uint32_t(step));
        tape.clear();
        const Var hidden = teacher.features(tape, tape.constant(data.x));
        tape.backward(crossEntropy(tape, teacher.logits(tape, hidden), data.labels));
        rule.step(rateAt(step, steps));
    }
    return teacher;
}

// Brings a batch's features to the teacher's: a term of the student's loss, in multiples of
// `weight` of what it is at the start.
class FeatureTerm {
public:
    FeatureTerm(Loss loss, double weight, Classifier &teacher, std::uint64_t seed)
        : m_loss(loss), m_weight(weight), m_teacher(teacher),
          m_projection(normalGrid(studentWidth, teacherWidth, 0.25, seed, OfProjection).values),
          m_projectionGradient(m_projection.size())
    {
    }
    // hidden: the student's features of x. The projection takes its step at once.
    Var of(Tape<float> &tape, Var x, Var hidden, double rate)
    {
        Tape<float> frozen;
        const Var wide = m_teacher.features(frozen, frozen.constant(tape.value(x)));
        const Grid<float> target = centred(frozen.value(frozen.scale(wide, featureScale)));
        const Grid<float> own = centred(tape.value(hidden));
        Grid<float> gradient(own.rows, own.columns);
        const double value = m_compute.compute(m_loss, own.values.data(), target.values.data(),
                                               m_projection.data(), gradient.values.data());
        if (m_loss == Loss::Projection) {
            m_compute.projectionGradient(own.values.data(), m_projectionGradient.data());
            m_projection.step(m_projectionGradient, rate);
        }
        m_scale = m_scale > 0 ? m_scale : m_weight / value;
        return recorded(tape, hidden, value, centred(std::move(gradient)));
    }

private:
    // gradient: by the features, through the subtraction of their means.
    Var recorded(Tape<float> &tape, Var hidden, double value, const Grid<float> &gradient) const
    {
        const auto back = [&tape, hidden, gradient, scale = float(m_scale)](const auto &outer) {
            if (Grid<float> *to = tape.wanted(hidden)) {
                for (std::size_t i = 0; i < gradient.values.size(); ++i) {
                    to->values[i] += outer.values[0] * scale * gradient.values[i];
                }
            }
        };
        return tape.record(Grid<float>(1, 1, float(m_scale * value)), {hidden}, back,
                           [](const Tape<float>::Grids &) { return Grid<float>(); });
    }

    Loss m_loss;
    double m_weight, m_scale = 0;
    Classifier &m_teacher;
    Parameter m_projection;
    std::vector<float> m_projectionGradient;
    FeatureLoss m_compute{{batchSize, studentWidth, teacherWidth}, 1};
};

// term: nullptr: labels only.
double studentAccuracy(FeatureTerm *term, const Labelled &training, const Labelled &heldOut,
                       const Setup &setup, std::uint64_t seed)
{
    Classifier student(studentWidth, seed, OfStudent);
    AdamRule rule(student.weights());
    rng::Sequence choice(seed, Order);
    Tape<float> tape;
    const std::size_t steps = shortened(setup, studentSteps);
    for (std::size_t step = 0; step < steps && !setup.stop.stop_requested(); ++step) {
        tape.clear();
        std::vector<std::uint32_t> batch, labels;
        for (std::size_t i = 0; i < batchSize; ++i) {
            batch.push_back(std::uint32_t(choice.below(training.x.rows)));
            labels.push_back(training.labels[batch.back()]);
        }
        const Var x = rowsOf(tape, tape.constant(training.x), batch);
        const Var hidden = student.features(tape, x);
        Var loss = crossEntropy(tape, student.logits(tape, hidden), labels);
        if (term != nullptr) {
            loss = tape.add(loss, term->of(tape, x, hidden, rateAt(step, steps)));
        }
        tape.backward(loss);
        rule.step(rateAt(step, steps));
    }
    return student.accuracy(heldOut);
}

void studyAccuracy(const Setup &setup, std::uint64_t seed, SeedFigures &figures)
{
    const Grid<float> means = normalGrid(classes, inputSize, 1, seed, Means);
    for (const double noise : noises) {
        Classifier teacher = trainedTeacher(means, noise, setup, seed);
        const Labelled training = drawn(means, trainingCount, noise, seed, Training);
        const Labelled heldOut = drawn(means, heldOutCount, noise, seed, HeldOut);
        const double alone = studentAccuracy(nullptr, training, heldOut, setup, seed);
        for (const double weight : weights) {
            for (std::size_t form = 0; form < lossIds.size(); ++form) {
                const At at{{"noise", noise}, {"weight", weight}};
                FeatureTerm term(Loss(form), weight, teacher, seed);
                const double reached = studentAccuracy(&term, training, heldOut, setup, seed);
                figures.add("accuracy", lossIds[form], reached, "%", Evidence::Simulated, at);
                figures.add("gain-over-labels-only", lossIds[form], reached - alone, "pp",
                            Evidence::Simulated, at);
            }
        }
    }
}

}  // namespace

Grid<float> centred(Grid<float> features)
{
    for (std::size_t i = 0; i < features.columns; ++i) {
        double mean = 0;
        for (std::size_t row = 0; row < features.rows; ++row) {
            mean += features.at(row, i) / double(features.rows);
        }
        for (std::size_t row = 0; row < features.rows; ++row) {
            features.at(row, i) -= float(mean);
        }
    }
    return features;
}

double neighbourOverlap(const Grid<float> &a, const Grid<float> &b, std::size_t count)
{
    const auto nearest = [count](const Grid<float> &of, std::size_t row) {
        std::vector<std::pair<double, std::size_t>> found;
        for (std::size_t other = 0; other < of.rows; ++other) {
            double square = 0;
            for (std::size_t i = 0; i < of.columns; ++i) {
                square += std::pow(double(of.at(row, i)) - double(of.at(other, i)), 2);
            }
            if (other != row) {
                found.emplace_back(square, other);
            }
        }
        std::sort(found.begin(), found.end());
        std::vector<std::size_t> out;
        for (std::size_t i = 0; i < count; ++i) {
            out.push_back(found[i].second);
        }
        std::sort(out.begin(), out.end());
        return out;
    };
    std::size_t common = 0;
    for (std::size_t row = 0; row < a.rows; ++row) {
        const auto x = nearest(a, row), y = nearest(b, row);
        std::vector<std::size_t> both;
        std::set_intersection(x.begin(), x.end(), y.begin(), y.end(), std::back_inserter(both));
        common += both.size();
    }
    return 100.0 * double(common) / double(a.rows * count);
}

double gramError(const Grid<float> &a, const Grid<float> &b)
{
    double aa = 0, ab = 0, bb = 0;
    for (std::size_t i = 0; i < a.rows; ++i) {
        for (std::size_t j = 0; j < a.rows; ++j) {
            const auto x = a.row(i), y = a.row(j), u = b.row(i), v = b.row(j);
            const double own = std::inner_product(x.begin(), x.end(), y.begin(), 0.0);
            const double right = std::inner_product(u.begin(), u.end(), v.begin(), 0.0);
            aa += own * own;
            ab += own * right;
            bb += right * right;
        }
    }
    return std::sqrt(std::max(0.0, 1 - ab * ab / (aa * bb)));
}

Result<std::vector<Quality>> geometryQuality(const Setup &setup)
{
    return studySeeds(
            setup, "distilling features",
            [&](std::uint64_t seed, SeedFigures &figures) {
                studyGeometry(setup, seed, figures);
                studyAccuracy(setup, seed, figures);
            },
            setup.threads);
}

}  // namespace touchstone::kernels::kd_feature_geometry
