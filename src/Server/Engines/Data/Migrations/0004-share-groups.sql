-- Share groups. Written by Groups/ only. share_type_ids holds ids separated by commas, in the order in which they were asked for.

CREATE TABLE share_group_types (
  id {id} PRIMARY KEY, name {name} NOT NULL UNIQUE, is_public {flag} NOT NULL, group_specs {json} NOT NULL, share_type_ids {text} NOT NULL,
  created_at {moment} NOT NULL, updated_at {moment}
) {table};

CREATE TABLE share_group_type_projects (
  share_group_type_id {id} NOT NULL, project_id {id} NOT NULL, created_at {moment} NOT NULL, PRIMARY KEY (share_group_type_id, project_id)
) {table};

CREATE TABLE share_groups (
  id {id} PRIMARY KEY, project_id {id} NOT NULL, user_id {id} NOT NULL, name {text}, description {text}, status {name} NOT NULL, host {name},
  availability_zone {name}, share_group_type_id {id} NOT NULL, share_type_ids {text} NOT NULL, source_share_group_snapshot_id {id},
  consistent_snapshot_support {name}, created_at {moment} NOT NULL, updated_at {moment}
) {table};
CREATE INDEX share_groups_by_project ON share_groups (project_id, created_at, id);
CREATE INDEX share_groups_by_age ON share_groups (created_at, id);
CREATE INDEX share_groups_by_type ON share_groups (share_group_type_id);
CREATE INDEX share_groups_by_source ON share_groups (source_share_group_snapshot_id);

CREATE TABLE share_group_snapshots (
  id {id} PRIMARY KEY, share_group_id {id} NOT NULL, project_id {id} NOT NULL, user_id {id} NOT NULL, name {text}, description {text},
  status {name} NOT NULL, created_at {moment} NOT NULL, updated_at {moment}
) {table};
CREATE INDEX share_group_snapshots_by_project ON share_group_snapshots (project_id, created_at, id);
CREATE INDEX share_group_snapshots_by_age ON share_group_snapshots (created_at, id);
CREATE INDEX share_group_snapshots_by_group ON share_group_snapshots (share_group_id);

CREATE TABLE share_group_snapshot_members (
  id {id} PRIMARY KEY, share_group_snapshot_id {id} NOT NULL, share_id {id} NOT NULL, share_instance_id {id} NOT NULL, project_id {id} NOT NULL,
  size {long} NOT NULL, share_proto {name} NOT NULL, details {json} NOT NULL, created_at {moment} NOT NULL
) {table};
CREATE INDEX share_group_snapshot_members_by_snapshot ON share_group_snapshot_members (share_group_snapshot_id);
CREATE INDEX share_group_snapshot_members_by_share ON share_group_snapshot_members (share_id);

CREATE INDEX shares_by_group ON shares (share_group_id);
