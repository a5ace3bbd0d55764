-- Quotas are charged for the size that a share is to have, from the moment it is asked to grow: with the row that says so, whoever ends
-- that growth, or the share, gives back what was taken.

ALTER TABLE shares ADD COLUMN charged_gib {long} NOT NULL DEFAULT 0;

UPDATE shares SET charged_gib = size;
UPDATE shares SET charged_gib = (
  SELECT MAX(json_extract(o.state, '$.NewSizeGib')) FROM operations o
  WHERE o.open_key = shares.id AND o.flow IN ('share.extend', 'share.revert') AND o.cancel_reason IS NULL)
WHERE id IN (
  SELECT o.open_key FROM operations o
  WHERE o.flow IN ('share.extend', 'share.revert') AND o.cancel_reason IS NULL AND json_extract(o.state, '$.NewSizeGib') > shares.size);

-- A stuck operation has brought its resource to rest in an error state.
ALTER TABLE operations ADD COLUMN has_failed {flag} NOT NULL DEFAULT 0;

-- How long the service could work, as a moment (see WorkClock): due_at and deadline of operations, reconciliations and periodic jobs, the ends
-- of their leases and the signs of life of services are moments of this clock. One row.
CREATE TABLE work_clock (id {long} PRIMARY KEY, now {moment} NOT NULL, saved_at {moment} NOT NULL) {table};
