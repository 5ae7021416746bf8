-- run.content did not tell apart runs whose ratios differ in their parameters or in being invalid: it
-- is computed again, with the rows, by store/run_rows.cpp right after this file.

DELETE FROM run_variant;
DELETE FROM run_ratio;
DELETE FROM run_quality;
UPDATE run SET content = NULL, fault_en = '', fault_zh = '';
