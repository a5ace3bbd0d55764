-- Identity without Keystone. Written by Identity/ only.

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
    scope_kind {name} NOT NULL,
    scope_id {id} NOT NULL,
    role_id {id} NOT NULL,
    PRIMARY KEY (user_id, scope_kind, scope_id, role_id)
) {table};

CREATE INDEX identity_assignments_by_scope ON identity_assignments (scope_kind, scope_id);

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
    scope_kind {name} NOT NULL,
    scope_id {id} NOT NULL,
    methods {text} NOT NULL,
    audit_ids {text} NOT NULL,
    issued_at {moment} NOT NULL,
    expires_at {moment} NOT NULL,
    credential_id {id}
) {table};

CREATE INDEX identity_tokens_by_user ON identity_tokens (user_id);
CREATE INDEX identity_tokens_by_end ON identity_tokens (expires_at);
