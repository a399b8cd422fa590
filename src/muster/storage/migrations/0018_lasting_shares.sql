-- Links to a report that last longer than those that people make: one a report and purpose.

alter table report_share add column purpose text not null default '';
comment on column report_share.purpose is
    'empty: somebody asked for a link of 24 hours at most; else what a longer one is for, such as '
    'the link in a vendor''s report';
create unique index report_share_purpose on report_share (organization_id, attempt_id, purpose)
    where purpose <> '';
