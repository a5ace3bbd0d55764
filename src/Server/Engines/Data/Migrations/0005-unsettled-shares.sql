-- Shares in any state but available are few, and asked for often: by everyone who waits for one.

CREATE INDEX share_instances_unsettled ON share_instances (status) WHERE status <> 'available';
