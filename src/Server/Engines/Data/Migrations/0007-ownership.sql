-- The database's own id, written onto every object that a backend holds for it: made once, at the first start after this migration.
CREATE TABLE deployment (
  one {long} NOT NULL PRIMARY KEY, id {id} NOT NULL, created_at {moment} NOT NULL
) {table};

-- Which object on the storage a row has; no two rows have one. Null: not known yet.
ALTER TABLE share_instances ADD COLUMN object_identity {text};
CREATE UNIQUE INDEX share_instances_by_object ON share_instances (object_identity);
ALTER TABLE snapshot_instances ADD COLUMN object_identity {text};
CREATE UNIQUE INDEX snapshot_instances_by_object ON snapshot_instances (object_identity);
