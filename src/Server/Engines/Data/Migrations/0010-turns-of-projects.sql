-- In a lane projects take turns: work that may become due is found by its project. Null once an operation has ended or is stuck, like due_at,
-- so that the index holds as much as there is to do.
ALTER TABLE operations ADD COLUMN due_project {name};

UPDATE operations SET due_project = project_id WHERE due_at IS NOT NULL;

CREATE INDEX operations_by_project ON operations (lane, due_project, due_at);

ALTER TABLE reconciliations ADD COLUMN due_project {name};

UPDATE reconciliations SET due_project = COALESCE(
    (SELECT s.project_id FROM shares s JOIN share_instances i ON i.share_id = s.id WHERE i.id = reconciliations.resource_id), '');

CREATE INDEX reconciliations_by_project ON reconciliations (lane, due_project, due_at);
