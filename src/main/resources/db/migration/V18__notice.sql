-- What people and programs are told about deployments: an outbox that follows the journals from outside.

-- All deployments up to this number are told of, to their end.
create table notice_follower (
    only_one boolean primary key default true check (only_one),
    low      bigint  not null
);
-- Nothing is told of what was before notices were there.
insert into notice_follower (low) select coalesce(max(number), 0) from deployment where finished_at is not null
    and number < coalesce((select min(number) from deployment where finished_at is null), 9223372036854775807);

-- Up to which journal entry a deployment is told of. Apart from the deployment's row, which the engine must never wait for.
create table notice_cursor (
    deployment bigint primary key references deployment (number),
    seen       bigint not null
);
insert into notice_cursor select number, last_entry from deployment;

-- Where notices go one after the other: whoever has the claim sends them.
create table notice_line (
    line          text primary key,
    claim         bigint      not null default 0,
    claimed_until timestamptz
);

create table notice (
    id         bigint generated always as identity primary key,
    -- The same in every try, so that a reader can tell a repetition.
    delivery   text        not null unique check (delivery ~ '^[0-9a-f]{32}$'),
    line       text        not null references notice_line,
    fleet      text        not null,
    deployment bigint,
    entry      bigint,
    moment     text        not null,
    kind       text        not null,
    channel    jsonb       not null,
    facts      jsonb       not null,
    state      text        not null default 'waiting' check (state in ('waiting', 'sent', 'dead', 'superseded')),
    attempts   int         not null default 0,
    created_at timestamptz not null,
    begun_at   timestamptz not null,
    due_at     timestamptz not null,
    ended_at   timestamptz,
    problem    text,
    constraint notice_once unique (line, deployment, entry, moment)
);
create index notice_waiting on notice (line, id) where state = 'waiting';
create index notice_dead on notice (id desc) where state = 'dead';
create index notice_by_fleet on notice (fleet, id desc);
create index notice_ended on notice (ended_at) where ended_at is not null;

-- The GitHub deployment that a line's statuses belong to.
create table notice_github (
    line text   primary key references notice_line on delete cascade,
    id   bigint not null
);
