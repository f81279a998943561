-- What lists and figures need of a finished deployment, so that they never read journals. Null: not counted yet.
alter table deployment
    add column servers      integer,
    add column reached      integer,
    add column out_seconds  double precision,
    add column longest_out  double precision,
    -- From the release's making to its being live; null also where that is no question.
    add column lead_seconds double precision;

create index deployment_uncounted on deployment (number) where finished_at is not null and servers is null;
create index deployment_by_status on deployment (status, number desc);
create index deployment_by_person on deployment (started_by, number desc);
create index deployment_by_end on deployment (finished_at) where finished_at is not null;
-- One fleet's deployments by somebody, or with a result.
create index deployment_by_fleet_and_status on deployment (fleet, status, number desc);
create index deployment_by_fleet_and_person on deployment (fleet, started_by, number desc);

-- Addresses of status badges: whoever knows one may see that fleet's release, and nothing else.
create table badge (
    fleet text primary key,
    token text not null unique check (token ~ '^[0-9a-f]{32}$')
);

-- What a person has filled in so far while setting up the first fleet; no secrets.
create table setup_draft (
    only_one boolean primary key default true check (only_one),
    answers  jsonb not null
);
