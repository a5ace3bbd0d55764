-- Locks of resources. Written by Locks/ only.
CREATE TABLE resource_locks (
  id {id} PRIMARY KEY, user_id {id} NOT NULL, project_id {id} NOT NULL, lock_context {name} NOT NULL, resource_type {name} NOT NULL,
  resource_id {id} NOT NULL, resource_action {name} NOT NULL, lock_reason {text}, created_at {moment} NOT NULL, updated_at {moment}
) {table};
CREATE INDEX resource_locks_by_project ON resource_locks (project_id, created_at, id);
CREATE INDEX resource_locks_by_age ON resource_locks (created_at, id);
CREATE INDEX resource_locks_by_resource ON resource_locks (resource_id, resource_action);

-- The role manager, where the built-in roles were made before it was one of them.
INSERT INTO identity_roles (id, name, description)
SELECT '6d616e61676572000000000000000020', 'manager', NULL FROM identity_roles
WHERE name = 'member' AND NOT EXISTS (SELECT 1 FROM identity_roles other WHERE other.name = 'manager');
