-- Archived activities, what the makers of interviews said besides, job openings and applicants.

alter table activity
    add column archived_at timestamptz,
    add column changed_at timestamptz,
    add column settings jsonb not null default '{}';
comment on column activity.archived_at is
    'nobody new is invited to it and lists leave it out; who was invited goes on';
comment on column activity.changed_at is
    'when anything of it last changed; null while it is as it was created';
comment on column activity.settings is
    'what a vendor''s client said of it and Muster keeps to say again, by dialect';

create or replace view activity_card with (security_invoker = true) as
select activity.organization_id, activity.id, activity.uid, activity.key, activity.kind,
       activity.title, activity.summary, activity.language, activity.minutes,
       activity.have_ready, activity.retake_after_days, activity.current_version,
       activity.created_at,
       (select coalesce(jsonb_object_agg(named.dialect, named.vendor_id), '{}')
        from activity_vendor_id as named
        where named.organization_id = activity.organization_id
          and named.activity_id = activity.id) as vendor_ids,
       activity.archived_at, coalesce(activity.changed_at, activity.created_at) as changed_at,
       activity.settings
from activity;

grant update (archived_at, changed_at, settings) on activity to muster_app;

create table job (
    organization_id bigint not null,
    id bigint generated always as identity (maxvalue 281474976710655),
    uid uuid not null,
    title text not null,
    description text not null,
    activity_id bigint,
    external_id text,
    apply_url text,
    state text not null check (state in ('open', 'closed')),
    created_at timestamptz not null,
    changed_at timestamptz,
    primary key (organization_id, id),
    unique (organization_id, uid),
    foreign key (organization_id, activity_id) references activity (organization_id, id)
);
comment on table job is 'a job opening that people apply for';
comment on column job.activity_id is 'what its applicants are invited to, where that is settled';
comment on column job.external_id is 'its id in the employer''s own system';
comment on column job.apply_url is 'the employer''s page where people apply; Muster has none';

create table job_applicant (
    organization_id bigint not null,
    id bigint generated always as identity (maxvalue 281474976710655),
    uid uuid not null,
    job_id bigint not null,
    address_key text not null,
    address text not null,
    first_name text not null,
    last_name text not null,
    phone text,
    resume_url text,
    external_id text,
    candidate_id bigint,
    invitation_id bigint,
    created_at timestamptz not null,
    changed_at timestamptz,
    invited_at timestamptz,
    completed_at timestamptz,
    primary key (organization_id, id),
    unique (organization_id, uid),
    -- The same person applies once for the same job, however often a client says so.
    constraint job_applicant_address unique (organization_id, job_id, address_key),
    foreign key (organization_id, job_id) references job (organization_id, id),
    foreign key (organization_id, candidate_id) references candidate (organization_id, id),
    foreign key (organization_id, invitation_id) references invitation (organization_id, id)
        on delete set null (invitation_id),
    constraint candidate_once_invited check ((candidate_id is null) = (invited_at is null))
);
comment on table job_applicant is
    'who applies for a job: not a candidate until invited (view "applicant" is of tracks)';
comment on column job_applicant.resume_url is 'where the employer keeps it; Muster never fetches it';

create index job_applicant_page on job_applicant (organization_id, job_id, id);
create index job_applicant_candidate on job_applicant (organization_id, candidate_id)
    where candidate_id is not null;
create index job_applicant_person on job_applicant (organization_id, address_key);
create index job_applicant_invitation on job_applicant (organization_id, invitation_id)
    where invitation_id is not null;

-- Who completes an invitation has completed what they applied for, in the same transaction:
-- attempts and tracks end invitations, and neither knows of jobs.
create function complete_applicant() returns trigger
    language plpgsql as
$$
begin
    with done as (
        update job_applicant set completed_at = new.completed_at
        where organization_id = new.organization_id and invitation_id = new.id
          and completed_at is null
        returning id, job_id
    )
    insert into event (organization_id, type, subject_kind, subject_id, occurred_at, actor, data)
    select new.organization_id, 'applicant.completed', 'applicant', done.id, new.completed_at,
           'rule', jsonb_build_object('job_id', done.job_id, 'invitation_id', new.id)
    from done;
    return null;
end
$$;
create trigger applicant_completed after update of state on invitation for each row
    when (new.state = 'completed' and old.state <> 'completed')
    execute function complete_applicant();

select protect('job'), protect('job_applicant');
grant select, insert, update on job to muster_app;
grant select, insert, update, delete on job_applicant to muster_app;
-- The worker completes what nobody submitted in time.
grant select, update (completed_at) on job_applicant to muster_worker;
