-- Qualities of service. Written by Qos/ only.
CREATE TABLE qos_types (
  id {id} PRIMARY KEY, name {name} NOT NULL UNIQUE, description {text}, specs {json} NOT NULL, created_at {moment} NOT NULL, updated_at {moment}
) {table};
CREATE INDEX qos_types_by_age ON qos_types (created_at, id);
