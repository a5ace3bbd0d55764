-- Lists stay fast however long they are. A page is found as ids in a narrow index that holds what the list is filtered and sorted by; whole
-- rows are read for the page only. New rows come to the end of most of these indexes, so that they cost a creation little. What an equality
-- is asked of has an index that finds it. Where a column may be null, the index holds it as it is compared, and beside that as it is: only
-- then does SQLite answer from the index alone.
DROP INDEX shares_by_project;
CREATE INDEX shares_by_project ON shares (project_id, is_soft_deleted, created_at, id, name);
CREATE INDEX shares_in_order ON shares (project_id, is_soft_deleted, created_at, id, size, share_proto, share_type_id, snapshot_id);
CREATE INDEX shares_by_change ON shares (project_id, COALESCE(updated_at, 0), id, is_soft_deleted, updated_at);
DROP INDEX shares_by_age;
CREATE INDEX shares_by_age ON shares (created_at, id, is_soft_deleted, name);
DROP INDEX shares_by_name;
CREATE INDEX shares_by_name ON shares (project_id, COALESCE(name, ''), id, is_soft_deleted, name);
DROP INDEX shares_by_type;
CREATE INDEX shares_by_type ON shares (share_type_id, project_id, created_at, id);
DROP INDEX share_instances_by_host;
CREATE INDEX share_instances_by_host ON share_instances (host, created_at, share_id);
CREATE INDEX share_instances_replicas ON share_instances (created_at, id) WHERE replica_state IS NOT NULL;
CREATE INDEX export_locations_by_path ON export_locations (path);

DROP INDEX snapshots_by_project;
CREATE INDEX snapshots_by_project ON snapshots (project_id, created_at, id, name);
CREATE INDEX snapshots_in_order ON snapshots (project_id, created_at, id, size, share_size, share_proto, share_id);
CREATE INDEX snapshots_by_change ON snapshots (project_id, COALESCE(updated_at, 0), id, updated_at);
DROP INDEX snapshots_by_age;
CREATE INDEX snapshots_by_age ON snapshots (created_at, id, name);
CREATE INDEX snapshots_by_name ON snapshots (project_id, COALESCE(name, ''), id, name);
CREATE INDEX snapshot_instances_unsettled ON snapshot_instances (status, snapshot_id) WHERE status <> 'available';

CREATE INDEX messages_by_age ON messages (created_at, id);
CREATE INDEX messages_by_request ON messages (request_id);

-- Each item of metadata by itself, to be filtered by: a table that is its own index. The database keeps it beside the column, whoever writes
-- that.
CREATE TABLE share_metadata (
  item {name} NOT NULL, value {text} NOT NULL, project_id {id} NOT NULL, share_id {id} NOT NULL, PRIMARY KEY (item, value, project_id, share_id)
) {clustered};
INSERT INTO share_metadata (item, value, project_id, share_id) SELECT m.key, m.value, s.project_id, s.id FROM shares s, json_each(s.metadata) m;

CREATE TRIGGER share_metadata_of_new AFTER INSERT ON shares WHEN length(NEW.metadata) > 2 BEGIN
  INSERT INTO share_metadata (item, value, project_id, share_id) SELECT m.key, m.value, NEW.project_id, NEW.id FROM json_each(NEW.metadata) m; END;

CREATE TRIGGER share_metadata_changed AFTER UPDATE OF metadata ON shares WHEN NEW.metadata <> OLD.metadata BEGIN
  DELETE FROM share_metadata WHERE (item, value, project_id, share_id) IN (SELECT m.key, m.value, OLD.project_id, OLD.id FROM json_each(OLD.metadata) m); INSERT INTO share_metadata (item, value, project_id, share_id) SELECT m.key, m.value, NEW.project_id, NEW.id FROM json_each(NEW.metadata) m; END;

CREATE TRIGGER share_metadata_removed AFTER DELETE ON shares WHEN length(OLD.metadata) > 2 BEGIN
  DELETE FROM share_metadata WHERE (item, value, project_id, share_id) IN (SELECT m.key, m.value, OLD.project_id, OLD.id FROM json_each(OLD.metadata) m); END;

CREATE TABLE snapshot_metadata (
  item {name} NOT NULL, value {text} NOT NULL, project_id {id} NOT NULL, snapshot_id {id} NOT NULL, PRIMARY KEY (item, value, project_id, snapshot_id)
) {clustered};
INSERT INTO snapshot_metadata (item, value, project_id, snapshot_id) SELECT m.key, m.value, n.project_id, n.id FROM snapshots n, json_each(n.metadata) m;

CREATE TRIGGER snapshot_metadata_of_new AFTER INSERT ON snapshots WHEN length(NEW.metadata) > 2 BEGIN
  INSERT INTO snapshot_metadata (item, value, project_id, snapshot_id) SELECT m.key, m.value, NEW.project_id, NEW.id FROM json_each(NEW.metadata) m; END;

CREATE TRIGGER snapshot_metadata_changed AFTER UPDATE OF metadata ON snapshots WHEN NEW.metadata <> OLD.metadata BEGIN
  DELETE FROM snapshot_metadata WHERE (item, value, project_id, snapshot_id) IN (SELECT m.key, m.value, OLD.project_id, OLD.id FROM json_each(OLD.metadata) m); INSERT INTO snapshot_metadata (item, value, project_id, snapshot_id) SELECT m.key, m.value, NEW.project_id, NEW.id FROM json_each(NEW.metadata) m; END;

CREATE TRIGGER snapshot_metadata_removed AFTER DELETE ON snapshots WHEN length(OLD.metadata) > 2 BEGIN
  DELETE FROM snapshot_metadata WHERE (item, value, project_id, snapshot_id) IN (SELECT m.key, m.value, OLD.project_id, OLD.id FROM json_each(OLD.metadata) m); END;
