-- What members look over: when links were first followed, what happened to whom, what waits.

alter table invitation add column opened_at timestamptz;
comment on column invitation.opened_at is
    'when somebody first pressed the button behind its link, or behind the candidate''s home link';

-- From a thing to all its events: the pages of people. It takes the place of the index that led
-- from attempts alone to theirs, so that events of attempts write as many as before.
create index event_of_thing on event (organization_id, subject_id, id);
drop index event_of_attempt;
-- What members did: few events, and those that an audit asks for first.
create index event_by_member on event (organization_id, actor, id) where actor like 'member:%';

-- What needs somebody. Few rows are in these at a time, and most rows never get into them.
create index message_failed on message (organization_id, ended_at)
    where state in ('bounced', 'dead', 'suppressed');
create index stage_undecided on stage (organization_id, application_id)
    where state in ('open', 'waiting');
create index take_failed on take (organization_id, finished_at)
    where state in ('damaged', 'quarantined');

-- Events with whom and what they are about, as far as these are still there. Row-level security lets
-- no expression lead into an index that might tell of rows, and those that read JSON, or choose by
-- coalesce, might: what the JSON says is read on its own, and choices are written out. Read it by few
-- ids at a time: each row looks up a dozen tables. security_invoker, so that the reader's policies
-- apply. Of somebody who was erased nothing is left but numbers in events. They still tell which
-- activity it was about: most events say that themselves, and those of attempts, recordings and files
-- by the attempt's beginning.
create view happening with (security_invoker = true) as
select event.organization_id, event.id, event.uid, event.type, event.subject_kind,
       event.subject_id, event.occurred_at, event.actor, event.data,
       candidate.id as candidate_id, candidate.uid as candidate_uid,
       candidate.name as candidate_name, candidate.address as candidate_address,
       activity.key as activity_key, activity.title as activity_title,
       invitation.id as invitation_id, invitation.uid as invitation_uid,
       report.uid as report_uid,
       message.uid as message_uid, message.kind as message_kind,
       coalesce(nullif(subject.name, ''), subject.email, api_key.name, job.title,
                suppression.recipient_key, webhook_endpoint.description) as thing,
       nullif(concat_ws(' ', job_applicant.first_name, job_applicant.last_name), '') as applicant
from event
cross join lateral (
    select (event.data ->> 'invitation_id')::bigint as invitation_id,
           (event.data ->> 'attempt_id')::bigint as attempt_id,
           coalesce(event.data ->> 'activity_id', event.data ->> 'track_id')::bigint as activity_id,
           event.data ->> 'key_id' as key_id
    offset 0
) as said
left join take on event.subject_kind = 'recording'
    and take.organization_id = event.organization_id and take.id = event.subject_id
left join answer_file on event.subject_kind = 'file'
    and answer_file.organization_id = event.organization_id and answer_file.id = event.subject_id
left join message on event.subject_kind = 'message'
    and message.organization_id = event.organization_id and message.id = event.subject_id
left join job_applicant on event.subject_kind = 'applicant'
    and job_applicant.organization_id = event.organization_id
    and job_applicant.id = event.subject_id
left join attempt on attempt.organization_id = event.organization_id
    and attempt.id = case event.subject_kind
        when 'attempt' then event.subject_id
        when 'recording' then take.attempt_id
        when 'file' then answer_file.attempt_id
    end
left join report on report.organization_id = event.organization_id
    and report.attempt_id = attempt.id
left join invitation on invitation.organization_id = event.organization_id
    and invitation.id = case
        when event.subject_kind in ('invitation', 'application') then event.subject_id
        when event.subject_kind = 'message' and message.kind in
            ('invitation', 'stage', 'reminder', 'deadline', 'refusal', 'withdrawal') then message.reference
        when event.subject_kind = 'applicant' then job_applicant.invitation_id
        when attempt.id is not null then attempt.invitation_id
        when event.subject_kind = 'candidate' then said.invitation_id
    end
left join candidate on candidate.organization_id = event.organization_id
    and candidate.id = case
        when event.subject_kind = 'candidate' then event.subject_id
        when message.kind = 'home' then message.reference
        when invitation.id is not null then invitation.candidate_id
        else job_applicant.candidate_id
    end
left join lateral (
    select (start.data ->> 'activity_id')::bigint as activity_id
    from event as start
    where invitation.id is null and event.subject_kind in ('attempt', 'recording', 'file')
      and start.organization_id = event.organization_id
      and start.subject_id = case event.subject_kind
          when 'attempt' then event.subject_id else said.attempt_id end
      and start.subject_kind = 'attempt' and start.type = 'attempt.started'
    order by start.id limit 1
) as begun on true
left join activity on activity.organization_id = event.organization_id
    and activity.id = case
        when event.subject_kind = 'activity' then event.subject_id
        when invitation.id is not null then invitation.activity_id
        when said.activity_id is not null then said.activity_id
        else begun.activity_id
    end
left join job on job.organization_id = event.organization_id
    and job.id = case event.subject_kind
        when 'job' then event.subject_id
        when 'applicant' then job_applicant.job_id
    end
left join member as subject on event.subject_kind = 'member'
    and subject.organization_id = event.organization_id and subject.id = event.subject_id
left join api_key on event.subject_kind = 'api_key'
    and api_key.organization_id = event.organization_id and api_key.key_id = said.key_id
left join suppression on event.subject_kind = 'suppression'
    and suppression.organization_id = event.organization_id
    and suppression.id = event.subject_id
left join webhook_endpoint on event.subject_kind = 'webhook'
    and webhook_endpoint.organization_id = event.organization_id
    and webhook_endpoint.id = event.subject_id;

grant select on happening to muster_app;
