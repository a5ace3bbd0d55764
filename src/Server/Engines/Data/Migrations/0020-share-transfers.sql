-- Offers of shares to other projects. Written by Transfers/ only.
CREATE TABLE share_transfers (
  id {id} PRIMARY KEY, name {text}, share_id {id} NOT NULL, source_project_id {id} NOT NULL, user_id {id} NOT NULL, salt {name} NOT NULL,
  key_hash {name} NOT NULL, created_at {moment} NOT NULL, expires_at {moment} NOT NULL
) {table};
CREATE INDEX share_transfers_by_project ON share_transfers (source_project_id, created_at, id);
CREATE INDEX share_transfers_by_age ON share_transfers (created_at, id);
CREATE INDEX share_transfers_by_share ON share_transfers (share_id);
CREATE INDEX share_transfers_by_expiry ON share_transfers (expires_at);
