package dev.vask.apps.postgres;

import dev.vask.apps.AppChange;
import dev.vask.apps.AppStore;
import dev.vask.apps.AppStoreContract;
import dev.vask.support.TestDatabase;
import dev.vask.support.TestPostgres;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;

class PostgresAppsTest extends AppStoreContract {

    private static final TestDatabase DATABASE = Instance.migrated(TestPostgres.database());

    private final List<Instance> instances = new ArrayList<>();

    @Override
    protected AppStore open(Consumer<AppChange> changes) {
        DATABASE.execute("truncate apps cascade");
        Instance instance = new Instance(DATABASE, changes);
        instances.add(instance);
        return instance.apps();
    }

    @AfterEach
    void close() {
        instances.forEach(Instance::close);
    }
}
