-- Webhooks: endpoints of organizations, the calls that are owed to them, and their tries.

create table webhook_endpoint (
    organization_id bigint not null,
    id bigint generated always as identity (maxvalue 281474976710655),
    uid uuid not null,
    url text not null,
    style text not null check (style in ('muster', 'xobin', 'xobin_interviews', 'micro1')),
    slot text not null default '',
    events text[] not null default '{}',
    description text not null default '',
    auth_kind text check (auth_kind in ('basic', 'header')),
    auth_name text,
    auth_sealed bytea,
    state text not null default 'active' check (state in ('active', 'disabled')),
    disabled_reason text check (disabled_reason in ('operator', 'gone', 'failing')),
    created_at timestamptz not null,
    changed_at timestamptz not null,
    sequence bigint not null,
    announcing_until timestamptz not null default '-infinity',
    hold bigint not null default 0,
    held_until timestamptz not null default '-infinity',
    served_at timestamptz not null default '-infinity',
    rests_until timestamptz not null default '-infinity',
    strikes integer not null default 0,
    failures integer not null default 0,
    failing_since timestamptz,
    warned_at timestamptz,
    primary key (organization_id, id),
    constraint whole_auth check (
        (auth_kind is null) = (auth_name is null) and (auth_kind is null) = (auth_sealed is null)),
    constraint disabled_with_reason check ((state = 'disabled') = (disabled_reason is not null))
) with (fillfactor = 50);
comment on column webhook_endpoint.events is 'types, or invitation.* for all of a kind; empty: all';
comment on column webhook_endpoint.sequence is
    'the last event of the feed that was looked at for this endpoint';
comment on column webhook_endpoint.announcing_until is 'until when a worker makes its calls';
comment on column webhook_endpoint.hold is
    'fencing number: who takes the endpoint raises it, and only its holder writes strikes';
comment on column webhook_endpoint.held_until is
    'a lease: one worker at a time calls an endpoint, so that five at once are five, and a dead '
    'one holds up nobody else';
comment on column webhook_endpoint.strikes is 'failures since the last success in a row';
comment on column webhook_endpoint.failures is 'tries since failing_since, all of which failed';

create unique index webhook_endpoint_uid on webhook_endpoint (organization_id, uid);
create index webhook_endpoint_active on webhook_endpoint (organization_id, sequence)
    where state = 'active';

create table webhook_secret (
    organization_id bigint not null,
    endpoint_id bigint not null,
    number integer not null,
    sealed bytea not null,
    hint text not null,
    created_at timestamptz not null,
    expires_at timestamptz,
    primary key (organization_id, endpoint_id, number),
    foreign key (organization_id, endpoint_id) references webhook_endpoint (organization_id, id)
        on delete cascade
);
comment on column webhook_secret.expires_at is 'set when a new one was made; both sign until then';

create table webhook_call (
    organization_id bigint not null,
    id bigint generated always as identity (maxvalue 281474976710655),
    uid uuid not null,
    endpoint_id bigint not null,
    event_id bigint,
    event_sequence bigint,
    type text not null,
    body bytea,
    candidate_id bigint,
    created_at timestamptz not null,
    state text not null default 'waiting' check (state in ('waiting', 'delivered', 'dead')),
    due_at timestamptz,
    attempt integer not null default 0,
    failures integer not null default 0,
    ended_at timestamptz,
    reason text,
    primary key (organization_id, id),
    foreign key (organization_id, endpoint_id) references webhook_endpoint (organization_id, id)
        on delete cascade,
    -- P4: one call an endpoint and event, however often the feed is read.
    constraint webhook_call_event unique (organization_id, endpoint_id, event_id),
    constraint waits_or_ended check (
        (due_at is not null) = (state = 'waiting') and (due_at is null) = (ended_at is not null))
) with (autovacuum_vacuum_scale_factor = 0.05);
comment on column webhook_call.uid is 'webhook-id of every try is made of it';
comment on column webhook_call.body is
    'the bytes that every try sends; null when they could not be made, which ends the call';
comment on column webhook_call.event_id is 'null: a test';
comment on column webhook_call.attempt is
    'how many tries were written down; who writes the next must know the number';
comment on column webhook_call.failures is 'place in the schedule of retries';

create unique index webhook_call_uid on webhook_call (organization_id, uid);
create index webhook_call_due on webhook_call (organization_id, endpoint_id, due_at)
    where due_at is not null;
create index webhook_call_endpoint on webhook_call (organization_id, endpoint_id, id);
create index webhook_call_candidate on webhook_call (organization_id, candidate_id)
    where candidate_id is not null;
create index webhook_call_ended on webhook_call (ended_at) where ended_at is not null;

create table webhook_try (
    organization_id bigint not null,
    call_id bigint not null,
    number integer not null,
    started_at timestamptz not null,
    ended_at timestamptz not null,
    outcome text not null,
    status smallint,
    words text not null default '' check (length(words) <= 1024),
    primary key (organization_id, call_id, number),
    foreign key (organization_id, call_id) references webhook_call (organization_id, id)
        on delete cascade
);
comment on column webhook_try.words is 'the beginning of the answer, or what went wrong';

select protect('webhook_endpoint'), protect('webhook_secret'), protect('webhook_call'),
    protect('webhook_try');
create policy worker on webhook_endpoint to muster_worker using (true) with check (true);
create policy worker on webhook_secret to muster_worker using (true);
create policy worker on webhook_call to muster_worker using (true) with check (true);
create policy worker on webhook_try to muster_worker using (true) with check (true);

grant select, insert, update, delete on webhook_endpoint, webhook_call to muster_app;
grant select, insert, update on webhook_secret to muster_app;
grant select on webhook_try to muster_app;
grant select, update on webhook_endpoint to muster_worker;
grant select on webhook_secret to muster_worker;
grant select, update, delete on webhook_call to muster_worker;
grant select, insert on webhook_try to muster_worker;
