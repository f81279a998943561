-- When a deployment that waits for approval ends by itself. It has not begun, so the fleet is free for others.
alter table deployment add column approve_until timestamptz;
create index deployment_waiting on deployment (number) where status = 'waiting_approval';
