#include "report/report_words.h"

#include "compare/claim_words.h"

#include <charconv>
#include <map>
#include <string_view>

namespace touchstone::report {

namespace {

using Names = std::map<std::string_view, Text>;

const Names &factNames()
{
    static const Names names{
            {"cpu", {"Processor", "处理器"}},
            {"cores", {"Cores", "核心数"}},
            {"memory", {"Memory", "内存"}},
            {"vector targets", {"Vector instructions", "向量指令集"}},
            {"l1d", {"L1 data cache", "一级数据缓存"}},
            {"l2", {"L2 cache", "二级缓存"}},
            {"l3", {"Last-level cache", "末级缓存"}},
            {"numa nodes", {"NUMA nodes", "NUMA 节点"}},
            {"virtual machine", {"Virtual machine", "虚拟机"}},
            {"kernel", {"Operating system kernel", "操作系统内核"}},
            {"system", {"Operating system", "操作系统"}},
            {"program", {"Measured by", "测量程序"}},
            {"compiler", {"Compiler", "编译器"}},
            {"flags", {"Compiler flags", "编译选项"}},
            {"governor", {"Frequency governor", "调频策略"}},
            {"clocksource", {"Clock source", "时钟源"}},
            {"cpu quota", {"Processor quota", "处理器配额"}},
            {"huge pages", {"Huge pages", "大页"}},
            {"layout floor", {"Layout floor", "布局本底"}},
            {"load", {"Load averages", "平均负载"}},
            {"pressure", {"Processor pressure", "处理器压力"}},
            {"steal_s", {"Stolen processor time", "被占用的处理器时间"}},
            {"onednn", {"oneDNN", "oneDNN"}},
            {"onednn_isa", {"Instructions used by oneDNN", "oneDNN 所用指令集"}},
            {"highway_target", {"Instructions used by Highway", "Highway 所用指令集"}}};
    return names;
}

const Names &factValues()
{
    static const Names values{{"yes", {"yes", "是"}},
                              {"no", {"no", "否"}},
                              {"none", {"none", "无"}},
                              {"unknown", {"unknown", "未知"}},
                              {"not seen", {"not seen", "未发现"}},
                              {"not visible", {"not visible", "不可见"}},
                              {"not recorded", {"not recorded", "未记录"}},
                              {"measured while the machine was busy",
                               {"measured while the machine was busy", "在机器繁忙时测得"}}};
    return values;
}

Text same(const std::string &value)
{
    return {value, value};
}

// "24683656 kB", as /proc/meminfo writes it.
std::optional<double> kilobytes(const std::string &value)
{
    double number = 0;
    const char *end = value.data() + value.size();
    const auto [at, error] = std::from_chars(value.data(), end, number);
    const bool isUnit = std::string_view(at, std::size_t(end - at)) == " kB";
    return error == std::errc() && isUnit ? std::optional(number) : std::nullopt;
}

// The one of "always [madvise] never" that is in force.
std::string inBrackets(const std::string &value)
{
    const std::size_t from = value.find('[');
    const std::size_t to = value.find(']', from);
    return to == std::string::npos ? value : value.substr(from + 1, to - from - 1);
}

}  // namespace

Text verdictWords(compare::ClaimVerdict verdict)
{
    switch (verdict) {
    case compare::ClaimVerdict::Consistent:
        return {"consistent", "相符"};
    case compare::ClaimVerdict::Partly:
        return {"partly observed", "部分相符"};
    case compare::ClaimVerdict::NotObserved:
        return {"not observed", "未观察到"};
    case compare::ClaimVerdict::Unresolved:
        return {"unresolved", "尚未分辨"};
    case compare::ClaimVerdict::Noisy:
        return {"too noisy", "噪声过大"};
    case compare::ClaimVerdict::NotComparable:
        break;
    }
    return {"not comparable", "不可比较"};
}

Text factName(const std::string &key)
{
    const auto known = factNames().find(key);
    return known == factNames().end() ? same(key) : known->second;
}

Text factValue(const std::string &key, const std::string &value)
{
    if (const auto kilo = kilobytes(value)) {
        return same(QString::number(*kilo / (1 << 20), 'f', 1).toStdString() + " GiB");
    }
    if (key == "huge pages") {
        return same(inBrackets(value));
    }
    if (key == "steal_s") {
        return same(value + " s");
    }
    if (key == "layout floor" && value.starts_with("assumed")) {
        return {value, "假定值"};
    }
    const auto known = factValues().find(value);
    return known == factValues().end() ? same(value) : known->second;
}

const QVector<Text> &methodWords()
{
    static const QVector<Text> words{
            {"Every kernel is checked against a double-precision reference before it is timed; one "
             "that computes wrong values is never timed.",
             "每个内核在计时前都与双精度参考实现核对；计算结果有误的内核绝不计时。"},
            {"Baseline and technique run in turns, in random order, in at least eight processes of "
             "their own where the machine allows it; rounds that something else disturbed are "
             "dropped, and with too few left the run is called too noisy.",
             "基线与技术以随机次序交替运行，在机器允许时至少使用八个独立进程；"
             "受到其他程序干扰的轮次被剔除，若剩余轮次过少，则该次运行判为噪声过大。"},
            {"A ratio is baseline over technique, above 1 the technique is better; its 95 % "
             "interval includes the layout floor, which is how far identical code differs here by "
             "its place in memory alone.",
             "比值为基线除以技术，大于 1 表示该技术更优；其 95% 区间包含布局本底，"
             "即相同代码仅因内存位置不同而产生的差异。"},
            {"The limit follows from the operations and bytes of both sides and from the probed "
             "peaks of the machine; where nothing is written, none follows.",
             "上限由双方的运算量、字节数以及机器的实测峰值推出；未给出上限之处，即无法推出。"},
            {"Consistent: the interval holds the claim and excludes no effect. Partly observed: "
             "the same direction, another size. Not observed here is no refutation: other "
             "hardware, sizes and baselines may show the effect.",
             "相符：区间包含论断值，且不含“无效果”。部分相符：方向相同而幅度不同。"
             "在此未观察到并不等于证伪：换用其他硬件、规模或基线，效果可能出现。"}};
    return words;
}

}  // namespace touchstone::report
