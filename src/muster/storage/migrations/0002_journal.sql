-- The journal: facts in the order they became visible.
--
-- No foreign key to organization here or in other hot tables: each insert would lock the one
-- organization row for key share, and organizations are never deleted.

create table event (
    organization_id bigint not null,
    id bigint generated always as identity,
    uid uuid not null default gen_random_uuid(),
    type text not null,
    subject_kind text not null,
    subject_id bigint not null,
    occurred_at timestamptz not null,
    actor text not null,
    data jsonb not null default '{}',
    sequence bigint,
    primary key (organization_id, id)
);
comment on column event.sequence is
    'set after commit by the sequencer; ids follow insertion, which is not the order of commits';

create unique index event_sequence on event (organization_id, sequence) where sequence is not null;
create index event_unsequenced on event (organization_id, id) where sequence is null;

create table event_counter (
    organization_id bigint primary key references organization (id),
    last_sequence bigint not null
);

select protect('event'), protect('event_counter');
grant select, insert on event to muster_app, muster_worker;
grant update (sequence) on event to muster_app, muster_worker;
grant select, insert, update on event_counter to muster_app, muster_worker;

-- The sequencer looks for organizations with unsequenced events.
create policy worker on event to muster_worker using (true) with check (true);
create policy worker on event_counter to muster_worker using (true) with check (true);
