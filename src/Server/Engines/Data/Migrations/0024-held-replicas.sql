-- Set while an administrator's word on the state of a replica holds: what its storage has last said.
ALTER TABLE share_instances ADD COLUMN held_state {name};
