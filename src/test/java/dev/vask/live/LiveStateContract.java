package dev.vask.live;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What every {@link LiveState} promises. Extended by one small class for each implementation. */
public abstract class LiveStateContract
        implements SubscribingContract,
                PresenceContract,
                CacheContract,
                PublishingContract,
                UsageContract,
                ConnectionContract,
                UserContract,
                SubscriptionCountContract,
                WebhookContract,
                WebhookQueueContract {

    private LiveStateFixture service;

    /** Starts an empty service. */
    protected abstract LiveStateFixture open();

    @BeforeEach
    void openService() {
        service = open();
    }

    @AfterEach
    void closeService() {
        service.node("a").inbox().checkOrder();
        service.node("b").inbox().checkOrder();
        service.close();
    }

    @Override
    public LiveStateFixture service() {
        return service;
    }
}
