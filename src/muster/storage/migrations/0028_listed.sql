-- What a list of invitations has: one set of filters for all orders in which it is shown.

-- The orders of what happened last and of what ends soonest. Inviting pays for each with an entry at
-- about the index's end.
create index invitation_touched on invitation (organization_id, updated_at, id);
create index invitation_ending on invitation (organization_id, expires_at, id)
    where state in ('pending', 'started');
-- Those that few are among many, and that inviting does not write.
create index invitation_rare on invitation (organization_id, state, id)
    where state in ('started', 'revoked');
create index report_passed on report (organization_id, passed, attempt_id)
    where passed is not null;

-- Every filter is null when it is not wanted; stages of tracks are no rows of their own. Whoever asks
-- gives what few rows have by ids: of invitations, or of people. What many rows have is looked up row
-- by row instead, which ends soon because pages are short; scalar subqueries keep the planner from
-- reading whole tables for that. It puts the body in place of the call, so each order has its plan.
create function listed_invitations(
    organization bigint, at timestamptz, standing text, activity bigint, letters text[],
    invited_from timestamptz, invited_until timestamptz, ends_before timestamptz,
    ids bigint[], people bigint[], patterns text[], reference_from text, reference_until text)
    returns setof invitation
    language sql stable parallel safe as
$$
select i.* from invitation as i
where i.organization_id = organization and i.parent_id is null
  and (ids is null or i.id = any(ids))
  and (activity is null or i.activity_id = activity)
  and (standing is null
       or standing = 'pending' and i.state = 'pending' and i.expires_at > at
       or standing = 'opened' and i.state = 'pending' and i.expires_at > at
           and i.opened_at is not null
       or standing = 'expired' and i.state = 'pending' and i.expires_at <= at
       or standing = 'open' and i.state in ('pending', 'started') and i.expires_at > at
       or standing in ('started', 'completed', 'revoked') and i.state = standing
       or standing in ('passed', 'failed') and i.state = 'completed' and coalesce(
           (select report.passed
            from attempt
            join report on report.organization_id = organization
                and report.attempt_id = attempt.id
            where attempt.organization_id = organization and attempt.invitation_id = i.id),
           (select nullif(application.outcome, 'finished') = 'passed'
            from application
            where application.organization_id = organization
              and application.invitation_id = i.id)) = (standing = 'passed'))
  and (invited_from is null or i.created_at >= invited_from)
  and (invited_until is null or i.created_at < invited_until)
  and (ends_before is null or i.expires_at > at and i.expires_at <= ends_before)
  and (letters is null or coalesce(
      (select m.state from message as m
       where m.organization_id = organization and m.reference = i.id and m.kind = 'invitation'
       order by m.state = 'cancelled', m.id desc limit 1),
      (select m.state from message as m
       where m.organization_id = organization and m.reference = i.candidate_id
         and m.kind = 'home'
       order by m.state = 'cancelled', m.id desc limit 1)) = any(letters))
  and (people is null and patterns is null
       or people is not null and (
           i.candidate_id = any(people)
           or i.external_id >= reference_from and i.external_id < reference_until)
       or patterns is not null and (
           select c.folded like all(patterns) from candidate as c
           where c.organization_id = organization and c.id = i.candidate_id))
$$;
