-- The items of metadata that lists are filtered by are written with the column, by whoever writes that: on servers an ordinary user may make no triggers.
DROP TRIGGER share_metadata_of_new;
DROP TRIGGER share_metadata_changed;
DROP TRIGGER share_metadata_removed;
DROP TRIGGER snapshot_metadata_of_new;
DROP TRIGGER snapshot_metadata_changed;
DROP TRIGGER snapshot_metadata_removed;
CREATE INDEX share_metadata_of_share ON share_metadata (share_id);
CREATE INDEX snapshot_metadata_of_snapshot ON snapshot_metadata (snapshot_id);

-- Of several managers with one host, which one works with its backends.
CREATE TABLE manager_leases (
  host {id} NOT NULL PRIMARY KEY, owner {name}, fence {long} NOT NULL, until {moment} NOT NULL
) {table};
