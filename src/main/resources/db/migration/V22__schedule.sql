-- Rules of fleet documents that bring the newest release by the clock, and until when each is seen to.
create table schedule_rule (
    fleet      text        not null references fleet on delete cascade,
    rule       text        not null,
    done_until timestamptz not null,
    primary key (fleet, rule)
);

-- What came of each time that was due: one row, whichever instance was the first.
create table schedule_firing (
    fleet      text        not null references fleet on delete cascade,
    rule       text        not null,
    at         timestamptz not null,
    state      text        not null check (state in ('deployed', 'nothing', 'refused', 'failed', 'missed')),
    verdict    text        not null,
    deployment bigint,
    primary key (fleet, rule, at)
);
create index schedule_firing_newest on schedule_firing (fleet, at desc);
