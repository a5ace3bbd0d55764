-- Instances of shares and snapshots that had a row in this database and lost it. What a storage holds under another id was never this
-- database's, whatever its mark says: a newer state of the same deployment made it.
CREATE TABLE former_instances (
  id {id} NOT NULL PRIMARY KEY
) {table};
