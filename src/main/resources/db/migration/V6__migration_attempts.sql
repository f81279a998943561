-- Under which attempt of its deployment's step a migration was started: a later one is a person's retry.
alter table migration add column asked int not null default 1;
-- Whether the node said that it has the job. What was started by an older version counts as said.
alter table migration add column confirmed boolean not null default true;
