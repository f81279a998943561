-- Deployments that were asked for in advance, and such as a person let begin in spite of a hold, a freeze or a window.
alter table deployment
    add column not_before timestamptz,
    add column overridden boolean not null default false;
create index deployment_not_before on deployment (not_before) where started_at is null and finished_at is null;

-- What the windows of a fleet's document say now, and until when: then nothing begins before it is worked out anew.
create table fleet_window (
    fleet      text        primary key references fleet on delete cascade,
    state      text        not null check (state in ('open', 'closed', 'frozen')),
    changes_at timestamptz not null,
    until      timestamptz not null,
    told       text        not null,
    coming     text
);

-- Whether a freeze, or the fleet's windows, keep a deployment that has not started from beginning. Going back, and what
-- Slipway or an operator does with single nodes, goes on. By the database's clock as it is, not as it was when the
-- transaction began: whoever waited for a lock must not begin in a window that closed meanwhile.
create function deployment_stopped(d deployment) returns boolean language sql volatile as $$
    select d.started_at is null and not d.overridden
       and d.kind in ('deploy', 'restart', 'catch-up') and d.started_by not like 'slipway:%'
       and (exists (select 1 from fleet_hold h
                     where h.fleet = d.fleet and h.what = 'all' and (h.until is null or h.until > clock_timestamp()))
            or exists (select 1 from fleet_window w
                        where w.fleet = d.fleet and (w.state <> 'open' or w.changes_at <= clock_timestamp())))
$$;

-- Whether it does not stand in the queue yet: others may begin before it.
create or replace function deployment_frozen(d deployment) returns boolean language sql volatile as $$
    select d.started_at is null
       and (coalesce(d.not_before > clock_timestamp(), false) or deployment_stopped(d))
$$;

-- When a document is put whose windows say something else, all instances look at once what may begin.
create function announce_window() returns trigger language plpgsql as $$
begin
    perform pg_notify('slipway_due', '0');
    return null;
end $$;

create trigger window_announced after insert or update or delete on fleet_window
    for each row execute function announce_window();
