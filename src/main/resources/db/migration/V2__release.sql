create table release (
    id             bigint generated always as identity primary key,
    application    text        not null,
    version        text        not null,
    digest         text        not null check (digest ~ '^[0-9a-f]{64}$'),
    bytes          bigint      not null check (bytes >= 0),
    entries        integer     not null check (entries >= 0),
    unpacked_bytes bigint      not null check (unpacked_bytes >= 0),
    migrations     text        not null check (migrations in ('NONE', 'REVERSIBLE', 'IRREVERSIBLE')),
    commit_id      text,
    notes          text,
    author         text        not null,
    created_at     timestamptz not null,
    -- Two uploads of one version at once: this decides which of them made it.
    constraint release_version unique (application, version)
);

create index release_newest on release (application, id desc);
