-- Applications: how candidates go through tracks, stage by stage.

create table application (
    organization_id bigint not null,
    invitation_id bigint not null,
    activity_id bigint not null,
    version integer not null,
    current integer not null default 1 check (current >= 1),
    outcome text check (outcome in ('passed', 'finished', 'rejected')),
    score numeric,
    started_at timestamptz not null,
    updated_at timestamptz not null,
    ended_at timestamptz,
    primary key (organization_id, invitation_id),
    foreign key (organization_id, invitation_id) references invitation (organization_id, id)
        on delete cascade,
    foreign key (organization_id, activity_id, version)
        references activity_version (organization_id, activity_id, number),
    constraint ended_with_an_outcome check ((outcome is null) = (ended_at is null))
);
comment on column application.invitation_id is
    'the invitation to the track, whose id is the application''s';
comment on column application.version is
    'the version of the track that was current at its start: stages do not change under way';
comment on column application.score is 'per cent of the last stage that was scored';

create table stage (
    organization_id bigint not null,
    id bigint generated always as identity (maxvalue 281474976710655),
    application_id bigint not null,
    number integer not null check (number >= 1),
    activity_id bigint,
    title text not null,
    kind text check (kind in ('assessment', 'interview')),
    advance text not null check (advance in ('finished', 'passed', 'decided')),
    state text not null default 'ahead'
        check (state in ('ahead', 'open', 'waiting', 'done', 'rejected')),
    invitation_id bigint,
    opened_at timestamptz,
    ended_at timestamptz,
    by text check (by in ('rule', 'person')),
    decided_by text,
    reason text,
    primary key (organization_id, id),
    constraint stage_number unique (organization_id, application_id, number),
    foreign key (organization_id, application_id)
        references application (organization_id, invitation_id) on delete cascade,
    foreign key (organization_id, activity_id) references activity (organization_id, id),
    foreign key (organization_id, invitation_id) references invitation (organization_id, id)
        on delete set null (invitation_id)
);
comment on table stage is 'a stage without an activity is a review by a person';
comment on column stage.title is 'as it was called when it was opened; until then when the track was started';
comment on column stage.invitation_id is 'the child invitation that the candidate takes it by';
comment on column stage.reason is 'what the person who decided wrote; candidates do not see it';

create unique index stage_invitation on stage (organization_id, invitation_id)
    where invitation_id is not null;

-- Reports of stages whose consequence is owed: written with the report, so that no crash loses it.
create table stage_due (
    organization_id bigint not null,
    attempt_id bigint not null,
    revision integer not null,
    due_at timestamptz not null,
    primary key (organization_id, attempt_id),
    foreign key (organization_id, attempt_id) references attempt (organization_id, id)
        on delete cascade
);
comment on column stage_due.revision is
    'of the report: one that is newer than what was followed up is owed still';
comment on column stage_due.due_at is
    'who settles a report follows it up at once, the worker comes after that; a claim leases the '
    'row by moving this into the future';
create index stage_due_when on stage_due (due_at);

create function owe_stage() returns trigger
    language plpgsql as
$$
begin
    insert into stage_due (organization_id, attempt_id, revision, due_at)
    select new.organization_id, new.attempt_id, new.revision, new.settled_at + interval '5 seconds'
    from attempt
    join stage on stage.organization_id = new.organization_id
        and stage.invitation_id = attempt.invitation_id
    where attempt.organization_id = new.organization_id and attempt.id = new.attempt_id
    on conflict (organization_id, attempt_id)
        do update set revision = excluded.revision, due_at = excluded.due_at;
    return null;
end
$$;
create trigger stage_owed after insert or update of revision on report for each row
    execute function owe_stage();

-- Children follow their parent when it is revoked, extended or rotated.
create index invitation_parent on invitation (organization_id, parent_id)
    where parent_id is not null;

-- Everybody who was invited to a track, and the stage that they have reached. A status of pending
-- is expired when closes_at has passed, which a view cannot know.
create view applicant with (security_invoker = true) as
select
    track.organization_id,
    track.activity_id as track_id,
    track.id as application_id,
    track.uid,
    track.candidate_id,
    candidate.uid as candidate_uid,
    candidate.name,
    candidate.address,
    coalesce(application.current, 1) as stage,
    stage.title as stage_title,
    stage.kind as stage_kind,
    application.outcome,
    application.score,
    track.created_at as added_at,
    greatest(track.updated_at, application.updated_at, child.updated_at) as updated_at,
    coalesce(child.expires_at, track.expires_at) as closes_at,
    case
        when track.state = 'revoked' then 'revoked'
        when application.invitation_id is null then 'pending'
        when application.outcome = 'rejected' then 'rejected'
        when application.outcome is not null then 'completed'
        when stage.kind is null then 'review'
        when stage.state = 'waiting' or child.state = 'completed' then 'submitted'
        when child.state = 'started' then 'started'
        else 'pending'
    end as status
from invitation as track
-- Nobody lacks a candidate; a join to the left is left out by the planner where nobody is named.
left join candidate
  on candidate.organization_id = track.organization_id and candidate.id = track.candidate_id
left join application
  on application.organization_id = track.organization_id
 and application.invitation_id = track.id
left join stage
  on stage.organization_id = track.organization_id
 and stage.application_id = track.id and stage.number = application.current
left join invitation as child
  on child.organization_id = track.organization_id and child.id = stage.invitation_id
where track.parent_id is null;

select protect('application'), protect('stage'), protect('stage_due');
grant select, insert, update on application, stage to muster_app;
grant select on applicant to muster_app;
grant select, insert, update, delete on stage_due to muster_app;

-- The worker looks for what is owed by all organizations, and moves as the application.
create policy worker on stage_due to muster_worker using (true);
grant select, update on stage_due to muster_worker;
