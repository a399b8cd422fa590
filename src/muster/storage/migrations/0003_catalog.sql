-- The catalog: activities, their frozen versions, and the ids that vendors gave them.

create table activity (
    organization_id bigint not null,
    id bigint generated always as identity (maxvalue 281474976710655),
    uid uuid not null,
    key text not null check (key ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    kind text not null check (kind in ('assessment', 'interview', 'track')),
    title text not null,
    summary text not null,
    language text,
    minutes integer check (minutes > 0),
    have_ready text[] not null,
    retake_after_days integer check (retake_after_days > 0),
    current_version integer not null check (current_version > 0),
    created_at timestamptz not null,
    primary key (organization_id, id),
    unique (organization_id, key),
    unique (organization_id, uid)
);
comment on column activity.title is
    'title, summary, language, minutes and have_ready repeat what the current version says';
comment on column activity.current_version is
    'its row is written in the same transaction; a foreign key would have to be deferred';

create table activity_version (
    organization_id bigint not null,
    activity_id bigint not null,
    number integer not null check (number > 0),
    content jsonb not null,
    content_sha256 bytea not null,
    published_at timestamptz not null,
    primary key (organization_id, activity_id, number),
    foreign key (organization_id, activity_id) references activity (organization_id, id)
);
comment on column activity_version.content is
    'the file''s fields but key, kind, vendor_ids and retake_after_days; decimals are text';
comment on column activity_version.content_sha256 is
    'of the canonical JSON that was imported, which jsonb does not keep byte for byte';

create table activity_vendor_id (
    organization_id bigint not null,
    dialect text not null check (dialect in ('hiringbranch', 'xobin', 'micro1')),
    vendor_id text not null,
    activity_id bigint not null,
    primary key (organization_id, dialect, vendor_id),
    unique (organization_id, activity_id, dialect),
    foreign key (organization_id, activity_id) references activity (organization_id, id)
);

-- An activity with its vendor ids; security_invoker, so that the reader's own policies apply.
create view activity_card with (security_invoker = true) as
select activity.organization_id, activity.id, activity.uid, activity.key, activity.kind,
       activity.title, activity.summary, activity.language, activity.minutes,
       activity.have_ready, activity.retake_after_days, activity.current_version,
       activity.created_at,
       (select coalesce(jsonb_object_agg(named.dialect, named.vendor_id), '{}')
        from activity_vendor_id as named
        where named.organization_id = activity.organization_id
          and named.activity_id = activity.id) as vendor_ids
from activity;

-- An attempt is judged by the version that it was taken on, so nobody may change one: neither
-- the application, which lacks the grant, nor the owner by mistake.
create function refuse_change() returns trigger
    language plpgsql as
$$
begin
    raise exception 'a published version never changes' using errcode = 'restrict_violation';
end
$$;
create trigger frozen before update or delete or truncate on activity_version
    for each statement execute function refuse_change();

select protect('activity'), protect('activity_version'), protect('activity_vendor_id');

-- What is left out of the update can never change: id, uid, key, kind and created_at.
grant select, insert on activity to muster_app;
grant update (title, summary, language, minutes, have_ready, retake_after_days, current_version)
    on activity to muster_app;
grant select on activity_card to muster_app;
grant select, insert on activity_version to muster_app;
grant select, insert, delete on activity_vendor_id to muster_app;
