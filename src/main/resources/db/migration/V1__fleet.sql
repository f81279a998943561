-- What we have: this installation, its fleets, keys and host keys, and who changed them.

create table installation (
    only_one boolean primary key default true check (only_one),
    id       text not null check (id ~ '^[a-z0-9]{12}$')
);

-- A text sealed with the installation's key: tells at the start whether the key is the right one.
create table secret_check (
    only_one boolean primary key default true check (only_one),
    sealed   text not null check (sealed like 'sw1:%')
);

-- The document is the fleet; everything else is read from it.
create table fleet (
    name       text primary key check (name ~ '^[a-z0-9][a-z0-9-]*$'),
    document   text not null,
    created_at timestamptz not null,
    changed_at timestamptz not null
);

-- Host keys that a person accepted; one in the fleet's document comes before.
create table host_key (
    fleet       text not null references fleet on delete cascade,
    node        text not null,
    key         text not null,
    accepted_at timestamptz not null,
    primary key (fleet, node)
);

create table ssh_key (
    name        text primary key check (name ~ '^[a-z0-9][a-z0-9-]*$'),
    public_key  text not null,
    fingerprint text not null,
    sealed      text not null check (sealed like 'sw1:%'),
    created_at  timestamptz not null
);

create table audit (
    id      bigint generated always as identity primary key,
    at      timestamptz not null,
    actor   text not null,
    action  text not null,
    subject text not null,
    detail  text not null
);

create function audit_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'the audit is append-only';
end $$;

create trigger audit_append_only before update or delete on audit
    for each row execute function audit_is_append_only();
create trigger audit_never_truncated before truncate on audit
    for each statement execute function audit_is_append_only();
