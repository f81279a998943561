-- Secrets that GitHub signs its messages with. Two of a fleet are valid while one takes the other's place.
create table webhook_secret (
    id      text        primary key generated always as (fleet || '/' || number::text) stored,
    fleet   text        not null references fleet on delete cascade,
    number  int         not null check (number > 0),
    sealed  text        not null check (sealed like 'sw1:%'),
    made_at timestamptz not null,
    made_by text        not null,
    -- Null: until it is replaced.
    until   timestamptz,
    unique (fleet, number)
);

-- What GitHub sent, soundly signed, and what came of it.
create table webhook_delivery (
    id           bigint      generated always as identity primary key,
    fleet        text        not null references fleet on delete cascade,
    -- GitHub's own id, which is the same when GitHub sends it again. The signature does not cover it.
    delivery     text        not null,
    event        text        not null,
    action       text,
    received_at  timestamptz not null,
    digest       text        not null,
    payload      bytea       not null,
    state        text        not null check (state in ('waiting', 'ignored', 'refused', 'failed', 'deployed')),
    verdict      text        not null,
    deployment   bigint,
    attempts     int         not null default 0,
    due_at       timestamptz not null default now(),
    -- Whoever works on it says so again and again; when it stays silent, another instance takes it.
    claimed_until timestamptz,
    finished_at  timestamptz,
    unique (fleet, delivery)
);
create index webhook_delivery_waiting on webhook_delivery (due_at) where state = 'waiting';
create index webhook_delivery_by_fleet on webhook_delivery (fleet, id desc);
create index webhook_delivery_digest on webhook_delivery (fleet, digest);

-- The last message of a fleet that was turned away at the door, and how many were.
create table webhook_refusal (
    fleet text        primary key references fleet on delete cascade,
    at    timestamptz not null,
    why   text        not null,
    times bigint      not null
);

-- How far each line of messages has come: nothing older is deployed. It outlives the messages.
create table trigger_mark (
    fleet    text   not null references fleet on delete cascade,
    line     text   not null,
    first    bigint not null,
    second   bigint not null,
    commit   text,
    what     text   not null,
    delivery bigint not null,
    primary key (fleet, line)
);
