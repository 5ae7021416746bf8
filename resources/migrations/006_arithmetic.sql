-- Whose probed peak bounds a variant: 'fp32', 'int8', or '' where bytes alone do.
ALTER TABLE run_variant ADD COLUMN arithmetic TEXT NOT NULL DEFAULT '';
