-- A long list that is sorted by size is read from an index.
CREATE INDEX shares_by_size ON shares (project_id, size, id, is_soft_deleted);
