package dev.vask.live;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The contract of {@link LiveState}. Each implementation has a subclass. */
public abstract class LiveStateContract
        implements SubscribingContract,
                PresenceContract,
                CacheContract,
                PublishingContract,
                RecoveryContract,
                IdempotencyContract,
                UsageContract,
                ConnectionContract,
                UserContract,
                ChannelChangeContract,
                SubscriptionCountContract,
                WebhookContract,
                WebhookQueueContract {

    private LiveStateFixture fixture;

    /** Starts an empty fixture. */
    protected abstract LiveStateFixture open();

    @BeforeEach
    void openFixture() {
        fixture = open();
    }

    @AfterEach
    void closeFixture() {
        fixture.node("a").inbox().checkOrder();
        fixture.node("b").inbox().checkOrder();
        fixture.close();
    }

    @Override
    public LiveStateFixture fixture() {
        return fixture;
    }
}
