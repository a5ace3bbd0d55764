-- What lies in the recycle bin is found by its time.
CREATE INDEX shares_in_bin ON shares (is_soft_deleted, scheduled_to_be_deleted_at);
