-- Intakes: lists of people that members paste or upload, with their rows, and how far inviting is.

create table intake (
    organization_id bigint not null,
    id bigint generated always as identity (maxvalue 281474976710655),
    uid uuid not null,
    made_by text not null,
    source text not null check (source in ('lines', 'file')),
    file_name text not null default '',
    content bytea,
    encoding text not null default '',
    separator text not null default '',
    has_header boolean not null default false,
    columns text[] not null default '{}',
    activity_ids bigint[] not null,
    options jsonb not null default '{}',
    state text not null
        check (state in ('draft', 'scheduled', 'running', 'done', 'stopped', 'cancelled')),
    problem text,
    counts jsonb not null default '{}',
    total integer not null default 0,
    created_at timestamptz not null,
    begin_at timestamptz,
    due_at timestamptz,
    begun_at timestamptz,
    ended_at timestamptz,
    emptied_at timestamptz,
    primary key (organization_id, id),
    unique (organization_id, uid),
    constraint intake_due check ((due_at is not null) = (state in ('scheduled', 'running')))
);
comment on table intake is 'a list of people who are to be invited, by paste or file';
comment on column intake.content is
    'the file as it came, for reading it otherwise; gone once its people are being invited';
comment on column intake.columns is 'what each column of the file is: name, address, metadata:KEY …';
comment on column intake.problem is 'the code of the error that stopped it';
comment on column intake.counts is 'rows by outcome, kept when the rows are gone';
comment on column intake.due_at is
    'when the worker looks next; put into the future when a look failed';
comment on column intake.emptied_at is 'when its rows were deleted';
create index intake_due_at on intake (due_at) where due_at is not null;
create index intake_full on intake (created_at) where emptied_at is null;

create table intake_row (
    organization_id bigint not null,
    intake_id bigint not null,
    number integer not null,
    name text not null,
    address text not null,
    address_key text,
    locale text,
    external_id text,
    metadata jsonb,
    left_out boolean not null default false,
    outcome text,
    problems jsonb,
    invitation_ids bigint[],
    primary key (organization_id, intake_id, number),
    foreign key (organization_id, intake_id) references intake (organization_id, id)
        on delete cascade
);
comment on column intake_row.number is 'the line of the file, or of what was pasted';
comment on column intake_row.address_key is 'what a candidate is known by; null for a bad address';
comment on column intake_row.outcome is 'what inviting did; null until then';
create index intake_row_person on intake_row (organization_id, address_key)
    where address_key is not null;

-- What the columns of a file were the last time that one with these names came.
create table intake_columns (
    organization_id bigint not null,
    header_sha256 bytea not null,
    columns text[] not null,
    used_at timestamptz not null,
    primary key (organization_id, header_sha256)
);

select protect('intake'), protect('intake_row'), protect('intake_columns');
grant select, insert, update, delete on intake, intake_row, intake_columns to muster_app;
create policy worker on intake to muster_worker using (true);
grant select on intake to muster_worker;
grant select, delete on intake_row to muster_eraser;
grant select, update (content) on intake to muster_eraser;
