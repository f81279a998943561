-- A person comes in by a password or by a provider, never by both. Only issuer and subject together say who it is.
alter table person
    add column issuer  text,
    add column subject text,
    add constraint person_provider check ((issuer is null) = (subject is null)),
    add constraint person_one_way_in check (issuer is null or password is null);
create unique index person_by_provider on person (issuer, subject);

-- Roles that come from groups at the provider; what administrators gave is in person_grant and stays.
create table person_group_grant (
    person bigint not null references person on delete cascade,
    fleet  text   not null check (fleet ~ '^(\*|[a-z0-9][a-z0-9-]*)$'),
    role   text   not null check (role in ('viewer', 'deployer', 'approver', 'operator', 'admin')),
    primary key (person, fleet, role)
);

-- Whether the provider vouched for a second factor; null: the person's own settings say.
alter table session add column second boolean;

-- Sign-ins that are at the provider. All else about them is made of the text behind the hash, which the browser keeps.
create table sso_errand (
    hash       text primary key check (hash ~ '^[0-9a-f]{64}$'),
    created_at timestamptz not null,
    next       text not null,
    -- The session that is to be proved again; null: a new one.
    session    bigint
);
create index sso_errand_by_age on sso_errand (created_at);
