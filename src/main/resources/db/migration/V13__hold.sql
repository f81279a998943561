-- A fleet that waits for a person. 'all': a freeze, nothing new begins but rollbacks; 'automatic': triggers alone wait.
create table fleet_hold (
    fleet      text        not null references fleet on delete cascade,
    what       text        not null check (what in ('all', 'automatic')),
    by_whom    text        not null,
    reason     text        not null,
    since      timestamptz not null default now(),
    until      timestamptz,
    -- The rollback that put it; null: a person did.
    deployment bigint,
    primary key (fleet, what)
);

-- Whether a deployment that has not started must wait for the end of its fleet's freeze. Going back, and what Slipway or
-- an operator does with single nodes, goes on. By the database's clock, so that all instances agree.
create function deployment_frozen(d deployment) returns boolean language sql stable as $$
    select d.started_at is null and d.kind in ('deploy', 'restart', 'catch-up') and d.started_by not like 'slipway:%'
       and exists (select 1 from fleet_hold h
                    where h.fleet = d.fleet and h.what = 'all' and (h.until is null or h.until > now()))
$$;
