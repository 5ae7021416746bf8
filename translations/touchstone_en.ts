<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US">
<context>
    <name>QAbstractFileIconProvider</name>
    <message>
        <source>Folder</source>
        <comment>All other platforms</comment>
        <translation>Folder</translation>
    </message>
    <message>
        <source>Drive</source>
        <translation>Drive</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Unknown</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::AxisPopup</name>
    <message>
        <source>Scale</source>
        <translation>Scale</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatic</translation>
    </message>
    <message>
        <source>Linear</source>
        <translation>Linear</translation>
    </message>
    <message>
        <source>Logarithmic</source>
        <translation>Logarithmic</translation>
    </message>
    <message>
        <source>x axis</source>
        <translation>x axis</translation>
    </message>
    <message>
        <source>y axis</source>
        <translation>y axis</translation>
    </message>
    <message>
        <source>Start of the x axis</source>
        <translation>Start of the x axis</translation>
    </message>
    <message>
        <source>End of the x axis</source>
        <translation>End of the x axis</translation>
    </message>
    <message>
        <source>Start of the y axis</source>
        <translation>Start of the y axis</translation>
    </message>
    <message>
        <source>End of the y axis</source>
        <translation>End of the y axis</translation>
    </message>
    <message>
        <source>to</source>
        <translation>to</translation>
    </message>
    <message>
        <source>from</source>
        <translation>from</translation>
    </message>
    <message>
        <source>A limit is a date such as 2026-02-01.</source>
        <translation>A limit is a date such as 2026-02-01.</translation>
    </message>
    <message>
        <source>A limit is a number such as 0.5.</source>
        <translation>A limit is a number such as 0.5.</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Reset</translation>
    </message>
    <message>
        <source>As the chart chooses by itself</source>
        <translation>As the chart chooses by itself</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::BackupDialog</name>
    <message>
        <source>Restore a backup</source>
        <translation>Restore a backup</translation>
    </message>
    <message>
        <source>There is no backup yet. One is written beside the library before an update changes it.</source>
        <translation>There is no backup yet. One is written beside the library before an update changes it.</translation>
    </message>
    <message>
        <source>The library becomes what it was then. What it is now is kept as a backup of its own.</source>
        <translation>The library becomes what it was then. What it is now is kept as a backup of its own.</translation>
    </message>
    <message>
        <source>Written</source>
        <translation>Written</translation>
    </message>
    <message>
        <source>Version of the file</source>
        <translation>Version of the file</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Size</translation>
    </message>
    <message>
        <source>Backups of the library</source>
        <translation>Backups of the library</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>Restore</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::BenchPage</name>
    <message>
        <source>Device</source>
        <translation>Device</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>Preset</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>Threads</translation>
    </message>
    <message>
        <source>Budget</source>
        <translation>Budget</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>device, its name</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Problem size: small takes seconds, large fits a GPU</source>
        <translation>Problem size: small takes seconds, large fits a GPU</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>automatic</translation>
    </message>
    <message>
        <source>Threads of each kernel; 0 uses all cores but one, which is left to the system</source>
        <translation>Threads of each kernel; 0 uses all cores but one, which is left to the system</translation>
    </message>
    <message>
        <source>Longest time a kernel may take, in seconds; 0 leaves it to the preset</source>
        <translation>Longest time a kernel may take, in seconds; 0 leaves it to the preset</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>Measure</translation>
    </message>
    <message>
        <source>Measure the selected kernels or families (Enter)</source>
        <translation>Measure the selected kernels or families (Enter)</translation>
    </message>
    <message>
        <source>Size sweep</source>
        <translation>Size sweep</translation>
    </message>
    <message>
        <source>Measure over growing problem sizes</source>
        <translation>Measure over growing problem sizes</translation>
    </message>
    <message>
        <source>Certify this machine</source>
        <translation>Certify this machine</translation>
    </message>
    <message>
        <source>Cancel all</source>
        <translation>Cancel all</translation>
    </message>
    <message>
        <source>Stop the running measurement and empty the queue</source>
        <translation>Stop the running measurement and empty the queue</translation>
    </message>
    <message>
        <source>Clear finished</source>
        <translation>Clear finished</translation>
    </message>
    <message>
        <source>Take finished measurements off this list; they stay in the library</source>
        <translation>Take finished measurements off this list; they stay in the library</translation>
    </message>
    <message>
        <source>No kernels in this build</source>
        <translation>No kernels in this build</translation>
    </message>
    <message>
        <source>This build of Touchstone carries no reference kernels.</source>
        <translation>This build of Touchstone carries no reference kernels.</translation>
    </message>
    <message>
        <source>Kernels by family</source>
        <translation>Kernels by family</translation>
    </message>
    <message>
        <source>Queue of measurements</source>
        <translation>Queue of measurements</translation>
    </message>
    <message numerus="yes">
        <source>Queue: %n to do</source>
        <translation>
            <numerusform>Queue: %n to do</numerusform>
            <numerusform>Queue: %n to do</numerusform>
        </translation>
    </message>
    <message>
        <source>Choose result files</source>
        <translation>Choose result files</translation>
    </message>
    <message>
        <source>Import results…</source>
        <translation>Import results…</translation>
    </message>
    <message>
        <source>Bring in a bundle of another machine, or JSON of Google Benchmark, llama-bench or nvbench</source>
        <translation>Bring in a bundle of another machine, or JSON of Google Benchmark, llama-bench or nvbench</translation>
    </message>
    <message>
        <source>Compares identical code with itself, many times: shows how small a difference can be trusted here. Takes about two minutes.</source>
        <translation>Compares identical code with itself, many times: shows how small a difference can be trusted here. Takes about two minutes.</translation>
    </message>
    <message>
        <source>Queue: waits until this machine is certified</source>
        <translation>Queue: waits until this machine is certified</translation>
    </message>
    <message>
        <source>Queue empty</source>
        <translation>Queue empty</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::CertificateDialog</name>
    <message>
        <source>Identical code was compared with itself. What is called different then is a false alarm of this machine.</source>
        <translation>Identical code was compared with itself. What is called different then is a false alarm of this machine.</translation>
    </message>
    <message>
        <source>Measured</source>
        <translation>Measured</translation>
    </message>
    <message>
        <source>Certify again after changes of the machine or its load</source>
        <translation>Certify again after changes of the machine or its load</translation>
    </message>
    <message>
        <source>Trials</source>
        <translation>Trials</translation>
    </message>
    <message>
        <source>Comparisons of identical code (A/A)</source>
        <translation>Comparisons of identical code (A/A)</translation>
    </message>
    <message>
        <source>False alarms</source>
        <translation>False alarms</translation>
    </message>
    <message>
        <source>Share of the trials that were called different; at most %1 with 95 % confidence</source>
        <translation>Share of the trials that were called different; at most %1 with 95 % confidence</translation>
    </message>
    <message>
        <source>Floor</source>
        <translation>Floor</translation>
    </message>
    <message>
        <source>Smaller differences are never reported as an effect</source>
        <translation>Smaller differences are never reported as an effect</translation>
    </message>
    <message>
        <source>Half width</source>
        <translation>Half width</translation>
    </message>
    <message>
        <source>Median half of an interval: how exact a ratio is</source>
        <translation>Median half of an interval: how exact a ratio is</translation>
    </message>
    <message>
        <source>Detected</source>
        <translation>Detected</translation>
    </message>
    <message>
        <source>Share of the differences put in on purpose that were found</source>
        <translation>Share of the differences put in on purpose that were found</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <comment>false alarms, trials</comment>
        <translation>%1 of %2</translation>
    </message>
    <message>
        <source>Ratio %1 (%2)</source>
        <comment>ratio, interval</comment>
        <translation>Ratio %1 (%2)</translation>
    </message>
    <message>
        <source>One buffer for both</source>
        <translation>One buffer for both</translation>
    </message>
    <message>
        <source>A buffer of its own for each</source>
        <translation>A buffer of its own for each</translation>
    </message>
    <message>
        <source>Certificate of this machine</source>
        <translation>Certificate of this machine</translation>
    </message>
    <message>
        <source>Certify again</source>
        <translation>Certify again</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::ChartControls</name>
    <message>
        <source>All</source>
        <translation>All</translation>
    </message>
    <message>
        <source>With the most runs</source>
        <translation>With the most runs</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatic</translation>
    </message>
    <message>
        <source>Chart</source>
        <translation>Chart</translation>
    </message>
    <message>
        <source>Technique</source>
        <translation>Technique</translation>
    </message>
    <message>
        <source>Kernel</source>
        <translation>Kernel</translation>
    </message>
    <message>
        <source>Claim</source>
        <translation>Claim</translation>
    </message>
    <message>
        <source>Metric</source>
        <translation>Metric</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>Order</translation>
    </message>
    <message>
        <source>Machine</source>
        <translation>Machine</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Device</translation>
    </message>
    <message>
        <source>Differences only</source>
        <translation>Differences only</translation>
    </message>
    <message>
        <source>Leave out the claims that agree with the measurement</source>
        <translation>Leave out the claims that agree with the measurement</translation>
    </message>
    <message>
        <source>Axes…</source>
        <translation>Axes…</translation>
    </message>
    <message>
        <source>Scale and limits of the axes</source>
        <translation>Scale and limits of the axes</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::ChartTools</name>
    <message>
        <source>Zoom in</source>
        <translation>Zoom in</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>Zoom out</translation>
    </message>
    <message>
        <source>Whole chart</source>
        <translation>Whole chart</translation>
    </message>
    <message>
        <source>Print the chart</source>
        <translation>Print the chart</translation>
    </message>
    <message>
        <source>Copy the chart or its figures</source>
        <translation>Copy the chart or its figures</translation>
    </message>
    <message>
        <source>Copy as image</source>
        <translation>Copy as image</translation>
    </message>
    <message>
        <source>Copy as SVG</source>
        <translation>Copy as SVG</translation>
    </message>
    <message>
        <source>Copy as table (TSV)</source>
        <translation>Copy as table (TSV)</translation>
    </message>
    <message>
        <source>Copy as Markdown</source>
        <translation>Copy as Markdown</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Export…</translation>
    </message>
    <message>
        <source>Write this chart to a file (Ctrl+E)</source>
        <translation>Write this chart to a file (Ctrl+E)</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::ChartWords</name>
    <message>
        <source>Dumbbell: claim–measured</source>
        <translation>Dumbbell: claim–measured</translation>
    </message>
    <message>
        <source>Scatter: claim–measured</source>
        <translation>Scatter: claim–measured</translation>
    </message>
    <message>
        <source>Claims of a technique</source>
        <translation>Claims of a technique</translation>
    </message>
    <message>
        <source>Ratio over problem size</source>
        <translation>Ratio over problem size</translation>
    </message>
    <message>
        <source>Roofline</source>
        <translation>Roofline</translation>
    </message>
    <message>
        <source>What the baseline explains</source>
        <translation>What the baseline explains</translation>
    </message>
    <message>
        <source>Runs of a claim over time</source>
        <translation>Runs of a claim over time</translation>
    </message>
    <message>
        <source>Verdicts by technique</source>
        <translation>Verdicts by technique</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatic</translation>
    </message>
    <message>
        <source>Claimed factor</source>
        <translation>Claimed factor</translation>
    </message>
    <message>
        <source>Measured factor</source>
        <translation>Measured factor</translation>
    </message>
    <message>
        <source>Measured / claimed</source>
        <translation>Measured / claimed</translation>
    </message>
    <message>
        <source>Paper</source>
        <translation>Paper</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::ChipBar</name>
    <message>
        <source>%1: %2. Click to remove this filter.</source>
        <translation>%1: %2. Click to remove this filter.</translation>
    </message>
    <message>
        <source>Remove filter %1</source>
        <translation>Remove filter %1</translation>
    </message>
    <message>
        <source>Clear all</source>
        <translation>Clear all</translation>
    </message>
    <message>
        <source>Remove all filters</source>
        <translation>Remove all filters</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::ClaimEditor</name>
    <message>
        <source>Edit claim</source>
        <translation>Edit claim</translation>
    </message>
    <message>
        <source>higher is better</source>
        <translation>higher is better</translation>
    </message>
    <message>
        <source>lower is better</source>
        <translation>lower is better</translation>
    </message>
    <message>
        <source>as stated</source>
        <translation>as stated</translation>
    </message>
    <message>
        <source>Metric</source>
        <translation>Metric</translation>
    </message>
    <message>
        <source>Read as</source>
        <translation>Read as</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Value</translation>
    </message>
    <message>
        <source>Upper end</source>
        <translation>Upper end</translation>
    </message>
    <message>
        <source>From</source>
        <translation>From</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>Unit</translation>
    </message>
    <message>
        <source>Qualifier</source>
        <translation>Qualifier</translation>
    </message>
    <message>
        <source>Direction</source>
        <translation>Direction</translation>
    </message>
    <message>
        <source>Compared with</source>
        <translation>Compared with</translation>
    </message>
    <message>
        <source>Factor</source>
        <translation>Factor</translation>
    </message>
    <message>
        <source>only for a range</source>
        <translation>only for a range</translation>
    </message>
    <message>
        <source>only for “from … to …”</source>
        <translation>only for “from … to …”</translation>
    </message>
    <message>
        <source>none: not compared as a ratio</source>
        <translation>none: not compared as a ratio</translation>
    </message>
    <message>
        <source>Value: enter a number, with a point before decimals.</source>
        <translation>Value: enter a number, with a point before decimals.</translation>
    </message>
    <message>
        <source>Upper end: enter a number that is not below the value, or nothing.</source>
        <translation>Upper end: enter a number that is not below the value, or nothing.</translation>
    </message>
    <message>
        <source>From: enter a number, or nothing.</source>
        <translation>From: enter a number, or nothing.</translation>
    </message>
    <message>
        <source>Factor: enter a number above 0, or nothing.</source>
        <translation>Factor: enter a number above 0, or nothing.</translation>
    </message>
    <message>
        <source>New claim</source>
        <translation>New claim</translation>
    </message>
    <message>
        <source>Improvement factor: above 1 is always better. It follows from the figures above.</source>
        <translation>Improvement factor: above 1 is always better. It follows from the figures above.</translation>
    </message>
    <message>
        <source>Enter the factor by hand</source>
        <translation>Enter the factor by hand</translation>
    </message>
    <message>
        <source>Where the figures above do not say it</source>
        <translation>Where the figures above do not say it</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::ClaimModel</name>
    <message>
        <source>Improvement factor: above 1 is always better</source>
        <translation>Improvement factor: above 1 is always better</translation>
    </message>
    <message>
        <source>As printed</source>
        <translation>As printed</translation>
    </message>
    <message>
        <source>Metric</source>
        <translation>Metric</translation>
    </message>
    <message>
        <source>Factor</source>
        <translation>Factor</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Read as: %1</source>
        <translation>Read as: %1</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::ClaimTableDialog</name>
    <message>
        <source>%1 (not in the library)</source>
        <translation>%1 (not in the library)</translation>
    </message>
    <message>
        <source>line %1: %2</source>
        <translation>line %1: %2</translation>
    </message>
    <message numerus="yes">
        <source>%n claim(s) of papers in the library</source>
        <translation>
            <numerusform>%n claim of papers in the library</numerusform>
            <numerusform>%n claims of papers in the library</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of papers that are not in it</source>
        <translation>
            <numerusform>%n of papers that are not in it</numerusform>
            <numerusform>%n of papers that are not in it</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) left out</source>
        <translation>
            <numerusform>%n row left out</numerusform>
            <numerusform>%n rows left out</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Add %n claim(s)</source>
        <translation>
            <numerusform>Add %n claim</numerusform>
            <numerusform>Add %n claims</numerusform>
        </translation>
    </message>
    <message>
        <source>Claims of %1</source>
        <translation>Claims of %1</translation>
    </message>
    <message>
        <source>Paper</source>
        <translation>Paper</translation>
    </message>
    <message>
        <source>Sentence</source>
        <translation>Sentence</translation>
    </message>
    <message>
        <source>Metric</source>
        <translation>Metric</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Value</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>Unit</translation>
    </message>
    <message>
        <source>Compared with</source>
        <translation>Compared with</translation>
    </message>
    <message>
        <source>Setting</source>
        <translation>Setting</translation>
    </message>
    <message>
        <source>no column</source>
        <translation>no column</translation>
    </message>
    <message>
        <source>The words of the paper; a figure that the other columns do not give is read in them</source>
        <translation>The words of the paper; a figure that the other columns do not give is read in them</translation>
    </message>
    <message>
        <source>Claim</source>
        <translation>Claim</translation>
    </message>
    <message>
        <source>What each row becomes</source>
        <translation>What each row becomes</translation>
    </message>
    <message>
        <source>Add the papers that are not in the library, with their title</source>
        <translation>Add the papers that are not in the library, with their title</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::ClaimsTab</name>
    <message>
        <source>Confirm</source>
        <translation>Confirm</translation>
    </message>
    <message>
        <source>The figure is what the text says</source>
        <translation>The figure is what the text says</translation>
    </message>
    <message>
        <source>Edit…</source>
        <translation>Edit…</translation>
    </message>
    <message>
        <source>Correct the figure; the old one is kept in the history</source>
        <translation>Correct the figure; the old one is kept in the history</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>Reject</translation>
    </message>
    <message>
        <source>This is no claim: leave it out of tables and charts</source>
        <translation>This is no claim: leave it out of tables and charts</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Undo</translation>
    </message>
    <message>
        <source>Take the last decision back</source>
        <translation>Take the last decision back</translation>
    </message>
    <message>
        <source>Claims of the paper</source>
        <translation>Claims of the paper</translation>
    </message>
    <message>
        <source>The selected claim</source>
        <translation>The selected claim</translation>
    </message>
    <message>
        <source>No figure was found in the brief or the abstract. Papers without figures can still be measured.</source>
        <translation>No figure was found in the brief or the abstract. Papers without figures can still be measured.</translation>
    </message>
    <message>
        <source>Compared with: %1</source>
        <translation>Compared with: %1</translation>
    </message>
    <message>
        <source>Setting: %1</source>
        <translation>Setting: %1</translation>
    </message>
    <message>
        <source>Improvement factor %1 in %2</source>
        <translation>Improvement factor %1 in %2</translation>
    </message>
    <message>
        <source>History</source>
        <translation>History</translation>
    </message>
    <message>
        <source>Read as: %1 (%2)</source>
        <comment>figure, kind of claim</comment>
        <translation>Read as: %1 (%2)</translation>
    </message>
    <message>
        <source>Another part of the paper</source>
        <translation>Another part of the paper</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::ComparePage</name>
    <message numerus="yes">
        <source>%n chosen paper(s)</source>
        <translation>
            <numerusform>%n chosen paper</numerusform>
            <numerusform>%n chosen papers</numerusform>
        </translation>
    </message>
    <message>
        <source>Show all papers again</source>
        <translation>Show all papers again</translation>
    </message>
    <message>
        <source>Nothing to draw yet</source>
        <translation>Nothing to draw yet</translation>
    </message>
    <message>
        <source>Measure on the Bench page</source>
        <translation>Measure on the Bench page</translation>
    </message>
    <message>
        <source>Show everything</source>
        <translation>Show everything</translation>
    </message>
    <message>
        <source>Figures of the chart</source>
        <translation>Figures of the chart</translation>
    </message>
    <message>
        <source>Chart; the table below holds the same figures</source>
        <translation>Chart; the table below holds the same figures</translation>
    </message>
    <message>
        <source>Show the sentence and the run</source>
        <translation>Show the sentence and the run</translation>
    </message>
    <message>
        <source>Runs of this claim over time</source>
        <translation>Runs of this claim over time</translation>
    </message>
    <message>
        <source>%1 of %2 chosen papers drawn</source>
        <translation>%1 of %2 chosen papers drawn</translation>
    </message>
    <message>
        <source>The others have nothing for this chart and metric. Show all papers again</source>
        <translation>The others have nothing for this chart and metric. Show all papers again</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::ExportDialog</name>
    <message>
        <source>Export chart</source>
        <translation>Export chart</translation>
    </message>
    <message>
        <source>PDF, for papers</source>
        <translation>PDF, for papers</translation>
    </message>
    <message>
        <source>SVG, to edit</source>
        <translation>SVG, to edit</translation>
    </message>
    <message>
        <source>PNG, for slides</source>
        <translation>PNG, for slides</translation>
    </message>
    <message>
        <source>CSV, the figures</source>
        <translation>CSV, the figures</translation>
    </message>
    <message>
        <source>JSON, to rebuild it</source>
        <translation>JSON, to rebuild it</translation>
    </message>
    <message>
        <source>Markdown table</source>
        <translation>Markdown table</translation>
    </message>
    <message>
        <source>LaTeX, table and plot</source>
        <translation>LaTeX, table and plot</translation>
    </message>
    <message>
        <source>Single column, 89 mm</source>
        <translation>Single column, 89 mm</translation>
    </message>
    <message>
        <source>Double column, 183 mm</source>
        <translation>Double column, 183 mm</translation>
    </message>
    <message>
        <source>Slide, 16:9</source>
        <translation>Slide, 16:9</translation>
    </message>
    <message>
        <source>English</source>
        <translation>English</translation>
    </message>
    <message>
        <source>Chinese</source>
        <translation>Chinese</translation>
    </message>
    <message>
        <source>Both languages</source>
        <translation>Both languages</translation>
    </message>
    <message>
        <source>Light, for print</source>
        <translation>Light, for print</translation>
    </message>
    <message>
        <source>Dark, for slides</source>
        <translation>Dark, for slides</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Size</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Language</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>Colours</translation>
    </message>
    <message>
        <source>Resolution</source>
        <translation>Resolution</translation>
    </message>
    <message>
        <source>File</source>
        <translation>File</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Choose…</translation>
    </message>
    <message>
        <source>Choose folder and name of the file</source>
        <translation>Choose folder and name of the file</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Export</translation>
    </message>
    <message>
        <source>Preview of the file</source>
        <translation>Preview of the file</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::FacetModel</name>
    <message>
        <source>Technique</source>
        <translation>Technique</translation>
    </message>
    <message>
        <source>Metric</source>
        <translation>Metric</translation>
    </message>
    <message>
        <source>Measurement</source>
        <translation>Measurement</translation>
    </message>
    <message>
        <source>Grade</source>
        <translation>Grade</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Report</translation>
    </message>
    <message>
        <source>Institution</source>
        <translation>Institution</translation>
    </message>
    <message>
        <source>Measured</source>
        <translation>Measured</translation>
    </message>
    <message>
        <source>Not measured</source>
        <translation>Not measured</translation>
    </message>
    <message numerus="yes">
        <source>%1: %Ln paper(s)</source>
        <translation>
            <numerusform>%1: %Ln paper</numerusform>
            <numerusform>%1: %Ln papers</numerusform>
        </translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>Verdict</translation>
    </message>
    <message>
        <source>Testable here</source>
        <translation>Testable here</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>Tag</translation>
    </message>
    <message>
        <source>F1, or a click on the question mark, says what the values mean</source>
        <translation>F1, or a click on the question mark, says what the values mean</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::FacetPanel</name>
    <message>
        <source>Filters</source>
        <translation>Filters</translation>
    </message>
    <message>
        <source>Choose values to narrow the list; Space switches one</source>
        <translation>Choose values to narrow the list; Space switches one</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::FirstHints</name>
    <message>
        <source>Filter on the left with one click. The verdict says whether what a paper claims holds on this machine.</source>
        <translation>Filter on the left with one click. The verdict says whether what a paper claims holds on this machine.</translation>
    </message>
    <message>
        <source>Select a paper: Claims has its figures in its own words, Measured what this machine gives. Measure now runs its kernel.</source>
        <translation>Select a paper: Claims has its figures in its own words, Measured what this machine gives. Measure now runs its kernel.</translation>
    </message>
    <message>
        <source>Import your own reports on the Reports page, and export charts for slides on the Compare page. F1 explains verdicts and grades.</source>
        <translation>Import your own reports on the Reports page, and export charts for slides on the Compare page. F1 explains verdicts and grades.</translation>
    </message>
    <message>
        <source>Hint %1 of %2</source>
        <translation>Hint %1 of %2</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Next</translation>
    </message>
    <message>
        <source>Got it</source>
        <translation>Got it</translation>
    </message>
    <message>
        <source>Dismiss the hints</source>
        <translation>Dismiss the hints</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::Inspector</name>
    <message>
        <source>No paper selected</source>
        <translation>No paper selected</translation>
    </message>
    <message>
        <source>Select a paper in the list to see its claims beside what was measured.</source>
        <translation>Select a paper in the list to see its claims beside what was measured.</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>Overview</translation>
    </message>
    <message>
        <source>Claims</source>
        <translation>Claims</translation>
    </message>
    <message>
        <source>Measured</source>
        <translation>Measured</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Source</translation>
    </message>
    <message>
        <source>What this machine measured, beside each claim</source>
        <translation>What this machine measured, beside each claim</translation>
    </message>
    <message>
        <source>The text of the report, with the claims marked</source>
        <translation>The text of the report, with the claims marked</translation>
    </message>
    <message>
        <source>Paper</source>
        <translation>Paper</translation>
    </message>
    <message>
        <source>limit %1</source>
        <translation>limit %1</translation>
    </message>
    <message>
        <source>claimed %1</source>
        <translation>claimed %1</translation>
    </message>
    <message>
        <source>found %1</source>
        <translation>found %1</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::KernelModel</name>
    <message>
        <source>Not measured yet</source>
        <translation>Not measured yet</translation>
    </message>
    <message>
        <source>Measured %1; no claim is compared with it</source>
        <translation>Measured %1; no claim is compared with it</translation>
    </message>
    <message>
        <source>Measured %1: %2</source>
        <comment>time, verdict</comment>
        <translation>Measured %1: %2</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::LibraryMenu</name>
    <message>
        <source>New library…</source>
        <translation>New library…</translation>
    </message>
    <message>
        <source>Open a library…</source>
        <translation>Open a library…</translation>
    </message>
    <message>
        <source>Recent libraries</source>
        <translation>Recent libraries</translation>
    </message>
    <message>
        <source>Save a copy of the library…</source>
        <translation>Save a copy of the library…</translation>
    </message>
    <message>
        <source>Restore a backup…</source>
        <translation>Restore a backup…</translation>
    </message>
    <message>
        <source>Libraries (*.sqlite *.db)</source>
        <translation>Libraries (*.sqlite *.db)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>All files (*)</translation>
    </message>
    <message>
        <source>New library</source>
        <translation>New library</translation>
    </message>
    <message>
        <source>Open a library</source>
        <translation>Open a library</translation>
    </message>
    <message>
        <source>Save a copy of the library</source>
        <translation>Save a copy of the library</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::LibraryPage</name>
    <message>
        <source>Copy as table (TSV)</source>
        <translation>Copy as table (TSV)</translation>
    </message>
    <message>
        <source>Copy as Markdown</source>
        <translation>Copy as Markdown</translation>
    </message>
    <message>
        <source>Search titles, briefs and abstracts (Ctrl+F)</source>
        <translation>Search titles, briefs and abstracts (Ctrl+F)</translation>
    </message>
    <message>
        <source>Search the library</source>
        <translation>Search the library</translation>
    </message>
    <message>
        <source>Saved searches</source>
        <translation>Saved searches</translation>
    </message>
    <message>
        <source>Copy the selected papers</source>
        <translation>Copy the selected papers</translation>
    </message>
    <message>
        <source>Compare selected</source>
        <translation>Compare selected</translation>
    </message>
    <message>
        <source>Draw the claims of the selected papers beside their measurements</source>
        <translation>Draw the claims of the selected papers beside their measurements</translation>
    </message>
    <message>
        <source>Papers</source>
        <translation>Papers</translation>
    </message>
    <message numerus="yes">
        <source>%Ln paper(s)</source>
        <translation>
            <numerusform>%Ln paper</numerusform>
            <numerusform>%Ln papers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1, %n selected</source>
        <translation>
            <numerusform>%1, %n selected</numerusform>
            <numerusform>%1, %n selected</numerusform>
        </translation>
    </message>
    <message>
        <source>Opening the library…</source>
        <translation>Opening the library…</translation>
    </message>
    <message>
        <source>Measure now</source>
        <translation>Measure now</translation>
    </message>
    <message>
        <source>Run the reference kernel of this paper on this machine</source>
        <translation>Run the reference kernel of this paper on this machine</translation>
    </message>
    <message>
        <source>No bundled kernel reproduces the mechanism of this paper</source>
        <translation>No bundled kernel reproduces the mechanism of this paper</translation>
    </message>
    <message>
        <source>Nothing matches</source>
        <translation>Nothing matches</translation>
    </message>
    <message>
        <source>No paper fits the search and all filters. Remove some of them.</source>
        <translation>No paper fits the search and all filters. Remove some of them.</translation>
    </message>
    <message>
        <source>Clear search and filters</source>
        <translation>Clear search and filters</translation>
    </message>
    <message>
        <source>The library is empty</source>
        <translation>The library is empty</translation>
    </message>
    <message>
        <source>Import report files; their papers and claims appear here.</source>
        <translation>Import report files; their papers and claims appear here.</translation>
    </message>
    <message>
        <source>Import reports</source>
        <translation>Import reports</translation>
    </message>
    <message>
        <source>Save this search…</source>
        <translation>Save this search…</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Remove</translation>
    </message>
    <message>
        <source>Save search</source>
        <translation>Save search</translation>
    </message>
    <message>
        <source>Name of the search</source>
        <translation>Name of the search</translation>
    </message>
    <message>
        <source>Load bundled reports</source>
        <translation>Load bundled reports</translation>
    </message>
    <message>
        <source>Save as BibTeX</source>
        <translation>Save as BibTeX</translation>
    </message>
    <message>
        <source>BibTeX (*.bib)</source>
        <translation>BibTeX (*.bib)</translation>
    </message>
    <message>
        <source>Choose a table of claims</source>
        <translation>Choose a table of claims</translation>
    </message>
    <message>
        <source>Tables (*.csv *.tsv *.txt)</source>
        <translation>Tables (*.csv *.tsv *.txt)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>All files (*)</translation>
    </message>
    <message>
        <source>Copy as BibTeX</source>
        <translation>Copy as BibTeX</translation>
    </message>
    <message>
        <source>Save as BibTeX…</source>
        <translation>Save as BibTeX…</translation>
    </message>
    <message>
        <source>Words in Chinese or English; &quot;a phrase&quot;, -without, technique:ID, metric:ID, tag:WORD, claim&gt;2</source>
        <translation>Words in Chinese or English; &quot;a phrase&quot;, -without, technique:ID, metric:ID, tag:WORD, claim&gt;2</translation>
    </message>
    <message>
        <source>%1, indexing…</source>
        <translation>%1, indexing…</translation>
    </message>
    <message>
        <source>The search index is being rebuilt. Until it is complete, a search may miss papers, and what you change is saved after it.</source>
        <translation>The search index is being rebuilt. Until it is complete, a search may miss papers, and what you change is saved after it.</translation>
    </message>
    <message>
        <source>Nothing found yet</source>
        <translation>Nothing found yet</translation>
    </message>
    <message>
        <source>The search index is being rebuilt; until it is complete, a search may miss papers.</source>
        <translation>The search index is being rebuilt; until it is complete, a search may miss papers.</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::MainMenu</name>
    <message>
        <source>Menu</source>
        <translation>Menu</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;File</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;View</translation>
    </message>
    <message>
        <source>&amp;Measure</source>
        <translation>&amp;Measure</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Help</translation>
    </message>
    <message>
        <source>Import reports…</source>
        <translation>Import reports…</translation>
    </message>
    <message>
        <source>Import a folder…</source>
        <translation>Import a folder…</translation>
    </message>
    <message>
        <source>Load bundled reports</source>
        <translation>Load bundled reports</translation>
    </message>
    <message>
        <source>Undo last import</source>
        <translation>Undo last import</translation>
    </message>
    <message>
        <source>Redo import</source>
        <translation>Redo import</translation>
    </message>
    <message>
        <source>Import results of another machine…</source>
        <translation>Import results of another machine…</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Quit</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>Library</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Compare</translation>
    </message>
    <message>
        <source>Bench</source>
        <translation>Bench</translation>
    </message>
    <message>
        <source>Reports</source>
        <translation>Reports</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>Search the library</source>
        <translation>Search the library</translation>
    </message>
    <message>
        <source>Switch to Chinese</source>
        <translation>Switch to Chinese</translation>
    </message>
    <message>
        <source>Change the colours</source>
        <translation>Change the colours</translation>
    </message>
    <message>
        <source>Measure everything testable</source>
        <translation>Measure everything testable</translation>
    </message>
    <message>
        <source>Certify this machine</source>
        <translation>Certify this machine</translation>
    </message>
    <message>
        <source>Cancel all measurements</source>
        <translation>Cancel all measurements</translation>
    </message>
    <message>
        <source>Verdicts, grades and certificate</source>
        <translation>Verdicts, grades and certificate</translation>
    </message>
    <message>
        <source>About Touchstone</source>
        <translation>About Touchstone</translation>
    </message>
    <message>
        <source>Touchstone</source>
        <translation>Touchstone</translation>
    </message>
    <message>
        <source>Tests the claims of papers on AI inference on your own machine.</source>
        <translation>Tests the claims of papers on AI inference on your own machine.</translation>
    </message>
    <message>
        <source>Free software under the GNU General Public License, version 3 or later.</source>
        <translation>Free software under the GNU General Public License, version 3 or later.</translation>
    </message>
    <message>
        <source>Verdicts</source>
        <translation>Verdicts</translation>
    </message>
    <message>
        <source>consistent</source>
        <translation>consistent</translation>
    </message>
    <message>
        <source>the measured interval holds the claim and lies wholly on its side of no effect</source>
        <translation>the measured interval holds the claim and lies wholly on its side of no effect</translation>
    </message>
    <message>
        <source>partly</source>
        <translation>partly</translation>
    </message>
    <message>
        <source>the same direction, another size</source>
        <translation>the same direction, another size</translation>
    </message>
    <message>
        <source>not observed</source>
        <translation>not observed</translation>
    </message>
    <message>
        <source>the interval excludes the claim and does not lie on its side</source>
        <translation>the interval excludes the claim and does not lie on its side</translation>
    </message>
    <message>
        <source>unresolved</source>
        <translation>unresolved</translation>
    </message>
    <message>
        <source>the interval holds both the claim and no effect; more rounds or seeds may tell</source>
        <translation>the interval holds both the claim and no effect; more rounds or seeds may tell</translation>
    </message>
    <message>
        <source>computed</source>
        <translation>computed</translation>
    </message>
    <message>
        <source>exact arithmetic, such as bytes; nothing was timed</source>
        <translation>exact arithmetic, such as bytes; nothing was timed</translation>
    </message>
    <message>
        <source>simulated</source>
        <translation>simulated</translation>
    </message>
    <message>
        <source>from a simulator or invented input; shown over what decides it</source>
        <translation>from a simulator or invented input; shown over what decides it</translation>
    </message>
    <message>
        <source>not run yet</source>
        <translation>not run yet</translation>
    </message>
    <message>
        <source>a kernel would answer the claim: measure it</source>
        <translation>a kernel would answer the claim: measure it</translation>
    </message>
    <message>
        <source>not measurable</source>
        <translation>not measurable</translation>
    </message>
    <message>
        <source>needs what is not here: a model, a data set, other hardware</source>
        <translation>needs what is not here: a model, a data set, other hardware</translation>
    </message>
    <message>
        <source>Grades</source>
        <translation>Grades</translation>
    </message>
    <message>
        <source>the claim&apos;s own quantity, on a shape that the paper states</source>
        <translation>the claim&apos;s own quantity, on a shape that the paper states</translation>
    </message>
    <message>
        <source>the same mechanism at another scale, or a part of the system</source>
        <translation>the same mechanism at another scale, or a part of the system</translation>
    </message>
    <message>
        <source>a proxy: a parameter that the paper leaves open decides the size</source>
        <translation>a proxy: a parameter that the paper leaves open decides the size</translation>
    </message>
    <message>
        <source>not measurable here, with the reason</source>
        <translation>not measurable here, with the reason</translation>
    </message>
    <message>
        <source>Flags</source>
        <translation>Flags</translation>
    </message>
    <message>
        <source>A grey claim with a warning sign can be read in more than one way. Confirm, edit or reject it under Claims.</source>
        <translation>A grey claim with a warning sign can be read in more than one way. Confirm, edit or reject it under Claims.</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation>Certificate</translation>
    </message>
    <message>
        <source>Identical code is compared with itself (A/A) many times. The share of trials that call it different should be small; the floor is the smallest difference this machine can tell, and smaller ones are never reported as an effect.</source>
        <translation>Identical code is compared with itself (A/A) many times. The share of trials that call it different should be small; the floor is the smallest difference this machine can tell, and smaller ones are never reported as an effect.</translation>
    </message>
    <message>
        <source>Add a paper…</source>
        <translation>Add a paper…</translation>
    </message>
    <message>
        <source>Import a table of claims…</source>
        <translation>Import a table of claims…</translation>
    </message>
    <message>
        <source>Preferences…</source>
        <translation>Preferences…</translation>
    </message>
    <message>
        <source>Hints for the first start</source>
        <translation>Hints for the first start</translation>
    </message>
    <message numerus="yes">
        <source>%n reference kernel(s)</source>
        <translation>
            <numerusform>%n reference kernel</numerusform>
            <numerusform>%n reference kernels</numerusform>
        </translation>
    </message>
    <message>
        <source>Library: %1</source>
        <translation>Library: %1</translation>
    </message>
    <message>
        <source>Settings: %1</source>
        <translation>Settings: %1</translation>
    </message>
    <message>
        <source>Built with Qt %1</source>
        <translation>Built with Qt %1</translation>
    </message>
    <message>
        <source>too noisy</source>
        <translation>too noisy</translation>
    </message>
    <message>
        <source>something else disturbed too many rounds of the run; run it again</source>
        <translation>something else disturbed too many rounds of the run; run it again</translation>
    </message>
    <message>
        <source>not comparable</source>
        <translation>not comparable</translation>
    </message>
    <message>
        <source>the claim gives no figure of the kind that was measured</source>
        <translation>the claim gives no figure of the kind that was measured</translation>
    </message>
    <message>
        <source>kernel to come</source>
        <translation>kernel to come</translation>
    </message>
    <message>
        <source>no bundled kernel tests the claim yet</source>
        <translation>no bundled kernel tests the claim yet</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::MainWindow</name>
    <message>
        <source>Touchstone</source>
        <translation>Touchstone</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>Library</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Compare</translation>
    </message>
    <message>
        <source>Bench</source>
        <translation>Bench</translation>
    </message>
    <message>
        <source>Reports</source>
        <translation>Reports</translation>
    </message>
    <message>
        <source>Browse papers and their claims (Ctrl+1)</source>
        <translation>Browse papers and their claims (Ctrl+1)</translation>
    </message>
    <message>
        <source>Charts of claims beside measurements (Ctrl+2)</source>
        <translation>Charts of claims beside measurements (Ctrl+2)</translation>
    </message>
    <message>
        <source>Measure reference kernels on this machine (Ctrl+3)</source>
        <translation>Measure reference kernels on this machine (Ctrl+3)</translation>
    </message>
    <message>
        <source>Import report files (Ctrl+4)</source>
        <translation>Import report files (Ctrl+4)</translation>
    </message>
    <message>
        <source>Switch to Chinese (Ctrl+L)</source>
        <translation>Switch to Chinese (Ctrl+L)</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Pages</translation>
    </message>
    <message>
        <source>Colours: light</source>
        <translation>Colours: light</translation>
    </message>
    <message>
        <source>Colours: dark</source>
        <translation>Colours: dark</translation>
    </message>
    <message>
        <source>Colours: as the system</source>
        <translation>Colours: as the system</translation>
    </message>
    <message>
        <source>Close Touchstone?</source>
        <translation>Close Touchstone?</translation>
    </message>
    <message>
        <source>Measurements are waiting.</source>
        <translation>Measurements are waiting.</translation>
    </message>
    <message>
        <source>Still running: %1.</source>
        <translation>Still running: %1.</translation>
    </message>
    <message>
        <source>Closing stops it. What is finished is kept in the library.</source>
        <translation>Closing stops it. What is finished is kept in the library.</translation>
    </message>
    <message>
        <source>Stop and close</source>
        <translation>Stop and close</translation>
    </message>
    <message>
        <source>Keep running</source>
        <translation>Keep running</translation>
    </message>
    <message>
        <source>%1 – Touchstone</source>
        <comment>name of a library</comment>
        <translation>%1 – Touchstone</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::MeasuredTab</name>
    <message>
        <source>Measurements beside the claims</source>
        <translation>Measurements beside the claims</translation>
    </message>
    <message>
        <source>No bundled kernel reproduces the mechanism of this paper, so nothing can be measured here.</source>
        <translation>No bundled kernel reproduces the mechanism of this paper, so nothing can be measured here.</translation>
    </message>
    <message>
        <source>Not measured on this machine yet.</source>
        <translation>Not measured on this machine yet.</translation>
    </message>
    <message>
        <source>Measure now</source>
        <translation>Measure now</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>grade, short grade</comment>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Against the naive baseline: %1 (%2)</source>
        <translation>Against the naive baseline: %1 (%2)</translation>
    </message>
    <message>
        <source>Limit of what is possible here: %1</source>
        <translation>Limit of what is possible here: %1</translation>
    </message>
    <message numerus="yes">
        <source>%1, %2, %n thread(s), %3</source>
        <comment>device, preset, threads, time</comment>
        <translation>
            <numerusform>%1, %2, %n thread, %3</numerusform>
            <numerusform>%1, %2, %n threads, %3</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 against %2</source>
        <comment>technique, baseline</comment>
        <translation>%1 against %2</translation>
    </message>
    <message>
        <source>The machine was too busy for a reliable figure.</source>
        <translation>The machine was too busy for a reliable figure.</translation>
    </message>
    <message>
        <source>Weak baseline: it reaches less than 70 % of what this machine can do.</source>
        <translation>Weak baseline: it reaches less than 70 % of what this machine can do.</translation>
    </message>
    <message>
        <source>Measured, though no claim of this paper can be compared with it.</source>
        <translation>Measured, though no claim of this paper can be compared with it.</translation>
    </message>
    <message>
        <source>Some claims are not answered yet.</source>
        <translation>Some claims are not answered yet.</translation>
    </message>
    <message>
        <source>Measure now (preset %1: %2 s of timing or more)</source>
        <translation>Measure now (preset %1: %2 s of timing or more)</translation>
    </message>
    <message>
        <source>%1: %2 (%3)</source>
        <comment>operation, ratio, interval</comment>
        <translation>%1: %2 (%3)</translation>
    </message>
    <message>
        <source>Mistrusted</source>
        <translation>Mistrusted</translation>
    </message>
    <message>
        <source>Runs and machines…</source>
        <translation>Runs and machines…</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::MessageStrip</name>
    <message>
        <source>Dismiss this message</source>
        <translation>Dismiss this message</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::OverviewStrip</name>
    <message>
        <source>about %1 s</source>
        <translation>about %1 s</translation>
    </message>
    <message>
        <source>about %1 min</source>
        <translation>about %1 min</translation>
    </message>
    <message>
        <source>about %1 h</source>
        <translation>about %1 h</translation>
    </message>
    <message numerus="yes">
        <source>%Ln paper(s)</source>
        <translation>
            <numerusform>%Ln paper</numerusform>
            <numerusform>%Ln papers</numerusform>
        </translation>
    </message>
    <message>
        <source>Show all papers: clears search and filters</source>
        <translation>Show all papers: clears search and filters</translation>
    </message>
    <message numerus="yes">
        <source>%n claim(s)</source>
        <translation>
            <numerusform>%n claim</numerusform>
            <numerusform>%n claims</numerusform>
        </translation>
    </message>
    <message>
        <source>Compare the claims with what was measured</source>
        <translation>Compare the claims with what was measured</translation>
    </message>
    <message>
        <source>%1 testable</source>
        <comment>number of claims</comment>
        <translation>%1 testable</translation>
    </message>
    <message>
        <source>Claims that a bundled kernel answers; shows their papers (%1)</source>
        <translation>Claims that a bundled kernel answers; shows their papers (%1)</translation>
    </message>
    <message>
        <source>%1 answered</source>
        <comment>number of claims</comment>
        <translation>%1 answered</translation>
    </message>
    <message>
        <source>Claims with a figure of this library&apos;s runs; shows their papers (%1)</source>
        <translation>Claims with a figure of this library&apos;s runs; shows their papers (%1)</translation>
    </message>
    <message>
        <source>Papers whose headline claim is: %1</source>
        <translation>Papers whose headline claim is: %1</translation>
    </message>
    <message>
        <source>Measure everything testable (%1)</source>
        <translation>Measure everything testable (%1)</translation>
    </message>
    <message>
        <source>%1 kernels, for %2 claims that have no figure yet; queued on the Bench, where each can be cancelled. The time is that of the budgets.</source>
        <translation>%1 kernels, for %2 claims that have no figure yet; queued on the Bench, where each can be cancelled. The time is that of the budgets.</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::OverviewTab</name>
    <message>
        <source>Techniques…</source>
        <translation>Techniques…</translation>
    </message>
    <message>
        <source>Add or remove a technique of this paper</source>
        <translation>Add or remove a technique of this paper</translation>
    </message>
    <message>
        <source>Overview of the paper</source>
        <translation>Overview of the paper</translation>
    </message>
    <message numerus="yes">
        <source>%n author(s)</source>
        <translation>
            <numerusform>%n author</numerusform>
            <numerusform>%n authors</numerusform>
        </translation>
    </message>
    <message>
        <source>Report of %1, paper %2</source>
        <translation>Report of %1, paper %2</translation>
    </message>
    <message>
        <source>Techniques</source>
        <translation>Techniques</translation>
    </message>
    <message>
        <source>None found</source>
        <translation>None found</translation>
    </message>
    <message>
        <source>Brief (Chinese)</source>
        <translation>Brief (Chinese)</translation>
    </message>
    <message>
        <source>Abstract (English)</source>
        <translation>Abstract (English)</translation>
    </message>
    <message>
        <source>The report gives no abstract.</source>
        <translation>The report gives no abstract.</translation>
    </message>
    <message>
        <source>The field does not hold an abstract, but:</source>
        <translation>The field does not hold an abstract, but:</translation>
    </message>
    <message>
        <source>Reference kernels</source>
        <translation>Reference kernels</translation>
    </message>
    <message>
        <source>Links, tags, note…</source>
        <translation>Links, tags, note…</translation>
    </message>
    <message>
        <source>Edit DOI, arXiv and code, year and venue, tags and the note of this paper</source>
        <translation>Edit DOI, arXiv and code, year and venue, tags and the note of this paper</translation>
    </message>
    <message>
        <source>Search on arXiv</source>
        <translation>Search on arXiv</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Tags</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Note</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::PaperEditor</name>
    <message>
        <source>Add a paper</source>
        <translation>Add a paper</translation>
    </message>
    <message>
        <source>Links, tags and note</source>
        <translation>Links, tags and note</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Title</translation>
    </message>
    <message>
        <source>Institutions</source>
        <translation>Institutions</translation>
    </message>
    <message>
        <source>Abstract</source>
        <translation>Abstract</translation>
    </message>
    <message>
        <source>Year</source>
        <translation>Year</translation>
    </message>
    <message>
        <source>Venue</source>
        <translation>Venue</translation>
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
        <translation>Code</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Tags</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Note</translation>
    </message>
    <message>
        <source>separated by semicolons</source>
        <translation>separated by semicolons</translation>
    </message>
    <message>
        <source>Claims are read from it.</source>
        <translation>Claims are read from it.</translation>
    </message>
    <message>
        <source>journal or conference</source>
        <translation>journal or conference</translation>
    </message>
    <message>
        <source>separated by commas</source>
        <translation>separated by commas</translation>
    </message>
    <message>
        <source>Title: enter the title of the paper.</source>
        <translation>Title: enter the title of the paper.</translation>
    </message>
    <message>
        <source>Year: enter a year such as 2025, or nothing.</source>
        <translation>Year: enter a year such as 2025, or nothing.</translation>
    </message>
    <message>
        <source>DOI: enter one such as 10.1145/3600006.3613165, or its address, or nothing.</source>
        <translation>DOI: enter one such as 10.1145/3600006.3613165, or its address, or nothing.</translation>
    </message>
    <message>
        <source>arXiv: enter a number such as 2309.06180, or its address, or nothing.</source>
        <translation>arXiv: enter a number such as 2309.06180, or its address, or nothing.</translation>
    </message>
    <message>
        <source>Code: enter an address that begins with https://, or nothing.</source>
        <translation>Code: enter an address that begins with https://, or nothing.</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::PaperModel</name>
    <message>
        <source>Title</source>
        <translation>Title</translation>
    </message>
    <message>
        <source>Techniques</source>
        <translation>Techniques</translation>
    </message>
    <message>
        <source>Claims</source>
        <translation>Claims</translation>
    </message>
    <message>
        <source>Claimed</source>
        <translation>Claimed</translation>
    </message>
    <message>
        <source>Measured</source>
        <translation>Measured</translation>
    </message>
    <message>
        <source>Grade</source>
        <translation>Grade</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Report</translation>
    </message>
    <message>
        <source>How directly a kernel reproduces the claim: SQ same quantity, SM same mechanism, PX proxy, NM not measurable here</source>
        <translation>How directly a kernel reproduces the claim: SQ same quantity, SM same mechanism, PX proxy, NM not measurable here</translation>
    </message>
    <message>
        <source>Confirm, edit or reject it under Claims.</source>
        <translation>Confirm, edit or reject it under Claims.</translation>
    </message>
    <message>
        <source>What this machine gives for the claim beside it</source>
        <translation>What this machine gives for the claim beside it</translation>
    </message>
    <message>
        <source>The most that is possible on this machine, by algebra and its measured peaks</source>
        <translation>The most that is possible on this machine, by algebra and its measured peaks</translation>
    </message>
    <message>
        <source>The paper claims no figure</source>
        <translation>The paper claims no figure</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>Limit</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>Verdict</translation>
    </message>
    <message>
        <source>The paper&apos;s headline claim, as printed: of speed where it claims speed. Sorted metric by metric; a grey one can be read in more than one way.</source>
        <translation>The paper&apos;s headline claim, as printed: of speed where it claims speed. Sorted metric by metric; a grey one can be read in more than one way.</translation>
    </message>
    <message>
        <source>Whether the headline claim holds on this machine</source>
        <translation>Whether the headline claim holds on this machine</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::Preferences</name>
    <message>
        <source>Preferences</source>
        <translation>Preferences</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>As the system</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Light</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dark</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>automatic</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Language</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>Colours</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>Threads</translation>
    </message>
    <message>
        <source>Export folder</source>
        <translation>Export folder</translation>
    </message>
    <message>
        <source>Import folder</source>
        <translation>Import folder</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>Library</translation>
    </message>
    <message>
        <source>Threads of each kernel; 0 uses all cores but one</source>
        <translation>Threads of each kernel; 0 uses all cores but one</translation>
    </message>
    <message>
        <source>as last used</source>
        <translation>as last used</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Choose…</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::PreviewModel</name>
    <message>
        <source>not read</source>
        <translation>not read</translation>
    </message>
    <message>
        <source>line %1</source>
        <translation>line %1</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>figure, metric</comment>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>file, date of the report</comment>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>no date</source>
        <translation>no date</translation>
    </message>
    <message>
        <source>already imported</source>
        <translation>already imported</translation>
    </message>
    <message numerus="yes">
        <source>%Ln paper(s)</source>
        <translation>
            <numerusform>%Ln paper</numerusform>
            <numerusform>%Ln papers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n warning(s)</source>
        <translation>
            <numerusform>%n warning</numerusform>
            <numerusform>%n warnings</numerusform>
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
            <numerusform>%n claim</numerusform>
            <numerusform>%n claims</numerusform>
        </translation>
    </message>
    <message>
        <source>Report, paper, claim</source>
        <translation>Report, paper, claim</translation>
    </message>
    <message>
        <source>State</source>
        <translation>State</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>is lost</source>
        <translation>is lost</translation>
    </message>
    <message>
        <source>is added</source>
        <translation>is added</translation>
    </message>
    <message>
        <source>changes</source>
        <translation>changes</translation>
    </message>
    <message>
        <source>%1 → %2</source>
        <comment>old, new</comment>
        <translation>%1 → %2</translation>
    </message>
    <message>
        <source>changed, loses text</source>
        <translation>changed, loses text</translation>
    </message>
    <message>
        <source>results</source>
        <translation>results</translation>
    </message>
    <message numerus="yes">
        <source>%n run(s)</source>
        <translation>
            <numerusform>%n run</numerusform>
            <numerusform>%n runs</numerusform>
        </translation>
    </message>
    <message>
        <source>left out: %1</source>
        <translation>left out: %1</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::QueueModel</name>
    <message>
        <source>waiting</source>
        <translation>waiting</translation>
    </message>
    <message>
        <source>starting</source>
        <translation>starting</translation>
    </message>
    <message>
        <source>%1, %2; %3 of %4 rounds kept</source>
        <comment>stage, percent, kept, rounds</comment>
        <translation>%1, %2; %3 of %4 rounds kept</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>stage, percent</comment>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>failed</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>device, preset</comment>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>Time of the baseline over time of the technique: above 1 the technique is faster</source>
        <translation>Time of the baseline over time of the technique: above 1 the technique is faster</translation>
    </message>
    <message>
        <source>Kernel</source>
        <translation>Kernel</translation>
    </message>
    <message>
        <source>On</source>
        <translation>On</translation>
    </message>
    <message>
        <source>State</source>
        <translation>State</translation>
    </message>
    <message>
        <source>Ratio</source>
        <translation>Ratio</translation>
    </message>
    <message>
        <source>95 % interval</source>
        <translation>95 % interval</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::ReportAction</name>
    <message>
        <source>Write claims, measurements and charts as one PDF or web page</source>
        <translation>Write claims, measurements and charts as one PDF or web page</translation>
    </message>
    <message>
        <source>Write a report</source>
        <translation>Write a report</translation>
    </message>
    <message>
        <source>Both languages, PDF (*.pdf)</source>
        <translation>Both languages, PDF (*.pdf)</translation>
    </message>
    <message>
        <source>Both languages, web page (*.html)</source>
        <translation>Both languages, web page (*.html)</translation>
    </message>
    <message>
        <source>PDF (*.pdf)</source>
        <translation>PDF (*.pdf)</translation>
    </message>
    <message>
        <source>Web page (*.html)</source>
        <translation>Web page (*.html)</translation>
    </message>
    <message>
        <source>Report of the comparison…</source>
        <translation>Report of the comparison…</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::ReportModel</name>
    <message>
        <source>Generated</source>
        <translation>Generated</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Report</translation>
    </message>
    <message>
        <source>File</source>
        <translation>File</translation>
    </message>
    <message>
        <source>Papers</source>
        <translation>Papers</translation>
    </message>
    <message>
        <source>Claims</source>
        <translation>Claims</translation>
    </message>
    <message>
        <source>Warnings</source>
        <translation>Warnings</translation>
    </message>
    <message>
        <source>Imported</source>
        <translation>Imported</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::ReportsPage</name>
    <message>
        <source>Choose a folder of reports</source>
        <translation>Choose a folder of reports</translation>
    </message>
    <message>
        <source>Choose report files</source>
        <translation>Choose report files</translation>
    </message>
    <message>
        <source>Choose files…</source>
        <translation>Choose files…</translation>
    </message>
    <message>
        <source>Choose folder…</source>
        <translation>Choose folder…</translation>
    </message>
    <message>
        <source>All reports of a folder</source>
        <translation>All reports of a folder</translation>
    </message>
    <message>
        <source>Undo last import</source>
        <translation>Undo last import</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>Select all</translation>
    </message>
    <message>
        <source>Import every paper</source>
        <translation>Import every paper</translation>
    </message>
    <message>
        <source>Select none</source>
        <translation>Select none</translation>
    </message>
    <message>
        <source>Leave every paper out</source>
        <translation>Leave every paper out</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>Import nothing</source>
        <translation>Import nothing</translation>
    </message>
    <message>
        <source>Drop reports here</source>
        <translation>Drop reports here</translation>
    </message>
    <message>
        <source>Imported reports</source>
        <translation>Imported reports</translation>
    </message>
    <message>
        <source>What the import would change</source>
        <translation>What the import would change</translation>
    </message>
    <message>
        <source>No reports yet</source>
        <translation>No reports yet</translation>
    </message>
    <message>
        <source>Choose report files above; their papers and claims go into the library.</source>
        <translation>Choose report files above; their papers and claims go into the library.</translation>
    </message>
    <message numerus="yes">
        <source>Import %Ln paper(s)</source>
        <translation>
            <numerusform>Import %Ln paper</numerusform>
            <numerusform>Import %Ln papers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln paper(s) new</source>
        <translation>
            <numerusform>%Ln paper new</numerusform>
            <numerusform>%Ln papers new</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n changed</source>
        <translation>
            <numerusform>%n changed</numerusform>
            <numerusform>%n changed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n unchanged</source>
        <translation>
            <numerusform>%n unchanged</numerusform>
            <numerusform>%n unchanged</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n possible duplicate(s)</source>
        <translation>
            <numerusform>%n possible duplicate</numerusform>
            <numerusform>%n possible duplicates</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) not read</source>
        <translation>
            <numerusform>%n file not read</numerusform>
            <numerusform>%n files not read</numerusform>
        </translation>
    </message>
    <message>
        <source>line %1</source>
        <translation>line %1</translation>
    </message>
    <message>
        <source>Warnings of %1</source>
        <translation>Warnings of %1</translation>
    </message>
    <message>
        <source>Double click: the papers of a report, or its warnings</source>
        <translation>Double click: the papers of a report, or its warnings</translation>
    </message>
    <message>
        <source>Load bundled reports</source>
        <translation>Load bundled reports</translation>
    </message>
    <message>
        <source>Undo import of %1 (%2)</source>
        <translation>Undo import of %1 (%2)</translation>
    </message>
    <message numerus="yes">
        <source>%n report(s)</source>
        <translation>
            <numerusform>%n report</numerusform>
            <numerusform>%n reports</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln paper(s)</source>
        <translation>
            <numerusform>%Ln paper</numerusform>
            <numerusform>%Ln papers</numerusform>
        </translation>
    </message>
    <message>
        <source>Takes back what was imported %1: %2</source>
        <translation>Takes back what was imported %1: %2</translation>
    </message>
    <message>
        <source>Nothing was imported</source>
        <translation>Nothing was imported</translation>
    </message>
    <message>
        <source>Redo import</source>
        <translation>Redo import</translation>
    </message>
    <message>
        <source>Imports again what was undone</source>
        <translation>Imports again what was undone</translation>
    </message>
    <message>
        <source>Drop reports, bibliographies, results or a folder here. Nothing is written before you have seen what would change.</source>
        <translation>Drop reports, bibliographies, results or a folder here. Nothing is written before you have seen what would change.</translation>
    </message>
    <message>
        <source>Reports, library exports, bibliographies, bundles and results of other tools</source>
        <translation>Reports, library exports, bibliographies, bundles and results of other tools</translation>
    </message>
    <message numerus="yes">
        <source>Import %n file(s) of results</source>
        <translation>
            <numerusform>Import %n file of results</numerusform>
            <numerusform>Import %n files of results</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) of results</source>
        <translation>
            <numerusform>%n file of results</numerusform>
            <numerusform>%n files of results</numerusform>
        </translation>
    </message>
    <message>
        <source>Reports, bibliographies, results (%1)</source>
        <translation>Reports, bibliographies, results (%1)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>All files (*)</translation>
    </message>
    <message numerus="yes">
        <source>%Ln changed paper(s)</source>
        <translation>
            <numerusform>%Ln changed paper</numerusform>
            <numerusform>%Ln changed papers</numerusform>
        </translation>
    </message>
    <message>
        <source>, </source>
        <translation>, </translation>
    </message>
</context>
<context>
    <name>touchstone::ui::ResultView</name>
    <message>
        <source>Size</source>
        <translation>Size</translation>
    </message>
    <message>
        <source>Technique</source>
        <translation>Technique</translation>
    </message>
    <message>
        <source>Ratio</source>
        <translation>Ratio</translation>
    </message>
    <message>
        <source>95 % interval</source>
        <translation>95 % interval</translation>
    </message>
    <message>
        <source>(weak baseline)</source>
        <translation>(weak baseline)</translation>
    </message>
    <message>
        <source>Times</source>
        <translation>Times</translation>
    </message>
    <message>
        <source>Variant</source>
        <translation>Variant</translation>
    </message>
    <message>
        <source>Median of a call</source>
        <translation>Median of a call</translation>
    </message>
    <message>
        <source>Share of the probed limit</source>
        <translation>Share of the probed limit</translation>
    </message>
    <message>
        <source>Quality figures</source>
        <translation>Quality figures</translation>
    </message>
    <message>
        <source>Figure</source>
        <translation>Figure</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Value</translation>
    </message>
    <message>
        <source>Verified</source>
        <translation>Verified</translation>
    </message>
    <message>
        <source>against a double-precision oracle: %1 shapes, %2 seeds, largest error %3, tolerance %4</source>
        <translation>against a double-precision oracle: %1 shapes, %2 seeds, largest error %3, tolerance %4</translation>
    </message>
    <message>
        <source>Not verified</source>
        <translation>Not verified</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>Plan</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>Environment</translation>
    </message>
    <message>
        <source>Kernel and result</source>
        <translation>Kernel and result</translation>
    </message>
    <message>
        <source>Choose a kernel on the left to read what it reproduces, then measure it.</source>
        <translation>Choose a kernel on the left to read what it reproduces, then measure it.</translation>
    </message>
    <message>
        <source>Paper</source>
        <comment>heading, one or more</comment>
        <translation>Paper</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Method</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>Limit</translation>
    </message>
    <message>
        <source>Measurements so far</source>
        <translation>Measurements so far</translation>
    </message>
    <message>
        <source>None yet.</source>
        <translation>None yet.</translation>
    </message>
    <message>
        <source>Show them beside the claims</source>
        <translation>Show them beside the claims</translation>
    </message>
    <message numerus="yes">
        <source>%1, %2, %n thread(s)</source>
        <comment>device, preset, threads</comment>
        <translation>
            <numerusform>%1, %2, %n thread</numerusform>
            <numerusform>%1, %2, %n threads</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1, %2, %n thread(s), %3</source>
        <comment>device, preset, threads, time</comment>
        <translation>
            <numerusform>%1, %2, %n thread, %3</numerusform>
            <numerusform>%1, %2, %n threads, %3</numerusform>
        </translation>
    </message>
    <message>
        <source>Show it beside the claims</source>
        <translation>Show it beside the claims</translation>
    </message>
    <message>
        <source>The result appears here when the measurement is done.</source>
        <translation>The result appears here when the measurement is done.</translation>
    </message>
    <message>
        <source>Claimed: %1</source>
        <translation>Claimed: %1</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>ratio, interval</comment>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>measured: %1</source>
        <translation>measured: %1</translation>
    </message>
    <message>
        <source>limit: %1</source>
        <translation>limit: %1</translation>
    </message>
    <message>
        <source>Ratios</source>
        <translation>Ratios</translation>
    </message>
    <message>
        <source>Baseline</source>
        <translation>Baseline</translation>
    </message>
    <message>
        <source>Quantity</source>
        <translation>Quantity</translation>
    </message>
    <message>
        <source>Rounds kept</source>
        <translation>Rounds kept</translation>
    </message>
    <message>
        <source>all sizes</source>
        <translation>all sizes</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <comment>rounds kept, rounds</comment>
        <translation>%1 of %2</translation>
    </message>
    <message>
        <source>claimed</source>
        <comment>mark of a chart</comment>
        <translation>claimed</translation>
    </message>
    <message>
        <source>measured</source>
        <comment>mark of a chart</comment>
        <translation>measured</translation>
    </message>
    <message>
        <source>limit</source>
        <comment>mark of a chart</comment>
        <translation>limit</translation>
    </message>
    <message>
        <source>no effect (1×)</source>
        <comment>mark of a chart</comment>
        <translation>no effect (1×)</translation>
    </message>
    <message>
        <source>On the command line</source>
        <translation>On the command line</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::RunsDialog</name>
    <message>
        <source>%1 (pinned)</source>
        <comment>time of a run</comment>
        <translation>%1 (pinned)</translation>
    </message>
    <message numerus="yes">
        <source>%1, %2, %n thread(s)</source>
        <comment>device, preset, threads</comment>
        <translation>
            <numerusform>%1, %2, %n thread</numerusform>
            <numerusform>%1, %2, %n threads</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s)</source>
        <translation>
            <numerusform>%n run</numerusform>
            <numerusform>%n runs</numerusform>
        </translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>Unpin</translation>
    </message>
    <message>
        <source>Pin</source>
        <translation>Pin</translation>
    </message>
    <message>
        <source>A pinned run is shown beside its claims before all others</source>
        <translation>A pinned run is shown beside its claims before all others</translation>
    </message>
    <message>
        <source>Delete this run?</source>
        <translation>Delete this run?</translation>
    </message>
    <message>
        <source>The run of %1 on %2 and its samples are deleted. This cannot be undone.</source>
        <translation>The run of %1 on %2 and its samples are deleted. This cannot be undone.</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Delete</translation>
    </message>
    <message>
        <source>Runs and machines</source>
        <translation>Runs and machines</translation>
    </message>
    <message>
        <source>Claim</source>
        <translation>Claim</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Runs</translation>
    </message>
    <message>
        <source>Machines side by side</source>
        <translation>Machines side by side</translation>
    </message>
    <message>
        <source>Measured</source>
        <translation>Measured</translation>
    </message>
    <message>
        <source>Machine</source>
        <translation>Machine</translation>
    </message>
    <message>
        <source>How</source>
        <translation>How</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Figure</source>
        <translation>Figure</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>Verdict</translation>
    </message>
    <message>
        <source>Runs of the kernels of this paper</source>
        <translation>Runs of the kernels of this paper</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>Delete…</translation>
    </message>
    <message>
        <source>Delete this run from the library</source>
        <translation>Delete this run from the library</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::SourceTab</name>
    <message>
        <source>Text of the report</source>
        <translation>Text of the report</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Report</translation>
    </message>
    <message>
        <source>The report whose text is shown</source>
        <translation>The report whose text is shown</translation>
    </message>
    <message>
        <source>Report of %1, paper %2</source>
        <translation>Report of %1, paper %2</translation>
    </message>
    <message>
        <source>line %1</source>
        <translation>line %1</translation>
    </message>
    <message>
        <source>Heading</source>
        <translation>Heading</translation>
    </message>
    <message>
        <source>Institutions</source>
        <translation>Institutions</translation>
    </message>
    <message>
        <source>New claim from selection…</source>
        <translation>New claim from selection…</translation>
    </message>
    <message>
        <source>Select the words of a missed claim in the brief or the abstract</source>
        <translation>Select the words of a missed claim in the brief or the abstract</translation>
    </message>
</context>
<context>
    <name>touchstone::ui::StatusStrip</name>
    <message>
        <source>Certificate: A/A %1, floor %2</source>
        <translation>Certificate: A/A %1, floor %2</translation>
    </message>
    <message numerus="yes">
        <source>Identical code was called different in %1 of %n trial(s); differences below the floor are not claimed. Measured %2.</source>
        <translation>
            <numerusform>Identical code was called different in %1 of %n trial; differences below the floor are not claimed. Measured %2.</numerusform>
            <numerusform>Identical code was called different in %1 of %n trials; differences below the floor are not claimed. Measured %2.</numerusform>
        </translation>
    </message>
    <message>
        <source>This machine is not certified yet</source>
        <translation>This machine is not certified yet</translation>
    </message>
    <message>
        <source>Certify it on the Bench page: the test shows how small a difference this machine can tell.</source>
        <translation>Certify it on the Bench page: the test shows how small a difference this machine can tell.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>Cancel the running jobs</source>
        <translation>Cancel the running jobs</translation>
    </message>
    <message>
        <source>Progress of the running job</source>
        <translation>Progress of the running job</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>job, step</comment>
        <translation>%1: %2</translation>
    </message>
    <message numerus="yes">
        <source>%1 (and %n more)</source>
        <translation>
            <numerusform>%1 (and %n more)</numerusform>
            <numerusform>%1 (and %n more)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>touchstone::ui::Wording</name>
    <message>
        <source>“p % faster”</source>
        <translation>“p % faster”</translation>
    </message>
    <message>
        <source>N-fold increase</source>
        <translation>N-fold increase</translation>
    </message>
    <message>
        <source>N-fold decrease</source>
        <translation>N-fold decrease</translation>
    </message>
    <message>
        <source>points or relative</source>
        <translation>points or relative</translation>
    </message>
    <message>
        <source>direction unclear</source>
        <translation>direction unclear</translation>
    </message>
    <message>
        <source>figures disagree</source>
        <translation>figures disagree</translation>
    </message>
    <message>
        <source>languages differ</source>
        <translation>languages differ</translation>
    </message>
    <message>
        <source>impossible</source>
        <translation>impossible</translation>
    </message>
    <message>
        <source>scope unknown</source>
        <translation>scope unknown</translation>
    </message>
    <message>
        <source>no baseline</source>
        <translation>no baseline</translation>
    </message>
    <message>
        <source>time</source>
        <translation>time</translation>
    </message>
    <message>
        <source>bytes</source>
        <translation>bytes</translation>
    </message>
    <message>
        <source>energy</source>
        <translation>energy</translation>
    </message>
    <message>
        <source>operations</source>
        <translation>operations</translation>
    </message>
    <message>
        <source>cost</source>
        <translation>cost</translation>
    </message>
    <message>
        <source>preparing</source>
        <translation>preparing</translation>
    </message>
    <message>
        <source>verifying</source>
        <translation>verifying</translation>
    </message>
    <message>
        <source>calibrating</source>
        <translation>calibrating</translation>
    </message>
    <message>
        <source>timing</source>
        <translation>timing</translation>
    </message>
    <message>
        <source>quality figures</source>
        <translation>quality figures</translation>
    </message>
    <message>
        <source>Small</source>
        <translation>Small</translation>
    </message>
    <message>
        <source>Medium</source>
        <translation>Medium</translation>
    </message>
    <message>
        <source>Large</source>
        <translation>Large</translation>
    </message>
    <message>
        <source>Size sweep</source>
        <translation>Size sweep</translation>
    </message>
    <message>
        <source>confirmed</source>
        <translation>confirmed</translation>
    </message>
    <message>
        <source>edited</source>
        <translation>edited</translation>
    </message>
    <message>
        <source>rejected</source>
        <translation>rejected</translation>
    </message>
    <message>
        <source>extracted</source>
        <translation>extracted</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between techniques</comment>
        <translation>, </translation>
    </message>
    <message>
        <source>ratio</source>
        <translation>ratio</translation>
    </message>
    <message>
        <source>change in per cent</source>
        <translation>change in per cent</translation>
    </message>
    <message>
        <source>percentage points</source>
        <translation>percentage points</translation>
    </message>
    <message>
        <source>absolute value</source>
        <translation>absolute value</translation>
    </message>
    <message>
        <source>from … to …</source>
        <translation>from … to …</translation>
    </message>
    <message>
        <source>per cent of a reference</source>
        <translation>per cent of a reference</translation>
    </message>
    <message>
        <source>fraction</source>
        <translation>fraction</translation>
    </message>
    <message>
        <source>bound</source>
        <translation>bound</translation>
    </message>
    <message>
        <source>Abstract</source>
        <translation>Abstract</translation>
    </message>
    <message>
        <source>Brief</source>
        <translation>Brief</translation>
    </message>
    <message>
        <source>done</source>
        <translation>done</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>failed</translation>
    </message>
    <message>
        <source>too noisy</source>
        <translation>too noisy</translation>
    </message>
    <message>
        <source>invalid</source>
        <translation>invalid</translation>
    </message>
    <message>
        <source>crashed</source>
        <translation>crashed</translation>
    </message>
    <message>
        <source>timed out</source>
        <translation>timed out</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>cancelled</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>new</source>
        <translation>new</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>changed</translation>
    </message>
    <message>
        <source>unchanged</source>
        <translation>unchanged</translation>
    </message>
    <message>
        <source>possible duplicate</source>
        <translation>possible duplicate</translation>
    </message>
    <message>
        <source>Untitled paper %1 of %2</source>
        <translation>Untitled paper %1 of %2</translation>
    </message>
    <message>
        <source>Untitled paper of %1</source>
        <translation>Untitled paper of %1</translation>
    </message>
    <message>
        <source>undone</source>
        <translation>undone</translation>
    </message>
    <message>
        <source>added by hand</source>
        <translation>added by hand</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>Processor</translation>
    </message>
    <message>
        <source>Cores</source>
        <translation>Cores</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Memory</translation>
    </message>
    <message>
        <source>Vector instructions</source>
        <translation>Vector instructions</translation>
    </message>
    <message>
        <source>L1 data cache</source>
        <translation>L1 data cache</translation>
    </message>
    <message>
        <source>L2 cache</source>
        <translation>L2 cache</translation>
    </message>
    <message>
        <source>L3 cache</source>
        <translation>L3 cache</translation>
    </message>
    <message>
        <source>NUMA nodes</source>
        <translation>NUMA nodes</translation>
    </message>
    <message>
        <source>Virtual machine</source>
        <translation>Virtual machine</translation>
    </message>
    <message>
        <source>Operating system kernel</source>
        <translation>Operating system kernel</translation>
    </message>
    <message>
        <source>System</source>
        <translation>System</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>Program</translation>
    </message>
    <message>
        <source>Compiler</source>
        <translation>Compiler</translation>
    </message>
    <message>
        <source>Compiler flags</source>
        <translation>Compiler flags</translation>
    </message>
    <message>
        <source>Frequency governor</source>
        <translation>Frequency governor</translation>
    </message>
    <message>
        <source>Clock</source>
        <translation>Clock</translation>
    </message>
    <message>
        <source>Processor quota</source>
        <translation>Processor quota</translation>
    </message>
    <message>
        <source>Huge pages</source>
        <translation>Huge pages</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>Load</translation>
    </message>
    <message>
        <source>Waiting for the processor</source>
        <translation>Waiting for the processor</translation>
    </message>
    <message>
        <source>Seconds taken by other machines</source>
        <translation>Seconds taken by other machines</translation>
    </message>
    <message>
        <source>OpenCL</source>
        <translation>OpenCL</translation>
    </message>
    <message>
        <source>Duration in seconds</source>
        <translation>Duration in seconds</translation>
    </message>
    <message>
        <source>Budget in seconds</source>
        <translation>Budget in seconds</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>Caches</source>
        <translation>Caches</translation>
    </message>
    <message>
        <source>Floor</source>
        <translation>Floor</translation>
    </message>
    <message>
        <source>Worker processes</source>
        <translation>Worker processes</translation>
    </message>
    <message>
        <source>Rounds</source>
        <translation>Rounds</translation>
    </message>
    <message>
        <source>Energy meter</source>
        <translation>Energy meter</translation>
    </message>
    <message>
        <source>Timed by</source>
        <translation>Timed by</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>yes</translation>
    </message>
    <message>
        <source>not seen</source>
        <translation>not seen</translation>
    </message>
    <message>
        <source>not visible</source>
        <translation>not visible</translation>
    </message>
    <message>
        <source>none</source>
        <translation>none</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unknown</translation>
    </message>
    <message>
        <source>warm</source>
        <translation>warm</translation>
    </message>
    <message>
        <source>cold</source>
        <translation>cold</translation>
    </message>
    <message>
        <source>%1 GiB</source>
        <translation>%1 GiB</translation>
    </message>
    <message>
        <source>confirmed elsewhere</source>
        <translation>confirmed elsewhere</translation>
    </message>
    <message>
        <source>edited elsewhere</source>
        <translation>edited elsewhere</translation>
    </message>
    <message>
        <source>rejected elsewhere</source>
        <translation>rejected elsewhere</translation>
    </message>
    <message>
        <source>Layout floor</source>
        <translation>Layout floor</translation>
    </message>
    <message>
        <source>measured while the machine was busy</source>
        <translation>measured while the machine was busy</translation>
    </message>
    <message>
        <source>assumed, since it could not be measured</source>
        <translation>assumed, since it could not be measured</translation>
    </message>
</context>
</TS>
