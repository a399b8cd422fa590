-- A saved view forgets whom it searched for when that person is erased; removed views are deleted.

comment on column saved_view.removed_at is 'removed ones can be put back for a day';

grant select, update (query) on saved_view to muster_eraser;

create index saved_view_removed on saved_view (removed_at) where removed_at is not null;
create policy worker on saved_view to muster_worker using (true);
grant select, delete on saved_view to muster_worker;
