package dev.vask.cli.config;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Reads the credentials of an app that a backend has for its SDK. */
final class PusherApps {

    private PusherApps() {}

    static ImportedApp read(ObjectNode source) {
        AppBuilder app = new AppBuilder(source);
        app.identity(app.take("app_id", "id"));
        app.text("name", "name");
        app.take("cluster"); // the region at Pusher
        app.warn(
                "only the key, the secret and the id are known. Enable what the app uses: client events, origins, quotas, webhook.");
        return app.build();
    }
}
