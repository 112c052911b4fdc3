package dev.vask.ops;

import dev.vask.admin.AdminConfig;
import dev.vask.apps.App;
import dev.vask.apps.AppStore;
import dev.vask.http.PublicPort;
import io.quarkus.vertx.http.HttpServer;
import io.quarkus.vertx.http.HttpServerStart;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;

/** Prints instructions for the demo server, after it has started to listen. */
@Singleton
final class DemoInstructions {

    private static final String TEXT = """

            Vask listens on http://localhost:{port} with a demo app: key {key}, secret {secret}

            {console}Connect a client that prints the events of the channel 'hello' (pusher-js, needs Node):

            npm install --silent --prefix /tmp/vask-demo pusher-js@8.6.0 && NODE_PATH=/tmp/vask-demo/node_modules \
            node -e 'const Pusher = require("pusher-js"); new Pusher("{key}", {cluster: "", wsHost: "localhost", \
            wsPort: {port}, forceTLS: false, enabledTransports: ["ws"]}).subscribe("hello").bind_global(console.log)'

            Or, without installing anything, in a browser's console:

            s = new WebSocket("ws://localhost:{port}/app/{key}?protocol=7"); s.onmessage = m => console.log(m.data); \
            s.onopen = () => s.send('{"event":"pusher:subscribe","data":{"channel":"hello"}}')

            Publish an event to the channel (needs curl and openssl):

            b='{"name":"greeting","channel":"hello","data":"{\\"text\\":\\"Hello, world\\"}"}'; \
            q="auth_key={key}&auth_timestamp=$(date +%s)&auth_version=1.0\
            &body_md5=$(printf %s "$b" | openssl dgst -md5 | sed 's/.* //')"; \
            curl -d "$b" "http://localhost:{port}/apps/{key}/events?$q&auth_signature=\
            $(printf 'POST\\n/apps/{key}/events\\n%s' "$q" | openssl dgst -sha256 -hmac '{secret}' | sed 's/.* //')"
            """;

    private static final String CONSOLE = """
            The console, for which you need the token in VASK_ADMIN_TOKEN: http://localhost:{port}/console/

            """;

    private final DemoConfig config;
    private final AdminConfig admin;
    private final PublicPort port;
    private final AppStore apps;
    private final HttpServer server;

    DemoInstructions(DemoConfig config, AdminConfig admin, PublicPort port, AppStore apps, HttpServer server) {
        this.config = config;
        this.admin = admin;
        this.port = port;
        this.apps = apps;
        this.server = server;
    }

    void listening(@ObservesAsync HttpServerStart start) {
        if (config.demo()) {
            apps.list().thenAccept(all -> all.stream().findFirst().ifPresent(this::print));
        }
    }

    /** Prints to standard output, because the prefixes of the log would be copied along. */
    private void print(App app) {
        boolean console = admin.token().isPresent() && port.admin();
        System.out.println(TEXT.replace("{console}", console ? CONSOLE : "")
                .replace("{port}", Integer.toString(server.getPort()))
                .replace("{key}", app.key())
                .replace("{secret}", app.secrets().getFirst().secret().reveal()));
    }
}
