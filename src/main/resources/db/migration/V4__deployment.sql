-- Deployments: the journal is the truth, the other columns and tables are read from it for lists and locks.
create table deployment (
    number       bigint generated always as identity primary key,
    fleet        text        not null,
    kind         text        not null,
    release      text        not null,
    status       text        not null,
    reason       text,
    started_by   text        not null,
    queued_at    timestamptz not null,
    started_at   timestamptz,
    finished_at  timestamptz,
    -- Fencing epoch of the present owner, and the newest journal entry: both guard each append.
    epoch        bigint      not null default 0,
    last_entry   bigint      not null default 0,
    last_line    bigint      not null default 0,
    -- Raised by whatever wants the deployment to look again.
    wake_seq     bigint      not null default 0
);
-- One started, unfinished deployment per fleet; queued ones are outside.
create unique index deployment_one_running on deployment (fleet) where started_at is not null and finished_at is null;
create index deployment_by_fleet on deployment (fleet, number desc);
create index deployment_live on deployment (number) where finished_at is null;

create table journal (
    deployment bigint      not null references deployment (number),
    number     bigint      not null,
    at         timestamptz not null,
    epoch      bigint      not null,
    event      jsonb       not null,
    primary key (deployment, number)
);

create table log_line (
    deployment bigint      not null references deployment (number),
    number     bigint      not null,
    at         timestamptz not null,
    node       text,
    step       text        not null,
    text       text        not null,
    primary key (deployment, number)
);

-- What a person said and the coordinator has not yet taken into the journal.
create table told (
    id         bigint generated always as identity primary key,
    deployment bigint      not null references deployment (number),
    at         timestamptz not null,
    choice     text        not null,
    question   text,
    node       text,
    by_whom    text        not null,
    reason     text
);
create index told_by_deployment on told (deployment, id);

-- The fencing epoch of each fleet; it outlives deployments.
create table fleet_epoch (
    fleet text primary key,
    epoch bigint not null
);

create table node_record (
    fleet        text not null,
    node         text not null,
    current      text,
    running      text,
    proved       text,
    rotation     text not null,
    drained_by   bigint,
    problem      text,
    last_contact timestamptz,
    primary key (fleet, node)
);

-- At most one row per release and database: a migration runs once.
create table migration (
    application text   not null,
    release     text   not null,
    database    text   not null,
    state       text   not null check (state in ('started', 'succeeded', 'failed', 'unknown')),
    deployment  bigint not null,
    node        text   not null,
    attempt     int    not null,
    exit_code   int,
    primary key (application, release, database)
);

create table idempotency (
    fleet      text   not null,
    key        text   not null,
    body       text   not null,
    deployment bigint not null,
    primary key (fleet, key)
);

-- db-scheduler's one table.
create table scheduled_tasks (
    task_name            text        not null,
    task_instance        text        not null,
    task_data            bytea,
    execution_time       timestamptz not null,
    picked               boolean     not null,
    picked_by            text,
    last_success         timestamptz,
    last_failure         timestamptz,
    consecutive_failures int,
    last_heartbeat       timestamptz,
    version              bigint      not null,
    priority             smallint,
    primary key (task_name, task_instance)
);
create index scheduled_tasks_execution_time on scheduled_tasks (execution_time);
create index scheduled_tasks_last_heartbeat on scheduled_tasks (last_heartbeat);
create index scheduled_tasks_priority on scheduled_tasks (priority desc, execution_time asc);
