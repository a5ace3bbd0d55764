-- Lists stay fast however long they are. A page is found as ids in an index that holds the order and what is filtered by, and equality is
-- answered from an index. What of these is a text that may be null is held as it is compared: empty instead of null.
DROP INDEX shares_by_project;
CREATE INDEX shares_by_project ON shares (project_id, is_soft_deleted, created_at, id, name);
DROP INDEX shares_by_age;
CREATE INDEX shares_by_age ON shares (created_at, id, is_soft_deleted, name);
DROP INDEX shares_by_name;
CREATE INDEX shares_by_name ON shares (COALESCE(name, ''), id);
CREATE INDEX shares_in_order_of_name ON shares (project_id, COALESCE(name, ''), id, is_soft_deleted);
CREATE INDEX shares_in_order_of_size ON shares (project_id, size, id, is_soft_deleted);
CREATE INDEX shares_in_order_of_change ON shares (project_id, COALESCE(updated_at, 0), id, is_soft_deleted);
CREATE INDEX shares_in_other_orders ON shares (project_id, is_soft_deleted, id, share_proto, share_type_id, snapshot_id, user_id);
DROP INDEX shares_by_type;
CREATE INDEX shares_by_type ON shares (share_type_id, id);
DROP INDEX share_instances_by_host;
CREATE INDEX share_instances_by_host ON share_instances (host, share_id);
CREATE INDEX share_instances_replicas ON share_instances (created_at, id) WHERE replica_state IS NOT NULL;
CREATE INDEX export_locations_by_path ON export_locations (path, share_instance_id);

DROP INDEX snapshots_by_project;
CREATE INDEX snapshots_by_project ON snapshots (project_id, created_at, id, name);
DROP INDEX snapshots_by_age;
CREATE INDEX snapshots_by_age ON snapshots (created_at, id, name);
CREATE INDEX snapshots_by_name ON snapshots (COALESCE(name, ''), id);
CREATE INDEX snapshots_in_order_of_name ON snapshots (project_id, COALESCE(name, ''), id);
CREATE INDEX snapshots_in_order_of_change ON snapshots (project_id, COALESCE(updated_at, 0), id);
CREATE INDEX snapshots_in_other_orders ON snapshots (project_id, id, size, share_size, share_proto, share_id, user_id);
CREATE INDEX snapshot_instances_unsettled ON snapshot_instances (status, snapshot_id) WHERE status <> 'available';

CREATE INDEX messages_by_age ON messages (created_at, id);
CREATE INDEX messages_by_request ON messages (request_id);

-- Each item of metadata by itself, to be filtered by. The database keeps them beside the metadata column, whoever writes that.
CREATE TABLE share_metadata (
  share_id {id} NOT NULL, item {name} NOT NULL, value {text} NOT NULL, PRIMARY KEY (share_id, item)
) {table};
INSERT INTO share_metadata (share_id, item, value) SELECT s.id, m.key, m.value FROM shares s, json_each(s.metadata) m;
CREATE INDEX share_metadata_by_item ON share_metadata (item, value, share_id);

CREATE TRIGGER share_metadata_of_new AFTER INSERT ON shares WHEN length(NEW.metadata) > 2 BEGIN
  INSERT INTO share_metadata (share_id, item, value) SELECT NEW.id, m.key, m.value FROM json_each(NEW.metadata) m; END;

CREATE TRIGGER share_metadata_changed AFTER UPDATE OF metadata ON shares WHEN NEW.metadata <> OLD.metadata BEGIN
  DELETE FROM share_metadata WHERE share_id = OLD.id; INSERT INTO share_metadata (share_id, item, value) SELECT NEW.id, m.key, m.value FROM json_each(NEW.metadata) m; END;

CREATE TRIGGER share_metadata_removed AFTER DELETE ON shares WHEN length(OLD.metadata) > 2 BEGIN
  DELETE FROM share_metadata WHERE share_id = OLD.id; END;

CREATE TABLE snapshot_metadata (
  snapshot_id {id} NOT NULL, item {name} NOT NULL, value {text} NOT NULL, PRIMARY KEY (snapshot_id, item)
) {table};
INSERT INTO snapshot_metadata (snapshot_id, item, value) SELECT n.id, m.key, m.value FROM snapshots n, json_each(n.metadata) m;
CREATE INDEX snapshot_metadata_by_item ON snapshot_metadata (item, value, snapshot_id);

CREATE TRIGGER snapshot_metadata_of_new AFTER INSERT ON snapshots WHEN length(NEW.metadata) > 2 BEGIN
  INSERT INTO snapshot_metadata (snapshot_id, item, value) SELECT NEW.id, m.key, m.value FROM json_each(NEW.metadata) m; END;

CREATE TRIGGER snapshot_metadata_changed AFTER UPDATE OF metadata ON snapshots WHEN NEW.metadata <> OLD.metadata BEGIN
  DELETE FROM snapshot_metadata WHERE snapshot_id = OLD.id; INSERT INTO snapshot_metadata (snapshot_id, item, value) SELECT NEW.id, m.key, m.value FROM json_each(NEW.metadata) m; END;

CREATE TRIGGER snapshot_metadata_removed AFTER DELETE ON snapshots WHEN length(OLD.metadata) > 2 BEGIN
  DELETE FROM snapshot_metadata WHERE snapshot_id = OLD.id; END;
