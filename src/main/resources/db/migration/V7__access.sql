-- People, what they may do, and how they prove who they are. Nothing here can be used by who steals it:
-- passwords are Argon2id, references and tokens are hashes, secrets of second factors are sealed.
create table person (
    id           bigint generated always as identity primary key,
    name         text not null unique check (name ~ '^[a-z0-9][a-z0-9._-]{0,62}$'),
    password     text check (password like '$argon2id$%'),
    -- Second factor: the one in use, the one being set up, and the newest time step that was accepted.
    totp         text check (totp like 'sw1:%'),
    totp_pending text check (totp_pending like 'sw1:%'),
    totp_step    bigint not null default 0,
    created_at   timestamptz not null,
    disabled_at  timestamptz
);

-- "*" is all fleets. A name may be granted before its fleet exists.
create table person_grant (
    person bigint not null references person on delete cascade,
    fleet  text   not null check (fleet ~ '^(\*|[a-z0-9][a-z0-9-]*)$'),
    role   text   not null check (role in ('viewer', 'deployer', 'approver', 'operator', 'admin')),
    primary key (person, fleet, role)
);

create table recovery_code (
    person bigint not null references person on delete cascade,
    hash   text   not null check (hash ~ '^[0-9a-f]{64}$'),
    primary key (person, hash)
);

-- One-time links: to become the first administrator (person is null), or to set a password.
create table invitation (
    hash       text primary key check (hash ~ '^[0-9a-f]{64}$'),
    person     bigint references person on delete cascade,
    created_at timestamptz not null,
    expires_at timestamptz not null
);
-- One open link for each person, and one for the first administrator.
create unique index invitation_one on invitation (coalesce(person, 0));

create table session (
    id         bigint generated always as identity primary key,
    hash       text not null unique check (hash ~ '^[0-9a-f]{64}$'),
    person     bigint not null references person on delete cascade,
    created_at timestamptz not null,
    used_at    timestamptz not null,
    -- When the person last showed the password or the second factor.
    proved_at  timestamptz not null,
    address    text not null,
    agent      text not null
);
create index session_by_person on session (person);

create table api_token (
    id           bigint generated always as identity primary key,
    name         text not null,
    hash         text not null unique check (hash ~ '^[0-9a-f]{64}$'),
    role         text not null check (role in ('viewer', 'deployer', 'approver', 'operator', 'admin')),
    -- Empty: all fleets.
    fleets       text[] not null,
    made_by      text not null,
    created_at   timestamptz not null,
    -- Only the token of the configuration lives until it is revoked.
    expires_at   timestamptz check (expires_at is not null or name = 'bootstrap'),
    last_used_at timestamptz,
    last_address text,
    revoked_at   timestamptz
);

-- Failed and unfinished attempts, by account and by address.
create table attempt (
    key         text primary key,
    failures    int         not null,
    last_at     timestamptz not null,
    blocked_till timestamptz not null
);

-- The audit becomes a chain: each row holds the hash of the one before it and its own.
alter table audit
    add column address text not null default '',
    add column before  text,
    add column after   text,
    add column previous text,
    add column hash    text;

-- The newest row: a chain whose end was cut off does not end here.
create table audit_head (
    only_one boolean primary key default true check (only_one),
    id       bigint not null,
    hash     text   not null
);

create function pg_temp.audit_field(value text) returns text language sql as $$
    select case when value is null then '-' else octet_length(value) || ':' || value end
$$;

do $$
declare
    entry audit;
    last_id bigint := 0;
    last_hash text := repeat('0', 64);
    own text;
begin
    alter table audit disable trigger audit_append_only;
    for entry in select * from audit order by id loop
        own := encode(sha256(convert_to(
            pg_temp.audit_field(last_hash)
            || pg_temp.audit_field(((extract(epoch from entry.at) * 1000000)::bigint)::text)
            || pg_temp.audit_field(entry.actor) || pg_temp.audit_field(entry.action)
            || pg_temp.audit_field(entry.subject) || pg_temp.audit_field(entry.detail)
            || pg_temp.audit_field(entry.address) || pg_temp.audit_field(entry.before)
            || pg_temp.audit_field(entry.after), 'UTF8')), 'hex');
        update audit set previous = last_hash, hash = own where id = entry.id;
        last_id := entry.id;
        last_hash := own;
    end loop;
    insert into audit_head (id, hash) values (last_id, last_hash);
    alter table audit enable trigger audit_append_only;
end $$;

alter table audit
    alter column previous set not null,
    alter column hash set not null,
    add constraint audit_hash check (hash ~ '^[0-9a-f]{64}$');
create unique index audit_one_successor on audit (previous);
