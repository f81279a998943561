-- Environment files of fleets: each change makes a new version, with all of the fleet's files as one sealed text.
create table environment (
    id         text        primary key generated always as (fleet || '/' || number::text) stored,
    fleet      text        not null references fleet on delete cascade,
    number     int         not null check (number > 0),
    sealed     text        not null check (sealed like 'sw1:%'),
    changed_at timestamptz not null,
    changed_by text        not null,
    unique (fleet, number)
);

-- A rollback needs old versions as they were. Only the seal may change, when the secret key does.
create function environment_is_kept() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        if exists (select from fleet where name = old.fleet) then
            raise exception 'a version of the environment stays as long as its fleet';
        end if;
        return old;
    end if;
    if (new.fleet, new.number, new.changed_at, new.changed_by)
        is distinct from (old.fleet, old.number, old.changed_at, old.changed_by) then
        raise exception 'a version of the environment never changes';
    end if;
    return new;
end $$;

create trigger environment_kept before update or delete on environment
    for each row execute function environment_is_kept();
