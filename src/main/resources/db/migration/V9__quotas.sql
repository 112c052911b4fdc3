-- The quotas of an app by name, in one column, which a new quota does not change.

alter table apps add column quotas jsonb not null default '{}';

comment on column apps.quotas is 'limits by name, as in the admin API; null is unlimited, an absent quota has its default';

create function vask_only_quotas(fields jsonb) returns jsonb language sql immutable as $$
    select coalesce(jsonb_object_agg(key, value), '{}') from jsonb_each(fields)
    where key in (
        'max_connections', 'events_per_second', 'events_per_month', 'client_events_per_second', 'max_event_bytes',
        'max_presence_members', 'cache_ttl_seconds', 'max_batch_events', 'max_channels_per_event', 'max_channel_name_length',
        'max_subscriptions_per_connection', 'max_channels'
    )
$$;

update apps set quotas = vask_only_quotas(to_jsonb(apps));

alter table apps add constraint apps_quotas_are_positive_integers_or_null check (
    jsonb_typeof(quotas) = 'object'
    and not jsonb_path_exists(
        quotas,
        '$.* ? (@.type() != "null" && (@.type() != "number" || @ < 1 || @ > 2147483647 || @ != @.floor()))'
    )
);

-- Nodes of the version before read and write a column for each quota. Both are kept equal during a rolling upgrade. The next
-- release drops the columns, this trigger and both functions.
create function vask_sync_quotas() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        if new.quotas = '{}' then
            new.quotas := vask_only_quotas(to_jsonb(new));
            return new;
        end if;
    elsif new.quotas = old.quotas then
        new.quotas := new.quotas || vask_only_quotas(to_jsonb(new));
        return new;
    end if;
    return jsonb_populate_record(new, vask_only_quotas(new.quotas));
end
$$;

create trigger sync_quotas before insert or update on apps for each row execute function vask_sync_quotas();
