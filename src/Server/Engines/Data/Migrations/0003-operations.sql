-- Work that ends. due_at is the next moment at which a worker may take the row: its start, the end of a back-off, or the end of
-- the lease while a worker has it; null once it has ended or is stuck. op_key is repeated in open_key until it has ended. So both
-- indexes that workers use stay as small as the work that is left, however many ended rows there are.
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
    finished_at {moment}
) {table};

CREATE INDEX operations_due ON operations (lane, due_at);
CREATE INDEX operations_open ON operations (open_key, turn);
CREATE INDEX operations_leased ON operations (lease_owner);
CREATE INDEX operations_of_resource ON operations (resource_id, id);
CREATE INDEX operations_finished ON operations (finished_at);
CREATE INDEX operations_status ON operations (status, id);

-- What happened to an operation, in order; only ever added to, and purged with it.
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

-- What must stay true: one row for each resource that has to be looked at. id is kind:resource_id. A mark that arrives while
-- the row is worked on raises its generation, and it is worked on again.
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
    marked_at {moment} NOT NULL
) {table};

CREATE INDEX reconciliations_due ON reconciliations (lane, due_at);
CREATE INDEX reconciliations_leased ON reconciliations (lease_owner);

-- Work that comes again: one row for each job, so that of several processes one runs it.
CREATE TABLE periodic_jobs (
    id {name} NOT NULL PRIMARY KEY,
    due_at {moment} NOT NULL,
    lease_owner {name},
    fence {long} NOT NULL,
    ran_at {moment},
    reason {text}
) {table};

CREATE INDEX periodic_jobs_leased ON periodic_jobs (lease_owner);
