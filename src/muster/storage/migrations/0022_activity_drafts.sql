-- Drafts of activities, on which members work until they publish them; and who published a version.

create table activity_draft (
    organization_id bigint not null references organization (id),
    id bigint generated always as identity (maxvalue 281474976710655),
    uid uuid not null,
    activity_id bigint,
    based_on integer,
    document jsonb not null,
    removed jsonb not null default '[]',
    revision integer not null default 1 check (revision > 0),
    changed_at timestamptz not null,
    changed_by text not null,
    discarded_at timestamptz,
    primary key (organization_id, id),
    unique (organization_id, uid),
    foreign key (organization_id, activity_id) references activity (organization_id, id)
);
comment on column activity_draft.activity_id is 'null until a new activity is published';
comment on column activity_draft.based_on is 'the version that it was begun from';
comment on column activity_draft.document is
    'the fields of an activity file as they were typed: what is missing or wrong may be so for now';
comment on column activity_draft.removed is 'parts that were deleted last, to be put back';
-- Two people who edit one activity edit one draft.
create unique index activity_draft_open on activity_draft (organization_id, activity_id)
    where discarded_at is null and activity_id is not null;

alter table activity_version add column published_by text;
comment on column activity_version.published_by is 'the actor; null where nobody noted it';

select protect('activity_draft');
grant select, insert, update, delete on activity_draft to muster_app;
