-- Recordings and uploaded files. The bytes are in the store of blobs; these rows are the truth.

create table take (
    organization_id bigint not null,
    id bigint generated always as identity (maxvalue 281474976710655),
    uid uuid not null,
    attempt_id bigint not null,
    item text not null,
    number integer not null check (number > 0),
    allowed integer not null check (allowed > 0),
    room bigint not null check (room > 0),
    medium text not null check (medium in ('video', 'audio')),
    mime text not null,
    late boolean not null,
    spared boolean not null default false,
    salvaged boolean not null default false,
    state text not null default 'recording' check (state in (
        'recording', 'assembling', 'ready', 'unchecked', 'damaged', 'quarantined')),
    reason text,
    begun_at timestamptz not null,
    completed_at timestamptz,
    finished_at timestamptz,
    duration_ms integer,
    chunk_count integer,
    due_at timestamptz,
    claim integer not null default 0,
    failures smallint not null default 0,
    original_key text,
    original_size bigint,
    original_sha256 bytea,
    playable_key text,
    playable_size bigint,
    media_type text,
    primary key (organization_id, id),
    unique (organization_id, uid),
    unique (organization_id, attempt_id, item, number),
    foreign key (organization_id, attempt_id) references attempt (organization_id, id),
    constraint waits_for_the_worker check ((due_at is not null) = (state = 'assembling'))
);
comment on column take.allowed is 'takes of this question that may have bytes';
comment on column take.room is 'bytes that it may have';
comment on column take.mime is 'what the recorder calls it';
comment on column take.media_type is 'what we found it to be';
comment on column take.late is 'begun after the end, within the grace';
comment on column take.spared is 'the machine failed it: another was begun in its place';
comment on column take.salvaged is 'nobody completed it: made of what had arrived';
comment on column take.due_at is
    'when a worker takes it next; a claim leases it by moving this into the future';
comment on column take.claim is
    'fencing number: each claim raises it, and only its holder may write the outcome';

create index take_due on take (due_at) where due_at is not null;
create index take_unfinished on take (begun_at) where state = 'recording';
create index take_unchecked on take (organization_id, id) where state = 'unchecked';
create index take_original on take (original_key) where original_key is not null;
create index take_playable on take (playable_key) where playable_key is not null;

create table take_chunk (
    organization_id bigint not null,
    take_id bigint not null,
    number integer not null check (number >= 0),
    size integer not null check (size > 0),
    sha256 bytea not null,
    blob_key text,
    stored_at timestamptz not null,
    primary key (organization_id, take_id, number),
    foreign key (organization_id, take_id) references take (organization_id, id)
);
comment on column take_chunk.blob_key is 'null once the chunk is part of the whole';
create index take_chunk_blob on take_chunk (blob_key) where blob_key is not null;

create table answer_file (
    organization_id bigint not null,
    id bigint generated always as identity (maxvalue 281474976710655),
    uid uuid not null,
    attempt_id bigint not null,
    item text not null,
    name text not null,
    kind text not null,
    size bigint not null check (size > 0),
    sha256 bytea not null,
    blob_key text,
    uploaded_at timestamptz not null,
    removed_at timestamptz,
    primary key (organization_id, id),
    unique (organization_id, uid),
    foreign key (organization_id, attempt_id) references attempt (organization_id, id)
);
comment on column answer_file.name is 'as the candidate called it; never part of a path';
comment on column answer_file.kind is 'by its content';
create index answer_file_of on answer_file (organization_id, attempt_id, item, id);
create index answer_file_blob on answer_file (blob_key) where blob_key is not null;
create index answer_file_removed on answer_file (removed_at)
    where removed_at is not null and blob_key is not null;

-- Who has looked at what lately: a player asks for many ranges, and that is one view.
create table media_view (
    organization_id bigint not null,
    actor text not null,
    subject_kind text not null,
    subject_id bigint not null,
    viewed_at timestamptz not null,
    primary key (organization_id, actor, subject_kind, subject_id)
);

select protect('take'), protect('take_chunk'), protect('answer_file'), protect('media_view');
create policy worker on take to muster_worker using (true) with check (true);
create policy worker on take_chunk to muster_worker using (true) with check (true);
create policy worker on answer_file to muster_worker using (true) with check (true);

grant select, insert, update on take to muster_app;
grant select, insert on take_chunk to muster_app;
grant select, insert on answer_file to muster_app;
grant update (removed_at) on answer_file to muster_app;
grant select, insert, update on media_view to muster_app;
grant select, update on take to muster_worker;
grant select, update on take_chunk to muster_worker;
grant select, update on answer_file to muster_worker;
