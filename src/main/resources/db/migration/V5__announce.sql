-- Other instances hear at once what was written, in the transaction that writes it; they look by themselves too.
create function announce_deployment() returns trigger language plpgsql as $$
begin
    perform pg_notify('slipway_changed', new.number::text);
    if tg_op = 'INSERT' or new.wake_seq <> old.wake_seq or new.finished_at is distinct from old.finished_at then
        perform pg_notify('slipway_due', new.number::text);
    end if;
    return null;
end $$;

create trigger deployment_announced after insert or update of last_entry, last_line, wake_seq on deployment
    for each row execute function announce_deployment();

create function announce_word() returns trigger language plpgsql as $$
begin
    perform pg_notify('slipway_due', new.deployment::text);
    return null;
end $$;

create trigger word_announced after insert on told for each row execute function announce_word();

-- Names a file in the artifacts folder: an instance that does not find it has another folder than the others.
create table artifact_probe (
    only_one boolean primary key default true check (only_one),
    name     text not null check (name ~ '^[0-9a-f]{16}$')
);
