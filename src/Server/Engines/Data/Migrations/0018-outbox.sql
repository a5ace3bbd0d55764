-- Notifications that a broker has not confirmed yet. A seq is given while transactions take turns, so it is the order of what became true.
CREATE TABLE outbox (
  message_id {id} NOT NULL PRIMARY KEY, seq {long} NOT NULL, resource_id {id} NOT NULL, event_type {name} NOT NULL, priority {word} NOT NULL,
  body {json} NOT NULL, attempts {long} NOT NULL DEFAULT 0, created_at {moment} NOT NULL
) {table};
CREATE INDEX outbox_in_order ON outbox (seq);
