-- Reports for readers: lists, places among other reports, links that show one, and who looked.

-- What a list or a rank asks for stands beside the score, so that neither reads its document.
alter table report
    add column activity_id bigint,
    add column candidate_id bigint,
    add column millionths bigint generated always as ((percent * 1000000)::bigint) stored,
    add column top numeric,
    add column bottom numeric;
comment on column report.millionths is
    'percent once more: row-level security lets indices compare whole numbers, not decimals';
comment on column report.top is
    'points ÷ of as an exact fraction is top ÷ bottom: where percent is equal after rounding, '
    'these tell who has more; null as percent is';

-- The owner may not be a superuser, and forced policies would hide the rows from him.
alter table report no force row level security;
alter table attempt no force row level security;
update report
set activity_id = attempt.activity_id, candidate_id = attempt.candidate_id,
    top = case when percent is not null then
        split_part(score #>> '{overall,points}', '/', 1)::numeric
        * split_part(score #>> '{overall,of}', '/', 2)::numeric end,
    bottom = case when percent is not null then
        split_part(score #>> '{overall,points}', '/', 2)::numeric
        * split_part(score #>> '{overall,of}', '/', 1)::numeric end
from attempt
where attempt.organization_id = report.organization_id and attempt.id = report.attempt_id;
alter table report force row level security;
alter table attempt force row level security;

alter table report
    alter column activity_id set not null,
    alter column candidate_id set not null,
    add constraint exact_where_percent check (
        (percent is null) = (top is null) and (percent is null) = (bottom is null)),
    add foreign key (organization_id, activity_id) references activity (organization_id, id),
    add foreign key (organization_id, candidate_id) references candidate (organization_id, id);

create index report_rank on report (organization_id, activity_id, millionths)
    where millionths is not null;
create index report_activity on report (organization_id, activity_id, attempt_id);
create index report_candidate on report (organization_id, candidate_id, attempt_id);
create index report_settled on report (organization_id, settled_at);

-- Links that show one report to whoever has them. What is signed is the id.
create table report_share (
    organization_id bigint not null,
    id bigint generated always as identity (maxvalue 281474976710655),
    uid uuid not null,
    attempt_id bigint not null,
    created_at timestamptz not null,
    created_by text not null,
    expires_at timestamptz not null,
    revoked_at timestamptz,
    primary key (organization_id, id),
    unique (organization_id, uid),
    foreign key (organization_id, attempt_id) references report (organization_id, attempt_id),
    constraint ends_after_it_began check (expires_at > created_at)
);
create index report_share_report on report_share (organization_id, attempt_id, id);

-- Every time that one was opened; no address of anybody is kept.
create table report_view (
    organization_id bigint not null,
    id bigint generated always as identity (maxvalue 281474976710655),
    share_id bigint not null,
    viewed_at timestamptz not null,
    agent text not null check (length(agent) <= 40),
    what text not null check (length(what) <= 40),
    primary key (organization_id, id),
    foreign key (organization_id, share_id) references report_share (organization_id, id)
);
comment on column report_view.agent is 'what kind of program looked, in two words at most';
create index report_view_share on report_view (organization_id, share_id, id);

-- A report with whose and what it is of; security_invoker, so that the reader's policies apply.
create view report_card with (security_invoker = true) as
select report.organization_id, report.attempt_id, report.uid, report.revision, report.score,
       report.waiting, report.percent, report.passed, report.settled_at, report.completed_at,
       report.changed_at, report.top, report.bottom, report.activity_id, report.candidate_id,
       attempt.uid as attempt_uid, attempt.version, attempt.state, attempt.started_at,
       attempt.submitted_at, attempt.ended_by, attempt.invitation_id,
       invitation.uid as invitation_uid, invitation.external_id,
       candidate.uid as candidate_uid, candidate.name as candidate_name,
       candidate.address as candidate_address,
       activity.uid as activity_uid, activity.key, activity.kind, activity.title,
       activity.minutes
from report
left join attempt on attempt.organization_id = report.organization_id
    and attempt.id = report.attempt_id
left join invitation on invitation.organization_id = attempt.organization_id
    and invitation.id = attempt.invitation_id
left join candidate on candidate.organization_id = report.organization_id
    and candidate.id = report.candidate_id
left join activity on activity.organization_id = report.organization_id
    and activity.id = report.activity_id;

select protect('report_share'), protect('report_view');

grant select on report_card to muster_app;
grant select, insert, update on report_share to muster_app;
grant select, insert on report_view to muster_app;

-- Nobody takes a rating back; only whoever erases a candidate does, with all of the attempt's.
create function erase_ratings(organization bigint, attempts bigint[]) returns void
    language sql security definer set search_path from current
    begin atomic
        delete from rating
        where organization_id = organization and organization_id = current_organization()
          and attempt_id = any (attempts);
    end;
revoke execute on function erase_ratings from public;
