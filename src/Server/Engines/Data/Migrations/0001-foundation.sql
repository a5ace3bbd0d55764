CREATE TABLE availability_zones (
  id {id} PRIMARY KEY, name {name} NOT NULL UNIQUE, created_at {moment} NOT NULL, updated_at {moment}
) {table};

CREATE TABLE services (
  id {serial}, host {name} NOT NULL, service_binary {name} NOT NULL, topic {name} NOT NULL, zone {name} NOT NULL,
  disabled {flag} NOT NULL DEFAULT 0, disabled_reason {text}, stopped {flag} NOT NULL DEFAULT 0, ensuring {flag} NOT NULL DEFAULT 0,
  reported_at {moment} NOT NULL, created_at {moment} NOT NULL, updated_at {moment}
) {table};
CREATE UNIQUE INDEX services_by_host ON services (host, service_binary);

CREATE TABLE backend_reports (
  host {id} PRIMARY KEY, report {json} NOT NULL, options {json} NOT NULL, begun_at {moment} NOT NULL, reported_at {moment} NOT NULL
) {table};

CREATE TABLE pool_uses (
  host {id} PRIMARY KEY, promised_gib {long} NOT NULL DEFAULT 0, in_place_gib {long} NOT NULL DEFAULT 0,
  in_place_at_report_gib {long} NOT NULL DEFAULT 0, freed_gib {long} NOT NULL DEFAULT 0
) {table};

CREATE TABLE share_types (
  id {id} PRIMARY KEY, name {name} NOT NULL UNIQUE, description {text}, is_public {flag} NOT NULL, extra_specs {json} NOT NULL,
  created_at {moment} NOT NULL, updated_at {moment}
) {table};

CREATE TABLE share_type_projects (
  share_type_id {id} NOT NULL, project_id {id} NOT NULL, created_at {moment} NOT NULL, PRIMARY KEY (share_type_id, project_id)
) {table};

CREATE TABLE quotas (
  project_id {id} NOT NULL, scope {name} NOT NULL, scope_id {id} NOT NULL, resource {name} NOT NULL, hard_limit {long} NOT NULL,
  PRIMARY KEY (project_id, scope, scope_id, resource)
) {table};

CREATE TABLE quota_classes (
  class_name {name} NOT NULL, resource {name} NOT NULL, hard_limit {long} NOT NULL, PRIMARY KEY (class_name, resource)
) {table};

CREATE TABLE quota_uses (
  project_id {id} NOT NULL, scope {name} NOT NULL, scope_id {id} NOT NULL, resource {name} NOT NULL, in_use {long} NOT NULL,
  PRIMARY KEY (project_id, scope, scope_id, resource)
) {table};

CREATE TABLE shares (
  id {id} PRIMARY KEY, project_id {id} NOT NULL, user_id {id} NOT NULL, instance_id {id} NOT NULL,
  name {text}, description {text}, size {long} NOT NULL, share_proto {name} NOT NULL, is_public {flag} NOT NULL DEFAULT 0,
  metadata {json} NOT NULL, share_type_id {id}, snapshot_id {id}, task_state {name}, mount_point_name {text},
  snapshot_support {flag} NOT NULL, create_share_from_snapshot_support {flag} NOT NULL, revert_to_snapshot_support {flag} NOT NULL,
  mount_snapshot_support {flag} NOT NULL, snapshot_inherit_share_access_support {flag} NOT NULL, replication_type {name},
  share_group_id {id}, source_share_group_snapshot_member_id {id}, source_backup_id {id}, encryption_key_ref {id},
  is_soft_deleted {flag} NOT NULL DEFAULT 0, scheduled_to_be_deleted_at {moment}, scheduler_hints {json},
  created_at {moment} NOT NULL, updated_at {moment}, revision {long} NOT NULL DEFAULT 1
) {table};
CREATE INDEX shares_by_project ON shares (project_id, created_at, id);
CREATE INDEX shares_by_age ON shares (created_at, id);
CREATE INDEX shares_by_type ON shares (share_type_id);
CREATE INDEX shares_by_snapshot ON shares (snapshot_id);
CREATE INDEX shares_by_name ON shares (project_id, name);

CREATE TABLE share_instances (
  id {id} PRIMARY KEY, share_id {id} NOT NULL, host {name}, status {name} NOT NULL, access_rules_status {name} NOT NULL,
  progress {name}, availability_zone {name}, share_type_id {id}, share_network_id {id}, share_server_id {id}, replica_state {name},
  cast_rules_to_readonly {flag} NOT NULL DEFAULT 0, counted_gib {long} NOT NULL DEFAULT 0, in_place {flag} NOT NULL DEFAULT 0,
  details {json} NOT NULL, created_at {moment} NOT NULL, updated_at {moment}
) {table};
CREATE INDEX share_instances_by_share ON share_instances (share_id);
CREATE INDEX share_instances_by_host ON share_instances (host);

CREATE TABLE export_locations (
  id {id} PRIMARY KEY, share_instance_id {id} NOT NULL, path {text} NOT NULL, is_admin_only {flag} NOT NULL, preferred {flag} NOT NULL,
  metadata {json} NOT NULL, position {long} NOT NULL, created_at {moment} NOT NULL, updated_at {moment}
) {table};
CREATE INDEX export_locations_by_instance ON export_locations (share_instance_id);

CREATE TABLE access_rules (
  id {id} PRIMARY KEY, share_id {id} NOT NULL, access_type {name} NOT NULL, access_to {name} NOT NULL, access_level {name} NOT NULL,
  access_key {text}, metadata {json} NOT NULL, created_at {moment} NOT NULL, updated_at {moment}
) {table};
CREATE INDEX access_rules_by_share ON access_rules (share_id);

CREATE TABLE access_rule_states (
  access_rule_id {id} NOT NULL, share_instance_id {id} NOT NULL, state {name} NOT NULL, reason {text}, request_id {name} NOT NULL, updated_at {moment} NOT NULL,
  PRIMARY KEY (access_rule_id, share_instance_id)
) {table};
CREATE INDEX access_rule_states_by_instance ON access_rule_states (share_instance_id);

CREATE TABLE snapshots (
  id {id} PRIMARY KEY, share_id {id} NOT NULL, project_id {id} NOT NULL, user_id {id} NOT NULL, name {text}, description {text},
  size {long} NOT NULL, share_size {long} NOT NULL, share_proto {name} NOT NULL, metadata {json} NOT NULL,
  created_at {moment} NOT NULL, updated_at {moment}
) {table};
CREATE INDEX snapshots_by_project ON snapshots (project_id, created_at, id);
CREATE INDEX snapshots_by_age ON snapshots (created_at, id);
CREATE INDEX snapshots_by_share ON snapshots (share_id, created_at);

CREATE TABLE snapshot_instances (
  id {id} PRIMARY KEY, snapshot_id {id} NOT NULL, share_instance_id {id} NOT NULL, status {name} NOT NULL, progress {name},
  provider_location {text}, details {json} NOT NULL, created_at {moment} NOT NULL, updated_at {moment}
) {table};
CREATE INDEX snapshot_instances_by_snapshot ON snapshot_instances (snapshot_id);
CREATE INDEX snapshot_instances_by_share_instance ON snapshot_instances (share_instance_id);

CREATE TABLE messages (
  id {id} PRIMARY KEY, project_id {id} NOT NULL, request_id {name} NOT NULL, resource_type {name} NOT NULL, resource_id {id} NOT NULL,
  action_id {name} NOT NULL, detail_id {name} NOT NULL, message_level {name} NOT NULL, created_at {moment} NOT NULL, expires_at {moment} NOT NULL
) {table};
CREATE INDEX messages_by_project ON messages (project_id, created_at, id);
CREATE INDEX messages_by_resource ON messages (resource_id, created_at);
CREATE INDEX messages_by_expiry ON messages (expires_at);
