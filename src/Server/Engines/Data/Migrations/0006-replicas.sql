-- Replicas are instances of a share with a replica_state. Until now no share had more than one instance; those of a type that replicates
-- have the active one, and count towards the quotas of replicas.

ALTER TABLE share_instances ADD COLUMN metadata {json};

UPDATE share_instances SET replica_state = 'active'
WHERE status = 'available' AND share_id IN (SELECT id FROM shares WHERE replication_type IS NOT NULL);

INSERT INTO quota_uses (project_id, scope, scope_id, resource, in_use)
SELECT project_id, 'project', '', 'share_replicas', COUNT(*) FROM shares WHERE replication_type IS NOT NULL AND size > 0 GROUP BY project_id;
INSERT INTO quota_uses (project_id, scope, scope_id, resource, in_use)
SELECT project_id, 'project', '', 'replica_gigabytes', SUM(size) FROM shares WHERE replication_type IS NOT NULL AND size > 0 GROUP BY project_id;
INSERT INTO quota_uses (project_id, scope, scope_id, resource, in_use)
SELECT project_id, 'user', user_id, 'share_replicas', COUNT(*) FROM shares WHERE replication_type IS NOT NULL AND size > 0 GROUP BY project_id, user_id;
INSERT INTO quota_uses (project_id, scope, scope_id, resource, in_use)
SELECT project_id, 'user', user_id, 'replica_gigabytes', SUM(size) FROM shares WHERE replication_type IS NOT NULL AND size > 0 GROUP BY project_id, user_id;
INSERT INTO quota_uses (project_id, scope, scope_id, resource, in_use)
SELECT project_id, 'type', share_type_id, 'share_replicas', COUNT(*) FROM shares
WHERE replication_type IS NOT NULL AND size > 0 AND share_type_id IS NOT NULL GROUP BY project_id, share_type_id;
INSERT INTO quota_uses (project_id, scope, scope_id, resource, in_use)
SELECT project_id, 'type', share_type_id, 'replica_gigabytes', SUM(size) FROM shares
WHERE replication_type IS NOT NULL AND size > 0 AND share_type_id IS NOT NULL GROUP BY project_id, share_type_id;
