-- Secrets are kept encrypted. A row without the id of a key holds a secret as it is: such a row may be written by hand, counts,
-- and is encrypted by the next start of an instance.

alter table app_secrets add column key_id text;

comment on column app_secrets.secret is 'encrypted, or the secret itself while key_id is null';
comment on column app_secrets.key_id is 'which key of vask.secrets.key encrypts the secret; null for a secret as it is';
