-- Messages: one thing to be delivered outside each, their tries, and what holds them back.

create table message (
    organization_id bigint not null,
    id bigint generated always as identity (maxvalue 281474976710655),
    uid uuid not null,
    lane text not null default 'mail' check (lane in ('mail', 'webhook')),
    kind text not null,
    reference bigint not null,
    recipient text not null,
    recipient_key text not null,
    template text not null,
    variables jsonb not null,
    bulk boolean not null,
    created_at timestamptz not null,
    send_before timestamptz,
    state text not null default 'queued' check (state in (
        'queued', 'sending', 'accepted', 'deferred', 'unknown',
        'bounced', 'suppressed', 'cancelled', 'dead')),
    due_at timestamptz,
    attempt integer not null default 0,
    failures smallint not null default 0,
    losses smallint not null default 0,
    rendered_sha256 bytea,
    ended_at timestamptz,
    reason text,
    primary key (organization_id, id),
    constraint waits_or_ended check (
        (due_at is not null) = (state in ('queued', 'sending', 'deferred', 'unknown'))
        and (due_at is null) = (ended_at is not null))
) with (autovacuum_vacuum_scale_factor = 0.05);
comment on column message.uid is 'the Message-ID is made of it, so every try carries the same one';
comment on column message.created_at is 'the Date header of every try';
comment on column message.due_at is
    'when to take it next; a claim leases it by moving this into the future; null once it ended';
comment on column message.attempt is
    'fencing number: each claim raises it, and only its holder may write the outcome';
comment on column message.failures is 'place in the schedule of retries';
comment on column message.losses is 'leases that lapsed because their worker vanished';
comment on column message.rendered_sha256 is 'of the first try: a retry must send the same bytes';

-- The claim: due messages of one organization, single ones apart from bulk.
create index message_due on message (organization_id, lane, bulk, due_at) where due_at is not null;
create index message_reference on message (organization_id, reference, kind);

create table message_try (
    organization_id bigint not null,
    message_id bigint not null,
    number integer not null,
    started_at timestamptz not null,
    ended_at timestamptz not null,
    phase text,
    outcome text not null,
    code smallint,
    enhanced text,
    words text not null default '' check (length(words) <= 500),
    rendering_changed boolean not null default false,
    primary key (organization_id, message_id, number),
    foreign key (organization_id, message_id) references message (organization_id, id) on delete cascade
);
comment on column message_try.words is 'the relay''s own';

-- Addresses that an organization no longer writes to.
create table suppression (
    organization_id bigint not null,
    id bigint generated always as identity (maxvalue 281474976710655),
    recipient_key text not null,
    reason text not null,
    words text not null default '' check (length(words) <= 500),
    message_id bigint,
    created_at timestamptz not null,
    primary key (organization_id, id),
    unique (organization_id, recipient_key)
);

-- Where to look for due messages. The worker visits an organization while it is awake; whoever
-- owes a message wakes it, and writes only when it would fall asleep soon, so that concurrent
-- inviters do not queue for one row. A transaction that outlasts the remaining time, and every
-- retry, is found by the worker's slower search over message_due.
create table ready (
    organization_id bigint not null,
    lane text not null,
    awake_until timestamptz not null,
    served_at timestamptz not null default '-infinity',
    primary key (organization_id, lane)
) with (fillfactor = 50);

-- A way out of the house, shared by all workers: is it open, and how many letters a second.
create table lane (
    name text primary key,
    paused_at timestamptz,
    reason text,
    words text not null default '',
    probe_at timestamptz,
    strikes smallint not null default 0,
    tokens double precision not null default 0,
    refilled_at timestamptz,
    worker_seen_at timestamptz,
    relay_seen_at timestamptz,
    constraint paused_with_reason check (
        (paused_at is null) = (reason is null) and (paused_at is null) = (probe_at is null))
) with (fillfactor = 50);
insert into lane (name) values ('mail'), ('webhook');

-- Recipient domains that asked for patience (421, 4.7.x): true of the relay, not of a tenant.
create table domain_pause (
    domain text primary key,
    until timestamptz not null,
    strikes smallint not null
);

select protect('message'), protect('message_try'), protect('suppression');
create policy worker on message to muster_worker using (true) with check (true);
create policy worker on message_try to muster_worker using (true) with check (true);
create policy worker on suppression to muster_worker using (true) with check (true);

grant select, insert, update on message to muster_app;
grant select on message_try, lane to muster_app;
grant select, insert, delete on suppression to muster_app;
grant select, insert, update on ready to muster_app, muster_worker;
grant select, update on message to muster_worker;
grant select, insert, update on message_try to muster_worker;
grant select, insert on suppression to muster_worker;
grant select, update on lane to muster_worker;
grant select, insert, update on domain_pause to muster_worker;
