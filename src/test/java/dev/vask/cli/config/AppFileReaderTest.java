package dev.vask.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vask.support.Json;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Apps of soketi, Reverb, a Pusher SDK and Vask become requests to the admin API; what has no counterpart is a warning. */
class AppFileReaderTest {

    @Test
    void soketi_environment() throws ConfigFormatException {
        AppFile file = AppFileReader.read("""
                SOKETI_DEFAULT_APP_ID=1
                SOKETI_DEFAULT_APP_KEY=shop
                SOKETI_DEFAULT_APP_SECRET=the-old-secret
                SOKETI_DEFAULT_APP_ENABLED=true
                SOKETI_DEFAULT_APP_MAX_CONNS=200
                SOKETI_DEFAULT_APP_ENABLE_CLIENT_MESSAGES=true
                SOKETI_DEFAULT_APP_MAX_BACKEND_EVENTS_PER_SEC=-1
                SOKETI_DEFAULT_APP_MAX_CLIENT_EVENTS_PER_SEC=20
                SOKETI_DEFAULT_APP_MAX_READ_REQ_PER_SEC=50
                SOKETI_DEFAULT_APP_USER_AUTHENTICATION=true
                SOKETI_DEFAULT_APP_WEBHOOKS='[{"url":"https://example.com/a","event_types":["channel_occupied"]}]'
                SOKETI_EVENT_MAX_SIZE_IN_KB=100
                SOKETI_PORT=6001
                """, null);

        ImportedApp app = only(file);
        assertThat(app.key()).isEqualTo("shop");
        assertSettings(app, """
                {"key":"shop","secret":"the-old-secret","app_id":"1","enabled":true,"client_events":true,
                 "quotas":{"max_connections":200,"events_per_second":null,"client_events_per_second":20,"max_event_bytes":102400},
                 "webhook":{"url":"https://example.com/a","events":["channel_occupied"]}}""");
        assertThat(app.warnings())
                .singleElement()
                .asString()
                .contains("maxReadRequestsPerSecond", "vask.api.reads-per-second");
        assertThat(file.warnings()).singleElement().asString().contains("SOKETI_PORT");
        assertThat(file.toString()).doesNotContain("the-old-secret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'appManager.array.apps': [%s], 'eventLimits.maxBatchSize': 5, 'port': 6001}",
                "{'appManager': {'driver': 'array', 'array': {'apps': [%s]}}, 'eventLimits': {'maxBatchSize': 5}, 'port': 6001}"
            })
    void soketi_json_configuration(String format) throws ConfigFormatException {
        String app =
                "{'id':'shop','key':'shop','secret':'the-old-secret','maxConnections':-1,'maxPresenceMembersPerChannel':'50',"
                        + "'maxChannelNameLength':200,'webhooks':[{'lambda_function':'f'},{'url':'https://a.example','headers':{'X-A':'b'},"
                        + "'filter':{'channel_name_starts_with':'x'},'event_types':['subscription_count','other']},{'url':'https://b.example'}]}";
        AppFile file = AppFileReader.read(json(format.formatted(app)), null);

        assertSettings(only(file), """
                {"key":"shop","secret":"the-old-secret",
                 "quotas":{"max_connections":null,"max_presence_members":50,"max_channel_name_length":164,"max_batch_events":5},
                 "webhook":{"url":"https://a.example","headers":{"X-A":"b"},"events":["subscription_count"]}}""");
        assertThat(only(file).warnings())
                .hasSize(5)
                .anyMatch(it -> it.contains("lowered to 164"))
                .anyMatch(it -> it.contains("Lambda"))
                .anyMatch(it -> it.contains("'filter'"))
                .anyMatch(it -> it.contains("'other'"))
                .anyMatch(it -> it.contains("https://b.example"));
        assertThat(file.warnings())
                .containsExactly("'port' is not imported: it is a setting of the server. See docs/migrating.md.");
    }

    @Test
    void rows_of_soketis_database() throws ConfigFormatException {
        AppFile file = AppFileReader.read(
                json(
                        "[{'id':'1','key':'one','secret':'the-old-secret','max_connections':100,"
                                + "'enable_client_messages':1,'enabled':0,'max_backend_events_per_sec':7,'max_client_events_per_sec':8,"
                                + "'max_read_req_per_sec':-1,'webhooks':'[]','max_event_payload_in_kb':'0.5','max_presence_members_per_channel':null,"
                                + "'max_event_batch_size':0,'created_at':'2024-01-01'},"
                                + "{'id':'two','key':'two','secret':'another-secret','webhooks':null,'max_connections':'many'}]"),
                null);

        assertThat(file.apps()).extracting(ImportedApp::key).containsExactly("one", "two");
        assertSettings(file.apps().getFirst(), """
                {"key":"one","secret":"the-old-secret","app_id":"1","enabled":false,"client_events":true,
                 "quotas":{"max_connections":100,"events_per_second":7,"client_events_per_second":8,"max_event_bytes":512}}""");
        assertThat(file.apps().getFirst().warnings())
                .containsExactlyInAnyOrder(
                        "maxEventBatchSize is 0, which a quota cannot be. max_batch_events keeps its default.",
                        "created_at has no counterpart and is not imported.");
        assertThat(file.apps().getLast().warnings())
                .containsExactly("maxConnections is not a number: 'many'. max_connections keeps its default.");
    }

    @Test
    void reverb_configuration() throws ConfigFormatException {
        AppFile file = AppFileReader.read(
                json("{'default':'reverb','servers':{'reverb':{'host':'0.0.0.0','port':8080}},"
                        + "'apps':{'provider':'config','apps':[{'key':'shop','secret':'the-old-secret','app_id':'42',"
                        + "'options':{'host':'x','port':443},'allowed_origins':['shop.example','*.shop.example'],'ping_interval':60,"
                        + "'activity_timeout':30,'max_connections':500,'max_message_size':10000,'accept_client_events_from':'members',"
                        + "'rate_limiting':{'enabled':true,'max_attempts':60}},"
                        + "{'key':'open','secret':'another-secret','app_id':'open','allowed_origins':['*'],'max_connections':null,"
                        + "'accept_client_events_from':'none','rate_limiting':{'enabled':false}},"
                        + "{'key':'shut','secret':'another-secret','app_id':'shut','allowed_origins':[]}]}}"),
                null);

        assertThat(file.apps()).hasSize(3);
        assertSettings(file.apps().get(0), """
                {"key":"shop","secret":"the-old-secret","app_id":"42","client_events":true,
                 "allowed_origins":["shop.example","*.shop.example"],"quotas":{"max_connections":500,"max_event_bytes":10000}}""");
        assertThat(file.apps().get(0).warnings())
                .hasSize(4)
                .anyMatch(it -> it.startsWith("ping_interval"))
                .anyMatch(it -> it.startsWith("activity_timeout"))
                .anyMatch(it -> it.startsWith("rate_limiting"))
                .anyMatch(it -> it.startsWith("options"));
        assertSettings(file.apps().get(1), """
                {"key":"open","secret":"another-secret","client_events":false,"allowed_origins":[]}""");
        assertThat(file.apps().get(1).warnings()).isEmpty();
        assertThat(file.apps().get(2).warnings())
                .singleElement()
                .asString()
                .contains("Reverb rejects all browsers then, and Vask allows all");
        assertThat(file.warnings()).singleElement().asString().contains("'servers'");
    }

    @Test
    void reverb_in_laravels_environment() throws ConfigFormatException {
        String env = """
                APP_NAME=Shop
                BROADCAST_CONNECTION=reverb
                REVERB_APP_ID=42
                REVERB_APP_KEY=shop
                REVERB_APP_SECRET="the-old-secret"
                REVERB_APP_MAX_CONNECTIONS=9
                REVERB_APP_RATE_LIMITING_ENABLED=true
                REVERB_HOST=localhost
                PUSHER_APP_KEY=old
                VITE_REVERB_APP_KEY="${REVERB_APP_KEY}"
                """;
        AppFile file = AppFileReader.read(env, null);

        assertSettings(only(file), """
                {"key":"shop","secret":"the-old-secret","app_id":"42","client_events":true,"quotas":{"max_connections":9}}""");
        assertThat(only(file).warnings()).singleElement().asString().startsWith("rate_limiting");
        assertThat(file.warnings())
                .hasSize(2)
                .anyMatch(it -> it.contains("PUSHER_APP_KEY (--from pusher)"))
                .anyMatch(it -> it.contains("REVERB_HOST"));
        assertThat(AppFileReader.read(env, ConfigSource.PUSHER).apps())
                .extracting(ImportedApp::key)
                .containsExactly("old");
        assertThat(only(AppFileReader.read(env.replace("CONNECTION=reverb", "CONNECTION=pusher"), null))
                        .key())
                .isEqualTo("old");
    }

    @Test
    void a_pusher_environment() throws ConfigFormatException {
        AppFile file = AppFileReader.read(
                "PUSHER_APP_ID=7\nPUSHER_APP_KEY=k\nPUSHER_APP_SECRET=the-secret\nPUSHER_APP_CLUSTER=eu\n", null);

        assertSettings(only(file), "{\"key\":\"k\",\"secret\":\"the-secret\",\"app_id\":\"7\"}");
        assertThat(only(file).warnings())
                .singleElement()
                .asString()
                .contains("client events, origins, quotas, webhook");
    }

    @Test
    void an_export_of_vask() throws ConfigFormatException {
        AppFile file = AppFileReader.read(
                json("{'apps':[{'key':'shop','name':'Shop','client_events':true,'quotas':{'max_connections':null},"
                        + "'webhook':{'url':'https://a.example','headers':{'X-A':null,'X-B':'c'}}}]}"),
                null);

        assertSettings(only(file), """
                {"key":"shop","name":"Shop","client_events":true,"quotas":{"max_connections":null},
                 "webhook":{"url":"https://a.example","headers":{"X-B":"c"}}}""");
        assertThat(only(file).warnings())
                .containsExactly("the value of the webhook header 'X-A' is not in the file. Set it again.");
    }

    @Test
    void an_app_of_vask_is_recognized_by_its_history() throws ConfigFormatException {
        AppFile file = AppFileReader.read(json("[{'key':'shop','history':{'enabled':true,'max_events':9}}]"), null);

        assertSettings(only(file), "{\"key\":\"shop\",\"history\":{\"enabled\":true,\"max_events\":9}}");
        assertThat(only(file).warnings()).isEmpty();
    }

    @Test
    void the_environment_of_vask() throws ConfigFormatException {
        AppFile file = AppFileReader.read(
                "VASK_APP_KEY=shop\nVASK_APP_SECRET=the-secret\nVASK_APP_ID=7\nVASK_APP_CLIENT_EVENTS=true\n"
                        + "VASK_APP_SUBSCRIPTION_COUNTS=false\nVASK_APP_HISTORY=true\n",
                null);

        assertSettings(only(file), """
                {"key":"shop","secret":"the-secret","app_id":"7","client_events":true,"subscription_counts":false,
                 "history":{"enabled":true}}""");
        assertThat(only(file).warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "<?php return [];        |         | It is PHP",
                "{'apps': 7}             |         | It has no list of apps",
                "{'apps': []}            |         | It has no apps",
                "{'apps': [7]}           |         | App 1 must be an object, found a number",
                "{'apps': [{'id': '1'}]} |         | App 1 has no 'key'",
                "{'apps': [              |         | not valid JSON",
                "A=b                     |         | sets none of the variables SOKETI_DEFAULT_APP_KEY",
                "PUSHER_APP_KEY=x        | SOKETI  | It does not set SOKETI_DEFAULT_APP_KEY",
                "hello                   |         | Line 1 is not of the form"
            })
    void another_file_is_an_error(String text, @Nullable ConfigSource source, String message) {
        assertThatThrownBy(() -> AppFileReader.read(json(text), source))
                .isInstanceOf(ConfigFormatException.class)
                .hasMessageContaining(message);
    }

    private static ImportedApp only(AppFile file) {
        assertThat(file.apps()).hasSize(1);
        return file.apps().getFirst();
    }

    private static void assertSettings(ImportedApp app, String json) {
        assertThat(Json.parse(app.settings().toString())).isEqualTo(Json.parse(json));
    }

    private static String json(String withSingleQuotes) {
        return withSingleQuotes.replace('\'', '"');
    }
}
