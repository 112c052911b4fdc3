-- Encrypted secrets are bound to their row and their end, and the values of webhook headers are encrypted too.

alter table app_secrets add column uid uuid not null default gen_random_uuid();

comment on column app_secrets.uid is 'what the encryption binds the secret to, with app_key and expires_at: to end one earlier, delete it';

-- Whatever a secret is bound to is told when it changes.
drop trigger tell on app_secrets;
create trigger tell after insert or delete or update of id, app_key, uid, secret, key_id, created_at, expires_at on app_secrets
    for each row execute function vask_tell_apps('app_key');

comment on column apps.webhook_headers is 'each like ''X-Team: shop''; the next start encrypts it to ''X-Team@keyid=...''';
