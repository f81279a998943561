-- Addresses and signing keys of notification channels; fleet documents name them.
create table notification_secret (
    name       text primary key check (name ~ '^[a-z0-9][a-z0-9-]*$'),
    sealed     text        not null check (sealed like 'sw1:%'),
    changed_at timestamptz not null
);
