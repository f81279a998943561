-- What each source of servers that a fleet document names showed last.
create table discovery (
    fleet       text        not null references fleet on delete cascade,
    source      text        not null,
    found       text        not null,
    looked_at   timestamptz not null,
    answered_at timestamptz,
    problem     text,
    primary key (fleet, source)
);
