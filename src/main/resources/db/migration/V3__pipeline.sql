-- Pipelines that people brought. The built-in ones are part of the program and never here.
create table pipeline (
    name       text primary key,
    document   text        not null,
    changed_at timestamptz not null
);
