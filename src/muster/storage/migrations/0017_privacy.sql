-- Privacy: who was erased, who is kept by law, for how long people are kept, what is still to be
-- removed from folders. And the one role that may delete a person's rows.

-- The application and the worker cannot delete answers, ratings or letters, whatever goes wrong
-- in them. Erasing acts as this role, for the one transaction that it takes.
do $$
begin
    begin
        if not exists (select from pg_roles where rolname = 'muster_eraser') then
            create role muster_eraser nologin;
        end if;
    exception when duplicate_object or unique_violation then
        null;  -- another database's migration was quicker
    end;
    begin
        execute 'grant muster_eraser to current_user';
    exception when insufficient_privilege then
        if not pg_has_role(current_user, 'muster_eraser', 'member') then
            raise;
        end if;
    end;
exception when insufficient_privilege then
    raise exception 'this login may not create roles: ask for "create role muster_eraser nologin; grant muster_eraser to %"', current_user;
end
$$;
grant usage on schema public to muster_eraser;

-- What is left of a person: numbers that we made ourselves. No name, no address, and no hash of
-- an address, which whoever has a list of addresses could try out.
create table tombstone (
    organization_id bigint not null,
    candidate_id bigint not null,
    candidate_uid uuid not null,
    basis text not null check (basis in ('request', 'retention')),
    erased_at timestamptz not null,
    erased_by text not null,
    primary key (organization_id, candidate_id),
    unique (organization_id, candidate_uid)
);
comment on table tombstone is 'somebody was here and was erased; ids are never given again';
comment on column tombstone.erased_by is 'the actor, as in the journal';
create index tombstone_page on tombstone (organization_id, erased_at);

-- Whom nobody may erase for now: a lawsuit, an inspection.
create table candidate_hold (
    organization_id bigint not null,
    candidate_id bigint not null,
    reason text not null check (length(reason) between 1 and 500),
    held_at timestamptz not null,
    held_by text not null,
    primary key (organization_id, candidate_id),
    foreign key (organization_id, candidate_id) references candidate (organization_id, id)
);

-- For how long an organization keeps people after the last contact; without a row for ever.
create table retention (
    organization_id bigint not null,
    months integer not null check (months between 1 and 600),
    set_at timestamptz not null,
    set_by text not null,
    sweep_at timestamptz not null,
    primary key (organization_id)
);
comment on column retention.sweep_at is
    'when the worker looks next; a claim leases the row by moving this into the future';
create index retention_sweep on retention (sweep_at);

-- Recordings, files and letters in folders that no row names any more: written with the erasure,
-- so that no crash loses them, and gone when they are gone.
create table doomed (
    organization_id bigint not null,
    place text not null check (place in ('blob', 'letter')),
    key text not null,
    doomed_at timestamptz not null,
    primary key (organization_id, place, key)
);
comment on column doomed.key is 'of a blob, or the file name of a letter in a folder of letters';
create index doomed_age on doomed (doomed_at);

select protect('tombstone'), protect('candidate_hold'), protect('retention'), protect('doomed');

-- When there was last anything between an organization and a person, and whether there is
-- something now: an invitation that can still be used, or an attempt that runs.
create view last_contact with (security_invoker = true) as
select candidate.organization_id, candidate.id as candidate_id, candidate.uid,
       candidate.updated_at,
       greatest(candidate.updated_at, invited.at, taken.at, written.at) as at,
       coalesce(invited.usable_until, '-infinity') as usable_until,
       coalesce(taken.running, false) as running,
       exists (select from candidate_hold
               where candidate_hold.organization_id = candidate.organization_id
                 and candidate_hold.candidate_id = candidate.id) as held
from candidate
left join lateral (
    select max(greatest(invitation.updated_at, invitation.started_at, invitation.completed_at))
               as at,
           max(invitation.expires_at) filter (where invitation.state in ('pending', 'started'))
               as usable_until
    from invitation
    where invitation.organization_id = candidate.organization_id
      and invitation.candidate_id = candidate.id
) as invited on true
left join lateral (
    select max(greatest(attempt.started_at, attempt.submitted_at)) as at,
           bool_or(attempt.state = 'running') as running
    from attempt
    where attempt.organization_id = candidate.organization_id
      and attempt.candidate_id = candidate.id
) as taken on true
left join lateral (
    select max(greatest(message.created_at, message.ended_at)) as at
    from invitation
    join message on message.organization_id = candidate.organization_id
        and message.reference = invitation.id and message.kind <> 'home'
    where invitation.organization_id = candidate.organization_id
      and invitation.candidate_id = candidate.id
) as written on true;

-- The sessions and seats of a person end with the person.
create index portal_grant_subject on portal_grant (organization_id, kind, subject);
create index portal_seat_subject on portal_seat (organization_id, kind, subject);
create index accommodation_request_invitation on accommodation_request
    (organization_id, invitation_id);

grant select on tombstone, doomed, last_contact to muster_app;
grant select, insert, update, delete on candidate_hold, retention to muster_app;

-- The worker looks for organizations whose time has come, and removes what is doomed.
create policy worker on retention to muster_worker using (true) with check (true);
create policy worker on doomed to muster_worker using (true);
grant select, update (sweep_at) on retention to muster_worker;
grant select, delete on doomed to muster_worker;

-- Erasing: it finds what a person has, deletes it, and writes what is left. An event, a consent's
-- text and a published version it can neither change nor delete.
grant select on organization, activity, activity_version, activity_vendor_id, activity_card,
    consent, event, message_try, job, tombstone, candidate_hold, last_contact, doomed
    to muster_eraser;
grant insert on event, tombstone, doomed to muster_eraser;
-- For update is how a row is locked.
grant update (updated_at) on candidate, invitation to muster_eraser;
grant update (due_at) on attempt to muster_eraser;
grant update (tell_at, letter) on expiry_notice to muster_eraser;
grant update (changed_at) on job_applicant to muster_eraser;
grant select, delete on
    candidate, invitation, portal_grant, portal_seat, reminder, reminder_refusal, expiry_notice,
    more_time_request, message, suppression, bounce, webhook_call, webhook_try,
    attempt, attempt_section, place, answer_revision, accommodation, accommodation_request,
    take, take_chunk, answer_file, media_view,
    report, rating, report_due, report_share, report_view,
    application, stage, stage_due, job_applicant
    to muster_eraser;
grant execute on function erase_ratings to muster_eraser;
-- A relay's words about the lane may repeat an address.
grant select (name, words), update (words) on lane to muster_eraser;
