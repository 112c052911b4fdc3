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

    private static final TestDatabase DATABASE = PostgresNode.migrated(TestPostgres.database());

    private final List<PostgresNode> nodes = new ArrayList<>();

    @Override
    protected AppStore create(Consumer<AppChange> changes) {
        DATABASE.execute("truncate apps cascade");
        PostgresNode node = new PostgresNode(DATABASE, changes);
        nodes.add(node);
        return node.apps();
    }

    @AfterEach
    void close() {
        nodes.forEach(PostgresNode::close);
    }
}
