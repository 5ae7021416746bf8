<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>QAbstractFileIconProvider</name>
    <message>
        <source>Folder</source>
        <comment>All other platforms</comment>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Drive</source>
        <translation>驱动器</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>未知</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::AxisPopup</name>
    <message>
        <source>Scale</source>
        <translation>刻度</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Linear</source>
        <translation>线性</translation>
    </message>
    <message>
        <source>Logarithmic</source>
        <translation>对数</translation>
    </message>
    <message>
        <source>x axis</source>
        <translation>x 轴</translation>
    </message>
    <message>
        <source>y axis</source>
        <translation>y 轴</translation>
    </message>
    <message>
        <source>Start of the x axis</source>
        <translation>x 轴起点</translation>
    </message>
    <message>
        <source>End of the x axis</source>
        <translation>x 轴终点</translation>
    </message>
    <message>
        <source>Start of the y axis</source>
        <translation>y 轴起点</translation>
    </message>
    <message>
        <source>End of the y axis</source>
        <translation>y 轴终点</translation>
    </message>
    <message>
        <source>to</source>
        <translation>至</translation>
    </message>
    <message>
        <source>from</source>
        <translation>从</translation>
    </message>
    <message>
        <source>A limit is a date such as 2026-02-01.</source>
        <translation>界限应为日期，例如 2026-02-01。</translation>
    </message>
    <message>
        <source>A limit is a number such as 0.5.</source>
        <translation>界限应为数字，例如 0.5。</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
    </message>
    <message>
        <source>As the chart chooses by itself</source>
        <translation>由图表自动选择</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::BackupDialog</name>
    <message>
        <source>Restore a backup</source>
        <translation>恢复备份</translation>
    </message>
    <message>
        <source>There is no backup yet. One is written beside the library before an update changes it.</source>
        <translation>还没有备份。升级改动文献库之前会在旁边写入备份。</translation>
    </message>
    <message>
        <source>The library becomes what it was then. What it is now is kept as a backup of its own.</source>
        <translation>文献库将恢复为当时的内容，现有内容会另存为备份。</translation>
    </message>
    <message>
        <source>Written</source>
        <translation>写入时间</translation>
    </message>
    <message>
        <source>Version of the file</source>
        <translation>文件版本</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Backups of the library</source>
        <translation>文献库的备份</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>恢复</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::BenchPage</name>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>线程</translation>
    </message>
    <message>
        <source>Budget</source>
        <translation>时限</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>device, its name</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Problem size: small takes seconds, large fits a GPU</source>
        <translation>问题规模：小规模只需数秒，大规模适合 GPU</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Threads of each kernel; 0 uses all cores but one, which is left to the system</source>
        <translation>每个内核的线程数；0 表示留一个核心给系统，其余全部使用</translation>
    </message>
    <message>
        <source>Longest time a kernel may take, in seconds; 0 leaves it to the preset</source>
        <translation>每个内核最长用时（秒）；0 表示由预设决定</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>测量</translation>
    </message>
    <message>
        <source>Measure the selected kernels or families (Enter)</source>
        <translation>测量所选的内核或整个类别（回车）</translation>
    </message>
    <message>
        <source>Size sweep</source>
        <translation>规模扫描</translation>
    </message>
    <message>
        <source>Measure over growing problem sizes</source>
        <translation>在逐渐增大的问题规模上测量</translation>
    </message>
    <message>
        <source>Certify this machine</source>
        <translation>认证本机</translation>
    </message>
    <message>
        <source>Cancel all</source>
        <translation>全部取消</translation>
    </message>
    <message>
        <source>Stop the running measurement and empty the queue</source>
        <translation>停止正在进行的测量并清空队列</translation>
    </message>
    <message>
        <source>Clear finished</source>
        <translation>清除已完成项</translation>
    </message>
    <message>
        <source>Take finished measurements off this list; they stay in the library</source>
        <translation>从列表中移除已完成的测量；结果仍保留在库中</translation>
    </message>
    <message>
        <source>No kernels in this build</source>
        <translation>此版本不含内核</translation>
    </message>
    <message>
        <source>This build of Touchstone carries no reference kernels.</source>
        <translation>此版本的试金石不含参考内核。</translation>
    </message>
    <message>
        <source>Kernels by family</source>
        <translation>按类别列出的内核</translation>
    </message>
    <message>
        <source>Queue of measurements</source>
        <translation>测量队列</translation>
    </message>
    <message numerus="yes">
        <source>Queue: %n to do</source>
        <translation>
            <numerusform>队列：剩余 %n 项</numerusform>
        </translation>
    </message>
    <message>
        <source>Choose result files</source>
        <translation>选择结果文件</translation>
    </message>
    <message>
        <source>Import results…</source>
        <translation>导入结果…</translation>
    </message>
    <message>
        <source>Bring in a bundle of another machine, or JSON of Google Benchmark, llama-bench or nvbench</source>
        <translation>导入其他机器的结果包，或 Google Benchmark、llama-bench、nvbench 的 JSON</translation>
    </message>
    <message>
        <source>Compares identical code with itself, many times: shows how small a difference can be trusted here. Takes about two minutes.</source>
        <translation>让同一段代码与自身反复比较，得出本机能可靠分辨的最小差异。约需两分钟。</translation>
    </message>
    <message>
        <source>Queue: waits until this machine is certified</source>
        <translation>队列：等待本机认证完成</translation>
    </message>
    <message>
        <source>Queue empty</source>
        <translation>队列为空</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::CertificateDialog</name>
    <message>
        <source>Identical code was compared with itself. What is called different then is a false alarm of this machine.</source>
        <translation>相同的代码与自身比较；此时判为不同即为本机的误报。</translation>
    </message>
    <message>
        <source>Measured</source>
        <translation>测量时间</translation>
    </message>
    <message>
        <source>Certify again after changes of the machine or its load</source>
        <translation>机器或其负载变化后请重新认证</translation>
    </message>
    <message>
        <source>Trials</source>
        <translation>试验次数</translation>
    </message>
    <message>
        <source>Comparisons of identical code (A/A)</source>
        <translation>相同代码之间的比较（A/A）</translation>
    </message>
    <message>
        <source>False alarms</source>
        <translation>误报率</translation>
    </message>
    <message>
        <source>Share of the trials that were called different; at most %1 with 95 % confidence</source>
        <translation>被判为不同的试验所占比例；95% 置信上限为 %1</translation>
    </message>
    <message>
        <source>Floor</source>
        <translation>本底</translation>
    </message>
    <message>
        <source>Smaller differences are never reported as an effect</source>
        <translation>更小的差异不会被报告为效果</translation>
    </message>
    <message>
        <source>Half width</source>
        <translation>半宽</translation>
    </message>
    <message>
        <source>Median half of an interval: how exact a ratio is</source>
        <translation>区间半宽的中位数：比值的精确程度</translation>
    </message>
    <message>
        <source>Detected</source>
        <translation>检出率</translation>
    </message>
    <message>
        <source>Share of the differences put in on purpose that were found</source>
        <translation>人为加入的差异中被检出的比例</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <comment>false alarms, trials</comment>
        <translation>%2 次中 %1 次</translation>
    </message>
    <message>
        <source>Ratio %1 (%2)</source>
        <comment>ratio, interval</comment>
        <translation>比值 %1（%2）</translation>
    </message>
    <message>
        <source>One buffer for both</source>
        <translation>两者共用一个缓冲区</translation>
    </message>
    <message>
        <source>A buffer of its own for each</source>
        <translation>各用独立缓冲区</translation>
    </message>
    <message>
        <source>Certificate of this machine</source>
        <translation>本机认证</translation>
    </message>
    <message>
        <source>Certify again</source>
        <translation>重新认证</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::ChartControls</name>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>With the most runs</source>
        <translation>测量次数最多</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Chart</source>
        <translation>图表</translation>
    </message>
    <message>
        <source>Technique</source>
        <translation>技术</translation>
    </message>
    <message>
        <source>Kernel</source>
        <translation>内核</translation>
    </message>
    <message>
        <source>Claim</source>
        <translation>论断</translation>
    </message>
    <message>
        <source>Metric</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>排序</translation>
    </message>
    <message>
        <source>Machine</source>
        <translation>机器</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Differences only</source>
        <translation>仅看差异</translation>
    </message>
    <message>
        <source>Leave out the claims that agree with the measurement</source>
        <translation>略去与实测一致的论断</translation>
    </message>
    <message>
        <source>Axes…</source>
        <translation>坐标轴…</translation>
    </message>
    <message>
        <source>Scale and limits of the axes</source>
        <translation>坐标轴的刻度与范围</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::ChartTools</name>
    <message>
        <source>Zoom in</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Whole chart</source>
        <translation>全图</translation>
    </message>
    <message>
        <source>Print the chart</source>
        <translation>打印图表</translation>
    </message>
    <message>
        <source>Copy the chart or its figures</source>
        <translation>复制图表或其数值</translation>
    </message>
    <message>
        <source>Copy as image</source>
        <translation>复制为图片</translation>
    </message>
    <message>
        <source>Copy as SVG</source>
        <translation>复制为 SVG</translation>
    </message>
    <message>
        <source>Copy as table (TSV)</source>
        <translation>复制为表格（TSV）</translation>
    </message>
    <message>
        <source>Copy as Markdown</source>
        <translation>复制为 Markdown</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Write this chart to a file (Ctrl+E)</source>
        <translation>将此图写入文件（Ctrl+E）</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::ChartWords</name>
    <message>
        <source>Dumbbell: claim–measured</source>
        <translation>哑铃图：论断–实测</translation>
    </message>
    <message>
        <source>Scatter: claim–measured</source>
        <translation>散点图：论断–实测</translation>
    </message>
    <message>
        <source>Claims of a technique</source>
        <translation>某项技术的各项论断</translation>
    </message>
    <message>
        <source>Ratio over problem size</source>
        <translation>比值随问题规模的变化</translation>
    </message>
    <message>
        <source>Roofline</source>
        <translation>屋顶线</translation>
    </message>
    <message>
        <source>What the baseline explains</source>
        <translation>基线选择的影响</translation>
    </message>
    <message>
        <source>Runs of a claim over time</source>
        <translation>单条论断的历次运行</translation>
    </message>
    <message>
        <source>Verdicts by technique</source>
        <translation>各技术的结论</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Claimed factor</source>
        <translation>论断倍数</translation>
    </message>
    <message>
        <source>Measured factor</source>
        <translation>实测倍数</translation>
    </message>
    <message>
        <source>Measured / claimed</source>
        <translation>实测 / 论断</translation>
    </message>
    <message>
        <source>Paper</source>
        <translation>论文</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::ChipBar</name>
    <message>
        <source>%1: %2. Click to remove this filter.</source>
        <translation>%1：%2。点击可移除此筛选条件。</translation>
    </message>
    <message>
        <source>Remove filter %1</source>
        <translation>移除筛选条件“%1”</translation>
    </message>
    <message>
        <source>Clear all</source>
        <translation>全部清除</translation>
    </message>
    <message>
        <source>Remove all filters</source>
        <translation>移除所有筛选条件</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::ClaimEditor</name>
    <message>
        <source>Edit claim</source>
        <translation>修改论断</translation>
    </message>
    <message>
        <source>higher is better</source>
        <translation>越高越好</translation>
    </message>
    <message>
        <source>lower is better</source>
        <translation>越低越好</translation>
    </message>
    <message>
        <source>as stated</source>
        <translation>无限定</translation>
    </message>
    <message>
        <source>Metric</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>Read as</source>
        <translation>解读为</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>Upper end</source>
        <translation>范围上端</translation>
    </message>
    <message>
        <source>From</source>
        <translation>起始值</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>单位</translation>
    </message>
    <message>
        <source>Qualifier</source>
        <translation>限定词</translation>
    </message>
    <message>
        <source>Direction</source>
        <translation>方向</translation>
    </message>
    <message>
        <source>Compared with</source>
        <translation>对比基线</translation>
    </message>
    <message>
        <source>Factor</source>
        <translation>倍数</translation>
    </message>
    <message>
        <source>only for a range</source>
        <translation>仅用于区间</translation>
    </message>
    <message>
        <source>only for “from … to …”</source>
        <translation>仅用于“从……到……”</translation>
    </message>
    <message>
        <source>none: not compared as a ratio</source>
        <translation>无：不按比值比较</translation>
    </message>
    <message>
        <source>Value: enter a number, with a point before decimals.</source>
        <translation>数值：请输入一个数，小数点用“.”。</translation>
    </message>
    <message>
        <source>Upper end: enter a number that is not below the value, or nothing.</source>
        <translation>范围上端：请输入不小于数值的数，或留空。</translation>
    </message>
    <message>
        <source>From: enter a number, or nothing.</source>
        <translation>起始值：请输入一个数，或留空。</translation>
    </message>
    <message>
        <source>Factor: enter a number above 0, or nothing.</source>
        <translation>倍数：请输入大于 0 的数，或留空。</translation>
    </message>
    <message>
        <source>New claim</source>
        <translation>新论断</translation>
    </message>
    <message>
        <source>Improvement factor: above 1 is always better. It follows from the figures above.</source>
        <translation>改进倍数：大于 1 总是更好，由上方数值得出。</translation>
    </message>
    <message>
        <source>Enter the factor by hand</source>
        <translation>手动输入倍数</translation>
    </message>
    <message>
        <source>Where the figures above do not say it</source>
        <translation>用于上方数值无法得出倍数的情况</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::ClaimModel</name>
    <message>
        <source>Improvement factor: above 1 is always better</source>
        <translation>改进倍数：大于 1 总是更好</translation>
    </message>
    <message>
        <source>As printed</source>
        <translation>原文数值</translation>
    </message>
    <message>
        <source>Metric</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>Factor</source>
        <translation>倍数</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Read as: %1</source>
        <translation>读作：%1</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::ClaimTableDialog</name>
    <message>
        <source>%1 (not in the library)</source>
        <translation>%1（不在文献库中）</translation>
    </message>
    <message>
        <source>line %1: %2</source>
        <translation>第 %1 行：%2</translation>
    </message>
    <message numerus="yes">
        <source>%n claim(s) of papers in the library</source>
        <translation>
            <numerusform>库中论文的论断 %n 条</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of papers that are not in it</source>
        <translation>
            <numerusform>库外论文的论断 %n 条</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) left out</source>
        <translation>
            <numerusform>略过 %n 行</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Add %n claim(s)</source>
        <translation>
            <numerusform>添加 %n 条论断</numerusform>
        </translation>
    </message>
    <message>
        <source>Claims of %1</source>
        <translation>%1 中的论断</translation>
    </message>
    <message>
        <source>Paper</source>
        <translation>论文</translation>
    </message>
    <message>
        <source>Sentence</source>
        <translation>原文句子</translation>
    </message>
    <message>
        <source>Metric</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>单位</translation>
    </message>
    <message>
        <source>Compared with</source>
        <translation>对比对象</translation>
    </message>
    <message>
        <source>Setting</source>
        <translation>条件</translation>
    </message>
    <message>
        <source>no column</source>
        <translation>无此列</translation>
    </message>
    <message>
        <source>The words of the paper; a figure that the other columns do not give is read in them</source>
        <translation>论文原文；其他列未给出的数值将从中读出</translation>
    </message>
    <message>
        <source>Claim</source>
        <translation>论断</translation>
    </message>
    <message>
        <source>What each row becomes</source>
        <translation>每一行的处理结果</translation>
    </message>
    <message>
        <source>Add the papers that are not in the library, with their title</source>
        <translation>把不在库中的论文按标题加入</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::ClaimsTab</name>
    <message>
        <source>Confirm</source>
        <translation>确认</translation>
    </message>
    <message>
        <source>The figure is what the text says</source>
        <translation>该数值与原文一致</translation>
    </message>
    <message>
        <source>Edit…</source>
        <translation>修改…</translation>
    </message>
    <message>
        <source>Correct the figure; the old one is kept in the history</source>
        <translation>更正数值；原值保留在历史记录中</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>驳回</translation>
    </message>
    <message>
        <source>This is no claim: leave it out of tables and charts</source>
        <translation>这不是性能论断：不列入表格和图表</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Take the last decision back</source>
        <translation>撤销上一次决定</translation>
    </message>
    <message>
        <source>Claims of the paper</source>
        <translation>论文的论断</translation>
    </message>
    <message>
        <source>The selected claim</source>
        <translation>所选论断</translation>
    </message>
    <message>
        <source>No figure was found in the brief or the abstract. Papers without figures can still be measured.</source>
        <translation>简报和摘要中未发现数值。没有数值的论文仍可测量。</translation>
    </message>
    <message>
        <source>Compared with: %1</source>
        <translation>对比基线：%1</translation>
    </message>
    <message>
        <source>Setting: %1</source>
        <translation>实验设置：%1</translation>
    </message>
    <message>
        <source>Improvement factor %1 in %2</source>
        <translation>%2改进倍数：%1</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史记录</translation>
    </message>
    <message>
        <source>Read as: %1 (%2)</source>
        <comment>figure, kind of claim</comment>
        <translation>读作：%1（%2）</translation>
    </message>
    <message>
        <source>Another part of the paper</source>
        <translation>论文的其他部分</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::ComparePage</name>
    <message numerus="yes">
        <source>%n chosen paper(s)</source>
        <translation>
            <numerusform>已选 %n 篇论文</numerusform>
        </translation>
    </message>
    <message>
        <source>Show all papers again</source>
        <translation>重新显示所有论文</translation>
    </message>
    <message>
        <source>Nothing to draw yet</source>
        <translation>暂无可绘制的内容</translation>
    </message>
    <message>
        <source>Measure on the Bench page</source>
        <translation>前往测量页</translation>
    </message>
    <message>
        <source>Show everything</source>
        <translation>显示全部</translation>
    </message>
    <message>
        <source>Figures of the chart</source>
        <translation>图表中的数值</translation>
    </message>
    <message>
        <source>Chart; the table below holds the same figures</source>
        <translation>图表；下方表格含相同数值</translation>
    </message>
    <message>
        <source>Show the sentence and the run</source>
        <translation>显示原句和测量记录</translation>
    </message>
    <message>
        <source>Runs of this claim over time</source>
        <translation>该论断的历次运行</translation>
    </message>
    <message>
        <source>%1 of %2 chosen papers drawn</source>
        <translation>所选 %2 篇论文中绘出 %1 篇</translation>
    </message>
    <message>
        <source>The others have nothing for this chart and metric. Show all papers again</source>
        <translation>其余论文没有可用于此图与此指标的数值。点击显示全部论文</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::ExportDialog</name>
    <message>
        <source>Export chart</source>
        <translation>导出图表</translation>
    </message>
    <message>
        <source>PDF, for papers</source>
        <translation>PDF，用于论文</translation>
    </message>
    <message>
        <source>SVG, to edit</source>
        <translation>SVG，便于编辑</translation>
    </message>
    <message>
        <source>PNG, for slides</source>
        <translation>PNG，用于幻灯片</translation>
    </message>
    <message>
        <source>CSV, the figures</source>
        <translation>CSV，仅数值</translation>
    </message>
    <message>
        <source>JSON, to rebuild it</source>
        <translation>JSON，可重建图表</translation>
    </message>
    <message>
        <source>Markdown table</source>
        <translation>Markdown 表格</translation>
    </message>
    <message>
        <source>LaTeX, table and plot</source>
        <translation>LaTeX，表格与绘图</translation>
    </message>
    <message>
        <source>Single column, 89 mm</source>
        <translation>单栏，89 mm</translation>
    </message>
    <message>
        <source>Double column, 183 mm</source>
        <translation>双栏，183 mm</translation>
    </message>
    <message>
        <source>Slide, 16:9</source>
        <translation>幻灯片，16:9</translation>
    </message>
    <message>
        <source>English</source>
        <translation>英文</translation>
    </message>
    <message>
        <source>Chinese</source>
        <translation>中文</translation>
    </message>
    <message>
        <source>Both languages</source>
        <translation>中英双语</translation>
    </message>
    <message>
        <source>Light, for print</source>
        <translation>浅色，用于印刷</translation>
    </message>
    <message>
        <source>Dark, for slides</source>
        <translation>深色，用于幻灯片</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>尺寸</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>配色</translation>
    </message>
    <message>
        <source>Resolution</source>
        <translation>分辨率</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Choose folder and name of the file</source>
        <translation>选择文件夹和文件名</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Preview of the file</source>
        <translation>文件预览</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::FacetModel</name>
    <message>
        <source>Technique</source>
        <translation>技术</translation>
    </message>
    <message>
        <source>Metric</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>Measurement</source>
        <translation>测量</translation>
    </message>
    <message>
        <source>Grade</source>
        <translation>等级</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>报告</translation>
    </message>
    <message>
        <source>Institution</source>
        <translation>机构</translation>
    </message>
    <message>
        <source>Measured</source>
        <translation>已测量</translation>
    </message>
    <message>
        <source>Not measured</source>
        <translation>未测量</translation>
    </message>
    <message numerus="yes">
        <source>%1: %Ln paper(s)</source>
        <translation>
            <numerusform>%1：%Ln 篇论文</numerusform>
        </translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>结论</translation>
    </message>
    <message>
        <source>Testable here</source>
        <translation>可在此检验</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>F1, or a click on the question mark, says what the values mean</source>
        <translation>按 F1 或点击问号，查看各个值的含义</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::FacetPanel</name>
    <message>
        <source>Filters</source>
        <translation>筛选条件</translation>
    </message>
    <message>
        <source>Choose values to narrow the list; Space switches one</source>
        <translation>选择取值以缩小列表；空格键切换选中状态</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::FirstHints</name>
    <message>
        <source>Filter on the left with one click. The verdict says whether what a paper claims holds on this machine.</source>
        <translation>左侧一次点击即可筛选；“结论”说明论文的论断在本机是否成立。</translation>
    </message>
    <message>
        <source>Select a paper: Claims has its figures in its own words, Measured what this machine gives. Measure now runs its kernel.</source>
        <translation>选中一篇论文：“论断”是论文原文的数值，“实测”是本机的结果；“立即测量”运行其内核。</translation>
    </message>
    <message>
        <source>Import your own reports on the Reports page, and export charts for slides on the Compare page. F1 explains verdicts and grades.</source>
        <translation>在“报告”页导入自己的报告，在“对比”页导出幻灯片用的图表。按 F1 查看结论和等级的说明。</translation>
    </message>
    <message>
        <source>Hint %1 of %2</source>
        <translation>提示 %1/%2</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一条</translation>
    </message>
    <message>
        <source>Got it</source>
        <translation>知道了</translation>
    </message>
    <message>
        <source>Dismiss the hints</source>
        <translation>关闭提示</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::Inspector</name>
    <message>
        <source>No paper selected</source>
        <translation>未选择论文</translation>
    </message>
    <message>
        <source>Select a paper in the list to see its claims beside what was measured.</source>
        <translation>在列表中选择一篇论文，查看其论断与实测的对照。</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>概览</translation>
    </message>
    <message>
        <source>Claims</source>
        <translation>论断</translation>
    </message>
    <message>
        <source>Measured</source>
        <translation>实测</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>原文</translation>
    </message>
    <message>
        <source>What this machine measured, beside each claim</source>
        <translation>本机的实测结果，与每条论断对照</translation>
    </message>
    <message>
        <source>The text of the report, with the claims marked</source>
        <translation>报告原文，已标出论断</translation>
    </message>
    <message>
        <source>Paper</source>
        <translation>论文</translation>
    </message>
    <message>
        <source>limit %1</source>
        <translation>上限 %1</translation>
    </message>
    <message>
        <source>claimed %1</source>
        <translation>论断 %1</translation>
    </message>
    <message>
        <source>found %1</source>
        <translation>所得 %1</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::KernelModel</name>
    <message>
        <source>Not measured yet</source>
        <translation>尚未测量</translation>
    </message>
    <message>
        <source>Measured %1; no claim is compared with it</source>
        <translation>%1 已测量；没有论断与之对照</translation>
    </message>
    <message>
        <source>Measured %1: %2</source>
        <comment>time, verdict</comment>
        <translation>%1 已测量：%2</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::LibraryMenu</name>
    <message>
        <source>New library…</source>
        <translation>新建文献库…</translation>
    </message>
    <message>
        <source>Open a library…</source>
        <translation>打开文献库…</translation>
    </message>
    <message>
        <source>Recent libraries</source>
        <translation>最近的文献库</translation>
    </message>
    <message>
        <source>Save a copy of the library…</source>
        <translation>另存文献库副本…</translation>
    </message>
    <message>
        <source>Restore a backup…</source>
        <translation>恢复备份…</translation>
    </message>
    <message>
        <source>Libraries (*.sqlite *.db)</source>
        <translation>文献库 (*.sqlite *.db)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>New library</source>
        <translation>新建文献库</translation>
    </message>
    <message>
        <source>Open a library</source>
        <translation>打开文献库</translation>
    </message>
    <message>
        <source>Save a copy of the library</source>
        <translation>另存文献库副本</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::LibraryPage</name>
    <message>
        <source>Copy as table (TSV)</source>
        <translation>复制为表格（TSV）</translation>
    </message>
    <message>
        <source>Copy as Markdown</source>
        <translation>复制为 Markdown</translation>
    </message>
    <message>
        <source>Search titles, briefs and abstracts (Ctrl+F)</source>
        <translation>搜索标题、简报和摘要（Ctrl+F）</translation>
    </message>
    <message>
        <source>Search the library</source>
        <translation>搜索文献库</translation>
    </message>
    <message>
        <source>Saved searches</source>
        <translation>已保存的搜索</translation>
    </message>
    <message>
        <source>Copy the selected papers</source>
        <translation>复制所选论文</translation>
    </message>
    <message>
        <source>Compare selected</source>
        <translation>对比所选</translation>
    </message>
    <message>
        <source>Draw the claims of the selected papers beside their measurements</source>
        <translation>将所选论文的论断与实测绘制在同一图中</translation>
    </message>
    <message>
        <source>Papers</source>
        <translation>论文</translation>
    </message>
    <message numerus="yes">
        <source>%Ln paper(s)</source>
        <translation>
            <numerusform>%Ln 篇论文</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1, %n selected</source>
        <translation>
            <numerusform>%1，已选 %n 篇</numerusform>
        </translation>
    </message>
    <message>
        <source>Opening the library…</source>
        <translation>正在打开文献库…</translation>
    </message>
    <message>
        <source>Measure now</source>
        <translation>立即测量</translation>
    </message>
    <message>
        <source>Run the reference kernel of this paper on this machine</source>
        <translation>在本机运行这篇论文的参考内核</translation>
    </message>
    <message>
        <source>No bundled kernel reproduces the mechanism of this paper</source>
        <translation>没有内置内核能复现这篇论文的机制</translation>
    </message>
    <message>
        <source>Nothing matches</source>
        <translation>没有匹配的论文</translation>
    </message>
    <message>
        <source>No paper fits the search and all filters. Remove some of them.</source>
        <translation>没有论文同时符合搜索词和所有筛选条件，请减少条件。</translation>
    </message>
    <message>
        <source>Clear search and filters</source>
        <translation>清除搜索和筛选</translation>
    </message>
    <message>
        <source>The library is empty</source>
        <translation>文献库为空</translation>
    </message>
    <message>
        <source>Import report files; their papers and claims appear here.</source>
        <translation>导入报告文件后，其中的论文和论断会显示在这里。</translation>
    </message>
    <message>
        <source>Import reports</source>
        <translation>导入报告</translation>
    </message>
    <message>
        <source>Save this search…</source>
        <translation>保存此搜索…</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Save search</source>
        <translation>保存搜索</translation>
    </message>
    <message>
        <source>Name of the search</source>
        <translation>搜索名称</translation>
    </message>
    <message>
        <source>Load bundled reports</source>
        <translation>载入内置报告</translation>
    </message>
    <message>
        <source>Save as BibTeX</source>
        <translation>保存为 BibTeX</translation>
    </message>
    <message>
        <source>BibTeX (*.bib)</source>
        <translation>BibTeX (*.bib)</translation>
    </message>
    <message>
        <source>Choose a table of claims</source>
        <translation>选择论断表格</translation>
    </message>
    <message>
        <source>Tables (*.csv *.tsv *.txt)</source>
        <translation>表格 (*.csv *.tsv *.txt)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>Copy as BibTeX</source>
        <translation>复制为 BibTeX</translation>
    </message>
    <message>
        <source>Save as BibTeX…</source>
        <translation>保存为 BibTeX…</translation>
    </message>
    <message>
        <source>Words in Chinese or English; &quot;a phrase&quot;, -without, technique:ID, metric:ID, tag:WORD, claim&gt;2</source>
        <translation>中文或英文词语；&quot;短语&quot;、-排除、technique:标识、metric:标识、标签:词、claim&gt;2</translation>
    </message>
    <message>
        <source>%1, indexing…</source>
        <translation>%1，正在建立索引…</translation>
    </message>
    <message>
        <source>The search index is being rebuilt. Until it is complete, a search may miss papers, and what you change is saved after it.</source>
        <translation>正在重建检索索引。完成之前，搜索可能漏掉论文，您的修改将在完成后保存。</translation>
    </message>
    <message>
        <source>Nothing found yet</source>
        <translation>暂未找到</translation>
    </message>
    <message>
        <source>The search index is being rebuilt; until it is complete, a search may miss papers.</source>
        <translation>正在重建检索索引；完成之前，搜索可能漏掉论文。</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::MainMenu</name>
    <message>
        <source>Menu</source>
        <translation>菜单</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Measure</source>
        <translation>测量(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>Import reports…</source>
        <translation>导入报告…</translation>
    </message>
    <message>
        <source>Import a folder…</source>
        <translation>导入文件夹…</translation>
    </message>
    <message>
        <source>Load bundled reports</source>
        <translation>载入内置报告</translation>
    </message>
    <message>
        <source>Undo last import</source>
        <translation>撤销最近一次导入</translation>
    </message>
    <message>
        <source>Redo import</source>
        <translation>重做导入</translation>
    </message>
    <message>
        <source>Import results of another machine…</source>
        <translation>导入其他机器的结果…</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>文献库</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>对比</translation>
    </message>
    <message>
        <source>Bench</source>
        <translation>测量</translation>
    </message>
    <message>
        <source>Reports</source>
        <translation>报告</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>后退</translation>
    </message>
    <message>
        <source>Search the library</source>
        <translation>检索文献库</translation>
    </message>
    <message>
        <source>Switch to Chinese</source>
        <translation>切换为英文</translation>
    </message>
    <message>
        <source>Change the colours</source>
        <translation>切换配色</translation>
    </message>
    <message>
        <source>Measure everything testable</source>
        <translation>测量全部可检验的论断</translation>
    </message>
    <message>
        <source>Certify this machine</source>
        <translation>认证本机</translation>
    </message>
    <message>
        <source>Cancel all measurements</source>
        <translation>取消全部测量</translation>
    </message>
    <message>
        <source>Verdicts, grades and certificate</source>
        <translation>结论、等级与认证</translation>
    </message>
    <message>
        <source>About Touchstone</source>
        <translation>关于试金石</translation>
    </message>
    <message>
        <source>Touchstone</source>
        <translation>试金石</translation>
    </message>
    <message>
        <source>Tests the claims of papers on AI inference on your own machine.</source>
        <translation>在你自己的机器上检验 AI 推理论文的论断。</translation>
    </message>
    <message>
        <source>Free software under the GNU General Public License, version 3 or later.</source>
        <translation>自由软件，按 GNU 通用公共许可证第 3 版或更高版本发布。</translation>
    </message>
    <message>
        <source>Verdicts</source>
        <translation>结论</translation>
    </message>
    <message>
        <source>consistent</source>
        <translation>相符</translation>
    </message>
    <message>
        <source>the measured interval holds the claim and lies wholly on its side of no effect</source>
        <translation>实测区间包含论断的数值，且完全位于论断一侧</translation>
    </message>
    <message>
        <source>partly</source>
        <translation>部分相符</translation>
    </message>
    <message>
        <source>the same direction, another size</source>
        <translation>方向相同，幅度不同</translation>
    </message>
    <message>
        <source>not observed</source>
        <translation>未观察到</translation>
    </message>
    <message>
        <source>the interval excludes the claim and does not lie on its side</source>
        <translation>区间不包含论断的数值，也不在论断一侧</translation>
    </message>
    <message>
        <source>unresolved</source>
        <translation>尚未分辨</translation>
    </message>
    <message>
        <source>the interval holds both the claim and no effect; more rounds or seeds may tell</source>
        <translation>区间既包含论断的数值，也包含“无效果”；增加轮数或种子或可分辨</translation>
    </message>
    <message>
        <source>computed</source>
        <translation>计算</translation>
    </message>
    <message>
        <source>exact arithmetic, such as bytes; nothing was timed</source>
        <translation>精确计算所得（如字节数），未经计时</translation>
    </message>
    <message>
        <source>simulated</source>
        <translation>仿真</translation>
    </message>
    <message>
        <source>from a simulator or invented input; shown over what decides it</source>
        <translation>来自仿真器或虚构输入；随决定结果的参数一并显示</translation>
    </message>
    <message>
        <source>not run yet</source>
        <translation>尚未运行</translation>
    </message>
    <message>
        <source>a kernel would answer the claim: measure it</source>
        <translation>有内核可以回答该论断：运行测量即可</translation>
    </message>
    <message>
        <source>not measurable</source>
        <translation>无法测量</translation>
    </message>
    <message>
        <source>needs what is not here: a model, a data set, other hardware</source>
        <translation>缺少所需条件：模型、数据集或其他硬件</translation>
    </message>
    <message>
        <source>Grades</source>
        <translation>等级</translation>
    </message>
    <message>
        <source>the claim&apos;s own quantity, on a shape that the paper states</source>
        <translation>与论断为同一量，且形状为论文所述</translation>
    </message>
    <message>
        <source>the same mechanism at another scale, or a part of the system</source>
        <translation>同一机制，但规模不同或只是系统的一部分</translation>
    </message>
    <message>
        <source>a proxy: a parameter that the paper leaves open decides the size</source>
        <translation>代理：结果大小取决于论文未说明的参数</translation>
    </message>
    <message>
        <source>not measurable here, with the reason</source>
        <translation>在此无法测量，并说明原因</translation>
    </message>
    <message>
        <source>Flags</source>
        <translation>标志</translation>
    </message>
    <message>
        <source>A grey claim with a warning sign can be read in more than one way. Confirm, edit or reject it under Claims.</source>
        <translation>带警告标记的灰色论断有多种读法。请在“论断”页确认、修改或驳回。</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation>认证</translation>
    </message>
    <message>
        <source>Identical code is compared with itself (A/A) many times. The share of trials that call it different should be small; the floor is the smallest difference this machine can tell, and smaller ones are never reported as an effect.</source>
        <translation>将相同的代码与自身反复比较（A/A）。被误判为不同的比例应当很小；可分辨下限是本机能分辨的最小差异，更小的差异不会被报告为效果。</translation>
    </message>
    <message>
        <source>Add a paper…</source>
        <translation>添加论文…</translation>
    </message>
    <message>
        <source>Import a table of claims…</source>
        <translation>导入论断表格…</translation>
    </message>
    <message>
        <source>Preferences…</source>
        <translation>首选项…</translation>
    </message>
    <message>
        <source>Hints for the first start</source>
        <translation>首次使用提示</translation>
    </message>
    <message numerus="yes">
        <source>%n reference kernel(s)</source>
        <translation>
            <numerusform>%n 个参考内核</numerusform>
        </translation>
    </message>
    <message>
        <source>Library: %1</source>
        <translation>文献库：%1</translation>
    </message>
    <message>
        <source>Settings: %1</source>
        <translation>设置：%1</translation>
    </message>
    <message>
        <source>Built with Qt %1</source>
        <translation>基于 Qt %1 构建</translation>
    </message>
    <message>
        <source>too noisy</source>
        <translation>噪声过大</translation>
    </message>
    <message>
        <source>something else disturbed too many rounds of the run; run it again</source>
        <translation>运行中受干扰的轮次过多；请重新运行</translation>
    </message>
    <message>
        <source>not comparable</source>
        <translation>不可比</translation>
    </message>
    <message>
        <source>the claim gives no figure of the kind that was measured</source>
        <translation>论断未给出与所测同类的数值</translation>
    </message>
    <message>
        <source>kernel to come</source>
        <translation>内核待加入</translation>
    </message>
    <message>
        <source>no bundled kernel tests the claim yet</source>
        <translation>尚无内置内核检验该论断</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::MainWindow</name>
    <message>
        <source>Touchstone</source>
        <translation>试金石 Touchstone</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>文献库</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>对比</translation>
    </message>
    <message>
        <source>Bench</source>
        <translation>测量</translation>
    </message>
    <message>
        <source>Reports</source>
        <translation>报告</translation>
    </message>
    <message>
        <source>Browse papers and their claims (Ctrl+1)</source>
        <translation>浏览论文及其论断（Ctrl+1）</translation>
    </message>
    <message>
        <source>Charts of claims beside measurements (Ctrl+2)</source>
        <translation>论断与实测的对照图（Ctrl+2）</translation>
    </message>
    <message>
        <source>Measure reference kernels on this machine (Ctrl+3)</source>
        <translation>在本机测量参考内核（Ctrl+3）</translation>
    </message>
    <message>
        <source>Import report files (Ctrl+4)</source>
        <translation>导入报告文件（Ctrl+4）</translation>
    </message>
    <message>
        <source>Switch to Chinese (Ctrl+L)</source>
        <translation>切换到英文（Ctrl+L）</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>页面</translation>
    </message>
    <message>
        <source>Colours: light</source>
        <translation>配色：浅色</translation>
    </message>
    <message>
        <source>Colours: dark</source>
        <translation>配色：深色</translation>
    </message>
    <message>
        <source>Colours: as the system</source>
        <translation>配色：跟随系统</translation>
    </message>
    <message>
        <source>Close Touchstone?</source>
        <translation>关闭试金石？</translation>
    </message>
    <message>
        <source>Measurements are waiting.</source>
        <translation>还有测量在等待。</translation>
    </message>
    <message>
        <source>Still running: %1.</source>
        <translation>仍在进行：%1。</translation>
    </message>
    <message>
        <source>Closing stops it. What is finished is kept in the library.</source>
        <translation>关闭会将其中止。已完成的结果保留在库中。</translation>
    </message>
    <message>
        <source>Stop and close</source>
        <translation>中止并关闭</translation>
    </message>
    <message>
        <source>Keep running</source>
        <translation>继续运行</translation>
    </message>
    <message>
        <source>%1 – Touchstone</source>
        <comment>name of a library</comment>
        <translation>%1 – 试金石</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::MeasuredTab</name>
    <message>
        <source>Measurements beside the claims</source>
        <translation>与论断对照的实测</translation>
    </message>
    <message>
        <source>No bundled kernel reproduces the mechanism of this paper, so nothing can be measured here.</source>
        <translation>没有内置内核能复现这篇论文的机制，因此无法在本机测量。</translation>
    </message>
    <message>
        <source>Not measured on this machine yet.</source>
        <translation>尚未在本机测量。</translation>
    </message>
    <message>
        <source>Measure now</source>
        <translation>立即测量</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>grade, short grade</comment>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>Against the naive baseline: %1 (%2)</source>
        <translation>相对于朴素基线：%1（%2）</translation>
    </message>
    <message>
        <source>Limit of what is possible here: %1</source>
        <translation>此处可能达到的上限：%1</translation>
    </message>
    <message numerus="yes">
        <source>%1, %2, %n thread(s), %3</source>
        <comment>device, preset, threads, time</comment>
        <translation>
            <numerusform>%1，%2，%n 线程，%3</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 against %2</source>
        <comment>technique, baseline</comment>
        <translation>%1 对 %2</translation>
    </message>
    <message>
        <source>The machine was too busy for a reliable figure.</source>
        <translation>机器负载过高，无法得到可靠数值。</translation>
    </message>
    <message>
        <source>Weak baseline: it reaches less than 70 % of what this machine can do.</source>
        <translation>弱基线：未达到本机能力的 70%。</translation>
    </message>
    <message>
        <source>Measured, though no claim of this paper can be compared with it.</source>
        <translation>已有实测，但本文没有可与之对照的论断。</translation>
    </message>
    <message>
        <source>Some claims are not answered yet.</source>
        <translation>部分论断尚无答案。</translation>
    </message>
    <message>
        <source>Measure now (preset %1: %2 s of timing or more)</source>
        <translation>立即测量（预设“%1”：计时 %2 秒或更久）</translation>
    </message>
    <message>
        <source>%1: %2 (%3)</source>
        <comment>operation, ratio, interval</comment>
        <translation>%1：%2（%3）</translation>
    </message>
    <message>
        <source>Mistrusted</source>
        <translation>不可信</translation>
    </message>
    <message>
        <source>Runs and machines…</source>
        <translation>运行与机器…</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::MessageStrip</name>
    <message>
        <source>Dismiss this message</source>
        <translation>关闭此消息</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::OverviewStrip</name>
    <message>
        <source>about %1 s</source>
        <translation>约 %1 秒</translation>
    </message>
    <message>
        <source>about %1 min</source>
        <translation>约 %1 分钟</translation>
    </message>
    <message>
        <source>about %1 h</source>
        <translation>约 %1 小时</translation>
    </message>
    <message numerus="yes">
        <source>%Ln paper(s)</source>
        <translation>
            <numerusform>%Ln 篇论文</numerusform>
        </translation>
    </message>
    <message>
        <source>Show all papers: clears search and filters</source>
        <translation>显示全部论文：清除检索与筛选</translation>
    </message>
    <message numerus="yes">
        <source>%n claim(s)</source>
        <translation>
            <numerusform>%n 条论断</numerusform>
        </translation>
    </message>
    <message>
        <source>Compare the claims with what was measured</source>
        <translation>将论断与实测对比</translation>
    </message>
    <message>
        <source>%1 testable</source>
        <comment>number of claims</comment>
        <translation>%1 条可检验</translation>
    </message>
    <message>
        <source>Claims that a bundled kernel answers; shows their papers (%1)</source>
        <translation>内置内核可以回答的论断；显示其论文（%1 篇）</translation>
    </message>
    <message>
        <source>%1 answered</source>
        <comment>number of claims</comment>
        <translation>%1 条已有结果</translation>
    </message>
    <message>
        <source>Claims with a figure of this library&apos;s runs; shows their papers (%1)</source>
        <translation>本库的运行已给出数值的论断；显示其论文（%1 篇）</translation>
    </message>
    <message>
        <source>Papers whose headline claim is: %1</source>
        <translation>主要论断的结论为“%1”的论文</translation>
    </message>
    <message>
        <source>Measure everything testable (%1)</source>
        <translation>测量全部可检验的论断（%1）</translation>
    </message>
    <message>
        <source>%1 kernels, for %2 claims that have no figure yet; queued on the Bench, where each can be cancelled. The time is that of the budgets.</source>
        <translation>%1 个内核，对应 %2 条尚无数值的论断；在“测量”页排队，可逐个取消。时间按预算估计。</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::OverviewTab</name>
    <message>
        <source>Techniques…</source>
        <translation>技术…</translation>
    </message>
    <message>
        <source>Add or remove a technique of this paper</source>
        <translation>为这篇论文添加或移除技术</translation>
    </message>
    <message>
        <source>Overview of the paper</source>
        <translation>论文概览</translation>
    </message>
    <message numerus="yes">
        <source>%n author(s)</source>
        <translation>
            <numerusform>%n 位作者</numerusform>
        </translation>
    </message>
    <message>
        <source>Report of %1, paper %2</source>
        <translation>%1 的报告，第 %2 篇</translation>
    </message>
    <message>
        <source>Techniques</source>
        <translation>技术</translation>
    </message>
    <message>
        <source>None found</source>
        <translation>未识别</translation>
    </message>
    <message>
        <source>Brief (Chinese)</source>
        <translation>简报（中文）</translation>
    </message>
    <message>
        <source>Abstract (English)</source>
        <translation>摘要（英文）</translation>
    </message>
    <message>
        <source>The report gives no abstract.</source>
        <translation>报告未给出摘要。</translation>
    </message>
    <message>
        <source>The field does not hold an abstract, but:</source>
        <translation>该字段不是摘要，而是：</translation>
    </message>
    <message>
        <source>Reference kernels</source>
        <translation>参考内核</translation>
    </message>
    <message>
        <source>Links, tags, note…</source>
        <translation>链接、标签、备注…</translation>
    </message>
    <message>
        <source>Edit DOI, arXiv and code, year and venue, tags and the note of this paper</source>
        <translation>编辑这篇论文的 DOI、arXiv 和代码链接、年份和发表处、标签与备注</translation>
    </message>
    <message>
        <source>Search on arXiv</source>
        <translation>在 arXiv 上搜索</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::PaperEditor</name>
    <message>
        <source>Add a paper</source>
        <translation>添加论文</translation>
    </message>
    <message>
        <source>Links, tags and note</source>
        <translation>链接、标签与备注</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>标题</translation>
    </message>
    <message>
        <source>Institutions</source>
        <translation>机构</translation>
    </message>
    <message>
        <source>Abstract</source>
        <translation>摘要</translation>
    </message>
    <message>
        <source>Year</source>
        <translation>年份</translation>
    </message>
    <message>
        <source>Venue</source>
        <translation>发表处</translation>
    </message>
    <message>
        <source>DOI</source>
        <translation>DOI</translation>
    </message>
    <message>
        <source>arXiv</source>
        <translation>arXiv</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>代码</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>separated by semicolons</source>
        <translation>以分号分隔</translation>
    </message>
    <message>
        <source>Claims are read from it.</source>
        <translation>将从中读出论断。</translation>
    </message>
    <message>
        <source>journal or conference</source>
        <translation>期刊或会议</translation>
    </message>
    <message>
        <source>separated by commas</source>
        <translation>以逗号分隔</translation>
    </message>
    <message>
        <source>Title: enter the title of the paper.</source>
        <translation>标题：请输入论文标题。</translation>
    </message>
    <message>
        <source>Year: enter a year such as 2025, or nothing.</source>
        <translation>年份：请输入年份（如 2025），或留空。</translation>
    </message>
    <message>
        <source>DOI: enter one such as 10.1145/3600006.3613165, or its address, or nothing.</source>
        <translation>DOI：请输入 DOI（如 10.1145/3600006.3613165）或其网址，或留空。</translation>
    </message>
    <message>
        <source>arXiv: enter a number such as 2309.06180, or its address, or nothing.</source>
        <translation>arXiv：请输入编号（如 2309.06180）或其网址，或留空。</translation>
    </message>
    <message>
        <source>Code: enter an address that begins with https://, or nothing.</source>
        <translation>代码：请输入以 https:// 开头的网址，或留空。</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::PaperModel</name>
    <message>
        <source>Title</source>
        <translation>标题</translation>
    </message>
    <message>
        <source>Techniques</source>
        <translation>技术</translation>
    </message>
    <message>
        <source>Claims</source>
        <translation>论断</translation>
    </message>
    <message>
        <source>Claimed</source>
        <translation>论断</translation>
    </message>
    <message>
        <source>Measured</source>
        <translation>实测</translation>
    </message>
    <message>
        <source>Grade</source>
        <translation>等级</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>报告</translation>
    </message>
    <message>
        <source>How directly a kernel reproduces the claim: SQ same quantity, SM same mechanism, PX proxy, NM not measurable here</source>
        <translation>内核与论断的可比程度：SQ 同一量，SM 同一机制，PX 代理，NM 此处无法测量</translation>
    </message>
    <message>
        <source>Confirm, edit or reject it under Claims.</source>
        <translation>请在“论断”页确认、修改或驳回。</translation>
    </message>
    <message>
        <source>What this machine gives for the claim beside it</source>
        <translation>本机就该论断得到的数值</translation>
    </message>
    <message>
        <source>The most that is possible on this machine, by algebra and its measured peaks</source>
        <translation>依据代数关系与实测峰值，本机可能达到的上限</translation>
    </message>
    <message>
        <source>The paper claims no figure</source>
        <translation>论文没有给出数值论断</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>上限</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>结论</translation>
    </message>
    <message>
        <source>The paper&apos;s headline claim, as printed: of speed where it claims speed. Sorted metric by metric; a grey one can be read in more than one way.</source>
        <translation>论文的主要论断（按原文）；若提到速度则取速度。按指标分组排序；灰色表示有多种读法。</translation>
    </message>
    <message>
        <source>Whether the headline claim holds on this machine</source>
        <translation>主要论断在本机是否成立</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::Preferences</name>
    <message>
        <source>Preferences</source>
        <translation>首选项</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>线程数</translation>
    </message>
    <message>
        <source>Export folder</source>
        <translation>导出文件夹</translation>
    </message>
    <message>
        <source>Import folder</source>
        <translation>导入文件夹</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>文献库</translation>
    </message>
    <message>
        <source>Threads of each kernel; 0 uses all cores but one</source>
        <translation>每个内核的线程数；0 表示使用除一个以外的全部核心</translation>
    </message>
    <message>
        <source>as last used</source>
        <translation>上次使用的文件夹</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::PreviewModel</name>
    <message>
        <source>not read</source>
        <translation>未读取</translation>
    </message>
    <message>
        <source>line %1</source>
        <translation>第 %1 行</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>figure, metric</comment>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>file, date of the report</comment>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>no date</source>
        <translation>无日期</translation>
    </message>
    <message>
        <source>already imported</source>
        <translation>已导入过</translation>
    </message>
    <message numerus="yes">
        <source>%Ln paper(s)</source>
        <translation>
            <numerusform>%Ln 篇论文</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n warning(s)</source>
        <translation>
            <numerusform>%n 条警告</numerusform>
        </translation>
    </message>
    <message>
        <source>%1. %2</source>
        <comment>number, title</comment>
        <translation>%1. %2</translation>
    </message>
    <message numerus="yes">
        <source>%n claim(s)</source>
        <translation>
            <numerusform>%n 条论断</numerusform>
        </translation>
    </message>
    <message>
        <source>Report, paper, claim</source>
        <translation>报告、论文、论断</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>is lost</source>
        <translation>将丢失</translation>
    </message>
    <message>
        <source>is added</source>
        <translation>新增</translation>
    </message>
    <message>
        <source>changes</source>
        <translation>有变化</translation>
    </message>
    <message>
        <source>%1 → %2</source>
        <comment>old, new</comment>
        <translation>%1 → %2</translation>
    </message>
    <message>
        <source>changed, loses text</source>
        <translation>有变化，会丢失内容</translation>
    </message>
    <message>
        <source>results</source>
        <translation>测量结果</translation>
    </message>
    <message numerus="yes">
        <source>%n run(s)</source>
        <translation>
            <numerusform>%n 次运行</numerusform>
        </translation>
    </message>
    <message>
        <source>left out: %1</source>
        <translation>未导入：%1</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::QueueModel</name>
    <message>
        <source>waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>starting</source>
        <translation>正在启动</translation>
    </message>
    <message>
        <source>%1, %2; %3 of %4 rounds kept</source>
        <comment>stage, percent, kept, rounds</comment>
        <translation>%1，%2；保留 %3/%4 轮</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>stage, percent</comment>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>device, preset</comment>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>Time of the baseline over time of the technique: above 1 the technique is faster</source>
        <translation>基线用时除以该技术用时：大于 1 表示该技术更快</translation>
    </message>
    <message>
        <source>Kernel</source>
        <translation>内核</translation>
    </message>
    <message>
        <source>On</source>
        <translation>运行于</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Ratio</source>
        <translation>比值</translation>
    </message>
    <message>
        <source>95 % interval</source>
        <translation>95% 区间</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::ReportAction</name>
    <message>
        <source>Write claims, measurements and charts as one PDF or web page</source>
        <translation>将论断、实测与图表写成一个 PDF 或网页</translation>
    </message>
    <message>
        <source>Write a report</source>
        <translation>写出报告</translation>
    </message>
    <message>
        <source>Both languages, PDF (*.pdf)</source>
        <translation>中英双语，PDF (*.pdf)</translation>
    </message>
    <message>
        <source>Both languages, web page (*.html)</source>
        <translation>中英双语，网页 (*.html)</translation>
    </message>
    <message>
        <source>PDF (*.pdf)</source>
        <translation>PDF (*.pdf)</translation>
    </message>
    <message>
        <source>Web page (*.html)</source>
        <translation>网页 (*.html)</translation>
    </message>
    <message>
        <source>Report of the comparison…</source>
        <translation>对比报告…</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::ReportModel</name>
    <message>
        <source>Generated</source>
        <translation>生成时间</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>报告</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Papers</source>
        <translation>论文</translation>
    </message>
    <message>
        <source>Claims</source>
        <translation>论断</translation>
    </message>
    <message>
        <source>Warnings</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Imported</source>
        <translation>导入时间</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::ReportsPage</name>
    <message>
        <source>Choose a folder of reports</source>
        <translation>选择报告文件夹</translation>
    </message>
    <message>
        <source>Choose report files</source>
        <translation>选择报告文件</translation>
    </message>
    <message>
        <source>Choose files…</source>
        <translation>选择文件…</translation>
    </message>
    <message>
        <source>Choose folder…</source>
        <translation>选择文件夹…</translation>
    </message>
    <message>
        <source>All reports of a folder</source>
        <translation>文件夹中的所有报告</translation>
    </message>
    <message>
        <source>Undo last import</source>
        <translation>撤销上次导入</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>全选</translation>
    </message>
    <message>
        <source>Import every paper</source>
        <translation>导入所有论文</translation>
    </message>
    <message>
        <source>Select none</source>
        <translation>全不选</translation>
    </message>
    <message>
        <source>Leave every paper out</source>
        <translation>不导入任何论文</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Import nothing</source>
        <translation>不导入任何内容</translation>
    </message>
    <message>
        <source>Drop reports here</source>
        <translation>将报告拖放到此处</translation>
    </message>
    <message>
        <source>Imported reports</source>
        <translation>已导入的报告</translation>
    </message>
    <message>
        <source>What the import would change</source>
        <translation>导入将带来的变化</translation>
    </message>
    <message>
        <source>No reports yet</source>
        <translation>尚无报告</translation>
    </message>
    <message>
        <source>Choose report files above; their papers and claims go into the library.</source>
        <translation>请在上方选择报告文件；其中的论文和论断将进入文献库。</translation>
    </message>
    <message numerus="yes">
        <source>Import %Ln paper(s)</source>
        <translation>
            <numerusform>导入 %Ln 篇论文</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln paper(s) new</source>
        <translation>
            <numerusform>%Ln 篇新论文</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n changed</source>
        <translation>
            <numerusform>%n 篇有变化</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n unchanged</source>
        <translation>
            <numerusform>%n 篇无变化</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n possible duplicate(s)</source>
        <translation>
            <numerusform>%n 篇可能重复</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) not read</source>
        <translation>
            <numerusform>%n 个文件未读取</numerusform>
        </translation>
    </message>
    <message>
        <source>line %1</source>
        <translation>第 %1 行</translation>
    </message>
    <message>
        <source>Warnings of %1</source>
        <translation>%1 的警告</translation>
    </message>
    <message>
        <source>Double click: the papers of a report, or its warnings</source>
        <translation>双击：查看报告的论文，或其警告</translation>
    </message>
    <message>
        <source>Load bundled reports</source>
        <translation>载入内置报告</translation>
    </message>
    <message>
        <source>Undo import of %1 (%2)</source>
        <translation>撤销导入 %1（%2）</translation>
    </message>
    <message numerus="yes">
        <source>%n report(s)</source>
        <translation>
            <numerusform>%n 份报告</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln paper(s)</source>
        <translation>
            <numerusform>%Ln 篇论文</numerusform>
        </translation>
    </message>
    <message>
        <source>Takes back what was imported %1: %2</source>
        <translation>撤销 %1 导入的内容：%2</translation>
    </message>
    <message>
        <source>Nothing was imported</source>
        <translation>没有导入过内容</translation>
    </message>
    <message>
        <source>Redo import</source>
        <translation>重做导入</translation>
    </message>
    <message>
        <source>Imports again what was undone</source>
        <translation>重新导入已撤销的内容</translation>
    </message>
    <message>
        <source>Drop reports, bibliographies, results or a folder here. Nothing is written before you have seen what would change.</source>
        <translation>将报告、文献目录、测量结果或文件夹拖放到此处。写入之前，会先让您看到将有哪些变化。</translation>
    </message>
    <message>
        <source>Reports, library exports, bibliographies, bundles and results of other tools</source>
        <translation>报告、文献库导出文件、文献目录、结果包和其他工具的测量结果</translation>
    </message>
    <message numerus="yes">
        <source>Import %n file(s) of results</source>
        <translation>
            <numerusform>导入 %n 个结果文件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) of results</source>
        <translation>
            <numerusform>%n 个结果文件</numerusform>
        </translation>
    </message>
    <message>
        <source>Reports, bibliographies, results (%1)</source>
        <translation>报告、文献目录、测量结果 (%1)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message numerus="yes">
        <source>%Ln changed paper(s)</source>
        <translation>
            <numerusform>%Ln 篇有变化的论文</numerusform>
        </translation>
    </message>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::ResultView</name>
    <message>
        <source>Size</source>
        <translation>规模</translation>
    </message>
    <message>
        <source>Technique</source>
        <translation>技术</translation>
    </message>
    <message>
        <source>Ratio</source>
        <translation>比值</translation>
    </message>
    <message>
        <source>95 % interval</source>
        <translation>95% 区间</translation>
    </message>
    <message>
        <source>(weak baseline)</source>
        <translation>（弱基线）</translation>
    </message>
    <message>
        <source>Times</source>
        <translation>用时</translation>
    </message>
    <message>
        <source>Variant</source>
        <translation>实现</translation>
    </message>
    <message>
        <source>Median of a call</source>
        <translation>单次调用中位数</translation>
    </message>
    <message>
        <source>Share of the probed limit</source>
        <translation>占实测上限的比例</translation>
    </message>
    <message>
        <source>Quality figures</source>
        <translation>质量指标</translation>
    </message>
    <message>
        <source>Figure</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>Verified</source>
        <translation>已验证</translation>
    </message>
    <message>
        <source>against a double-precision oracle: %1 shapes, %2 seeds, largest error %3, tolerance %4</source>
        <translation>与双精度参考实现比较：%1 种形状，%2 个种子，最大误差 %3，容差 %4</translation>
    </message>
    <message>
        <source>Not verified</source>
        <translation>未通过验证</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>测量方案</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>环境</translation>
    </message>
    <message>
        <source>Kernel and result</source>
        <translation>内核与结果</translation>
    </message>
    <message>
        <source>Choose a kernel on the left to read what it reproduces, then measure it.</source>
        <translation>在左侧选择一个内核，了解它复现的机制，然后进行测量。</translation>
    </message>
    <message>
        <source>Paper</source>
        <comment>heading, one or more</comment>
        <translation>论文</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>上限</translation>
    </message>
    <message>
        <source>Measurements so far</source>
        <translation>已有测量</translation>
    </message>
    <message>
        <source>None yet.</source>
        <translation>尚无。</translation>
    </message>
    <message>
        <source>Show them beside the claims</source>
        <translation>与论断对照显示</translation>
    </message>
    <message numerus="yes">
        <source>%1, %2, %n thread(s)</source>
        <comment>device, preset, threads</comment>
        <translation>
            <numerusform>%1，%2，%n 线程</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1, %2, %n thread(s), %3</source>
        <comment>device, preset, threads, time</comment>
        <translation>
            <numerusform>%1，%2，%n 线程，%3</numerusform>
        </translation>
    </message>
    <message>
        <source>Show it beside the claims</source>
        <translation>与论断对照显示</translation>
    </message>
    <message>
        <source>The result appears here when the measurement is done.</source>
        <translation>测量完成后，结果显示在此处。</translation>
    </message>
    <message>
        <source>Claimed: %1</source>
        <translation>论断：%1</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>ratio, interval</comment>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>measured: %1</source>
        <translation>实测：%1</translation>
    </message>
    <message>
        <source>limit: %1</source>
        <translation>上限：%1</translation>
    </message>
    <message>
        <source>Ratios</source>
        <translation>比值</translation>
    </message>
    <message>
        <source>Baseline</source>
        <translation>基线</translation>
    </message>
    <message>
        <source>Quantity</source>
        <translation>物理量</translation>
    </message>
    <message>
        <source>Rounds kept</source>
        <translation>保留轮数</translation>
    </message>
    <message>
        <source>all sizes</source>
        <translation>全部规模</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <comment>rounds kept, rounds</comment>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>claimed</source>
        <comment>mark of a chart</comment>
        <translation>论断</translation>
    </message>
    <message>
        <source>measured</source>
        <comment>mark of a chart</comment>
        <translation>实测</translation>
    </message>
    <message>
        <source>limit</source>
        <comment>mark of a chart</comment>
        <translation>上限</translation>
    </message>
    <message>
        <source>no effect (1×)</source>
        <comment>mark of a chart</comment>
        <translation>无变化（1×）</translation>
    </message>
    <message>
        <source>On the command line</source>
        <translation>在命令行中</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::RunsDialog</name>
    <message>
        <source>%1 (pinned)</source>
        <comment>time of a run</comment>
        <translation>%1（已固定）</translation>
    </message>
    <message numerus="yes">
        <source>%1, %2, %n thread(s)</source>
        <comment>device, preset, threads</comment>
        <translation>
            <numerusform>%1，%2，%n 线程</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s)</source>
        <translation>
            <numerusform>%n 次运行</numerusform>
        </translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>取消固定</translation>
    </message>
    <message>
        <source>Pin</source>
        <translation>固定</translation>
    </message>
    <message>
        <source>A pinned run is shown beside its claims before all others</source>
        <translation>固定的运行优先于其他运行与论断对照</translation>
    </message>
    <message>
        <source>Delete this run?</source>
        <translation>删除这次运行？</translation>
    </message>
    <message>
        <source>The run of %1 on %2 and its samples are deleted. This cannot be undone.</source>
        <translation>将删除 %1 在 %2 上的运行及其样本，且无法撤销。</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Runs and machines</source>
        <translation>运行与机器</translation>
    </message>
    <message>
        <source>Claim</source>
        <translation>论断</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Machines side by side</source>
        <translation>机器并列</translation>
    </message>
    <message>
        <source>Measured</source>
        <translation>测量时间</translation>
    </message>
    <message>
        <source>Machine</source>
        <translation>机器</translation>
    </message>
    <message>
        <source>How</source>
        <translation>方式</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Figure</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>结论</translation>
    </message>
    <message>
        <source>Runs of the kernels of this paper</source>
        <translation>这篇论文各内核的运行</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>删除…</translation>
    </message>
    <message>
        <source>Delete this run from the library</source>
        <translation>从文献库中删除这次运行</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::SourceTab</name>
    <message>
        <source>Text of the report</source>
        <translation>报告原文</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>报告</translation>
    </message>
    <message>
        <source>The report whose text is shown</source>
        <translation>所显示原文的报告</translation>
    </message>
    <message>
        <source>Report of %1, paper %2</source>
        <translation>%1 的报告，第 %2 篇</translation>
    </message>
    <message>
        <source>line %1</source>
        <translation>第 %1 行</translation>
    </message>
    <message>
        <source>Heading</source>
        <translation>标题</translation>
    </message>
    <message>
        <source>Institutions</source>
        <translation>机构</translation>
    </message>
    <message>
        <source>New claim from selection…</source>
        <translation>由所选文字新建论断…</translation>
    </message>
    <message>
        <source>Select the words of a missed claim in the brief or the abstract</source>
        <translation>在简报或摘要中选中遗漏论断的文字</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::StatusStrip</name>
    <message>
        <source>Certificate: A/A %1, floor %2</source>
        <translation>认证：A/A 误判 %1，可分辨下限 %2</translation>
    </message>
    <message numerus="yes">
        <source>Identical code was called different in %1 of %n trial(s); differences below the floor are not claimed. Measured %2.</source>
        <translation>
            <numerusform>在 %n 次试验中，有 %1 把相同代码判为不同；低于可分辨下限的差异不作判断。测于 %2。</numerusform>
        </translation>
    </message>
    <message>
        <source>This machine is not certified yet</source>
        <translation>本机尚未认证</translation>
    </message>
    <message>
        <source>Certify it on the Bench page: the test shows how small a difference this machine can tell.</source>
        <translation>请在测量页认证：该测试给出本机能分辨的最小差异。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Cancel the running jobs</source>
        <translation>取消正在进行的任务</translation>
    </message>
    <message>
        <source>Progress of the running job</source>
        <translation>当前任务的进度</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>job, step</comment>
        <translation>%1：%2</translation>
    </message>
    <message numerus="yes">
        <source>%1 (and %n more)</source>
        <translation>
            <numerusform>%1（另有 %n 项）</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>touchstone::ui::Wording</name>
    <message>
        <source>“p % faster”</source>
        <translation>“快 p%”</translation>
    </message>
    <message>
        <source>N-fold increase</source>
        <translation>“提升 N 倍”</translation>
    </message>
    <message>
        <source>N-fold decrease</source>
        <translation>“降低 N 倍”</translation>
    </message>
    <message>
        <source>points or relative</source>
        <translation>百分点或相对</translation>
    </message>
    <message>
        <source>direction unclear</source>
        <translation>方向不明</translation>
    </message>
    <message>
        <source>figures disagree</source>
        <translation>数值不符</translation>
    </message>
    <message>
        <source>languages differ</source>
        <translation>中英不一致</translation>
    </message>
    <message>
        <source>impossible</source>
        <translation>不可能</translation>
    </message>
    <message>
        <source>scope unknown</source>
        <translation>范围不明</translation>
    </message>
    <message>
        <source>no baseline</source>
        <translation>无基线</translation>
    </message>
    <message>
        <source>time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>bytes</source>
        <translation>字节数</translation>
    </message>
    <message>
        <source>energy</source>
        <translation>能耗</translation>
    </message>
    <message>
        <source>operations</source>
        <translation>运算量</translation>
    </message>
    <message>
        <source>cost</source>
        <translation>成本</translation>
    </message>
    <message>
        <source>preparing</source>
        <translation>准备</translation>
    </message>
    <message>
        <source>verifying</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>calibrating</source>
        <translation>校准</translation>
    </message>
    <message>
        <source>timing</source>
        <translation>计时</translation>
    </message>
    <message>
        <source>quality figures</source>
        <translation>质量指标</translation>
    </message>
    <message>
        <source>Small</source>
        <translation>小</translation>
    </message>
    <message>
        <source>Medium</source>
        <translation>中</translation>
    </message>
    <message>
        <source>Large</source>
        <translation>大</translation>
    </message>
    <message>
        <source>Size sweep</source>
        <translation>规模扫描</translation>
    </message>
    <message>
        <source>confirmed</source>
        <translation>确认</translation>
    </message>
    <message>
        <source>edited</source>
        <translation>修改</translation>
    </message>
    <message>
        <source>rejected</source>
        <translation>驳回</translation>
    </message>
    <message>
        <source>extracted</source>
        <translation>提取</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between techniques</comment>
        <translation>、</translation>
    </message>
    <message>
        <source>ratio</source>
        <translation>比值</translation>
    </message>
    <message>
        <source>change in per cent</source>
        <translation>百分比变化</translation>
    </message>
    <message>
        <source>percentage points</source>
        <translation>百分点</translation>
    </message>
    <message>
        <source>absolute value</source>
        <translation>绝对值</translation>
    </message>
    <message>
        <source>from … to …</source>
        <translation>从……到……</translation>
    </message>
    <message>
        <source>per cent of a reference</source>
        <translation>占参考值的百分比</translation>
    </message>
    <message>
        <source>fraction</source>
        <translation>占比</translation>
    </message>
    <message>
        <source>bound</source>
        <translation>界限</translation>
    </message>
    <message>
        <source>Abstract</source>
        <translation>摘要</translation>
    </message>
    <message>
        <source>Brief</source>
        <translation>简报</translation>
    </message>
    <message>
        <source>done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>too noisy</source>
        <translation>噪声过大</translation>
    </message>
    <message>
        <source>invalid</source>
        <translation>无效</translation>
    </message>
    <message>
        <source>crashed</source>
        <translation>崩溃</translation>
    </message>
    <message>
        <source>timed out</source>
        <translation>超时</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>new</source>
        <translation>新</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>有变化</translation>
    </message>
    <message>
        <source>unchanged</source>
        <translation>无变化</translation>
    </message>
    <message>
        <source>possible duplicate</source>
        <translation>可能重复</translation>
    </message>
    <message>
        <source>Untitled paper %1 of %2</source>
        <translation>%2 第 %1 篇（无标题）</translation>
    </message>
    <message>
        <source>Untitled paper of %1</source>
        <translation>%1 的无标题论文</translation>
    </message>
    <message>
        <source>undone</source>
        <translation>已撤销</translation>
    </message>
    <message>
        <source>added by hand</source>
        <translation>手动添加</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>处理器</translation>
    </message>
    <message>
        <source>Cores</source>
        <translation>核心数</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Vector instructions</source>
        <translation>向量指令</translation>
    </message>
    <message>
        <source>L1 data cache</source>
        <translation>L1 数据缓存</translation>
    </message>
    <message>
        <source>L2 cache</source>
        <translation>L2 缓存</translation>
    </message>
    <message>
        <source>L3 cache</source>
        <translation>L3 缓存</translation>
    </message>
    <message>
        <source>NUMA nodes</source>
        <translation>NUMA 节点</translation>
    </message>
    <message>
        <source>Virtual machine</source>
        <translation>虚拟机</translation>
    </message>
    <message>
        <source>Operating system kernel</source>
        <translation>操作系统内核</translation>
    </message>
    <message>
        <source>System</source>
        <translation>系统</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>程序</translation>
    </message>
    <message>
        <source>Compiler</source>
        <translation>编译器</translation>
    </message>
    <message>
        <source>Compiler flags</source>
        <translation>编译选项</translation>
    </message>
    <message>
        <source>Frequency governor</source>
        <translation>调频策略</translation>
    </message>
    <message>
        <source>Clock</source>
        <translation>时钟</translation>
    </message>
    <message>
        <source>Processor quota</source>
        <translation>处理器配额</translation>
    </message>
    <message>
        <source>Huge pages</source>
        <translation>大页</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>负载</translation>
    </message>
    <message>
        <source>Waiting for the processor</source>
        <translation>等待处理器</translation>
    </message>
    <message>
        <source>Seconds taken by other machines</source>
        <translation>被其他虚拟机占用的秒数</translation>
    </message>
    <message>
        <source>OpenCL</source>
        <translation>OpenCL</translation>
    </message>
    <message>
        <source>Duration in seconds</source>
        <translation>用时（秒）</translation>
    </message>
    <message>
        <source>Budget in seconds</source>
        <translation>预算（秒）</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>Caches</source>
        <translation>缓存状态</translation>
    </message>
    <message>
        <source>Floor</source>
        <translation>可分辨下限</translation>
    </message>
    <message>
        <source>Worker processes</source>
        <translation>工作进程</translation>
    </message>
    <message>
        <source>Rounds</source>
        <translation>轮数</translation>
    </message>
    <message>
        <source>Energy meter</source>
        <translation>能耗计</translation>
    </message>
    <message>
        <source>Timed by</source>
        <translation>计时方式</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>not seen</source>
        <translation>未发现</translation>
    </message>
    <message>
        <source>not visible</source>
        <translation>不可见</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>warm</source>
        <translation>热</translation>
    </message>
    <message>
        <source>cold</source>
        <translation>冷</translation>
    </message>
    <message>
        <source>%1 GiB</source>
        <translation>%1 GiB</translation>
    </message>
    <message>
        <source>confirmed elsewhere</source>
        <translation>在别处已确认</translation>
    </message>
    <message>
        <source>edited elsewhere</source>
        <translation>在别处已修改</translation>
    </message>
    <message>
        <source>rejected elsewhere</source>
        <translation>在别处已驳回</translation>
    </message>
    <message>
        <source>Layout floor</source>
        <translation>布局本底</translation>
    </message>
    <message>
        <source>measured while the machine was busy</source>
        <translation>在机器繁忙时测得</translation>
    </message>
    <message>
        <source>assumed, since it could not be measured</source>
        <translation>无法测量，取假定值</translation>
    </message>
</context>
</TS>
