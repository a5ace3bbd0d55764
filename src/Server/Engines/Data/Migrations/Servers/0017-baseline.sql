-- Where a database on a server begins: everything that SQLite has come to in 17 migrations. Later migrations are the same for all engines.

CREATE TABLE availability_zones (
  id {id} PRIMARY KEY, name {name} NOT NULL UNIQUE, created_at {moment} NOT NULL, updated_at {moment}
) {table};

CREATE TABLE services (
  id {serial}, host {name} NOT NULL, service_binary {name} NOT NULL, topic {name} NOT NULL, zone {name} NOT NULL,
  disabled {flag} NOT NULL DEFAULT 0, disabled_reason {text}, stopped {flag} NOT NULL DEFAULT 0, ensuring {flag} NOT NULL DEFAULT 0,
  reported_at {moment} NOT NULL, created_at {moment} NOT NULL, updated_at {moment},
  trouble {text}, unfit {flag} NOT NULL DEFAULT 0
) {table};

CREATE TABLE backend_reports (
  host {name} PRIMARY KEY, report {json} NOT NULL, options {json} NOT NULL, begun_at {moment} NOT NULL, reported_at {moment} NOT NULL
) {table};

CREATE TABLE pool_uses (
  host {name} PRIMARY KEY, promised_gib {long} NOT NULL DEFAULT 0, in_place_gib {long} NOT NULL DEFAULT 0,
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
  project_id {id} NOT NULL, scope {word} NOT NULL, scope_id {id} NOT NULL, resource {word} NOT NULL, hard_limit {long} NOT NULL,
  PRIMARY KEY (project_id, scope, scope_id, resource)
) {table};

CREATE TABLE quota_classes (
  class_name {name} NOT NULL, resource {word} NOT NULL, hard_limit {long} NOT NULL, PRIMARY KEY (class_name, resource)
) {table};

CREATE TABLE quota_uses (
  project_id {id} NOT NULL, scope {word} NOT NULL, scope_id {id} NOT NULL, resource {word} NOT NULL, in_use {long} NOT NULL,
  PRIMARY KEY (project_id, scope, scope_id, resource)
) {table};

CREATE TABLE shares (
  id {id} PRIMARY KEY, project_id {id} NOT NULL, user_id {id} NOT NULL, instance_id {id} NOT NULL,
  name {name}, description {text}, size {long} NOT NULL, share_proto {word} NOT NULL, is_public {flag} NOT NULL DEFAULT 0,
  metadata {json} NOT NULL, share_type_id {id}, snapshot_id {id}, task_state {name}, mount_point_name {text},
  snapshot_support {flag} NOT NULL, create_share_from_snapshot_support {flag} NOT NULL, revert_to_snapshot_support {flag} NOT NULL,
  mount_snapshot_support {flag} NOT NULL, snapshot_inherit_share_access_support {flag} NOT NULL, replication_type {name},
  share_group_id {id}, source_share_group_snapshot_member_id {id}, source_backup_id {id}, encryption_key_ref {id},
  is_soft_deleted {flag} NOT NULL DEFAULT 0, scheduled_to_be_deleted_at {moment}, scheduler_hints {json},
  created_at {moment} NOT NULL, updated_at {moment}, revision {long} NOT NULL DEFAULT 1,
  charged_gib {long} NOT NULL DEFAULT 0
) {table};

CREATE TABLE share_instances (
  id {id} PRIMARY KEY, share_id {id} NOT NULL, host {name}, status {name} NOT NULL, access_rules_status {name} NOT NULL,
  progress {name}, availability_zone {name}, share_type_id {id}, share_network_id {id}, share_server_id {id}, replica_state {name},
  cast_rules_to_readonly {flag} NOT NULL DEFAULT 0, counted_gib {long} NOT NULL DEFAULT 0, in_place {flag} NOT NULL DEFAULT 0,
  details {json} NOT NULL, created_at {moment} NOT NULL, updated_at {moment},
  metadata {json}, object_identity {key}
) {table};

CREATE TABLE export_locations (
  id {id} PRIMARY KEY, share_instance_id {id} NOT NULL, path {key} NOT NULL, is_admin_only {flag} NOT NULL, preferred {flag} NOT NULL,
  metadata {json} NOT NULL, position {long} NOT NULL, created_at {moment} NOT NULL, updated_at {moment}
) {table};

CREATE TABLE access_rules (
  id {id} PRIMARY KEY, share_id {id} NOT NULL, access_type {name} NOT NULL, access_to {name} NOT NULL, access_level {name} NOT NULL,
  access_key {text}, metadata {json} NOT NULL, created_at {moment} NOT NULL, updated_at {moment}
) {table};

CREATE TABLE access_rule_states (
  access_rule_id {id} NOT NULL, share_instance_id {id} NOT NULL, state {name} NOT NULL, reason {text}, request_id {name} NOT NULL, updated_at {moment} NOT NULL,
  PRIMARY KEY (access_rule_id, share_instance_id)
) {table};

CREATE TABLE snapshots (
  id {id} PRIMARY KEY, share_id {id} NOT NULL, project_id {id} NOT NULL, user_id {id} NOT NULL, name {name}, description {text},
  size {long} NOT NULL, share_size {long} NOT NULL, share_proto {word} NOT NULL, metadata {json} NOT NULL,
  created_at {moment} NOT NULL, updated_at {moment}
) {table};

CREATE TABLE snapshot_instances (
  id {id} PRIMARY KEY, snapshot_id {id} NOT NULL, share_instance_id {id} NOT NULL, status {name} NOT NULL, progress {name},
  provider_location {text}, details {json} NOT NULL, created_at {moment} NOT NULL, updated_at {moment},
  object_identity {key}
) {table};

CREATE TABLE messages (
  id {id} PRIMARY KEY, project_id {id} NOT NULL, request_id {name} NOT NULL, resource_type {name} NOT NULL, resource_id {id} NOT NULL,
  action_id {name} NOT NULL, detail_id {name} NOT NULL, message_level {name} NOT NULL, created_at {moment} NOT NULL, expires_at {moment} NOT NULL,
  reason {text}
) {table};

CREATE TABLE identity_marks (
  name {name} NOT NULL PRIMARY KEY,
  value {text} NOT NULL
) {table};

CREATE TABLE identity_users (
  id {id} NOT NULL PRIMARY KEY,
  name {name} NOT NULL UNIQUE,
  password_hash {text},
  enabled {flag} NOT NULL,
  description {text},
  email {text},
  default_project_id {id}
) {table};

CREATE TABLE identity_projects (
  id {id} NOT NULL PRIMARY KEY,
  name {name} NOT NULL UNIQUE,
  enabled {flag} NOT NULL,
  description {text} NOT NULL
) {table};

CREATE TABLE identity_roles (
  id {id} NOT NULL PRIMARY KEY,
  name {name} NOT NULL UNIQUE,
  description {text}
) {table};

CREATE TABLE identity_assignments (
  user_id {id} NOT NULL,
  scope_kind {word} NOT NULL,
  scope_id {id} NOT NULL,
  role_id {id} NOT NULL,
  PRIMARY KEY (user_id, scope_kind, scope_id, role_id)
) {table};

CREATE TABLE identity_application_credentials (
  id {id} NOT NULL PRIMARY KEY,
  user_id {id} NOT NULL,
  project_id {id} NOT NULL,
  name {name} NOT NULL,
  secret_hash {text} NOT NULL,
  description {text},
  unrestricted {flag} NOT NULL,
  expires_at {moment},
  role_ids {text} NOT NULL,
  UNIQUE (user_id, name)
) {table};

CREATE TABLE identity_tokens (
  hash {name} NOT NULL PRIMARY KEY,
  user_id {id} NOT NULL,
  scope_kind {word} NOT NULL,
  scope_id {id} NOT NULL,
  methods {text} NOT NULL,
  audit_ids {text} NOT NULL,
  issued_at {moment} NOT NULL,
  expires_at {moment} NOT NULL,
  credential_id {id}
) {table};

CREATE TABLE operations (
  id {id} NOT NULL PRIMARY KEY,
  flow {name} NOT NULL,
  flow_version {long} NOT NULL,
  resource_type {name} NOT NULL,
  resource_id {id} NOT NULL,
  project_id {name} NOT NULL,
  request_id {name} NOT NULL,
  op_key {name} NOT NULL,
  open_key {name},
  turn {long} NOT NULL,
  lane {name} NOT NULL,
  state {json} NOT NULL,
  status {name} NOT NULL,
  phase {name} NOT NULL,
  step {long} NOT NULL,
  step_name {name},
  refusal_detail {long},
  refusal_text {text},
  attempt {long} NOT NULL,
  reason {text},
  back_to {long},
  back_state {json},
  back_lane {name},
  due_at {moment},
  lease_owner {name},
  fence {long} NOT NULL,
  cancel_reason {text},
  events {long} NOT NULL,
  deadline {moment} NOT NULL,
  created_at {moment} NOT NULL,
  updated_at {moment} NOT NULL,
  finished_at {moment},
  has_failed {flag} NOT NULL DEFAULT 0, due_project {name}
) {table};

CREATE TABLE operation_events (
  operation_id {id} NOT NULL,
  seq {long} NOT NULL,
  began_at {moment},
  at {moment} NOT NULL,
  step {name},
  event {name} NOT NULL,
  attempt {long} NOT NULL,
  reason {text},
  PRIMARY KEY (operation_id, seq)
) {table};

CREATE TABLE reconciliations (
  id {name} NOT NULL PRIMARY KEY,
  kind {name} NOT NULL,
  resource_id {id} NOT NULL,
  lane {name} NOT NULL,
  generation {long} NOT NULL,
  due_at {moment} NOT NULL,
  attempt {long} NOT NULL,
  reason {text},
  lease_owner {name},
  fence {long} NOT NULL,
  marked_at {moment} NOT NULL,
  due_project {name}
) {table};

CREATE TABLE periodic_jobs (
  id {name} NOT NULL PRIMARY KEY,
  due_at {moment} NOT NULL,
  lease_owner {name},
  fence {long} NOT NULL,
  ran_at {moment},
  reason {text}
) {table};

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

CREATE TABLE share_group_snapshots (
  id {id} PRIMARY KEY, share_group_id {id} NOT NULL, project_id {id} NOT NULL, user_id {id} NOT NULL, name {text}, description {text},
  status {name} NOT NULL, created_at {moment} NOT NULL, updated_at {moment}
) {table};

CREATE TABLE share_group_snapshot_members (
  id {id} PRIMARY KEY, share_group_snapshot_id {id} NOT NULL, share_id {id} NOT NULL, share_instance_id {id} NOT NULL, project_id {id} NOT NULL,
  size {long} NOT NULL, share_proto {word} NOT NULL, details {json} NOT NULL, created_at {moment} NOT NULL
) {table};

CREATE TABLE deployment (
  one {long} NOT NULL PRIMARY KEY, id {id} NOT NULL, created_at {moment} NOT NULL
) {table};

CREATE TABLE work_clock (id {long} PRIMARY KEY, now {moment} NOT NULL, saved_at {moment} NOT NULL) {table};

CREATE TABLE known_pools (
  host {name} PRIMARY KEY, identity {text} NOT NULL, noted_at {moment} NOT NULL
) {table};

CREATE TABLE pool_adoptions (
  host {name} PRIMARY KEY, asked_at {moment} NOT NULL
) {table};

CREATE TABLE former_instances (
  id {id} NOT NULL PRIMARY KEY
) {table};

CREATE TABLE share_metadata (
  share_id {id} NOT NULL, item {name} NOT NULL, value {text} NOT NULL, project_id {id} NOT NULL, PRIMARY KEY (share_id, item)
) {table};

CREATE TABLE snapshot_metadata (
  snapshot_id {id} NOT NULL, item {name} NOT NULL, value {text} NOT NULL, project_id {id} NOT NULL, PRIMARY KEY (snapshot_id, item)
) {table};

CREATE TABLE restored_instances (
  id {id} NOT NULL PRIMARY KEY
) {table};

-- Of several managers with one host, which one works with its backends.
CREATE TABLE manager_leases (
  host {name} NOT NULL PRIMARY KEY, owner {name}, fence {long} NOT NULL, until {moment} NOT NULL
) {table};

-- Transactions of all processes take turns; each leaves a mark by which a lost answer to its commit is judged.
CREATE TABLE transaction_turn (id {long} NOT NULL PRIMARY KEY) {table};
INSERT INTO transaction_turn (id) VALUES (1);
CREATE TABLE transaction_marks (id {id} NOT NULL PRIMARY KEY, at {moment} NOT NULL) {table};

CREATE INDEX access_rule_states_by_instance ON access_rule_states (share_instance_id);
CREATE INDEX access_rules_by_share ON access_rules (share_id);
CREATE INDEX export_locations_by_instance ON export_locations (share_instance_id);
CREATE INDEX export_locations_by_path ON export_locations (path);
CREATE INDEX identity_assignments_by_scope ON identity_assignments (scope_kind, scope_id);
CREATE INDEX identity_tokens_by_end ON identity_tokens (expires_at);
CREATE INDEX identity_tokens_by_user ON identity_tokens (user_id);
CREATE INDEX messages_by_age ON messages (created_at, id);
CREATE INDEX messages_by_expiry ON messages (expires_at);
CREATE INDEX messages_by_project ON messages (project_id, created_at, id);
CREATE INDEX messages_by_request ON messages (request_id);
CREATE INDEX messages_by_resource ON messages (resource_id, created_at);
CREATE INDEX operations_by_project ON operations (lane, due_project, due_at);
CREATE INDEX operations_due ON operations (lane, due_at);
CREATE INDEX operations_finished ON operations (finished_at);
CREATE INDEX operations_leased ON operations (lease_owner);
CREATE INDEX operations_of_resource ON operations (resource_id, id);
CREATE INDEX operations_open ON operations (open_key, turn);
CREATE INDEX operations_status ON operations (status, id);
CREATE INDEX periodic_jobs_leased ON periodic_jobs (lease_owner);
CREATE INDEX reconciliations_by_project ON reconciliations (lane, due_project, due_at);
CREATE INDEX reconciliations_due ON reconciliations (lane, due_at);
CREATE INDEX reconciliations_leased ON reconciliations (lease_owner);
CREATE UNIQUE INDEX services_by_host ON services (host, service_binary);
CREATE INDEX share_group_snapshot_members_by_share ON share_group_snapshot_members (share_id);
CREATE INDEX share_group_snapshot_members_by_snapshot ON share_group_snapshot_members (share_group_snapshot_id);
CREATE INDEX share_group_snapshots_by_age ON share_group_snapshots (created_at, id);
CREATE INDEX share_group_snapshots_by_group ON share_group_snapshots (share_group_id);
CREATE INDEX share_group_snapshots_by_project ON share_group_snapshots (project_id, created_at, id);
CREATE INDEX share_groups_by_age ON share_groups (created_at, id);
CREATE INDEX share_groups_by_project ON share_groups (project_id, created_at, id);
CREATE INDEX share_groups_by_source ON share_groups (source_share_group_snapshot_id);
CREATE INDEX share_groups_by_type ON share_groups (share_group_type_id);
CREATE INDEX share_instances_by_host ON share_instances (host, created_at, share_id);
CREATE UNIQUE INDEX share_instances_by_object ON share_instances (object_identity);
CREATE INDEX share_instances_by_share ON share_instances (share_id);
-- only postgresql
CREATE INDEX share_instances_replicas ON share_instances (created_at, id) WHERE replica_state IS NOT NULL;
-- only mariadb
CREATE INDEX share_instances_replicas ON share_instances (created_at, id);
-- only postgresql
CREATE INDEX share_instances_unsettled ON share_instances (status) WHERE status <> 'available';
-- only mariadb
CREATE INDEX share_instances_unsettled ON share_instances (status);
CREATE INDEX shares_by_age ON shares (created_at, id, is_soft_deleted, name);
-- only postgresql
CREATE INDEX shares_by_change ON shares (project_id, COALESCE(updated_at, 0), id, is_soft_deleted, updated_at);
-- only mariadb
CREATE INDEX shares_by_change ON shares (project_id, updated_at, id, is_soft_deleted);
CREATE INDEX shares_by_group ON shares (share_group_id);
-- only postgresql
CREATE INDEX shares_by_name ON shares (project_id, COALESCE(name, ''), id, is_soft_deleted, name);
-- only mariadb
CREATE INDEX shares_by_name ON shares (project_id, name, id, is_soft_deleted);
CREATE INDEX shares_by_project ON shares (project_id, is_soft_deleted, created_at, id, name);
CREATE INDEX shares_by_size ON shares (project_id, size, id, is_soft_deleted);
CREATE INDEX shares_by_snapshot ON shares (snapshot_id);
CREATE INDEX shares_by_type ON shares (share_type_id, project_id, created_at, id);
CREATE INDEX shares_in_order ON shares (project_id, is_soft_deleted, created_at, id, size, share_proto, share_type_id, snapshot_id);
CREATE UNIQUE INDEX snapshot_instances_by_object ON snapshot_instances (object_identity);
CREATE INDEX snapshot_instances_by_share_instance ON snapshot_instances (share_instance_id);
CREATE INDEX snapshot_instances_by_snapshot ON snapshot_instances (snapshot_id);
-- only postgresql
CREATE INDEX snapshot_instances_unsettled ON snapshot_instances (status, snapshot_id) WHERE status <> 'available';
-- only mariadb
CREATE INDEX snapshot_instances_unsettled ON snapshot_instances (status, snapshot_id);
CREATE INDEX snapshots_by_age ON snapshots (created_at, id, name);
-- only postgresql
CREATE INDEX snapshots_by_change ON snapshots (project_id, COALESCE(updated_at, 0), id, updated_at);
-- only mariadb
CREATE INDEX snapshots_by_change ON snapshots (project_id, updated_at, id);
-- only postgresql
CREATE INDEX snapshots_by_name ON snapshots (project_id, COALESCE(name, ''), id, name);
-- only mariadb
CREATE INDEX snapshots_by_name ON snapshots (project_id, name, id);
CREATE INDEX snapshots_by_project ON snapshots (project_id, created_at, id, name);
CREATE INDEX snapshots_by_share ON snapshots (share_id, created_at);
CREATE INDEX snapshots_in_order ON snapshots (project_id, created_at, id, size, share_size, share_proto, share_id);
-- only postgresql
CREATE INDEX share_metadata_by_item ON share_metadata (item, substr(value, 1, 100), project_id, share_id);
-- only mariadb
CREATE INDEX share_metadata_by_item ON share_metadata (item, value(100), project_id, share_id);
-- only postgresql
CREATE INDEX snapshot_metadata_by_item ON snapshot_metadata (item, substr(value, 1, 100), project_id, snapshot_id);
-- only mariadb
CREATE INDEX snapshot_metadata_by_item ON snapshot_metadata (item, value(100), project_id, snapshot_id);
CREATE INDEX transaction_marks_by_age ON transaction_marks (at);
