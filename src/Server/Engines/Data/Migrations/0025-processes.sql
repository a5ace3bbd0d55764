-- The processes of the service, each with its own signs of life: several of one kind may run under one host.
CREATE TABLE processes (
  owner {name} NOT NULL PRIMARY KEY, host {name} NOT NULL, roles {name} NOT NULL, version {name} NOT NULL, standby {flag} NOT NULL DEFAULT 0,
  configuration {text} NOT NULL, policy {name} NOT NULL, started_at {moment} NOT NULL, reported_at {moment} NOT NULL
) {table};
