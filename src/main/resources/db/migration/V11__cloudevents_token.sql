-- The token with which an app's CloudEvents are published.

alter table apps
    add column cloudevents_token_hash text,
    add constraint apps_cloudevents_token_hash_is_sha256 check (cloudevents_token_hash ~ '^[0-9a-f]{64}$');

comment on column apps.cloudevents_token_hash is 'SHA-256 of the token in hexadecimal; null if CloudEvents are not accepted';
