-- Nodes that a person took out of rotation: they stay out, whatever is deployed, until a person puts them back.
alter table node_record
    add column out_by         text,
    add column out_reason     text,
    add column out_at         timestamptz,
    add column out_deployment bigint,
    -- What each balancer's member weighed when Slipway last put it back, or when a person agreed to it.
    add column weights        jsonb;
