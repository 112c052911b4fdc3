-- An app may have a second name in paths of the HTTP API. Keys and app ids are unique together.

alter table apps add column app_id text collate "C"
    constraint apps_app_id_is_1_to_64_characters check (app_id ~ '^[A-Za-z0-9_-]{1,64}$');

comment on column apps.app_id is 'names the app in paths of the HTTP API, as the key does; null for the key only';

create index apps_by_app_id on apps (app_id);

create table app_names (
    name    text collate "C" primary key,
    app_key text collate "C" not null references apps (key) on delete cascade on update cascade
);

create index app_names_by_app on app_names (app_key);

comment on table app_names is 'the key and the app id of each app, written by triggers';

-- A name that another transaction has just inserted is waited for. VA001 is not a unique violation, after which Vask repeats a
-- transaction. Vask reads the message.
create function vask_sync_app_names() returns trigger language plpgsql as $$
declare
    taken record;
begin
    delete from app_names where app_key = new.key and name <> new.key and name is distinct from new.app_id;
    -- in one order, so that two transactions do not wait for each other
    insert into app_names (name, app_key)
        select distinct name, new.key from unnest(array[new.key, new.app_id]) name where name is not null order by name
        on conflict (name) do nothing;
    select wanted.name, other.app_key into taken
        from unnest(array[new.key, new.app_id]) wanted (name) left join app_names other on other.name = wanted.name
        where wanted.name is not null and other.app_key is distinct from new.key
        limit 1;
    if found then
        raise exception using errcode = 'VA001', message = format('app name %s belongs to app %s', taken.name, taken.app_key);
    end if;
    return null;
end
$$;

create trigger names_of_new after insert on apps for each row execute function vask_sync_app_names();
create trigger names_of_changed after update on apps for each row
    when (old.key <> new.key or old.app_id is distinct from new.app_id) execute function vask_sync_app_names();

insert into app_names (name, app_key) select key, key from apps;
