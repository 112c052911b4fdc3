-- When each secret was of use last.

alter table app_secrets add column last_used_on date;

comment on column app_secrets.last_used_on is 'the last day, UTC, on which something signed with it was accepted; null for never';

-- No instance keeps that in mind, so none is told.
drop trigger tell on app_secrets;
create trigger tell after insert or delete or update of id, app_key, secret, key_id, created_at, expires_at on app_secrets
    for each row execute function vask_tell_apps('app_key');
